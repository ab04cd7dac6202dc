import { Stack } from "../support/stack";
import { expect, test, type Page } from "../support/test";

/** Milliseconds between two pictures of the screen, as long as the work lasts. */
type Frames = number[];

async function framesDuring(page: Page, work: () => Promise<void>): Promise<Frames> {
  await page.evaluate(() => {
    const seen: number[] = [];
    const tick = (now: number) => {
      seen.push(now);
      if (!("enough" in window)) requestAnimationFrame(tick);
    };
    Object.assign(window, { seen });
    requestAnimationFrame(tick);
  });
  await work();
  return page.evaluate(() => {
    Object.assign(window, { enough: true });
    const { seen } = window as unknown as { seen: number[] };
    return seen.slice(1).map((at, frame) => at - seen[frame]!);
  });
}

/** Moves the map by hand: to and fro, as far as half of it each time. */
async function drag(page: Page): Promise<void> {
  const box = (await page.locator("[data-map-box]").boundingBox())!;
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  for (const [dx, dy] of [[-120, -90], [120, 60], [-90, 120], [100, -100]] as const) {
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x + dx, y + dy, { steps: 40 });
    await page.mouse.up();
  }
}

/** Beside the same map without a report: what the reports cost does not depend on the machine. */
test("the map without reports, and with 100,000 that are open", async ({ page }) => {
  const bytes: number[] = [];
  page.on("response", async (response) => {
    if (response.url().includes("/tiles/reports/")) bytes.push((await response.body().catch(() => Buffer.alloc(0))).length);
  });
  for (const reports of ["0", "100000"]) {
    const stack = await Stack.start({ OPEN_REPORTS: reports });
    for (const [name, zoom] of [["the city", 11], ["each by itself", 15]] as const) {
      await page.goto("about:blank");
      bytes.length = 0;
      await page.goto(`${stack.addresses.resident}/map#at=${zoom}/48.8600/2.3400`);
      await expect(page.locator("[data-map-box][data-ready]")).toBeVisible();
      const frames = (await framesDuring(page, () => drag(page))).sort((one, other) => one - other);
      const at = (share: number) => Math.round(frames[Math.floor((frames.length - 1) * share)]!);
      const told = `median ${at(0.5)} ms, 95 of 100 within ${at(0.95)} ms, longest ${at(1)} ms`;
      const tiles = `${bytes.length} tiles, the largest ${(Math.max(0, ...bytes) / 1000).toFixed(1)} kB`;
      console.log(`${reports.padStart(6)} reports, ${name.padEnd(14)} ${frames.length} frames: ${told}; ${tiles}`);
    }
    await stack.stop();
  }
});
