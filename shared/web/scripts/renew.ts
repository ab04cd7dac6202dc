/**
 * A photo in preparation appears by itself, in the frame that was kept for it: nothing else moves. Where the page has
 * become another one meanwhile, it is loaded anew, unless somebody is filling it in.
 */
import { improveComparisons } from "./compare";

/** Milliseconds before each look: a photo is ready in seconds, or something is wrong. */
const PAUSES = [1_000, 1_500, 2_000, 3_000, 5_000, 8_000, 15_000, 30_000, 60_000];
const FRAMES = "[data-renew] .photo";

let filling = false;

export function renewWaitingPhotos(): void {
  if (!isWaiting()) return;
  addEventListener("input", () => (filling = true));
  void look(0);
}

function isWaiting(): boolean {
  return document.querySelector(`${FRAMES}.waiting`) !== null;
}

async function look(turn: number): Promise<void> {
  const pause = PAUSES[turn];
  if (pause === undefined || !isWaiting()) return;
  await new Promise((done) => setTimeout(done, pause));
  if (document.hidden) {
    await new Promise((done) => document.addEventListener("visibilitychange", done, { once: true }));
  }
  const newer = await page();
  if (newer) renew([...newer.querySelectorAll(FRAMES)]);
  return look(turn + 1);
}

async function page(): Promise<Document | undefined> {
  try {
    const answer = await fetch(location.pathname);
    if (answer.ok) return new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch {
    // No network: the next look may have it again.
  }
  return undefined;
}

function renew(newer: Element[]): void {
  const frames = [...document.querySelectorAll(FRAMES)];
  if (frames.length !== newer.length) {
    if (!filling) location.replace(location.pathname);
    return;
  }
  frames.forEach((frame, at) => {
    const other = newer[at];
    if (frame.matches(".waiting") && other && !other.matches(".waiting")) frame.replaceWith(document.adoptNode(other));
  });
  improveComparisons();
}
