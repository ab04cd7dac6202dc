/** A crew's round from where its phone stands, and the seconds within which a close can be undone. */
import { fill } from "./words";

const LONGEST_WAIT = 10_000;

export function improveRound(): void {
  const link = document.querySelector<HTMLAnchorElement>("a[data-round]");
  link?.addEventListener("click", (event) => {
    // A tap with a key held opens another tab: the plain link does that.
    if (event.metaKey || event.ctrlKey || event.shiftKey || !("geolocation" in navigator) || !isSecureContext) return;
    event.preventDefault();
    fromHere(link);
  });
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-undo]")) countDown(form);
}

function fromHere(link: HTMLAnchorElement): void {
  const place = document.querySelector("[data-round-say]");
  const say = (words: string | undefined): void => {
    if (place) place.textContent = words ?? "";
  };
  say(link.dataset["asking"]);
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      location.assign(`${link.href}&at=${coords.latitude.toFixed(5)},${coords.longitude.toFixed(5)}`);
    },
    () => {
      say(link.dataset["failed"]);
      location.assign(link.href);
    },
    { enableHighAccuracy: true, timeout: LONGEST_WAIT, maximumAge: 60_000 },
  );
}

/** The server decides whether it is too late; here a person sees it coming. */
function countDown(form: HTMLFormElement): void {
  const words = form.querySelector<HTMLElement>("[data-undo-say]");
  const until = performance.now() + Number(form.dataset["undo"]) * 1000;
  const tick = (): void => {
    const left = Math.ceil((until - performance.now()) / 1000);
    if (left > 0) {
      if (words) words.textContent = fill(words.dataset["left"], { seconds: left });
      return;
    }
    clearInterval(ticking);
    form.querySelector("button")?.remove();
    if (words) words.textContent = form.dataset["over"] ?? "";
  };
  const ticking = setInterval(tick, 1000);
}
