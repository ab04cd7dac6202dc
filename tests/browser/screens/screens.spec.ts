import { crewAndLetterScreens, residentScreens, type Language } from "../support/screens";
import { test, type Page } from "../support/test";

const SIZES = { phone: { width: 360, height: 740 }, desk: { width: 1440, height: 900 } };

/** `results/screens/fr-phone-light/home.png` and so on: the whole page, as high as it is. */
function takePictures(page: Page, language: Language, sizes: (keyof typeof SIZES)[]) {
  return async (name: string) => {
    for (const size of sizes) {
      for (const colorScheme of ["light", "dark"] as const) {
        await page.setViewportSize(SIZES[size]);
        await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
        const path = `results/screens/${language}-${size}-${colorScheme}/${name}.png`;
        await page.screenshot({ path, fullPage: true, scale: "css" });
      }
    }
    await page.setViewportSize(SIZES.phone);
    await page.emulateMedia({ colorScheme: "light" });
  };
}

for (const language of ["fr", "en"] as Language[]) {
  test(`residents’ screens (${language})`, async ({ page, street }) => {
    await residentScreens(page, street, language, takePictures(page, language, ["phone", "desk"]));
  });

  test(`crews’ screens and letters (${language})`, async ({ page, street }) => {
    await crewAndLetterScreens(page, street, language, takePictures(page, language, ["phone", "desk"]));
  });
}
