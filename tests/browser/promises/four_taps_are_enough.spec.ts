import { expect, test, type Page, type Street } from "../support/test";

/** In the arrondissement of the sample photos, and far from them: nothing like it is reported here. */
const HERE = { latitude: 48.856, longitude: 2.383, accuracy: 9 };

/** Counts the taps of a finger on the page from now on; a tap in the phone's own camera or gallery is one more each. */
async function countTaps(page: Page): Promise<() => Promise<number>> {
  await page.addInitScript(() => {
    addEventListener("click", ({ isTrusted, detail }) => {
      // A tap on a label clicks its field a second time, with nobody's finger.
      if (isTrusted && detail > 0) sessionStorage["taps"] = Number(sessionStorage["taps"] ?? 0) + 1;
    }, { capture: true });
  });
  return () => page.evaluate(() => Number(sessionStorage["taps"]));
}

/** Opens the phone's camera or gallery, chooses there, says what it is, and sends. */
async function report(page: Page, street: Street, which: string): Promise<void> {
  await page.goto(street.at.resident);
  const dialog = page.waitForEvent("filechooser");
  await page.locator("label").filter({ has: page.locator(`input[${which}]`) }).tap();
  await (await dialog).setFiles(street.samples.dirty);
  await page.locator(".chip").filter({ hasText: "Sacs" }).tap();
  await page.getByRole("button", { name: "Envoyer" }).tap();
  await page.waitForURL("**/r/*", { timeout: 30_000 });
  await expect(page.getByRole("main")).toContainText(/S\d{4}[A-Z]\d{6}/);
}

test.describe("four taps, one of them in the phone’s own camera or gallery", () => {
  test.use({ geolocation: HERE, permissions: ["geolocation"] });

  for (const [name, which] of [["camera", "data-camera"], ["gallery with a place in the photo", "data-gallery"]] as const) {
    test(name, async ({ page, street }) => {
      const taps = await countTaps(page);
      await report(page, street, which);
      expect((await taps()) + 1).toBeLessThanOrEqual(4);
      await expect(page.getByRole("heading", { level: 1 })).toContainText("11e");
    });
  }
});
