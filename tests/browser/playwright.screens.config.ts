import promises from "./playwright.config";

/** Pictures of every screen, for eyes: `infra/test --only pictures`. */
export default { ...promises, testDir: "screens", timeout: 600_000 };
