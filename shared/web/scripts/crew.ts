/** A crew's pages on a phone that may have no network: what is done is kept first, and leaves when it can. */
import { actions, flush, keep, remove, SYNC, type Action } from "./actions";
import { asks, emptied, formOf, takeUp, wrong } from "./crew-forms";
import { newKey } from "./database";
import { fileOf, keptOf, photosOf, type Field } from "./kept";
import { button, line, sureButton, time } from "./lines";
import { hear, tell } from "./outbox";
import { SIGN_IN, wipe } from "./pages";
import { forgetKey, holdKey, sealed } from "./seal";
import { sendOnce } from "./sending";
import { shrunk } from "./shrink";
import { wakeLater, whenever } from "./wake";
import { fill, say } from "./words";

/** Milliseconds after which who taps is not kept waiting: it is in the phone. */
const PATIENCE = 10_000;
/** Milliseconds after which what is being sent is shown among what waits. */
const SOON = 1_000;

const section = document.querySelector<HTMLElement>("[data-actions]");
const words = section?.dataset ?? {};
const me = words["staff"] ?? "";
const here = /^\/crew\/jobs\/([0-9a-f-]+)/.exec(location.pathname)?.[1];
const workers = "serviceWorker" in navigator && isSecureContext;

if (section && "indexedDB" in window) {
  // Before anything else: nothing is shown until this has run, so that no form is sent past it (`blocking="render"`).
  document.addEventListener("submit", submitted);
  // Those with a photo say themselves that they are sending.
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-action]:not([data-close])")) {
    sendOnce(form, words["sending"] ?? "");
  }
  holdKey(me, words["key"] ?? "");
  delete section.dataset["key"];
  hear(() => void changed());
  whenever(() => void leave());
  void begin();
}

/** A form that was sent is an action that is written down, however long the phone takes for it. */
function submitted(event: SubmitEvent): void {
  const form = event.target as HTMLFormElement;
  // Held until the phone's place is known, or a second tap.
  if (event.defaultPrevented || !form.matches("[data-action], [data-sign-out]")) return;
  event.preventDefault();
  if (form.matches("[data-sign-out]")) return void askToSignOut();
  if (form.dataset["busy"]) return;
  form.dataset["busy"] = "yes";
  void act(form, event.submitter)
    .catch(() => form.dispatchEvent(new Event("again")))
    .finally(() => delete form.dataset["busy"]);
}

async function begin(): Promise<void> {
  sayOld();
  if (!workers) return;
  // Nobody is signed in here: nobody's pictures stay.
  if (!me && !navigator.serviceWorker.controller) await wipe().catch(() => {});
  if (!me) await forgetKey().catch(() => {});
  const before = navigator.serviceWorker.controller;
  await navigator.serviceWorker.register("/crew-sw.js").catch(() => {});
  if (before || !me) return;
  const ready = await navigator.serviceWorker.ready;
  ready.active?.postMessage("keep");
}

/** A page that was kept says of when it is. */
function sayOld(): void {
  const old = Number(document.documentElement.dataset["old"]);
  const place = document.querySelector<HTMLElement>("[data-old-say]");
  if (!old || !place) return;
  place.hidden = false;
  place.textContent = fill(words["old"], { time: time(old) });
}

/** What a form asks for becomes an action, or one for each of several jobs; it is kept, then it leaves. */
async function act(form: HTMLFormElement, submitter: HTMLElement | null): Promise<void> {
  const { report, move } = asks(form);
  const input = form.querySelector<HTMLInputElement>("input[type=file][required]");
  if (input && !input.files?.length) {
    form.dispatchEvent(new Event("again"));
    return wrong(form, "photo", words["noPhoto"] ?? "");
  }
  form.querySelectorAll("p.error").forEach((error) => error.remove());
  const made = await written(form, report, move, submitter).catch(() => []);
  const [first, ...others] = made;
  const kept = first && (await keep(first, ...others).then(() => true, () => false));
  // A phone that lets nothing be kept sends as every browser does.
  if (!kept) return form.submit();
  void navigator.storage?.persist?.().catch(() => false);
  const sending = flush().catch(() => {});
  const soon = setTimeout(() => void list(), SOON);
  await Promise.race([sending, new Promise((done) => setTimeout(done, PATIENCE))]);
  clearTimeout(soon);
  const ids = new Set(made.map(({ id }) => id));
  const left = (await actions()).filter(({ id }) => ids.has(id));
  // What became of others at the same place, which it was sent for, too, stands on the page.
  const overtaken = left.filter(({ stopped }) => stopped?.how === "conflict").length;
  if (!left.some(({ id }) => id === first.id)) return location.assign(after(move, report, made.length - 1 - left.length, overtaken));
  // Somebody was faster: the page says how it stands now, with what is kept of this above it.
  if (left.some(({ stopped }) => stopped?.how === "conflict")) return location.reload();
  form.dispatchEvent(new Event("again"));
  const amiss = left.find(({ stopped }) => stopped?.how === "wrong");
  if (amiss?.stopped) {
    // It is put right in the form, under the same id; the phone keeps it for who leaves the page meanwhile.
    form.dataset["key"] = amiss.id;
    await list();
    return wrong(form, amiss.stopped.field, amiss.stopped.words);
  }
  delete form.dataset["key"];
  emptied(form);
  tell();
  const wakes = await wakeLater(SYNC);
  await list();
  const waits = left.some(({ stopped }) => stopped === undefined);
  const place = section?.querySelector<HTMLElement>("[data-outbox-say]") ?? null;
  say(place, waits ? (words[wakes ? "keptWakes" : "kept"] ?? "") : "", "good");
  section?.scrollIntoView({ block: "start" });
  place?.focus();
}

