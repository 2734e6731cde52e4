/** What two runs have come to, side by side. */
export interface ComparisonShown {
  /** both have gone so far together */
  readonly atUs: number;
  readonly done: boolean;
  /** the first row in which their journals differ; null = none so far */
  readonly difference: DifferenceShown | null;
  readonly rows: readonly [number, number];
  readonly digests: readonly [string, string];
  readonly quiet: readonly [boolean, boolean];
  readonly costs: readonly CostLine[];
}

export interface DifferenceShown {
  /** number of the row; all rows below it are the same in both */
  readonly row: number;
  /** what each of them tells there; null = it has no such row */
  readonly left: { readonly atUs: number; readonly sentence: string } | null;
  readonly right: { readonly atUs: number; readonly sentence: string } | null;
}

export const COSTS = ["messages", "bytes", "pings", "spansRelayed", "transactionsOpened", "transactionsAborted", "violations", "convergenceUs"] as const;
export type CostName = (typeof COSTS)[number];

export interface CostLine {
  readonly cost: CostName;
  readonly left: number;
  readonly right: number;
  /** right to left in thousandths; null = left is 0 */
  readonly perMille: number | null;
}

/** What a question about a comparison is answered; job 0 = there is none (any more). */
export interface ComparisonAnswer {
  readonly job: number;
  readonly errors: readonly { readonly side: "left" | "right"; readonly path: string; readonly message: string }[];
  readonly shown: ComparisonShown | null;
}
