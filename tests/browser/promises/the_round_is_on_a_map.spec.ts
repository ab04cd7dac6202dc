import { accessible, nothingScrollsSideways } from "../support/look";
import { expect, test } from "../support/test";

test.use({ geolocation: { latitude: 48.8646, longitude: 2.3783, accuracy: 9 }, permissions: ["geolocation"] });

test("the round lies on a map of streets when somebody asks, and a number leads to its job", async ({ page, street }) => {
  const sent = await street.report(page.context());
  await street.until(page.context(), sent, "dispatched");
  await street.openJob(page, sent);
  const job = new URL(page.url()).pathname;
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  await page.goto(`${street.at.staff}/crew?order=round&at=48.86460,2.37830`);
  expect(asked.filter((address) => /map|tiles/.test(address)), "no map comes unasked").toEqual([]);

  const opens = page.getByRole("button", { name: "Voir la carte des rues" });
  await opens.tap();
  const map = page.getByRole("region", { name: /Carte de la tournée/ });
  await expect(page.locator("[data-round-map] [data-map-box][data-ready]")).toBeVisible();
  await expect(map).toBeFocused();
  await expect(page.locator("[data-round-sketch]")).toBeHidden();
  await expect.poll(() => asked.some((address) => address.includes("/tiles/sectors/"))).toBe(true);
  expect(asked.filter((address) => !address.startsWith(street.at.staff) && !address.startsWith("blob:"))).toEqual([]);
  await accessible(page, "crew-round-map");
  await nothingScrollsSideways(page, "crew-round-map");

  // The round fills the map: wherever its numbers are, a finger left of the buttons finds one.
  const lines = page.locator("[data-map-found] a.item");
  const box = (await map.boundingBox())!;
  await expect(async () => {
    for (let y = 24; y < box.height && (await lines.count()) === 0; y += 28) {
      for (let x = 24; x < box.width - 70 && (await lines.count()) === 0; x += 28) await map.click({ position: { x, y } });
    }
    await expect(lines).not.toHaveCount(0);
  }).toPass();
  const found = await lines.first().getAttribute("href");
  expect(await page.locator(`a[data-number][href="${found}"]`).count()).toBe(1);

  const close = page.getByRole("button", { name: "Fermer la carte" });
  await expect(close).toHaveAttribute("aria-expanded", "true");
  await close.tap();
  await expect(page.locator("[data-map-found]")).toBeEmpty();
  await expect(page.locator(`a[data-number][href="${job}"]`)).toBeVisible();
});

test("without network the sketch stays, and the page says why there are no streets", async ({ page, street }) => {
  for (let n = 0; n < 2; n++) {
    const sent = await street.report(page.context());
    await street.until(page.context(), sent, "dispatched");
    if (n > 0) await street.openJob(page, sent);
  }
  await page.goto(`${street.at.staff}/crew`);
  const opens = page.getByRole("button", { name: "Voir la carte des rues" });
  await expect(opens).toBeVisible();
  await page.context().setOffline(true);
  await opens.tap();
  await expect(page.getByText("La carte ne peut pas s’afficher sur cet appareil, ou le réseau manque.")).toBeVisible();
  await expect(page.locator("[data-round-map] [data-map-box]")).toBeHidden();
  await page.context().setOffline(false);
  await opens.tap();
  await expect(page.locator("[data-round-map] [data-map-box][data-ready]")).toBeVisible();
});
