import { close, job, online, outbox, phone, take, withoutBackgroundSync } from "../support/crew";
import { accessible, nothingScrollsSideways } from "../support/look";
import { colleagueOf } from "../support/stack";
import { expect, test, type Page, type Street } from "../support/test";

test.describe.configure({ timeout: 120_000 });

const FASTER = "Un collègue a été plus rapide";

/** A colleague's phone, on the same job. */
async function colleague(page: Page, street: Street, crew: string, path: string): Promise<Page> {
  const second = await (await page.context().browser()!.newContext(phone)).newPage();
  await street.signIn(second, colleagueOf(crew));
  await second.goto(`${street.at.staff}${path}`);
  return second;
}

test("two at once: the second is told who has taken it, of which team", async ({ page, street }) => {
  const { crew, path } = await job(page, street);
  // Both look at it before either takes it.
  const second = await colleague(page, street, crew, path);
  await street.take(page);
  await take(second);
  await expect(outbox(second).getByText(`${FASTER}. Prise aujourd’hui à`)).toBeVisible();
  await expect(outbox(second).getByText(/par Équipe (up-11, Urgence Propreté|dpe-11, DPE) 11e\./)).toBeVisible();
  await expect(second.getByText("Équipe sur place")).toBeVisible();
  await accessible(second, "crew-job-taken-meanwhile");
  await nothingScrollsSideways(second, "crew-job-taken-meanwhile");
  await second.context().close();
});

test("in the language that the phone is read in", async ({ page, context, street }) => {
  const { crew, path } = await job(page, street);
  const second = await colleague(page, street, crew, path);
  await context.addCookies([{ name: "lang", value: "en", url: street.at.staff }]);
  await page.goto(`${street.at.staff}${path}`);
  await street.take(second);
  await page.getByRole("button", { name: "I’m going" }).tap();
  await expect(outbox(page).getByText(/^A colleague was quicker\. Taken today at .* by Camille, /)).toBeVisible();
  await second.context().close();
});

test("closed by another meanwhile: it says by whom, and keeps the photo until a person lets it go", async ({ page, context, street }) => {
  await withoutBackgroundSync(page);
  const { sent, crew, path } = await job(page, street);
  await context.setOffline(true);
  await page.getByText("Déjà nettoyé").tap();
  await close(page, street);
  await expect(outbox(page).getByText("attend le réseau")).toBeVisible();
  const second = await colleague(page, street, crew, path);
  await street.takeAndClose(second);
  await second.context().close();

  await context.setOffline(false);
  await online(page);
  await expect(outbox(page).getByText("pas accepté")).toBeVisible({ timeout: 40_000 });
  for (const look of ["at once", "after a restart"]) {
    await expect(outbox(page).getByText(`${FASTER}. Close aujourd’hui à`), look).toBeVisible();
    await expect(outbox(page).getByText(/par Camille, .* la première photo et la première réponse restent/), look).toBeVisible();
    await expect(outbox(page).getByRole("img"), look).toHaveCount(1);
    await page.goto(`${street.at.staff}${path}`);
  }
  await accessible(page, "crew-job-conflict");
  await street.until(context, sent, "done", 2);
  await outbox(page).getByRole("button", { name: "Supprimer" }).tap();
  await outbox(page).getByRole("button", { name: "Supprimer pour de bon" }).tap();
  await expect(outbox(page)).toBeHidden();
});

test("nobody was faster where the report was only joined to another", async ({ page, context, street }) => {
  await withoutBackgroundSync(page);
  const main = await street.report(context);
  await street.until(context, main, "dispatched");
  const { crew, path } = await job(page, street);
  const links = page.context().request;
  const mainJob = await (async () => {
    const second = await colleague(page, street, crew, "/crew");
    for (const link of await second.locator("a.item").evaluateAll((all) => all.map((one) => one.getAttribute("href") ?? ""))) {
      if ((await (await links.get(`${street.at.staff}${link}`)).text()).includes(main.reference)) return { second, id: link.split("/").at(-1)! };
    }
    throw new Error("the other report is another team's");
  })();
  await context.setOffline(true);
  await take(page);
  await expect(outbox(page).getByText("attend le réseau")).toBeVisible();
  const merged = await mainJob.second.context().request.post(`${street.at.staff}/api/v1${path.replace("/crew", "")}/moves/merge`, {
    headers: { "Idempotency-Key": crypto.randomUUID() },
    data: { main: mainJob.id },
  });
  expect(merged.status(), await merged.text()).toBe(200);
  await mainJob.second.context().close();

  await context.setOffline(false);
  await online(page);
  await expect(outbox(page).getByText(`C’est le même problème qu’un autre signalement. C’est le signalement ${main.reference} qui continue.`)).toBeVisible();
  await expect(page.getByText(FASTER)).toHaveCount(0);
});

test("of several jobs at one place, it says which were closed with it and which a colleague had closed", async ({ page, context, street }) => {
  const photo = street.samples.dirty;
  const others = [await street.report(context, { photo }), await street.report(context, { photo })];
  for (const other of others) await street.until(context, other, "dispatched");
  const { sent, crew } = await job(page, street, { photo });
  const also = await page.locator("#close input[type=checkbox]").evaluateAll((all) => all.map((one) => one.getAttribute("name") ?? ""));
  expect(also).toHaveLength(2);
  const second = await colleague(page, street, crew, `/crew/jobs/${also[0]!.replace("also-", "")}`);
  await street.take(second);
  const boxes = second.locator("#close label.choice").filter({ has: second.locator("input[type=checkbox]") });
  for (const box of await boxes.all()) await box.tap();
  await close(second, street);
  await expect(second.locator(".notice.clean")).toContainText("Close à", { timeout: 30_000 });
  await second.context().close();

  await page.getByText("Déjà nettoyé").tap();
  await close(page, street);
  await expect(page.locator(".notice.clean")).toContainText("Une autre intervention au même endroit est close");
  await expect(page.locator(".notice.error")).toContainText("n’a pas été close");
  for (const one of [sent, ...others]) await street.until(context, one, "done", 2);
  // What did not count stands on the round, with its photo.
  await page.goto(`${street.at.staff}/crew`);
  await expect(outbox(page).getByText(`${FASTER}. Close aujourd’hui à`)).toBeVisible();
  await expect(outbox(page).getByRole("img")).toHaveCount(1);
});

test("who took it before with another phone has it, and is told nothing", async ({ page, browser, street }) => {
  const { path } = await job(page, street);
  const other = await browser.newContext(phone);
  await other.addCookies(await page.context().cookies());
  const second = await other.newPage();
  await second.goto(`${street.at.staff}${path}`);
  await street.take(page);
  await take(second);
  await expect(second.getByText("Équipe sur place")).toBeVisible();
  await expect(outbox(second)).toBeHidden();
  await other.close();
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("the page says who has it", async ({ page, browser, street }) => {
    const other = await browser.newContext(phone);
    const helper = await other.newPage();
    const { crew, path } = await job(helper, street);
    await page.context().addCookies(await other.cookies());
    await page.goto(`${street.at.staff}${path}`);
    const second = await colleague(helper, street, crew, path);
    await street.take(second);
    await page.getByRole("button", { name: "J’y vais" }).tap();
    await expect(page.getByRole("heading", { name: FASTER })).toBeVisible();
    await expect(page.getByText(/Prise aujourd’hui à.* par\sCamille,\s/)).toBeVisible();
    await second.context().close();
    await other.close();
  });
});
