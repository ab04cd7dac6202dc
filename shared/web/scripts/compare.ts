/** Lays "after" over "before" under a handle that a finger, a mouse and the arrow keys move. */
import { fill } from "./words";

export function improveComparisons(): void {
  for (const pair of document.querySelectorAll<HTMLElement>("[data-compare]:not(.ready)")) {
    // With one photo missing there is nothing to compare yet.
    if (pair.querySelectorAll(".photo img").length === 2) improve(pair);
  }
}

function improve(pair: HTMLElement): void {
  const range = Object.assign(document.createElement("input"), { type: "range", min: "0", max: "100", value: "50" });
  range.setAttribute("aria-label", pair.dataset["label"] ?? "");
  const knob = Object.assign(document.createElement("span"), { className: "knob" });
  knob.append(arrows());
  const handle = Object.assign(document.createElement("span"), { className: "handle" });
  handle.append(knob);

  const move = () => {
    pair.style.setProperty("--cut", `${range.value}%`);
    range.setAttribute("aria-valuetext", fill(pair.dataset["value"], { percent: 100 - Number(range.value) }));
  };
  // A link under a handle cannot be reached by a finger; the keyboard must not find it either.
  for (const link of pair.querySelectorAll<HTMLAnchorElement>("a.photo")) link.tabIndex = -1;
  range.addEventListener("input", move);
  pair.append(handle, range);
  pair.classList.add("ready");
  move();
}

function arrows(): SVGElement {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "ic");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", "M8 7l-5 5 5 5M16 7l5 5-5 5");
  svg.append(path);
  return svg;
}
