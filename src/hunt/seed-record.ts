import { thrownText } from "../base/thrown.ts";
import { formatUs, US_PER_S } from "../base/time.ts";
import type { PlantedName } from "../node/planted.ts";
import { scenarioToFile } from "../sim/scenario.ts";
import type { Beat } from "./case-run.ts";
import { featuresOf } from "./features.ts";
import { generateCase } from "./generate/generate-case.ts";
import type { CaseTally, HuntCase, HuntOptions, Outcome } from "./hunt-case.ts";
import { runCase } from "./run-case.ts";

/** All that a report needs of one seed, as plain JSON: the same for the same seed, options and engine, whoever hunts it. */
export interface SeedRecord extends Outcome {
  readonly nodes: number;
  readonly links: number;
  readonly boundUs: number;
  /** when the faults ended */
  readonly faultsEndUs: number;
  readonly features: readonly string[];
  /** of the case's file: who has another one, has another generator */
  readonly print: string;
}

/** What a seed must have exercised at least; with less it is unknown. */
export const LEAST = { simulatedUs: 20 * US_PER_S, faults: 3, transactions: 5 } as const;

/** Draws the case of a seed, executes it and keeps what a report needs. A seed of which no case can be drawn is a violation of ours. */
export function huntSeed(seed: number, options: HuntOptions, planted: PlantedName | null = null, beat: Beat | null = null): SeedRecord {
  let huntCase: HuntCase;
  try {
    huntCase = generateCase(seed, options);
  } catch (error) {
    return unexecuted(seed, "generator", thrownText(error));
  }
  beat?.();
  const { scenario, form, boundUs, faultsEndUs } = huntCase;
  const outcome = runCase(huntCase, { planted, beat });
  const why = outcome.state === "holds" ? tooLittle(outcome.tally) : outcome.why;
  return { ...outcome, state: outcome.state === "holds" && why !== "" ? "unknown" : outcome.state, why, nodes: scenario.nodes.length, links: scenario.links.length, boundUs, faultsEndUs, features: featuresOf(scenario, form), print: casePrint(huntCase) };
}

function tooLittle({ simulatedUs, faults, transactions }: CaseTally): string {
  const count = Object.values(faults).reduce((sum, each) => sum + each, 0);
  if (simulatedUs < LEAST.simulatedUs) return `only ${formatUs(simulatedUs)} were simulated`;
  if (count < LEAST.faults) return `only ${count} faults hit something`;
  return transactions < LEAST.transactions ? `only ${transactions} transactions were opened` : "";
}

/** Names under which a case is reported of which there is no execution: none could be drawn, or whoever executed it never came back. There is nothing to be made smaller. */
export const UNEXECUTED = ["generator", "hangs"] as const;

/** A case from which no word came for so long that whoever executed it was ended: of it nothing is known but that. The same whoever waited, for the same patience. */
export function hung(seed: number, patienceS: number): SeedRecord {
  return unexecuted(seed, "hangs", `no step of the engine came to its end for ${patienceS} s, and its worker was ended`);
}

function unexecuted(seed: number, check: (typeof UNEXECUTED)[number], text: string): SeedRecord {
  const tally = { steps: 0, rows: 0, messages: 0, bytes: 0, simulatedUs: 0, transactions: 0, faults: {}, rules: [], rulesJudged: [], quietUs: -1 };
  return { seed, state: "violated", violation: { check, text, row: 0, atUs: 0 }, why: "", digest: "", judged: [], tally, nodes: 0, links: 0, boundUs: 1, faultsEndUs: 0, features: [], print: "" };
}

/** 8 hex digits of the case as a file. */
export function casePrint({ scenario }: HuntCase): string {
  return textPrint(JSON.stringify(scenarioToFile(scenario)));
}

/** FNV-1a over the UTF-16 units of a text, with MurmurHash3's finalizer. */
export function textPrint(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0).toString(16).padStart(8, "0");
}
