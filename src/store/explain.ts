import { createStore } from "zustand/vanilla";
import type { Command, Explained, ExplainAsked, Query, WhatIfChange, WhatIfState } from "../port/messages.ts";
import type { Mirror, Readable } from "./mirror.ts";
import type { AnswerTo } from "./session.ts";
import { NO_FILTER, type Ui, type UiStore } from "./ui.ts";

/** What the page asks the run to explain, and what it was answered last. */
export interface ExplainState {
  readonly topic: ExplainTopic;
  /** the node that is asked about: the one that was selected last */
  readonly node: string | null;
  /** the stage and the panels show what that node knows, and nothing else */
  readonly nodeView: boolean;
  /** number of the event that began the wave that is looked at; -1 = the last before the cursor */
  readonly wave: number;
  readonly answer: Explained | null;
  readonly whatIf: WhatIfAsked | null;
}

export const EXPLAIN_TOPICS = ["spans", "wave", "whatIf", "climb", "view"] as const;
export type ExplainTopic = (typeof EXPLAIN_TOPICS)[number];

export interface WhatIfAsked {
  readonly change: WhatIfChange;
  /** null until the worker has begun */
  readonly state: WhatIfState | null;
  readonly stopped: boolean;
}

const INITIAL: ExplainState = { topic: "spans", node: null, nodeView: false, wave: -1, answer: null, whatIf: null };

/** A piece of a branch takes so long in the worker: between two pieces it does what else is asked. */
const PIECE_MS = 24;
const PIECE_STEPS_FIRST = 200;
const PIECE_STEPS_MAX = 20_000;

interface Surroundings {
  readonly query: <Q extends Query>(query: Q) => Promise<AnswerTo<Q>>;
  readonly command: (command: Command) => Promise<boolean>;
  readonly mirror: Readable<Mirror>;
  readonly ui: UiStore;
  readonly nowMs: () => number;
}

export function createExplain(around: Surroundings) {
  const { mirror, ui } = around;
  const store = createStore<ExplainState>(() => INITIAL);
  const { setState: set } = store;
  const ask = asker(around, store);

  /** Another node is asked about, and in node view shown. */
  const look = (node: string): void => {
    if (node === store.getState().node) return;
    set({ node });
    if (store.getState().nodeView) ui.filterFeed({ ...NO_FILTER, node });
  };

  mirror.subscribe((now, before) => {
    if (now.run !== before.run) set(({ topic }) => ({ ...INITIAL, topic }));
    if (now.panel !== before.panel) ask();
  });
  ui.store.subscribe((now, before) => {
    if (now.selection !== before.selection && now.selection?.kind === "node") look(now.selection.node);
    if (now.selection !== before.selection || now.pfs !== before.pfs || now.bottomTab !== before.bottomTab) ask();
    if (now.pfs !== before.pfs) set({ wave: -1 });
  });

  const change = (to: Partial<ExplainState>): void => {
    set(to);
    ask();
  };
  return {
    store,
    setTopic: (topic: ExplainTopic): void => change({ topic }),
    /** The feed goes along: a node knows of its own events. */
    setNodeView: (nodeView: boolean): void => {
      ui.filterFeed(nodeView ? { ...NO_FILTER, node: store.getState().node } : NO_FILTER);
      change({ nodeView });
    },
    setWave: (wave: number): void => change({ wave }),
    /** opens the panel at a question about a node and a PFS */
    show: (topic: ExplainTopic, node: string | null, pfs: string | null): void => {
      if (pfs !== null) ui.lightTree(pfs);
      if (node !== null) look(node);
      ui.setBottomTab("explain");
      ui.fold("bottom", false);
      change({ topic });
    },
    ...whatIfOf(around, store),
  };
}

// ---------------------------------------------------------------- why

/** Asks anew whenever the run went on or something else is looked at; one question at a time. */
function asker({ query, mirror, ui }: Surroundings, store: { getState: () => ExplainState; setState: (to: Partial<ExplainState>) => void }): () => void {
  let asking = false;
  let again = false;
  const ask = async (): Promise<void> => {
    const asked = askedOf(store.getState(), ui.store.getState());
    const { run, panel } = mirror.getState();
    if (asked === null || panel === null) return;
    if (asking) {
      again = true;
      return;
    }
    asking = true;
    // A worker that is gone answers nothing, and says so elsewhere.
    const answer = await query({ query: "explain", asked }).then(({ explained }) => explained, () => null);
    asking = false;
    if (mirror.getState().run === run) store.setState({ answer });
    if (!again) return;
    again = false;
    await ask();
  };
  return () => void ask();
}

/** Null = nobody looks. */
function askedOf({ topic, node, nodeView, wave }: ExplainState, { bottomTab, pfs }: Ui): ExplainAsked | null {
  const parts = new Set<ExplainAsked["parts"][number]>();
  if (bottomTab === "explain" && topic !== "whatIf") parts.add(topic);
  if (nodeView) parts.add("view");
  return parts.size === 0 ? null : { node, pfs, wave, parts: [...parts] };
}

// ---------------------------------------------------------------- what if

function whatIfOf({ query, command, ui, nowMs }: Surroundings, store: { getState: () => ExplainState; setState: (to: Partial<ExplainState>) => void }) {
  const { getState: get, setState: set } = store;
  const isAsked = (change: WhatIfChange): boolean => get().whatIf?.change === change && !get().whatIf!.stopped;

  const start = async (change: WhatIfChange): Promise<void> => {
    ui.setBottomTab("explain");
    ui.fold("bottom", false);
    set({ topic: "whatIf", whatIf: { change, state: null, stopped: false } });
    let steps = PIECE_STEPS_FIRST;
    let { state } = await query({ query: "whatIf", start: { change, pfs: ui.store.getState().pfs } });
    while (isAsked(change)) {
      set({ whatIf: { change, state, stopped: false } });
      if (isOver(state)) return;
      const sinceMs = nowMs();
      ({ state } = await query({ query: "whatIf", job: state.job, steps }));
      steps = nextSteps(steps, nowMs() - sinceMs);
    }
    // steps 0: the worker lets it go
    if (get().whatIf?.change === change || get().whatIf === null) await query({ query: "whatIf", job: state.job, steps: 0 });
  };
  const stop = (): void => {
    const asked = get().whatIf;
    if (asked !== null) set({ whatIf: { ...asked, stopped: true } });
  };
  return {
    // A worker that is gone answers nothing, and says so elsewhere.
    whatIf: (change: WhatIfChange): void => void start(change).catch(stop),
    stopWhatIf: stop,
    clearWhatIf: (): void => set({ whatIf: null }),
    /** makes the change for real */
    doIt: (change: WhatIfChange): void => {
      set({ whatIf: null });
      void command(change);
    },
  };
}

export function isOver({ phase }: WhatIfState): boolean {
  return phase === "done" || phase === "refused" || phase === "gone";
}

/** So many that a piece takes about PIECE_MS. */
function nextSteps(steps: number, tookMs: number): number {
  const factor = Math.min(2, Math.max(0.5, PIECE_MS / Math.max(tookMs, 1)));
  return Math.min(PIECE_STEPS_MAX, Math.max(1, Math.round(steps * factor)));
}
