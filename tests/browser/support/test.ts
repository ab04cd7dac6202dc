import { readFileSync } from "node:fs";

import { test as base, expect, type BrowserContext, type Cookie, type Page } from "@playwright/test";

import { ADMIN, AGENT, COLLEAGUE, CREWS, REFERENT, Samples, Stack, type Addresses } from "./stack";

export { expect, type BrowserContext, type Page };

/** A report that was accepted. */
export interface Sent {
  reference: string;
  trackingUrl: string;
  /** Where its letters go: nobody else's. */
  email: string;
}

export interface Wishes {
  category?: string;
  /** As people write it; else where the photo was taken. */
  place?: string;
  words?: string;
  language?: "fr" | "en";
  photos?: number;
  /** A photo's file; else one of the dirty street, taken where no other was. */
  photo?: string;
}

/** What people do, in a browser or, where a test is about something else, straight over HTTP. */
export class Street {
  private count = 0;
  /** Who has signed in before stays so: an address gets a few links an hour, as in life. */
  private sessions = new Map<string, Cookie[]>();

  readonly at: Addresses;

  constructor(
    readonly stack: Stack,
    readonly samples: Samples,
  ) {
    this.at = stack.addresses;
  }

  newEmail(): string {
    return `resident-${++this.count}@rue-nette.example`;
  }

  /** Reports the dirty street through the API. */
  async report(context: BrowserContext, wishes: Wishes = {}): Promise<Sent> {
    const email = this.newEmail();
    const form = new FormData();
    const fields = { category: wishes.category ?? "bags", email, language: wishes.language ?? "fr" };
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    if (wishes.place) form.append("place", wishes.place);
    if (wishes.words) form.append("words", wishes.words);
    const photo = new Blob([readFileSync(wishes.photo ?? this.samples.dirty)], { type: "image/jpeg" });
    for (let n = 0; n < (wishes.photos ?? 1); n++) form.append("photo", photo, "photo.jpg");
    const answer = await context.request.post(`${this.at.resident}/api/v1/reports`, {
      headers: { "Idempotency-Key": crypto.randomUUID() },
      multipart: form,
    });
    expect(answer.status(), await answer.text()).toBe(201);
    const { reference, tracking_url: trackingUrl } = await answer.json();
    return { reference, trackingUrl, email };
  }

  /** What the API says of a report. */
  async read(context: BrowserContext, sent: Sent): Promise<{ state: string; photos_ready: number }> {
    const token = sent.trackingUrl.split("/").at(-1);
    return (await context.request.get(`${this.at.resident}/api/v1/reports/${token}`)).json();
  }

  async until(context: BrowserContext, sent: Sent, state: string, photos = 1): Promise<void> {
    const now = async () => {
      const { state, photos_ready } = await this.read(context, sent);
      return { state, photos_ready };
    };
    await expect.poll(now, { timeout: 30_000 }).toEqual({ state, photos_ready: photos });
  }

  /** Signs a crew in, the first time by its letter. Whoever was signed in before is not any more. */
  async signIn(page: Page, email: string): Promise<void> {
    // Pictures that the round of the crew before still loads would be asked for with this crew's cookie, and refused.
    await page.goto("about:blank");
    const context = page.context();
    const language = (await context.cookies()).filter(({ name }) => name === "lang");
    await context.clearCookies();
    const session = this.sessions.get(email);
    if (session) await context.addCookies([...session, ...language]);
    else {
      await this.signInByLetter(page, email);
      const cookies = await context.cookies(this.at.staff);
      this.sessions.set(email, cookies.filter(({ name }) => name !== "lang"));
      await context.addCookies(language);
    }
    await page.goto(`${this.at.staff}${homeOf(email)}`);
  }

  /** Somebody has signed out in a browser: next time they need a new letter. */
  signedOut(email: string): void {
    this.sessions.delete(email);
  }

  /** Signs the call centre's agent in, and opens the form for reports of others. */
  async openDesk(page: Page): Promise<void> {
    await page.goto("about:blank");
    const session = this.sessions.get(AGENT);
    if (session) await page.context().addCookies(session);
    else {
      await this.signInByLetter(page, AGENT);
      const cookies = await page.context().cookies(this.at.resident);
      this.sessions.set(AGENT, cookies.filter(({ name }) => name === "session"));
    }
    await page.goto(`${this.at.resident}/assist`);
    // A browser gives the focus a moment after the page has loaded; nobody types before.
    await expect(page.locator("#place")).toBeFocused();
  }

  private async signInByLetter(page: Page, email: string): Promise<void> {
    const letter = await this.signInLetter(page, email);
    const link = letter.getByRole("link", { name: /^(Me connecter|Sign me in)$/ });
    const [confirm] = await Promise.all([page.waitForEvent("popup"), link.click()]);
    await confirm.getByRole("button", { name: /^(Me connecter|Sign me in)$/ }).click();
    await confirm.waitForURL(`**${homeOf(email)}`);
    await confirm.close();
  }

  /** Asks for a sign-in link and opens the letter that brings it. */
  async signInLetter(page: Page, email: string) {
    const before = await this.newestLetter(page.context());
    await page.goto(`${this.at.staff}/sign-in`);
    await page.locator("#email").fill(email);
    await page.locator("main .actions .btn").click();
    await page.waitForURL("**/sign-in?sent=1");
    return this.openLetter(page, email, /./, before);
  }

