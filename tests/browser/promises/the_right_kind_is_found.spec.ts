import { expect, test } from "../support/test";

test("any word that people use finds the kind, accents and capitals aside, and the tree comes back", async ({ page, street }) => {
  await page.goto(street.at.resident);
  await page.getByText("Autre chose…").tap();
  const search = page.getByRole("searchbox", { name: "Chercher" });
  const found = page.locator(".choices label:visible");
  const all = await found.count();
  await search.fill("MATELAS");
  await expect(found).toHaveText(["Meubles et éléments de décoration"]);
  await search.fill("egout encrasse");
  await expect(found).toHaveText(["Grille d’égout encrassée"]);
  await expect(page.getByRole("status").filter({ hasText: "Types d’anomalie : 1." })).toBeVisible();
  await search.fill("dinosaure");
  await expect(found).toHaveCount(0);
  await expect(page.getByText("Aucun type ne correspond.")).toBeVisible();
  await search.fill("");
  await expect(found).toHaveCount(all);
  await search.fill("rat");
  await page.getByRole("radio", { name: "Présence de rongeurs" }).check();
  await expect(page.getByText("Transmis à l’équipe de la Ville chargée des rongeurs.")).toBeVisible();
});

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled });

    test("a dangerous kind shows the emergency number first, one that is not handled whom to tell", async ({ page, street }) => {
      await page.goto(street.at.resident);
      await page.getByText("Autre chose…").click();
      const call = page.getByRole("link", { name: "Appeler le 112" });
      await expect(call).toHaveCount(0);
      await page.getByRole("radio", { name: /Fils électriques/ }).check();
      await expect(call).toBeVisible();
      await expect(call).toHaveAttribute("href", "tel:112");
      await expect(page.getByRole("button", { name: "Envoyer" })).toBeVisible();

      await page.getByRole("radio", { name: "Boîte aux lettres (La Poste)" }).check();
      await expect(page.getByText("appelez le 36 31")).toBeVisible();
      await expect(call).toHaveCount(0);
      await expect(page.getByRole("button", { name: "Envoyer" })).toBeHidden();
      await page.locator(".chip").first().click();
      await expect(page.getByRole("button", { name: "Envoyer" })).toBeVisible();
    });
  });
}

test.describe("when the phone says where it is", () => {
  test.use({ geolocation: { latitude: 48.8646, longitude: 2.3783, accuracy: 9 }, permissions: ["geolocation"] });

  test("what was chosen is never moved", async ({ page, street }) => {
    await page.goto(street.at.resident);
    await page.locator(".chip").nth(3).tap();
    const order = await page.locator(".chip").allInnerTexts();
    const dialog = page.waitForEvent("filechooser");
    await page.locator("label").filter({ has: page.locator("input[data-camera]") }).tap();
    await (await dialog).setFiles(street.samples.dirty);
    await expect(page.getByText("Position trouvée · ± 9 m")).toBeVisible();
    await expect(page.locator("[data-where-say]")).not.toBeEmpty();
    expect(await page.locator(".chip").allInnerTexts()).toEqual(order);
    await expect(page.locator(".chip input").nth(3)).toBeChecked();
  });
});
