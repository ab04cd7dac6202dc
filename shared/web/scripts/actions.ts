/**
 * Actions of crews that wait in the phone. Each is written here before it is sent, under an id made in the phone, and taken
 * away only when the server has answered for that id. Those of one job leave in the order in which they were made.
 *
 * Pages and the crews' service worker share this; it touches no page.
 */
import { Database } from "./database";
import { alone, tell } from "./outbox";

/** A photo as bytes: what browsers keep of a file may be gone when the phone was restarted. */
export interface Kept {
  type: string;
  bytes: ArrayBuffer;
}

export interface Action {
  /** Its place among all; the database gives it. */
  order?: number;
  /** The key by which the server knows it again. */
  id: string;
  /** When it was done: milliseconds since 1970. */
  at: number;
  report: string;
  move: string;
  /** Which job, in words. */
  title: string;
  /** What was done, in the words of its button. */
  words: string;
  /** Who did it: their id and name. */
  staff: string;
  who: string;
  fields: [string, string | Kept][];
  /** Proves whose it is when they are not signed in any more; empty where a phone can't. */
  seal: string;
  /** Why it does not leave by itself. */
  stopped?: Stopped;
}

export interface Stopped {
  how: "sign-in" | "conflict" | "wrong";
  /** The server's words. */
  words: string;
  /** The field that they are about. */
  field: string;
}

type Outcome = "done" | "later" | "no network" | Stopped;

/** A phone that has no network at all says so at once; this is for one that hopes. */
const LONGEST_ANSWER = 120_000;

/** The tag under which a browser wakes the service worker (Background Sync). */
export const SYNC = "actions";

const database = new Database("rue-nette-crew", { actions: { keyPath: "order", autoIncrement: true } });

/** Keeps an action, in its place if it has one; fails where the phone has no room or lets nothing be kept. */
export async function keep(action: Action): Promise<void> {
  await database.within("readwrite", (of) => of("actions").put(action));
}

export async function remove(action: Action): Promise<void> {
  await database.within("readwrite", (of) => of("actions").delete(action.order ?? 0));
}

/** All of them, as they were made. */
export async function actions(): Promise<Action[]> {
  return database.within<Action[]>("readonly", (of) => of("actions").getAll());
}

/** Sends what waits, one at a time however many pages and workers want to. */
export async function flush(): Promise<void> {
  await alone(async () => {
    // Jobs with an action that has not left: what was done there after it waits for its turn.
    const held = new Set<string>();
    let later = 0;
    for (const action of await actions()) {
      const job = `${action.staff} ${action.report}`;
      // What a person has to look at is not asked again by itself; a conflict is an answer, and nothing waits for it.
      if (action.stopped && action.stopped.how !== "sign-in") {
        if (action.stopped.how === "wrong") held.add(job);
        continue;
      }
      if (held.has(job)) continue;
      const end = await send(action);
      if (end === "no network") throw new Error("no network: later");
      if (end === "later") later++;
      else if (end === "done") await remove(action);
      else await keep({ ...action, stopped: end });
      if (end === "later" || (end !== "done" && end.how !== "conflict")) held.add(job);
      if (end !== "later") tell();
    }
    // Makes a browser that woke us try again.
    if (later) throw new Error("no answer: later");
  });
}

/** What the server is sent. */
function body(action: Action): FormData {
  const form = new FormData();
  for (const [name, value] of action.fields) {
    if (typeof value === "string") form.append(name, value);
    else form.append(name, new Blob([value.bytes], { type: value.type }), "photo.jpg");
  }
  form.set("occurred_at", new Date(action.at).toISOString());
  return form;
}

async function send(action: Action): Promise<Outcome> {
  const control = new AbortController();
  const patience = setTimeout(() => control.abort(), LONGEST_ANSWER);
  try {
    const answer = await fetch(`/api/v1/jobs/${action.report}/moves/${action.move}`, {
      method: "POST",
      headers: { "Idempotency-Key": action.id, "Acting-As": action.staff, ...(action.seal && { "Action-Seal": action.seal }) },
      body: body(action),
      signal: control.signal,
    });
    return outcome(answer.status, answer.headers.get("content-type") ?? "", await answer.text());
  } catch {
    return control.signal.aborted ? "later" : "no network";
  } finally {
    clearTimeout(patience);
  }
}

/** Reads an answer. Only our own words count: a network that wants a password first answers, too. */
export function outcome(status: number, kind: string, answer: string): Outcome {
  try {
    const said = JSON.parse(answer) as { history?: string; title?: string; detail?: string; errors?: { field?: string }[] };
    if (status === 200 && said.history) return "done";
    const passing = status < 400 || status >= 500 || status === 408 || status === 429;
    if (passing || !kind.startsWith("application/problem+json")) return "later";
    const field = said.errors?.[0]?.field ?? "";
    // Without a field there is nothing that a person could put right in the form.
    const wrong = [400, 413, 422].includes(status) && field && field !== "Idempotency-Key";
    const how = status === 401 ? "sign-in" : wrong ? "wrong" : "conflict";
    return { how, words: [said.title, said.detail].filter(Boolean).join(". "), field };
  } catch {
    return "later";
  }
}

/** What the server does not count when it asks whether two requests are the same: see `Sent::fingerprint`. */
const OF_THE_PHONE = new Set(["action", "occurred_at", "place_longitude", "place_latitude", "place_accuracy", "place_source"]);

/**
 * Seals an action: HMAC-SHA-256, under the key that came with the page, over its id, its time, and the SHA-256 of the report,
 * the move and what is sent. Nothing where there is no key, or no HTTPS.
 */
export async function sealed(key: string, action: Action): Promise<string> {
  const [id, secret] = key.split(".");
  if (!id || !secret || !crypto.subtle) return "";
  const text = new TextEncoder();
  const hmac = await crypto.subtle.importKey("raw", text.encode(secret), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const message = joined([text.encode(`${action.id}\n${new Date(action.at).toISOString()}\n`), await fingerprint(action)]);
  const seal = new Uint8Array(await crypto.subtle.sign("HMAC", hmac, message));
  return `${id}.${btoa(String.fromCharCode(...seal)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "")}`;
}

async function fingerprint(action: Action): Promise<Uint8Array<ArrayBuffer>> {
  const text = new TextEncoder();
  const words = new Map<string, string>();
  const photos: ArrayBuffer[] = [];
  for (const [name, value] of action.fields) {
    if (typeof value !== "string") photos.push(value.bytes);
    // As a form travels.
    else if (!OF_THE_PHONE.has(name)) words.set(name, value.replace(/\r\n|\r|\n/g, "\r\n"));
  }
  const parts: Uint8Array<ArrayBuffer>[] = [];
  for (const name of [...words.keys()].sort()) {
    for (const part of [name, words.get(name) ?? ""]) {
      const bytes = text.encode(part);
      const length = new DataView(new ArrayBuffer(8));
      length.setUint32(4, bytes.length);
      parts.push(new Uint8Array(length.buffer), bytes);
    }
  }
  for (const photo of photos) parts.push(await sha256(photo));
  const report = Uint8Array.from(action.report.replace(/-/g, "").match(/../g) ?? [], (hex) => parseInt(hex, 16));
  return sha256(joined([report, text.encode(action.move), await sha256(joined(parts))]));
}

async function sha256(bytes: BufferSource): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

function joined(parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
