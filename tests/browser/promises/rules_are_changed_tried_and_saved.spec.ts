import { accessible, nothingScrollsSideways } from "../support/look";
import { ADMIN, REFERENT } from "../support/stack";
import { expect, test, type Page, type Street } from "../support/test";

const rulesOf = (street: Street): string => `${street.at.staff}/desk/rules`;

/** Opens a rule's form in the draft, changes fields, and keeps it. */
async function change(page: Page, street: Street, rule: string, fields: Record<string, string>, team?: string): Promise<void> {
  await page.goto(`${rulesOf(street)}/draft`);
  await page.getByRole("link", { name: `Modifier ${rule}`, exact: true }).click();
  for (const [field, value] of Object.entries(fields)) await page.locator(`#${field}`).fill(value);
  if (team) await page.getByLabel("Va à").selectOption(team);
  await page.getByRole("button", { name: "Garder dans le brouillon" }).click();
  await expect(page.getByText("La règle est changée dans votre brouillon.")).toBeVisible();
}

/** The hours of now that the rules of Paris have one answer for: a rule within them is special, and none is cut in two. */
function now(): [from: string, until: string] {
  const time = new Date().toLocaleTimeString("fr-FR", { timeZone: "Europe/Paris", hour: "2-digit", minute: "2-digit" });
  const bounds = ["00:00", "06:00", "12:30", "20:15", "24:00"];
  const next = bounds.findIndex((bound) => time < bound);
  return [bounds[next - 1]!, bounds[next]!];
}

/** Begins a draft, or goes on with it. */
async function begin(page: Page, street: Street): Promise<void> {
  await street.signIn(page, ADMIN);
  // On a phone the desk's parts are folded.
  await page.locator(".desk-nav summary").click();
  await page.getByRole("link", { name: "Répartition" }).click();
  await page.getByRole("button", { name: /Modifier les règles|Reprendre votre brouillon/ }).click();
  await expect(page.getByRole("heading", { name: "Brouillon", level: 1 })).toBeVisible();
}

/** Changes rules, sees the flaw, mends it, tries it on a place and on what has happened, saves: a new report goes to the new team. */
async function wholeFlow(page: Page, street: Street, why: string, looks: boolean): Promise<void> {
  const context = page.context();
  const look = async (screen: string) => {
    if (!looks) return;
    await accessible(page, screen);
    await nothingScrollsSideways(page, screen);
  };
  const before = await street.report(context, { place: "48.8600, 2.3800" });
  await street.until(context, before, "dispatched");
  await begin(page, street);
  const [from, until] = now();
  await page.getByRole("link", { name: "Ajouter une règle avant up-afternoon", exact: true }).click();
  await page.getByLabel(/Nom court/).fill("bags-11");
  for (const summary of await page.locator(".rule-form summary").all()) await summary.click();
  await page.locator("input[name=category][value=bags]").check();
  await page.locator("input[name=sector][value='75111']").check();
  await page.locator("#followers_until").fill("5");
  await page.locator("#until").fill(until);
  await page.getByLabel("Va à").selectOption({ label: "DPE 12e" });
  await page.getByLabel("En français").fill("en renfort du 11e");
  await page.getByLabel("En anglais").fill("helping out in the 11th");
  await page.locator("#from").fill("24 heures");
  await page.getByRole("button", { name: "Garder dans le brouillon" }).click();
  await expect(page.locator("#from-error")).toHaveText(/Écrivez une heure/);
  await look("rules-form-errors");
  await page.locator("#from").fill(from);
  await page.getByRole("button", { name: "Garder dans le brouillon" }).click();
  await expect(page.getByText("La règle est ajoutée à votre brouillon.")).toBeVisible();

  await change(page, street, "dpe-always", { until: "12:00" });
  await page.getByLabel(/Pourquoi ce changement/).fill(why);
  await page.getByRole("button", { name: "Enregistrer ces règles" }).click();
  await expect(page.getByText("Rien n’est enregistré : corrigez d’abord")).toBeVisible();
  await expect(page.locator("#rule-dpe-always .error").filter({ hasText: "Un trou après cette règle" })).toBeVisible();
  await expect(page.getByLabel(/Pourquoi ce changement/)).toHaveValue(why);
  await look("rules-draft-flawed");
  await change(page, street, "dpe-always", { until: "24:00" });
  await expect(page.locator("#flawed")).toHaveCount(0);
  await look("rules-draft");

  await page.getByRole("link", { name: "Simulateur" }).first().click();
  await page.locator("#place").fill("48.8646, 2.3783");
  await page.locator("#category").selectOption("bags");
  await page.getByLabel("Quand").fill(`2026-11-24T${from}`);
  await page.getByRole("button", { name: "Simuler" }).click();
  await expect(page.locator("#answer-draft")).toContainText("DPE 12e");
  await expect(page.locator("#answer-draft")).toContainText("bags-11");
  await expect(page.locator("#answer")).not.toContainText("DPE 12e");
  await look("rules-simulator-answer");

  await page.getByRole("link", { name: "Rejouer un mois" }).click();
  const today = new Date().toISOString().slice(0, 10);
  await page.locator("input[name=from]").fill(today);
  await page.locator("input[name=until]").fill(today);
  await page.getByRole("button", { name: "Rejouer" }).click();
  await expect(page.locator("#moved")).toHaveText(/changerai(en)?t d’équipe/);
  await expect(page.locator("table").first()).toContainText("DPE 12e");
  await expect(page.getByRole("link", { name: /^S20/ }).first()).toHaveAttribute("href", /^\/desk\/reports\/S20/);
  await look("rules-replay");

  await page.goto(`${rulesOf(street)}/draft`);
  await page.getByLabel(/Pourquoi ce changement/).fill(why);
  await page.getByRole("button", { name: "Enregistrer ces règles" }).click();
  await expect(page.getByText("C’est enregistré.")).toBeVisible();
  await expect(page.getByText(why).first()).toBeVisible();
  await expect(page.locator(".rule-changes")).toContainText("bags-11");
  await look("rules-saved");

  const after = await street.report(context, { place: "48.8602, 2.3803" });
  await street.until(context, after, "dispatched");
  await page.goto(`${street.at.staff}/desk/rules/simulator?place=48.8602,2.3803&category=bags`);
  await expect(page.locator("#answer")).toContainText("DPE 12e");
  expect(await street.stack.team(after.reference)).toBe("dpe-12");

  // As it was, for the next test.
  await begin(page, street);
  await page.getByRole("button", { name: "Retirer bags-11", exact: true }).click();
  await page.getByLabel(/Pourquoi ce changement/).fill("Comme avant");
  await page.getByRole("button", { name: "Enregistrer ces règles" }).click();
  await expect(page.getByText("C’est enregistré.")).toBeVisible();
}

