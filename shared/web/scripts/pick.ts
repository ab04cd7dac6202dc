/**
 * A place that a person chose, in a list or on the map: it stands in the form beside the words that it was chosen for, as
 * the server's own list has it. What is known of it is said at once, also that it is outside the city.
 */
import { say } from "./words";

export interface Spot {
  latitude: number;
  longitude: number;
}

export interface Known {
  inside: boolean;
  words: string;
  remedy?: string;
}

let question = 0;

/** Takes a place with its words. */
export function choose(form: HTMLFormElement, spot: Spot, words: string): void {
  const written = `${spot.latitude.toFixed(6)}, ${spot.longitude.toFixed(6)}`;
  write(form, words, written);
  placed(form, spot);
  void know(form, spot);
}

/** Other words were typed: the choice is void. */
export function forget(form: HTMLFormElement | null): void {
  question++;
  form?.querySelector("[data-choices]")?.remove();
  if (!form) return;
  say(told(form), "");
  placed(form, null);
}

/** A place that nobody chose by hand: what is known of it is said. What is written by hand wins over it. */
export function located(form: HTMLFormElement, spot: Spot): void {
  const written = form.elements.namedItem("place");
  // A crew's form has no place to choose: where its phone is, is sent, and nobody is asked about it.
  if (!(written instanceof HTMLInputElement) || written.value) return;
  placed(form, spot);
  void know(form, spot);
}

/** Tells whoever wants to know where it is now; null: nobody knows. */
function placed(form: HTMLFormElement, spot: Spot | null): void {
  const detail = spot && { latitude: spot.latitude, longitude: spot.longitude };
  form.dispatchEvent(new CustomEvent("placed", { detail }));
}

/** What the server knows of a place; none: there is no network, or it has none for us now. */
export async function ask(form: HTMLFormElement, spot: Spot): Promise<Known | undefined> {
  try {
    const answer = await fetch(`${form.dataset["root"] ?? ""}/place?latitude=${spot.latitude}&longitude=${spot.longitude}`);
    return answer.ok ? ((await answer.json()) as Known) : undefined;
  } catch {
    return undefined;
  }
}

async function know(form: HTMLFormElement, spot: Spot): Promise<void> {
  const asked = ++question;
  const known = await ask(form, spot);
  // Without an answer the place is sent as it is, and the server says what it knows of it then.
  if (!known || asked !== question) return;
  say(told(form), known.inside ? known.words : `${known.words} ${known.remedy ?? ""}`, known.inside ? "good" : "bad");
}

function told(form: HTMLFormElement): Element | null {
  return form.querySelector("[data-where-say]");
}

function write(form: HTMLFormElement, words: string, written: string): void {
  const input = form.elements.namedItem("place");
  if (!(input instanceof HTMLInputElement)) return;
  input.value = words;
  form.querySelector("[data-choices]")?.remove();
  const choices = document.createElement("div");
  choices.dataset["choices"] = "";
  for (const [name, value] of [["place_sought", words], ["place_choice", written]] as const) {
    choices.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  }
  input.closest("[data-part]")?.append(choices);
  form.dispatchEvent(new Event("place"));
}
