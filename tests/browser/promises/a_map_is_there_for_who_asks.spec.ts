import { accessible, nothingScrollsSideways } from "../support/look";
import { expect, test, type Page, type Street } from "../support/test";

/** In the middle of the maps of these tests, far from the sample photos' places: who reports there is asked nothing. */
const PLACE = "48.8585, 2.3845";
/** In Montreuil, on the other side of the city's border. */
const MONTREUIL = { latitude: 48.8638, longitude: 2.4484, accuracy: 12 };

/** Addresses that the page asks for from now on. */
function asked(page: Page): string[] {
  const addresses: string[] = [];
  page.on("request", (request) => addresses.push(request.url()));
  return addresses;
}

async function photograph(page: Page, street: Street): Promise<void> {
  await page.goto(street.at.resident);
  await page.locator("input[data-gallery]").setInputFiles(street.samples.dirty);
  await page.locator(".chip").first().click();
}

async function openPin(page: Page): Promise<void> {
  await page.getByRole("button", { name: /Montrer sur la carte|Show on the map/ }).click();
  await expect(page.locator("[data-pin-map] [data-map-box][data-ready]")).toBeVisible();
}

async function isSent(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Envoyer" }).click();
  await page.waitForURL("**/r/*", { timeout: 30_000 });
}

test("no part of a map is loaded before one is asked for, and nobody else is ever asked", async ({ page, street }) => {
  const addresses = asked(page);
  await page.goto(street.at.resident, { waitUntil: "networkidle" });
  expect(addresses.filter((address) => /map|tiles/.test(address))).toEqual([]);
  await expect(page.locator("[data-pin-map]")).toBeHidden();
  await openPin(page);
  await page.goto(`${street.at.resident}/map`);
  await expect(page.locator("[data-map-box][data-ready]")).toBeVisible();
  for (const part of ["/assets/map-worker.js", "/tiles/sectors/", "/tiles/reports/"]) {
    await expect.poll(() => addresses.some((address) => address.includes(part)), part).toBe(true);
  }
  const others = addresses.filter((address) => !address.startsWith(street.at.resident) && !address.startsWith("blob:"));
  expect(others).toEqual([]);
});

test("the pin is moved and taken by the keyboard alone", async ({ page, street }) => {
  await photograph(page, street);
  await page.getByRole("button", { name: "Montrer sur la carte" }).press("Enter");
  const map = page.getByRole("region", { name: /Les flèches déplacent le repère/ });
  await expect(map).toBeFocused();
  await expect(page.locator("[data-pin-map] [data-map-box][data-ready]")).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page.getByText("Approchez-vous de la rue, puis validez.")).toBeVisible();
  for (let step = 0; step < 4; step++) await page.keyboard.press("Shift+ArrowRight");
  await page.keyboard.press("ArrowUp");
  await expect(page.locator("[data-pin-say]")).toHaveText(/Paris/);
  await accessible(page, "home-pin");
  await nothingScrollsSideways(page, "home-pin");
  await page.locator(".maplibregl-canvas").press("Enter");
  await expect(page.locator("[data-pin-map]")).toBeHidden();
  await expect(page.getByRole("button", { name: "Montrer sur la carte" })).toBeFocused();
  await expect(page.locator("[name=place_choice]")).toHaveValue(/^48\.8\d+, 2\.3\d+$/);
  await expect(page.locator("[data-where-say]")).toHaveText(/Paris/);
  await isSent(page);
});

test("the map is dragged under the pin by the mouse, and what is under it is said", async ({ page, street }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await photograph(page, street);
  await page.evaluate(() => {
    const field = (name: string) => document.querySelector<HTMLInputElement>(`[name=${name}]`)!;
    field("place_latitude").value = "48.8566";
    field("place_longitude").value = "2.3803";
  });
  await openPin(page);
  await expect(page.locator("[data-pin-say]")).toHaveText(/11/);
  const box = (await page.locator("[data-pin-map] [data-map-box]").boundingBox())!;
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const dragged = page.waitForResponse(/\/place\?/);
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x - 60, y - 40, { steps: 5 });
  await page.mouse.up();
  await dragged;
  await page.getByRole("button", { name: "C’est ici" }).click();
  await expect(page.locator("[data-pin-map]")).toBeHidden();
  const [latitude = 0, longitude = 0] = (await page.locator("[name=place_choice]").inputValue()).split(",").map(Number);
  expect(longitude).toBeGreaterThan(2.3804);
  expect(latitude).toBeLessThan(48.8566);
  await isSent(page);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("11e");
});

