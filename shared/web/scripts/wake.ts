/** When what waits in the phone is tried again: while a page is open, and by the browser when none is. */

/** Milliseconds between two tries while a page is open. */
const PAUSE = 30_000;

/** Calls `leave` whenever the network may be back. */
export function whenever(leave: () => void): void {
  addEventListener("online", leave);
  addEventListener("pageshow", leave);
  document.addEventListener("visibilitychange", () => document.hidden || leave());
  setInterval(leave, PAUSE);
}

/** Asks the browser to wake the service worker when the network is back (Background Sync); false where it can't. */
export async function wakeLater(tag: string): Promise<boolean> {
  try {
    const worker = (await navigator.serviceWorker.getRegistration("/")) as
      | (ServiceWorkerRegistration & { sync?: { register(tag: string): Promise<void> } })
      | undefined;
    if (!worker?.sync) return false;
    await worker.sync.register(tag);
    return true;
  } catch {
    return false;
  }
}
