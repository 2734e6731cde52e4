import type { BranchShown, BreakpointShown, TapeMark, TapeMarks, TapeShown, CHECK_BREAKS as ShownCheckBreaks, TAPE_MARKS as ShownTapeMarks } from "../run/shown-tape.ts";
import type {
  FAMILIES as ShownFamilies,
  COPY_NUMBERS as ShownCopyNumbers,
  FLIGHT_MARK as ShownFlightMark,
  FeedRow,
  Frame,
  Inspectable,
  LINK_STATE as ShownLinkState,
  MessageInspection,
  NODE_STATE as ShownNodeState,
  VariantShown,
  Watch,
} from "../run/shown.ts";
import type { LockBoard, LockLine, LockStateShown } from "../run/shown-locks.ts";
import type { Explained, ExplainAsked, WhatIfChange, WhatIfState } from "../run/shown-explain.ts";
import type { Causality, FilterAnswer, FilterHelp, LaneWindow, RowsWanted, SEQUENCE_SCALES as ShownSequenceScales, SequenceView, SequenceWindow } from "../run/shown-trio.ts";
import type { OpeningShown, PieceChoice } from "../run/shown-sharing.ts";
import type { TABLE_COLUMNS as ShownTableColumns, TableAsk, TableWindow } from "../run/shown-tables.ts";
import type { CompareAgainst, ComparisonAnswer } from "../run/shown-compare.ts";
import type { GeneratorLine, SeriesWindow } from "../run/shown-series.ts";
import type { Command, CutKind, LinkModel } from "../sim/commands.ts";
import type { CaptureAnswer, CaptureQuery } from "./capture-queries.ts";
import type { MessageAnswer, MessageQuery } from "./message-queries.ts";

/**
 * The types of both directions between page and worker. Requests are one closed union of three kinds: a command changes
 * the simulated world and is recorded, a control drives the run and is not, a query reads and cannot touch the world.
 * Frames come back, one in flight, their columns transferred.
 */

// ---------------------------------------------------------------- page -> worker

export type Control =
  /** a scenario by name of the library, or as JSON text of a file; `topology` is the CLI's text form ("ring:50", "grid:6:6", "abilene") */
  | { readonly control: "load"; readonly source: { readonly name: string } | { readonly json: string } | { readonly topology: string; readonly seed: number } | SharedSource }
  /** the first scenario of the library, unless a run is loaded or being opened */
  | { readonly control: "start" }
  /** an opening that is under way: the run that was there goes on */
  | { readonly control: "cancelOpening" }
  | { readonly control: "play" }
  | { readonly control: "pause" }
  /** one event of the engine, then pause */
  | { readonly control: "stepEvent" }
  // --- the tape
  /** just before the last event that has happened, and pause */
  | { readonly control: "stepBack" }
  /** to where that row has happened and no later one; or to a simulated time; and pause */
  | { readonly control: "seek"; readonly row: number }
  | { readonly control: "seekTime"; readonly atUs: number }
  /** to the next row, onwards or back, that passes a filter */
  | { readonly control: "jump"; readonly filter: string; readonly back: boolean }
  /** to the end of the branch, and go with it */
  | { readonly control: "live" }
  | { readonly control: "undo" }
  | { readonly control: "redo" }
  | { readonly control: "switchBranch"; readonly branch: number }
  | { readonly control: "renameBranch"; readonly branch: number; readonly name: string }
  | { readonly control: "deleteBranch"; readonly branch: number }
  /** a filter, or CHECK_BREAKS */
  | { readonly control: "addBreakpoint"; readonly filter: string }
  | { readonly control: "enableBreakpoint"; readonly breakpoint: number; readonly enabled: boolean }
  | { readonly control: "removeBreakpoint"; readonly breakpoint: number }
  /** how many rows of the journal are kept at most */
  | { readonly control: "keepRows"; readonly rowsMax: number }
  /** to a simulated time not before now, then pause */
  | { readonly control: "runTo"; readonly atUs: number }
  /** simulated microseconds per wall second: 1_000_000 = real time, 1_000 = 1/1000; Infinity = as fast as it goes */
  | { readonly control: "speed"; readonly usPerS: number }
  /** `variants`: exactly these are on in the new run (node/variants.ts); without it those of the one before */
  | { readonly control: "restart"; readonly seed?: number; readonly variants?: readonly string[] }
  /** what the page shows: frames carry the details of it */
  | { readonly control: "watch"; readonly watch: Watch };

