import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { cannot, close, job, keeps, made, online, onTheWay, outbox, take, waits, withoutBackgroundSync } from "../support/crew";
import { accessible, nothingScrollsSideways } from "../support/look";
import { CREWS } from "../support/stack";
import { expect, test, type BrowserContext, type Page } from "../support/test";

test.describe.configure({ timeout: 120_000 });

/** Where in this phone is what seals actions: in kept pages; as a key; as one whose bytes can be read out. */
function sealingKeys(page: Page) {
  return page.evaluate(async () => {
    let inPages = 0;
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) {
        if (/ data-key="[^"]/.test((await (await cache.match(request))?.text()) ?? "")) inPages++;
      }
    }
    const database = await new Promise<IDBDatabase>((done) => {
      const opening = indexedDB.open("rue-nette-key");
      opening.onsuccess = () => done(opening.result);
    });
    const keys = await new Promise<{ hmac: CryptoKey }[]>((done) => {
      const reading = database.transaction("keys").objectStore("keys").getAll();
      reading.onsuccess = () => done(reading.result as { hmac: CryptoKey }[]);
    });
    database.close();
    return { inPages, inPhone: keys.length, readable: keys.filter(({ hmac }) => hmac.extractable).length };
  });
}

test("in a cellar a job is taken, photographed and closed; it stays in the phone and leaves by itself, in order, once", async ({ page, context, street }) => {
  const { sent, path } = await job(page, street);
  await context.setOffline(true);
  await take(page);
  await expect(waits(page)).toHaveCount(1);
  await expect(outbox(page).getByText("attend le réseau")).toBeVisible();
  await expect(outbox(page).getByText(/C.est gardé dans ce téléphone/)).toBeVisible();
  await expect(page.getByRole("button", { name: "J’y vais" })).toBeHidden();
  await close(page, street);
  await expect(waits(page)).toHaveCount(2);
  await expect(outbox(page).getByText("attend son tour")).toBeVisible();
  await accessible(page, "crew-job-waiting");
  await nothingScrollsSideways(page, "crew-job-waiting");

  // The round, the job and its picture are there, and say of when they are.
  await page.goto(`${street.at.staff}/crew`);
  await expect(page.getByText("Sans réseau : cette page est celle de")).toBeVisible();
  await expect(page.locator(`a.item[href="${path}"] .tags`)).toContainText("dans le téléphone");
  const picture = page.locator(`a.item[href="${path}"] img`);
  await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);
  await expect(waits(page)).toHaveCount(2);
  await accessible(page, "crew-round-waiting");
  await nothingScrollsSideways(page, "crew-round-waiting");
  await page.goto(`${street.at.staff}${path}`);
  await expect(waits(page)).toHaveCount(2);

  await context.setOffline(false);
  await street.until(context, sent, "done", 2);
  await page.goto(`${street.at.staff}${path}`);
  await expect(page.locator(".notice.clean")).toContainText("Close à");
  await expect(outbox(page)).toBeHidden();
  expect(await made(street, sent)).toEqual(["take", "close"]);
});

test("a session that ended in the middle: it says to sign in, then it goes on", async ({ page, context, street }) => {
  await withoutBackgroundSync(page);
  await onTheWay(page, () => "without its seal");
  const { sent, crew, path } = await job(page, street);
  await context.setOffline(true);
  await take(page);
  await expect(outbox(page).getByText("attend le réseau")).toBeVisible();
  // Neither a session nor a seal that is good any more.
  await context.clearCookies({ name: "session" });
  await context.setOffline(false);
  await online(page);
  await expect(outbox(page).getByText("Votre session est finie")).toBeVisible({ timeout: 40_000 });
  await accessible(page, "crew-job-sign-in");
  expect((await street.read(context, sent)).state).toBe("dispatched");
  await outbox(page).getByRole("link", { name: "connectez-vous" }).tap();
  await page.waitForURL("**/sign-in");
  await street.signIn(page, crew);
  await street.until(context, sent, "in_progress");
  // The round opens itself anew when something has left.
  await expect(async () => void (await page.goto(`${street.at.staff}${path}`))).toPass();
  await expect(outbox(page)).toBeHidden();
});

test("an action that has not left is simply cancelled: the job is open again, and nothing is sent", async ({ page, context, street }) => {
  await withoutBackgroundSync(page);
  const { sent, path } = await job(page, street);
  await context.setOffline(true);
  await page.getByText("Déjà nettoyé").tap();
  await close(page, street);
  await expect(outbox(page).getByText("Clore l’intervention")).toBeVisible();
  await expect(page.getByRole("button", { name: "J’y vais" })).toBeHidden();
  await outbox(page).getByRole("button", { name: "Annuler" }).tap();
  await outbox(page).getByRole("button", { name: "Supprimer pour de bon" }).tap();
  await expect(outbox(page)).toBeHidden();
  await expect(page.getByRole("button", { name: "J’y vais" })).toBeVisible();

  await context.setOffline(false);
  await page.goto(`${street.at.staff}${path}`);
  // What leaves next is the first that leaves.
  await take(page);
  await street.until(context, sent, "in_progress");
  expect(await made(street, sent)).toEqual(["take"]);
});

