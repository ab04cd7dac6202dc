import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { accessible, nothingScrollsSideways } from "../support/look";
import { CREWS } from "../support/stack";
import { expect, test, type BrowserContext, type Page, type Sent, type Street } from "../support/test";

test.describe.configure({ timeout: 120_000 });

const outbox = (page: Page) => page.locator("[data-actions]");
const waits = (page: Page) => outbox(page).locator("li");
const MOVES = "**/api/v1/jobs/*/moves/*";

/** A dispatched report's job, open on a phone that has kept the round for places without signal. */
async function job(page: Page, street: Street): Promise<{ sent: Sent; crew: string; path: string }> {
  const context = page.context();
  const sent = await street.report(context);
  await street.until(context, sent, "dispatched");
  const crew = await street.openJob(page, sent);
  const path = new URL(page.url()).pathname;
  await page.goto(`${street.at.staff}/crew`);
  await keeps(page, path);
  await page.goto(`${street.at.staff}${path}`);
  return { sent, crew, path };
}

/** Waits until the phone has kept a page. */
async function keeps(page: Page, path: string): Promise<void> {
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await expect.poll(() => page.evaluate((path) => caches.match(path).then(Boolean), path), { timeout: 30_000 }).toBe(true);
}

/** What leaves, leaves from the page: the browser does not wake the service worker. */
async function withoutBackgroundSync(page: Page): Promise<void> {
  await page.addInitScript(() => {
    if ("ServiceWorkerRegistration" in window) Reflect.deleteProperty(ServiceWorkerRegistration.prototype, "sync");
  });
}

const take = (page: Page): Promise<void> => page.getByRole("button", { name: "J’y vais" }).tap();

async function close(page: Page, street: Street): Promise<void> {
  await page.locator("#close input[type=file]").setInputFiles(street.samples.clean);
  await page.getByRole("button", { name: "Clore l’intervention" }).tap();
}

test("in a cellar a job is taken, photographed and closed; it stays in the phone and leaves by itself, in order, once", async ({ page, context, street }) => {
  const { sent, path } = await job(page, street);
  const sentMoves: string[] = [];
  context.on("requestfinished", (request) => {
    if (request.url().includes("/moves/")) sentMoves.push(request.url().split("/").at(-1)!);
  });
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
  expect(sentMoves).toEqual(["take", "close"]);
});

test("a server that is being restarted is no answer: pages open, what is done stays, and leaves when it is back", async ({ page, context, street }) => {
  await withoutBackgroundSync(page);
  const { sent, path } = await job(page, street);
  // Nothing that the page began before is in the way.
  await page.waitForLoadState("networkidle");
  const restarting = /\/(api\/v1\/jobs|crew)/;
  await context.route(restarting, (route) => route.fulfill({ status: 502, body: "Bad Gateway" }));
  await take(page);
  await expect(outbox(page).getByText("attend le réseau")).toBeVisible();
  await context.unroute(restarting);
  await page.evaluate(() => dispatchEvent(new Event("online")));
  await street.until(context, sent, "in_progress");
  await expect(page.getByText("Équipe sur place")).toBeVisible();

  // The server has it, and the answer is lost: sent again, it is the same.
  let answers = 0;
  await context.route(MOVES, async (route) => {
    if (answers++ > 0) return route.fallback();
    await route.fetch();
    return route.fulfill({ status: 504, body: "Gateway Timeout" });
  });
  await close(page, street);
  await street.until(context, sent, "done", 2);
  await page.evaluate(() => dispatchEvent(new Event("online")));
  // The page opens itself anew as soon as the answer is there.
  await expect(page.locator(".notice.clean")).toContainText("Close à", { timeout: 40_000 });
  await expect(outbox(page)).toBeHidden();
  await expect(page).toHaveURL(`${street.at.staff}${path}`);
  expect(answers).toBeGreaterThan(1);
});

