import { expect, test, type Page, type Street } from "../support/test";

/** In the 18th arrondissement; the sample photos say the 11th. */
const MONTMARTRE = { latitude: 48.8925, longitude: 2.3444, accuracy: 12 };
/** In the 18th as well, where no other test reports. */
const ABBESSES = { latitude: 48.8845, longitude: 2.3385, accuracy: 12 };

async function photographWithCamera(page: Page, street: Street): Promise<void> {
  const dialog = page.waitForEvent("filechooser");
  await page.goto(street.at.resident);
  await page.locator("label").filter({ has: page.locator("input[data-camera]") }).tap();
  await (await dialog).setFiles(street.samples.dirty);
}

test.describe("when the phone may say where it is", () => {
  test.use({ geolocation: MONTMARTRE, permissions: ["geolocation"] });

  test("a photo of the camera takes the phone’s place", async ({ page, street }) => {
    await photographWithCamera(page, street);
    await expect(page.getByText("Position trouvée · ± 12 m")).toBeVisible();
    await expect(page.locator("[name=place_source]")).toHaveValue("phone");
    await page.locator(".chip").first().tap();
    await page.getByRole("button", { name: "Envoyer" }).tap();
    await page.waitForURL("**/r/*", { timeout: 30_000 });
    await expect(page.getByRole("heading", { level: 1 })).toContainText("18e");
  });

  test("a photo of the gallery keeps its own place", async ({ page, street }) => {
    await page.goto(street.at.resident);
    await page.locator("input[data-gallery]").setInputFiles(street.samples.dirty);
    await expect(page.getByText("Le lieu sera lu dans la photo")).toBeVisible();
    await page.locator(".chip").first().tap();
    await page.getByRole("button", { name: "Envoyer" }).tap();
    await page.waitForURL("**/r/*", { timeout: 30_000 });
    await expect(page.getByRole("heading", { level: 1 })).toContainText("11e");
  });
});

test.describe("when the phone takes its time", () => {
  test.use({ geolocation: ABBESSES, permissions: ["geolocation"] });

  test("who sends meanwhile waits for the place, and the report has it", async ({ page, street }) => {
    await page.addInitScript(() => {
      const phone = navigator.geolocation;
      const ask = phone.getCurrentPosition.bind(phone);
      // Answers when the test lets it.
      phone.getCurrentPosition = (...call) => addEventListener("fix", () => ask(...call), { once: true });
    });
    await photographWithCamera(page, street);
    await expect(page.getByText("Recherche de votre position…")).toBeVisible();
    await page.locator(".chip").first().tap();
    await page.getByRole("button", { name: "Envoyer" }).tap();
    expect(page.url()).not.toContain("/r/");
    await page.evaluate(() => dispatchEvent(new Event("fix")));
    await page.waitForURL("**/r/*", { timeout: 30_000 });
    await expect(page.getByRole("heading", { level: 1 })).toContainText("18e");
  });
});

test.describe("when it may not", () => {
  test.use({ permissions: [] });

  test("words say what to do, and the form still leaves", async ({ page, street }) => {
    await photographWithCamera(page, street);
    await expect(page.getByText("Le téléphone ne donne pas votre position.")).toBeVisible();
    await expect(page.locator("[name=place_source]")).toHaveValue("");
  });
});
