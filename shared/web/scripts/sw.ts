/**
 * The service worker of the residents' page: opens it without network, and sends what waits in the phone when the
 * browser says that the network is back (Background Sync), even if no page is open.
 */
import { flush, SYNC } from "./outbox";
import { whenWoken, worker, type Asked, type Lifetime } from "./worker";

const SHELL = "shell-1";
const HOME = "/";
/** What this device remembers is there, too, when there is no network. */
const MINE = "/mine";

worker.addEventListener("install", (event) => {
  (event as Lifetime).waitUntil(refreshShell().then(() => worker.skipWaiting()));
});

worker.addEventListener("activate", (event) => {
  (event as Lifetime).waitUntil(forgetOldShells().then(() => worker.clients.claim()));
});

whenWoken(SYNC, flush);

worker.addEventListener("fetch", (event) => {
  const { request } = event as Asked;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== worker.location.origin) return;
  if (request.mode === "navigate" && address.pathname === HOME) (event as Asked).respondWith(home(event as Asked));
  else if (request.mode === "navigate" && address.pathname === MINE) (event as Asked).respondWith(mine(request));
  else if (address.pathname.startsWith("/assets/")) (event as Asked).respondWith(asset(request));
});

/** The page of today, or the last one that was seen. */
async function home(event: Asked): Promise<Response> {
  try {
    const answer = await fetch(event.request);
    if (answer.ok) event.waitUntil(keepShell(answer.clone()).catch(() => {}));
    return answer;
  } catch (error) {
    const kept = await caches.match(HOME);
    if (kept) return kept;
    throw error;
  }
}

async function mine(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (error) {
    const kept = await caches.match(MINE);
    if (kept) return kept;
    throw error;
  }
}

/** Addresses of assets name their content: what is kept under one is right for ever. */
async function asset(request: Request): Promise<Response> {
  return (await caches.match(request)) ?? fetch(request);
}

async function refreshShell(): Promise<void> {
  const answer = await fetch(HOME, { cache: "no-cache" });
  if (answer.ok) await keepShell(answer);
}

/** Keeps the page together with the styles and scripts that it names, or nothing of it. */
async function keepShell(answer: Response): Promise<void> {
  // Somebody's own page, with their address.
  if (answer.headers.get("cache-control")?.includes("no-store")) return;
  const page = await answer.clone().text();
  const assets = [...page.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map(([, address]) => address ?? "");
  const shell = await caches.open(SHELL);
  const missing = [];
  for (const address of new Set(assets)) if (!(await shell.match(address))) missing.push(address);
  await shell.addAll(missing);
  await shell.put(HOME, new Response(page, { headers: answer.headers }));
  // Of the same day, and with the same assets.
  const mine = await fetch(MINE).catch(() => undefined);
  if (mine?.ok) await shell.put(MINE, mine);
  for (const kept of await shell.keys()) {
    const { pathname, search } = new URL(kept.url);
    if (pathname !== HOME && pathname !== MINE && !assets.includes(pathname + search)) await shell.delete(kept);
  }
}

async function forgetOldShells(): Promise<void> {
  for (const name of await caches.keys()) if (name !== SHELL) await caches.delete(name);
}
