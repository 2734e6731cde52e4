import { createStore } from "zustand/vanilla";
import type { CaptureOpened, CompareWith, FeedFilter, Inspectable, LinkEndName, MessageDescription, MessageSheet, OpeningShown, TableName, Watch } from "../port/messages.ts";
import { forgetTrio, readFilterHistory, TRIO_INITIAL, trioActions, type TrioUi } from "./trio-ui.ts";

/** The page's own state: what is selected, open, filtered. Nothing here can change a run; only the theme outlives a reload. */
export interface Ui extends TrioUi {
  readonly theme: Theme;
  readonly selection: Selection | null;
  /** earlier selections, the newest last */
  readonly trail: readonly Selection[];
  /** label of the PFS whose tree is lit */
  readonly pfs: string | null;
  /** name of the transaction whose path is drawn */
  readonly transaction: string | null;
  /** name of the debug shell whose transcript is shown */
  readonly shell: string | null;
  readonly feedFilter: FeedFilter;
  readonly leftTab: LeftTab;
  readonly bottomTab: BottomTab;
  /** what has the middle of the page */
  readonly centreTab: CentreTab;
  /** the table that is shown there, when it is the tables */
  readonly table: TableName;
  /** ids of the actions of the palette that were used last, the newest first */
  readonly recent: readonly string[];
  readonly folded: Readonly<Record<Side, boolean>>;
  /** the one drawer that is open on a narrow screen */
  readonly drawer: Side | null;
  readonly dialog: Dialog | null;
  readonly draft: Draft;
  readonly messageView: MessageView;
  readonly compareWith: CompareWith | null;
  /** a branch of the tape that is to be compared with the one that is shown; null = none is asked for */
  readonly compareBranch: number | null;
  /** the inspector has so much room that bytes and fields stand side by side; the lists so much that a diagram does */
  readonly enlarged: Readonly<Record<Enlargeable, boolean>>;
  /** a row of the unfiltered feed that was asked for by the number of its event */
  readonly feedTarget: FeedTarget | null;
  /** the visitor did something to the run: the hint has served */
  readonly acted: boolean;
  /** the last refusal of a command, or another short notice */
  readonly notice: Notice | null;
  /** how the opening of a shared run goes or went; null = none, or read and put away */
  readonly opening: OpeningShown | null;
}

export type Theme = "system" | "dark" | "light";
export type Side = "left" | "right" | "bottom";
export type Enlargeable = Exclude<Side, "left">;
export const LEFT_TABS = ["scenarios", "topology", "traffic", "faults"] as const;
export type LeftTab = (typeof LEFT_TABS)[number];
export const BOTTOM_TABS = ["events", "sequence", "transactions", "explain", "locks", "commits", "charts", "checks"] as const;
export type BottomTab = (typeof BOTTOM_TABS)[number];
export const CENTRE_TABS = ["stage", "tables", "compare"] as const;
export type CentreTab = (typeof CENTRE_TABS)[number];
export type Dialog = { readonly kind: "share" } | { readonly kind: "capture"; readonly file: string; readonly opened: Extract<CaptureOpened, { readonly state: "messages" }> } | { readonly kind: "saved" } | { readonly kind: "finder" } | { readonly kind: "shortcuts" } | { readonly kind: "palette" } | { readonly kind: "rules"; readonly rule: string };

/** What the inspector shows: a thing of the run, or the bytes that are being written in the traffic panel. */
export type Selection = Inspectable | { readonly kind: "draft" };

/** Bytes to inject, and what `decode` says of them. */
export interface Draft {
  readonly hex: string;
  readonly description: MessageDescription | null;
  readonly error: string | null;
  // --- the workbench (workbench.ts)
  /** all that is known of the bytes for that end */
  readonly sheet: MessageSheet | null;
  /** digits of what they began as */
  readonly original: string;
  /** the message they are a copy of */
  readonly message: number | null;
  /** at which end of which link they are meant to be sent */
  readonly end: LinkEndName | null;
  /** digits before each change, and behind those taken back */
  readonly past: readonly string[];
  readonly future: readonly string[];
}

/** How a message is looked at: its bytes, its way hop by hop, or beside another. */
export const MESSAGE_VIEWS = ["bytes", "way", "compare"] as const;
export type MessageView = (typeof MESSAGE_VIEWS)[number];

export interface FeedTarget {
  readonly event: number;
  readonly position: number;
}

export interface Notice {
  readonly text: string;
  /** differs for each, so that the same text twice is told twice */
  readonly id: number;
}

