import { accessible } from "../support/look";
import { REFERENT } from "../support/stack";
import { expect, test } from "../support/test";

test("numbers change by themselves, and leave what somebody does alone", async ({ page, context, street }) => {
  await street.signIn(page, REFERENT);
  await page.goto(`${street.at.staff}/desk?days=7`);
  const received = page.locator("#figures a[href*='show=received']");
  const before = Number(await received.textContent());
  const table = page.locator("#chart-part details");
  await table.locator("summary").click();
  await page.locator("select[name=team]").selectOption({ index: 1 });
  await received.focus();
  const sent = await street.report(context);
  await street.until(context, sent, "dispatched");
  await expect.poll(async () => Number(await received.textContent()), { timeout: 30_000 }).toBeGreaterThan(before);
  await expect(received).toBeFocused();
  await expect(table).toHaveAttribute("open", "");
  await expect(page.locator("select[name=team]")).not.toHaveValue("");
  await accessible(page, "desk-live");
});

test("who was signed out meanwhile is told that the numbers are old", async ({ page, context, street }) => {
  await street.signIn(page, REFERENT);
  await page.goto(`${street.at.staff}/desk?days=7`);
  await expect(page.locator("#as-of")).toContainText("À jour à");
  await context.clearCookies({ name: "session" });
  await street.report(context);
  await expect(page.locator("#as-of")).toContainText("plus de nouvelles du serveur", { timeout: 30_000 });
  await expect(page.locator("#figures")).toBeVisible();
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("the page says as of when its numbers are", async ({ page, street }) => {
    await street.signIn(page, REFERENT);
    await page.goto(`${street.at.staff}/desk?days=7`);
    await expect(page.locator("#as-of")).toHaveText(/^À jour à \d+.h.\d\d$/);
  });
});
