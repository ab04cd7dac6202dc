/** The reports that this device remembers: kept here alone, without a cookie. Pages and the service worker share this. */
import { Database } from "./database";

export interface Remembered {
  /** The path of its page: the secret. */
  page: string;
  number: string;
  title: string;
  where: string;
  /** Its last known state, by its name. */
  state: string;
  /** When that was known: milliseconds since 1970. */
  at: number;
}

const database = new Database("rue-nette-mine", { reports: { keyPath: "page" } });

export async function remember(report: Remembered): Promise<void> {
  await database.within("readwrite", (of) => of("reports").put(report));
}

export async function forgetReport(page: string): Promise<void> {
  await database.within("readwrite", (of) => of("reports").delete(page));
}

/** All of them, the newest first: their numbers grow. */
export async function remembered(): Promise<Remembered[]> {
  const all: Remembered[] = await database.within("readonly", (of) => of("reports").getAll());
  return all.sort((one, other) => (one.number < other.number ? 1 : -1));
}