test.describe("where the pin is outside the city", () => {
  test.use({ geolocation: MONTREUIL, permissions: ["geolocation"] });

  test("it is said at once, and nothing is taken", async ({ page, street }) => {
    const dialog = page.waitForEvent("filechooser");
    await page.goto(street.at.resident);
    await page.locator("label").filter({ has: page.locator("input[data-camera]") }).tap();
    await (await dialog).setFiles(street.samples.dirty);
    await expect(page.locator("[name=place_source]")).toHaveValue("phone");
    await openPin(page);
    await expect(page.locator("[data-pin-say]")).toContainText("Montreuil");
    await page.getByRole("button", { name: "C’est ici" }).tap();
    await expect(page.locator("[data-pin-map]")).toBeVisible();
    await expect(page.locator("[name=place_choice]")).toHaveCount(0);
    await page.getByRole("button", { name: "Fermer la carte" }).tap();
    await expect(page.locator("[data-pin-map]")).toBeHidden();
  });
});

for (const [language, words] of [
  ["fr", { open: "En cours", all: "all", around: "Voir la liste de ce secteur", age: "Signalé il y a moins d’une heure" }],
  ["en", { open: "Open", all: "all", around: "See the list of this sector", age: "Reported less than an hour ago" }],
] as const) {
  test(`a report on the public map says what a stranger may know (${language})`, async ({ page, street }) => {
    await page.context().addCookies([{ name: "lang", value: language, url: street.at.resident }]);
    const sent = await street.report(page.context(), { words: "Devant chez Marie", place: PLACE });
    await street.until(page.context(), sent, "dispatched");
    await page.goto(`${street.at.resident}/map#at=17/48.8585/2.3845`);
    await expect(page.locator("[data-map-box][data-ready]")).toBeVisible();
    const box = (await page.locator("[data-map-box]").boundingBox())!;
    await expect(async () => {
      await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
      await expect(page.locator("[data-map-found]").getByText(words.age).first()).toBeVisible({ timeout: 1000 });
    }).toPass();
    await expect(page.locator("[data-map-found]")).not.toContainText("Marie");
    await accessible(page, `map-found-${language}`);
    await nothingScrollsSideways(page, `map-found-${language}`);
    await page.locator("#state").selectOption(words.all);
    await expect(page).toHaveURL(/\/map\?state=all#at=17/);
    await page.reload();
    await expect(page.locator("#state")).toHaveValue("all");
    await page.getByRole("link", { name: /Voir la même chose en liste|See the same as a list/ }).click();
    await expect(page.getByRole("listitem").filter({ hasText: words.age }).first()).toBeVisible();
    await accessible(page, `map-list-${language}`);
    await nothingScrollsSideways(page, `map-list-${language}`);
  });
}

test("from afar reports are counted, and a tap comes closer", async ({ page, street }) => {
  const sent = await street.report(page.context(), { place: PLACE });
  await street.until(page.context(), sent, "dispatched");
  await page.goto(`${street.at.resident}/map#at=12/48.8585/2.3845`);
  await expect(page.locator("[data-map-box][data-ready]")).toBeVisible();
  const box = (await page.locator("[data-map-box]").boundingBox())!;
  // Count and tile are kept for a short time.
  await expect(async () => {
    await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
    await expect(page).toHaveURL(/#at=1[3-9]/, { timeout: 1000 });
  }).toPass({ timeout: 80_000 });
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("the list says the same as the map, with the same choices", async ({ page, street }) => {
    const sent = await street.report(page.context(), { place: PLACE });
    await street.until(page.context(), sent, "dispatched");
    await page.goto(`${street.at.resident}/map`);
    await expect(page.locator("noscript p")).toHaveText(/La carte a besoin de JavaScript/);
    await expect(page.locator("[data-map-box]")).toBeHidden();
    await nothingScrollsSideways(page, "map-without-javascript");
    await page.getByRole("link", { name: "Voir la même chose en liste" }).click();
    await expect(page.getByRole("listitem").filter({ hasText: "Signalé il y a" }).first()).toBeVisible();
    await page.getByLabel("État").selectOption("closed");
    await page.getByRole("button", { name: "Afficher" }).click();
    await expect(page).toHaveURL(/state=closed/);
  });
});
