import { close, job, made, online, onTheWay, outbox, take, waits, withoutBackgroundSync } from "../support/crew";
import { expect, test } from "../support/test";

test.describe.configure({ timeout: 120_000 });

test("while the server is away pages open, what is done stays in the phone, and leaves once when it is back", async ({ page, context, street }) => {
  await withoutBackgroundSync(page);
  const { sent, path } = await job(page, street);
  await street.stack.takeDown("dispatch");
  await take(page);
  await expect(outbox(page).getByText("attend le réseau")).toBeVisible();
  await close(page, street);
  await expect(waits(page)).toHaveCount(2);
  // The round and the job open as they were, and what is done stands there.
  await page.goto(`${street.at.staff}/crew`);
  await expect(page.getByText("Sans réseau : cette page est celle de")).toBeVisible();
  await expect(page.locator(`a.item[href="${path}"] .tags`)).toContainText("dans le téléphone");
  await page.goto(`${street.at.staff}${path}`);
  await expect(waits(page)).toHaveCount(2);
  expect(await made(street, sent)).toEqual([]);

  await street.stack.bringUp("dispatch");
  await online(page);
  await street.until(context, sent, "done", 2);
  // The page opens itself anew as soon as the answers are there.
  await expect(page.locator(".notice.clean")).toContainText("Close à");
  await expect(outbox(page)).toBeHidden();
  expect(await made(street, sent)).toEqual(["take", "close"]);
});

test("a server that ends between the photo and its answer has it once: sent again, it is the same", async ({ page, context, street }) => {
  await withoutBackgroundSync(page);
  // It arrives, and the answer is lost with the server.
  let sending = 0;
  await onTheWay(page, (count) => ((sending = count) === 2 ? "the answer is lost" : "through"), () => street.stack.takeDown("dispatch"));
  const { sent } = await job(page, street);
  await street.take(page);
  await close(page, street);
  await expect(outbox(page).getByText("attend le réseau")).toBeVisible();
  expect(await made(street, sent)).toEqual(["take", "close"]);
  await street.stack.bringUp("dispatch");
  await online(page);
  await expect(page.locator(".notice.clean")).toContainText("Close à");
  await expect(outbox(page)).toBeHidden();
  expect(sending).toBe(3);
  expect(await made(street, sent)).toEqual(["take", "close"]);
  await street.until(context, sent, "done", 2);
});

test("a proxy that answers in the server's place is no answer", async ({ page, context, street }) => {
  await withoutBackgroundSync(page);
  let asked = 0;
  await onTheWay(page, (count) => ((asked = count) === 1 ? "502" : "through"));
  const { sent } = await job(page, street);
  await take(page);
  await expect(outbox(page).getByText("attend le réseau")).toBeVisible();
  await online(page);
  await street.until(context, sent, "in_progress");
  await expect(page.getByText("Équipe sur place")).toBeVisible();
  expect(asked).toBe(2);
});

test("who taps is shown at once that it works, and a second tap sends nothing", async ({ page, context, street }) => {
  await withoutBackgroundSync(page);
  let go = (): void => {};
  const held = new Promise<void>((done) => (go = done));
  let sending = 0;
  await onTheWay(page, (count) => {
    sending = count;
    return held.then(() => "through" as const);
  });
  const { sent } = await job(page, street);
  await take(page);
  const button = page.locator("button[form=take]");
  await expect(button).toHaveText("Envoi…");
  await expect(button).toHaveAttribute("aria-busy", "true");
  await expect(button).toHaveAttribute("aria-disabled", "true");
  await page.locator("form#take").evaluate((form: HTMLFormElement) => form.requestSubmit());
  // What takes longer stands among what waits, by the words of its button.
  await expect(waits(page)).toHaveCount(1);
  await expect(outbox(page).getByText("J’y vais")).toBeVisible();
  go();
  await street.until(context, sent, "in_progress");
  await expect(page.getByText("Équipe sur place")).toBeVisible();
  expect(sending).toBe(1);
});

test("nothing is shown before a tap on it is an action", async ({ page, context, street }) => {
  const { sent } = await job(page, street);
  const path = new URL(page.url()).pathname;
  // A phone that has neither page nor script yet, and a script that takes its time.
  await page.evaluate(() => navigator.serviceWorker.getRegistration().then((worker) => worker?.unregister()));
  await page.evaluate(async () => {
    for (const name of await caches.keys()) await caches.delete(name);
  });
  let go = (): void => {};
  const held = new Promise<void>((done) => (go = done));
  const native: string[] = [];
  page.on("request", (request) => {
    if (request.isNavigationRequest() && request.method() === "POST") native.push(request.url());
  });
  await context.route(/\/assets\/crew/, async (route) => {
    await held;
    await route.continue();
  });
  await page.goto(`${street.at.staff}${path}`, { waitUntil: "commit" });
  // All else is there.
  await page.waitForFunction(() => [...document.images].length > 0 && [...document.images].every(({ complete }) => complete), undefined, { polling: 100 });
  expect(await page.evaluate(() => performance.getEntriesByType("paint").length)).toBe(0);
  go();
  await take(page);
  await street.until(context, sent, "in_progress");
  await expect(page.getByText("Équipe sur place")).toBeVisible();
  expect(native).toEqual([]);
});
