import promises from "./playwright.config";

/** Pictures of every screen, for eyes: `npm run screens`. */
export default { ...promises, testDir: "screens", timeout: 600_000 };
