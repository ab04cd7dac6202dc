/** The lines of a list of what waits in the phone. */

export function line(title: string, note: string, tone: string, state = ""): HTMLElement {
  const item = document.createElement("li");
  const strong = Object.assign(document.createElement("strong"), { textContent: title });
  const small = Object.assign(document.createElement("small"), { textContent: note });
  const tag = Object.assign(document.createElement("span"), { className: `tag ${tone}`, textContent: state });
  item.append(strong, tag, small);
  return item;
}

export function button(words: string | undefined, tapped: () => void): HTMLButtonElement {
  const made = Object.assign(document.createElement("button"), { type: "button", className: "btn quiet small" });
  made.textContent = words ?? "";
  made.addEventListener("click", tapped);
  return made;
}

/** A button that asks once more before it does what can't be taken back. */
export function sureButton(words: string | undefined, sure: string | undefined, tapped: () => void): HTMLButtonElement {
  const made = button(words, () => {
    if (made.dataset["sure"]) return tapped();
    made.dataset["sure"] = "yes";
    made.textContent = sure ?? "";
  });
  return made;
}

export function time(at: number): string {
  return new Date(at).toLocaleString(document.documentElement.lang, { dateStyle: "short", timeStyle: "short" });
}
