import { CREWS } from "./stack";
import { expect, type Page, type Street } from "./test";

/** Looks at a page in one state; `name` says which. */
export type Look = (name: string) => Promise<void>;

export type Language = "fr" | "en";

async function speak(page: Page, street: Street, language: Language): Promise<void> {
  for (const url of [street.at.resident, street.at.staff]) {
    await page.context().addCookies([{ name: "lang", value: language, url }]);
  }
}

/** Every screen and state of residents, in one language. */
export async function residentScreens(page: Page, street: Street, language: Language, look: Look): Promise<void> {
  const context = page.context();
  await speak(page, street, language);
  await page.goto(street.at.resident);
  await look("home");

  await page.locator(".actions .btn").click();
  await expect(page.getByRole("alert").first()).toBeVisible();
  await look("home-errors");

  await page.goto(street.at.resident);
  await page.locator("input[data-gallery]").setInputFiles([street.samples.dirty, street.samples.clean]);
  await page.locator(".chip").first().click();
  for (const summary of await page.locator("summary").all()) await summary.click();
  await look("home-filled");

  await page.goto(street.at.resident);
  await page.getByText(/^(Autre chose…|Something else…)$/).click();
  await page.getByRole("searchbox").fill("danger");
  await page.locator(".choice:visible").last().click();
  await look("home-dangerous");
  await page.getByRole("searchbox").fill("poste");
  await page.locator(".choice:visible input[data-elsewhere]").check();
  await look("home-elsewhere");

  const sent = await street.report(context, { language });
  await page.goto(`${sent.trackingUrl}?new=1`);
  await look("tracking-new");
  await street.until(context, sent, "dispatched");
  await page.goto(sent.trackingUrl);
  await page.locator("#yours summary").click();
  await look("tracking-dispatched");
  await page.goto(`${sent.trackingUrl}/data`);
  await look("data");

  const photo = street.samples.dirty;
  await street.report(context, { language, photo });
  const again = async () => {
    await page.goto(street.at.resident);
    await page.locator("input[data-gallery]").setInputFiles(photo);
    await page.locator(".chip").filter({ hasText: /^(Sacs|Bags)/ }).click();
  };
  await again();
  // As without JavaScript.
  await page.locator("form#report").evaluate((form: HTMLFormElement) => form.submit());
  await page.waitForURL("**/report");
  await look("already");
  await again();
  await page.locator(".actions .btn").click();
  await page.locator("[data-same]").first().waitFor();
  await look("home-near");
  await page.locator("[data-same]").first().click();
  await page.waitForURL("**same=1");
  await look("tracking-followed");
  await page.goto(`${street.at.resident}/mine`);
  await expect(page.locator(".mine li")).toHaveCount(2);
  await look("mine");
  await page.locator("#email").fill("nobody");
  await page.locator("#by-email .btn").click();
  await expect(page.locator("#email-error")).toBeVisible();
  await look("mine-error");

  await page.goto(street.at.resident);
  await page.locator("[data-pin-open]").click();
  await expect(page.locator("[data-pin-map] [data-map-box][data-ready]")).toBeVisible();
  await page.locator(".maplibregl-canvas").press("Enter");
  await expect(page.locator("[data-pin-say][data-good]")).toBeVisible();
  await look("home-pin");
  await page.goto(`${street.at.resident}/map?state=all`);
  await expect(page.locator("[data-map-box][data-ready]")).toBeVisible();
  await look("map");
  await page.goto(`${street.at.resident}/map?state=all#at=16/48.8653/2.3791`);
  await page.reload();
  await expect(page.locator("[data-map-box][data-ready]")).toBeVisible();
  await look("map-near");
  await page.goto(`${street.at.resident}/map?view=list`);
  await look("map-list");
  await page.goto(`${street.at.resident}/map?view=list&state=closed&sector=75101`);
  await look("map-list-empty");

  await page.goto(`${street.at.resident}/r/nothing`);
  await look("problem-link");
  await page.goto(`${street.at.resident}/nothing`);
  await look("problem-page");
}

