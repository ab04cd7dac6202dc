/**
 * Addresses while they are typed: a combobox with a list, after the ARIA Authoring Practices. Without this script the
 * server looks for what was typed when the form is sent.
 */
import { choose, forget, type Spot } from "./pick";
import { fill, say } from "./words";

/** Milliseconds of rest before the server is asked. */
const REST = 180;
const SHORTEST = 3;

interface Found extends Spot {
  words: string;
}

export function improveAddresses(): void {
  improve();
  // An answer that says what is wrong brings a new field.
  document.addEventListener("parts", improve);
}

function improve(): void {
  for (const field of document.querySelectorAll<HTMLElement>("[data-address]:not([data-ready])")) {
    const input = field.querySelector("input");
    const list = field.querySelector<HTMLElement>("[role=listbox]");
    if (!input || !list) continue;
    field.dataset["ready"] = "";
    new Combobox(field, input, list);
  }
}

class Combobox {
  private found: Found[] = [];
  private active = -1;
  private rest = 0;
  private question = 0;

  constructor(private field: HTMLElement, private input: HTMLInputElement, private list: HTMLElement) {
    const marks = { role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false" };
    for (const [name, value] of Object.entries(marks)) input.setAttribute(name, value);
    input.addEventListener("input", () => this.typed());
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("blur", () => this.close());
    // A tap on the list must not take the focus from the field before it is heard.
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", ({ target }) => {
      const option = target instanceof Element ? target.closest("[role=option]") : null;
      if (option) this.take([...this.list.children].indexOf(option));
    });
  }

  private typed(): void {
    forget(this.input.form);
    clearTimeout(this.rest);
    const words = this.input.value.trim();
    this.question++;
    if (words.length < SHORTEST || !/\p{L}/u.test(words)) return this.close();
    this.rest = window.setTimeout(() => void this.ask(words), REST);
  }

  private async ask(words: string): Promise<void> {
    const asked = ++this.question;
    try {
      const answer = await fetch(`${this.input.form?.dataset["root"] ?? ""}/addresses?q=${encodeURIComponent(words)}`);
      if (!answer.ok) throw new Error(String(answer.status));
      const { addresses } = (await answer.json()) as { addresses: Found[] };
      if (asked === this.question) this.show(addresses);
    } catch {
      if (asked !== this.question) return;
      this.close();
      this.say("failed", "bad");
    }
  }

  private show(found: Found[]): void {
    this.found = found;
    this.activate(-1);
    this.list.replaceChildren(
      ...found.map(({ words }, at) => {
        const option = Object.assign(document.createElement("li"), { id: `${this.list.id}-${at}`, textContent: words });
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        return option;
      }),
    );
    this.open(found.length > 0);
    if (found.length === 0) return this.say("none", "bad");
    say(this.said, fill(this.field.dataset["found"], { count: found.length }));
  }

  private key(event: KeyboardEvent): void {
    const last = this.found.length - 1;
    if (event.key === "Escape" && this.isOpen) this.close();
    else if (event.key === "ArrowDown" && last >= 0) this.move(this.active >= last ? 0 : this.active + 1);
    else if (event.key === "ArrowUp" && last >= 0) this.move(this.active <= 0 ? last : this.active - 1);
    else if (event.key === "Enter" && this.isOpen) this.take(Math.max(this.active, 0));
    else return;
    event.preventDefault();
  }

  private move(to: number): void {
    this.open(true);
    this.activate(to);
  }

  private activate(at: number): void {
    this.list.children[this.active]?.setAttribute("aria-selected", "false");
    this.active = at;
    const option = this.list.children[at];
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) this.input.setAttribute("aria-activedescendant", option.id);
    else this.input.removeAttribute("aria-activedescendant");
  }

  private take(at: number): void {
    const found = this.found[at];
    if (!found) return;
    this.close();
    this.found = [];
    if (this.input.form) choose(this.input.form, found, found.words);
  }

  private get isOpen(): boolean {
    return !this.list.hidden;
  }

  private open(open: boolean): void {
    this.list.hidden = !open;
    this.input.setAttribute("aria-expanded", String(open));
  }

  private close(): void {
    this.open(false);
    this.activate(-1);
    say(this.said, "");
  }

  private get said(): Element | null {
    return this.field.querySelector("[data-address-say]");
  }

  private say(which: string, tone: "bad"): void {
    say(this.said, this.field.dataset[which] ?? "", tone);
  }
}
