import type { Browser } from "@playwright/test";

import { accessible, nothingScrollsSideways } from "../support/look";
import { COLLEAGUE, REFERENT } from "../support/stack";
import { expect, test, type Page, type Sent, type Street } from "../support/test";

test.use({ viewport: { width: 1440, height: 900 } });

/** A page of somebody else's own browser, signed in. */
async function elsewhere(browser: Browser, street: Street, who: string): Promise<Page> {
  const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: "fr-FR" })).newPage();
  await street.signIn(page, who);
  return page;
}

const report = (street: Street, sent: Sent): string => `${street.at.staff}/desk/reports/${sent.reference}`;

/** Opens one of the forms of a page. */
async function unfold(page: Page, name: string) {
  const form = page.locator(`form[action$="/ways/${name}"]`);
  await page.locator("details.way").filter({ has: form }).locator("summary").click();
  return form;
}

test("of two referents at once the second sees what the first did, and loses nothing", async ({ page, browser, context, street }) => {
  const sent = await street.report(context, { words: "Un matelas contre la grille." });
  await street.until(context, sent, "dispatched");
  await street.signIn(page, REFERENT);
  await page.goto(report(street, sent));
  await expect(page.getByText("Un matelas contre la grille.")).toBeVisible();
  const zoe = await elsewhere(browser, street, COLLEAGUE);
  await zoe.goto(report(street, sent));

  const refuse = await unfold(page, "refuse");
  await refuse.getByLabel("Raison").selectOption("private_property");
  await refuse.getByLabel("Ou vos mots").fill("C’est la cour de l’immeuble.");

  const schedule = await unfold(zoe, "schedule");
  await schedule.getByRole("button").click();
  await expect(zoe.getByText("Le passage est prévu.")).toBeVisible();

  await refuse.locator("button").click();
  const changed = page.getByRole("alert").filter({ hasText: "a changé entre-temps" });
  await expect(changed).toContainText("Zoé, référent");
  await expect(changed).toContainText("Passage prévu");
  await accessible(page, "report-changed");
  await nothingScrollsSideways(page, "report-changed");
  const again = page.locator('form[action$="/ways/refuse"]');
  await expect(again.getByLabel("Ou vos mots")).toHaveValue("C’est la cour de l’immeuble.");
  await expect(again.getByLabel("Raison")).toHaveValue("private_property");
  expect((await street.read(context, sent)).state).toBe("scheduled");

  await again.locator("button").click();
  await expect(page.getByText("C’est clos sans nettoyage.")).toBeVisible();
  await page.goto(sent.trackingUrl);
  await expect(page.getByText("C’est la cour de l’immeuble.").first()).toBeVisible();
  await zoe.context().close();
});

test("a referent moves the pin on a map, and the history keeps both places", async ({ page, context, street }) => {
  const sent = await street.report(context, { place: "48.8646, 2.3783" });
  await street.until(context, sent, "dispatched");
  await street.signIn(page, REFERENT);
  await page.goto(report(street, sent));
  const pin = await unfold(page, "pin");
  await pin.getByRole("button", { name: "Choisir sur la carte" }).click();
  await expect(page.locator("[data-spot] [data-map-box][data-ready]")).toBeVisible({ timeout: 30_000 });
  await page.locator(".maplibregl-canvas").press("ArrowRight");
  await expect(pin.getByLabel("Adresse, ou latitude")).toHaveValue(/^48\.8\d+, 2\.37\d+$/);
  await accessible(page, "report-pin");
  await nothingScrollsSideways(page, "report-pin");
  await pin.getByRole("button", { name: "Déplacer", exact: true }).click();
  await expect(page.getByText("Le lieu est changé.")).toBeVisible();
  await expect(page.getByText(/Lieu\s:\s.*48\.86460,\s2\.37830.*→\s.*48\.8/)).toBeVisible();
});

test("a referent writes a letter, and its reporter alone reads it", async ({ page, context, street }) => {
  const sent = await street.report(context);
  await street.until(context, sent, "dispatched");
  await street.signIn(page, REFERENT);
  await page.goto(report(street, sent));
  const write = await unfold(page, "write");
  await write.getByLabel("Votre message").fill("Bonjour,\nqui a la clé de la grille ?");
  await write.getByRole("button").click();
  await expect(page.getByText("La lettre part.")).toBeVisible();
  const letter = await street.openLetter(page, sent.email, /un message pour vous/);
  await expect(letter.getByText("qui a la clé de la grille ?")).toBeVisible();
  await accessible(page, "letter-written");
  await page.goto(report(street, sent));
  await expect(page.getByRole("row", { name: /Écrite à la main/ })).toContainText("acceptée");
  await expect(page.locator("main")).not.toContainText(sent.email);
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("a referent finds reports by words and does the same with several of them", async ({ page, context, street }) => {
    const words = ["Une armoire éventrée.", "Une armoire cassée."];
    const sent = [];
    for (const one of words) sent.push(await street.report(context, { words: one }));
    for (const one of sent) await street.until(context, one, "dispatched");
    await street.signIn(page, REFERENT);
    await expect(async () => {
      await page.goto(`${street.at.staff}/desk/reports`);
      await page.getByLabel("Numéro, adresse ou mots").fill("ARMOIRE");
      await page.getByRole("button", { name: "Afficher" }).click();
      await expect(page.locator("tbody tr")).toHaveCount(2, { timeout: 500 });
    }).toPass();
    for (const one of sent) await page.locator(`[name="chosen-${one.reference}"]`).check();
    await page.getByText("Surveiller", { exact: true }).first().click();
    await page.locator('button[name="way"][value="watch"]').click();
    await expect(page.getByRole("heading", { name: "Fait pour 2 sur 2" })).toBeVisible();
    for (const one of sent) expect((await street.read(context, one)).state).toBe("monitored");
    await page.getByRole("link", { name: sent[0]!.reference }).click();
    await expect(page.getByText("Sous surveillance jusqu’au").first()).toBeVisible();
  });
});
