import { ADMIN, colleagueOf, CREWS, REFERENT } from "./stack";
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
  // An address gets few links an hour, and every other test asks for those of the crews.
  const letter = await street.signInLetter(page, colleagueOf(crew));
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
  await page.locator("[data-map-open]").click();
  await expect(page.locator("[data-round-map] [data-map-box][data-ready]")).toBeVisible();
  await look("crew-round-map");
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
  await page.locator("#close input[type=file][required]").setInputFiles(street.samples.clean);
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
  await page.locator("#answer input[type=file]").first().setInputFiles(street.samples.dirty);
  await look("tracking-contest-photo");
  await page.locator("textarea").fill(language === "fr" ? "Un sac est resté." : "One bag is still there.");
  await page.locator("#answer form").first().locator("button:not([type=button])").click();
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

/** A close that can still be taken back, where closing letters wait for it, in one language. */
export async function undoScreens(page: Page, street: Street, language: Language, look: Look): Promise<void> {
  await speak(page, street, language);
  const sent = await street.report(page.context(), { language });
  await street.until(page.context(), sent, "dispatched");
  await street.openJob(page, sent);
  await street.takeAndClose(page);
  await expect(page.locator("form[data-undo] button")).toBeVisible();
  await look("job-undo");
}

/** A job that is passed on, the partner's page, and what the team sees of it, in one language. */
export async function partnerScreens(page: Page, street: Street, language: Language, look: Look): Promise<void> {
  const context = page.context();
  const passedOn = async (): Promise<{ job: string; crew: string; link: string }> => {
    await speak(page, street, language);
    const sent = await street.report(context, { language, words: "Trois sacs et un carton devant le n° 82." });
    await street.until(context, sent, "dispatched");
    const crew = await street.openJob(page, sent);
    const job = page.url();
    const way = page.locator("details.way").filter({ has: page.locator("input[name=partner]") });
    await way.locator("summary").click();
    await way.locator("input[name=partner]").fill("Bailleur du 11e");
    await way.locator("textarea").fill("La grille est ouverte.");
    await way.locator("button").click();
    await page.waitForURL(`**${new URL(job).pathname}*`);
    await expect(page.locator("#partner-link")).toBeVisible({ timeout: 30_000 });
    return { job, crew, link: await page.locator("#partner-link").inputValue() };
  };
  const declined = await passedOn();
  await look("job-passed-on");
  await page.goto(`${street.at.staff}/crew`);
  await look("crew-round-passed-on");
  await context.clearCookies();
  await speak(page, street, language);
  await page.goto(declined.link);
  await look("contractor");
  await page.locator(".actions .btn").click();
  await expect(page.locator("#photo-error")).toBeVisible();
  await look("contractor-errors");
  await page.goto(declined.link);
  await page.locator("details.more summary").last().click();
  await look("contractor-decline");
  await page.locator("#why").fill(language === "fr" ? "Le trottoir est à la Ville." : "The pavement is the City’s.");
  await page.locator("form[action$='/decline'] input[type=file]").setInputFiles(street.samples.dirty);
  await page.locator("form[action$='/decline'] button").click();
  await page.waitForURL("**/contractor/thanks/*");
  await look("contractor-declined");
  await page.goto(declined.link);
  await look("contractor-over");
  await street.signIn(page, declined.crew);
  await speak(page, street, language);
  await page.goto(declined.job);
  await look("job-given-back");
  const closed = await passedOn();
  await page.goto(closed.link);
  await page.locator("#close input[type=file][required]").setInputFiles(street.samples.clean);
  await page.locator(".actions .btn").click();
  await page.waitForURL("**/contractor/thanks/*");
  await look("contractor-closed");
}

