import { thrownText } from "../base/thrown.ts";
import type { Command } from "../sim/commands.ts";
import type { Scenario } from "../sim/scenario.ts";
import { Run } from "./run.ts";

/**
 * "Whatever dies when": a scenario is run again for every event in a window of it, a fault strikes right behind that event,
 * and the run goes on until it is quiet. Every check must hold then, and no node may have seen a violation.
 */
export interface Sweep {
  /** the events behind which the fault strikes: those in this window of simulated time, ends included */
  readonly fromUs: number;
  readonly toUs: number;
  /** each is tried behind each event, its commands one after the other */
  readonly faults: readonly (readonly Command[])[];
  /** what else must hold when all is quiet; an exception is a failure */
  readonly judge?: (run: Run, fault: readonly Command[]) => void;
  /** commands after the fault, so many microseconds later */
  readonly afterwards?: { readonly us: number; readonly commands: readonly Command[] };
}

/** A run that is not quiet by then is a failure. */
const QUIET_BY_US = 300_000_000;

/** Returns how many runs were made; throws with the event and the fault at the first that fails. */
export function sweep(scenario: Scenario, { fromUs, toUs, faults, judge, afterwards }: Sweep): number {
  const [from, to] = stepsOf(scenario, fromUs, toUs);
  let runs = 0;
  for (let steps = from; steps <= to; steps++) {
    for (const fault of faults) {
      struck(scenario, steps, fault, judge, afterwards);
      runs++;
    }
  }
  if (runs === 0) throw new Error("sweep: no event in the window, or no fault");
  return runs;
}

/** Numbers of steps after which the clock stands in the window. */
function stepsOf(scenario: Scenario, fromUs: number, toUs: number): readonly [from: number, to: number] {
  const run = new Run(scenario, { checks: false });
  run.advanceTo(fromUs - 1);
  const from = run.steps + 1;
  run.advanceTo(toUs);
  return [from, run.steps];
}

function struck(scenario: Scenario, steps: number, fault: readonly Command[], judge: Sweep["judge"], afterwards: Sweep["afterwards"]): void {
  const run = new Run(scenario);
  while (run.steps < steps) run.step();
  const atUs = run.nowUs;
  try {
    for (const command of fault) run.apply(command);
    if (afterwards) {
      run.advanceTo(atUs + afterwards.us);
      for (const command of afterwards.commands) run.apply(command);
    }
    run.advanceUntilQuiet(run.nowUs + QUIET_BY_US);
    if (!run.isQuiet) throw new Error("it never becomes quiet");
    for (const { claim, verdict } of run.verdicts()) if (verdict.state === "violated") throw new Error(`${claim}: ${verdict.text}`);
    if (run.journal.counters.violations > 0) throw new Error(`${run.journal.counters.violations} violations`);
    judge?.(run, fault);
  } catch (error) {
    throw new Error(`behind step ${steps} (${atUs} us), ${JSON.stringify(fault)}: ${thrownText(error)}`, { cause: error });
  }
}
