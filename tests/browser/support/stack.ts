import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface, type Interface } from "node:readline";

/** Where the parts of a running Rue Nette are: `http://127.0.0.1:…`. */
export interface Addresses {
  resident: string;
  staff: string;
  inbox: string;
}

/** The crews that the stack knows. Which of them gets a report depends on the hour. */
export const CREWS = ["up-11@rue-nette.example", "dpe-11@rue-nette.example"] as const;

/** Camille, who is in the same team as a crew. */
export const colleagueOf = (crew: string): string => `camille-${crew}`;

/** Who files reports for callers. */
export const AGENT = "call-centre@rue-nette.example";

/** Who watches over the closes. */
export const REFERENT = "referent@rue-nette.example";

/** A colleague of theirs. */
export const COLLEAGUE = "zoe@rue-nette.example";
/** Who sees what went wrong, too. */
export const ADMIN = "admin@rue-nette.example";

/** The three services, their parts and a database of this run's own. */
export class Stack {
  private constructor(
    readonly addresses: Addresses,
    private program: ChildProcess,
    private said: Interface,
  ) {}

  static async start(settings: Record<string, string> = {}): Promise<Stack> {
    const program = spawn(programOf("stack"), { env: { ...process.env, ...settings }, stdio: ["pipe", "pipe", "inherit"] });
    const failed = once(program, "exit").then(([code]) => {
      throw new Error(`the stack ended with ${code} before it said where it is`);
    });
    const said = createInterface({ input: program.stdout! });
    const [line] = await Promise.race([once(said, "line"), failed]);
    failed.catch(() => {});
    return new Stack(JSON.parse(line), program, said);
  }

  /** Ends a service as a restart does; done when nobody answers at its address. */
  async takeDown(service: "intake" | "dispatch"): Promise<void> {
    await this.told(`stop ${service}`);
  }

  /** Starts it again, at the same address. */
  async bringUp(service: "intake" | "dispatch"): Promise<void> {
    await this.told(`start ${service}`);
  }

  /** The mail server says no to the next recipient, in these words: `550 5.1.1 no such mailbox`. */
  async refuse(words: string): Promise<void> {
    await this.told(`refuse ${words}`);
  }

  /** Nobody answers at the mail server's address, or it is there again; or what waits has waited for eleven minutes longer. */
  async letters(what: "stop" | "start" | "late"): Promise<void> {
    await this.told(`${what} letters`);
  }

  /** What has happened to a report, as the database has it. */
  async history(reference: string): Promise<{ move: string; at: string }[]> {
    return JSON.parse(await this.told(`history ${reference}`));
  }

  /** The team that has a report; none: nobody. */
  async team(reference: string): Promise<string | null> {
    return JSON.parse(await this.told(`team ${reference}`));
  }

  /** Somebody else saves the rules in force with another sentence at one of them. */
  async saveRules(rule: string, sentence: string): Promise<void> {
    await this.told(`rules ${rule} ${sentence}`);
  }

  private async told(command: string): Promise<string> {
    const done = new AbortController();
    const failed = once(this.program, "exit", done).then(([code]) => {
      throw new Error(`the stack ended with ${code} at: ${command}`);
    });
    failed.catch(() => {});
    const answer = once(this.said, "line", done);
    this.program.stdin!.write(`${command}\n`);
    const [line] = await Promise.race([answer, failed]);
    done.abort();
    return line;
  }

  /** Ends it in good order. It fails when a message was buried or a service ended badly, and so does the run. */
  async stop(): Promise<void> {
    const ended = this.program.exitCode === null ? once(this.program, "exit") : [this.program.exitCode];
    this.program.stdin!.end();
    const [code] = await ended;
    if (code !== 0) throw new Error(`the stack ended with ${code}: what it says stands above`);
  }
}

/** Two photos of one street, as a phone held sideways stores them: turned, with place and time in their EXIF. */
export class Samples {
  private places = 0;
  private folder = mkdtempSync(join(tmpdir(), "rue-nette-samples-"));

  constructor() {
    execFileSync(programOf("local"), ["samples", "--out", this.folder, "--orientation", "6"], { stdio: "ignore" });
  }

  /** The dirty street, photographed a few minutes ago; each time elsewhere, so that no report is another's. */
  get dirty(): string {
    const path = this.takenAt("dirty.jpg", Date.now() - 4 * 60_000);
    const photo = readFileSync(path);
    const [row, column, lap] = [this.places % 9, Math.floor(this.places / 9) % 13, Math.floor(this.places / 117)];
    if (lap > 1) throw new Error("every place has been photographed: what is reported now lies where something was");
    this.places++;
    // Seconds of latitude and longitude: 31 m and 20 m. The second time round lies between the places of the first.
    moveTo(photo, 51, 51 + row);
    moveTo(photo, 22, 44 - 2 * column - lap);
    writeFileSync(path, photo);
    return path;
  }

  /** The clean street, photographed now. */
  get clean(): string {
    return this.takenAt("clean.jpg", Date.now());
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }

  /** EXIF writes a time as `2026:11:24 12:45:00`; the samples' own offset is one hour. */
  private takenAt(name: string, moment: number): string {
    const path = join(this.folder, name);
    const photo = readFileSync(path);
    const time = new Date(moment + 3_600_000).toISOString().slice(0, 19).replaceAll("-", ":").replace("T", " ");
    const text = photo.toString("latin1", 0, 4096).replace(/\d{4}:\d\d:\d\d \d\d:\d\d:\d\d/g, time);
    photo.write(text, 0, "latin1");
    writeFileSync(path, photo);
    return path;
  }
}

/** Writes the seconds behind so many minutes of an angle: three rationals, big-endian, seconds in ten-thousandths. */
function moveTo(photo: Buffer, minutes: number, seconds: number): void {
  const before = Buffer.alloc(8);
  before.writeUInt32BE(minutes, 0);
  before.writeUInt32BE(1, 4);
  let at = photo.subarray(0, 4096).indexOf(before);
  while (at >= 0 && photo.readUInt32BE(at + 12) !== 10_000) at = photo.subarray(0, 4096).indexOf(before, at + 1);
  if (at < 0) throw new Error("the sample photo has no place");
  photo.writeUInt32BE(seconds * 10_000, at + 8);
}

function programOf(name: string): string {
  const stack = process.env["STACK_BIN"];
  if (!stack) throw new Error("STACK_BIN is not set: start these tests with infra/test --only browser");
  const program = join(dirname(stack), name);
  if (!existsSync(program)) throw new Error(`${program} is not built: infra/test --only browser builds it`);
  return program;
}
