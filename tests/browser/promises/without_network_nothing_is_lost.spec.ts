import { accessible, nothingScrollsSideways } from "../support/look";
import { expect, test, type BrowserContext, type Page, type Street } from "../support/test";

test.describe.configure({ timeout: 120_000 });

async function fill(page: Page, street: Street, email: string): Promise<void> {
  await page.locator("input[data-gallery]").setInputFiles(street.samples.dirty);
  await expect(page.locator("figure.preview")).toHaveCount(1);
  await page.locator(".chip").first().tap();
  await page.locator("#email").fill(email);
}

/** The page, once its service worker stands for it. */
async function open(page: Page, street: Street): Promise<void> {
  await page.goto(street.at.resident);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
}

const send = (page: Page): Promise<void> => page.getByRole("button", { name: "Envoyer" }).tap();
const outbox = (page: Page) => page.locator("[data-outbox]");

/** How many letters of receipt an address has got: as many as reports with it. */
async function received(context: BrowserContext, street: Street, email: string): Promise<number> {
  const list = await (await context.request.get(street.at.inbox)).text();
  return list.split(email).length - 1;
}

test("a report without network waits in the phone, survives the page, and leaves by itself, once", async ({ page, context, street }) => {
  const email = street.newEmail();
  await open(page, street);
  await context.setOffline(true);
  await fill(page, street, email);
  await send(page);
  await expect(outbox(page).getByText("attend le réseau")).toBeVisible();
  await expect(outbox(page).getByText(/C.est enregistré sur cet appareil/)).toBeVisible();
  await expect(page.locator("figure.preview")).toHaveCount(0);
  await expect(page.locator("#email")).toHaveValue("");

  // The page opens without network, and still has it.
  await page.reload();
  await expect(page.getByRole("button", { name: "Envoyer" })).toBeVisible();
  await expect(outbox(page).getByText("attend le réseau")).toBeVisible();
  await accessible(page, "home-outbox-waiting");
  await nothingScrollsSideways(page, "home-outbox-waiting");

  await context.setOffline(false);
  await expect(outbox(page).getByText("envoyé", { exact: true })).toBeVisible({ timeout: 40_000 });
  await expect(outbox(page).getByText("attend le réseau")).toHaveCount(0);
  await expect.poll(() => received(context, street, email), { timeout: 30_000 }).toBe(1);
  await outbox(page).getByRole("link", { name: "Le suivre" }).click();
  await page.waitForURL("**/r/*");
});

test("an answer that never comes, and a browser that is killed: sent again with the same key, one report", async ({ page, context, street }) => {
  const email = street.newEmail();
  await open(page, street);
  // The server has it, and the answer is lost.
  const first = new Promise<void>((done) => {
    void page.route("**/report", async (route) => {
      await route.fetch();
      done();
    });
  });
  await fill(page, street, email);
  await send(page);
  await first;
  await page.close();

  const again = await context.newPage();
  await again.goto(street.at.resident);
  await expect(outbox(again).getByText("envoyé", { exact: true })).toBeVisible({ timeout: 40_000 });
  await expect.poll(() => received(context, street, email), { timeout: 30_000 }).toBe(1);
});

test("a server that fails is no answer: the report stays in the phone until it is taken", async ({ page, context, street }) => {
  await open(page, street);
  await page.route("**/report", (route) => route.fulfill({ status: 500, body: "out of order" }));
  await fill(page, street, street.newEmail());
  await send(page);
  // The service worker, whose requests are not the page's, may have sent it already.
  await expect(outbox(page).locator("li")).toHaveCount(1);
  await expect(page.locator("figure.preview")).toHaveCount(0);
  await page.unroute("**/report");
  await page.evaluate(() => dispatchEvent(new Event("online")));
  await expect(outbox(page).getByText("envoyé", { exact: true })).toBeVisible({ timeout: 40_000 });
  expect(context.pages().length).toBe(1);
});

test("what the server refuses waits for a person, with everything in it", async ({ page, context, street }) => {
  await open(page, street);
  await context.setOffline(true);
  await fill(page, street, "nobody");
  await send(page);
  await expect(outbox(page).getByText("attend le réseau")).toBeVisible();
  await context.setOffline(false);
  await expect(outbox(page).getByText("à corriger")).toBeVisible({ timeout: 40_000 });
  await outbox(page).getByRole("button", { name: "Corriger" }).tap();
  await expect(page.locator("#email-error")).toBeVisible();
  await expect(page.locator("figure.preview")).toHaveCount(1);
  await page.locator("#email").fill(street.newEmail());
  await send(page);
  await page.waitForURL("**/r/*", { timeout: 30_000 });
  await page.goto(street.at.resident);
  await expect(outbox(page)).toBeHidden();
});

test("a phone with no room says so, and the form keeps the report", async ({ page, context, street }) => {
  await open(page, street);
  await page.evaluate(() => {
    IDBObjectStore.prototype.put = () => {
      throw new DOMException("full", "QuotaExceededError");
    };
  });
  await context.setOffline(true);
  await fill(page, street, street.newEmail());
  await send(page);
  await expect(page.getByText("Pas de réseau. Tout est encore dans cette page")).toBeInViewport();
  await expect(page.locator("figure.preview")).toHaveCount(1);
  await context.setOffline(false);
  await send(page);
  await page.waitForURL("**/r/*", { timeout: 30_000 });
});

test("a photo leaves small, and its place and time leave with it", async ({ page, street }) => {
  await page.goto(street.at.resident);
  await page.locator("input[data-gallery]").setInputFiles(street.samples.dirty);
  const size = () => page.locator("input[data-gallery]").evaluate((input: HTMLInputElement) => input.files?.[0]?.size ?? 0);
  await expect.poll(size, { timeout: 20_000 }).toBeLessThan(1_500_000);
  await page.locator(".chip").first().tap();
  await send(page);
  await page.waitForURL("**/r/*", { timeout: 30_000 });
  // The place that the camera wrote into it.
  await expect(page.getByRole("heading", { level: 1 })).toContainText("11e");
});

test("on a slow network the page says how much has left, and the report arrives", async ({ page, street }) => {
  await page.goto(street.at.resident);
  await page.locator("input[data-gallery]").setInputFiles(street.samples.dirty);
  await page.locator(".chip").first().tap();
  await expect(page.locator(".preview figcaption")).toContainText(/\d+\s(Ko|Mo)/);
  const network = await page.context().newCDPSession(page);
  await network.send("Network.enable");
  const slow = { offline: false, latency: 300, downloadThroughput: 60_000, uploadThroughput: 60_000 };
  await network.send("Network.emulateNetworkConditions", slow);
  await page.getByRole("button", { name: "Envoyer" }).tap();
  await expect(page.locator("[data-progress-say]")).toContainText(/^\d+\sKo sur \d+\sKo$/);
  await page.waitForURL("**/r/*", { timeout: 60_000 });
  await expect(page.getByRole("main")).toContainText(/S\d{4}[A-Z]\d{6}/);
});

test("a photo that can't be read any more is said, and everything else stays in the form", async ({ page, context, street }) => {
  const email = street.newEmail();
  await open(page, street);
  await page.evaluate(() => {
    Blob.prototype.arrayBuffer = () => Promise.reject(new DOMException("moved", "NotReadableError"));
  });
  await fill(page, street, email);
  await send(page);
  await expect(page.getByText("Une photo ne peut plus être lue")).toBeInViewport();
  await expect(page.locator("figure.preview")).toHaveCount(1);
  await expect(page.locator("#email")).toHaveValue(email);
  expect(await received(context, street, email)).toBe(0);
});
