/**
 * Sends a report without leaving its page, so that chosen photos stay in the phone's hand whatever the answer is. What is
 * wrong is put where the server's own page has it, in its words.
 */
import { say } from "./words";

export function improveReportForms(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-in-place]")) {
    form.addEventListener("submit", (event) => {
      // Held until the phone's place is known, or a second tap.
      if (event.defaultPrevented) return;
      event.preventDefault();
      send(form);
    });
  }
}

function send(form: HTMLFormElement): void {
  const progress = form.querySelector<HTMLProgressElement>("[data-progress]");
  const words = form.querySelector("[data-photos-say]");
  const again = (why = ""): void => {
    if (progress) progress.hidden = true;
    say(words, why, why ? "bad" : undefined);
    form.dispatchEvent(new Event("again"));
  };
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.setRequestHeader("Sent-By", "script");
  request.upload.addEventListener("progress", ({ loaded, total }) => {
    if (!progress) return;
    progress.hidden = false;
    progress.value = total ? loaded / total : 0;
  });
  request.addEventListener("load", () => {
    if (request.status === 201) return location.assign((JSON.parse(request.responseText) as { page: string }).page);
    const answer = new DOMParser().parseFromString(request.responseText, "text/html");
    const parts = [...answer.querySelectorAll<HTMLElement>("[data-part]")];
    if (parts.length === 0) return again(form.dataset["failed"]);
    again();
    show(parts);
  });
  for (const end of ["error", "timeout", "abort"]) {
    request.addEventListener(end, () => again(form.dataset["noNetwork"]));
  }
  request.send(new FormData(form));
}

function show(parts: HTMLElement[]): void {
  for (const part of parts) {
    document.querySelector(`[data-part="${part.dataset["part"]}"]`)?.replaceWith(document.adoptNode(part));
  }
  for (const wrong of document.querySelectorAll("[data-part] .error")) {
    const fold = wrong.closest("details");
    if (fold) fold.open = true;
  }
  document.dispatchEvent(new Event("parts"));
  const first = document.querySelector<HTMLElement>("[data-part=summary] [tabindex], [data-part=summary] .notice");
  if (!first) return;
  first.tabIndex = -1;
  first.focus();
}
