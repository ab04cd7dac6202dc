import { expect, test } from "../support/test";

const CLOSED = /nettoyé/i;

test("the closing letter shows after and before, large; “not clean” reopens only with words", async ({ page, context, street }) => {
  const sent = await street.cleaned(page);
  const letter = await street.openLetter(page, sent.email, CLOSED);
  const photos = letter.getByRole("img");
  await expect(photos).toHaveCount(2);
  for (const [at, said] of [/après/i, /avant/i].entries()) {
    const photo = photos.nth(at);
    await expect(photo).toHaveAttribute("alt", said);
    await photo.scrollIntoViewIfNeeded();
    await expect.poll(() => photo.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(300);
    expect((await photo.boundingBox())!.width).toBeGreaterThan(250);
  }

  const [answer] = await Promise.all([
    page.waitForEvent("popup"),
    letter.getByRole("link", { name: "Ce n’est pas propre" }).click(),
  ]);
  await expect(answer.getByLabel("Qu’est-ce qui reste sale ?")).toBeVisible();
  // Mail scanners open links: being opened changes nothing.
  expect((await street.read(context, sent)).state).toBe("done");

  await answer.getByRole("button", { name: "Rouvrir le signalement" }).tap();
  await expect(answer.getByRole("alert")).toContainText("Dites en quelques mots");
  expect((await street.read(context, sent)).state).toBe("done");

  await answer.getByLabel("Qu’est-ce qui reste sale ?").fill("Un sac est resté derrière l’arbre.");
  await answer.getByRole("button", { name: "Rouvrir le signalement" }).tap();
  await expect(answer.getByText("le signalement est rouvert").first()).toBeVisible();
  await expect.poll(async () => (await street.read(context, sent)).state, { timeout: 30_000 }).toBe("dispatched");

  await street.openJob(page, sent);
  await expect(page.getByText("Un sac est resté derrière l’arbre.")).toBeVisible();
});

test("“it is clean” is said with one button, and once", async ({ page, context, street }) => {
  const sent = await street.cleaned(page);
  const letter = await street.openLetter(page, sent.email, CLOSED);
  const [answer] = await Promise.all([
    page.waitForEvent("popup"),
    letter.getByRole("link", { name: "C’est propre" }).click(),
  ]);
  await answer.getByRole("button", { name: "C’est propre" }).tap();
  await expect(answer.getByText("Vous avez confirmé que c’est propre. Merci.")).toBeVisible();
  await expect(answer.getByRole("button", { name: "C’est propre" })).toHaveCount(0);
  expect((await street.read(context, sent)).state).toBe("done");
});
