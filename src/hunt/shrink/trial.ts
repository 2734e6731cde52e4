import { US_PER_S } from "../../base/time.ts";
import type { PlantedName } from "../../node/planted.ts";
import { CaseRun } from "../case-run.ts";
import type { HuntCase } from "../hunt-case.ts";
import { runCase } from "../run-case.ts";

/** What has to be found again. */
export interface Wanted {
  /** name of a check, "convergence", "determinism" or "assertion" */
  readonly check: string;
  /** what was planted when it was found (node/planted.ts) */
  readonly planted: PlantedName | null;
}

/** How it was found again. */
export interface Found {
  readonly text: string;
  /** the run's clock at most so long after the violation: its own time where it is known at once */
  readonly atUs: number;
  /** steps of the engine until then */
  readonly steps: number;
}

/** So often a run is asked whether what is wanted has been found. */
const LOOK_US = US_PER_S / 4;

/** Whether a case violates what is wanted, within `stepsMax` steps of the engine; null = it does not. */
export function tried(huntCase: HuntCase, wanted: Wanted, stepsMax = Number.POSITIVE_INFINITY): Found | null {
  const run = new CaseRun(huntCase.scenario, true, wanted.planted);
  try {
    return found(run, huntCase, wanted, stepsMax);
  } catch (error) {
    return wanted.check === "assertion" ? { text: error instanceof Error ? error.message : String(error), atUs: run.world.nowUs, steps: run.world.steps } : null;
  }
}

function found(run: CaseRun, huntCase: HuntCase, { check, planted }: Wanted, stepsMax: number): Found | null {
  let isQuiet = false;
  for (let atUs = LOOK_US; ; atUs += LOOK_US) {
    isQuiet = run.toQuiet(Math.min(atUs, huntCase.endUs), stepsMax) === "quiet";
    const text = violationOf(run, check);
    if (text !== null) return { text, atUs: run.world.nowUs, steps: run.world.steps };
    if (isQuiet || atUs >= huntCase.endUs) break;
    if (run.world.steps >= stepsMax) return null;
  }
  const { nowUs, steps } = run.world;
  if (check === "convergence" && !isQuiet) return { text: "it does not become quiet", atUs: nowUs, steps };
  if (check === "determinism" && runCase(huntCase, { planted }).violation?.check === check) return { text: "executed again it has another digest", atUs: nowUs, steps };
  return null;
}

function violationOf(run: CaseRun, check: string): string | null {
  const verdict = run.checks!.all.find(({ name }) => name === check)?.verdict();
  return verdict?.state === "violated" ? verdict.text : null;
}
