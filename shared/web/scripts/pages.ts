/**
 * What a crew can read without network: the round, its jobs' pages and their pictures, as they were. They are one person's:
 * another person's page, or the page to sign in, wipes them first.
 */
import { alone } from "./outbox";

const PAGES = "crew-pages";
export const ROUND = "/crew";
export const SIGN_IN = "/sign-in";
/** Jobs that are kept ahead: more than a shift can do. */
const MOST_JOBS = 60;
/** Milliseconds for which a job's page is not asked for ahead again; who opens it keeps it anew. */
const FRESH = 600_000;

/** Forgets everything that this phone could show without network. */
export async function wipe(): Promise<void> {
  await caches.delete(PAGES);
}

/** The page or picture as it was kept. */
export async function kept(path: string): Promise<Response | undefined> {
  return caches.match(path, { cacheName: PAGES, ignoreVary: true });
}

/** Keeps a page that has just been seen, with its pictures; of the round, all its jobs, too. */
export async function keepPage(path: string, answer: Response): Promise<void> {
  // Opened at once: what is kept after a wiping lands in what was wiped.
  let pages = await caches.open(PAGES);
  const html = await answer.text();
  const staff = staffOf(html);
  const owner = (await kept(ROUND)) ?? (await firstPage(pages));
  if (owner && staffOf(await owner.text()) !== staff) {
    await wipe();
    pages = await caches.open(PAGES);
  }
  await put(pages, path, html, answer);
  await keepParts(pages, html);
  // One round at a time, one page after the other: who works has the network first.
  if (staff && path === ROUND) await alone(() => keepJobs(pages, html, staff), PAGES);
}

/** Keeps the pages of a round's jobs, and forgets those of others. */
async function keepJobs(pages: Cache, round: string, staff: string): Promise<void> {
  const jobs = [...new Set([...round.matchAll(/href="(\/crew\/jobs\/[0-9a-f-]+)[#"]/g)].map(([, job]) => job ?? ""))];
  for (const job of jobs.slice(0, MOST_JOBS)) {
    if (await isFresh(pages, job)) continue;
    const page = await fetch(job, { credentials: "same-origin" }).catch(() => undefined);
    // No network any more, or nobody signed in.
    if (!page || page.redirected) return;
    if (!page.ok) continue;
    const html = await page.text();
    // Somebody else has signed in meanwhile.
    if (staffOf(html) !== staff) return;
    await put(pages, job, html, page);
    await keepParts(pages, html);
  }
  await prune(pages, jobs);
}

/** Whether a page was kept a moment ago: the round is looked at often, its jobs change seldom. */
async function isFresh(pages: Cache, path: string): Promise<boolean> {
  const html = (await (await pages.match(path))?.text()) ?? "";
  return Date.now() - Number(/data-old="(\d+)"/.exec(html)?.[1] ?? 0) < FRESH;
}

function staffOf(html: string): string {
  return /data-staff="([^"]*)"/.exec(html)?.[1] ?? "";
}

async function firstPage(pages: Cache): Promise<Response | undefined> {
  const [first] = (await pages.keys()).filter(({ url }) => /\/crew\/jobs\//.test(url));
  return first && pages.match(first);
}

async function put(pages: Cache, path: string, html: string, answer: Response): Promise<void> {
  // The page says by itself that it is an old one. What seals actions is not for who reads this.
  const dated = html.replace(/<html(?: data-old="[^"]*")?/, `<html data-old="${Date.now()}"`).replace(/ data-key="[^"]*"/, "");
  const headers = new Headers(answer.headers);
  headers.delete("content-encoding");
  headers.delete("content-length");
  await pages.put(path, new Response(dated, { headers }));
}

/** What a page names: its styles, scripts and small pictures. */
function partsOf(html: string): string[] {
  const named = [...html.matchAll(/(?:href|src)="(\/assets\/[^"]+|\/crew\/photos\/[^"]+\/small)"/g)];
  return [...new Set(named.map(([, address]) => address ?? ""))];
}

async function keepParts(pages: Cache, html: string): Promise<void> {
  for (const address of partsOf(html)) {
    if (await pages.match(address)) continue;
    const part = await fetch(address, { credentials: "same-origin" }).catch(() => undefined);
    if (part?.ok && !part.redirected) await pages.put(address, part);
  }
}

/** Jobs that are no longer on the round go, and what no page names. */
async function prune(pages: Cache, jobs: string[]): Promise<void> {
  const named = new Set<string>();
  for (const { url } of await pages.keys()) {
    const { pathname } = new URL(url);
    if (/^\/crew\/jobs\//.test(pathname) && !jobs.includes(pathname)) await pages.delete(url);
    else if (!/^\/(assets|crew\/photos)\//.test(pathname)) {
      const html = (await (await pages.match(url))?.text()) ?? "";
      for (const part of partsOf(html)) named.add(part);
    }
  }
  for (const { url } of await pages.keys()) {
    const { pathname, search } = new URL(url);
    if (/^\/(assets|crew\/photos)\//.test(pathname) && !named.has(pathname + search)) await pages.delete(url);
  }
}
