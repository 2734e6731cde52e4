import { createContext, useContext } from "react";
import { createStore } from "zustand/vanilla";
import type { Client } from "../../port/client.ts";
import { createAutosave, SAVE_EVERY_MS, type RunToSave } from "../../store/autosave.ts";
import type { SavedRun, Shelf } from "../../store/saved-runs.ts";
import type { Session } from "../../store/session.ts";
import { SHARE_TEXTS } from "../../texts/share.ts";

/** Where this tab was left, written when its page goes: the tab's own, so that another tab never reopens it. */
interface Left {
  readonly id: string;
  readonly atUs: number | null;
  readonly playing: boolean;
}

const LEFT_KEY = "spanscope-left";

export interface KeeperNeeds {
  readonly shelf: Shelf;
  /** of this tab alone; null = the browser refuses */
  readonly tab: Pick<Storage, "getItem" | "setItem" | "removeItem"> | null;
  readonly wallMs: () => number;
  readonly later: (ms: number, then: () => void) => void;
  readonly newId: () => string;
}

/**
 * Keeps the runs of this page: sees what the visitor does on its way to the worker, has the run saved, and reopens it when
 * the page is loaded again. A page on which nothing was done leaves no trace.
 */
export function createKeeper({ shelf, tab, wallMs, later, newId }: KeeperNeeds) {
  const offer = createStore<{ readonly run: SavedRun | null; readonly agoMs: number }>(() => ({ run: null, agoMs: 0 }));
  let session: Session | null = null;
  let touched = false;
  /** the record of the run that is being opened */
  let opening: SavedRun | null = null;
  const autosave = createAutosave({ shelf, wallMs, later, newId, current: () => (session === null ? Promise.resolve(null) : runOf(session)) });

  const touch = (): void => {
    touched = true;
    autosave.touch();
  };

  /** Reads along what goes to the worker. */
  const client = (inner: Client): Client => ({
    ...inner,
    control: (control) => {
      if (control.control !== "watch" && control.control !== "start") touch();
      inner.control(control);
    },
    command: (command) => inner.command(command).finally(touch),
  });

  const attach = (to: Session): void => {
    session = to;
    to.mirror.subscribe(({ run }, before) => {
      if (run === before.run) return;
      autosave.begin(opening);
      opening = null;
      if (touched) autosave.touch();
    });
    to.ui.store.subscribe(({ opening: now, selection }, before) => {
      if (now?.state === "refused" || now?.state === "cancelled") opening = null;
      if (touched && selection !== before.selection) autosave.touch();
    });
    autosave.store.subscribe((now, before) => {
      if (now.state === before.state) return;
      if (now.state === "saved") note(tab, now.id === null ? null : { id: now.id, atUs: null, playing: false });
      else tellFault(to, now.state, now.why);
    });
    const tick = (): void => {
      if (touched) autosave.tick(to.getFrame()?.digest ?? "");
      later(SAVE_EVERY_MS, tick);
    };
    later(SAVE_EVERY_MS, tick);
  };

  const openSaved = (run: SavedRun, left: Left | null): void => {
    opening = run;
    touched = true;
    const goOnUs = left !== null && left.atUs !== null && left.atUs > run.atUs ? left.atUs : undefined;
    offer.setState({ run: null });
    session?.load({ run: run.json, own: !run.foreign, ...(goOnUs === undefined ? {} : { goOnUs }), ...(left === null ? {} : { play: left.playing }) });
  };

  return {
    client,
    attach,
    autosave,
    shelf,
    offer: { getState: offer.getState, getInitialState: offer.getInitialState, subscribe: offer.subscribe },
    dismissOffer: () => offer.setState({ run: null }),
    open: (run: SavedRun) => openSaved(run, null),
    /** the run that this tab was left with, or the first scenario and an offer of the newest */
    reopen: async (): Promise<void> => {
      const left = leftIn(tab);
      try {
        const run = left === null ? null : await shelf.get(left.id);
        if (run !== null && run.json !== "") {
          openSaved(run, left);
          return;
        }
        session?.start();
        if (left !== null) session?.ui.notify(SHARE_TEXTS.saved.gone);
        const [newest] = await shelf.list();
        if (newest !== undefined && newest.json !== "") offer.setState({ run: newest, agoMs: wallMs() - newest.savedMs });
      } catch (error) {
        session?.start();
        if (left !== null) autosave.fail(error);
      }
    },
    /** the page goes, perhaps for ever: what can be written at once is */
    leave: (): void => {
      const { id } = autosave.store.getState();
      const frame = session?.getFrame() ?? null;
      if (!touched || id === null || frame === null) return;
      // a cursor in the past stays there; at the end of the run it has gone on until now
      note(tab, { id, atUs: frame.tape.live ? frame.nowUs : null, playing: frame.playing });
      void autosave.save();
    },
  };
}

export type Keeper = ReturnType<typeof createKeeper>;

/** Saved runs of the page; null where nothing is saved: in a frame of somebody's page. */
export const KeeperContext = createContext<Keeper | null>(null);

export function useKeeper(): Keeper | null {
  return useContext(KeeperContext);
}

async function runOf(session: Session): Promise<RunToSave | null> {
  const { loaded } = session.mirror.getState();
  if (loaded === null) return null;
  const { json, atUs, events, commands, digest } = await session.query({ query: "sharedRun" });
  return json === "" ? null : { json, title: loaded.title, seed: loaded.seed, engine: loaded.engineVersion, atUs, events, commands, digest };
}

function tellFault({ ui }: Session, state: string, why: string): void {
  const { full, blocked, failed } = SHARE_TEXTS.saved.states;
  if (state === "full") ui.notify(full);
  else if (state === "blocked") ui.notify(blocked);
  else if (state === "failed") ui.notify(failed(why));
}

function note(tab: KeeperNeeds["tab"], left: Left | null): void {
  try {
    if (left === null) tab?.removeItem(LEFT_KEY);
    else tab?.setItem(LEFT_KEY, JSON.stringify(left));
  } catch {
    // the page then opens anew, and offers what was saved
  }
}

function leftIn(tab: KeeperNeeds["tab"]): Left | null {
  try {
    const value = JSON.parse(tab?.getItem(LEFT_KEY) ?? "null") as Partial<Left> | null;
    if (typeof value?.id !== "string") return null;
    return { id: value.id, atUs: typeof value.atUs === "number" && Number.isSafeInteger(value.atUs) ? value.atUs : null, playing: value.playing === true };
  } catch {
    return null;
  }
}
