/**
 * What the page is shown of the tape: where the run stands, how far it goes, and what other futures there are.
 */

/** One future of the run. All have the same past up to where they left one another. */
export interface BranchShown {
  readonly id: number;
  readonly name: string;
  /** the branch that it left, and the row with which it left it; null, 0 = the first */
  readonly parent: number | null;
  readonly forkRow: number;
  readonly forkUs: number;
  /** its end */
  readonly rowEnd: number;
  readonly endUs: number;
  readonly digest: string;
}

export interface BreakpointShown {
  readonly id: number;
  /** in the filter language, or CHECK_BREAKS */
  readonly filter: string;
  readonly enabled: boolean;
  readonly hits: number;
}

export interface TapeShown {
  /** rows below this one have happened at the cursor */
  readonly row: number;
  /** one more than the newest row of the branch */
  readonly rowEnd: number;
  readonly endUs: number;
  /** the cursor is at the end of the branch and goes with it */
  readonly live: boolean;
  /** a place further off is being gone to; thousandths of the way */
  readonly seekingPerMille: number | null;
  /** the oldest place that can still be gone to */
  readonly oldestRow: number;
  readonly oldestUs: number;
  /** rows that are kept at most: the setting */
  readonly rowsMax: number;
  readonly keyFrames: number;
  readonly keyFrameBytes: number;
  readonly branch: number;
  readonly branches: readonly BranchShown[];
  /** what undo and redo would do, in words; null = nothing */
  readonly undo: string | null;
  readonly redo: string | null;
  readonly breakpoints: readonly BreakpointShown[];
  /** the breakpoint at which the run stopped last, and the row; null = at none */
  readonly stoppedAt: { readonly breakpoint: number; readonly row: number } | null;
}

/** What stands for "an invariant breaks" in place of a filter. */
export const CHECK_BREAKS = "check breaks";

/** Kinds of marks on the tape, in the order of their columns. */
export const TAPE_MARKS = ["commands", "cuts", "spansOpened", "spansClosed", "transactions", "aborts", "violations", "changes"] as const;
export type TapeMark = (typeof TAPE_MARKS)[number];

/** How much of what happened in each stretch of the tape, all stretches equally long. */
export interface TapeMarks {
  readonly bucketUs: number;
  readonly buckets: number;
  /** TAPE_MARKS.length counts a bucket */
  readonly counts: Uint32Array;
  /** pairs of times: from what disturbed the mesh to the last change of a span that followed */
  readonly periodsUs: Float64Array;
}
