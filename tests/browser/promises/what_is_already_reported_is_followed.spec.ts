import { accessible, nothingScrollsSideways } from "../support/look";
import { expect, test, type Page, type Street } from "../support/test";

/** Fills the form with a photo that has a place of its own. */
async function fill(page: Page, street: Street, photo: string): Promise<void> {
  await page.goto(street.at.resident);
  await page.locator("input[data-gallery]").setInputFiles(photo);
  await page.locator(".chip").filter({ hasText: "Sacs" }).tap();
}

const send = (page: Page): Promise<void> => page.getByRole("button", { name: "Envoyer" }).tap();

/** A report, and a photo of the same place. */
async function reported(page: Page, street: Street): Promise<string> {
  const photo = street.samples.dirty;
  await fill(page, street, photo);
  await send(page);
  // Other tests report from fixed places: what is near by chance is something else.
  const asked = page.locator(".near, input[name=same_as]").first();
  await expect(asked.or(page.getByText(/Merci\. Votre signalement/)).first()).toBeVisible({ timeout: 30_000 });
  if (await asked.isVisible()) await send(page);
  await page.waitForURL("**/r/*", { timeout: 30_000 });
  return photo;
}

test("the same problem is followed with one tap, and remembered on the device", async ({ page, street }) => {
  const photo = await reported(page, street);
  await fill(page, street, photo);
  await send(page);
  const near = page.getByRole("region", { name: /Déjà signalé|signalements sont ouverts/ });
  await expect(near.getByText(/à \d+ m, il y a/).first()).toBeVisible();
  await expect(near.getByRole("heading")).toBeFocused();
  await accessible(page, "home-near");
  await nothingScrollsSideways(page, "home-near");
  // Nothing is wrong: no fold opens, and nothing is being sent.
  await expect(page.locator("[data-kinds] details[open]")).toHaveCount(0);
  await expect(page.getByText("Envoi des photos")).toHaveCount(0);
  if (process.env["LOOK"]) await page.screenshot({ path: `${process.env["LOOK"]}/near.png`, fullPage: true });
  await near.getByRole("button", { name: "C’est le même" }).first().tap();
  await page.waitForURL("**/r/*same=1");
  await expect(page.getByText("Vous suivez maintenant le signalement")).toBeVisible();
  if (process.env["LOOK"]) await page.screenshot({ path: `${process.env["LOOK"]}/followed.png`, fullPage: true });

  await page.goto(`${street.at.resident}/mine`);
  const items = page.locator(".mine li");
  await expect(items).toHaveCount(2);
  await accessible(page, "mine");
  await nothingScrollsSideways(page, "mine");
  if (process.env["LOOK"]) await page.screenshot({ path: `${process.env["LOOK"]}/mine.png`, fullPage: true });
  await items.first().getByRole("button").tap();
  await expect(items).toHaveCount(1);
});

test("something else is sent with one more tap, and nobody is asked again", async ({ page, street }) => {
  const photo = await reported(page, street);
  await fill(page, street, photo);
  await send(page);
  await expect(page.locator(".near")).toBeVisible();
  await page.getByRole("button", { name: "Non, c’est autre chose" }).tap();
  await send(page);
  await page.waitForURL("**/r/*new=1");
});

test("the tracking page leads to one’s own data", async ({ page, street }) => {
  await reported(page, street);
  await page.getByRole("link", { name: "Mes données" }).tap();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Mes données");
  await accessible(page, "data");
  await nothingScrollsSideways(page, "data");
  if (process.env["LOOK"]) await page.screenshot({ path: `${process.env["LOOK"]}/data.png`, fullPage: true });
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("the question is a page of its own, and keeps the photo", async ({ page, street }) => {
    const photo = await reported(page, street);
    await fill(page, street, photo);
    await send(page);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Est-ce l’un de ceux-ci ?");
    await nothingScrollsSideways(page, "already");
    if (process.env["LOOK"]) await page.screenshot({ path: `${process.env["LOOK"]}/already.png`, fullPage: true });
    await page.getByRole("radio", { name: /C’est le même/ }).first().check();
    await send(page);
    await page.waitForURL("**/r/*same=1");
  });
});