/**
 * A run as a link, a file or the shelf of saved runs hold it: executed again at once, to its end, then looked at where it
 * was. `own`: of the visitor's shelf, with the bounds of this engine alone; `goOnUs`: its page was left then; `play`: whether
 * it plays on, unless as it says.
 */
export interface SharedSource {
  readonly run: string;
  readonly own?: boolean;
  readonly goOnUs?: number;
  readonly play?: boolean;
}

export type Query =
  | MessageQuery
  | CaptureQuery
  /** rows of the filtered feed by position (0 = oldest that matches) */
  | { readonly query: "feed"; readonly from: number; readonly count: number }
  | { readonly query: "message"; readonly message: number }
  /** hex bytes of a well-formed message to start an injection from */
  | { readonly query: "template"; readonly name: string; readonly spanid: string; readonly msgid: string; readonly flags: readonly string[]; readonly text: string }
  | { readonly query: "runFile" }
  /** the curves between two simulated times, in at most so many points */
  | { readonly query: "series"; readonly fromUs: number; readonly toUs: number; readonly points: number }
  /** the branch that is shown and something against it, both executed from their beginnings, side by side; the page asks them to go on, so many steps at a time (0 = no longer), and at what time it wants the costs */
  | { readonly query: "comparison"; readonly start: { readonly against: CompareAgainst; readonly untilUs: number } }
  | { readonly query: "comparison"; readonly job: number; readonly steps: number; readonly atUs: number | null }
  /** the traffic generators of the run */
  | { readonly query: "generators" }
  /** why a node knows what it knows, who heard when, how a distance climbed (run/explain) */
  | { readonly query: "explain"; readonly asked: ExplainAsked }
  /** "what would change if …?": begins a branch; the page asks it to go on, so many steps at a time, and may stop asking */
  | { readonly query: "whatIf"; readonly start: { readonly change: WhatIfChange; readonly pfs: string | null } }
  | { readonly query: "whatIf"; readonly job: number; readonly steps: number }
  // --- the linked trio
  /** what is wrong with a text of the filter language, and what could stand at the caret */
  | { readonly query: "filter"; readonly text: string; readonly caret: number }
  /** the fields of the filter language */
  | { readonly query: "filterHelp" }
  /** of the diagram with this view what stands between two places of its axis */
  | { readonly query: "sequence"; readonly view: SequenceView; readonly from: number; readonly to: number; readonly wanted: RowsWanted }
  /** lanes on the axis of that view, by their number; `name`: a transaction whose lane is wanted */
  | { readonly query: "lanes"; readonly view: SequenceView; readonly from: number; readonly count: number; readonly wanted: RowsWanted; readonly name: string | null }
  /** what led to a row, or to what is looked at, and what it led to */
  | { readonly query: "causality"; readonly row: number | null; readonly of: Inspectable | null }
  // --- sharing
  /** the run, its place and what is watched, as JSON for a link or for the shelf */
  | { readonly query: "sharedRun" }
  /** a piece of the run as text to be pasted, or as a sequence diagram */
  | { readonly query: "piece"; readonly form: "trace" | "mermaid"; readonly piece: PieceChoice }
  /** what the tape is painted with */
  | { readonly query: "tape" }
  /** the topology where the cursor stands, with exactly these variants on, as JSON of a scenario file in which nothing happens */
  | { readonly query: "standingScenario"; readonly variants: readonly string[] }
  /** a window of a table of the whole run */
  | { readonly query: "table"; readonly ask: TableAsk };

