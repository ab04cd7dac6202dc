import { expect, type Page, type Sent, type Street, type Wishes } from "./test";

/** A crew's phone, where a test makes a second one; it has scripts, whatever the test's own has. */
export const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, locale: "fr-FR", javaScriptEnabled: true };

/** What waits in the phone. */
export const outbox = (page: Page) => page.locator("[data-actions]");
export const waits = (page: Page) => outbox(page).locator("li");

/** A dispatched report's job, open on a phone that has kept the round for places without signal. */
export async function job(page: Page, street: Street, wishes: Wishes = {}): Promise<{ sent: Sent; crew: string; path: string }> {
  const context = page.context();
  const sent = await street.report(context, wishes);
  await street.until(context, sent, "dispatched");
  const crew = await street.openJob(page, sent);
  const path = new URL(page.url()).pathname;
  await page.goto(`${street.at.staff}/crew`);
  await keeps(page, path);
  await page.goto(`${street.at.staff}${path}`);
  return { sent, crew, path };
}

/** Waits until the phone has kept a page. */
export async function keeps(page: Page, path: string): Promise<void> {
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await expect.poll(() => page.evaluate((path) => caches.match(path).then(Boolean), path), { timeout: 30_000 }).toBe(true);
}

/** What leaves, leaves from the page: the browser does not wake the service worker. */
export async function withoutBackgroundSync(page: Page): Promise<void> {
  await page.addInitScript(() => {
    if ("ServiceWorkerRegistration" in window) Reflect.deleteProperty(ServiceWorkerRegistration.prototype, "sync");
  });
}

/** The network may be back. */
export const online = (page: Page): Promise<void> => page.evaluate(() => void dispatchEvent(new Event("online")));

/** The moves that crews and partners made of a report, as the server has them. */
export async function made(street: Street, sent: Sent): Promise<string[]> {
  return (await street.stack.history(sent.reference)).map(({ move }) => move).filter((move) => !["receive", "assign"].includes(move));
}

/** What becomes of a move on its way from the page to the server. */
type Way = "through" | "cut" | "502" | "without its seal" | "the answer is lost";

/**
 * Stands between this page's script and the server, from the next page on: `way` is asked for each move that is sent, by its
 * place in the order. Inside the page: of a page that has a service worker, Playwright's own routes miss a request now and then.
 */
export async function onTheWay(page: Page, way: (count: number) => Way | Promise<Way>, lost: () => Promise<void> = async () => {}): Promise<void> {
  let count = 0;
  await page.exposeFunction("wayOfAMove", () => way(++count));
  await page.exposeFunction("answerIsLost", lost);
  await page.addInitScript(() => {
    const asks = window as unknown as { wayOfAMove(): Promise<Way>; answerIsLost(): Promise<void> };
    const send = window.fetch.bind(window);
    window.fetch = async (address, options) => {
      if (!String(address).includes("/moves/")) return send(address, options);
      const way = await asks.wayOfAMove();
      if (way === "cut") throw new TypeError("Failed to fetch");
      if (way === "502") return new Response("Bad Gateway", { status: 502 });
      const headers = new Headers(options?.headers);
      if (way === "without its seal") headers.delete("action-seal");
      const answer = await send(address, { ...options, headers });
      if (way !== "the answer is lost") return answer;
      await answer.text();
      await asks.answerIsLost();
      throw new TypeError("Failed to fetch");
    };
  });
}

export const take = (page: Page): Promise<void> => page.getByRole("button", { name: "J’y vais" }).tap();

export async function close(page: Page, street: Street): Promise<void> {
  await page.locator("#close input[type=file][required]").setInputFiles(street.samples.clean);
  await page.getByRole("button", { name: "Clore l’intervention" }).tap();
}

/** Opens one of the ways out of a job. */
export async function cannot(page: Page, words: string) {
  const way = page.locator("details.way").filter({ has: page.locator("summary", { hasText: words }) });
  await way.locator("summary").tap();
  return way;
}
