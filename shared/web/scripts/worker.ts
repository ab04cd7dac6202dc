/** What both service workers are: their part of the language, which pages' types do not have, and how they are woken. */

export interface Lifetime extends Event {
  waitUntil(work: Promise<unknown>): void;
}

export interface Asked extends Lifetime {
  request: Request;
  respondWith(answer: Promise<Response>): void;
}

interface Worker extends EventTarget {
  location: Location;
  skipWaiting(): Promise<void>;
  clients: { claim(): Promise<void> };
}

export const worker = self as unknown as Worker;

/** Sends what waits when the browser says that the network is back; a failure makes it try again later. */
export function whenWoken(tag: string, flush: () => Promise<void>): void {
  worker.addEventListener("sync", (event) => {
    if ((event as Event & { tag: string }).tag === tag) (event as Lifetime).waitUntil(flush());
  });
}