/** Where a crew goes on, as after an ordinary form: to the job while it is theirs or has a link to hand on, else to the round. */
function after(move: string, report: string, together: number, left: number): string {
  if (!["take", "close", "undo", "transfer"].includes(move)) return `/crew?did=${move}`;
  return `/crew/jobs/${report}${together || left ? `?together=${together}&left=${left}` : ""}`;
}

/** The actions that a form asks for, sealed: one for its job, and one for each other that is closed with it. */
async function written(form: HTMLFormElement, report: string, move: string, submitter: HTMLElement | null): Promise<Action[]> {
  const fields: Field[] = [];
  for (const [name, value] of new FormData(form, submitter)) {
    if (typeof value === "string") fields.push([name, value]);
    else if (value.size > 0) fields.push([name, await keptOf(await shrunk(value))]);
  }
  const title = form.closest(".card")?.querySelector("strong") ?? document.querySelector("h1");
  const id = form.dataset["key"] ?? newKey();
  const earlier = (await actions()).find((action) => action.id === id);
  const done = submitter ?? document.querySelector(`[form="${form.id}"]`) ?? form.querySelector("button");
  const also = fields.flatMap(([name]) => /^also-([0-9a-f-]{36})$/.exec(name)?.[1] ?? []);
  const one = async (job: string, id: string): Promise<Action> => {
    const action: Action = {
      ...(earlier?.order !== undefined && id === earlier.id && { order: earlier.order }),
      id,
      at: earlier?.at ?? Date.now(),
      report: job,
      move,
      title: title?.textContent?.trim() ?? "",
      words: form.dataset["said"] ?? done?.textContent?.trim() ?? "",
      staff: me,
      who: words["name"] ?? "",
      fields: fields.map(([name, value]) => [name, name === "action" && also.length === 0 ? id : value]),
      seal: "",
    };
    return { ...action, seal: await sealed(action) };
  };
  return Promise.all([one(report, id), ...also.map((job) => one(job, newKey()))]);
}

/** Sends what can be sent, and shows what is left. */
async function leave(): Promise<void> {
  await list();
  const left = await actions().catch(() => []);
  if (leaving || !left.some(({ stopped }) => !stopped || stopped.how === "sign-in")) return;
  leaving = true;
  await flush().catch(() => {});
  leaving = false;
  await changed();
}

/** Whether this page is sending. */
let leaving = false;
/** Whether something has left since the page was made. */
let stale = false;

/** Something has left, or was answered: a page that nobody is writing in shows how things stand now. */
async function changed(): Promise<void> {
  const before = shown;
  await list();
  stale ||= before.some(({ id, report }) => !shown.some((one) => one.id === id) && (!here || report === here));
  const busy = document.querySelector("form[data-busy]");
  const chosen = [...document.querySelectorAll<HTMLInputElement>("input[type=file]")].some(({ files }) => files?.length);
  const typed = [...document.querySelectorAll("textarea")].some(({ value, defaultValue }) => value !== defaultValue);
  // A photo that is on its way would be cut off.
  if (stale && me && !leaving && !busy && !chosen && !typed && navigator.onLine) location.reload();
}

let shown: Action[] = [];
let addresses: string[] = [];

async function list(): Promise<void> {
  if (!section) return;
  const all = await actions().catch((): Action[] => []);
  shown = all.filter(({ staff }) => staff === me);
  const mine = here ? shown.filter(({ report }) => report === here) : shown;
  addresses.forEach((address) => URL.revokeObjectURL(address));
  addresses = [];
  const items = [...mine.map((action) => mineItem(action, shown)), ...othersItems(all.filter(({ staff }) => staff !== me))];
  if (!mine.some(({ stopped }) => !stopped)) say(section.querySelector("[data-outbox-say]"), "");
  section.hidden = items.length === 0;
  section.querySelector("ul")?.replaceChildren(...items);
  markJobs();
}