  /** The number of the newest letter in the inbox. */
  async newestLetter(context: BrowserContext): Promise<number> {
    const list = await (await context.request.get(this.at.inbox)).text();
    return Number(/data-newest="(\d+)"/.exec(list)?.[1]);
  }

  /** Waits for a letter in the inbox, newer than number `after`, and opens it; gives its frame. */
  async openLetter(page: Page, to: string, subject: string | RegExp = /./, after = 0) {
    await page.bringToFront();
    const rows = page.getByRole("listitem").filter({ hasText: to }).filter({ hasText: subject }).getByRole("link");
    // Without scripts the list does not renew itself; with them it may while it is opened, which ends the opening.
    await expect(async () => {
      await page.goto(this.at.inbox);
      const [first] = await rows.all();
      const newest = Number((await first?.getAttribute("href"))?.split("/").at(-1) ?? 0);
      expect(newest, `the newest letter to ${to}`).toBeGreaterThan(after);
    }).toPass({ timeout: 30_000 });
    // The list renews itself, and a tap at that moment hits nothing.
    await expect(async () => {
      await rows.first().click({ timeout: 5_000 });
      await page.waitForURL("**/messages/*", { timeout: 5_000 });
    }).toPass();
    return page.frameLocator("iframe");
  }

  /** Signs each crew in until one has the job; opens it and gives the crew's address. */
  async openJob(page: Page, sent: Sent): Promise<string> {
    for (const crew of CREWS) {
      await this.signIn(page, crew);
      const links = page.locator("a.item");
      const paths = await links.evaluateAll((all) => all.map((one) => one.getAttribute("href") ?? ""));
      for (const path of paths) {
        const job = await page.context().request.get(`${this.at.staff}${path}`);
        if (!(await job.text()).includes(sent.reference)) continue;
        await page.goto(`${this.at.staff}${path}`);
        return crew;
      }
    }
    throw new Error(`no crew has ${sent.reference}`);
  }

  /** On a job's page: takes it. The page opens anew as a job in hand. */
  async take(page: Page): Promise<void> {
    await page.getByRole("button", { name: /^(J’y vais|I’m going)$/ }).click();
    await expect(page.locator("form#take")).toHaveCount(0, { timeout: 30_000 });
  }

  /** On a job's page: takes it, photographs, closes. */
  async takeAndClose(page: Page): Promise<void> {
    await this.take(page);
    await page.locator("#close input[type=file][required]").setInputFiles(this.samples.clean);
    await page.getByRole("button", { name: /^(Clore l’intervention|Close the job)$/ }).click();
    await expect(page.locator(".notice.clean")).toBeVisible({ timeout: 30_000 });
  }

  /** A report whose street was cleaned, with both photos ready to be seen. */
  async cleaned(page: Page, wishes: Wishes = {}): Promise<Sent> {
    const sent = await this.report(page.context(), wishes);
    await this.until(page.context(), sent, "dispatched");
    await this.openJob(page, sent);
    await this.takeAndClose(page);
    await this.until(page.context(), sent, "done", 2);
    return sent;
  }
}

/** Where somebody's work begins. */
const homeOf = (email: string): string => (email === AGENT ? "/assist" : [REFERENT, COLLEAGUE, ADMIN].includes(email as never) ? "/desk" : "/crew");

interface PerTest {
  /** Fails a test whose pages wrote an error to the console or broke the Content-Security-Policy. */
  quiet: void;
}

interface PerRun {
  street: Street;
  /** The same where a close can be undone: closing letters wait for it. */
  patientStreet: Street;
}

/** Seconds within which a close can be undone there. */
export const UNDO_SECONDS = 20;

async function onAStack(settings: Record<string, string>, use: (street: Street) => Promise<void>): Promise<void> {
  const stack = await Stack.start(settings);
  const samples = new Samples();
  await use(new Street(stack, samples));
  samples.remove();
  await stack.stop();
}

export const test = base.extend<PerTest, PerRun>({
  street: [({}, use) => onAStack({}, use), { scope: "worker", timeout: 120_000 }],
  patientStreet: [({}, use) => onAStack({ UNDO_SECONDS: `${UNDO_SECONDS}` }, use), { scope: "worker", timeout: 120_000 }],
  quiet: [
    async ({ context }, use) => {
      const noise: string[] = [];
      await context.addInitScript(() => {
        addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) => {
          console.error(`the policy forbids ${blockedURI} (${violatedDirective})`);
        });
      });
      context.on("console", (message) => {
        // A page that says what is wrong has a 4xx of its own, and Chromium notes that.
        // Our script asks for one, too. Without network, which a test takes away, all it asks for fails.
        const sent = /\/(report|moves\/\w+)$/.test(message.location().url);
        const asked = sent || message.page()?.url() === message.location().url;
        const away = /ERR_(FAILED|INTERNET_DISCONNECTED|CONNECTION_(REFUSED|RESET|CLOSED)|EMPTY_RESPONSE)|status of 50[24]/.test(message.text());
        const status = message.text().startsWith("Failed to load") && (asked || away);
        // The listener above, which a letter's sandbox keeps out.
        const listener = /^Blocked script execution in .*\/(body|letter|preview)' because .* sandboxed/.test(message.text());
        if (message.type() === "error" && !status && !listener) noise.push(`${message.page()?.url()}: ${message.text()} (${message.location().url})`);
      });
      context.on("weberror", (error) => noise.push(String(error.error())));
      await use();
      expect(noise).toEqual([]);
    },
    { auto: true },
  ],
});
