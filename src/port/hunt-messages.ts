import type { SeedRecord, UNEXECUTED as HuntUnexecuted } from "../hunt/seed-record.ts";

/**
 * The types of both directions between page and hunt worker ("Find me a failure"). One worker has one scenario and does one thing at a
 * time, when it is asked to: a case, or the shrinking of one. The page hands out the seeds; it ends a worker when it wants it to stop.
 */

// ---------------------------------------------------------------- page -> hunt worker

export type ToHunter =
  /** JSON of a scenario file: what is hunted on */
  | { readonly type: "begin"; readonly json: string }
  /** draws the case of this seed, and executes and judges it */
  | { readonly type: "case"; readonly seed: number }
  /** makes the case of this seed smaller, in which that check was violated and said that */
  | { readonly type: "shrink"; readonly seed: number; readonly check: string; readonly text: string }
  /** of a shrinking: it is small enough */
  | { readonly type: "enough" };

// ---------------------------------------------------------------- hunt worker -> page

export type FromHunter =
  | { readonly type: "ready"; readonly checks: readonly CheckNamed[] }
  /** it is no scenario */
  | { readonly type: "refused"; readonly errors: readonly { readonly path: string; readonly message: string }[] }
  | { readonly type: "outcome"; readonly outcome: CaseOutcome }
  /** the case goes on, or one of a shrinking */
  | { readonly type: "beat" }
  | { readonly type: "shrinking"; readonly shrinking: Shrinking }
  | { readonly type: "shrunk"; readonly shrunk: ShrunkCase }
  /** a bug of ours */
  | { readonly type: "failed"; readonly message: string };

/** A case as the terminal's `hunt` has it, too. */
export type CaseOutcome = SeedRecord;

/** Names of violations of cases of which there is no execution. */
export const UNEXECUTED = ["generator", "hangs"] as const satisfies typeof HuntUnexecuted;

/** A check by the name that a violation gives, and what it claims: so the page's lights call it. */
export interface CheckNamed {
  readonly name: string;
  readonly claim: string;
}

/** How much there is of a case. */
export interface CaseSize {
  readonly commands: number;
  readonly nodes: number;
  readonly links: number;
}

export interface Shrinking extends CaseSize {
  /** executions so far, of at most so many */
  readonly runs: number;
  readonly runsMax: number;
  /** what is being made smaller */
  readonly pass: string;
}

export interface ShrunkCase extends CaseSize {
  /** before */
  readonly from: CaseSize;
  readonly runs: number;
  /** false = it was stopped, or its executions were used up: there may be a smaller one */
  readonly isComplete: boolean;
  /** what the check says of it */
  readonly text: string;
  /** the case as a scenario file */
  readonly scenario: string;
  /** up to the moment of the violation; null where no run comes there: the engine itself stops before */
  readonly files: { readonly runFile: string; readonly sharedJson: string; readonly atUs: number } | null;
}
