/**
 * The kinds of problem: searched by any word that people use, and put in the order of the place as soon as that is known,
 * unless something was chosen already: nothing moves under a finger.
 */
import type { Spot } from "./pick";
import { fill, say } from "./words";

export function improveKinds(): void {
  enhance();
  document.addEventListener("parts", enhance);
  for (const form of document.querySelectorAll("form[data-in-place]")) {
    form.addEventListener("placed", (event) => {
      const spot = (event as CustomEvent<Spot | null>).detail;
      if (spot) void reorder(spot);
    });
  }
}

const section = (): HTMLElement | null => document.querySelector("[data-kinds]");

function enhance(): void {
  const search = section()?.querySelector<HTMLElement>("[data-kinds-search]");
  const input = search?.querySelector("input");
  if (!search || !input || !search.hidden) return;
  search.hidden = false;
  input.addEventListener("input", () => filter(search, input.value));
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
}

function filter(search: HTMLElement, typed: string): void {
  const words = folded(typed).split(/\s+/).filter(Boolean);
  let found = 0;
  for (const group of section()?.querySelectorAll<HTMLElement>(".choices") ?? []) {
    const kinds = [...group.querySelectorAll<HTMLElement>("[data-found-by]")];
    for (const kind of kinds) {
      const by = folded(kind.dataset["foundBy"] ?? "");
      // Those that come first are in the tree for the search alone.
      kind.hidden = words.length ? !words.every((word) => by.includes(word)) : "first" in kind.dataset;
      if (!kind.hidden) found++;
    }
    group.hidden = kinds.every((kind) => kind.hidden);
  }
  const which = found ? "found" : "none";
  say(search.querySelector("[data-kinds-say]"), words.length ? fill(search.dataset[which], { count: found }) : "");
}

/** Without accents and capitals: `égout` is found by `egout`. */
function folded(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").replace(/[œŒ]/g, "oe").toLowerCase();
}

async function reorder({ latitude, longitude }: Spot): Promise<void> {
  try {
    const answer = await fetch(`/kinds?latitude=${latitude}&longitude=${longitude}`);
    const now = section();
    if (!answer.ok || !now || now.querySelector("input:checked, details[open]") || now.contains(document.activeElement)) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-kinds]");
    if (!fresh || now.querySelector("input:checked, details[open]")) return;
    now.replaceWith(document.adoptNode(fresh));
    enhance();
  } catch {
    // No network: the usual order is good enough.
  }
}
