import { fail, ok, type Result } from "../base/result.ts";
import { formatUs } from "../base/time.ts";
import type { VariantName } from "../node/variants.ts";
import { isRunFileText } from "../record/run-file.ts";
import { captureOf } from "../run/capture/capture-run.ts";
import { Replay } from "../run/replay.ts";
import { Run } from "../run/run.ts";
import { tellingOf } from "../run/run-telling.ts";
import { OWN_BOUNDS, sharedRunFromText } from "../run/share/shared-run.ts";
import { LIBRARY } from "../scenarios/library.ts";
import type { CommandResult } from "./decode.ts";
import { drive } from "./run.ts";
import type { BytesPlatform, Platform } from "./run-platform.ts";
import { sayFault, scenarioOf } from "./run-source.ts";

/** `spanscope capture` as the command line says it. */
export interface CaptureRequest {
  /** a run file, a scenario file, or a name of the library */
  readonly source: string;
  /** ids; none = all links */
  readonly links: readonly string[];
  readonly from: string | null;
  /** simulated microseconds; null = as the run file or the scenario says */
  readonly until: number | null;
  readonly seed?: number;
  readonly variants: readonly VariantName[];
  readonly decrypted: boolean;
  /** the run goes into the capture, too */
  readonly withRun: boolean;
  readonly maxVirtualUs: number;
  /** "-" = standard output; null = a name is made */
  readonly output: string | null;
}

/** Exit 1: a run file came out differently, or a scenario did not become quiet; the capture is written all the same. */
export function captureCommand(request: CaptureRequest, platform: BytesPlatform): CommandResult {
  const made = runOf(request, platform);
  if (!made.ok) return { lines: [], exitCode: 2, errors: made.error };
  const { run, problems } = made.value;
  const unknown = unknownNames(run, request);
  if (unknown.length > 0) return { lines: [], exitCode: 2, errors: unknown };
  const { links, from, decrypted } = request;
  const bytes = captureOf(run, tellingOf(run), { links, from, decrypted, runText: request.withRun ? compact(run.runFile()) : null });
  const exitCode = problems.length > 0 ? 1 : 0;
  if (request.output === "-") return { lines: [], exitCode, errors: problems, bytes };
  const output = request.output ?? `${baseName(request.source).replace(/\.json$/, "")}.pcapng`;
  const written = platform.writeBytes(output, bytes);
  if (!written.ok) return { lines: [], exitCode: 2, errors: [`${output} cannot be written (${written.error})`] };
  return { lines: [`${output}: ${run.scenario.title} (seed ${run.seed}) to ${formatUs(run.nowUs)}, ${bytes.length} bytes`], exitCode, errors: problems };
}

interface MadeRun {
  readonly run: Run;
  readonly problems: string[];
}

function runOf(request: CaptureRequest, platform: Platform): Result<MadeRun, string[]> {
  const { source, seed, variants } = request;
  const text = LIBRARY.some(({ name }) => name === source) ? null : platform.readText(source);
  if (text?.ok && isRunFileText(text.value)) {
    if (seed !== undefined || variants.length > 0) return fail([`${source} is a run file and brings its seed and variants; give a scenario to change them`]);
    return replayed(request, text.value);
  }
  const scenario = scenarioOf({ scenario: source, seed, variants }, platform);
  if (!scenario.ok) return scenario;
  const run = new Run(scenario.value, { checks: false });
  const until = request.until ?? scenario.value.until;
  drive(run, scenario.value, until, request.maxVirtualUs);
  const restless = until === "quiet" && !run.isQuiet && !run.isAtLimit;
  return ok({ run, problems: restless ? [`the run was not quiet after ${formatUs(request.maxVirtualUs)} of simulated time (--max-virtual)`] : [] });
}

function replayed({ source, until }: CaptureRequest, text: string): Result<MadeRun, string[]> {
  const read = sharedRunFromText(text, LIBRARY, OWN_BOUNDS);
  if (!read.ok) return fail(read.error.map((fault) => sayFault(source, fault)));
  const { file } = read.value;
  const again = new Replay(file, { checks: false });
  again.advanceTo(until ?? file.endUs);
  if (until === null || until >= file.endUs) while (again.step());
  const { run } = again;
  const differs = again.finished && !again.isSame;
  return ok({ run, problems: differs ? [`the digest is ${run.digest}, the file says ${file.digest}: this is another run`] : [] });
}

function unknownNames({ world }: Run, { links, from }: CaptureRequest): string[] {
  const known = world.links.map(({ id }) => id);
  const errors = links.filter((id) => !known.includes(id)).map((id) => `--link: the run has no link "${id}"; it has ${known.join(", ")}`);
  if (from !== null && !world.nodes.some(({ id }) => id === from)) errors.push(`--from: the run has no node "${from}"; it has ${world.nodes.map(({ id }) => id).join(", ")}`);
  return errors;
}

/** Without the white space: nobody reads it in a packet. */
function compact(json: string): string {
  return JSON.stringify(JSON.parse(json));
}

function baseName(path: string): string {
  return path.replace(/^.*[\\/]/, "");
}
