import { createStore } from "zustand/vanilla";
import { FINDER_TEXTS } from "../texts/finder.ts";
import { type Hunter, type HunterListener, hungCase } from "../port/hunt-client.ts";
import { type CaseOutcome, type CheckNamed, type FromHunter, type ShrunkCase, type Shrinking, UNEXECUTED } from "../port/hunt-messages.ts";
import { type FinderTally, NO_TALLY, TallySheet } from "./finder-tally.ts";

/** What is hunted on: every seed from the first to the last is a case. */
export interface HuntWish {
  /** JSON of the scenario file */
  readonly json: string;
  readonly first: number;
  readonly last: number;
}

export type FinderPhase =
  | "idle"
  /** cases are executed */
  | "hunting"
  /** one that failed is made smaller */
  | "shrinking"
  | "over";

/** How a hunt ended. */
export type FinderEnd =
  /** every case was executed, and nothing was found */
  | "held"
  | "found"
  | "cancelled"
  /** the scenario cannot be hunted on, or a worker broke down: `trouble` says why */
  | "failed";

/** A worker as it is shown: what it is at, since when, and what it has done. */
export interface HunterShown {
  /** the seed that it executes; null = it waits */
  readonly seed: number | null;
  readonly forMs: number;
  readonly cases: number;
}

export interface FinderState {
  readonly phase: FinderPhase;
  readonly end: FinderEnd | null;
  readonly wish: HuntWish | null;
  readonly tally: FinderTally;
  /** wall time of the cases so far */
  readonly huntedMs: number;
  readonly hunters: readonly HunterShown[];
  /** names and claims of the checks */
  readonly checks: readonly CheckNamed[];
  readonly found: CaseOutcome | null;
  readonly shrinking: Shrinking | null;
  /** it was told that it is enough, and finishes what it has begun */
  readonly stopping: boolean;
  readonly shrunk: ShrunkCase | null;
  readonly trouble: string;
}

/** Workers, time and the screen come in as arguments: the store touches no platform. */
export interface FinderNeeds {
  readonly open: (listener: HunterListener) => Hunter;
  readonly hunters: number;
  readonly nowMs: () => number;
  readonly later: (ms: number, then: () => void) => void;
}

/** Between two pictures of how far it is. */
export const FINDER_BEAT_MS = 250;
/** So many beats without a word from a worker that is at a case, or makes one smaller, two minutes of them: it is ended. A page in the background has fewer, one that sleeps none. */
export const SILENT_BEATS_MAX = 480;
const SILENT_S = (SILENT_BEATS_MAX * FINDER_BEAT_MS) / 1_000;

const INITIAL: FinderState = { phase: "idle", end: null, wish: null, tally: NO_TALLY, huntedMs: 0, hunters: [], checks: [], found: null, shrinking: null, stopping: false, shrunk: null, trouble: "" };

interface Worker {
  readonly hunter: Hunter;
  /** beats since it said something, while it is at a case or makes one smaller */
  silent: number;
  seed: number | null;
  sinceMs: number;
  cases: number;
}

export type Finder = ReturnType<typeof createFinder>;

/**
 * One hunt after another on the topology of the lab. Seeds are handed out in their order; when one fails, those before it are still
 * finished and later ones given up, so that however many workers there are, the first seed that fails is found. What comes in is
 * added up at once and shown at a beat.
 */