/** A report's way through the crew's pages, its letters, and back to its page, in one language. */
export async function crewAndLetterScreens(
  page: Page,
  street: Street,
  language: Language,
  look: Look,
): Promise<void> {
  const context = page.context();
  await speak(page, street, language);
  await page.goto(`${street.at.staff}/sign-in`);
  await look("sign-in");
  await page.locator("#email").fill("nobody");
  await page.locator(".actions .btn").click();
  await expect(page.locator("#email-error")).toBeVisible();
  await look("sign-in-error");

  for (const crew of CREWS) {
    await street.signIn(page, crew);
    if ((await page.locator("a.item").count()) === 0) await look("crew-round-empty");
  }

  const sent = await street.report(context, { language, words: "Trois sacs et un carton devant le n° 82." });
  const other = await street.report(context, { language, category: "glued-posters" }).catch(() => undefined);
  await street.until(context, sent, "dispatched");
  if (other) await street.until(context, other, "dispatched");

  const crew = await street.openJob(page, sent);
  const job = page.url();
  await page.goto(`${street.at.staff}/crew`);
  await look("crew-round");

  await context.clearCookies();
  await speak(page, street, language);
  const letter = await street.signInLetter(page, crew);
  const link = (await letter.getByRole("link", { name: /Me connecter|Sign me in/ }).getAttribute("href"))!;
  await look("letter-sign-in");
  await page.goto(`${street.at.staff}/sign-in?sent=1`);
  await look("sign-in-sent");
  await page.goto(link);
  await look("sign-in-link");
  await page.locator(".actions .btn").click();
  await page.waitForURL("**/crew");
  await page.goto(link);
  await look("sign-in-used");

  await page.goto(`${street.at.staff}/crew?order=round&at=48.8646,2.3783`);
  await look("crew-round-by-way");
  await page.goto(job);
  await look("job-open");
  const ways = page.locator("details.way");
  await ways.nth(2).locator("summary").click();
  await ways.nth(2).scrollIntoViewIfNeeded();
  await look("job-cannot");
  await ways.nth(0).locator("summary").click();
  await ways.nth(0).locator("button").click();
  await expect(page.locator(".way .error")).toBeVisible();
  await look("job-cannot-error");
  await page.goto(job);
  await street.take(page);
  await look("job-taken");
  await page.locator(".actions .btn").click();
  await expect(page.locator(".error").first()).toBeVisible();
  await look("job-errors");
  await page.locator("#close input[type=file]").setInputFiles(street.samples.clean);
  await look("job-photo");
  await page.locator(".actions .btn").click();
  await expect(page.locator(".notice.clean")).toBeVisible({ timeout: 30_000 });
  await street.until(context, sent, "done", 2);
  await page.goto(job);
  await look("job-done");
  await page.goto(`${street.at.staff}/crew/jobs/00000000-0000-0000-0000-000000000000`);
  await look("crew-problem");

  await page.goto(sent.trackingUrl);
  await look("tracking-done");
  await page.locator("[name=grade]").first().check();
  await page.locator("#content textarea").fill(language === "fr" ? "C’était long." : "It took long.");
  await page.locator("#content button").click();
  await expect(page.locator("#content .notice")).toBeVisible();
  await look("tracking-rated");
  await page.goto(`${sent.trackingUrl}?answer=not-clean`);
  await look("tracking-what-is-dirty");
  await page.locator("textarea").fill(language === "fr" ? "Un sac est resté." : "One bag is still there.");
  await page.locator("#answer form").first().locator("button").click();
  await expect(page.locator(".notice.info").first()).toBeVisible();
  await look("tracking-reopened");

  const received = await street.openLetter(page, sent.email, sent.reference);
  await expect(received.getByRole("heading").first()).toBeVisible();
  await look("letter-received");
  const closed = await street.openLetter(page, sent.email, /nettoyé|clean/i);
  await expect(closed.getByRole("img")).toHaveCount(2);
  await look("letter-closed");
  const stop = (await closed.getByRole("link", { name: /ne plus recevoir|stop/i }).getAttribute("href"))!;
  await page.getByRole("link", { name: "Texte" }).click();
  await look("letter-text");
  await page.goto(`${street.at.resident}/mine`);
  await page.locator("#email").fill(sent.email);
  await page.locator("#by-email .btn").click();
  await page.waitForURL("**/mine?sent=1");
  await look("mine-sent");
  const listed = await street.openLetter(page, sent.email, /vos signalements|your reports/i);
  await look("letter-my-reports");
  await page.goto((await listed.locator("a.button, a[href*='/mine/']").first().getAttribute("href"))!);
  await expect(page.locator(".mine li")).toHaveCount(1);
  await look("mine-list");
  await page.goto(street.at.inbox);
  await look("inbox");
  await page.goto(stop);
  await look("unsubscribe");
  await page.locator("main .btn").click();
  await expect(page.locator("main .btn")).toHaveCount(0);
  await look("unsubscribed");
}

/** The staff's form for reports of others, in one language. */
export async function assistScreens(page: Page, street: Street, language: Language, look: Look): Promise<void> {
  await speak(page, street, language);
  await street.openDesk(page);
  await look("assist");
  const file = page.locator("#assist > .btn");
  await file.click();
  await expect(page.locator("#place-error")).toBeVisible();
  await look("assist-errors");
  const fill = async () => {
    await page.goto(`${street.at.resident}/assist`);
    await page.locator("#place").fill("120 rue saint honoré 75001");
    await page.getByRole("option").first().click();
    await page.locator("#category").fill(language === "fr" ? "sac" : "bag");
    await page.getByRole("option").first().waitFor();
  };
  await page.locator("#category").fill("danger");
  await page.getByRole("option").first().click();
  await expect(page.locator("[data-kind-danger]")).toBeVisible();
  await expect(page.locator("#category-error")).toHaveCount(0);
  await look("assist-danger");
  await fill();
  await look("assist-kinds");
  await page.getByRole("option").first().click();
  await expect(page.locator("[data-near] [name=nearby]")).toHaveCount(1);
  await file.click();
  await page.waitForURL("**/assist/filed/*");
  await look("assist-filed");
  await fill();
  await page.getByRole("option").first().click();
  await expect(page.locator("[data-near] .number").first()).toBeVisible();
  await look("assist-near");
  await page.locator("[data-near] [name=nearby]").evaluate((seen) => seen.remove());
  await file.click();
  await expect(page.getByRole("alert").first()).toBeVisible();
  await look("assist-near-first");
  await page.context().clearCookies({ name: "session" });
  await file.click();
  await expect(page.getByRole("alert").first()).toBeVisible();
  await look("assist-signed-out");
  await street.signIn(page, CREWS[0]);
  await page.goto(`${street.at.resident}/assist`);
  await look("assist-problem");
}
