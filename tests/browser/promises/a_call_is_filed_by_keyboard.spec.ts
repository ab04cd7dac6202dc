import { expect, test, type Page } from "../support/test";

/** Seconds for one key, and for the thought before each field: the keystroke-level model (Card, Moran, Newell 1980). */
const KEY = 0.28;
const THOUGHT = 1.35;

const DESK = { viewport: { width: 1440, height: 900 }, isMobile: false, hasTouch: false, deviceScaleFactor: 1 };

/** A keyboard that counts. */
class Keys {
  count = 0;

  constructor(private page: Page) {}

  async type(words: string): Promise<void> {
    this.count += words.length;
    await this.page.keyboard.type(words);
  }

  async press(...keys: string[]): Promise<void> {
    for (const key of keys) {
      this.count++;
      await this.page.keyboard.press(key);
    }
  }
}

const place = (page: Page) => page.getByRole("combobox", { name: /^Adresse/ });

test.describe("at the call centre’s desk", () => {
  test.use(DESK);

  test("a call is filed in under 40 seconds with the keyboard alone, and the next form is ready", async ({ page, street }) => {
    await street.openDesk(page);
    await expect(place(page)).toBeFocused();
    const keys = new Keys(page);
    await keys.type("120 rue saint honore 75001");
    await expect(page.getByRole("option").first()).toContainText("120 rue Saint-Honoré");
    await keys.press("Enter", "Tab");
    await expect(page.getByRole("combobox", { name: /^Qu’est-ce/ })).toBeFocused();
    await keys.type("meub");
    await expect(page.getByRole("option").first()).toContainText("Meubles");
    await keys.press("Enter");
    await expect(page.locator("[data-near]")).toContainText("Rien d’ouvert de ce type à moins de");
    await keys.press("Tab");
    await expect(page.getByLabel(/^Précision/)).toBeFocused();
    await keys.type("un canapé devant la porte");
    await keys.press("Tab");
    await expect(page.getByLabel(/^E-mail/)).toBeFocused();
    await keys.type("marie.dupont@example.org");
    await keys.press("Enter");
    await page.waitForURL("**/assist/filed/*");
    await expect(page.locator(".read-out")).toHaveText(/^S 2026 [A-L] \d{3} \d{3}\s*$/);
    await expect(page.getByText("La personne reçoit un courriel")).toBeVisible();
    const seconds = keys.count * KEY + 5 * THOUGHT;
    console.log(`a call: ${keys.count} keys, ${seconds.toFixed(0)} s for an average typist`);
    expect(seconds).toBeLessThan(40);
    // Nothing was typed but letters, Enter and Tab: 3 Enter, 3 Tab.
    await expect(page.getByRole("link", { name: "Nouveau signalement" })).toBeFocused();
    await page.keyboard.press("Enter");
    await page.waitForURL("**/assist?channel=call_centre");
    await expect(place(page)).toBeFocused();
    await expect(place(page)).toHaveValue("");
  });

  test("what is already reported close by appears before anything is sent", async ({ page, street }) => {
    await street.openDesk(page);
    const fill = async () => {
      await page.keyboard.type("120 faubourg saint honore");
      await expect(page.getByRole("option").first()).toContainText("Faubourg");
      await page.keyboard.press("Enter");
      await page.keyboard.press("Tab");
      await page.keyboard.type("sacs");
      await page.keyboard.press("Enter");
    };
    await fill();
    await expect(page.locator("[data-near]")).toContainText("Rien d’ouvert");
    await page.keyboard.press("Control+Enter");
    await page.waitForURL("**/assist/filed/*");
    const reference = new URL(page.url()).pathname.split("/").at(-1)!;
    await expect(page.getByRole("link", { name: "Nouveau signalement" })).toBeFocused();
    await page.keyboard.press("Enter");
    await page.waitForURL("**/assist?channel=call_centre");
    await expect(place(page)).toBeFocused();
    await fill();
    await expect(page.locator("[data-near]")).toContainText(reference);
    await expect(page.locator("[data-near]")).toContainText("Un signalement ouvert tout près");
    await page.keyboard.press("F2");
    await expect(page.locator("#near:focus, #near :focus")).toHaveCount(1);
    // Seen and another: it goes through at once.
    await page.keyboard.press("Control+Enter");
    await page.waitForURL("**/assist/filed/*");
    await expect(page.locator("h1")).toHaveText("Numéro à donner");
    await page.goto(`${street.at.resident}/assist`);
    await expect(place(page)).toBeFocused();
    await fill();
    await expect(page.locator("[data-near]")).toContainText(reference);
    await page.keyboard.press("F2");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/assist/filed/*");
    await expect(page.locator("h1")).toHaveText("Déjà signalé : numéro à donner");
  });

  test("whom it is passed to is said as soon as the kind is chosen", async ({ page, street }) => {
    await street.openDesk(page);
    await page.keyboard.press("Tab");
    await page.keyboard.type("graffiti");
    await page.keyboard.press("Enter");
    await expect(page.locator("[data-kind-note]")).toContainText("Transmis à l’entreprise");
    await page.getByRole("combobox", { name: /^Qu’est-ce/ }).fill("zzz");
    await expect(page.getByText("Aucun type ne ressemble à cela.")).toBeVisible();
    await expect(page.locator("[data-kind-note]")).toBeEmpty();
  });

  test("a dangerous kind shows the number to call at once", async ({ page, street }) => {
    await street.openDesk(page);
    await page.keyboard.press("Tab");
    await page.keyboard.type("fils élec");
    await page.keyboard.press("Enter");
    await expect(page.locator("[data-kind-danger]")).toContainText("112");
    await page.getByRole("combobox", { name: /^Qu’est-ce/ }).fill("zzz");
    await expect(page.locator("[data-kind-danger]")).toBeHidden();
  });
});

test("without JavaScript the same is filed in two steps, and asked about when it is known", async ({ page, browser, street }) => {
  await street.openDesk(page);
  const context = await browser.newContext({ ...DESK, locale: "fr-FR", javaScriptEnabled: false, storageState: await page.context().storageState() });
  const plain = await context.newPage();
  const file = async () => {
    await plain.goto(`${street.at.resident}/assist?channel=desk`);
    await plain.locator("#place").fill("48.8600, 2.3420");
    await plain.locator("#category").selectOption("bags");
    await plain.getByRole("button", { name: "Enregistrer le signalement" }).click();
  };
  await file();
  await expect(plain.locator(".read-out")).toBeVisible();
  await file();
  await expect(plain.getByRole("alert").first()).toContainText("déjà signalé tout près");
  await expect(plain.getByLabel("Accueil")).toBeChecked();
  await plain.getByRole("button", { name: "C’est un autre problème" }).click();
  await expect(plain.locator(".read-out")).toBeVisible();
  await context.close();
});

test("who is not signed in is led to sign in, and comes to the form", async ({ page, street }) => {
  await page.goto(`${street.at.resident}/assist`);
  await expect(page).toHaveURL(`${street.at.staff}/sign-in`);
});
