import { expect, test, type Page, type Street } from "../support/test";

async function reportByForm(page: Page, street: Street): Promise<void> {
  const email = street.newEmail();
  await page.goto(street.at.resident);
  await page.locator("input[data-gallery]").setInputFiles(street.samples.dirty);
  await page.locator(".chip").filter({ hasText: "Sacs" }).tap();
  await page.getByLabel("E-mail").fill(email);
  await page.getByRole("button", { name: "Envoyer" }).tap();
  await page.waitForURL("**/r/*", { timeout: 30_000 });

  const main = page.getByRole("main");
  await expect(main).toContainText(/S\d{4}[A-Z]\d{6}/);
  const reference = /S\d{4}[A-Z]\d{6}/.exec(await main.innerText())?.[0];
  await expect(main.getByText(`Merci. Votre signalement ${reference} est bien reçu.`)).toBeVisible();
  await expect(main.getByText("Vous recevrez la photo de la rue propre par e-mail.")).toBeVisible();
}

async function followUntilPhotoAndTeam(page: Page): Promise<void> {
  const photo = page.getByRole("img", { name: "La rue au moment du signalement" });
  const team = page.locator(".steps li").filter({ hasText: /Confié à l’équipe (propreté|Urgence Propreté) du 11e/ });
  await expect(async () => {
    await page.reload();
    await expect(photo).toBeVisible({ timeout: 1_000 });
    await expect(team).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 30_000 });
  await expect(page.locator(".steps li").filter({ hasText: "Reçu" })).toBeVisible();
  await expect(page.locator(".tag").first()).toHaveText("Confié à une équipe");

  // The phone was held sideways: the file is higher than wide, the street is not.
  const size = await photo.evaluate(async (image: HTMLImageElement) => {
    await image.decode();
    return [image.naturalWidth, image.naturalHeight];
  });
  expect(size[0]).toBeGreaterThan(size[1]!);
}

test("a report leaves in four taps, and its page shows steps, team and the photo upright", async ({ page, street }) => {
  await reportByForm(page, street);
  await followUntilPhotoAndTeam(page);
});

test("the chosen photo is seen before it leaves, and can be taken back", async ({ page, street }) => {
  await page.goto(street.at.resident);
  const gallery = page.locator("input[data-gallery]");
  await gallery.setInputFiles([street.samples.dirty, street.samples.clean]);
  await expect(page.locator(".preview")).toHaveCount(2);
  await page.getByRole("button", { name: "Retirer la photo 1" }).tap();
  await expect(page.locator(".preview")).toHaveCount(1);
  expect(await gallery.evaluate((input: HTMLInputElement) => [...(input.files ?? [])].map((file) => file.name))).toEqual([
    "clean.jpg",
  ]);
});

test("a form with mistakes keeps what was typed and says what to do", async ({ page, street }) => {
  await page.goto(street.at.resident);
  await page.getByLabel("E-mail").fill("camille@");
  await page.getByRole("button", { name: "Envoyer" }).tap();
  await expect(page.getByRole("alert")).toContainText("à corriger");
  await expect(page.getByText("Il manque la photo.")).toBeVisible();
  await expect(page.getByText("Il manque le type d’anomalie.")).toBeVisible();
  await expect(page.getByLabel("E-mail")).toHaveValue("camille@");
  await expect(page.getByLabel("E-mail")).toHaveAttribute("aria-invalid", "true");
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("the same form reports, and the same page follows", async ({ page, street }) => {
    await reportByForm(page, street);
    await followUntilPhotoAndTeam(page);
  });
});