/** Where a job already has something in the phone, the page says so, and does not ask for it again. */
function markJobs(): void {
  const waiting = shown.filter(({ stopped }) => !stopped || stopped.how === "sign-in");
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-action]")) {
    const { report, move } = asks(form);
    const of = waiting.filter((action) => action.report === report).map((action) => action.move);
    // After a close, or a way out, nothing else is to be done there; after a take, everything but that.
    const over = of.some((done) => done !== "take") || of.includes(move);
    form.hidden = over;
    const outside = form.id ? document.querySelectorAll<HTMLElement>(`[form="${form.id}"]`) : [];
    for (const one of outside) one.hidden = over;
    const fold = form.closest("details");
    if (of.includes("take") && move === "close" && fold) fold.open = true;
  }
  for (const job of document.querySelectorAll<HTMLElement>("a.item")) {
    job.querySelector("[data-in-phone]")?.remove();
    const report = /\/jobs\/([0-9a-f-]+)/.exec(job.getAttribute("href") ?? "")?.[1];
    if (!waiting.some((action) => action.report === report)) continue;
    const tag = Object.assign(document.createElement("span"), { className: "tag wait", textContent: words["inPhone"] ?? "" });
    tag.dataset["inPhone"] = "";
    job.querySelector(".tags")?.append(" ", tag);
  }
}

function mineItem(action: Action, all: Action[]): HTMLElement {
  const photos = photosOf(action.fields);
  const note = fill(words[photos.length > 0 ? "notePhotos" : "note"], { time: time(action.at), photos: photos.length });
  const behind = all.some(({ report, order, stopped }) => {
    return report === action.report && (order ?? 0) < (action.order ?? 0) && stopped?.how !== "conflict";
  });
  const how = action.stopped?.how;
  const state = how === "sign-in" ? words["signIn"] : how ? words[how] : words[behind ? "behind" : "waits"];
  const item = line(`${action.title} · ${action.words}`, note, how ? "late" : "wait", state);
  if (!action.stopped) {
    item.append(sureButton(words["cancel"], words["dropSure"], () => void drop(action)));
    return item;
  }
  const said = how === "sign-in" ? words["signInDo"] : action.stopped.words;
  item.append(Object.assign(document.createElement("small"), { textContent: said }));
  for (const photo of photos) {
    const address = URL.createObjectURL(fileOf(photo));
    addresses.push(address);
    item.append(Object.assign(new Image(), { src: address, alt: words["photo"] ?? "", width: 72, height: 72 }));
  }
  if (how === "sign-in") return item.append(link(SIGN_IN, words["signIn"])), item;
  if (action.report !== here) item.append(link(`/crew/jobs/${action.report}`, words["see"]));
  const form = formOf(action);
  if (how === "wrong" && form) item.append(button(words["putRight"], () => takeUp(form, action)));
  item.append(sureButton(words["drop"], words["dropSure"], () => void drop(action)));
  return item;
}

function link(href: string, said: string | undefined): HTMLElement {
  return Object.assign(document.createElement("a"), { href, className: "btn quiet small", textContent: said ?? "" });
}

async function drop(action: Action): Promise<void> {
  await remove(action);
  await list();
  tell();
  void leave();
}

/** What others left in this phone: how many, and that they leave; nothing of what is in them. */
function othersItems(others: Action[]): HTMLElement[] {
  const people = new Map<string, { waits: number; stopped: number }>();
  for (const { who, stopped } of others) {
    const one = people.get(who) ?? { waits: 0, stopped: 0 };
    if (stopped) one.stopped++;
    else one.waits++;
    people.set(who, one);
  }
  const item = (said: string): HTMLElement => Object.assign(document.createElement("li"), { textContent: said });
  return [...people].flatMap(([name, { waits, stopped }]) => [
    ...(waits ? [item(fill(words["others"], { name, count: waits }))] : []),
    ...(stopped ? [item(fill(words["othersStopped"], { name, count: stopped }))] : []),
  ]);
}

/** Signing out leaves no picture and no list; while something has not left, it says so, and how to hand the phone over. */
async function askToSignOut(): Promise<void> {
  await flush().catch(() => {});
  await list();
  if (shown.length === 0) return signOut();
  const place = section?.querySelector<HTMLElement>("[data-outbox-say]") ?? null;
  say(place, fill(words["refused"], { count: shown.length }), "bad");
  section?.querySelector("[data-hand-over]")?.remove();
  const hand = sureButton(words["handOver"], words["handOver"], () => void signOut());
  hand.dataset["sure"] = "yes";
  hand.dataset["handOver"] = "";
  place?.after(hand);
  section?.scrollIntoView({ block: "start" });
  place?.focus();
}

async function signOut(): Promise<void> {
  const answer = await fetch("/sign-out", { method: "POST", redirect: "manual" }).catch(() => undefined);
  const place = section?.querySelector<HTMLElement>("[data-outbox-say]") ?? null;
  if (!answer || answer.status >= 400) {
    if (section) section.hidden = false;
    say(place, words["offline"] ?? "", "bad");
    section?.scrollIntoView({ block: "start" });
    return place?.focus();
  }
  await forgetKey().catch(() => {});
  if (workers) await wipe().catch(() => {});
  location.assign(SIGN_IN);
}
