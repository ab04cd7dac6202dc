/**
 * The door to maps: they are larger than everything else together, so their script and styles come when a map is asked
 * for, and no page grows by them.
 */
import type { Frame } from "./map";

type Maps = typeof import("./map");

export function improveMaps(): void {
  for (const frame of document.querySelectorAll<HTMLElement>("[data-map]")) void openReports(frame);
  for (const pin of document.querySelectorAll<HTMLElement>("[data-pin]")) door(pin);
  for (const round of document.querySelectorAll<HTMLElement>("[data-round-map]")) {
    streetsDoor(round, (maps) => maps.openRound(frameOf(round)));
  }
  for (const spot of document.querySelectorAll<HTMLElement>("[data-spot]")) streetsDoor(spot, (maps) => maps.openSpot(frameOf(spot)));
}

async function openReports(frame: HTMLElement): Promise<void> {
  try {
    (await load(frame)).showReports(frameOf(frame));
  } catch {
    say(frame, "[data-map-say]");
  }
}

/** The button that brings the map, and takes it away. */
function door(pin: HTMLElement): void {
  const opens = pin.querySelector<HTMLButtonElement>("[data-pin-open]");
  const form = pin.closest("form");
  const hall = pin.querySelector<HTMLElement>("[data-pin-door]");
  const room = pin.querySelector<HTMLElement>("[data-pin-map]");
  if (!opens || !form || !hall || !room) return;
  hall.hidden = false;
  const show = (open: boolean): void => {
    room.hidden = !open;
    hall.hidden = open;
    opens.setAttribute("aria-expanded", String(open));
  };
  let shut = (): void => {};
  const close = (): void => {
    if (room.hidden) return;
    shut();
    show(false);
    opens.focus();
  };
  let coming = false;
  opens.addEventListener("click", async () => {
    if (coming) return;
    coming = true;
    const said = pin.querySelector("[data-pin-broken]");
    if (said) said.textContent = pin.dataset["loading"] ?? "";
    try {
      const maps = await load(pin);
      show(true);
      shut = maps.openPin(frameOf(pin), form, close);
      if (said) said.textContent = "";
      room.scrollIntoView({ block: "center" });
    } catch {
      show(false);
      say(pin, "[data-pin-broken]");
    }
    coming = false;
  });
  form.addEventListener("reset", () => {
    shut();
    show(false);
  });
}

/** The button that lays the map over the sketch, and takes it away: without network the sketch stays. */
function streetsDoor(round: HTMLElement, opened: (maps: Maps) => () => void): void {
  const opens = round.querySelector<HTMLButtonElement>("[data-map-open]");
  const box = round.querySelector<HTMLElement>("[data-map-box]");
  const label = opens?.querySelector("span");
  if (!opens || !box || !label) return;
  opens.hidden = false;
  const [open, shut] = [label.textContent, opens.dataset["close"] ?? ""];
  const show = (shown: boolean): void => {
    box.hidden = !shown;
    for (const sketch of round.querySelectorAll("[data-round-sketch]")) sketch.classList.toggle("gone", shown);
    const credit = round.querySelector<HTMLElement>("[data-map-credit]");
    if (credit) credit.hidden = !shown;
    opens.setAttribute("aria-expanded", String(shown));
    label.textContent = shown ? shut : open;
  };
  let close: (() => void) | undefined;
  let coming = false;
  opens.addEventListener("click", async () => {
    if (coming) return;
    if (close) {
      close();
      close = undefined;
      return show(false);
    }
    coming = true;
    const said = round.querySelector("[data-map-say]");
    if (said) said.textContent = round.dataset["loading"] ?? "";
    try {
      const maps = await load(round);
      show(true);
      close = opened(maps);
      if (said) said.textContent = "";
      round.scrollIntoView({ block: "nearest" });
    } catch {
      show(false);
      say(round, "[data-map-say]");
    }
    coming = false;
  });
}

async function load(frame: HTMLElement): Promise<Maps> {
  const { script = "", sheet = "" } = frame.dataset;
  const [maps] = await Promise.all([import(script) as Promise<Maps>, styled(sheet)]);
  return maps;
}

/** The styles, once; they are there when this ends. */
function styled(sheet: string): Promise<void> {
  if (document.querySelector(`link[href="${CSS.escape(sheet)}"], link[href="${sheet}"]`)) return Promise.resolve();
  return new Promise((done, failed) => {
    const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: sheet });
    link.addEventListener("load", () => done());
    link.addEventListener("error", () => {
      link.remove();
      failed(new Error("no styles"));
    });
    document.head.append(link);
  });
}

function frameOf(element: HTMLElement): Frame {
  const { worker = "", bounds = "", name = "", closer = "", farther = "" } = element.dataset;
  const [west = 0, south = 0, east = 0, north = 0] = bounds.split(",").map(Number);
  const box = element.querySelector<HTMLElement>("[data-map-box]");
  if (!box) throw new Error("no box for the map");
  return { element, box, worker, bounds: [west, south, east, north], base: "base" in element.dataset, words: { name, closer, farther } };
}

function say(frame: HTMLElement, where: string): void {
  const place = frame.querySelector(where);
  if (place) place.textContent = frame.dataset["broken"] ?? "";
}
