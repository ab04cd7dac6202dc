/**
 * Actions of crews that wait in the phone. Each is written here before it is sent, under an id made in the phone, and taken
 * away only when the server has answered for that id. Those of one job leave in the order in which they were made.
 *
 * Pages and the crews' service worker share this; it touches no page.
 */
import { Database } from "./database";
import { sendable, type Field } from "./kept";
import { alone, tell } from "./outbox";

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
  fields: Field[];
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

/** Keeps actions, all or none, each in its place if it has one; fails where the phone has no room or lets nothing be kept. */
export async function keep(first: Action, ...others: Action[]): Promise<void> {
  await database.within("readwrite", (of) => {
    const put = of("actions").put(first);
    for (const other of others) of("actions").put(other);
    return put;
  });
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
  const form = sendable(action.fields);
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
    return outcome(action.move, answer.status, answer.headers.get("content-type") ?? "", await answer.text());
  } catch {
    return control.signal.aborted ? "later" : "no network";
  } finally {
    clearTimeout(patience);
  }
}

/** What the server says: of a move that was made, or why it was not. */
interface Said {
  history?: string;
  title?: string;
  detail?: string;
  errors?: { field?: string }[];
  /** What happened to the report before this came. */
  meanwhile?: { move?: string; own: boolean; heading: string; words: string };
}

/** Reads an answer to a move. Only our own words count: a network that wants a password first answers, too. */
export function outcome(move: string, status: number, kind: string, answer: string): Outcome {
  try {
    const said = JSON.parse(answer) as Said;
    if (status === 200 && said.history) return "done";
    const passing = status < 400 || status >= 500 || status === 408 || status === 429;
    if (passing || !kind.startsWith("application/problem+json")) return "later";
    const field = said.errors?.[0]?.field ?? "";
    // Without a field there is nothing that a person could put right in the form.
    const wrong = [400, 413, 422].includes(status) && field && field !== "Idempotency-Key";
    const how = status === 401 ? "sign-in" : wrong ? "wrong" : "conflict";
    const { meanwhile } = said;
    // Taken before, by another page or phone of theirs: nothing is lost by not taking it again.
    if (how === "conflict" && move === "take" && meanwhile?.own && meanwhile.move === move) return "done";
    const words = meanwhile ? [meanwhile.heading, meanwhile.words] : [said.title, said.detail];
    return { how, words: words.filter(Boolean).join(". "), field };
  } catch {
    return "later";
  }
}
