/** Maps of the city, by MapLibre GL: everything in this file is loaded only when a map is asked for. */
import { Map as Glass, setWorkerUrl, type LayerSpecification, type StyleSpecification } from "maplibre-gl";

export { showReports } from "./map-reports";
export { openRound } from "./map-round";
export { openSpot } from "./map-spot";
export { openPin } from "./pin";

/** Where a map goes, and what the server says of it. */
export interface Frame {
  element: HTMLElement;
  box: HTMLElement;
  /** The address of MapLibre's worker: a file of ours, as the Content-Security-Policy wants it. */
  worker: string;
  bounds: [west: number, south: number, east: number, north: number];
  /** There is a background. */
  base: boolean;
  words: { name: string; closer: string; farther: string };
}

/** A step of the arrow keys in pixels, fine enough for a doorstep; with Shift a large one. */
const STEP = 24;
const LARGE_STEP = 160;
/** Degrees around the city that can be looked at. */
const MARGIN = 0.05;

export const dark = (): boolean => matchMedia("(prefers-color-scheme: dark)").matches;

export const tiles = (kind: string, query = ""): string[] => {
  return [`${location.origin}/tiles/${kind}/{z}/{x}/{y}${query && `?${query}`}`];
};

/** A map of the city: its sectors' outlines, and the background above them where there is one. */
export function draw(frame: Frame, view: { center?: [number, number]; zoom?: number; hash?: string }): Glass {
  setWorkerUrl(frame.worker);
  const [west, south, east, north] = frame.bounds;
  const map = new Glass({
    container: frame.box,
    style: style(frame),
    ...(view.center ? { center: view.center, zoom: view.zoom ?? 16 } : { bounds: frame.bounds, fitBoundsOptions: { padding: 8 } }),
    ...(view.hash ? { hash: view.hash } : {}),
    maxBounds: [west - MARGIN, south - MARGIN, east + MARGIN, north + MARGIN],
    minZoom: 9,
    maxZoom: 19,
    attributionControl: false,
    // Two fingers turn nothing: north stays above, as on a plan of the city.
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    keyboard: false,
    fadeDuration: 0,
    locale: { "Map.Title": frame.words.name },
  });
  map.touchZoomRotate.disableRotation();
  // The page says it in words; what is missing on the map itself needs none.
  map.on("error", () => {});
  keys(map);
  buttons(frame, map);
  repaint(map, () => style(frame).layers);
  drawn(frame, map);
  return map;
}

/** Evening comes while a map is open: its layers take the colours of the hour. */
export function repaint(map: Glass, layers: () => LayerSpecification[]): void {
  const scheme = matchMedia("(prefers-color-scheme: dark)");
  const follow = (): void => {
    for (const { id, paint } of layers()) {
      if (!map.getLayer(id)) continue;
      for (const [property, value] of Object.entries(paint ?? {})) map.setPaintProperty(id, property as never, value as never);
    }
  };
  scheme.addEventListener("change", follow);
  map.once("remove", () => scheme.removeEventListener("change", follow));
}

/** The box says in which scheme its map is drawn, once it is. */
function drawn({ box }: Frame, map: Glass): void {
  const scheme = matchMedia("(prefers-color-scheme: dark)");
  const tell = (): void => void map.once("idle", () => {
    box.dataset["scheme"] = scheme.matches ? "dark" : "light";
  });
  scheme.addEventListener("change", tell);
  map.once("remove", () => scheme.removeEventListener("change", tell));
  tell();
}

function style({ bounds, base }: Frame): StyleSpecification {
  const night = dark();
  const paper = night ? "#12181f" : "#ffffff";
  return {
    version: 8,
    sources: {
      sectors: { type: "vector", tiles: tiles("sectors"), bounds, minzoom: 9, maxzoom: 15 },
      ...(base ? { base: { type: "raster" as const, tiles: tiles("base"), tileSize: 256, bounds, minzoom: 9, maxzoom: 19 } } : {}),
    },
    layers: [
      { id: "ground", type: "background", paint: { "background-color": night ? "#12181f" : "#e9edf1" } },
      { id: "city", type: "fill", source: "sectors", "source-layer": "sectors", paint: { "fill-color": night ? "#1b232c" : "#ffffff" } },
      ...(base
        ? [{
          id: "base",
          type: "raster" as const,
          source: "base",
          paint: { "raster-brightness-max": night ? 0.55 : 1, "raster-saturation": night ? -0.5 : 0, "raster-fade-duration": 0 },
        }]
        : []),
      {
        id: "outlines", type: "line", source: "sectors", "source-layer": "sectors",
        paint: { "line-color": "#74818e", "line-width": 1.5, "line-opacity": base ? 0.6 : 1 },
      },
      {
        id: "names", type: "symbol", source: "sectors", "source-layer": "names", minzoom: 10,
        // No glyphs come from a server: the letters are the device's own.
        layout: { "text-field": ["get", "name"], "text-size": ["interpolate", ["linear"], ["zoom"], 10, 11, 14, 18], "text-font": ["sans-serif"] },
        paint: { "text-color": night ? "#a8b4c0" : "#4d5b69", "text-halo-color": paper, "text-halo-width": 1.5 },
      },
    ],
  };
}

/** Arrow keys move the map by steps that end at once: whoever holds a key down sees where it is. */
function keys(map: Glass): void {
  map.getCanvas().addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = event.shiftKey ? LARGE_STEP : STEP;
    const ways: Record<string, [number, number]> = {
      ArrowLeft: [-step, 0],
      ArrowRight: [step, 0],
      ArrowUp: [0, -step],
      ArrowDown: [0, step],
    };
    const way = ways[event.key];
    if (way) map.panBy(way, { animate: false });
    else if (event.key === "+" || event.key === "=") map.zoomTo(map.getZoom() + 1, { animate: false });
    else if (event.key === "-") map.zoomTo(map.getZoom() - 1, { animate: false });
    else return;
    event.preventDefault();
  });
}

function buttons({ box, words }: Frame, map: Glass): void {
  const group = document.createElement("div");
  group.className = "map-zoom";
  for (const [sign, label, by] of [["+", words.closer, 1], ["−", words.farther, -1]] as const) {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: sign });
    button.setAttribute("aria-label", label);
    button.addEventListener("click", () => map.zoomTo(map.getZoom() + by, { animate: false }));
    group.append(button);
  }
  box.append(group);
}
