/** A crew's closing: its after-photo fills the frame it was asked in. The place comes from place.ts. */
import { sendOnce } from "./sending";

export function improveCloseForms(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-close]")) {
    sendOnce(form, form.dataset["sending"] ?? "");
    for (const frame of form.querySelectorAll<HTMLElement>("[data-after]")) {
      const label = frame.closest("label");
      const input = label?.querySelector<HTMLInputElement>("input[type=file]");
      if (!label || !input) continue;
      input.addEventListener("change", () => show(frame, label, input.files?.[0]));
      show(frame, label, input.files?.[0]);
    }
  }
}

function show(frame: HTMLElement, label: HTMLElement, photo: File | undefined): void {
  const words = label.querySelector<HTMLElement>("[data-words]");
  const old = frame.querySelector("img");
  if (old) URL.revokeObjectURL(old.src);
  frame.replaceChildren();
  label.classList.toggle("has-photo", photo !== undefined);
  if (words) {
    words.dataset["first"] ??= words.textContent ?? "";
    words.textContent = (photo ? words.dataset["again"] : words.dataset["first"]) ?? "";
  }
  // What was missing is not missing any more.
  if (photo) label.closest("form")?.querySelector("#photo-error")?.remove();
  if (photo) frame.append(Object.assign(new Image(), { src: URL.createObjectURL(photo), alt: "" }));
}
