/**
 * Sends a report without leaving its page. It is written into the phone first, so that neither a tunnel nor a battery loses
 * it; what is wrong is put where the server's own page has it, in its words.
 */
import { newKey } from "./database";
import { keptOf, photosOf, type Field } from "./kept";
import { alone, body, keep, outcome, remove, tell, type Waiting } from "./outbox";
import { keptInPhone, takeUp } from "./waiting";
import { fill, say, size } from "./words";

export function improveReportForms(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-in-place]")) {
    form.addEventListener("submit", (event) => {
      // Held until the phone's place is known, or a second tap.
      if (event.defaultPrevented) return;
      event.preventDefault();
      void send(form);
    });
    takeUp(form, (answer) => show(parts(answer)));
  }
}

async function send(form: HTMLFormElement): Promise<void> {
  const report = await written(form).catch(() => null);
  if (!report) {
    form.dispatchEvent(new Event("again"));
    const words = form.querySelector<HTMLElement>("[data-previews]")?.dataset["unread"] ?? "";
    return sayAtPhotos(form, words);
  }
  const kept = await keep(report).then(() => true, () => false);
  const { status, answer } = await alone(() => post(form, report));
  const end = outcome(status, answer);
  if (end !== "later" && "sent" in end) {
    if (kept) await remove("waiting", report.id).catch(() => {});
    return location.assign(end.sent);
  }
  form.dispatchEvent(new Event("again"));
  if (end !== "later") {
    // It is put right in the form, under the same key; the phone keeps it for who leaves the page meanwhile, if anything
    // would be lost: a photo can't be taken twice.
    form.dataset["key"] = report.id;
    const worth = photosOf(report.fields).length > 0;
    if (kept) await (worth ? keep({ ...report, refused: end.refused }) : remove("waiting", report.id)).catch(() => {});
    return show(parts(end.refused));
  }
  if (kept) {
    delete form.dataset["key"];
    form.reset();
    tell();
    return keptInPhone();
  }
  // The phone lets nothing be kept: the form holds it, and the same key goes with it again.
  form.dataset["key"] = report.id;
  sayAtPhotos(form, form.dataset[status ? "failed" : "noNetwork"] ?? "");
}

/** What goes wrong is said where the photos are; who sends from the end of the form is brought there. */
function sayAtPhotos(form: HTMLFormElement, words: string): void {
  const there = form.querySelector("[data-photos-say]");
  say(there, words, "bad");
  there?.scrollIntoView({ block: "center" });
}

/** What the form holds, under a key of its own: a page without network may be an old one, whose key was used before. */
async function written(form: HTMLFormElement): Promise<Waiting> {
  const fields: Field[] = [];
  for (const [name, value] of new FormData(form)) {
    if (typeof value !== "string") {
      if (value.size > 0) fields.push([name, await keptOf(value)]);
    } else if (name !== "idempotency_key") fields.push([name, value]);
  }
  const chosen = form.querySelector("input[name=category]:checked")?.closest("label")?.querySelector("span");
  const id = form.dataset["key"] ?? newKey();
  return { id, since: Date.now(), title: chosen?.textContent?.trim() ?? "", fields };
}

/** Not `fetch`, which tells no progress. Status 0: no answer. */
function post(form: HTMLFormElement, report: Waiting): Promise<{ status: number; answer: string }> {
  const progress = form.querySelector<HTMLProgressElement>("[data-progress]");
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    const end = (status: number): void => {
      if (progress) progress.hidden = true;
      say(form.querySelector("[data-progress-say]"), "");
      done({ status, answer: status ? request.responseText : "" });
    };
    request.open("POST", form.action);
    request.setRequestHeader("Sent-By", "script");
    request.upload.addEventListener("progress", ({ loaded, total }) => {
      if (!progress) return;
      progress.hidden = false;
      progress.value = total ? loaded / total : 0;
      const units = form.querySelector<HTMLElement>("[data-previews]")?.dataset ?? {};
      const words = fill(progress.dataset["of"], { sent: size(loaded, units), total: size(total, units) });
      say(form.querySelector("[data-progress-say]"), words);
    });
    request.addEventListener("load", () => end(request.status));
    for (const broken of ["error", "timeout", "abort"]) request.addEventListener(broken, () => end(0));
    request.send(body(report));
  });
}

function parts(answer: string): HTMLElement[] {
  return [...new DOMParser().parseFromString(answer, "text/html").querySelectorAll<HTMLElement>("[data-part]")];
}

function show(parts: HTMLElement[]): void {
  for (const part of parts) {
    document.querySelector(`[data-part="${part.dataset["part"]}"]`)?.replaceWith(document.adoptNode(part));
  }
  for (const wrong of document.querySelectorAll("[data-part] p.error")) {
    const fold = wrong.closest("details");
    if (fold) fold.open = true;
  }
  document.dispatchEvent(new Event("parts"));
  const first = document.querySelector<HTMLElement>("[data-part=summary] [tabindex], [data-part=summary] .notice");
  if (!first) return;
  first.tabIndex = -1;
  first.focus();
}
