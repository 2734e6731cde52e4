import type { FieldType, NameSource, Operator } from "./filter/fields.ts";
import type { FilterFault } from "./filter/syntax.ts";
import type { Cause, Family, FeedFilter, FeedRow, TransactionLine } from "./shown.ts";

/**
 * What the sequence diagram, the lanes, the filter field and the jumps along causes are shown. A *place* is a position on
 * the axis that diagram and lanes share: in the scale "bursts" about a pixel, in the linear scale a microsecond.
 */

export const SEQUENCE_SCALES = ["bursts", "linear"] as const;
export type SequenceScale = (typeof SEQUENCE_SCALES)[number];

/** What the diagram is asked to show; another view is another axis. */
export interface SequenceView {
  /** ids of nodes, in the order of the columns */
  readonly columns: readonly string[];
  readonly scale: SequenceScale;
  /** LNK_PINGs are left out unless they are asked for */
  readonly pings: boolean;
  /** what the filter does not let through is only dimmed, or not there at all */
  readonly filtered: "dim" | "hide";
  readonly filter: FeedFilter;
}

/** Rows whose places are wanted beside what stands in a window: the event that is looked at, and where the time cursor is. */
export interface RowsWanted {
  readonly event: number | null;
  readonly cursor: number | null;
}

export interface SequenceWindow {
  /** where the axis begins: not at 0 when the journal has dropped the oldest rows */
  readonly origin: number;
  /** where it ends now */
  readonly end: number;
  /** rows that are not on it yet: ask again */
  readonly behind: number;
  /** places of the event that is looked at and of the time cursor, as they were asked for; null = not */
  readonly place: number | null;
  readonly cursor: number | null;
  readonly from: number;
  readonly to: number;
  readonly messages: readonly SequenceMessage[];
  /** messages in the window that are too many to be told */
  readonly omitted: number;
  readonly marks: readonly SequenceMark[];
  /** silent spans that are compressed to a fixed length */
  readonly breaks: readonly { readonly from: number; readonly to: number; readonly us: number }[];
  readonly ticks: readonly { readonly place: number; readonly atUs: number }[];
}

export interface SequenceMessage {
  readonly message: number;
  readonly row: number;
  /** row at which it arrived or was lost; null = in flight */
  readonly endRow: number | null;
  /** index into the view's columns, -1 = the node has none */
  readonly from: number;
  readonly to: number;
  readonly fromNode: string;
  readonly toNode: string;
  readonly link: string;
  readonly transaction: string | null;
  readonly place: number;
  readonly endPlace: number | null;
  readonly family: Family;
  readonly reply: boolean;
  readonly fate: "delivered" | "lost" | "in flight";
  readonly dim: boolean;
  readonly atUs: number;
  readonly sentence: string;
}

/** placeholder: a message that named a SPAN, or a transaction, of which only a placeholder is left was thrown out (SPAN-08, ROUTE-05). */
export type SequenceMarkKind = "placeholder" | "thrownOut" | "discarded" | "abort" | "refused" | "violation" | "opened" | "accepted" | "closed" | "cut" | "restored" | "crashed" | "revived" | "altered" | "command" | "event";

export interface SequenceMark {
  readonly kind: SequenceMarkKind;
  readonly row: number;
  readonly place: number;
  /** index into the columns; of a link both, in ascending order of the columns; -1 = none */
  readonly column: number;
  readonly otherColumn: number;
  readonly link: string | null;
  readonly transaction: string | null;
  readonly message: number | null;
  readonly dim: boolean;
  readonly atUs: number;
  readonly sentence: string;
}

// ---------------------------------------------------------------- lanes

export interface LaneHalf {
  readonly from: number;
  /** null = still open */
  readonly to: number | null;
  readonly aborted: boolean;
}

export type LaneMarkKind = "abort" | "refused" | "placeholder" | "thrownOut" | "discarded" | "dead";

export interface Lane {
  readonly line: TransactionLine;
  /** row that opened it */
  readonly row: number;
  readonly command: LaneHalf;
  readonly reply: LaneHalf | null;
  readonly marks: readonly { readonly kind: LaneMarkKind; readonly row: number; readonly place: number; readonly node: string }[];
  readonly dim: boolean;
}

export interface LaneWindow {
  readonly origin: number;
  readonly end: number;
  readonly behind: number;
  /** places of the event that is looked at and of the time cursor, as they were asked for; null = not */
  readonly place: number | null;
  readonly cursor: number | null;
  /** lanes there are; with a filter that hides, those that pass */
  readonly count: number;
  /** transactions of the run that are forgotten by now */
  readonly forgotten: number;
  readonly from: number;
  readonly lanes: readonly Lane[];
  /** place of the lane of the transaction that was asked for, -1 = it has none */
  readonly index: number;
  readonly breaks: SequenceWindow["breaks"];
  readonly ticks: SequenceWindow["ticks"];
}

// ---------------------------------------------------------------- causes and effects

export interface Causality {
  /** the row itself, as the feed tells it */
  readonly row: FeedRow;
  /** the row that led to it; null = nothing did, or it is no longer kept */
  readonly cause: FeedRow | null;
  /** what it led to, at most EFFECTS_MAX, and how many there are */
  readonly effects: readonly FeedRow[];
  readonly effectCount: number;
  /** from the first cause to this row; only those worth telling */
  readonly chain: readonly Cause[];
}
export const EFFECTS_MAX = 40;

// ---------------------------------------------------------------- the filter language

export interface FilterAnswer {
  readonly fault: FilterFault | null;
  /** what could stand at the caret, best first; each replaces the text [from, to) */
  readonly completions: readonly { readonly text: string; readonly meaning: string }[];
  readonly from: number;
  readonly to: number;
}

export interface FilterHelp {
  readonly fields: readonly {
    readonly name: string;
    readonly type: FieldType;
    readonly meaning: string;
    readonly operators: readonly Operator[];
    readonly values: readonly string[];
    readonly source: NameSource | null;
    readonly example: string;
  }[];
  readonly operators: readonly { readonly operator: Operator; readonly meaning: string }[];
}
