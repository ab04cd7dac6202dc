/**
 * Proves whose an action is when its person is not signed in any more: it is sealed as it is made, with a key that comes with
 * the pages of who is signed in. The phone keeps the key for the time without network, as one that can seal and can't be read
 * out, and forgets it as they sign out, or as somebody else signs in.
 */
import type { Action } from "./actions";
import { Database } from "./database";

interface Key {
  /** Whose. */
  staff: string;
  /** By which the server knows it. */
  id: string;
  hmac: CryptoKey;
}

const database = new Database("rue-nette-key", { keys: { keyPath: "staff" } });

let held: Promise<Key | undefined> = Promise.resolve(undefined);

/** Takes the key that came with a page, `id.secret`; a page that was kept has none, and the phone has it from an earlier one. */
export function holdKey(staff: string, key: string): void {
  held = take(staff, key).catch(() => undefined);
}

/** Nobody seals anything with this phone, until they are signed in. */
export async function forgetKey(): Promise<void> {
  held = Promise.resolve(undefined);
  await database.within("readwrite", (of) => of("keys").clear());
}

async function take(staff: string, key: string): Promise<Key | undefined> {
  if (!crypto.subtle) return undefined;
  const [id, secret] = key.split(".");
  if (!id || !secret) return database.within<Key | undefined>("readonly", (of) => of("keys").get(staff));
  const bytes = new TextEncoder().encode(secret);
  const hmac = await crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const mine = { staff, id, hmac };
  await database
    .within("readwrite", (of) => {
      of("keys").clear();
      return of("keys").put(mine);
    })
    .catch(() => {});
  return mine;
}

/** What the server does not count when it asks whether two requests are the same: see `Sent::fingerprint`. */
const OF_THE_PHONE = new Set(["action", "occurred_at", "place_longitude", "place_latitude", "place_accuracy", "place_source"]);

/**
 * Seals an action: HMAC-SHA-256 over its id, its time, and the SHA-256 of the report, the move and what is sent. Nothing where
 * there is no key, or no HTTPS.
 */
export async function sealed(action: Action): Promise<string> {
  const key = await held;
  if (key?.staff !== action.staff) return "";
  const head = new TextEncoder().encode(`${action.id}\n${new Date(action.at).toISOString()}\n`);
  const seal = new Uint8Array(await crypto.subtle.sign("HMAC", key.hmac, joined([head, await fingerprint(action)])));
  return `${key.id}.${btoa(String.fromCharCode(...seal)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "")}`;
}

async function fingerprint(action: Action): Promise<Uint8Array<ArrayBuffer>> {
  const text = new TextEncoder();
  const words = new Map<string, string>();
  const photos: ArrayBuffer[] = [];
  for (const [name, value] of action.fields) {
    if (typeof value !== "string") photos.push(value.bytes);
    // As a form travels.
    else if (!OF_THE_PHONE.has(name)) words.set(name, value.replace(/\r\n|\r|\n/g, "\r\n"));
  }
  const parts: Uint8Array<ArrayBuffer>[] = [];
  for (const name of [...words.keys()].sort()) {
    for (const part of [name, words.get(name) ?? ""]) {
      const bytes = text.encode(part);
      const length = new DataView(new ArrayBuffer(8));
      length.setUint32(4, bytes.length);
      parts.push(new Uint8Array(length.buffer), bytes);
    }
  }
  for (const photo of photos) parts.push(await sha256(photo));
  const report = Uint8Array.from(action.report.replace(/-/g, "").match(/../g) ?? [], (hex) => parseInt(hex, 16));
  return sha256(joined([report, text.encode(action.move), await sha256(joined(parts))]));
}

async function sha256(bytes: BufferSource): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

function joined(parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
