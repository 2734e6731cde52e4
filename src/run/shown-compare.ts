/** What stands against the branch that is shown: itself with something changed, another branch of its tape, or another run. */
export type CompareAgainst =
  /** exactly these variants are on */
  | { readonly variants: readonly string[] }
  | { readonly seed: number }
  /** one link of its scenario treats its bytes otherwise */
  | { readonly link: string; readonly latencyUs: number; readonly lossPerMillion: number }
  /** by its number */
  | { readonly branch: number }
  /** of the library, by its name */
  | { readonly scenario: string }
  /** the text of a run file or of a scenario */
  | { readonly json: string };

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
  /** what each had cost at the time that was asked for; null = none was, or they have not come so far */
  readonly costsAt: { readonly atUs: number; readonly costs: readonly CostLine[] } | null;
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
  readonly errors: readonly { readonly path: string; readonly message: string }[];
  readonly shown: ComparisonShown | null;
  /** told once: both as run files that open exactly as they were executed here, as soon as all commands have come */
  readonly files: readonly [string, string] | null;
}
