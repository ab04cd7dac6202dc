/**
 * Reports that wait in the phone. A report is written here before it is sent, and taken away only when the server has
 * answered with its address: whatever ends in between, it is sent again with the same key, and the server knows it.
 *
 * Pages and the service worker share this; it touches no page.
 */
import { Database } from "./database";
import { sendable, type Field } from "./kept";
import { remember } from "./remembered";

/** A report as its form had it. */
export interface Waiting {
  /** The key by which the server knows it again. */
  id: string;
  /** Milliseconds since 1970. */
  since: number;
  /** What it is about, in the words of the form. */
  title: string;
  fields: Field[];
  /** The server's page that says what is wrong; such a report waits for a person. */
  refused?: string;
}

/** A report that the server has. */
export interface Sent {
  id: string;
  at: number;
  title: string;
  /** Address of its page. */
  page: string;
}

export type Outcome = { sent: string } | { refused: string } | "later";

/** A phone that has no network at all says so at once; this is for one that hopes. */
const LONGEST_ANSWER = 120_000;

/** By which pages are told that something here has changed. */
const CHANNEL = "outbox";

/** The tag under which a browser wakes the service worker (Background Sync). */
export const SYNC = "outbox";

const database = new Database("rue-nette", { waiting: { keyPath: "id" }, sent: { keyPath: "id" } });

/** Keeps a report; fails where the phone has no room or lets nothing be kept. */
export async function keep(waiting: Waiting): Promise<void> {
  await database.within("readwrite", (of) => of("waiting").put(waiting));
}

export async function remove(store: "waiting" | "sent", id: string): Promise<void> {
  await database.within("readwrite", (of) => of(store).delete(id));
}

/** All that wait, the oldest first. */
export async function waiting(): Promise<Waiting[]> {
  const all: Waiting[] = await database.within("readonly", (of) => of("waiting").getAll());
  return all.sort((one, other) => one.since - other.since);
}

/** All that left from here and were not put away yet, the newest first. */
export async function sent(): Promise<Sent[]> {
  const all: Sent[] = await database.within("readonly", (of) => of("sent").getAll());
  return all.sort((one, other) => other.at - one.at);
}

/** The server has it: in one transaction it waits no more and is among the sent. */
export async function arrived({ id, title }: Waiting, page: string): Promise<void> {
  const path = page.split("?")[0] ?? page;
  await remember({ page: path, number: "", title, where: "", state: "received", at: Date.now() }).catch(() => {});
  await database.within("readwrite", (of) => {
    of("sent").put({ id, title, page, at: Date.now() } satisfies Sent);
    return of("waiting").delete(id);
  });
}

/** What the form sends. */
export function body(waiting: Waiting): FormData {
  const form = sendable(waiting.fields);
  form.set("idempotency_key", waiting.id);
  return form;
}

/** Nobody sees a question that is asked in the background: what is the same is for staff to see. */
function unattended(waiting: Waiting): FormData {
  const form = body(waiting);
  form.set("nearby", "unseen");
  return form;
}

/** Reads an answer: only a report's address means that the server has it, only words about fields that it will not. */
export function outcome(status: number, answer: string): Outcome {
  if (status === 201) {
    try {
      const { page } = JSON.parse(answer) as { page?: string };
      if (page) return { sent: page };
    } catch {
      // An answer of somebody between us and the server.
    }
    return "later";
  }
  // Only our own form's answer is a refusal: a network that wants a password first answers, too.
  const wrong = status >= 400 && status < 500 && status !== 408 && status !== 429;
  return wrong && answer.includes("data-part=") ? { refused: answer } : "later";
}

/** Sends what waits, the oldest first, one at a time however many pages and workers want to. */
export async function flush(): Promise<void> {
  await alone(async () => {
    for (const report of await waiting()) {
      if (report.refused !== undefined) continue;
      const end = await send(report);
      if (end === "later") throw new Error("no network, or no answer: later");
      if ("sent" in end) await arrived(report, end.sent);
      else await keep({ ...report, refused: end.refused });
      tell();
    }
  });
}

/**
 * Nobody else sends while this runs, or does the other thing named, where the browser can promise it; the server's key makes
 * the rest harmless.
 */
export function alone<T>(work: () => Promise<T>, what = CHANNEL): Promise<T> {
  return navigator.locks ? navigator.locks.request(what, work) : work();
}

/** Calls `changed` when anybody has told that something here has changed. */
export function hear(changed: () => void): void {
  if (typeof BroadcastChannel !== "undefined") new BroadcastChannel(CHANNEL).onmessage = changed;
}

/** Tells every page that something here has changed. */
export function tell(): void {
  if (typeof BroadcastChannel === "undefined") return;
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage(null);
  channel.close();
}

async function send(report: Waiting): Promise<Outcome> {
  const control = new AbortController();
  const patience = setTimeout(() => control.abort(), LONGEST_ANSWER);
  try {
    const answer = await fetch("/report", {
      method: "POST",
      headers: { "Sent-By": "script" },
      body: unattended(report),
      signal: control.signal,
    });
    return outcome(answer.status, await answer.text());
  } catch {
    return "later";
  } finally {
    clearTimeout(patience);
  }
}
