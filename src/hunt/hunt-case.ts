import type { VariantName } from "../node/variants.ts";
import type { Scenario } from "../sim/scenario.ts";

/**
 * What the hunter tries: a scenario in its ordinary form, whose commands are all its own, so that a case can be written as
 * a file, shared as a link, and shrunk. Until `faultsEndUs` things go wrong; then nothing does any more, everything is healed, and within
 * `boundUs` it must be quiet.
 */
export interface HuntCase {
  readonly seed: number;
  readonly scenario: Scenario;
  /** what its mesh was made of, such as "ring:8"; of a scenario that was given its title */
  readonly form: string;
  /** simulated time after which no command harms anything any more */
  readonly faultsEndUs: number;
  /** from then on: how long it may take until nothing changes any more (bound.ts says how it comes about) */
  readonly boundUs: number;
  /** where the run ends: when it must have been seen to be quiet */
  readonly endUs: number;
}

/** What a hunt looks at; the same for all of its seeds. */
export interface HuntOptions {
  /** instead of drawn topologies: seeds vary what happens on this one */
  readonly scenario: Scenario | null;
  /** turned on in every case */
  readonly variants: readonly VariantName[];
}

export const PLAIN_HUNT: HuntOptions = { scenario: null, variants: [] };

/** What a check said of a case: how much it judged, and the state it ended in. */
export interface Judged {
  readonly check: string;
  readonly state: "holds" | "violated" | "unknown";
  /** how often it found something right; 0 of one that is violated or unknown */
  readonly count: number;
}

/** The first thing that was wrong in a case. */
export interface CaseViolation {
  /** name of a check, or what no check shows: "convergence", "determinism", "assertion" */
  readonly check: string;
  /** one sentence: what was found, and where */
  readonly text: string;
  /** number of the row of the journal with which it was violated */
  readonly row: number;
  /** simulated time of that row */
  readonly atUs: number;
}

/** How a case ended. */
export interface Outcome {
  readonly seed: number;
  /** unknown: it exercised nothing, so that it proves nothing */
  readonly state: "holds" | "violated" | "unknown";
  readonly violation: CaseViolation | null;
  /** why it is unknown; empty when it is not */
  readonly why: string;
  readonly digest: string;
  readonly judged: readonly Judged[];
  readonly tally: CaseTally;
}

/** What happened in a case, in numbers. */
export interface CaseTally {
  readonly steps: number;
  readonly rows: number;
  readonly messages: number;
  readonly bytes: number;
  readonly simulatedUs: number;
  /** transactions that were opened by the layers above, those of locks and commits included */
  readonly transactions: number;
  /** commands that harmed or changed something, by their names; refused ones are not counted */
  readonly faults: Readonly<Record<string, number>>;
  /** ids of rules that decided something, in their order */
  readonly rules: readonly string[];
  /** ids of rules of which a check judged something and found it right, in their order */
  readonly rulesJudged: readonly string[];
  /** when it was quiet for the first time after the faults; -1 = never */
  readonly quietUs: number;
}
