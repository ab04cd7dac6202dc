import { accessible, nothingScrollsSideways } from "../support/look";
import { expect, test, type BrowserContext, type Page, type Street } from "../support/test";

/** A report that its crew passed on; the partner's page. */
async function passedOn(page: Page, context: BrowserContext, street: Street): Promise<string> {
  const sent = await street.report(context);
  await street.until(context, sent, "dispatched");
  await street.openJob(page, sent);
  const job = new URL(page.url()).pathname.split("/").pop();
  const api = `${street.at.staff}/api/v1/jobs/${job}`;
  const moved = await context.request.post(`${api}/moves/transfer`, {
    headers: { "Idempotency-Key": crypto.randomUUID() },
    data: { partner: { fr: "le bailleur", en: "the landlord" }, words: "La grille est ouverte." },
  });
  expect(moved.status(), await moved.text()).toBe(200);
  const read = await (await context.request.get(api)).json();
  await context.clearCookies();
  return read.contractor_page;
}

test("a partner sees one job by its link, and closes it with a photo", async ({ page, context, street }) => {
  const link = await passedOn(page, context, street);
  await page.goto(link);
  await expect(page.getByText("Pour le bailleur")).toBeVisible();
  await expect(page.getByText("La grille est ouverte.")).toBeVisible();
  await accessible(page, "contractor");
  await nothingScrollsSideways(page, "contractor");

  await page.getByRole("button", { name: "C’est nettoyé" }).tap();
  await expect(page.getByText("Il manque la photo après nettoyage.")).toBeVisible();
  await accessible(page, "contractor-errors");
  await page.locator("#close input[type=file][required]").setInputFiles(street.samples.clean);
  await page.getByRole("button", { name: "C’est nettoyé" }).tap();
  await expect(page.getByRole("heading", { name: "Merci, c’est clos" })).toBeVisible({ timeout: 30_000 });
  await accessible(page, "contractor-thanks");

  await page.goto(link);
  await expect(page.getByRole("heading", { name: "Ce lien ne sert plus" })).toBeVisible();
  await accessible(page, "contractor-over");
});

test("a crew passes a job on by its form, copies the link, and sees what its partner answers", async ({ page, context, street }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const sent = await street.report(context);
  await street.until(context, sent, "dispatched");
  await street.openJob(page, sent);
  const job = page.url();
  await page.getByText("Pour un prestataire").tap();
  await page.getByLabel("À qui").fill("le bailleur");
  await page.getByRole("button", { name: "Transmettre" }).tap();
  const link = page.getByLabel(/Quiconque a ce lien/);
  await expect(link).toHaveValue(/\/contractor\//);
  await accessible(page, "passed-on");
  await nothingScrollsSideways(page, "passed-on");
  await page.getByRole("button", { name: "Copier le lien" }).tap();
  await expect(page.getByText("Copié.")).toBeVisible();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toBe(await link.inputValue());

  const partner = await context.newPage();
  await partner.goto(copied);
  await partner.getByText("Ce n’est pas pour nous").tap();
  await partner.getByLabel("Pourquoi").fill("Le trottoir est à la Ville.");
  await partner.getByLabel("Ajouter une photo").setInputFiles(street.samples.clean);
  await accessible(partner, "contractor-declining");
  await nothingScrollsSideways(partner, "contractor-declining");
  await partner.getByRole("button", { name: "Rendre à la Ville" }).tap();
  await expect(partner.getByRole("heading", { name: "C’est noté" })).toBeVisible({ timeout: 30_000 });
  await partner.close();
  await page.goto(job);
  await expect(page.getByRole("heading", { name: /Rendue par le bailleur/ })).toBeVisible();
  await expect(page.getByText("Le trottoir est à la Ville.")).toBeVisible();
  await accessible(page, "given-back");
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("a partner gives a job back with words", async ({ page, context, street }) => {
    const link = await passedOn(page, context, street);
    await page.goto(link);
    await page.getByText("Ce n’est pas pour nous").click();
    await page.getByLabel("Pourquoi").fill("Le trottoir est à la Ville.");
    await page.getByRole("button", { name: "Rendre à la Ville" }).click();
    await expect(page.getByRole("heading", { name: "C’est noté" })).toBeVisible();
    await page.goto(link);
    await expect(page.getByRole("heading", { name: "Ce lien ne sert plus" })).toBeVisible();
  });
});