test("a session that ended in the middle: it says to sign in, then it goes on", async ({ page, context, street }) => {
  await withoutBackgroundSync(page);
  const { sent, crew, path } = await job(page, street);
  await context.setOffline(true);
  await take(page);
  await expect(outbox(page).getByText("attend le réseau")).toBeVisible();
  // Neither a session nor a seal that is good any more.
  await context.clearCookies({ name: "session" });
  await context.route(MOVES, (route) => {
    const headers = { ...route.request().headers() };
    delete headers["action-seal"];
    return route.continue({ headers });
  });
  await context.setOffline(false);
  await page.evaluate(() => dispatchEvent(new Event("online")));
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

test("closed by another meanwhile: it says so, and keeps the photo until a person lets it go", async ({ page, context, browser, street }) => {
  await withoutBackgroundSync(page);
  const { sent, crew, path } = await job(page, street);
  await context.setOffline(true);
  await page.getByText("Déjà nettoyé").tap();
  await close(page, street);
  await expect(outbox(page).getByText("attend le réseau")).toBeVisible();

  const other = await browser.newContext();
  const second = await other.newPage();
  await street.signIn(second, crew);
  await second.goto(`${street.at.staff}${path}`);
  await street.takeAndClose(second);
  await other.close();

  await context.setOffline(false);
  await page.evaluate(() => dispatchEvent(new Event("online")));
  await expect(outbox(page).getByText("pas accepté")).toBeVisible({ timeout: 40_000 });
  for (const look of ["at once", "after a restart"]) {
    await expect(outbox(page).getByText(/Impossible|ne peut pas|ne pouvez/), look).toBeVisible();
    await expect(outbox(page).getByRole("img"), look).toHaveCount(1);
    await page.goto(`${street.at.staff}${path}`);
  }
  await accessible(page, "crew-job-conflict");
  await street.until(context, sent, "done", 2);
  await outbox(page).getByRole("button", { name: "Supprimer" }).tap();
  await outbox(page).getByRole("button", { name: "Supprimer pour de bon" }).tap();
  await expect(outbox(page)).toBeHidden();
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
  await page.evaluate(() => dispatchEvent(new Event("online")));
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
  const made = Date.now();
  await before.close();

  const after = await phone();
  const again = await after.newPage();
  await again.clock.install({ time: Date.now() + 3 * 24 * 3_600_000 });
  const moves: string[] = [];
  const times: string[] = [];
  again.on("request", (request) => {
    if (request.url().includes("/moves/")) moves.push(request.url().split("/").at(-1)!);
    // What a photo is sent with can't be read here.
    const said = /name="occurred_at"\r\n\r\n(\S+)/.exec(request.postDataBuffer()?.toString("latin1") ?? "")?.[1];
    if (said) times.push(said);
  });
  await again.goto(`${street.at.staff}/crew`);
  await street.until(context, sent, "done", 2);
  await expect(outbox(again)).toBeHidden();
  expect(moves).toEqual(["take", "close"]);
  expect(times.length).toBeGreaterThan(0);
  for (const time of times) expect(Math.abs(Date.parse(time) - made)).toBeLessThan(60_000);
  await after.close();
  rmSync(folder, { recursive: true });
});

test("who signs out while something waits is told why not; who is handed the phone sees nothing of theirs, and it leaves under their name", async ({ page, context, street }) => {
  await withoutBackgroundSync(page);
  const { sent, crew, path } = await job(page, street);
  const next = CREWS.find((other) => other !== crew)!;
  await context.route(MOVES, (route) => route.abort());
  await page.getByText("Déjà nettoyé").tap();
  await close(page, street);
  await expect(waits(page)).toHaveCount(1, { timeout: 30_000 });
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

  // The next person: their own round, and no picture of the first.
  await street.signIn(page, next);
  await expect(outbox(page).getByText(/De Équipe .*\s:\s1 en attente du réseau/)).toBeVisible();
  await expect(outbox(page).getByRole("img")).toHaveCount(0);
  await keeps(page, "/crew");
  expect(await kept()).not.toContain(path);
  await context.unroute(MOVES);
  await page.evaluate(() => dispatchEvent(new Event("online")));
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
