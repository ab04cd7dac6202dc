/** Links to hand on: a field's text is copied by a button, which without this script is not there. */
import { say } from "./words";

export function improveCopies(): void {
  if (!navigator.clipboard) return;
  for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-copy]")) {
    const field = document.getElementById(button.dataset["copy"] ?? "");
    if (!(field instanceof HTMLInputElement)) continue;
    button.hidden = false;
    field.addEventListener("focus", () => field.select());
    button.addEventListener("click", () => void copied(button, field));
  }
}

async function copied(button: HTMLButtonElement, field: HTMLInputElement): Promise<void> {
  try {
    await navigator.clipboard.writeText(field.value);
    say(button.parentElement?.querySelector<HTMLElement>("[data-copy-say]") ?? null, button.dataset["copied"] ?? "", "good");
  } catch {
    // The browser lets nobody copy: the text is marked, to be copied by hand.
    field.select();
  }
}
