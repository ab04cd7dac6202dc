import { defineConfig } from "@playwright/test";

/** A phone of the street: small, French, touched. */
export default defineConfig({
  testDir: "promises",
  outputDir: "results/tests",
  reporter: "list",
  // One stack serves all tests, and a promise that holds only sometimes is broken.
  workers: 1,
  retries: 0,
  forbidOnly: true,
  timeout: 90_000,
  // What is tried again and again ends, too, and says what was wrong the last time.
  expect: { timeout: 10_000, toPass: { timeout: 60_000 } },
  use: {
    viewport: { width: 360, height: 740 },
    isMobile: true,
    hasTouch: true,
    deviceScaleFactor: 2,
    locale: "fr-FR",
    timezoneId: "Europe/Paris",
    actionTimeout: 15_000,
    navigationTimeout: 30_000,
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-quic",
        // Maps are drawn by WebGL; without a graphics card, by the processor.
        "--use-gl=angle",
        "--use-angle=swiftshader",
        "--enable-unsafe-swiftshader",
      ],
    },
  },
});
