import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { Builder, By, type WebDriver, type WebElement } from "selenium-webdriver";

/** A browser of WebKit, the engine of every browser on iPhones: Playwright has it only as a download. */
export class WebKit {
  private constructor(
    readonly driver: WebDriver,
    private programs: ChildProcess[],
  ) {}

  static async open(): Promise<WebKit> {
    const screen = spawn("Xvfb", ["-displayfd", "1", "-screen", "0", "800x1000x24", "-nolisten", "tcp"], { stdio: ["ignore", "pipe", "ignore"] });
    const programs: ChildProcess[] = [screen];
    try {
      const [display] = await Promise.race([once(createInterface({ input: screen.stdout! }), "line"), ended(screen)]);
      const port = await freePort();
      // Its sandbox wants a user other than root.
      const env = { ...process.env, DISPLAY: `:${display}`, LANGUAGE: "fr", WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1" };
      const server = spawn("WebKitWebDriver", [`--port=${port}`, "--host=127.0.0.1"], { env, stdio: "ignore" });
      programs.push(server);
      await Promise.race([answers(`http://127.0.0.1:${port}/status`), ended(server)]);
      const options = { binary: miniBrowser(), args: ["--automation"] };
      const driver = await new Builder()
        .usingServer(`http://127.0.0.1:${port}`)
        .withCapabilities({ browserName: "MiniBrowser", "webkitgtk:browserOptions": options })
        .build();
      return new WebKit(driver, programs);
    } catch (error) {
      for (const program of programs) program.kill();
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.driver.quit().catch(() => {});
    for (const program of this.programs) program.kill();
  }

  /** Opens a page of a site, signed in with another browser's cookie. */
  async signedIn(page: string, cookie: { name: string; value: string }): Promise<void> {
    await this.driver.get(new URL("/sign-in", page).href);
    await this.driver.manage().addCookie({ name: cookie.name, value: cookie.value, path: "/" });
    await this.driver.get(page);
  }

  all(selector: string): Promise<WebElement[]> {
    return this.driver.findElements(By.css(selector));
  }

  /** The button that says so. */
  button(words: string): Promise<WebElement> {
    return this.driver.findElement(By.xpath(`//button[contains(., "${words}")]`));
  }

  one(selector: string): Promise<WebElement> {
    return this.driver.findElement(By.css(selector));
  }
}

/** Debian keeps it beside the library. */
function miniBrowser(): string {
  for (const machine of readdirSync("/usr/lib")) {
    const program = join("/usr/lib", machine, "webkit2gtk-4.1/MiniBrowser");
    if (existsSync(program)) return program;
  }
  throw new Error("WebKit's MiniBrowser is missing: the package webkit2gtk-driver brings it");
}

async function ended(program: ChildProcess): Promise<never> {
  const [what] = await Promise.race([once(program, "exit"), once(program, "error")]);
  throw new Error(`${program.spawnfile} ended: ${what}`);
}

async function answers(address: string): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (await fetch(address).then(({ ok }) => ok, () => false)) return;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error(`${address} does not answer`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