export type ToWorker =
  | { readonly type: "control"; readonly control: Control }
  | { readonly type: "command"; readonly id: number; readonly command: Command }
  | { readonly type: "query"; readonly id: number; readonly query: Query }
  /** the page has drawn the last frame and wants another */
  | { readonly type: "want" }
  /** are you there? */
  | { readonly type: "beat" };

// ---------------------------------------------------------------- worker -> page

export type FromWorker =
  /** to a beat of the page */
  | { readonly type: "beat" }
  | { readonly type: "loaded"; readonly loaded: Loaded }
  | { readonly type: "loadFailed"; readonly errors: readonly { readonly path: string; readonly message: string }[] }
  | { readonly type: "frame"; readonly frame: Frame }
  | { readonly type: "commandDone"; readonly id: number; readonly refusal: string | null }
  | { readonly type: "answer"; readonly id: number; readonly answer: Answer }
  /** something to be said once, in a sentence */
  | { readonly type: "notice"; readonly text: string }
  /** how the opening of a shared run goes */
  | { readonly type: "opening"; readonly opening: OpeningShown }
  /** a bug of ours: the run is stopped, the page says so */
  | { readonly type: "crashed"; readonly message: string };

export interface Loaded {
  readonly title: string;
  readonly claim: string;
  readonly hint: string;
  readonly seed: number;
  readonly engineVersion: string;
  readonly holdUs: number;
  readonly speedUsPerS: number;
  readonly library: readonly { readonly name: string; readonly title: string; readonly summary: string; readonly chapter: string }[];
  /** ways of running the protocol wrongly on purpose, in the order in which they are shown */
  readonly variants: readonly VariantShown[];
  /** what the scenario wants to be looked at first; frames carry it until the page says otherwise */
  readonly watch?: Watch;
}

export type Answer =
  | MessageAnswer
  | CaptureAnswer
  | { readonly query: "tape"; readonly marks: TapeMarks | null }
  | { readonly query: "feed"; readonly from: number; readonly rows: readonly FeedRow[] }
  | { readonly query: "message"; readonly message: MessageInspection | null }
  | { readonly query: "template"; readonly hex: string }
  | { readonly query: "runFile"; readonly json: string }
  | { readonly query: "series"; readonly window: SeriesWindow | null }
  | { readonly query: "generators"; readonly generators: readonly GeneratorLine[] }
  | { readonly query: "comparison"; readonly answer: ComparisonAnswer }
  /** null = no run is loaded */
  | { readonly query: "explain"; readonly explained: Explained | null }
  | { readonly query: "whatIf"; readonly state: WhatIfState }
  // --- the linked trio
  | { readonly query: "filter"; readonly answer: FilterAnswer | null }
  | { readonly query: "filterHelp"; readonly help: FilterHelp }
  | { readonly query: "sequence"; readonly window: SequenceWindow | null }
  | { readonly query: "lanes"; readonly window: LaneWindow | null }
  | { readonly query: "causality"; readonly causality: Causality | null }
  // --- sharing; `commands` beside the scenario's own
  | { readonly query: "sharedRun"; readonly json: string; readonly commands: number; readonly events: number; readonly atUs: number; readonly digest: string }
  | { readonly query: "piece"; readonly text: string }
  /** "" = no run is loaded */
  | { readonly query: "standingScenario"; readonly json: string }
  | { readonly query: "table"; readonly window: TableWindow };

// ---------------------------------------------------------------- what a frame holds

