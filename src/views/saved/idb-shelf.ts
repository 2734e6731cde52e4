import { openDB, type DBSchema, type IDBPDatabase } from "idb";
import { readSavedRun, ShelfError, type SavedRun, type Shelf } from "../../store/saved-runs.ts";

/** The shelf of saved runs in this browser's IndexedDB. Nothing else touches that database. */

interface Shelves extends DBSchema {
  readonly runs: { key: string; value: SavedRun };
}

const NAME = "spanscope-runs";

/** What each version of the database adds to the one before; a new version is one more entry, and nothing else changes. */
const MIGRATIONS: readonly ((database: IDBPDatabase<Shelves>) => void)[] = [(database) => database.createObjectStore("runs", { keyPath: "id" })];

/** Opened when it is first needed; a browser that refuses is asked again with the next need. */
export function idbShelf(): Shelf {
  let opened: Promise<IDBPDatabase<Shelves>> | null = null;
  const database = (): Promise<IDBPDatabase<Shelves>> => {
    opened ??= open(() => (opened = null)).catch((error: unknown) => {
      opened = null;
      throw error;
    });
    return opened;
  };
  return {
    list: () =>
      guarded(async () => {
        const found = (await (await database()).getAll("runs")) as readonly unknown[];
        return found.flatMap((one) => readSavedRun(one) ?? []).toSorted((a, b) => b.savedMs - a.savedMs);
      }),
    get: (id) => guarded(async () => readSavedRun(await (await database()).get("runs", id))),
    put: (run, over) => guarded(async () => putOver(await database(), run, over)),
    remove: (ids) =>
      guarded(async () => {
        const transaction = (await database()).transaction("runs", "readwrite");
        await Promise.all([...ids.map((id) => transaction.store.delete(id)), transaction.done]);
      }),
  };
}

/** Read and write in one transaction, so that no other tab comes between. */
async function putOver(database: IDBPDatabase<Shelves>, run: SavedRun, over: number | null): Promise<boolean> {
  const transaction = database.transaction("runs", "readwrite");
  const there = await transaction.store.get(run.id);
  const free = (there?.revision ?? null) === over;
  if (free) await transaction.store.put(run);
  await transaction.done;
  return free;
}

function open(lost: () => void): Promise<IDBPDatabase<Shelves>> {
  if (!("indexedDB" in globalThis) || indexedDB === null) return Promise.reject(new ShelfError("blocked", "there is no IndexedDB"));
  return openDB<Shelves>(NAME, MIGRATIONS.length, {
    upgrade(database, from) {
      for (const migrate of MIGRATIONS.slice(from)) migrate(database);
    },
    // another tab brings a newer version: this one lets go, and opens again when it needs to
    blocking(_now, _wanted, event) {
      lost();
      (event.target as IDBDatabase).close();
    },
    terminated: lost,
  });
}

/** Every failure by the name that the visitor is told. */
async function guarded<Value>(action: () => Promise<Value>): Promise<Value> {
  try {
    return await action();
  } catch (error) {
    throw shelfError(error);
  }
}

/** A full disk, a browser that keeps nothing for this page, or something else. */
export function shelfError(error: unknown): ShelfError {
  if (error instanceof ShelfError) return error;
  const name = error instanceof Error || error instanceof DOMException ? error.name : "";
  const message = error instanceof Error || error instanceof DOMException ? error.message : String(error);
  if (name === "QuotaExceededError") return new ShelfError("full", message);
  if (name === "SecurityError" || name === "InvalidStateError" || name === "NotAllowedError" || name === "UnknownError") return new ShelfError("blocked", message);
  return new ShelfError("failed", message === "" ? name : message);
}
