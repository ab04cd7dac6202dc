import { assistScreens, cityScreens, crewAndLetterScreens, deskScreens, letterDeskScreens, partnerScreens, proofScreens, residentScreens, sheetScreens, undoScreens, type Language } from "../support/screens";
import { test, type Page } from "../support/test";

const SIZES = { phone: { width: 360, height: 740 }, desk: { width: 1440, height: 900 } };

/** `results/screens/fr-phone-light/home.png` and so on: the whole page, as high as it is. */
function takePictures(page: Page, language: Language, sizes: (keyof typeof SIZES)[]) {
  return async (name: string) => {
    // A letter without the inbox around it names no icon, and the browser asks for one.
    await page.context().route("**/favicon.ico", (route) => route.fulfill({ status: 204 }));
    for (const size of sizes) {
      for (const colorScheme of ["light", "dark"] as const) {
        await page.setViewportSize(SIZES[size]);
        await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
        // A map that is open takes the colours of the hour.
        const stale = `[data-map-box][data-ready]:not([data-scheme=${colorScheme}])`;
        await page.locator(stale).waitFor({ state: "detached" });
        const path = `results/screens/${language}-${size}-${colorScheme}/${name}.png`;
        await page.screenshot({ path, fullPage: true, scale: "css" });
        const letter = page.locator("iframe[src]");
        if ((await letter.count()) === 0) continue;
        // The letter as high as it is, without the inbox around it.
        const inbox = page.url();
        await page.goto(new URL((await letter.getAttribute("src"))!, inbox).href, { waitUntil: "networkidle" });
        await page.screenshot({ path: path.replace(".png", "-itself.png"), fullPage: true, scale: "css" });
        await page.goto(inbox);
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

  test(`partners’ and referents’ screens (${language})`, async ({ page, street }) => {
    const look = takePictures(page, language, ["phone", "desk"]);
    await partnerScreens(page, street, language, look);
    await proofScreens(page, street, language, look);
    await deskScreens(page, street, language, look);
    await sheetScreens(page, street, language, look);
    await letterDeskScreens(page, street, language, look);
    await cityScreens(page, street, language, look);
  });

  test(`crews’ screens and letters (${language})`, async ({ page, street }) => {
    await crewAndLetterScreens(page, street, language, takePictures(page, language, ["phone", "desk"]));
  });
}

for (const language of ["fr", "en"] as Language[]) {
  test(`the assisted form’s screens (${language})`, async ({ page, street }) => {
    await assistScreens(page, street, language, takePictures(page, language, ["desk", "phone"]));
  });
}

for (const language of ["fr", "en"] as Language[]) {
  test(`a close that can be undone (${language})`, async ({ page, patientStreet }) => {
    await undoScreens(page, patientStreet, language, takePictures(page, language, ["phone", "desk"]));
  });
}

test("pictures for the README", async ({ page, street }) => {
  const folder = "results/pictures";
  const picture = async (name: string, height: number) => {
    await page.setViewportSize({ width: 360, height });
    await page.screenshot({ path: `${folder}/${name}.png`, scale: "css" });
  };
  await page.goto(street.at.resident);
  await picture("home", 740);
  const sent = await street.report(page.context(), { words: "Trois sacs et un carton devant le n° 82." });
  await street.until(page.context(), sent, "dispatched");
  await street.openJob(page, sent);
  await street.take(page);
  await page.locator("#close input[type=file][required]").setInputFiles(street.samples.clean);
  await page.locator("#close h2").first().evaluate((heading) => scrollTo(0, heading.getBoundingClientRect().top + scrollY - 16));
  await picture("close", 740);
  await page.locator(".actions .btn").click();
  await street.until(page.context(), sent, "done", 2);
  await page.goto(sent.trackingUrl);
  await picture("tracking", 740);
  await street.openLetter(page, sent.email, /nettoyé/i);
  const body = await page.locator("iframe").getAttribute("src");
  await page.context().route("**/favicon.ico", (route) => route.fulfill({ status: 204 }));
  await page.goto(new URL(body!, page.url()).href, { waitUntil: "networkidle" });
  await picture("letter", 1240);
});
