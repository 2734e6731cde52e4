import type { PlantedName } from "../../node/planted.ts";
import type { Beat } from "../case-run.ts";
import type { HuntCase } from "../hunt-case.ts";
import { type Pass, Search, type ShrinkProgress } from "./search.ts";
import { dropCommands, dropLater, simplifyCommands, withoutGenerators } from "./shrink-commands.ts";
import { plainLinks, plainLocks, plainNodes, plainSettings } from "./shrink-settings.ts";
import { plainNames } from "./shrink-names.ts";
import { closeGaps, roundTimes } from "./shrink-times.ts";
import { addEarlier, dropLinks, dropMasters, dropNodes, dropOffers, joinNeighbours } from "./shrink-topology.ts";
import { tried } from "./trial.ts";

export interface ShrinkOptions {
  /** what was planted when the violation was found (node/planted.ts); null unless given */
  readonly planted?: PlantedName | null;
  /** executions at most */
  readonly runsMax?: number;
  /** told now and then while a case is executed */
  readonly beat?: Beat | null;
}

/** The smallest case that was found. */
export interface Shrunk {
  readonly huntCase: HuntCase;
  /** the check that is violated in it, as in the case it came from, and what it says of this one */
  readonly check: string;
  readonly text: string;
  /** executions that it took */
  readonly runs: number;
  /** false = there may be a smaller one: the executions were used up */
  readonly isComplete: boolean;
}

export const SHRINK_RUNS_MAX = 1_500;

/** What makes executions cheap comes first, what makes the rest plain last; whatever one pass took away may let another go on. */
const PASSES: readonly (readonly [string, Pass])[] = [
  ["end", dropLater],
  ["nodes", dropNodes],
  ["commands", dropCommands],
  ["additions", addEarlier],
  ["links", dropLinks],
  ["offers", dropOffers],
  ["masters", dropMasters],
  ["neighbours", joinNeighbours],
  ["settings", plainSettings],
  ["locks", plainLocks],
  ["links' models", plainLinks],
  ["nodes' roles", plainNodes],
  ["generators", withoutGenerators],
  ["texts", simplifyCommands],
  ["gaps", closeGaps],
  ["times", roundTimes],
  ["names", plainNames],
];

/**
 * Makes a case smaller in which `check` is violated: fewer commands, nodes, links and PFSes, plain settings, short texts, round
 * times. The sentence of the violation may change, its check does not. Pure and deterministic; it yields after every execution, so
 * that whoever drives it can show how far it is, and stop. Null when the case does not violate that check at all.
 */
export function* shrink(huntCase: HuntCase, check: string, { planted = null, runsMax = SHRINK_RUNS_MAX, beat = null }: ShrinkOptions = {}): Generator<ShrinkProgress, Shrunk | null> {
  const wanted = { check, planted, beat };
  const found = tried(huntCase, wanted);
  if (found === null) return null;
  const search = new Search(huntCase, wanted, found, runsMax);
  for (let before = ""; ; ) {
    for (const [name, pass] of PASSES) {
      search.pass = name;
      yield* pass(search);
    }
    const now = JSON.stringify(search.scenario);
    if (now === before || search.isOver) break;
    before = now;
  }
  return { huntCase: search.best, check, text: search.found.text, runs: search.runs, isComplete: !search.isOver };
}

/** The same in one go. */
export function shrunk(huntCase: HuntCase, check: string, options: ShrinkOptions = {}): Shrunk | null {
  const steps = shrink(huntCase, check, options);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}