export const NO_FILTER: FeedFilter = { families: [], node: null, link: null, text: "" };
export const NO_DRAFT: Draft = { hex: "", description: null, error: null, sheet: null, original: "", message: null, end: null, past: [], future: [] };
export const TRAIL_MAX = 20;
const THEME_KEY = "spanscope-theme";
const CENTRE_KEY = "spanscope-centre";
const RECENT_KEY = "spanscope-recent";
export const RECENT_MAX = 8;

const INITIAL: Ui = {
  theme: "system",
  selection: null,
  trail: [],
  pfs: null,
  transaction: null,
  shell: null,
  feedFilter: NO_FILTER,
  leftTab: "scenarios",
  bottomTab: "events",
  centreTab: "stage",
  table: "links",
  recent: [],
  folded: { left: false, right: false, bottom: false },
  drawer: null,
  dialog: null,
  draft: NO_DRAFT,
  messageView: "bytes",
  compareWith: null,
  compareBranch: null,
  enlarged: { right: false, bottom: false },
  feedTarget: null,
  acted: false,
  notice: null,
  opening: null,
  ...TRIO_INITIAL,
};

export type UiStore = ReturnType<typeof createUi>;

/** `storage`: where the theme is kept; null = nowhere (tests, or a browser that refuses). */
export function createUi(storage: Pick<Storage, "getItem" | "setItem"> | null) {
  const store = createStore<Ui>(() => ({ ...INITIAL, theme: readTheme(storage), centreTab: readCentre(storage), recent: readRecent(storage), filterHistory: readFilterHistory(storage) }));
  const { setState: set, getState: get } = store;
  let notices = 0;

  return {
    store,
    ...trioActions({ set, storage }),
    setTheme: (theme: Theme): void => {
      set({ theme });
      keep(storage, THEME_KEY, theme);
    },
    setCentreTab: (centreTab: CentreTab): void => {
      set({ centreTab });
      keep(storage, CENTRE_KEY, centreTab);
    },
    /** shows the tables, and which */
    showTable: (table: TableName): void => {
      set({ table, centreTab: "tables" });
      keep(storage, CENTRE_KEY, "tables");
    },
    setTable: (table: TableName): void => {
      set({ table });
    },
    /** an action of the palette was used */
    noteRecent: (id: string): void => {
      const recent = [id, ...get().recent.filter((one) => one !== id)].slice(0, RECENT_MAX);
      set({ recent });
      keep(storage, RECENT_KEY, JSON.stringify(recent));
    },
    select: (selection: Selection | null): void => {
      set((ui) => ({ ...selected(ui, selection), event: null }));
    },
    /** selects what an event is about, and the event with it */
    lookAt: (event: number, selection: Selection | null): void => {
      set((ui) => ({ ...(selection === null ? {} : selected(ui, selection)), event }));
    },
    /** back to what was selected before */
    back: (): void => {
      set(({ trail }) => ({ selection: trail.at(-1) ?? null, trail: trail.slice(0, -1) }));
    },
    lightTree: (pfs: string | null): void => {
      set({ pfs });
    },
    showPath: (transaction: string | null): void => {
      set({ transaction });
    },
    showShell: (shell: string | null): void => {
      set({ shell });
    },
    filterFeed: (change: Partial<FeedFilter>): void => {
      // The same filter again is no change: the rows stay where they are, under a click that is being made.
      const { feedFilter: now } = get();
      if ((change === NO_FILTER && isUnfiltered(now)) || Object.entries(change).every(([key, value]) => now[key as keyof FeedFilter] === value)) return;
      set(({ feedFilter }) => ({ feedFilter: { ...feedFilter, ...change } }));
    },
    setLeftTab: (leftTab: LeftTab): void => {
      set({ leftTab });
    },
    setBottomTab: (bottomTab: BottomTab): void => {
      set({ bottomTab });
    },
    fold: (side: Side, folded: boolean): void => {
      set((ui) => (ui.folded[side] === folded ? ui : { folded: { ...ui.folded, [side]: folded } }));
    },
    openDrawer: (drawer: Side | null): void => {
      set({ drawer });
    },
    openDialog: (dialog: Dialog | null): void => {
      set({ dialog });
    },
    setDraft: (draft: Partial<Draft>): void => {
      set((ui) => ({ draft: { ...ui.draft, ...draft } }));
    },
    showMessageAs: (messageView: MessageView): void => {
      set({ messageView });
    },
    compareWith: (compareWith: CompareWith | null): void => {
      set({ compareWith });
    },
    /** opens the comparison, with this branch against the one that is shown */
    askCompare: (compareBranch: number): void => {
      set({ compareBranch, centreTab: "compare" });
      keep(storage, CENTRE_KEY, "compare");
    },
    /** it was begun */
    compareAsked: (): void => {
      set({ compareBranch: null });
    },
    enlarge: (side: Enlargeable, large: boolean): void => {
      set((ui) => ({ enlarged: { ...ui.enlarged, [side]: large }, folded: { ...ui.folded, [side]: false } }));
    },
    markActed: (): void => {
      if (!get().acted) set({ acted: true });
    },
    /** opens the feed with nothing but the events of one thing */
    showEventsOf: (of: Partial<FeedFilter>): void => {
      set((ui) => ({ feedFilter: { ...NO_FILTER, ...of }, bottomTab: "events", folded: { ...ui.folded, bottom: false } }));
    },
    /** opens the feed at an event; the filter must be off */
    aimFeed: (feedTarget: FeedTarget): void => {
      set((ui) => ({ feedTarget, bottomTab: "events", folded: { ...ui.folded, bottom: false } }));
    },
    notify: (text: string): void => {
      set({ notice: { text, id: (notices += 1) } });
    },
    dismissNotice: (): void => {
      set({ notice: null });
    },
    showOpening: (opening: OpeningShown | null): void => {
      set({ opening });
    },
    /** what a scenario wants to be looked at first */
    adopt: ({ inspect, pfs, transaction, shell, board }: Watch): void => {
      set({ selection: inspect, pfs, transaction, shell, ...(board === null ? {} : { bottomTab: board }) });
    },
    /** Another run: what was selected in the old one may not exist in it. */
    forgetRun: (): void => {
      set((ui) => ({ ...forgetTrio(ui), selection: null, trail: [], pfs: null, transaction: null, shell: null, feedFilter: NO_FILTER, draft: NO_DRAFT, messageView: "bytes", compareWith: null, compareBranch: null, feedTarget: null, acted: false, notice: null }));
    },
  };
}