test("in a cellar a job is refused with its photo; it leaves when the network is back, and the resident is told", async ({ page, context, street }) => {
  await withoutBackgroundSync(page);
  const { sent, path } = await job(page, street);
  await context.setOffline(true);
  const way = await cannot(page, "Rien sur place");
  await way.locator("button").tap();
  await expect(way.locator(".error")).toBeVisible();
  await way.locator("input[type=file]").setInputFiles(street.samples.clean);
  await way.locator("button").tap();
  await expect(waits(page)).toHaveCount(1);
  await expect(outbox(page).getByText(/photos\s:\s1/)).toBeVisible();
  // Nothing else is to be done there.
  await expect(page.getByRole("button", { name: "J’y vais" })).toBeHidden();
  await expect(way.locator("form")).toBeHidden();

  await context.setOffline(false);
  await online(page);
  await street.until(context, sent, "rejected", 2);
  await page.goto(`${street.at.staff}${path}`);
  await expect(outbox(page)).toBeHidden();
  expect(await made(street, sent)).toEqual(["refuse"]);
  await street.openLetter(page, sent.email, /clos sans nettoyage/i);
});

test("in a cellar one photo closes several jobs at one place, each once", async ({ page, context, street }) => {
  await withoutBackgroundSync(page);
  const photo = street.samples.dirty;
  const other = await street.report(context, { photo });
  await street.until(context, other, "dispatched");
  const { sent, path } = await job(page, street, { photo });
  await expect(page.locator("#close input[type=checkbox]")).toHaveCount(1);
  await context.setOffline(true);
  await page.goto(`${street.at.staff}${path}`);
  await page.getByText("Déjà nettoyé").tap();
  await close(page, street);
  await expect(outbox(page).getByText("attend le réseau")).toBeVisible();
  await page.goto(`${street.at.staff}/crew`);
  await expect(waits(page)).toHaveCount(2);
  await expect(page.locator("a.item .tags", { hasText: "dans le téléphone" })).toHaveCount(2);

  await context.setOffline(false);
  await online(page);
  for (const one of [sent, other]) await street.until(context, one, "done", 2);
  await expect(outbox(page)).toBeHidden();
  for (const one of [sent, other]) expect(await made(street, one)).toEqual(["close"]);
});

test("what the server refuses waits for a person, with everything in it", async ({ page, context, street }) => {
  await withoutBackgroundSync(page);
  const { sent, path } = await job(page, street);
  await context.setOffline(true);
  await take(page);
  await expect(waits(page)).toHaveCount(1);
  await page.locator("#words").evaluate((field: HTMLTextAreaElement) => (field.value = "é".repeat(1001)));
  await close(page, street);
  await expect(waits(page)).toHaveCount(2);
  await context.setOffline(false);
  await online(page);
  await street.until(context, sent, "in_progress");
  await expect(outbox(page).getByText("à corriger")).toBeVisible({ timeout: 40_000 });
  await page.goto(`${street.at.staff}${path}`);
  await outbox(page).getByRole("button", { name: "Corriger" }).tap();
  await expect(page.locator("#words-error")).toBeVisible();
  await expect(page.locator("#close .after-photo img")).toHaveCount(1);
  await page.locator("#words").fill("Tout est enlevé.");
  await page.getByRole("button", { name: "Clore l’intervention" }).tap();
  await expect(page.locator(".notice.clean")).toContainText("Close à", { timeout: 30_000 });
  await expect(page.getByText("Tout est enlevé.")).toBeVisible();
  await expect(outbox(page)).toBeHidden();
});

test("a browser that is killed, and opened three days later: nothing is lost, nothing is done twice", async ({ playwright, context, street }, info) => {
  const folder = mkdtempSync(join(tmpdir(), "rue-nette-phone-"));
  const phone = (): Promise<BrowserContext> => {
    const { launchOptions, viewport, locale, timezoneId, hasTouch, isMobile } = info.project.use;
    return playwright.chromium.launchPersistentContext(folder, { ...launchOptions, viewport, locale, timezoneId, hasTouch, isMobile });
  };
  const before = await phone();
  const page = await before.newPage();
  await withoutBackgroundSync(page);
  const { sent } = await job(page, street);
  await before.setOffline(true);
  await take(page);
  await expect(waits(page)).toHaveCount(1);
  await close(page, street);
  await expect(waits(page)).toHaveCount(2);
  const killed = Date.now();
  await before.close();

  const after = await phone();
  const again = await after.newPage();
  await again.clock.install({ time: Date.now() + 3 * 24 * 3_600_000 });
  await again.goto(`${street.at.staff}/crew`);
  await street.until(context, sent, "done", 2);
  await expect(outbox(again)).toBeHidden();
  const history = (await street.stack.history(sent.reference)).slice(-2);
  expect(history.map(({ move }) => move)).toEqual(["take", "close"]);
  for (const { at } of history) expect(Date.parse(at)).toBeLessThanOrEqual(killed);
  await after.close();
  rmSync(folder, { recursive: true });
});

