import { thrownText } from "../../base/thrown.ts";
import { US_PER_S } from "../../base/time.ts";
import type { PlantedName } from "../../node/planted.ts";
import { type Beat, type CaseEnd, CaseRun } from "../case-run.ts";
import type { HuntCase } from "../hunt-case.ts";
import { runCase } from "../run-case.ts";

/** What has to be found again. */
export interface Wanted {
  /** name of a check, "convergence", "determinism" or "assertion"; null = whatever is violated first */
  readonly check: string | null;
  /** what was planted when it was found (node/planted.ts); nothing unless given */
  readonly planted?: PlantedName | null;
  /** told now and then while a case is executed */
  readonly beat?: Beat | null;
}

/** How it was found again. */
export interface Found {
  readonly check: string;
  readonly text: string;
  /** the run's clock at most so long after the violation: its own time where it is known at once */
  readonly atUs: number;
  /** steps of the engine until then */
  readonly steps: number;
}

/** So often a run is asked whether what is wanted has been found. */
const LOOK_US = US_PER_S / 4;

/** Whether a case violates what is wanted, within `stepsMax` steps of the engine; null = it does not. It goes no further than it takes to know. */
export function tried(huntCase: HuntCase, wanted: Wanted, stepsMax = Number.POSITIVE_INFINITY): Found | null {
  const run = new CaseRun(huntCase.scenario, true, wanted.planted ?? null);
  try {
    return found(run, huntCase, wanted, stepsMax);
  } catch (error) {
    return isWanted("assertion", wanted) ? foundNow(run, "assertion", thrownText(error)) : null;
  }
}

function found(run: CaseRun, huntCase: HuntCase, wanted: Wanted, stepsMax: number): Found | null {
  const { planted = null, beat = null } = wanted;
  let end: CaseEnd = "late";
  for (let atUs = LOOK_US; ; ) {
    end = run.toQuiet(Math.min(atUs, huntCase.endUs), stepsMax, beat);
    beat?.();
    const violated = violatedCheck(run, wanted);
    if (violated !== null) return foundNow(run, violated.check, violated.text);
    if (run.world.steps >= stepsMax) return null;
    if (end === "violated") continue; // another check than the wanted one: what is wanted may still come
    if (end !== "late" || atUs >= huntCase.endUs) break;
    atUs += LOOK_US;
  }
  if (end !== "quiet" && isWanted("convergence", wanted)) return foundNow(run, "convergence", "it does not become quiet");
  if (wanted.check === "determinism" && runCase(huntCase, { planted, beat }).violation?.check === "determinism") return foundNow(run, "determinism", "executed again it has another digest");
  return null;
}

function foundNow({ world }: CaseRun, check: string, text: string): Found {
  return { check, text, atUs: world.nowUs, steps: world.steps };
}

function isWanted(check: string, wanted: Wanted): boolean {
  return wanted.check === null || wanted.check === check;
}

/** The wanted check that is violated; of several the one whose row came first. */
function violatedCheck(run: CaseRun, wanted: Wanted): { readonly check: string; readonly text: string } | null {
  let first: { readonly check: string; readonly text: string; readonly row: number } | null = null;
  for (const check of run.checks!.all) {
    if (!isWanted(check.name, wanted)) continue;
    const { state, text, row = 0 } = check.verdict();
    if (state === "violated" && (first === null || row < first.row)) first = { check: check.name, text, row };
  }
  return first;
}