/** What a referent is shown of closes that may not have been cleanings, in one language. */
export async function proofScreens(page: Page, street: Street, language: Language, look: Look): Promise<void> {
  const context = page.context();
  await speak(page, street, language);
  await street.signIn(page, REFERENT);
  await page.goto(`${street.at.staff}/closings?proof=unsure`);
  if ((await page.locator("article").count()) === 0) await look("closings-empty");
  // Cleaned some hundred metres away, as its photo says.
  const sent = await street.report(context, { language, place: "48.8585, 2.3845" });
  await street.until(context, sent, "dispatched");
  await street.openJob(page, sent);
  await speak(page, street, language);
  const job = page.url();
  await street.takeAndClose(page);
  await street.until(context, sent, "done", 2);
  await page.goto(job);
  await expect(page.locator("#doubts")).toBeVisible();
  await look("job-doubted");
  await street.signIn(page, REFERENT);
  await speak(page, street, language);
  await page.goto(`${street.at.staff}/closings?proof=doubtful`);
  await expect(page.locator("article").first()).toBeVisible();
  await look("closings");
  await contestAndGrade(page, sent.trackingUrl, language);
  await page.goto(`${street.at.staff}/closings/contested?days=7`);
  await expect(page.getByText("Un sac est resté.").first()).toBeVisible();
  await look("contested");
  await page.goto(`${street.at.staff}/closings/grades?days=7`);
  await expect(page.getByText("Trois jours d’attente.").first()).toBeVisible();
  await look("grades");
  for (const part of ["closings", "closings/contested", "closings/grades"]) {
    await page.goto(`${street.at.staff}/${part}?from=2020-01-01&until=2020-01-31`);
    await look(`${part.replace("closings/", "")}-none`);
  }
}

/** A resident says how content they are, and that it is not clean. */
async function contestAndGrade(page: Page, link: string, language: Language): Promise<void> {
  await page.goto(link);
  await page.getByRole("radio", { name: /^2/ }).check();
  await page.getByLabel(language === "fr" ? "Pourquoi ?" : "Why?").fill("Trois jours d’attente.");
  await page.locator("#content").getByRole("button", { name: language === "fr" ? "Envoyer" : "Send" }).click();
  await page.getByRole("link", { name: language === "fr" ? "Ce n’est pas propre" : "It isn’t clean" }).click();
  await page.locator("textarea[name=words]").last().fill("Un sac est resté.");
  await page.getByRole("button", { name: language === "fr" ? "Rouvrir le signalement" : "Reopen the report" }).click();
  await expect(page.getByRole("status").first()).toBeVisible();
}

/** What the city is made of, in one language. */
export async function cityScreens(page: Page, street: Street, language: Language, look: Look): Promise<void> {
  await street.signIn(page, ADMIN);
  await speak(page, street, language);
  const open = (part: string) => page.goto(`${street.at.staff}/desk/city${part}`);
  await open("");
  await look("city");
  for (const part of ["teams", "people", "categories", "calendars", "log", "pack"]) {
    await open(`/${part}`);
    await look(`city-${part}`);
  }
  for (const part of ["teams/new", "teams/dpe-12", "people/new", "categories/urine", "calendars/office"]) {
    await open(`/${part}`);
    await look(`city-${part.replace("/", "-")}`);
  }
  await open("/teams/new");
  await page.locator(".city-form button").click();
  await expect(page.locator("#id-error")).toBeVisible();
  await look("city-team-errors");
  await open("/people?q=Nadia");
  await page.getByRole("link", { name: "Nadia" }).click();
  await page.locator(".city-other button").last().click();
  await expect(page.locator(".city-other .error")).toBeVisible();
  await look("city-last-admin");
  await open("/log?kind=team&entry=nothing");
  await look("city-log-empty");
}

/** The referents' desk, in one language. */
export async function deskScreens(page: Page, street: Street, language: Language, look: Look): Promise<void> {
  await speak(page, street, language);
  for (let n = 0; n < 2; n++) {
    const sent = await street.report(page.context(), { language });
    await street.until(page.context(), sent, "dispatched");
    if (n > 0) continue;
    await street.openJob(page, sent);
    await street.takeAndClose(page);
  }
  await street.signIn(page, REFERENT);
  await speak(page, street, language);
  const received = page.locator("a[href*='show=received']").first();
  await expect(async () => {
    await page.goto(`${street.at.staff}/desk?days=7`);
    await expect(received).not.toHaveText("0", { timeout: 500 });
  }).toPass();
  await look("desk");
  await page.locator("details.more summary").first().click();
  await look("desk-as-table");
  await received.click();
  await page.waitForURL("**/desk/reports?**");
  await look("desk-list");
  await page.goto(`${street.at.staff}/desk?from=2020-01-01&until=2020-01-31`);
  await look("desk-empty");
}

