/** The city's reports on a map: how many lie where from afar, each by itself from near. Tiles say what a stranger may know. */
import type { ExpressionSpecification, LayerSpecification, Map as Glass, MapGeoJSONFeature, VectorTileSource } from "maplibre-gl";

import { dark, draw, repaint, tiles, type Frame } from "./map";
import { fill } from "./words";

/** From this zoom on the server gives each report by itself. */
const POINTS_FROM = 15;
/** Reports at one place that are told, at most. */
const MOST_TOLD = 5;
/** Pixels around a finger. */
const FINGER = 12;

interface Told {
  category: string;
  state: string;
  hours: number;
  sector: string;
  photo?: string;
}

export function showReports(frame: Frame): void {
  const words = frame.element.dataset;
  const map = draw(frame, { hash: "at" });
  map.once("load", () => {
    map.addSource("reports", { type: "vector", tiles: tiles("reports", words["query"]), bounds: frame.bounds, minzoom: 9, maxzoom: 17 });
    for (const layer of layers()) map.addLayer(layer);
    repaint(map, layers);
    frame.box.dataset["ready"] = "";
  });
  const found = new Found(frame.element);
  map.on("click", ({ point }) => {
    const near: [[number, number], [number, number]] = [
      [point.x - FINGER, point.y - FINGER],
      [point.x + FINGER, point.y + FINGER],
    ];
    if (!map.getLayer("reports")) return;
    const hit = map.queryRenderedFeatures(near, { layers: ["reports", "cells"] });
    const cell = hit.find(({ layer }) => layer.id === "cells");
    if (cell?.geometry.type === "Point") {
      const [lng = 0, lat = 0] = cell.geometry.coordinates;
      return void map.easeTo({ center: [lng, lat], zoom: Math.min(map.getZoom() + 2, POINTS_FROM + 1) });
    }
    found.show(told(hit));
  });
  for (const layer of ["cells", "reports"]) {
    map.on("mouseenter", layer, () => map.getCanvas().style.setProperty("cursor", "pointer"));
    map.on("mouseleave", layer, () => map.getCanvas().style.removeProperty("cursor"));
  }
  choices(map, frame.element, () => found.show([]));
}

function layers(): LayerSpecification[] {
  const night = dark();
  const paper = night ? "#12181f" : "#ffffff";
  // Not by colour alone: an open report is a full dot, a closed one a ring.
  const closed: ExpressionSpecification = ["in", ["get", "state"], ["literal", ["done", "rejected"]]];
  return [
    {
      id: "cells", type: "circle", source: "reports", "source-layer": "cells",
      paint: {
        "circle-color": night ? "#355dc4" : "#15357a",
        "circle-opacity": 0.9,
        "circle-radius": ["interpolate", ["linear"], ["log10", ["get", "count"]], 0, 11, 1, 15, 2, 19, 4, 27],
        "circle-stroke-color": paper,
        "circle-stroke-width": 2,
      },
    },
    {
      id: "counts", type: "symbol", source: "reports", "source-layer": "cells",
      layout: { "text-field": ["to-string", ["get", "count"]], "text-size": 13, "text-font": ["sans-serif"], "text-allow-overlap": true },
      paint: { "text-color": "#ffffff" },
    },
    {
      id: "reports", type: "circle", source: "reports", "source-layer": "reports",
      paint: {
        "circle-radius": ["interpolate", ["linear"], ["zoom"], 15, 6, 18, 11],
        "circle-color": ["case", closed, paper, night ? "#f3ba68" : "#8a4900"],
        "circle-stroke-color": ["case", closed, night ? "#6fcf9d" : "#0f6b42", paper],
        "circle-stroke-width": ["case", closed, 4, 2],
      },
    },
  ];
}

function told(hit: MapGeoJSONFeature[]): Told[] {
  return hit.filter(({ layer }) => layer.id === "reports").slice(0, MOST_TOLD).map(({ properties }) => properties as Told);
}

/** What is known of the tapped reports, in words. */
class Found {
  private categories: Record<string, string>;
  private states: Record<string, string>;
  private place: HTMLElement | null;
  private words: DOMStringMap;

