/**
 * "Already reported?": once the place and the kind are known, the form shows what is open nearby. It asks nothing of who
 * sees nothing near, and holds nobody up: sending the form says that it is something else.
 */
import type { Spot } from "./pick";

export function improveNearby(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-in-place]")) new Nearby(form);
}

class Nearby {
  private spot: Spot | null = null;
  private question = 0;
  /** What was asked last, and is answered. */
  private known = "";

  constructor(private form: HTMLFormElement) {
    form.addEventListener("placed", (event) => {
      this.spot = (event as CustomEvent<Spot | null>).detail;
      void this.look();
    });
    form.addEventListener("change", ({ target }) => {
      if (target instanceof HTMLInputElement && target.name === "category") void this.look();
    });
    form.addEventListener("click", ({ target }) => {
      if (!(target instanceof Element)) return;
      if (target.closest("[data-different]")) this.different();
      const same = target.closest<HTMLElement>("[data-same]")?.dataset["same"];
      if (same) this.same(same);
    });
    form.addEventListener("reset", () => {
      this.question++;
      this.spot = null;
      this.known = "";
      this.show("");
    });
    // The server asks where only it knew the place: in a photo.
    document.addEventListener("parts", () => this.part?.querySelector<HTMLElement>("h2")?.focus());
  }

  private async look(): Promise<void> {
    const category = this.form.querySelector<HTMLInputElement>("input[name=category]:checked")?.value;
    const asked = ++this.question;
    if (!this.spot || !category) {
      this.known = "";
      return this.show("");
    }
    const { latitude, longitude } = this.spot;
    const query = String(new URLSearchParams({ latitude: String(latitude), longitude: String(longitude), category }));
    if (query === this.known) return;
    try {
      const answer = await fetch(`/nearby?${query}`);
      if (!answer.ok || asked !== this.question) return;
      const part = await answer.text();
      if (asked !== this.question) return;
      this.known = query;
      this.show(part);
    } catch {
      // No network: the report is sent as it is; staff sees what is the same.
    }
  }

  private show(html: string): void {
    const part = new DOMParser().parseFromString(html, "text/html").querySelector<HTMLElement>("[data-part=nearby]");
    const here = this.part;
    if (part) here?.replaceWith(document.adoptNode(part));
    else here?.replaceChildren();
  }

  /** Sends the form as one who follows. No button of its own: the first one of a form is what Enter presses. */
  private same(number: string): void {
    const chosen = Object.assign(document.createElement("input"), { type: "hidden", name: "same_as", value: number });
    this.part?.querySelector("input[name=same_as]")?.remove();
    this.part?.append(chosen);
    this.form.requestSubmit(document.querySelector<HTMLElement>(`button[form="${this.form.id}"]`));
  }

  /** Put away, and not asked again. */
  private different(): void {
    for (const element of this.part?.querySelectorAll("section, input[name=same_as]") ?? []) element.remove();
    this.form.querySelector<HTMLElement>("[data-part=words] summary")?.focus();
  }

  private get part(): HTMLElement | null {
    return this.form.querySelector("[data-part=nearby]");
  }
}
