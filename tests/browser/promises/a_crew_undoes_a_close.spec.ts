import { close, phone } from "../support/crew";
import { UNDO_SECONDS, expect, test, type Page, type Sent, type Street } from "../support/test";

test.describe.configure({ timeout: 180_000 });

const undo = (page: Page) => page.getByRole("button", { name: "Annuler la clôture" });
const left = (page: Page) => page.getByText(/Encore \d+ secondes? pour annuler/);

async function seconds(page: Page): Promise<number> {
  return Number(/\d+/.exec((await left(page).textContent()) ?? "")?.[0]);
}

/** Closed twice and undone once: when the second close's letter has left, it is the only one that says that it is clean. */
async function oneLetter(page: Page, street: Street, sent: Sent, job: string): Promise<void> {
  const said = async () => (await (await page.context().request.get(job)).text()).replaceAll("\u00a0", " ");
  await expect.poll(said, { timeout: (UNDO_SECONDS + 30) * 1000 }).toContain("La lettre à l’habitant est partie à");
  await page.goto(street.at.inbox);
  const closing = page.getByRole("listitem").filter({ hasText: sent.email }).filter({ hasText: /nettoyé/i });
  // The first one's waited as long, and would have left before.
  await expect(closing).toHaveCount(1);
}

test("a close is undone by one tap while the seconds run, the job is in hand again, and no letter leaves", async ({ page, patientStreet: street }) => {
  const context = page.context();
  const sent = await street.report(context);
  await street.until(context, sent, "dispatched");
  await street.openJob(page, sent);
  await street.takeAndClose(page);
  await expect(page.getByText(/La lettre à l’habitant partira dans \d+/)).toBeVisible();
  const first = await seconds(page);
  expect(first).toBeLessThanOrEqual(UNDO_SECONDS);
  await expect.poll(() => seconds(page)).toBeLessThan(first);

  await undo(page).tap();
  await expect(page.getByText("Équipe sur place")).toBeVisible();
  expect((await street.read(context, sent)).state).toBe("in_progress");
  await expect(page.locator("[data-actions]")).toBeHidden();

  await close(page, street);
  await expect(undo(page)).toBeVisible({ timeout: 30_000 });
  await oneLetter(await context.newPage(), street, sent, page.url());
  // Whoever looks when it is too late is offered nothing that can't work.
  await expect(undo(page)).toHaveCount(0);
  await expect(page.getByText("Le délai pour annuler est passé")).toBeVisible();
  await page.reload();
  await expect(page.locator(".notice.clean")).toContainText("Close à");
  await expect(undo(page)).toHaveCount(0);
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("a close is undone by an ordinary form", async ({ page, browser, patientStreet: street }) => {
    // The inbox shows new letters by its script: the sign-in and the search for the job have one.
    const other = await browser.newContext(phone);
    const helper = await other.newPage();
    const sent = await street.report(other);
    await street.until(other, sent, "dispatched");
    await street.openJob(helper, sent);
    await page.context().addCookies(await other.cookies());

    await page.goto(helper.url());
    await page.getByRole("button", { name: "J’y vais" }).tap();
    await close(page, street);
    await expect(page.locator(".notice.clean")).toContainText("Close à", { timeout: 30_000 });
    await expect(left(page)).toBeVisible();
    await undo(page).tap();
    await expect(page.getByText("Équipe sur place")).toBeVisible();
    expect((await street.read(other, sent)).state).toBe("in_progress");

    await close(page, street);
    await expect(undo(page)).toBeVisible({ timeout: 30_000 });
    await oneLetter(helper, street, sent, page.url());
    // The button stands there still, and says in words that it is too late.
    await undo(page).tap();
    await expect(page.getByText("Le délai pour annuler est passé")).toBeVisible();
    expect((await street.read(other, sent)).state).toBe("done");
    await other.close();
  });
});