  constructor(element: HTMLElement) {
    this.words = element.dataset;
    this.categories = JSON.parse(this.words["categories"] ?? "{}");
    this.states = JSON.parse(this.words["states"] ?? "{}");
    this.place = element.querySelector("[data-map-found]");
  }

  show(reports: Told[]): void {
    if (!this.place) return;
    this.place.replaceChildren();
    if (reports.length === 0) return;
    const close = Object.assign(document.createElement("button"), { type: "button", className: "btn quiet", textContent: this.words["close"] ?? "" });
    close.addEventListener("click", () => this.show([]));
    const list = Object.assign(document.createElement("ul"), { className: "card" });
    list.append(...reports.map((report) => this.item(report)));
    const around = Object.assign(document.createElement("a"), { className: "btn quiet", textContent: this.words["around"] ?? "" });
    around.href = this.listOf(reports[0]?.sector ?? "");
    const row = Object.assign(document.createElement("div"), { className: "row" });
    row.append(around, close);
    const title = Object.assign(document.createElement("h2"), { textContent: this.words["found"] ?? "" });
    this.place.append(title, list, row);
  }

  private item({ category, state, hours, photo }: Told): HTMLLIElement {
    const item = Object.assign(document.createElement("li"), { className: "item" });
    if (photo) {
      item.append(Object.assign(document.createElement("img"), { src: `/photos/${photo}/small.jpg`, width: 72, height: 72, alt: this.words["photo"] ?? "" }));
    }
    const words = document.createElement("div");
    const what = state === "done" ? "sinceDone" : state === "rejected" ? "sinceRejected" : "sinceOpen";
    words.append(
      Object.assign(document.createElement("strong"), { textContent: this.categories[category] ?? category }),
      Object.assign(document.createElement("small"), { textContent: fill(this.words[what], { age: this.age(hours) }) }),
    );
    const tone = state === "done" ? "clean" : state === "rejected" ? "plain" : "wait";
    const pill = Object.assign(document.createElement("span"), { className: `tag ${tone}`, textContent: this.states[state] ?? state });
    item.append(words, pill);
    return item;
  }

  private age(hours: number): string {
    if (hours < 1) return this.words["moment"] ?? "";
    if (hours < 24) return fill(this.words["hours"], { hours });
    return hours < 48 ? (this.words["day"] ?? "") : fill(this.words["days"], { days: Math.floor(hours / 24) });
  }

  private listOf(sector: string): string {
    const query = new URLSearchParams(this.words["query"]);
    query.set("view", "list");
    if (sector) query.set("sector", sector);
    return `/map?${query}`;
  }
}

/** Another choice: the address, the tiles, the count and the way to the list change, the map stays where it is. */
function choices(map: Glass, element: HTMLElement, changed: () => void): void {
  const form = document.querySelector<HTMLFormElement>("form[data-map-choices]");
  let asked = 0;
  form?.addEventListener("change", async () => {
    const fields = [...new FormData(form)].map(([name, value]) => [name, String(value)] as [string, string]);
    const query = new URLSearchParams(fields.filter(([, value]) => value)).toString();
    element.dataset["query"] = query;
    const address = `/map${query && `?${query}`}`;
    history.replaceState(history.state, "", address + location.hash);
    (map.getSource("reports") as VectorTileSource | undefined)?.setTiles(tiles("reports", query));
    changed();
    const own = ++asked;
    try {
      const page = new DOMParser().parseFromString(await (await fetch(address)).text(), "text/html");
      if (own !== asked) return;
      const list = document.querySelector<HTMLAnchorElement>("[data-map-list]");
      const count = document.querySelector("[data-part=count]");
      if (list) list.href = page.querySelector("[data-map-list]")?.getAttribute("href") ?? list.href;
      if (count) count.textContent = page.querySelector("[data-part=count]")?.textContent ?? "";
      const other = page.querySelector<HTMLAnchorElement>(".top-link");
      const language = document.querySelector<HTMLAnchorElement>(".top-link");
      if (other && language) language.href = other.getAttribute("href") ?? language.href;
    } catch {
      // No network: the tiles that are missing say so.
    }
  });
}
