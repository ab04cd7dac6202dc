import { accessible, nothingScrollsSideways } from "../support/look";
import { REFERENT } from "../support/stack";
import { expect, test } from "../support/test";

test.use({ viewport: { width: 1440, height: 900 } });

test("a refused letter stands with its reason, and arrives when its address is right", async ({ page, street }) => {
  await street.signIn(page, REFERENT);
  await street.stack.refuse("550 5.1.1 no such mailbox");
  const sent = await street.report(page.context());
  const letter = page.getByRole("listitem").filter({ hasText: sent.reference });
  await expect(async () => {
    await page.goto(`${street.at.staff}/desk/letters?reason=no_mailbox`);
    await expect(letter).toBeVisible({ timeout: 500 });
  }).toPass();
  await expect(letter).toContainText("550 5.1.1 no such mailbox");
  await expect(letter).toContainText("r…@rue-nette.example");
  await expect(page.locator("body")).not.toContainText(sent.email);
  await accessible(page, "letters");
  await nothingScrollsSideways(page, "letters");

  await letter.getByRole("link", { name: /Corriger/ }).click();
  await page.getByLabel("Bonne adresse").fill("personne");
  await page.getByRole("button", { name: "Corriger et renvoyer" }).click();
  await expect(page.getByText("Ce n’est pas une adresse e-mail.")).toBeVisible();
  await expect(page.getByLabel("Bonne adresse")).toHaveValue("personne");
  await accessible(page, "letter-error");
  await nothingScrollsSideways(page, "letter-error");
  const right = street.newEmail();
  await page.getByLabel("Bonne adresse").fill(right);
  await page.getByRole("button", { name: "Corriger et renvoyer" }).click();
  await expect(page.getByRole("status")).toContainText("Adresse corrigée, 1 lettre repart.");
  const arrived = await street.openLetter(page, right, sent.reference);
  await expect(arrived.getByRole("heading").first()).toBeVisible();
});

test("an alarm stands on the desk while letters wait too long", async ({ page, street }) => {
  test.slow();
  await street.signIn(page, REFERENT);
  await street.stack.letters("stop");
  try {
    await street.report(page.context());
    await page.goto(`${street.at.staff}/desk`);
    await expect(page.locator(".desk-alarm")).toHaveCount(0);
    await street.stack.letters("late");
    for (const address of ["/desk", "/desk/reports", "/closings", "/desk/letters"]) {
      await page.goto(`${street.at.staff}${address}`);
      await expect(page.locator(".desk-alarm")).toContainText("Des lettres attendent depuis 11 min");
    }
    await accessible(page, "letters-alarm");
    await nothingScrollsSideways(page, "letters-alarm");
  } finally {
    await street.stack.letters("start");
  }
  await expect(async () => {
    await page.goto(`${street.at.staff}/desk`);
    await expect(page.locator(".desk-alarm")).toHaveCount(0, { timeout: 100 });
  }).toPass({ timeout: 90_000 });
});
