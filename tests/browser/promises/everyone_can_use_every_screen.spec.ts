import { accessible, jumps, nothingScrollsSideways } from "../support/look";
import { crewAndLetterScreens, residentScreens, type Language } from "../support/screens";
import { CREWS } from "../support/stack";
import { expect, test } from "../support/test";

test.describe.configure({ timeout: 240_000 });

for (const language of ["fr", "en"] as Language[]) {
  test(`axe finds nothing and nothing scrolls sideways on residents’ screens (${language})`, async ({ page, street }) => {
    await residentScreens(page, street, language, async (name) => {
      await accessible(page, name);
      await nothingScrollsSideways(page, name);
    });
  });

  test(`axe finds nothing and nothing scrolls sideways on crews’ screens and letters (${language})`, async ({ page, street }) => {
    await crewAndLetterScreens(page, street, language, async (name) => {
      await accessible(page, name);
      await nothingScrollsSideways(page, name);
    });
  });
}

test("an empty round and an empty inbox say so, for everyone", async ({ page, street }) => {
  for (const crew of CREWS) {
    await street.signIn(page, crew);
    await page.goto(`${street.at.staff}/crew`);
    await accessible(page, crew);
  }
});

test("home and tracking page keep still while they load", async ({ page, street }) => {
  expect(await jumps(page, street.at.resident)).toBeLessThan(0.05);
  const sent = await street.cleaned(page);
  expect(await jumps(page, sent.trackingUrl)).toBeLessThan(0.05);
});
