import type { SequenceScale } from "../port/messages.ts";

/** The page's own state of the linked trio: how the sequence diagram and the lanes are looked at, and which event is. */
export interface TrioUi {
  /** number of the event that is looked at; its causes and effects are at hand */
  readonly event: number | null;
  readonly sequence: SequenceLook;
  /** a piece of the diagram, both rows included: what is exported as text */
  readonly sequenceRange: { readonly fromRow: number; readonly toRow: number } | null;
  /** filters that were used, the newest first */
  readonly filterHistory: readonly string[];
}

export interface SequenceLook {
  /** ids of nodes in the order of their columns; null = the page chooses */
  readonly columns: readonly string[] | null;
  readonly scale: SequenceScale;
  /** pixels for a place, by scale: of a row, of a microsecond */
  readonly zoom: Readonly<Record<SequenceScale, number>>;
  readonly pings: boolean;
  readonly filtered: "dim" | "hide";
  /** dragging over the diagram selects a piece of it */
  readonly selecting: boolean;
  /** how much wider the axis of the lanes is than the panel; 1 = the whole run in sight */
  readonly lanesZoom: number;
}

export const ZOOM_BOUNDS: Readonly<Record<SequenceScale, readonly [number, number]>> = { bursts: [0.25, 6], linear: [0.000_01, 4] };
export const LANES_ZOOM_MAX = 4_096;
const HISTORY_MAX = 20;
const HISTORY_KEY = "spanscope-filters";

export const TRIO_INITIAL: TrioUi = {
  event: null,
  sequence: { columns: null, scale: "bursts", zoom: { bursts: 1, linear: 0.02 }, pings: false, filtered: "dim", selecting: false, lanesZoom: 1 },
  sequenceRange: null,
  filterHistory: [],
};

/** What belongs to a run, and not to the visitor, is forgotten with it. */
export function forgetTrio({ sequence }: TrioUi): Partial<TrioUi> {
  return { event: null, sequenceRange: null, sequence: { ...sequence, columns: null } };
}

interface TrioStore {
  readonly set: (change: (ui: TrioUi) => Partial<TrioUi>) => void;
  readonly storage: Pick<Storage, "getItem" | "setItem"> | null;
}

export function trioActions({ set, storage }: TrioStore) {
  return {
    lookAtEvent: (event: number | null): void => {
      set(() => ({ event }));
    },
    lookAtSequence: (change: Partial<SequenceLook>): void => {
      set(({ sequence }) => ({ sequence: { ...sequence, ...change } }));
    },
    zoomSequence: (factor: number): void => {
      set(({ sequence }) => {
        const [least, most] = ZOOM_BOUNDS[sequence.scale];
        const zoom = Math.min(Math.max(sequence.zoom[sequence.scale] * factor, least), most);
        return { sequence: { ...sequence, zoom: { ...sequence.zoom, [sequence.scale]: zoom } } };
      });
    },
    zoomLanes: (factor: number): void => {
      set(({ sequence }) => ({ sequence: { ...sequence, lanesZoom: Math.min(Math.max(sequence.lanesZoom * factor, 1), LANES_ZOOM_MAX) } }));
    },
    setSequenceRange: (sequenceRange: TrioUi["sequenceRange"]): void => {
      set(() => ({ sequenceRange }));
    },
    rememberFilter: (text: string): void => {
      if (text.trim() === "") return;
      set(({ filterHistory }) => {
        const kept = [text, ...filterHistory.filter((one) => one !== text)].slice(0, HISTORY_MAX);
        try {
          storage?.setItem(HISTORY_KEY, JSON.stringify(kept));
        } catch {
          // a full or forbidden storage only forgets the filters
        }
        return { filterHistory: kept };
      });
    },
  };
}

export function readFilterHistory(storage: TrioStore["storage"]): readonly string[] {
  try {
    const kept: unknown = JSON.parse(storage?.getItem(HISTORY_KEY) ?? "[]");
    return Array.isArray(kept) ? kept.filter((one): one is string => typeof one === "string").slice(0, HISTORY_MAX) : [];
  } catch {
    return [];
  }
}
