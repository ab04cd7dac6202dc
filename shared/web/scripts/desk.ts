/**
 * The desk's numbers are live: when the server says that they have changed, the page asks for itself, with the choices that
 * it has, and exchanges the parts that differ. A page that nobody sees asks for nothing.
 */
import { improveTogether } from "./together";

const LIVE = "[data-live]";
/** Milliseconds until the server is asked again after it has answered something else than events. */
const AGAIN = 60_000;

class Desk {
  private events: EventSource | undefined;
  private again = 0;
  /** The order of questions: an older answer never replaces a newer one. */
  private asked = 0;

  watch(): void {
    document.addEventListener("visibilitychange", () => this.look());
    // A page that comes back from the browser's memory is as old as when it was left.
    addEventListener("pageshow", ({ persisted }) => persisted && this.look());
    addEventListener("pagehide", () => this.leave());
    if (!document.hidden) this.listen();
  }

  private look(): void {
    if (document.hidden) return this.leave();
    if (this.events) return;
    this.listen();
    void this.renew();
  }

  private leave(): void {
    clearTimeout(this.again);
    this.events?.close();
    this.events = undefined;
  }

  private listen(): void {
    this.leave();
    const events = new EventSource("/desk/live");
    this.events = events;
    events.addEventListener("changed", () => void this.renew());
    events.addEventListener("error", () => {
      // Lost: the browser tries again by itself. Refused: it does not, and the page says why.
      if (events.readyState !== EventSource.CLOSED) return;
      void this.renew();
      this.again = setTimeout(() => this.listen(), AGAIN);
    });
  }

  private async renew(): Promise<void> {
    const turn = ++this.asked;
    try {
      const answer = await fetch(location.href);
      if (turn !== this.asked) return;
      if (!answer.ok || answer.redirected) return lost();
      const newer = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const part of document.querySelectorAll<HTMLElement>(LIVE)) exchange(part, newer.getElementById(part.id));
    } catch {
      lost();
    }
  }
}

/** Says that the numbers are those of a while ago, and why nothing newer comes. */
function lost(): void {
  const said = document.querySelector<HTMLElement>("[data-lost]");
  if (!said || said.classList.contains("lost")) return;
  said.classList.add("lost");
  said.textContent = `${said.textContent?.trim() ?? ""} ${said.dataset["lost"] ?? ""}`;
}

/** What is open stays open, and the focus stays on the same link. */
function exchange(part: HTMLElement, newer: HTMLElement | null): void {
  if (!newer || newer.outerHTML === part.outerHTML) return;
  const open = [...part.querySelectorAll("details")].map((details) => details.open);
  newer.querySelectorAll("details").forEach((details, at) => (details.open = open[at] ?? false));
  const focused = part.contains(document.activeElement) ? document.activeElement : null;
  const name = focused?.getAttribute("href") ?? focused?.textContent;
  const after = document.adoptNode(newer);
  part.replaceWith(after);
  if (!focused) return;
  const same = [...after.querySelectorAll<HTMLElement>(focused.localName)];
  same.find((one) => (one.getAttribute("href") ?? one.textContent) === name)?.focus({ preventScroll: true });
}

if (document.querySelector(LIVE) && "EventSource" in window) new Desk().watch();
improveTogether();
