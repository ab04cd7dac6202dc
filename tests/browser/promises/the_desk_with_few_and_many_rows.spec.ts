import { accessible, nothingScrollsSideways } from "../support/look";
import { REFERENT, Samples, Stack } from "../support/stack";
import { expect, Street, test } from "../support/test";

test.use({ viewport: { width: 1440, height: 900 } });

for (const rows of [0, 10, 10_000]) {
  test(`with ${rows} reports every number opens its list, page by page`, async ({ page }) => {
    test.setTimeout(240_000);
    const stack = await Stack.start({ ROWS: String(rows) });
    const samples = new Samples();
    try {
      const street = new Street(stack, samples);
      await street.signIn(page, REFERENT);
      const received = page.locator('a[href="/desk/reports?days=30&show=received"]').first();
      // What is written is counted a moment later.
      await expect(async () => {
        await page.goto(`${street.at.staff}/desk`);
        expect(Number((await received.innerText()).replace(/\D/g, ""))).toBe(rows);
      }).toPass({ timeout: 120_000 });
      await accessible(page, `desk-${rows}`);
      await nothingScrollsSideways(page, `desk-${rows}`);

      await received.click();
      const count = rows === 0 ? /Aucun signalement|0 signalement/ : new RegExp(`^${rows === 10 ? "10" : "10\\s000"} signalements`);
      await expect(page.getByRole("status").first()).toHaveText(count);
      await expect(page.locator("tbody tr")).toHaveCount(Math.min(rows, 50));
      await accessible(page, `desk-list-${rows}`);
      await nothingScrollsSideways(page, `desk-list-${rows}`);
      const next = page.getByRole("link", { name: "Suite" });
      if (rows <= 50) {
        await expect(next).toHaveCount(0);
        return;
      }
      const first = await page.locator("tbody tr").first().innerText();
      await next.click();
      await expect(page.locator("tbody tr").first()).not.toHaveText(first);
      await expect(page.getByRole("status").first()).toHaveText(count);
    } finally {
      samples.remove();
      await stack.stop();
    }
  });
}
