import { formatUs } from "../base/time.ts";
import { Run } from "../run/run.ts";
import type { Scenario } from "../sim/scenario.ts";
import type { CommandResult } from "./decode.ts";
import { failures, runOutput, type RunViolation } from "./run-output.ts";
import type { Platform } from "./run-platform.ts";
import { type RunSource, scenarioOf } from "./run-source.ts";
import { runText } from "./run-text.ts";

/** `spanscope run` as the command line says it. */
export interface RunRequest extends RunSource {
  /** simulated microseconds; without it as the scenario says */
  readonly until?: number | "quiet";
  readonly maxVirtualUs: number;
  readonly json: boolean;
  /** where to write the run file */
  readonly runFile?: string;
}

/** Exit 1: something was violated or failed, or the run did not become quiet in time. */
export function runCommand(request: RunRequest, platform: Platform): CommandResult {
  const scenario = scenarioOf(request, platform);
  if (!scenario.ok) return { lines: [], exitCode: 2, errors: scenario.error };
  const until = request.until ?? scenario.value.until;
  const startMs = platform.nowMs();
  const run = new Run(scenario.value);
  drive(run, scenario.value, until, request.maxVirtualUs);
  // Cut short on purpose, a run has not failed what it did not come to.
  const cutShort = request.until !== undefined && request.until !== "quiet" && !run.isQuiet;
  if (!cutShort) run.judgeEnd();
  const output = runOutput(run, Math.round(platform.nowMs() - startMs), cutShort);
  const failed = failures(output).map(sayViolation);
  const limitClaimed = scenario.value.expect.some(({ claim }) => claim.that === "limit" && claim.reached !== false);
  if (run.isAtLimit) {
    if (!limitClaimed) failed.push(`the run was stopped at its limit of ${run.world.rowsMax} rows: with ${output.variants.join(", ")} it may never end`);
  } else if (until === "quiet" && !output.quiet) failed.push(`the run was not quiet after ${formatUs(request.maxVirtualUs)} of simulated time (--max-virtual)`);
  const refused = output.refusedCommands.map(({ atUs, do: what, reason }) => `refused at ${formatUs(atUs)}: ${what}${reason === "" ? "" : `: ${reason}`}`);
  if (request.runFile !== undefined) {
    const written = platform.writeText(request.runFile, run.runFile());
    if (!written.ok) return { lines: [], exitCode: 2, errors: [`${request.runFile} cannot be written (${written.error})`] };
  }
  return { lines: request.json ? [JSON.stringify(output)] : runText(output), exitCode: failed.length > 0 ? 1 : 0, errors: [...refused, ...failed] };
}

/** To the time asked for, or until it is quiet and every expectation with a time was judged. */
export function drive(run: Run, scenario: Scenario, until: number | "quiet", maxVirtualUs: number): void {
  if (until === "quiet") {
    const lastUs = Math.max(0, ...scenario.expect.map(({ atUs }) => (atUs === "end" ? 0 : atUs)));
    run.advanceUntilQuiet(maxVirtualUs);
    if (run.isQuiet && run.nowUs < lastUs && lastUs <= maxVirtualUs) {
      run.advanceTo(lastUs);
      run.advanceUntilQuiet(maxVirtualUs);
    }
  } else run.advanceTo(until);
}

function sayViolation(one: RunViolation): string {
  switch (one.type) {
    case "check":
      return `violated: ${one.claim}: ${one.text}`;
    case "expectation":
      return `not met: ${one.text}; ${one.found === "" ? "the run ended before" : `found: ${one.found}`}`;
    default:
      return `protocol violation at ${formatUs(one.atUs)}, ${one.rule}: ${one.text}`;
  }
}
