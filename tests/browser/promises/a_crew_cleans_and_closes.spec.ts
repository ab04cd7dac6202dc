import { colleagueOf, CREWS } from "../support/stack";
import { expect, test } from "../support/test";

test("a crew signs in by its letter, takes a job, photographs and closes it", async ({ page, context, street }) => {
  const sent = await street.report(context, { words: "Des sacs devant l’école." });
  await street.until(context, sent, "dispatched");

  const crew = await street.openJob(page, sent);
  expect(CREWS).toContain(crew);
  await expect(page.getByText("Des sacs devant l’école.")).toBeVisible();
  await expect(page.getByText(/équipe de votre quartier|en service l’après-midi|prochaine tournée/).first()).toBeVisible();

  await street.take(page);
  await expect(page.getByText("Équipe sur place")).toBeVisible();
  await page.goto(`${street.at.staff}/crew`);
  await expect(page.getByRole("heading", { name: "Ma tournée" })).toBeVisible();
  const job = page.locator("a.item").filter({ hasText: "Équipe sur place" });
  await job.first().tap();

  await page.locator("#close input[type=file][required]").setInputFiles(street.samples.clean);
  await expect(page.getByText("Reprendre la photo")).toBeVisible();
  await page.locator("label.choice").filter({ hasText: "Sacs enlevés, trottoir lavé" }).tap();
  await page.getByRole("button", { name: "Clore l’intervention" }).tap();

  await expect(page.locator(".notice.clean")).toContainText("Close à", { timeout: 30_000 });
  await street.until(context, sent, "done", 2);
  await page.goto(sent.trackingUrl);
  await expect(page.getByText("Bonjour, notre équipe a enlevé les sacs et lavé le trottoir.").first()).toBeVisible();
});

test("a close may show up to three photos", async ({ page, context, street }) => {
  const sent = await street.report(context);
  await street.until(context, sent, "dispatched");
  await street.openJob(page, sent);
  const job = page.url();
  await street.take(page);
  await page.locator("#close input[type=file][required]").setInputFiles(street.samples.clean);
  await page.getByText("Ajouter d’autres photos").tap();
  for (const more of await page.locator("#close input[type=file]:not([required])").all()) await more.setInputFiles(street.samples.clean);
  await page.getByRole("button", { name: "Clore l’intervention" }).tap();
  await street.until(context, sent, "done", 4);
  await page.goto(job);
  // One before, three after.
  await expect(page.locator("main a.photo[href^='/crew/photos/']")).toHaveCount(4);
});

test("a job is not closed without a photo of the clean street", async ({ page, context, street }) => {
  const sent = await street.report(context);
  await street.until(context, sent, "dispatched");
  await street.openJob(page, sent);
  await street.take(page);
  await page.getByRole("button", { name: "Clore l’intervention" }).tap();
  await expect(page.getByText("Il manque la photo après nettoyage.")).toBeVisible();
  expect((await street.read(context, sent)).state).toBe("in_progress");
});

test("a sign-in link signs nobody in by being opened, and works once", async ({ page, context, street }) => {
  const letter = await street.signInLetter(page, colleagueOf(CREWS[0]));
  const link = (await letter.getByRole("link", { name: "Me connecter" }).getAttribute("href"))!;

  await page.goto(link);
  expect((await context.cookies(street.at.staff)).filter(({ name }) => name !== "lang")).toEqual([]);
  await page.getByRole("button", { name: "Me connecter" }).tap();
  await expect(page.getByRole("heading", { name: "Ma tournée" })).toBeVisible();
  await page.getByRole("button", { name: "Se déconnecter" }).tap();
  await page.waitForURL("**/sign-in");

  await page.goto(link);
  await expect(page.getByRole("heading", { name: "Ce lien ne sert plus" })).toBeVisible();
});
