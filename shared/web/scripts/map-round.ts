/** The round on a map of streets: the numbers of the list where they are, the way between them, where the phone was. */
import type { GeoJSONSource, LayerSpecification, Map as Glass } from "maplibre-gl";

import { dark, draw, repaint, type Frame } from "./map";

/** Pixels around a finger with a glove on. */
const FINGER = 18;
/** A street's scale, for a round that is one place. */
const NEAREST = 17;

interface Stop {
  number: number;
  late: boolean;
  place: [longitude: number, latitude: number];
  /** Its lines in the list: several jobs may be at one place. */
  lines: HTMLElement[];
}

/** Opens the map in its room; gives what closes it. */
export function openRound(frame: Frame): () => void {
  const words = { ...frame.words, name: frame.element.dataset["keys"] ?? "" };
  const map = draw({ ...frame, words }, {});
  const round = stops();
  const here = place(frame.element.dataset["here"]);
  map.once("load", () => {
    map.addSource("round", { type: "geojson", data: drawing(round, here) });
    for (const layer of layers()) map.addLayer(layer);
    repaint(map, layers);
    frame.box.dataset["ready"] = "";
  });
  const [west, south, east, north] = around([...round.map((stop) => stop.place), ...(here ? [here] : [])]);
  map.fitBounds([west, south, east, north], { padding: { top: 44, bottom: 44, left: 44, right: 84 }, maxZoom: NEAREST, animate: false });
  const found = frame.element.querySelector("[data-map-found]");
  map.on("click", ({ point }) => found?.replaceChildren(...tapped(map, point, round)));
  for (const name of ["mouseenter", "mouseleave"] as const) {
    map.on(name, "stops", () => map.getCanvas().style.setProperty("cursor", name === "mouseenter" ? "pointer" : ""));
  }
  map.getCanvas().focus();
  return () => {
    map.remove();
    frame.box.replaceChildren();
    found?.replaceChildren();
    for (const mark of ["ready", "scheme"]) delete frame.box.dataset[mark];
  };
}

/** The places of the list, in its order. */
function stops(): Stop[] {
  const found = new Map<number, Stop>();
  for (const line of document.querySelectorAll<HTMLElement>("a[data-number]")) {
    const number = Number(line.dataset["number"]);
    const at = place(line.dataset["at"]);
    if (!at) continue;
    const stop = found.get(number) ?? { number, late: false, place: at, lines: [] };
    stop.late ||= "late" in line.dataset;
    stop.lines.push(line);
    found.set(number, stop);
  }
  return [...found.values()];
}

/** "48.86,2.37" */
function place(text: string | undefined): [number, number] | undefined {
  const [latitude, longitude] = (text ?? "").split(",").map(Number);
  return latitude && longitude ? [longitude, latitude] : undefined;
}

function around(places: [number, number][]): [number, number, number, number] {
  const [east, north] = [0, 1].map((at) => places.map((one) => one[at] ?? 0)) as [number[], number[]];
  return [Math.min(...east), Math.min(...north), Math.max(...east), Math.max(...north)];
}

function drawing(round: Stop[], here: [number, number] | undefined): Parameters<GeoJSONSource["setData"]>[0] {
  const point = (coordinates: [number, number], properties: object) => ({ type: "Feature" as const, properties: { ...properties }, geometry: { type: "Point" as const, coordinates } });
  const way = [...(here ? [here] : []), ...round.map((stop) => stop.place)];
  return {
    type: "FeatureCollection",
    features: [
      { type: "Feature", properties: {}, geometry: { type: "LineString", coordinates: way } },
      ...(here ? [point(here, { here: true })] : []),
      ...round.map(({ place, number, late }) => point(place, { number, late })),
    ],
  };
}

function layers(): LayerSpecification[] {
  const night = dark();
  const action = night ? "#355dc4" : "#15357a";
  return [
    {
      id: "way", type: "line", source: "round", filter: ["==", ["geometry-type"], "LineString"],
      layout: { "line-cap": "round", "line-join": "round" },
      paint: { "line-color": night ? "#9dbaff" : "#15357a", "line-width": 3, "line-dasharray": [0.1, 2.4] },
    },
    {
      id: "here", type: "circle", source: "round", filter: ["has", "here"],
      paint: { "circle-radius": 8, "circle-color": "#ffffff", "circle-stroke-color": action, "circle-stroke-width": 4 },
    },
    {
      id: "stops", type: "circle", source: "round", filter: ["has", "number"],
      layout: { "circle-sort-key": ["-", ["get", "number"]] },
      paint: {
        "circle-radius": 16,
        "circle-color": ["case", ["get", "late"], "#a61f17", action],
        "circle-stroke-color": "#ffffff",
        "circle-stroke-width": 2,
      },
    },
    {
      id: "numbers", type: "symbol", source: "round", filter: ["has", "number"],
      // No glyphs come from a server: the figures are the device's own. The first of those that cover each other is seen.
      layout: {
        "text-field": ["to-string", ["get", "number"]], "text-size": 15, "text-font": ["sans-serif"],
        "text-padding": 0, "symbol-sort-key": ["get", "number"],
      },
      paint: { "text-color": "#ffffff" },
    },
  ];
}

/** The lines of the list that were tapped on the map. */
function tapped(map: Glass, { x, y }: { x: number; y: number }, round: Stop[]): Node[] {
  if (!map.getLayer("stops")) return [];
  const hit = map.queryRenderedFeatures([[x - FINGER, y - FINGER], [x + FINGER, y + FINGER]], { layers: ["stops"] });
  const numbers = new Set(hit.map(({ properties }) => properties["number"] as number));
  return round.filter(({ number }) => numbers.has(number)).flatMap(({ lines }) => lines.map((line) => {
    const copy = line.cloneNode(true) as HTMLElement;
    for (const name of ["number", "at"]) delete copy.dataset[name];
    return copy;
  }));
}
