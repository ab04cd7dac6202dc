/**
 * A long list of choices that is found by a word: a combobox in the place of a `select`, which keeps the choice for the
 * form. Accents, capitals and the order of words do not matter.
 */
import { fill, say } from "./words";

interface Choice {
  option: HTMLOptionElement;
  name: string;
  group: string;
  folded: string;
}

export class Filter {
  private choices: Choice[];
  private shown: Choice[] = [];
  private active = -1;
  private field: HTMLElement | null;
  private input = document.createElement("input");
  private list = document.createElement("ul");

  constructor(private select: HTMLSelectElement, private chosen: () => void) {
    this.field = select.closest<HTMLElement>("[data-kinds]");
    this.choices = [...select.options].filter((option) => option.value).map((option) => {
      const name = option.dataset["name"] ?? option.text;
      const group = option.parentElement instanceof HTMLOptGroupElement ? option.parentElement.label : "";
      return { option, name, group, folded: folded(`${name} ${group}`) };
    });
    this.takePlace();
    this.input.addEventListener("input", () => this.typed());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => this.left());
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", ({ target }) => {
      const option = target instanceof Element ? target.closest("[role=option]") : null;
      if (option) this.take(this.shown[[...this.list.children].indexOf(option)]);
    });
  }

  /** The field takes the select's label, its words and its place among the anchors. */
  private takePlace(): void {
    const { select, input, list } = this;
    const id = select.id;
    list.id = `${id}-list`;
    Object.assign(list, { className: "combo-list", hidden: true });
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", this.field?.dataset["list"] ?? "");
    const marks = { role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false" };
    for (const [name, value] of Object.entries(marks)) input.setAttribute(name, value);
    for (const name of ["aria-describedby", "aria-invalid"]) {
      const value = select.getAttribute(name);
      if (value) input.setAttribute(name, value);
    }
    Object.assign(input, { type: "text", autocomplete: "off", spellcheck: false });
    input.value = this.choices.find(({ option }) => option.selected)?.name ?? "";
    select.id = `${id}-value`;
    input.id = id;
    select.hidden = true;
    select.after(input, list);
  }

  private typed(): void {
    if (this.select.value) {
      this.select.value = "";
      this.chosen();
    }
    this.find();
  }

  private find(): void {
    const words = folded(this.input.value).split(" ").filter(Boolean);
    const found = this.choices.filter(({ folded }) => words.every((word) => folded.includes(word)));
    // Whose own name begins so comes before whose branch has the word.
    const begins = ({ name }: Choice) => Number(!folded(name).split(" ").some((part) => part.startsWith(words[0] ?? "")));
    this.shown = found.sort((one, other) => begins(one) - begins(other));
    this.show();
  }

  private show(): void {
    this.activate(-1);
    this.list.replaceChildren(...this.shown.map(({ name, group }, at) => {
      const option = Object.assign(document.createElement("li"), { id: `${this.list.id}-${at}`, textContent: name });
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      const branch = Object.assign(document.createElement("small"), { textContent: group });
      option.append(" ", branch);
      return option;
    }));
    this.open(this.shown.length > 0);
    const said = this.field?.querySelector("[data-kinds-say]") ?? null;
    if (this.shown.length === 0) say(said, this.field?.dataset["none"] ?? "", "bad");
    else say(said, fill(this.field?.dataset["found"], { count: this.shown.length }));
  }

  private key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey) return;
    const last = this.shown.length - 1;
    const open = !this.list.hidden;
    if (event.key === "Escape" && open) this.close();
    else if (event.key === "ArrowDown" && !open) this.find();
    else if (event.key === "ArrowDown") this.activate(this.active >= last ? 0 : this.active + 1);
    else if (event.key === "ArrowUp" && open) this.activate(this.active <= 0 ? last : this.active - 1);
    else if (event.key === "Enter" && open) this.take(this.shown[Math.max(this.active, 0)]);
    else return;
    event.preventDefault();
  }

  /** Who goes on without Enter means what was marked, or the only one that fits. */
  private left(): void {
    if (this.list.hidden) return;
    const meant = this.shown[this.active] ?? (this.shown.length === 1 ? this.shown[0] : undefined);
    if (meant && this.input.value.trim()) this.take(meant);
    else this.close();
  }

  private take(choice: Choice | undefined): void {
    if (!choice) return;
    this.close();
    this.input.value = choice.name;
    this.select.value = choice.option.value;
    this.chosen();
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

  private open(open: boolean): void {
    this.list.hidden = !open;
    this.input.setAttribute("aria-expanded", String(open));
  }

  private close(): void {
    this.open(false);
    this.activate(-1);
    say(this.field?.querySelector("[data-kinds-say]") ?? null, "");
  }
}

/** Small letters without accents. */
function folded(words: string): string {
  return words.normalize("NFD").replace(/\p{M}/gu, "").replace(/œ/g, "oe").toLowerCase();
}