export function createFinder({ open, hunters, nowMs, later }: FinderNeeds) {
  const store = createStore<FinderState>(() => INITIAL);
  const { setState: set, getState: get } = store;
  let workers: Worker[] = [];
  let sheet = new TallySheet();
  let nextSeed = 0;
  let startMs = 0;
  /** the lowest seed that failed so far */
  let lowest: CaseOutcome | null = null;
  let shrinking: Shrinking | null = null;
  let beating = false;

  const show = (): void => {
    const { phase } = get();
    const atMs = nowMs();
    set({ tally: sheet.sum, shrinking, hunters: workers.map(({ seed, sinceMs, cases }) => ({ seed, forMs: Math.max(0, atMs - sinceMs), cases })), ...(phase === "hunting" ? { huntedMs: atMs - startMs } : {}) });
  };
  const isUnderWay = (): boolean => get().phase === "hunting" || get().phase === "shrinking";
  const beat = (): void => {
    if (beating) return;
    beating = true;
    later(FINDER_BEAT_MS, () => {
      beating = false;
      if (isUnderWay()) endSilent();
      if (!isUnderWay()) return;
      show();
      beat();
    });
  };
  const endAll = (): void => {
    for (const { hunter } of workers) hunter.end();
    workers = [];
  };
  const over = (change: Partial<FinderState>): void => {
    show();
    endAll();
    set({ phase: "over", stopping: false, hunters: [], ...change });
  };

  /** What was found stays found, whatever becomes of making it smaller. */
  const broken = (trouble: string): void => over({ end: get().found === null ? "failed" : "found", trouble });

  const begin = (wish: HuntWish): void => {
    endAll();
    sheet = new TallySheet();
    nextSeed = wish.first;
    startMs = nowMs();
    lowest = shrinking = null;
    set({ ...INITIAL, phase: "hunting", wish });
    const count = Math.max(1, Math.min(hunters, wish.last - wish.first + 1));
    for (let i = 0; i < count; i++) {
      const listener: HunterListener = { said: (what) => hear(worker, what), lost: broken };
      const worker: Worker = { hunter: open(listener), silent: 0, seed: null, sinceMs: nowMs(), cases: 0 };
      workers.push(worker);
      worker.hunter.ask({ type: "begin", json: wish.json });
    }
    beat();
    show();
  };

  /** Those that do not come back from a case are ended: such a case is one that failed. All before it are in other hands, so nobody takes their place. */
  const endSilent = (): void => {
    const isShrinking = get().phase === "shrinking";
    for (const worker of workers) {
      const { seed } = worker;
      if ((seed === null && !isShrinking) || ++worker.silent < SILENT_BEATS_MAX) continue;
      if (seed === null) return broken(FINDER_TEXTS.shrink.hangs(SILENT_S));
      worker.hunter.end();
      workers = workers.filter((other) => other !== worker);
      note(hungCase(seed, SILENT_S));
    }
    if (lowest?.violation?.check === "hangs") settleIfDone();
  };

  const hear = (worker: Worker, what: FromHunter): void => {
    worker.silent = 0;
    switch (what.type) {
      case "beat":
        return;
      case "ready":
        set({ checks: what.checks });
        return give(worker);
      case "outcome":
        return took(worker, what.outcome);
      case "shrinking":
        shrinking = what.shrinking;
        if (get().shrinking === null) show();
        return;
      case "shrunk":
        return over({ end: "found", shrunk: what.shrunk });
      case "refused":
        return over({ end: "failed", trouble: what.errors.map(({ path, message }) => `${path}: ${message}`).join("; ") });
      case "failed":
        return broken(what.message);
    }
  };

  /** The next seed, unless there is none that is still wanted. */
  const give = (worker: Worker): void => {
    const { last } = get().wish!;
    worker.seed = null;
    worker.silent = 0;
    worker.sinceMs = nowMs();
    if (nextSeed <= Math.min(last, (lowest?.seed ?? Infinity) - 1)) {
      worker.seed = nextSeed++;
      worker.hunter.ask({ type: "case", seed: worker.seed });
    } else settleIfDone();
  };

  const took = (worker: Worker, outcome: CaseOutcome): void => {
    worker.cases++;
    note(outcome);
    give(worker);
  };

  const note = (outcome: CaseOutcome): void => {
    sheet.add(outcome);
    if (outcome.state === "violated" && (lowest === null || outcome.seed < lowest.seed)) lowest = outcome;
  };

  /** All seeds that are wanted are done: every one, or every one before the lowest that failed. */
  const settleIfDone = (): void => {
    if (get().phase !== "hunting") return;
    const wanted = lowest?.seed ?? Infinity;
    if (workers.some(({ seed }) => seed !== null && seed < wanted)) return;
    if (lowest === null) over({ end: "held" });
    else shrink(lowest);
  };

  const shrink = (found: CaseOutcome): void => {
    const { check, text } = found.violation!;
    show();
    if ((UNEXECUTED as readonly string[]).includes(check)) return over({ end: "found", found });
    // One that is at no case now; a later seed that another is still at is not wanted any more.
    const worker = workers.find(({ seed }) => seed === null)!;
    for (const other of workers) if (other !== worker) other.hunter.end();
    workers = [worker];
    worker.silent = 0;
    set({ phase: "shrinking", found });
    worker.hunter.ask({ type: "shrink", seed: found.seed, check, text });
  };

  return {
    store,
    begin,
    /** ends the workers at once */
    cancel: (): void => {
      const { phase, found } = get();
      if (phase === "hunting") over({ end: lowest === null ? "cancelled" : "found", found: lowest });
      else if (phase === "shrinking") over({ end: "found", found });
    },
    /** of what is being made smaller: what there is is taken */
    enough: (): void => {
      if (get().phase !== "shrinking") return;
      set({ stopping: true });
      workers[0]?.hunter.ask({ type: "enough" });
    },
  };
}
