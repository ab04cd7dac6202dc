/** "My reports" of this device: each page that is opened is remembered, `/mine` lists them and asks how they stand. */
import { forgetReport, remember, remembered, type Remembered } from "./remembered";
import { fill, say } from "./words";

export function improveMine(): void {
  if (!("indexedDB" in window)) return;
  const seen = document.querySelector<HTMLElement>("[data-remember]")?.dataset;
  if (seen) {
    const { remember: page = "", number = "", title = "", where = "", state = "" } = seen;
    void remember({ page, number, title, where, state, at: Date.now() }).catch(() => {});
  }
  const place = document.querySelector<HTMLElement>("[data-mine]");
  if (place) void new Mine(place).open();
}

class Mine {
  private states: Record<string, [string, string]>;
  private items = new Map<string, HTMLElement>();

  constructor(private place: HTMLElement) {
    this.states = JSON.parse(place.dataset["states"] ?? "{}");
  }

  async open(): Promise<void> {
    const reports = await remembered().catch((): Remembered[] => []);
    const list = this.place.querySelector("ul");
    list?.replaceChildren(...reports.map((report) => this.item(report)));
    this.count();
    for (const report of reports) await this.ask(report);
  }

  private item(report: Remembered): HTMLElement {
    const item = document.createElement("li");
    const link = Object.assign(document.createElement("a"), { href: report.page });
    link.append(Object.assign(document.createElement("strong"), { textContent: report.title || report.number }));
    const [words, tone] = this.states[report.state] ?? ["", "plain"];
    const tag = Object.assign(document.createElement("span"), { className: `tag ${tone}`, textContent: words });
    tag.hidden = !words;
    const seen = fill(this.place.dataset["seen"], { time: time(report.at) });
    const note = Object.assign(document.createElement("small"), {
      textContent: [report.where, report.number, seen].filter(Boolean).join(" · "),
    });
    const remove = Object.assign(document.createElement("button"), { type: "button", className: "btn quiet small" });
    remove.textContent = this.place.dataset["remove"] ?? "";
    remove.setAttribute("aria-label", `${remove.textContent} ${report.number}`);
    remove.addEventListener("click", () => void this.remove(report));
    item.append(link, tag, note, remove);
    this.items.set(report.page, item);
    return item;
  }

  /** How it stands now; without network the list is as it was last known. */
  private async ask(report: Remembered): Promise<void> {
    try {
      const answer = await fetch(report.page.replace("/r/", "/api/v1/reports/"));
      const note = this.items.get(report.page)?.querySelector("small");
      if (answer.status === 404 && note) note.textContent = this.place.dataset["void"] ?? "";
      if (!answer.ok) return;
      const { reference, state, address } = (await answer.json()) as Record<string, string>;
      const now: Remembered = { ...report, state: state ?? "", where: address ?? "", number: reference ?? "", at: Date.now() };
      const before = this.items.get(report.page);
      if (!before?.isConnected) return;
      await remember(now);
      // The focus stays where it is.
      const focused = before.contains(document.activeElement) ? document.activeElement?.tagName : undefined;
      const after = this.item(now);
      before.replaceWith(after);
      if (focused) after.querySelector<HTMLElement>(focused)?.focus();
    } catch {
      // No network.
    }
  }

  private async remove(report: Remembered): Promise<void> {
    await forgetReport(report.page).catch(() => {});
    this.items.get(report.page)?.remove();
    this.items.delete(report.page);
    this.count();
    const said = this.place.querySelector<HTMLElement>("[data-mine-say]");
    say(said, this.place.dataset["removed"] ?? "");
    if (said) said.tabIndex = -1;
    said?.focus();
  }

  private count(): void {
    const none = this.items.size === 0;
    const list = this.place.querySelector("ul");
    if (list) list.hidden = none;
    const words = this.place.querySelector<HTMLElement>("[data-mine-none]");
    if (words) words.hidden = !none;
  }
}

function time(at: number): string {
  return new Date(at).toLocaleString(document.documentElement.lang, { dateStyle: "short", timeStyle: "short" });
}