/** A report's page at the desk, the list that leads to it, and what is done with both, in one language. */
export async function sheetScreens(page: Page, street: Street, language: Language, look: Look): Promise<void> {
  const context = page.context();
  await speak(page, street, language);
  const open = await street.report(context, { language, words: "Trois sacs et un carton devant le n° 82." });
  const other = await street.report(context, { language });
  await street.until(context, open, "dispatched");
  await street.until(context, other, "dispatched");
  await speak(page, street, language);
  const done = await street.report(context, { language, place: "48.8585, 2.3845" });
  await street.until(context, done, "dispatched");
  await street.openJob(page, done);
  await street.takeAndClose(page);
  await street.until(context, done, "done", 2);
  await street.signIn(page, REFERENT);
  await speak(page, street, language);
  const report = (reference: string) => `${street.at.staff}/desk/reports/${reference}`;
  await page.goto(report(done.reference));
  await look("report-done");
  await page.goto(report(open.reference));
  await look("report");
  const way = (name: string) => page.locator(`form[action$="/ways/${name}"]`);
  const unfold = (name: string) => page.locator("details.way").filter({ has: way(name) }).locator("summary").click();
  await unfold("pin");
  await way("pin").locator("button:not([type=button])").click();
  await expect(page.locator("#pin-place-error")).toBeVisible();
  await look("report-error");
  await page.goto(report(open.reference));
  await unfold("note");
  await way("note").locator("textarea").fill(language === "fr" ? "Ce riverain appelle chaque jour." : "This resident calls every day.");
  await way("note").locator("button").click();
  await expect(page.getByRole("status").first()).toBeVisible();
  await look("report-noted");
  // Somebody else was faster, in another window.
  await unfold("watch");
  await way("watch").locator("textarea").fill(language === "fr" ? "À revoir." : "To be seen again.");
  const window = await context.newPage();
  await window.goto(report(open.reference));
  await window.locator("details.way").filter({ has: window.locator("#schedule-on") }).locator("summary").click();
  await window.locator('form[action$="/ways/schedule"] button').click();
  await expect(window.getByRole("status").first()).toBeVisible();
  await window.close();
  await way("watch").locator("button").click();
  await expect(page.locator("#changed")).toBeVisible();
  await look("report-changed");

  const list = `${street.at.staff}/desk/reports?days=7`;
  await expect(async () => {
    await page.goto(list);
    await expect(page.getByRole("cell", { name: open.reference, exact: true })).toBeVisible({ timeout: 500 });
    await expect(page.getByRole("cell", { name: other.reference, exact: true })).toBeVisible({ timeout: 500 });
  }).toPass();
  await look("list");
  await page.goto(`${list}&q=carton&state=scheduled`);
  await page.locator(".list-head summary").click();
  await page.getByLabel(/Nom de la liste|Name of the list/).fill("Cartons");
  await page.getByRole("button", { name: /^(Enregistrer|Save)$/ }).click();
  await expect(page.locator(".views [aria-current]")).toBeVisible();
  await look("list-kept");
  await page.goto(`${list}&q=zinzolin`);
  await look("list-nothing");
  await page.goto(list);
  for (const reference of [open.reference, other.reference]) await page.locator(`[name="chosen-${reference}"]`).check();
  const together = page.locator("details.way").filter({ has: page.locator("#watch-review_on") });
  await together.locator("summary").click();
  await page.locator("#watch-review_on").fill("");
  await together.locator("button").click();
  await expect(page.locator("#watch-review_on-error")).toBeVisible();
  await look("list-error");
  await page.locator("#watch-review_on").fill(new Date(Date.now() + 9 * 86_400_000).toISOString().slice(0, 10));
  await together.locator("button").click();
  await expect(page.locator(".outcomes").first()).toBeVisible();
  await look("list-done");
}

