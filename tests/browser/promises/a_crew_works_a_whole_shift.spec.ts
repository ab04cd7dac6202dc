import { cannot, phone } from "../support/crew";
import { expect, test, type Page, type Sent, type Street } from "../support/test";

const HERE = { latitude: 48.8646, longitude: 2.3783, accuracy: 9 };

/** Counts the taps of a finger from now on; one in the phone's own camera is one more each. */
async function countTaps(page: Page): Promise<() => Promise<number>> {
  await page.addInitScript(() => {
    addEventListener("click", ({ isTrusted, detail }) => {
      if (isTrusted && detail > 0) sessionStorage["taps"] = Number(sessionStorage["taps"] ?? 0) + 1;
    }, { capture: true });
  });
  return () => page.evaluate(() => Number(sessionStorage["taps"] ?? 0));
}

/** A report that a crew has, and the crew, signed in and on the job's page. */
async function dispatched(page: Page, street: Street): Promise<{ sent: Sent; crew: string }> {
  const sent = await street.report(page.context());
  await street.until(page.context(), sent, "dispatched");
  return { sent, crew: await street.openJob(page, sent) };
}

test.describe("on a phone that knows where it is", () => {
  test.use({ geolocation: HERE, permissions: ["geolocation"] });

  test("a whole shift: each job its own end, and the round goes on by itself", async ({ page, street }) => {
    test.setTimeout(180_000);
    const { sent: first, crew } = await dispatched(page, street);
    const more: Sent[] = [];
    for (let n = 0; n < 4; n++) more.push(await street.report(page.context()));
    for (const sent of more) await street.until(page.context(), sent, "dispatched");
    const jobs = new Map<Sent, string>([[first, page.url()]]);
    for (const sent of more) {
      expect(await street.openJob(page, sent)).toBe(crew);
      jobs.set(sent, page.url());
    }

    // The emulated phone does not always know its place at once; the link goes on without it.
    await expect(async () => {
      await page.goto(`${street.at.staff}/crew`);
      await page.getByRole("link", { name: "En tournée" }).tap();
      await page.waitForURL("**/crew?order=round&at=48.86460,2.37830", { timeout: 15_000 });
    }).toPass();
    await expect(page.locator("a.item").first()).toContainText(/1 · (ici|à \d)/);

    const end = async (sent: Sent, words: string, state: string, fill: (way: Awaited<ReturnType<typeof cannot>>) => Promise<void>) => {
      await page.goto(jobs.get(sent)!);
      const way = await cannot(page, words);
      await fill(way);
      await way.locator("button").tap();
      // Who passes a job on stays with it: there is a link to hand on.
      const said = state === "transferred" ? "Lien à transmettre" : "C’est noté";
      await expect(page.getByText(said)).toBeVisible({ timeout: 30_000 });
      expect((await street.read(page.context(), sent)).state).toBe(state);
    };
    const [nothing, blocked, wrong, partner] = more as [Sent, Sent, Sent, Sent];
    await end(nothing, "Rien sur place", "rejected", (way) => way.locator("input[type=file]").setInputFiles(street.samples.clean));
    await end(blocked, "Bloqué par un véhicule", "scheduled", (way) => way.getByLabel("Précisions").fill("Camion blanc."));
    await end(wrong, "Pas pour notre équipe", "to_requalify", async () => {});
    await end(partner, "Pour un prestataire", "transferred", (way) => way.getByLabel("À qui").fill("le bailleur"));

    await page.goto(jobs.get(first)!);
    await street.takeAndClose(page);
    await page.getByRole("link", { name: "Intervention suivante" }).tap();
    await expect(page.getByRole("heading", { name: "Ma tournée" })).toBeVisible();
    const left = (sent: Sent) => page.locator(`a[href="${new URL(jobs.get(sent)!).pathname}"]`);
    for (const sent of jobs.keys()) await expect(left(sent)).toHaveCount(sent === partner ? 1 : 0);
    await expect(left(partner)).toContainText("le bailleur, jusqu’au");
  });

  test("three taps: from the round to the camera and to the end", async ({ page, street }) => {
    const { sent } = await dispatched(page, street);
    const job = new URL(page.url()).pathname;
    // What another test left in this crew's hands would come first.
    await page.goto(`${street.at.staff}/crew`);
    const inHand = page.locator("a.item").filter({ hasText: "Équipe sur place" });
    for (const path of await inHand.evaluateAll((all) => all.map((one) => one.getAttribute("href") ?? ""))) {
      const released = await page.context().request.post(`${street.at.staff}/api/v1/jobs/${path.split("/").pop()}/moves/release`, {
        headers: { "Idempotency-Key": crypto.randomUUID() },
      });
      expect(released.status(), await released.text()).toBe(200);
    }
    const taps = await countTaps(page);
    await page.reload();
    // The normal case is the job that the round puts first; others' reports may be older here.
    await expect(page.locator("a.item").first()).toBeVisible();
    const first = await page.locator("a.item").first().getAttribute("href");
    if (first !== job) test.info().annotations.push({ type: "note", description: "an older job came first" });
    await page.getByRole("button", { name: "J’y vais" }).tap();
    const dialog = page.waitForEvent("filechooser");
    await page.locator("#close label").filter({ has: page.locator("input[data-camera]") }).tap();
    await (await dialog).setFiles(street.samples.clean);
    await page.getByRole("button", { name: "Clore l’intervention" }).tap();
    await expect(page.locator(".notice.clean")).toBeVisible({ timeout: 30_000 });
    expect(await taps()).toBe(3);
    expect(sent.reference).toMatch(/^S/);
  });
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("a job is taken, refused without its photo in words, given back and closed", async ({ page, browser, street }) => {
    // The inbox shows new letters by its script: the sign-in and the search for the job have one.
    const other = await browser.newContext(phone);
    const helper = await other.newPage();
    await dispatched(helper, street);
    const job = helper.url();
    await page.context().addCookies(await other.cookies());
    await other.close();

    await page.goto(job);
    await page.getByRole("button", { name: "J’y vais" }).tap();
    await expect(page.getByText("Équipe sur place")).toBeVisible();
    let way = await cannot(page, "Rien sur place");
    await way.locator("button").tap();
    await expect(page.getByText("Il manque la photo. Prenez-la")).toBeVisible();
    way = await cannot(page, "Rendre à l’équipe");
    await way.locator("button").tap();
    await expect(page.getByText("l’intervention est rendue à l’équipe")).toBeVisible();
    await page.goto(job);
    await page.getByRole("button", { name: "J’y vais" }).tap();
    await page.locator("#close input[type=file][required]").setInputFiles(street.samples.clean);
    await page.locator(".actions").getByRole("button").tap();
    await expect(page.locator(".notice.clean")).toBeVisible({ timeout: 30_000 });
  });
});