test("who signs out while something waits is told why not; who is handed the phone sees nothing of theirs, and it leaves under their name", async ({ page, context, street }) => {
  await withoutBackgroundSync(page);
  let cut = false;
  await onTheWay(page, () => (cut ? "cut" : "through"));
  const { sent, crew, path } = await job(page, street);
  const next = CREWS.find((other) => other !== crew)!;
  // On the page as it was kept, which does not hold what seals actions.
  await context.setOffline(true);
  await page.goto(`${street.at.staff}${path}`);
  await expect(page.getByText("Sans réseau : cette page est celle de")).toBeVisible();
  expect(await sealingKeys(page)).toEqual({ inPages: 0, inPhone: 1, readable: 0 });
  await page.getByText("Déjà nettoyé").tap();
  await close(page, street);
  await expect(waits(page)).toHaveCount(1);
  cut = true;
  await context.setOffline(false);
  await page.goto(`${street.at.staff}/crew`);
  await page.getByRole("button", { name: "Se déconnecter" }).tap();
  await expect(outbox(page).getByText(/Pas encore\s:\sdes actions à vous attendent dans ce téléphone \(1\)/)).toBeVisible();
  await accessible(page, "crew-round-sign-out-refused");
  await nothingScrollsSideways(page, "crew-round-sign-out-refused");
  expect((await context.cookies()).some(({ name }) => name === "session")).toBe(true);

  await page.getByRole("button", { name: "Passer le téléphone" }).tap();
  await page.waitForURL("**/sign-in");
  street.signedOut(crew);
  await expect(outbox(page).getByText(/De Équipe .*\s:\s1 en attente du réseau/)).toBeVisible();
  expect((await context.cookies()).some(({ name }) => name === "session")).toBe(false);
  const kept = () => page.evaluate(async () => {
    const all = await Promise.all((await caches.keys()).map(async (name) => (await caches.open(name)).keys()));
    return all.flat().map(({ url }) => new URL(url).pathname).filter((path) => path.startsWith("/crew"));
  });
  await expect.poll(kept).toEqual([]);
  expect(await sealingKeys(page)).toEqual({ inPages: 0, inPhone: 0, readable: 0 });

  // The next person: their own round, and no picture of the first.
  await street.signIn(page, next);
  await expect(outbox(page).getByText(/De Équipe .*\s:\s1 en attente du réseau/)).toBeVisible();
  await expect(outbox(page).getByRole("img")).toHaveCount(0);
  await keeps(page, "/crew");
  expect(await kept()).not.toContain(path);
  cut = false;
  await online(page);
  await street.until(context, sent, "done", 2);
  await expect(outbox(page)).toBeHidden();

  await street.signIn(page, crew);
  await page.goto(`${street.at.staff}${path}`);
  await expect(page.locator(".notice.clean")).toContainText("Close à");
});

test("without anything unsent, signing out leaves no list and no picture in the phone", async ({ page, context, street }) => {
  const { crew, path } = await job(page, street);
  await page.goto(`${street.at.staff}/crew`);
  await page.getByRole("button", { name: "Se déconnecter" }).tap();
  await page.waitForURL("**/sign-in");
  street.signedOut(crew);
  await expect.poll(() => page.evaluate((path) => caches.match(path).then(Boolean), path)).toBe(false);
  await context.setOffline(true);
  await page.goto(`${street.at.staff}${path}`).catch(() => {});
  await expect(page.locator("img[src^='/crew']")).toHaveCount(0);
  await context.setOffline(false);
});

test("the round can be put among a phone's programs", async ({ page, street }) => {
  await street.signIn(page, CREWS[0]);
  await keeps(page, "/crew");
  const devtools = await page.context().newCDPSession(page);
  const { installabilityErrors } = await devtools.send("Page.getInstallabilityErrors");
  // All that hinders is that a test's browser keeps nothing when it ends.
  expect(installabilityErrors.filter(({ errorId }) => errorId !== "in-incognito")).toEqual([]);
  const { url, errors } = await devtools.send("Page.getAppManifest");
  expect([new URL(url).pathname, errors]).toEqual(["/manifest.webmanifest", []]);
});
