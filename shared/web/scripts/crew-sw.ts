/**
 * The service worker of the crews' pages: opens the round and its jobs without network, or while the server is being
 * restarted, and sends what waits in the phone when the browser says that the network is back (Background Sync).
 */
import { flush, SYNC } from "./actions";
import { kept, keepPage, ROUND, SIGN_IN } from "./pages";
import { whenWoken, worker, type Asked, type Lifetime } from "./worker";


/** A page that is kept is shown when the network has not answered after so many milliseconds. */
const PATIENCE = 5_000;

worker.addEventListener("install", (event) => (event as Lifetime).waitUntil(worker.skipWaiting()));

worker.addEventListener("activate", (event) => (event as Lifetime).waitUntil(worker.clients.claim()));

whenWoken(SYNC, flush);

worker.addEventListener("message", (event) => {
  const { data } = event as MessageEvent<unknown>;
  // The page that made this worker was there before it.
  if (data === "keep") (event as unknown as Lifetime).waitUntil(look(ROUND));
});

worker.addEventListener("fetch", (event) => {
  const asked = event as Asked;
  const { request } = asked;
  const { origin, pathname, search } = new URL(request.url);
  if (request.method !== "GET" || origin !== worker.location.origin) return;
  const page = pathname === ROUND || pathname === SIGN_IN || /^\/crew\/jobs\/[^/]+$/.test(pathname);
  if (request.mode === "navigate" && page) asked.respondWith(navigate(asked, pathname));
  else if (pathname.startsWith("/assets/")) asked.respondWith(first(request, pathname + search));
  else if (pathname.startsWith("/crew/photos/")) asked.respondWith(picture(request, pathname));
});

/** The page of now; if there is none, as it was seen last. */
async function navigate(asked: Asked, path: string): Promise<Response> {
  const answer = fetch(asked.request).then((answer) => {
    if (answer.ok && !answer.redirected) asked.waitUntil(keepPage(path, answer.clone()).catch(() => {}));
    return answer;
  });
  asked.waitUntil(answer.catch(() => {}));
  const late = new Promise<"late">((done) => setTimeout(() => done("late"), PATIENCE));
  const come = await Promise.race([answer, late]).catch(() => "none" as const);
  if (come instanceof Response && come.status < 500) return come;
  const page = await kept(path);
  if (page) return page;
  // A job that was never seen: the round is, perhaps.
  if (come === "none" && path !== ROUND && path !== SIGN_IN && (await kept(ROUND))) return Response.redirect(ROUND);
  if (come === "none" && path === ROUND) return (await kept(SIGN_IN)) ?? answer;
  return answer;
}

async function look(path: string): Promise<void> {
  const answer = await fetch(path, { credentials: "same-origin" });
  if (answer.ok && !answer.redirected) await keepPage(path, answer);
}

/** Addresses of assets name their content: what is kept under one is right for ever. */
async function first(request: Request, path: string): Promise<Response> {
  return (await kept(path)) ?? fetch(request);
}

/** A rendition never changes; without network, the small one stands for the large. */
async function picture(request: Request, path: string): Promise<Response> {
  const known = await kept(path);
  if (known) return known;
  try {
    return await fetch(request);
  } catch (error) {
    const small = await kept(path.replace(/\/large$/, "/small"));
    if (small) return small;
    throw error;
  }
}