export type { Changes, ComparedSide, CompareWith, Comparison, FieldForm, HopShown, InjectionShown, LinkEndName, MessageEdit, MessageSheet, Verdict, VerdictKind, Way } from "../run/shown-message.ts";
export type { Command, CutKind, LinkModel };
export type { OpeningShown, PieceChoice };
export type { CapturedPacketShown, CapturedPartShown, CapturedRow, CaptureOpened } from "../run/shown-capture.ts";
export type { CompareAgainst, ComparisonAnswer, GeneratorLine, SeriesWindow };
export type { ComparisonShown, CostLine, DifferenceShown } from "../run/shown-compare.ts";
export type { Convergence } from "../run/shown-series.ts";
export type { TrafficService } from "../sim/commands.ts";
export type { LockBoard, LockLine, LockStateShown };
export type { Causality, FilterAnswer, FilterHelp, LaneWindow, RowsWanted, SequenceView, SequenceWindow };
export type { Lane, LaneHalf, LaneMarkKind, SequenceMark, SequenceMarkKind, SequenceMessage, SequenceScale } from "../run/shown-trio.ts";
export type { TableAsk, TableWindow };
export type { LinkTableRow, NodeTableRow, SpanTableRow, TableColumn, TableName, TableRow, TransactionTableRow } from "../run/shown-tables.ts";
export type {
  AbortedThen,
  Climb,
  ClimbStep,
  ConnectionExplained,
  Decision,
  Explained,
  ExplainAsked,
  NodeView,
  Outcome,
  PathThen,
  ReceivedExplained,
  SpansExplained,
  WaveEntry,
  Wavefront,
  WayExplained,
  WayThen,
  WhatIfChange,
  WhatIfState,
} from "../run/shown-explain.ts";
export type {
  Cause,
  Counters,
  Family,
  FeedFilter,
  FeedRow,
  CommitBoard,
  CommitCell,
  CommitLine,
  CommitLogEntry,
  Flights,
  Frame,
  Inspectable,
  Inspection,
  LinkInspection,
  MessageDescription,
  MessageInspection,
  NodeInspection,
  ShellEntry,
  ShellView,
  TopologyView,
  TransactionInspection,
  TransactionLine,
  VariantShown,
  Watch,
} from "../run/shown.ts";

// The page loads nothing of the engine but its types, so its numbers stand here once more; the compiler holds them equal.
export const FAMILIES = ["announcement", "transaction", "data", "abort", "housekeeping"] as const satisfies typeof ShownFamilies;
export const TAPE_MARKS = ["commands", "cuts", "spansOpened", "spansClosed", "transactions", "aborts", "violations", "changes"] as const satisfies typeof ShownTapeMarks;
export const CHECK_BREAKS = "check breaks" as const satisfies typeof ShownCheckBreaks;
export type { BranchShown, BreakpointShown, TapeMark, TapeMarks, TapeShown };
/** While the run plays, frames are whole this often, and panels follow them; nobody reads faster. Between them frames are brief. */
export const PANEL_BEAT_MS = 250;

export const NODE_STATE = { up: 0, crashed: 1, powerLost: 2, isolated: 3 } as const satisfies typeof ShownNodeState;
export const LINK_STATE = { open: 0, handshake: 1, down: 2, suspended: 3, closed: 4, silent: 5 } as const satisfies typeof ShownLinkState;
/** DUP-01: see Flights. */
export const COPY_NUMBERS = 20_000 as const satisfies typeof ShownCopyNumbers;
export const FLIGHT_MARK = { reply: 1, willBeLost: 2, corrupted: 4, injected: 8, queued: 16 } as const satisfies typeof ShownFlightMark;
export const SEQUENCE_SCALES = ["bursts", "linear"] as const satisfies typeof ShownSequenceScales;
export const TABLE_COLUMNS = {
  nodes: ["id", "role", "state", "offers", "links", "received", "sent", "transactions", "entries"],
  links: ["id", "a", "b", "state", "sinceUs", "kind", "latencyUs", "inFlight", "spans", "bytes"],
  spans: ["node", "pfs", "type", "link", "peer", "dist", "cost", "best", "relays", "state"],
  transactions: ["name", "service", "from", "to", "state", "openedUs", "endedUs", "hops"],
} as const satisfies typeof ShownTableColumns;
