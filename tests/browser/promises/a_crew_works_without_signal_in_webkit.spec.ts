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

    await street.stack.dispatch("stop");
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

    await street.stack.dispatch("start");
    away = false;
    await driver.executeScript("dispatchEvent(new Event('online'))");
    await street.until(context, sent, "done", 2);
    await expect.poll(waits).toBe(0);
    expect(await made(street, sent)).toEqual(["take", "close"]);
  } finally {
    await webkit.close();
    if (away) await street.stack.dispatch("start");
  }
});
