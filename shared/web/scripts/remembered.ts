/** The reports that this device remembers: kept here alone, without a cookie. Pages and the service worker share this. */

export interface Remembered {
  /** The path of its page: the secret. */
  page: string;
  number: string;
  title: string;
  where: string;
  /** Its last known state, by its name. */
  state: string;
  /** When that was known: milliseconds since 1970. */
  at: number;
}

function open(): Promise<IDBDatabase> {
  return new Promise((done, failed) => {
    const request = indexedDB.open("rue-nette-mine", 1);
    request.addEventListener("upgradeneeded", () => request.result.createObjectStore("reports", { keyPath: "page" }));
    request.addEventListener("success", () => done(request.result));
    for (const end of ["error", "blocked"]) request.addEventListener(end, () => failed(request.error));
  });
}

async function within<T>(mode: IDBTransactionMode, work: (reports: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const database = await open();
  try {
    return await new Promise<T>((done, failed) => {
      const transaction = database.transaction("reports", mode);
      const request = work(transaction.objectStore("reports"));
      transaction.addEventListener("complete", () => done(request.result));
      for (const end of ["error", "abort"]) transaction.addEventListener(end, () => failed(transaction.error));
    });
  } finally {
    database.close();
  }
}

export async function remember(report: Remembered): Promise<void> {
  await within("readwrite", (reports) => reports.put(report));
}

export async function forgetReport(page: string): Promise<void> {
  await within("readwrite", (reports) => reports.delete(page));
}

/** All of them, the newest first: their numbers grow. */
export async function remembered(): Promise<Remembered[]> {
  const all: Remembered[] = await within("readonly", (reports) => reports.getAll());
  return all.sort((one, other) => (one.number < other.number ? 1 : -1));
}
