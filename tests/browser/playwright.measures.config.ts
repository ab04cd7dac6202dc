import promises from "./playwright.config";

/** What a browser's own meter says of the pages, printed: `infra/test --only measures`. */
export default { ...promises, testDir: "measures", timeout: 600_000 };
