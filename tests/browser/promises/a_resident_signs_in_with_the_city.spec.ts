import { accessible, nothingScrollsSideways } from "../support/look";
import { CityAccounts, CLIENT } from "../support/provider";
import { AGENT, CREWS, Samples, Stack } from "../support/stack";
import { expect, Street, test, type Page } from "../support/test";

/** A stack of its own: for all others signing in is off. */
let stack: Stack;
let accounts: CityAccounts;
let samples: Samples;
let street: Street;

test.beforeAll(async () => {
  accounts = await CityAccounts.listen();
  stack = await Stack.start({
    OIDC_ISSUER: accounts.issuer,
    OIDC_CLIENT_ID: CLIENT.id,
    OIDC_CLIENT_SECRET: CLIENT.secret,
  });
  samples = new Samples();
  street = new Street(stack, samples);
});

test.afterAll(async () => {
  await accounts.stop().catch(() => {});
  samples.remove();
  await stack.stop();
});

const serve = (inToken: boolean) => {
  const { resident, staff } = stack.addresses;
  accounts.serve([resident, staff].map((site) => `${site}/sign-in/city/back`), inToken);
};

async function signIn(page: Page, email: string): Promise<void> {
  await page.goto(stack.addresses.resident);
  await page.getByRole("link", { name: "Se connecter avec mon compte de la Ville" }).click();
  await page.getByLabel("Adresse").fill(email);
  await page.getByRole("button", { name: "Continuer" }).click();
}

for (const inToken of [true, false]) {
  test(`who signs in finds their reports, and their address in the form (${inToken ? "ID token" : "userinfo"})`, async ({ page, context }) => {
    serve(inToken);
    const sent = await street.report(context);
    await page.goto(stack.addresses.resident);
    expect((await context.cookies()).map(({ name }) => name)).toEqual([]);
    await signIn(page, sent.email.toUpperCase());
    await page.waitForURL("**/account");
    await expect(page.getByText(`Connecté : ${sent.email.toUpperCase()}`)).toBeVisible();
    await expect(page.getByRole("listitem")).toHaveCount(1);
    await expect(page.getByText(sent.reference)).toBeVisible();
    await accessible(page, "account");
    await nothingScrollsSideways(page, "account");
    await page.getByRole("listitem").getByRole("link").click();
    await expect(page).toHaveURL(sent.trackingUrl);

    const cookies = await context.cookies(stack.addresses.resident);
    const session = cookies.find(({ name }) => name === "resident")!;
    expect(session).toMatchObject({ httpOnly: true, sameSite: "Lax" });
    expect(cookies.some(({ name }) => name === "sign-in"), "the attempt is over").toBe(false);

    await page.goto(stack.addresses.resident);
    await expect(page.getByLabel(/^E-mail/)).toHaveValue(sent.email.toUpperCase());
    const kept = await page.evaluate(async () => {
      const names = await caches.keys();
      const pages = await Promise.all(names.map(async (name) => (await (await caches.open(name)).match("/"))?.text() ?? ""));
      return pages.join("");
    });
    expect(kept, "the service worker keeps no page with an address").not.toContain(sent.email.toUpperCase());
    await page.getByRole("link", { name: "Mes signalements" }).first().click();
    await page.getByRole("button", { name: "Se déconnecter" }).click();
    await expect(page.getByRole("link", { name: "Se connecter avec mon compte de la Ville" })).toBeVisible();
    await expect(page.getByLabel(/^E-mail/)).toHaveValue("");
    await context.addCookies([session]);
    await page.goto(stack.addresses.resident);
    await expect(page.getByLabel(/^E-mail/), "the session is over, not only its cookie").toHaveValue("");
  });
}

test("whoever could not sign in is told why, and that nobody has to", async ({ page }) => {
  serve(true);
  const told = async (title: string, name: string) => {
    await expect(page.getByRole("heading", { name: title })).toBeVisible();
    await expect(page.getByText("Vous pouvez signaler sans vous connecter")).toBeVisible();
    await accessible(page, name);
    await nothingScrollsSideways(page, name);
  };
  await signIn(page, "unverified@example.org");
  await told("Votre adresse e-mail n’est pas vérifiée", "oidc-unverified");
  await page.context().clearCookies();

  await page.goto(stack.addresses.resident);
  await page.getByRole("link", { name: "Se connecter avec mon compte de la Ville" }).click();
  await page.getByRole("button", { name: "Annuler" }).click();
  await told("La connexion n’a pas eu lieu", "oidc-declined");
  await page.context().clearCookies();

  // Somebody else's link: their code, this browser.
  await page.goto(`${stack.addresses.resident}/sign-in/city/back?code=theirs&state=theirs`);
  await expect(page.getByRole("heading", { name: "Cette connexion n’est plus valable" })).toBeVisible();
  await page.goto(`${stack.addresses.resident}/account`);
  await expect(page).toHaveURL(/\/interaction\//);
});

test("the staff signs in with the same account, and comes to where its work is", async ({ page, context }) => {
  serve(false);
  const signInAtWork = async (email: string) => {
    await context.clearCookies();
    await page.goto(`${stack.addresses.staff}/sign-in`);
    await accessible(page, "sign-in-city");
    await page.getByRole("link", { name: "Me connecter avec mon compte de la Ville" }).click();
    await page.getByLabel("Adresse").fill(email);
    await page.getByRole("button", { name: "Continuer" }).click();
  };
  await signInAtWork(CREWS[0]);
  await page.waitForURL("**/crew");
  await signInAtWork(AGENT);
  await page.waitForURL("**/assist");
  await signInAtWork("stranger@example.org");
  await expect(page.getByRole("heading", { name: "Cette adresse n’est pas inscrite ici" })).toBeVisible();
  await accessible(page, "sign-in-city-unknown");
  expect((await context.cookies()).some(({ name }) => name === "session")).toBe(false);
});

test("a provider that is down is said, and reporting goes on", async ({ page }) => {
  const other = await Stack.start({ OIDC_ISSUER: "http://127.0.0.1:9", OIDC_CLIENT_ID: "x", OIDC_CLIENT_SECRET: "y" });
  try {
    await page.goto(other.addresses.resident);
    await page.getByRole("link", { name: "Se connecter avec mon compte de la Ville" }).click();
    await expect(page.getByRole("heading", { name: "Le compte de la Ville ne répond pas" })).toBeVisible();
    await page.goto(other.addresses.resident);
    await expect(page.getByRole("button", { name: "Envoyer" })).toBeVisible();
  } finally {
    await other.stop();
  }
});

test("without settings there is no sign-in, and no word of it", async ({ page, street: plain }) => {
  await page.goto(plain.at.resident);
  await expect(page.getByText("compte de la Ville")).toHaveCount(0);
  for (const path of ["/sign-in/city", "/sign-in/city/back", "/account"]) {
    expect((await page.context().request.get(`${plain.at.resident}${path}`)).status(), path).toBe(404);
  }
});
