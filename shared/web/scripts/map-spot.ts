/** Where a report is, on a map of streets: the pin stays in the middle and the map moves under it. The form takes what is there. */
import { draw, type Frame } from "./map";

const NEAR = 17;
/** Degrees that nobody means: a centimetre. */
const STILL = 1e-7;

/** Opens the map in its room; gives what closes it. */
export function openSpot(frame: Frame): () => void {
  const [latitude = 0, longitude = 0] = (frame.element.dataset["at"] ?? "").split(",").map(Number);
  const words = { ...frame.words, name: frame.element.dataset["keys"] ?? "" };
  const map = draw({ ...frame, words }, { center: [longitude, latitude], zoom: NEAR });
  const field = frame.element.closest("form")?.elements.namedItem("place");
  const mark = frame.element.querySelector<HTMLElement>("[data-pin-mark]");
  if (mark) mark.hidden = false;
  map.once("load", () => {
    frame.box.dataset["ready"] = "";
  });
  map.on("click", ({ lngLat }) => map.jumpTo({ center: lngLat }));
  map.on("moveend", () => {
    const { lng, lat } = map.getCenter();
    const still = Math.abs(lng - longitude) < STILL && Math.abs(lat - latitude) < STILL;
    if (field instanceof HTMLInputElement && (!still || field.value)) field.value = `${lat.toFixed(6)}, ${lng.toFixed(6)}`;
  });
  map.getCanvas().focus();
  return () => {
    map.remove();
    frame.box.replaceChildren();
    if (mark) mark.hidden = true;
    for (const name of ["ready", "scheme"]) delete frame.box.dataset[name];
  };
}
