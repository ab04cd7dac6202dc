/** The list of reports that wait in the phone, and how they will leave. */
import { fileOf, photosOf } from "./kept";
import { button, line, sureButton, time } from "./lines";
import { flush, hear, remove, sent, SYNC, waiting, type Sent, type Waiting } from "./outbox";
import { wakeLater, whenever } from "./wake";
import { fill, say } from "./words";

const section = (): HTMLElement | null => document.querySelector("[data-outbox]");

export function improveOutbox(): void {
  if (!section() || !("indexedDB" in window)) return;
  if ("serviceWorker" in navigator && isSecureContext) void navigator.serviceWorker.register("/sw.js").catch(() => {});
  hear(() => void list());
  whenever(() => void leave());
}

/** Sends what can be sent, and shows what is left. */
async function leave(): Promise<void> {
  await list();
  if ((await waiting().catch(() => [])).some(({ refused }) => refused === undefined)) {
    await flush().catch(() => {});
    await list();
  }
}

/** A report has just been written into the phone and could not leave. */
export async function keptInPhone(): Promise<void> {
  await navigator.storage?.persist?.().catch(() => false);
  const wakes = await wakeLater(SYNC);
  await list();
  const words = section()?.dataset[wakes ? "keptWakes" : "kept"] ?? "";
  const place = section()?.querySelector<HTMLElement>("[data-outbox-say]") ?? null;
  say(place, words, "good");
  section()?.scrollIntoView({ block: "start" });
  place?.focus();
}

async function list(): Promise<void> {
  const place = section();
  if (!place) return;
  const [left, gone] = await Promise.all([waiting(), sent()]).catch((): [Waiting[], Sent[]] => [[], []]);
  const inForm = document.querySelector<HTMLElement>("form[data-in-place]")?.dataset["key"];
  const items = [...left.filter(({ id }) => id !== inForm).map(waitingItem), ...gone.map(sentItem)];
  if (!left.some(({ refused }) => refused === undefined)) say(place.querySelector("[data-outbox-say]"), "");
  place.hidden = items.length === 0;
  place.querySelector("ul")?.replaceChildren(...items);
}

function waitingItem(report: Waiting): HTMLElement {
  const words = section()?.dataset ?? {};
  const wrong = report.refused !== undefined;
  const photos = photosOf(report.fields).length;
  const item = line(report.title, fill(words["waitingNote"], { time: time(report.since), photos }), wrong ? "late" : "wait");
  const tag = item.querySelector(".tag");
  if (tag) tag.textContent = words[wrong ? "wrong" : "waits"] ?? "";
  if (wrong) item.append(button(words["putRight"], () => open(report)));
  item.append(sureButton(words["drop"], words["dropSure"], () => void remove("waiting", report.id).then(list)));
  return item;
}

function sentItem(report: Sent): HTMLElement {
  const words = section()?.dataset ?? {};
  const item = line(report.title, fill(words["sentNote"], { time: time(report.at) }), "clean");
  const tag = item.querySelector(".tag");
  if (tag) tag.textContent = words["sent"] ?? "";
  const follow = Object.assign(document.createElement("a"), { href: report.page, className: "btn quiet small" });
  follow.textContent = words["follow"] ?? "";
  item.append(follow, button(words["putAway"], () => void remove("sent", report.id).then(list)));
  return item;
}

let opened: (report: Waiting) => void = () => {};

/** Lets a refused report be taken out of the phone into the form again, with what the server said of it. */
export function takeUp(form: HTMLFormElement, show: (answer: string) => void): void {
  opened = (report) => {
    form.reset();
    for (const [name, value] of report.fields) {
      if (typeof value !== "string") continue;
      const field = form.elements.namedItem(name);
      if (field instanceof RadioNodeList) field.value = value;
      else if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) field.value = value;
    }
    form.dispatchEvent(new CustomEvent("photos", { detail: photosOf(report.fields).map(fileOf) }));
    // It stays in the phone until the server has it; sending the form replaces it there.
    form.dataset["key"] = report.id;
    show(report.refused ?? "");
  };
}

function open(report: Waiting): void {
  opened(report);
  void list();
}

