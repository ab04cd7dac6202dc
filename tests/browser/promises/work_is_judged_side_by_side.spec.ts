import { accessible, nothingScrollsSideways } from "../support/look";
import { REFERENT, Samples, Stack } from "../support/stack";
import { expect, Street, test } from "../support/test";

test.use({ viewport: { width: 1440, height: 900 } });

const PARTS = ["closings", "closings/contested", "closings/grades"];

test("a doubtful close, a contest and an opinion are read with their photos and words", async ({ page, context, street }) => {
  test.setTimeout(180_000);
  const photo = street.samples.dirty;
  // Two closes far from each other with the same photo, the second one far from where it was reported.
  const first = await street.cleaned(page, { photo, place: "48.8646, 2.3783" });
  const sent = await street.report(context, { place: "48.8585, 2.3845" });
  await street.until(context, sent, "dispatched");
  await street.openJob(page, sent);
  await street.takeAndClose(page);
  await street.until(context, sent, "done", 2);

  await page.goto(sent.trackingUrl);
  await page.getByRole("radio", { name: /^2/ }).check();
  await page.getByLabel("Pourquoi ?").fill("Trois jours d’attente.");
  await page.locator("#content").getByRole("button", { name: "Envoyer" }).click();
  await expect(page.getByText("C’est noté, merci : 2 sur 5.")).toBeVisible();
  await page.getByRole("link", { name: "Ce n’est pas propre" }).click();
  await page.getByLabel("Qu’est-ce qui reste sale ?").fill("Un sac est resté.");
  await page.getByRole("button", { name: "Rouvrir le signalement" }).click();
  await expect(page.getByText("C’est noté, merci : le signalement est rouvert.").first()).toBeVisible();

  await street.signIn(page, REFERENT);
  await page.goto(`${street.at.staff}/closings?days=7`);
  const close = page.getByRole("article").filter({ hasText: sent.reference }).first();
  await expect(close.getByText(/La photo a été prise/)).toBeVisible();
  await expect(close.getByText("Lieu de la photo")).toBeVisible();
  await expect(close.getByText(/Photo semblable\s:\sS/)).toBeVisible();
  await expect(close.getByRole("img")).toHaveCount(3);
  await expect(close.getByRole("link", { name: /Paris/ }).first()).toHaveAttribute("href", `/desk/reports/${sent.reference}`);
  await accessible(page, "closings");
  expect(first.reference).not.toBe(sent.reference);

  await page.getByRole("link", { name: /Pas propre/ }).click();
  await expect(page).toHaveURL(/contested\?days=7/);
  const contest = page.getByRole("article").filter({ hasText: sent.reference });
  await expect(contest.getByText("Un sac est resté.")).toBeVisible();
  await expect(contest.locator("blockquote").last()).not.toBeEmpty();
  await accessible(page, "contested");

  await page.getByRole("link", { name: "Avis", exact: true }).click();
  const opinion = page.getByRole("article").filter({ hasText: sent.reference });
  await expect(opinion.getByText("Trois jours d’attente.")).toBeVisible();
  await expect(opinion.getByText("2 sur 5")).toBeVisible();
  await page.getByRole("link", { name: /^5 \(/ }).click();
  await expect(opinion).toHaveCount(0);
  await page.getByRole("link", { name: /^2 \(/ }).click();
  await expect(opinion).toBeVisible();
  await page.getByLabel("Secteur").selectOption("12e");
  await page.getByRole("button", { name: "Afficher" }).click();
  await expect(page).toHaveURL(/sector=75112/);
  await expect(page).toHaveURL(/grade=2/);
  await expect(opinion).toHaveCount(0);
  await accessible(page, "grades-none");
});

test("ten thousand closes, contests and opinions are read page by page", async ({ page }) => {
  test.setTimeout(240_000);
  const stack = await Stack.start({ ROWS: "10000" });
  const samples = new Samples();
  try {
    const street = new Street(stack, samples);
    await street.signIn(page, REFERENT);
    for (const part of PARTS) {
      await page.goto(`${street.at.staff}/${part}`);
      await expect(page.getByText("10000 en tout").or(page.getByText("10 000 en tout"))).toBeVisible();
      await expect(page.getByRole("article")).toHaveCount(20);
      const first = await page.getByRole("article").first().innerText();
      await page.getByRole("link", { name: "Suite" }).click();
      await expect(page.getByRole("article")).toHaveCount(20);
      await expect(page.getByRole("article").first()).not.toHaveText(first);
      await accessible(page, `${part}-10000`);
      await nothingScrollsSideways(page, `${part}-10000`);
    }
  } finally {
    samples.remove();
    await stack.stop();
  }
});