test("an admin changes a rule, mends its flaw, tries it, saves it, and a new report goes to the new team", async ({ page, street }) => {
  test.setTimeout(120_000);
  await wholeFlow(page, street, "Le 12e a de la place", true);
});

test("a place is shown on the map, or chosen among addresses while it is typed", async ({ page, street }) => {
  await street.signIn(page, REFERENT);
  await page.goto(`${rulesOf(street)}/simulator`);
  await page.locator("#place").fill("120 rue saint honore");
  await page.locator("#place-list [role=option]").first().click();
  await page.locator("#category").selectOption("bags");
  await page.getByRole("button", { name: "Simuler" }).click();
  await expect(page.locator(".rule-facts")).toContainText("120 rue Saint-Honoré");
  await expect(page.locator("#answer-draft")).toHaveCount(0);

  await page.getByRole("button", { name: "Montrer sur la carte" }).click();
  await expect(page.locator("[data-map-box][data-ready]")).toBeVisible({ timeout: 30_000 });
  await page.locator("[data-pin-take]").click();
  await expect(page.locator("[data-pin-map]")).toBeHidden();
  await page.getByRole("button", { name: "Simuler" }).click();
  await expect(page.locator("#answer")).toBeVisible();
  await accessible(page, "rules-simulator-map");
});

test("who saves after somebody else sees what they changed, and brings it together", async ({ page, street }) => {
  await begin(page, street);
  await change(page, street, "dpe-evening", { sentence_fr: "demain dès 6 heures" });
  await street.stack.saveRules("dpe-before-dawn", "ce matin dès 6 heures");
  await page.goto(`${rulesOf(street)}/draft`);
  await expect(page.getByText("Quelqu’un a enregistré d’autres règles")).toBeVisible();
  await expect(page.getByText("« ce matin dès 6 heures »")).toBeVisible();
  await accessible(page, "rules-draft-newer");
  await nothingScrollsSideways(page, "rules-draft-newer");
  await page.getByLabel(/Pourquoi ce changement/).fill("Plus court");
  await page.getByRole("button", { name: "Enregistrer ces règles" }).click();
  await expect(page.getByText("Rien n’est enregistré : une version plus récente")).toBeVisible();
  await page.getByRole("button", { name: "Reprendre ces changements" }).click();
  await expect(page.getByText("Votre brouillon part maintenant de la version la plus récente.")).toBeVisible();
  await page.getByLabel(/Pourquoi ce changement/).fill("Plus court");
  await page.getByRole("button", { name: "Enregistrer ces règles" }).click();
  await expect(page.getByText("C’est enregistré.")).toBeVisible();
  await expect(page.locator("#rule-dpe-before-dawn")).toContainText("ce matin dès 6 heures");
  await expect(page.locator("#rule-dpe-evening")).toContainText("demain dès 6 heures");
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("the whole flow works by plain forms", async ({ page, street }) => {
    test.setTimeout(120_000);
    await wholeFlow(page, street, "Le 12e aide", false);
  });
});
