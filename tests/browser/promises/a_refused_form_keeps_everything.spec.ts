import { accessible, nothingScrollsSideways } from "../support/look";
import { expect, test, type Page, type Street } from "../support/test";

async function filledWithMistakes(page: Page, street: Street): Promise<void> {
  await page.goto(street.at.resident);
  await page.locator("input[data-gallery]").setInputFiles(street.samples.dirty);
  await page.locator(".chip").first().tap();
  await page.locator("summary", { hasText: "précision" }).tap();
  await page.getByLabel("Précision").fill("Devant le n° 82");
  await page.getByLabel("E-mail").fill("camille@");
  await page.getByRole("button", { name: "Envoyer" }).tap();
}

async function mendAndSend(page: Page, street: Street): Promise<void> {
  await page.getByLabel("E-mail").fill(street.newEmail());
  await page.getByRole("button", { name: "Envoyer" }).tap();
  await page.waitForURL("**/r/*", { timeout: 30_000 });
  await expect(page.getByRole("main")).toContainText(/S\d{4}[A-Z]\d{6}/);
}

test("what is wrong is said in the page itself, and the chosen photo stays", async ({ page, street }) => {
  await page.goto(street.at.resident);
  // A page that was left would not know this any more.
  await page.evaluate(() => document.body.setAttribute("data-same-page", ""));
  await page.locator("input[data-gallery]").setInputFiles(street.samples.dirty);
  await page.locator("summary", { hasText: "précision" }).tap();
  await page.getByLabel("Précision").fill("Devant le n° 82");
  await page.getByLabel("E-mail").fill("camille@");
  await page.getByRole("button", { name: "Envoyer" }).tap();

  await expect(page.getByRole("alert")).toContainText("2 points sont à corriger");
  await expect(page.getByRole("alert")).toBeFocused();
  await expect(page.getByText("Cette adresse e-mail n’est pas complète.")).toBeVisible();
  await expect(page.getByText("Il manque le type d’anomalie.")).toBeVisible();
  await expect(page.getByLabel("E-mail")).toHaveValue("camille@");
  await expect(page.getByLabel("E-mail")).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByLabel("Précision")).toHaveValue("Devant le n° 82");
  await expect(page.locator(".preview")).toHaveCount(1);
  await expect(page.locator("body[data-same-page]")).toHaveCount(1);
  await accessible(page, "home-errors-in-place");
  await nothingScrollsSideways(page, "home-errors-in-place");

  await page.getByRole("alert").getByRole("link", { name: "E-mail" }).tap();
  await expect(page.getByLabel("E-mail")).toBeInViewport();
  await page.locator(".chip").first().tap();
  await mendAndSend(page, street);
});

test("a place that was written the wrong way round comes back put right", async ({ page, street }) => {
  await page.goto(street.at.resident);
  await page.locator("input[data-gallery]").setInputFiles(street.samples.dirty);
  await page.locator(".chip").first().tap();
  await page.locator("summary", { hasText: "lieu" }).tap();
  await page.locator("#place").fill("2.3813, 48.8552");
  await page.getByRole("button", { name: "Envoyer" }).tap();
  await expect(page.getByText("La latitude et la longitude semblent échangées.")).toBeVisible();
  await expect(page.locator("#place")).toHaveValue("48.8552, 2.3813");
  await page.getByRole("button", { name: "Envoyer" }).tap();
  await page.waitForURL("**/r/*", { timeout: 30_000 });
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("the server keeps the photo, and the form says so", async ({ page, street }) => {
    await filledWithMistakes(page, street);
    await expect(page.getByRole("alert")).toContainText("Un point est à corriger");
    await expect(page.getByLabel(/^Photo 1 gardée/)).toBeChecked();
    await expect(page.getByLabel("E-mail")).toHaveValue("camille@");
    await expect(page.getByLabel("Précision")).toHaveValue("Devant le n° 82");
    await nothingScrollsSideways(page, "home-errors-without-javascript");
    await mendAndSend(page, street);
  });

  test("a kept photo that is not wanted any more is left out", async ({ page, street }) => {
    await filledWithMistakes(page, street);
    await page.getByLabel(/^Photo 1 gardée/).uncheck();
    await page.getByLabel("E-mail").fill("");
    await page.getByRole("button", { name: "Envoyer" }).tap();
    await expect(page.getByText("Il manque la photo.")).toBeVisible();
  });
});
