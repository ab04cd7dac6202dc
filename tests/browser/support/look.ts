import AxeBuilder from "@axe-core/playwright";
import type { Locator } from "@playwright/test";

import { expect, type Page } from "./test";

const WCAG_2_2_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** axe finds nothing on the page as it is, neither light nor dark; on an open letter, nothing in it either. */
export async function accessible(page: Page, screen: string): Promise<void> {
  await axeFindsNothing(page, screen);
  const letter = page.locator("iframe[src]");
  if ((await letter.count()) === 0) return;
  // Its sandbox keeps axe out, so its HTML is looked at without one.
  const source = new URL((await letter.getAttribute("src"))!, page.url()).href;
  const alone = await page.context().newPage();
  await alone.setContent(await (await page.context().request.get(source)).text());
  await axeFindsNothing(alone, `${screen}: the letter itself`);
  await alone.close();
}

async function axeFindsNothing(page: Page, screen: string): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    // The button that stays at the thumb covers what one has not scrolled to yet.
    const floats = (position: string) =>
      page.evaluate((to) => document.querySelector<HTMLElement>(".actions")?.style.setProperty("position", to), position);
    await floats("static");
    const { violations } = await new AxeBuilder({ page }).withTags(WCAG_2_2_AA).exclude("iframe").analyze();
    const found = violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}: ${node.html}`));
    expect.soft(found, `${screen}, ${colorScheme}`).toEqual([]);
    await floats("");
  }
}

/** Nothing is wider than the screen, on the smallest phone, a common one and a desk. */
export async function nothingScrollsSideways(page: Page, screen: string): Promise<void> {
  const before = page.viewportSize()!;
  for (const width of [320, 360, 1440]) {
    await page.setViewportSize({ width, height: before.height });
    const wide = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect.soft(await wide(), `${screen} at ${width} px`).toBeLessThanOrEqual(0);
  }
  await page.setViewportSize(before);
}

/** Opens a page anew and gives how far its parts jumped meanwhile (Cumulative Layout Shift; 0 is still). */
export async function jumps(page: Page, address: string): Promise<number> {
  await page.goto(address, { waitUntil: "networkidle" });
  return page.evaluate(
    () =>
      new Promise<number>((done) => {
        let sum = 0;
        const observer = new PerformanceObserver((list) => {
          for (const shift of list.getEntries()) sum += (shift as unknown as { value: number }).value;
        });
        observer.observe({ type: "layout-shift", buffered: true });
        requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => done(sum), 0)));
      }),
  );
}

/** Presses Tab until something has the focus. */
export async function tabTo(page: Page, wanted: Locator): Promise<void> {
  for (let presses = 0; presses < 80; presses++) {
    await page.keyboard.press("Tab");
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error(`the keyboard does not reach ${wanted}`);
}
