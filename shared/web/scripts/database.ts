/** What stays in this device when everything else ends (IndexedDB). Pages and the service workers share this. */

/** A database with its stores; each is made once, by the options it is given. */
export class Database {
  constructor(
    private name: string,
    private stores: Record<string, IDBObjectStoreParameters>,
  ) {}

  /** Runs inside one transaction, and ends when it is on the disk. */
  async within<T>(mode: IDBTransactionMode, work: (of: (store: string) => IDBObjectStore) => IDBRequest<T>): Promise<T> {
    const database = await this.open();
    try {
      return await new Promise<T>((done, failed) => {
        const transaction = database.transaction(Object.keys(this.stores), mode, { durability: "strict" });
        const request = work((store) => transaction.objectStore(store));
        transaction.addEventListener("complete", () => done(request.result));
        for (const end of ["error", "abort"]) transaction.addEventListener(end, () => failed(transaction.error));
      });
    } finally {
      database.close();
    }
  }

  private open(): Promise<IDBDatabase> {
    return new Promise((done, failed) => {
      const request = indexedDB.open(this.name, 1);
      request.addEventListener("upgradeneeded", () => {
        for (const [store, options] of Object.entries(this.stores)) request.result.createObjectStore(store, options);
      });
      request.addEventListener("success", () => done(request.result));
      for (const end of ["error", "blocked"]) request.addEventListener(end, () => failed(request.error));
    });
  }
}

/** A random UUID; `crypto.randomUUID` is missing without HTTPS. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
