import { createStore } from "zustand/vanilla";
import { thrownText } from "../base/thrown.ts";
import { SAVED_VERSION, ShelfError, type SavedRun, type Shelf, type ShelfFault, tooMany } from "./saved-runs.ts";

/** What the run is like now, as the worker says it. */
export interface RunToSave {
  readonly json: string;
  readonly title: string;
  readonly seed: number;
  readonly engine: string;
  readonly atUs: number;
  readonly events: number;
  readonly commands: number;
  readonly digest: string;
}

export interface AutosaveNeeds {
  readonly shelf: Shelf;
  /** the run now; null = there is none */
  readonly current: () => Promise<RunToSave | null>;
  readonly wallMs: () => number;
  readonly later: (ms: number, then: () => void) => void;
  readonly newId: () => string;
}

export interface Autosave {
  readonly state: "off" | "saving" | "saved" | ShelfFault;
  /** why it failed */
  readonly why: string;
  readonly savedMs: number;
  /** the record of this run; null = it has none yet */
  readonly id: string | null;
}

/** After the first change; further ones within it are saved together. */
export const SAVE_SOON_MS = 300;
/** While the run plays. */
export const SAVE_EVERY_MS = 5_000;

const OFF: Autosave = { state: "off", why: "", savedMs: 0, id: null };

/**
 * Keeps the run of this page on the shelf: soon after each change, and from time to time while it plays. A record is written
 * by one page only; where another page has written upon it (a tab was doubled), this one goes on in a record of its own. What
 * cannot be saved is told, and tried again with the next change.
 */
export function createAutosave({ shelf, current, wallMs, later, newId }: AutosaveNeeds) {
  const store = createStore<Autosave>(() => OFF);
  let record: { readonly id: string; readonly revision: number; readonly createdMs: number; readonly name: string | null; readonly foreign: boolean } | null = null;
  /** counts runs: an answer about another run than this is void */
  let run = 0;
  let soon = false;
  let writing = false;
  let dirty = false;
  let savedDigest = "";

  const save = async (): Promise<void> => {
    if (writing) {
      dirty = true;
      return;
    }
    writing = true;
    const of = run;
    try {
      do {
        dirty = false;
        const now = await current();
        if (now === null || of !== run) break;
        await write(now, of);
      } while (dirty);
    } catch (error) {
      if (of === run) tell(error);
    } finally {
      writing = false;
      if (dirty) soonAgain();
    }
  };

  const write = async (now: RunToSave, of: number): Promise<void> => {
    if (store.getState().state !== "saved") store.setState({ state: "saving" });
    const kept = record;
    const savedMs = wallMs();
    const next: SavedRun = {
      version: SAVED_VERSION,
      id: kept?.id ?? newId(),
      revision: (kept?.revision ?? 0) + 1,
      name: kept?.name ?? null,
      createdMs: kept?.createdMs ?? savedMs,
      foreign: kept?.foreign ?? false,
      savedMs,
      ...now,
    };
    let written = next;
    if (!(await shelf.put(next, kept?.revision ?? null))) {
      // somebody else has written there, or it was deleted: both are kept
      written = { ...next, id: newId(), revision: 1, name: null, createdMs: savedMs };
      await shelf.put(written, null);
    }
    if (of !== run) return;
    record = written;
    savedDigest = now.digest;
    store.setState({ state: "saved", why: "", savedMs, id: written.id });
    const gone = tooMany(await shelf.list(), written.id);
    if (gone.length > 0) await shelf.remove(gone);
  };

  const tell = (error: unknown): void => {
    const fault = error instanceof ShelfError ? error.fault : "failed";
    store.setState({ state: fault, why: thrownText(error) });
  };

  const soonAgain = (): void => {
    if (soon) return;
    soon = true;
    later(SAVE_SOON_MS, () => {
      soon = false;
      void save();
    });
  };

  return {
    store: { getState: store.getState, subscribe: store.subscribe, getInitialState: store.getInitialState },
    /** something was done: it is saved soon */
    touch: soonAgain,
    /** at once; resolves when it was tried */
    save,
    /** from time to time: saves what has gone on since */
    tick: (digest: string): void => {
      if (record !== null && digest !== savedDigest) soonAgain();
    },
    /** the page shows another run: `of` is its record, null = it has none */
    begin: (of: SavedRun | null): void => {
      run += 1;
      record = of === null ? null : { id: of.id, revision: of.revision, createdMs: of.createdMs, name: of.name, foreign: of.foreign };
      savedDigest = of?.digest ?? "";
      store.setState(of === null ? OFF : { state: "saved", why: "", savedMs: of.savedMs, id: of.id });
    },
    /** the record of this run was renamed by this page */
    renamed: (name: string | null, revision: number): void => {
      if (record !== null) record = { ...record, name, revision };
    },
    fail: tell,
  };
}
