import { accessible, nothingScrollsSideways } from "../support/look";
import { ADMIN, REFERENT } from "../support/stack";
import { expect, test } from "../support/test";

const URINE = "/desk/replies/done-urine-washed";

test("an answer is looked at as a letter, and saved as a new version", async ({ page, street }) => {
  test.slow();
  const sent = await street.cleaned(page);
  await street.signIn(page, REFERENT);
  await page.goto(`${street.at.staff}/desk/replies`);
  await accessible(page, "replies");
  await nothingScrollsSideways(page, "replies");
  await page.getByRole("link", { name: "Nettoyé", exact: true }).click();
  await page.getByLabel("Texte en français").fill("Bonjour, {prenom}.");
  await page.getByRole("button", { name: "Enregistrer" }).click();
  await expect(page.locator("#body_fr-error")).toContainText("« prenom » entre accolades ne veut rien dire ici");
  await expect(page.getByLabel("Texte en français")).toHaveValue("Bonjour, {prenom}.");
  await accessible(page, "reply-errors");
  await nothingScrollsSideways(page, "reply-errors");

  await page.getByLabel("Texte en français").fill("Bonjour, {team} est passée le {date}. Dites-nous <b>sinon</b>.");
  await page.getByLabel("Avec le signalement").fill(sent.reference);
  await page.getByRole("button", { name: "Lettre en français" }).click();
  const letter = page.frameLocator("iframe[name=letter]");
  await expect(letter.getByText(/est passée le .* Dites-nous <b>sinon<\/b>\./)).toBeVisible();
  await expect(letter.getByRole("img")).toHaveCount(2);
  await page.getByRole("button", { name: "Enregistrer" }).click();
  await expect(page.getByText("Enregistré : une nouvelle version")).toBeVisible();
  await expect(page.getByText(/Version 2, Référent/)).toBeVisible();
  await accessible(page, "reply");
  await nothingScrollsSideways(page, "reply");
});

test("of two who save at once the second sees the other’s words and keeps their own", async ({ page, browser, street }) => {
  await street.signIn(page, ADMIN);
  await page.goto(`${street.at.staff}${URINE}`);
  const other = await (await browser.newContext({ locale: "fr-FR" })).newPage();
  await street.signIn(other, REFERENT);
  await other.goto(`${street.at.staff}${URINE}`);
  await other.getByLabel("Texte en français").fill("Bonjour, c’est lavé. Dites-nous s’il en reste.");
  await other.getByRole("button", { name: "Enregistrer" }).click();
  await expect(other.getByText("Enregistré : une nouvelle version")).toBeVisible();
  await page.getByLabel("Texte en français").fill("Bonjour, nous avons tout lavé. Dites-nous sinon.");
  await page.getByRole("button", { name: "Enregistrer" }).click();
  await expect(page.getByRole("alert")).toContainText("Bonjour, c’est lavé. Dites-nous s’il en reste.");
  await expect(page.getByLabel("Texte en français")).toHaveValue("Bonjour, nous avons tout lavé. Dites-nous sinon.");
  await accessible(page, "reply-meanwhile");
  await nothingScrollsSideways(page, "reply-meanwhile");
  await page.getByRole("button", { name: "Enregistrer" }).click();
  await expect(page.getByText("Enregistré : une nouvelle version")).toBeVisible();
  await other.context().close();
});