/** Who was not told, and the answers that crews choose, in one language. */
export async function letterDeskScreens(page: Page, street: Street, language: Language, look: Look): Promise<void> {
  await speak(page, street, language);
  await street.signIn(page, REFERENT);
  await speak(page, street, language);
  await page.goto(`${street.at.staff}/desk/letters`);
  if ((await page.locator(".untold li").count()) === 0) await look("letters-empty");
  await street.stack.refuse("550 5.1.1 no such mailbox");
  const sent = await street.report(page.context(), { language });
  await expect(async () => {
    await page.goto(`${street.at.staff}/desk/letters?reason=no_mailbox`);
    await expect(page.getByText(sent.reference)).toBeVisible({ timeout: 500 });
  }).toPass();
  await look("letters");
  await page.locator(".untold-do a").first().click();
  await look("letter");
  await page.locator("#email").fill("nobody");
  await page.locator(".untold-form .btn").first().click();
  await expect(page.locator("#email-error")).toBeVisible();
  await look("letter-error");
  await page.locator("#email").fill(street.newEmail());
  await page.locator(".untold-form .btn").first().click();
  await expect(page.getByRole("status").first()).toBeVisible();
  await look("letters-corrected");

  await street.cleaned(page, { language });
  await street.signIn(page, REFERENT);
  await speak(page, street, language);
  await page.goto(`${street.at.staff}/desk/replies`);
  await look("replies");
  await page.goto(`${street.at.staff}/desk/replies/rejected-not-the-citys`);
  await page.locator("details.more summary").nth(1).click();
  await look("reply");
  await page.goto(`${street.at.staff}/desk/replies/done-cleaned`);
  await page.locator("#body_fr").fill("{équipe");
  await page.locator("button.btn").filter({ hasText: /^(Enregistrer|Save)$/ }).click();
  await expect(page.locator("#body_fr-error")).toBeVisible();
  await look("reply-errors");
  await page.goto(`${street.at.staff}/desk/replies/new`);
  await look("reply-new");
}

/** The dispatch rules: read, changed, tried, in one language. */
export async function rulesScreens(page: Page, street: Street, language: Language, look: Look): Promise<void> {
  const rules = `${street.at.staff}/desk/rules`;
  await speak(page, street, language);
  const sent = await street.report(page.context(), { language });
  await street.until(page.context(), sent, "dispatched");
  await street.signIn(page, ADMIN);
  await speak(page, street, language);
  await page.goto(rules);
  await look("rules");
  await page.locator(".rules-head button").click();
  await page.waitForURL("**/desk/rules/draft");
  await look("rules-draft");
  await page.locator("a[href$='/rules/up-afternoon']").click();
  for (const summary of await page.locator("details summary").all()) await summary.click();
  await look("rules-form");
  await page.locator("#from").fill("99");
  await page.locator(".rule-form .btn").first().click();
  await expect(page.locator("#from-error")).toBeVisible();
  await look("rules-form-errors");
  await page.locator("#from").fill("11:00");
  await page.locator(".rule-form .btn").first().click();
  await page.waitForURL("**/desk/rules/draft?**");
  await page.locator("#why").fill("…");
  await page.locator("form[action$='/save'] button").click();
  await expect(page.locator("li.flawed .error").first()).toBeVisible();
  await look("rules-draft-flawed");
  await page.goto(`${rules}/simulator`);
  await look("rules-simulator");
  await page.goto(`${rules}/simulator?place=48.8646,2.3783&category=bags&time=2026-11-24T11:30`);
  await expect(page.locator("#answer-draft")).toBeVisible();
  await look("rules-simulator-answer");
  await page.goto(`${rules}/simulator?place=x&category=`);
  await look("rules-simulator-errors");
  const day = (before: number) => new Date(Date.now() - before * 86_400_000).toISOString().slice(0, 10);
  await page.goto(`${rules}/replay?from=${day(2)}&until=${day(-1)}`);
  await look("rules-replay");
  await page.goto(`${rules}/replay?from=${day(2)}&until=${day(60)}`);
  await look("rules-replay-error");
  await page.goto(`${rules}/draft`);
  await page.locator("form[action$='/discard'] button").click();
  await page.waitForURL("**/desk/rules?**");
  await look("rules-discarded");
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