/** A selection, the trail behind it, and what else lights up with it. Selecting nothing puts out the path, not the tree. */
export function selected(ui: Ui, selection: Selection | null): Partial<Ui> {
  if (selectionKey(selection) === selectionKey(ui.selection)) return {};
  if (selection === null) return { selection, trail: [], transaction: null };
  const trail = ui.selection === null ? ui.trail : [...ui.trail, ui.selection].slice(-TRAIL_MAX);
  const transaction = selection.kind === "transaction" ? selection.name : ui.transaction;
  return { selection, trail, transaction };
}

export function selectionKey(selection: Selection | null): string {
  switch (selection?.kind) {
    case undefined:
      return "";
    case "node":
      return `node ${selection.node}`;
    case "link":
      return `link ${selection.link}`;
    case "transaction":
      return `transaction ${selection.name}`;
    case "message":
      return `message ${selection.message}`;
    case "draft":
      return "draft";
  }
}

/** What the worker must know of all this. */
export function watchOf({ selection, pfs, transaction, shell, feedFilter, bottomTab }: Ui): Watch {
  return { inspect: selection?.kind === "draft" ? null : selection, pfs, transaction, shell, feedFilter, board: boardOf(bottomTab) };
}

/** The board that the worker has to gather for a tab. */
function boardOf(tab: BottomTab): Watch["board"] {
  return tab === "commits" || tab === "locks" ? tab : null;
}

export function sameWatch(a: Ui, b: Ui): boolean {
  return selectionKey(a.selection) === selectionKey(b.selection) && a.pfs === b.pfs && a.transaction === b.transaction && a.shell === b.shell && a.feedFilter === b.feedFilter && boardOf(a.bottomTab) === boardOf(b.bottomTab);
}

export function isUnfiltered({ families, node, link, text }: FeedFilter): boolean {
  return families.length === 0 && node === null && link === null && text.trim() === "";
}

type Kept = Pick<Storage, "getItem"> | null;

function readTheme(storage: Kept): Theme {
  const kept = readKept(storage, THEME_KEY);
  return kept === "dark" || kept === "light" ? kept : "system";
}

function readCentre(storage: Kept): CentreTab {
  return CENTRE_TABS.find((tab) => tab === readKept(storage, CENTRE_KEY)) ?? "stage";
}

function readRecent(storage: Kept): readonly string[] {
  try {
    const kept: unknown = JSON.parse(readKept(storage, RECENT_KEY) ?? "[]");
    return Array.isArray(kept) ? kept.filter((id): id is string => typeof id === "string").slice(0, RECENT_MAX) : [];
  } catch {
    return [];
  }
}

function readKept(storage: Kept, key: string): string | null {
  try {
    return storage?.getItem(key) ?? null;
  } catch {
    return null;
  }
}

/** A full or forbidden storage only forgets what one prefers. */
function keep(storage: Pick<Storage, "setItem"> | null, key: string, value: string): void {
  try {
    storage?.setItem(key, value);
  } catch {
    // nothing else is lost
  }
}
