/**
 * The place of a report, by hand on a map: the pin stays in the middle and the map moves under it, so that one thumb, a mouse
 * or the arrow keys are enough. What is under it is said at once, also that it is outside the city.
 */
import type { Map as Glass } from "maplibre-gl";

import { draw, type Frame } from "./map";
import { ask, choose, type Known, type Spot } from "./pick";
import { say } from "./words";

/** A thinner scale than a street's is no place. */
const STREET = 15;
const NEAR = 17;
/** Milliseconds of rest before the server is asked. */
const REST = 150;

/** Opens the map in its room; gives what closes it. `close` is called when a place was taken. */
export function openPin(frame: Frame, form: HTMLFormElement, close: () => void): () => void {
  const pin = new Pin(frame, form, close);
  return () => pin.remove();
}

class Pin {
  private map: Glass;
  private known: Known | undefined;
  /** Of which place that is. */
  private knownOf = "";
  private rest = 0;
  private question = 0;
  private listening = new AbortController();

  constructor(private frame: Frame, private form: HTMLFormElement, private close: () => void) {
    const start = placed(form);
    const words = { ...frame.words, name: frame.element.dataset["keys"] ?? "" };
    this.map = draw({ ...frame, words }, start ? { center: [start.longitude, start.latitude], zoom: NEAR } : {});
    const mark = frame.element.querySelector<HTMLElement>("[data-pin-mark]");
    if (mark) mark.hidden = false;
    const { signal } = this.listening;
    const on = (where: string, what: () => void) => frame.element.querySelector(where)?.addEventListener("click", what, { signal });
    on("[data-pin-take]", () => void this.take());
    on("[data-pin-close]", () => this.close());
    const canvas = this.map.getCanvas();
    canvas.addEventListener("keydown", (event) => {
      if (event.key === "Enter") void this.take();
      else if (event.key === "Escape") this.close();
      else return;
      event.preventDefault();
    });
    // Who taps a street wants the pin there.
    this.map.on("click", ({ lngLat }) => this.map.easeTo({ center: lngLat, animate: !matchMedia("(prefers-reduced-motion: reduce)").matches }));
    this.map.on("moveend", () => this.moved());
    this.map.once("load", () => {
      frame.box.dataset["ready"] = "";
      this.moved();
    });
    say(this.said, frame.element.dataset["where"] ?? "");
    canvas.focus();
  }

  remove(): void {
    clearTimeout(this.rest);
    this.question++;
    this.listening.abort();
    const mark = this.frame.element.querySelector<HTMLElement>("[data-pin-mark]");
    if (mark) mark.hidden = true;
    this.map.remove();
    this.frame.box.replaceChildren();
    for (const mark of ["ready", "scheme"]) delete this.frame.box.dataset[mark];
  }

  private get spot(): Spot {
    const { lng, lat } = this.map.getCenter();
    return { longitude: lng, latitude: lat };
  }

  private get said(): Element | null {
    return this.frame.element.querySelector("[data-pin-say]");
  }

  private moved(): void {
    clearTimeout(this.rest);
    this.question++;
    if (this.map.getZoom() < STREET) return say(this.said, this.frame.element.dataset["where"] ?? "");
    this.rest = window.setTimeout(() => void this.tell(), REST);
  }

  /** What is under the pin, in words; none: nobody answers. */
  private async tell(): Promise<Known | undefined> {
    const asked = ++this.question;
    const spot = this.spot;
    const name = written(spot);
    if (name !== this.knownOf) {
      const known = await ask(this.form, spot);
      if (asked !== this.question) return undefined;
      [this.known, this.knownOf] = [known, known ? name : ""];
    }
    const { known } = this;
    if (!known) say(this.said, this.frame.element.dataset["unknown"] ?? "", "bad");
    else if (known.inside) say(this.said, known.words, "good");
    else say(this.said, `${known.words} ${known.remedy ?? ""}`, "bad");
    return known;
  }

  private async take(): Promise<void> {
    if (this.map.getZoom() < STREET) {
      this.map.jumpTo({ zoom: NEAR });
      return say(this.said, this.frame.element.dataset["tooFar"] ?? "", "bad");
    }
    clearTimeout(this.rest);
    const spot = this.spot;
    const known = await this.tell();
    // Outside the city nothing is taken: what to do stands there.
    if (known && !known.inside) return;
    choose(this.form, spot, known?.words ?? written(spot));
    this.close();
  }
}

/** As a person would write it. */
function written({ latitude, longitude }: Spot): string {
  return `${latitude.toFixed(6)}, ${longitude.toFixed(6)}`;
}

/** Where the form says that it is: by hand, else by the phone. */
function placed(form: HTMLFormElement): Spot | undefined {
  const value = (name: string): string => {
    const field = form.elements.namedItem(name);
    return field instanceof HTMLInputElement ? field.value : field instanceof RadioNodeList ? field.value : "";
  };
  const [latitude, longitude] = (value("place_choice") || `${value("place_latitude")},${value("place_longitude")}`).split(",").map(Number);
  return latitude && longitude ? { latitude, longitude } : undefined;
}
