import { accessible, nothingScrollsSideways, tabTo } from "../support/look";
import { expect, test, type Page, type Street } from "../support/test";

const LIST = /Vos signalements/;

async function grade(page: Page, value: number, words: string): Promise<void> {
  await page.getByRole("radio", { name: new RegExp(`^${value}`) }).check();
  await page.getByLabel("Pourquoi ?").fill(words);
  await page.locator("#content").getByRole("button", { name: "Envoyer" }).tap();
}

/** Asks for the list of an address, and opens the letter's link. */
async function openList(page: Page, street: Street, email: string): Promise<void> {
  await page.goto(`${street.at.resident}/mine`);
  await page.getByLabel("E-mail").fill(email);
  await page.getByRole("button", { name: "Recevoir le lien par e-mail" }).tap();
  await expect(page.getByText("Si cette adresse suit des signalements, une lettre est partie.")).toBeVisible();
  const letter = await street.openLetter(page, email, LIST);
  const link = letter.getByRole("link", { name: "Voir mes signalements" });
  await page.goto((await link.getAttribute("href"))!);
}

/** How many reports the device remembers. The database is written after the page has loaded; it must not be made here. */
async function remembered(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const name = "rue-nette-mine";
    if (!(await indexedDB.databases()).some((database) => database.name === name)) return 0;
    return new Promise<number>((resolve, reject) => {
      const opening = indexedDB.open(name);
      opening.onerror = () => reject(opening.error);
      opening.onsuccess = () => {
        const counting = opening.result.transaction("reports").objectStore("reports").count();
        counting.onerror = () => reject(counting.error);
        counting.onsuccess = () => {
          opening.result.close();
          resolve(counting.result);
        };
      };
    });
  });
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled });

    test("how content somebody is, is asked once it is clean, and can be changed", async ({ page, context, street }) => {
      const sent = await street.report(context);
      await street.until(context, sent, "dispatched");
      await page.goto(sent.trackingUrl);
      await expect(page.getByText("Êtes-vous satisfait ?")).toHaveCount(0);
      const crew = await context.browser()!.newContext();
      const phone = await crew.newPage();
      await street.openJob(phone, sent);
      await street.takeAndClose(phone);
      await crew.close();
      await street.until(context, sent, "done", 2);

      await page.goto(sent.trackingUrl);
      await grade(page, 2, "Trois jours d’attente.");
      await expect(page.getByText("C’est noté, merci : 2 sur 5.")).toBeVisible();
      await page.getByText("Changer mon avis").tap();
      await expect(page.getByLabel("Pourquoi ?")).toHaveValue("Trois jours d’attente.");
      await grade(page, 5, "Très bien, finalement.");
      await expect(page.getByText("C’est noté, merci : 5 sur 5.")).toBeVisible();
      // It is an answer, and moves nothing.
      expect((await street.read(context, sent)).state).toBe("done");
    });

    test("the reports of an address open on another device, by a letter", async ({ page, context, street }) => {
      const sent = await street.report(context);
      await openList(page, street, sent.email);
      const reports = page.getByRole("main").getByRole("listitem");
      await expect(reports).toHaveCount(1);
      await expect(reports).toContainText(sent.reference);
      await reports.getByRole("link").tap();
      await expect(page).toHaveURL(sent.trackingUrl);
    });
  });
}

