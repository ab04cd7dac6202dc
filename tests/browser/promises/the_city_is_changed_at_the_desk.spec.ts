import { accessible, nothingScrollsSideways } from "../support/look";
import { ADMIN, REFERENT, Samples, Stack } from "../support/stack";
import { expect, Street, test, type Page } from "../support/test";

test.use({ viewport: { width: 1440, height: 900 } });

async function openSettings(page: Page, street: Street): Promise<void> {
  await street.signIn(page, ADMIN);
  await page.getByRole("navigation", { name: "Parties du bureau" }).getByRole("link", { name: "Réglages" }).click();
  await expect(page.getByRole("heading", { name: "Réglages", level: 1 })).toBeVisible();
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled });

    test("a shift is changed, refused where it would break something, and stays in the log", async ({ page, street }) => {
      // Each run sets another end: a form that changes nothing is no change.
      const end = javaScriptEnabled ? "20:30" : "20:45";
      await openSettings(page, street);
      await page.getByRole("main").getByRole("link", { name: "Équipes", exact: true }).click();
      await page.getByRole("link", { name: "Urgence Propreté 12e" }).click();
      await page.getByLabel("Fin du service").fill("");
      await page.getByRole("button", { name: "Enregistrer" }).click();
      await expect(page.getByText("Il faut des horaires : les règles confient")).toBeVisible();
      if (javaScriptEnabled) await accessible(page, "city-team-errors");
      await page.getByLabel("Fin du service").fill("19:00");
      await page.getByRole("button", { name: "Enregistrer" }).click();
      await expect(page.getByText(/lui confie des signalements à 19:00, quand personne n.est là/)).toBeVisible();
      await page.getByLabel("Fin du service").fill(end);
      await page.getByRole("button", { name: "Enregistrer" }).click();
      await expect(page.getByText("C’est enregistré, et cela vaut déjà.")).toBeVisible();
      await expect(page.getByRole("row", { name: /Urgence Propreté 12e/ })).toContainText(`12:30 – ${end}`);
      await page.getByRole("link", { name: "Urgence Propreté 12e" }).click();
      await page.getByRole("link", { name: "Tout ce qui a changé ici" }).click();
      const change = page.getByRole("row").nth(1);
      await expect(change).toContainText("Nadia");
      await expect(change).toContainText(end);
      if (javaScriptEnabled) await accessible(page, "city-log");
    });
  });
}

test("a person is added, gets another role, and leaves", async ({ page, street }) => {
  await openSettings(page, street);
  await page.getByRole("main").getByRole("link", { name: "Personnes", exact: true }).click();
  await page.getByRole("link", { name: "Ajouter" }).click();
  await page.getByLabel("Adresse e-mail").fill("zoe.obrien@rue-nette.example");
  await page.getByLabel("Nom").fill("Zoé O’Brien");
  await page.getByLabel("Rôle").selectOption("Agent");
  await page.getByRole("button", { name: "Enregistrer" }).click();
  await expect(page.getByText("Choisissez parmi ce qui est proposé.")).toBeVisible();
  await page.getByLabel("Équipe").selectOption("Urgence Propreté 12e");
  await page.getByRole("button", { name: "Enregistrer" }).click();
  await expect(page.getByText("C’est ajouté.")).toBeVisible();
  await page.getByLabel("Nom ou adresse").fill("zoé");
  await page.getByRole("button", { name: "Afficher" }).click();
  await page.getByRole("link", { name: "Zoé O’Brien" }).click();
  await page.getByLabel("Rôle").selectOption("Référent");
  await page.getByLabel("12e", { exact: true }).check();
  await page.getByRole("button", { name: "Enregistrer" }).click();
  await expect(page.getByRole("row", { name: /Zoé O’Brien/ })).toContainText("Référent");
  await page.getByRole("link", { name: "Zoé O’Brien" }).click();
  await page.getByRole("button", { name: "Mettre fin à la fonction" }).click();
  await expect(page.getByText("Cette personne ne peut plus se connecter.")).toBeVisible();
  await expect(page.getByText("Zoé O’Brien")).toHaveCount(0);
  await page.getByLabel("Qui").selectOption("Partis");
  await page.getByRole("button", { name: "Afficher" }).click();
  await expect(page.getByText("Zoé O’Brien")).toBeVisible();
  await accessible(page, "city-people-left");
});

test("the second of two admins sees what the first one changed, and keeps what they wrote", async ({ page, street }) => {
  await openSettings(page, street);
  const other = await page.context().newPage();
  const address = `${street.at.staff}/desk/city/categories/dead-leaves`;
  await page.goto(address);
  await other.goto(address);
  const promised = await page.getByLabel("Délai promis").inputValue();
  await page.getByLabel("Délai promis").fill(`${Number(promised) + 1}`);
  await page.getByRole("button", { name: "Enregistrer" }).click();
  await expect(page.getByText("C’est enregistré, et cela vaut déjà.")).toBeVisible();
  await other.getByLabel("Rayon").fill("33");
  await other.getByRole("button", { name: "Enregistrer" }).click();
  await expect(other.getByRole("heading", { name: "Quelqu’un l’a changé entre-temps" })).toBeVisible();
  await expect(other.locator(".city-lines")).toContainText(`${promised} → ${Number(promised) + 1}`);
  await expect(other.getByLabel("Rayon")).toHaveValue("33");
  await accessible(other, "city-newer");
  await nothingScrollsSideways(other, "city-newer");
  await other.close();
});

test("a calendar keeps at least an hour, and the pack can be taken along", async ({ page, street }) => {
  await openSettings(page, street);
  await page.getByRole("main").getByRole("link", { name: "Calendriers", exact: true }).click();
  await page.getByRole("link", { name: "Partenaires, du lundi au vendredi" }).click();
  for (const field of await page.locator(".city-slot input").all()) await field.fill("");
  await page.getByRole("button", { name: "Enregistrer" }).click();
  await expect(page.getByText("Il faut au moins une heure dans la semaine :")).toBeVisible();
  await page.goto(`${street.at.staff}/desk/city/pack`);
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "teams.toml" }).click()]);
  expect(download.suggestedFilename()).toBe("teams.toml");
  await accessible(page, "city-pack");
});

test("a referent reads the settings and can't change them", async ({ page, street }) => {
  await street.signIn(page, REFERENT);
  await page.goto(`${street.at.staff}/desk/city/teams`);
  await expect(page.getByText("Urgence Propreté 12e")).toBeVisible();
  await expect(page.getByRole("table").getByRole("link")).toHaveCount(0);
  await page.goto(`${street.at.staff}/desk/city/people`);
  await expect(page.getByRole("heading", { name: "Cette page est pour les administrateurs" })).toBeVisible();
  await page.getByRole("link", { name: "Retour aux délais" }).click();
  await page.waitForURL("**/desk");
});

test("ten thousand people and changes are read page by page", async ({ page }) => {
  test.setTimeout(240_000);
  const stack = await Stack.start({ ROWS: "10000" });
  const samples = new Samples();
  try {
    const street = new Street(stack, samples);
    await openSettings(page, street);
    for (const part of ["people", "log"]) {
      await page.goto(`${street.at.staff}/desk/city/${part}`);
      await expect(page.locator("tbody tr")).toHaveCount(50);
      const first = await page.locator("tbody tr").first().innerText();
      await page.getByRole("link", { name: "Suite" }).click();
      await expect(page.locator("tbody tr").first()).not.toHaveText(first);
      await accessible(page, `city-${part}-10000`);
      await nothingScrollsSideways(page, `city-${part}-10000`);
    }
  } finally {
    samples.remove();
    await stack.stop();
  }
});
