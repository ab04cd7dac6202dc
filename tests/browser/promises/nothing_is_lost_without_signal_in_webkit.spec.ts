import { job, made } from "../support/crew";
import { expect, test } from "../support/test";
import { WebKit } from "../support/webkit";

test.describe.configure({ timeout: 120_000 });

test("in the engine of iPhones a job is taken, photographed and closed without signal, and leaves once when it is back", async ({ page, context, street }) => {
  const { sent, path } = await job(page, street);
  const [session] = (await context.cookies(street.at.staff)).filter(({ name }) => name === "session");
  const webkit = await WebKit.open();
  const { driver } = webkit;
  let away = false;
  const waits = () => webkit.all("[data-actions] li").then(({ length }) => length);
  try {
    await webkit.signedIn(`${street.at.staff}/crew`, session!);
    const picture = await (await webkit.one(`a.item[href="${path}"] img`)).getAttribute("src");
    for (const address of [path, picture!]) {
      const kept = () => driver.executeScript("return caches.match(arguments[0]).then(Boolean)", address);
      await expect.poll(kept, { timeout: 30_000 }).toBe(true);
    }

    await street.stack.takeDown("dispatch");
    away = true;
    await driver.get(`${street.at.staff}${path}`);
    await (await webkit.button("J’y vais")).click();
    await expect.poll(waits).toBe(1);
    await (await webkit.one("#close input[type=file][required]")).sendKeys(street.samples.clean);
    await (await webkit.button("Clore l’intervention")).click();
    await expect.poll(waits, { timeout: 30_000 }).toBe(2);

    // Another page, from what the phone has kept: both are there, and the picture.
    await driver.get(`${street.at.staff}/crew`);
    await expect.poll(waits).toBe(2);
    // Far down in a long round it is loaded when it is looked at.
    const look = "const image = document.querySelector(arguments[0]); image?.scrollIntoView(); return image?.naturalWidth";
    const width = () => driver.executeScript(look, `a.item[href="${path}"] img`);
    await expect.poll(width).toBeGreaterThan(0);

    await street.stack.bringUp("dispatch");
    away = false;
    await driver.executeScript("dispatchEvent(new Event('online'))");
    await street.until(context, sent, "done", 2);
    await expect.poll(waits).toBe(0);
    expect(await made(street, sent)).toEqual(["take", "close"]);
  } finally {
    await webkit.close();
    if (away) await street.stack.bringUp("dispatch");
  }
});

test("in the engine of iPhones a report waits in the phone with its photo, and leaves once when there is network", async ({ context, street }) => {
  const email = street.newEmail();
  const webkit = await WebKit.open();
  const { driver } = webkit;
  let away = false;
  const outbox = () => webkit.one("[data-outbox]").then((section) => section.getText());
  try {
    await driver.get(street.at.resident);
    await driver.wait(() => driver.executeScript("return navigator.serviceWorker.ready.then(() => true)"), 30_000);
    await (await webkit.one("input[data-gallery]")).sendKeys(street.samples.dirty);
    await expect.poll(() => webkit.all("figure.preview").then(({ length }) => length)).toBe(1);
    await (await webkit.one(".chip")).click();
    await (await webkit.one("#email")).sendKeys(email);

    await street.stack.takeDown("intake");
    away = true;
    await (await webkit.button("Envoyer")).click();
    await expect.poll(outbox, { timeout: 30_000 }).toContain("attend le réseau");
    expect(await outbox()).toMatch(/photos\s: 1/);

    // The page opens again from what the phone has kept, and still has it.
    await driver.get(street.at.resident);
    await expect.poll(outbox).toContain("attend le réseau");

    await street.stack.bringUp("intake");
    away = false;
    await driver.executeScript("dispatchEvent(new Event('online'))");
    await expect.poll(outbox, { timeout: 40_000 }).toContain("envoyé");
    const tracking = await (await webkit.one("[data-outbox] a")).getAttribute("href");
    const pictures = async () => (await (await context.request.get(new URL(tracking!, street.at.resident).href)).text()).split("<img").length - 1;
    await expect.poll(pictures, { timeout: 30_000 }).toBeGreaterThan(0);
    const receipts = async () => (await (await context.request.get(street.at.inbox)).text()).split(email).length - 1;
    await expect.poll(receipts, { timeout: 30_000 }).toBe(1);
  } finally {
    await webkit.close();
    if (away) await street.stack.bringUp("intake");
  }
});
