import { accessible, jumps, nothingScrollsSideways } from "../support/look";
import { assistScreens, cityScreens, crewAndLetterScreens, deskScreens, letterDeskScreens, partnerScreens, proofScreens, residentScreens, rulesScreens, sheetScreens, undoScreens, type Language } from "../support/screens";
import { CREWS } from "../support/stack";
import { expect, test } from "../support/test";

test.describe.configure({ timeout: 480_000 });

for (const language of ["fr", "en"] as Language[]) {
  test(`axe finds nothing and nothing scrolls sideways on residents’ screens (${language})`, async ({ page, street }) => {
    await residentScreens(page, street, language, async (name) => {
      await accessible(page, name);
      await nothingScrollsSideways(page, name);
    });
  });

  test(`axe finds nothing and nothing scrolls sideways on partners’ and referents’ screens (${language})`, async ({ page, street }) => {
    for (const screens of [partnerScreens, proofScreens, deskScreens, sheetScreens, letterDeskScreens, rulesScreens, cityScreens]) {
      await screens(page, street, language, async (name) => {
        await accessible(page, name);
        await nothingScrollsSideways(page, name);
      });
    }
  });

  test(`axe finds nothing and nothing scrolls sideways on crews’ screens and letters (${language})`, async ({ page, street }) => {
    await crewAndLetterScreens(page, street, language, async (name) => {
      await accessible(page, name);
      await nothingScrollsSideways(page, name);
    });
  });
}

for (const language of ["fr", "en"] as Language[]) {
  test(`axe finds nothing and nothing scrolls sideways on the assisted form’s screens (${language})`, async ({ page, street }) => {
    await assistScreens(page, street, language, async (name) => {
      await accessible(page, name);
      await nothingScrollsSideways(page, name);
    });
  });
}

for (const language of ["fr", "en"] as Language[]) {
  test(`axe finds nothing and nothing scrolls sideways while a close can be undone (${language})`, async ({ page, patientStreet }) => {
    await undoScreens(page, patientStreet, language, async (name) => {
      await accessible(page, name);
      await nothingScrollsSideways(page, name);
    });
  });
}

test("a round lists its jobs, or says that there are none and where new ones come from", async ({ page, street }) => {
  for (const crew of CREWS) {
    await street.signIn(page, crew);
    if ((await page.locator("a.item").count()) > 0) continue;
    await expect(page.getByText("Rien à nettoyer pour l’instant")).toBeVisible();
    await expect(page.getByText("Les nouveaux signalements de votre secteur arrivent ici.")).toBeVisible();
    await accessible(page, "crew-round-empty");
    await nothingScrollsSideways(page, "crew-round-empty");
  }
});

test("home and tracking page keep still while they load", async ({ page, street }) => {
  expect(await jumps(page, street.at.resident)).toBeLessThan(0.05);
  const sent = await street.cleaned(page);
  expect(await jumps(page, sent.trackingUrl)).toBeLessThan(0.05);
});
