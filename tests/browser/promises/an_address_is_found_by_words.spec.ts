import { accessible, nothingScrollsSideways } from "../support/look";
import { expect, test, type Page, type Street } from "../support/test";

const HONORE = "120 rue Saint-Honoré, 75001 Paris";
/** In Montreuil, on the other side of the city's border. */
const MONTREUIL = { latitude: 48.8638, longitude: 2.4484, accuracy: 12 };

/** Of a kind that no other test reports at this address: it would be asked whether it is the same. */
async function fillIn(page: Page, street: Street, address: string, kind: string): Promise<void> {
  await page.goto(street.at.resident);
  await page.locator("input[data-gallery]").setInputFiles(street.samples.dirty);
  await page.locator(".chip").filter({ hasText: kind }).tap();
  await page.locator("summary", { hasText: "lieu" }).tap();
  await page.locator("#place").fill(address);
}

async function send(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Envoyer" }).tap();
  await page.waitForURL("**/r/*", { timeout: 30_000 });
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(HONORE);
}

test("an address with a typo is found while it is typed, and chosen by the keyboard", async ({ page, street }) => {
  await fillIn(page, street, "120 rue saint honoree", "Sacs");
  const field = page.getByRole("combobox", { name: "Adresse" });
  await expect(page.getByRole("option").first()).toHaveText(HONORE);
  await expect(field).toHaveAttribute("aria-expanded", "true");
  await field.press("ArrowDown");
  await expect(page.getByRole("option", { selected: true })).toHaveText(HONORE);
  await accessible(page, "home-address");
  await nothingScrollsSideways(page, "home-address");
  await field.press("Enter");
  await expect(field).toHaveValue(HONORE.replace("120 ", "120\u00a0").replace("75001 ", "75001\u00a0"));
  await expect(field).toHaveAttribute("aria-expanded", "false");
  await send(page);
});

test.describe("where the phone is outside the city", () => {
  test.use({ geolocation: MONTREUIL, permissions: ["geolocation"] });

  test("it is said at once, with the neighbour’s name", async ({ page, street }) => {
    const dialog = page.waitForEvent("filechooser");
    await page.goto(street.at.resident);
    await page.locator("label").filter({ has: page.locator("input[data-camera]") }).tap();
    await dialog;
    await expect(page.getByText("dans la commune voisine : Montreuil")).toBeVisible();
  });
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("the form asks which address is meant, and takes the answer", async ({ page, street }) => {
    await fillIn(page, street, "120 saint honore", "Corbeille");
    await page.getByRole("button", { name: "Envoyer" }).tap();
    await expect(page.getByText("Cette adresse n’est pas exacte, ou il y en a plusieurs.")).toBeVisible();
    await nothingScrollsSideways(page, "home-address-without-javascript");
    await page.getByLabel(HONORE).check();
    await send(page);
  });
});
