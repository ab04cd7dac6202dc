import { tabTo } from "../support/look";
import { colleagueOf, CREWS } from "../support/stack";
import { expect, test } from "../support/test";

test("a report is written and sent by Tab, Space and Enter alone", async ({ page, street }) => {
  // Asked for long before Enter: only from then on does the browser hand its file dialog over.
  const dialog = page.waitForEvent("filechooser");
  await page.goto(street.at.resident);
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Aller au contenu" })).toBeFocused();

  await tabTo(page, page.locator("input[data-camera]"));
  const gallery = page.locator("input[data-gallery]");
  await tabTo(page, gallery);
  await page.keyboard.press("Enter");
  await (await dialog).setFiles(street.samples.dirty);
  await expect(page.locator(".preview")).toHaveCount(1);

  await tabTo(page, page.locator(".chip input").first());
  await page.keyboard.press("Space");
  await tabTo(page, page.getByLabel("E-mail"));
  await page.keyboard.type(street.newEmail());
  await tabTo(page, page.getByRole("button", { name: "Envoyer" }));
  await page.keyboard.press("Enter");
  await page.waitForURL("**/r/*", { timeout: 30_000 });
});

test("the letter’s text leads to the answer, and the answer is given, by Tab and Enter", async ({ page, context, street }) => {
  const sent = await street.cleaned(page);
  await street.openLetter(page, sent.email, /nettoyé/i);
  await tabTo(page, page.getByRole("link", { name: "Texte" }));
  await page.keyboard.press("Enter");
  const link = page.locator(`.text a[href^="${sent.trackingUrl}"]`).first();
  await link.waitFor();
  await tabTo(page, link);
  const [answer] = await Promise.all([page.waitForEvent("popup"), page.keyboard.press("Enter")]);
  await tabTo(answer, answer.getByRole("button", { name: "C’est propre" }));
  await answer.keyboard.press("Enter");
  await expect(answer.getByText("Vous avez confirmé que c’est propre.")).toBeVisible();
  expect((await street.read(context, sent)).state).toBe("done");
});

test("a crew signs in by keyboard", async ({ page, street }) => {
  const email = colleagueOf(CREWS[1]);
  await page.goto(`${street.at.staff}/sign-in`);
  const before = await street.newestLetter(page.context());
  await tabTo(page, page.getByLabel("Votre adresse e-mail de travail"));
  await page.keyboard.type(email);
  await page.keyboard.press("Enter");
  await page.waitForURL("**/sign-in?sent=1");
  const letter = await street.openLetter(page, email, /./, before);
  await page.goto((await letter.getByRole("link", { name: "Me connecter" }).getAttribute("href"))!);
  await tabTo(page, page.getByRole("button", { name: "Me connecter" }));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Ma tournée" })).toBeVisible();
});