test("before and after are compared by the keyboard, a grade is given, and a cleaning contested, by Tab, Space and Enter", async ({ page, context, street }) => {
  const sent = await street.cleaned(page);
  await page.goto(sent.trackingUrl);
  const slider = page.getByRole("slider");
  await tabTo(page, slider);
  const before = await slider.inputValue();
  await page.keyboard.press("ArrowRight");
  expect(Number(await slider.inputValue())).toBeGreaterThan(Number(before));
  await tabTo(page, page.getByRole("radio", { name: /^1/ }));
  await page.keyboard.press("Space");
  await tabTo(page, page.locator("#content").getByRole("button", { name: "Envoyer" }));
  await page.keyboard.press("Enter");
  await expect(page.getByText("C’est noté, merci : 1 sur 5.")).toBeVisible();

  await tabTo(page, page.getByRole("link", { name: "Ce n’est pas propre" }));
  await page.keyboard.press("Enter");
  await tabTo(page, page.getByLabel("Qu’est-ce qui reste sale ?"));
  await page.keyboard.type("Un sac est resté.");
  await tabTo(page, page.getByRole("button", { name: "Rouvrir le signalement" }));
  await page.keyboard.press("Enter");
  await expect(page.getByText("C’est noté, merci : le signalement est rouvert.").first()).toBeVisible();
  await expect.poll(async () => (await street.read(context, sent)).state, { timeout: 30_000 }).not.toBe("done");
});

test("a report of somebody else is followed, listed and taken off the list by the keyboard", async ({ page, context, street }) => {
  const photo = street.samples.dirty;
  const first = await street.report(context, { photo });
  await page.goto(street.at.resident);
  await page.locator("input[data-gallery]").setInputFiles(photo);
  await tabTo(page, page.getByRole("radio", { name: /^Sacs/ }));
  await page.keyboard.press("Space");
  await tabTo(page, page.getByRole("button", { name: "Envoyer" }));
  await page.keyboard.press("Enter");
  await expect(page.locator(".near").getByRole("heading")).toBeFocused({ timeout: 30_000 });
  await tabTo(page, page.getByRole("button", { name: "C’est le même" }).first());
  await page.keyboard.press("Enter");
  await page.waitForURL("**same=1");
  await expect(page.getByText(`Vous suivez maintenant le signalement ${first.reference}`)).toBeVisible();
  await tabTo(page, page.getByRole("link", { name: "Mes signalements" }).first());
  await page.keyboard.press("Enter");
  const remove = page.getByRole("button", { name: `Retirer ${first.reference}` });
  await tabTo(page, remove);
  await page.keyboard.press("Enter");
  await expect(page.getByText("Retiré de cet appareil.")).toBeFocused();
});

test("the reports of this device are listed without network, as they were last known", async ({ page, context, street }) => {
  const sent = await street.report(context);
  await page.goto(street.at.resident);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await page.goto(sent.trackingUrl);
  await expect.poll(() => remembered(page)).toBe(1);
  await page.goto(`${street.at.resident}/mine`);
  const report = page.locator(".mine li").filter({ hasText: sent.reference });
  await expect(report).toHaveCount(1);
  await expect.poll(() => page.evaluate(async () => (await caches.match("/mine")) !== undefined)).toBe(true);
  await context.setOffline(true);
  await page.reload();
  await expect(report).toHaveCount(1);
  await expect(report).toContainText(/vu /);
  await accessible(page, "mine-offline");
  await nothingScrollsSideways(page, "mine-offline");
});

test("who finds the same problem reported follows it from a phone without network, once it has one", async ({ page, context, street }) => {
  const photo = street.samples.dirty;
  const first = await street.report(context, { photo });
  const email = street.newEmail();
  await page.goto(street.at.resident);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await page.locator("input[data-gallery]").setInputFiles(photo);
  await page.getByLabel("E-mail").fill(email);
  await page.locator(".chip").filter({ hasText: "Sacs" }).tap();
  await page.getByRole("button", { name: "Envoyer" }).tap();
  const same = page.locator(".near").getByRole("button", { name: "C’est le même" }).first();
  await expect(same).toBeVisible({ timeout: 30_000 });
  await context.setOffline(true);
  await same.tap();
  await expect(page.locator("[data-outbox]").getByText("attend le réseau")).toBeVisible();
  await context.setOffline(false);
  await expect(page.locator("[data-outbox]").getByText("envoyé", { exact: true })).toBeVisible({ timeout: 40_000 });
  await street.openLetter(page, email, new RegExp(first.reference));
});
