import { availableParallelism } from "node:os";
import { fail, ok, type Result } from "../base/result.ts";
import { generateCase } from "../hunt/generate/generate-case.ts";
import type { HuntOptions } from "../hunt/hunt-case.ts";
import { type HuntReport, reportOf } from "../hunt/report.ts";
import type { SeedRecord } from "../hunt/seed-record.ts";
import { scenarioToFile } from "../sim/scenario.ts";
import type { CommandResult } from "./decode.ts";
import { measuredOf } from "./hunt-measured.ts";
import type { HuntAsked, HuntOutput, HuntPart } from "./hunt-output.ts";
import { type HuntPlan, type HuntWish, planOf } from "./hunt-plan.ts";
import { huntAll } from "./hunt-pool.ts";
import { huntText, sayFound } from "./hunt-text.ts";
import type { Platform } from "./run-platform.ts";
import { LAB_ADDRESS, shrinkFound } from "./shrink.ts";

/** `spanscope hunt` as the command line says it. */
export interface HuntRequest extends HuntWish {
  readonly shard: { readonly number: number; readonly of: number };
  /** as many as there are cores unless given */
  readonly workers?: number;
  /** seconds without a word from a worker after which it is ended */
  readonly patience?: number;
  /** no new seed is begun after so long */
  readonly minutes?: number;
  readonly json: boolean;
  /** where the part goes that `merge` reads */
  readonly out?: string;
  /** where the case of the only seed goes, as a scenario file */
  readonly writeCase?: string;
  /** the folder to which the first violations go, made small */
  readonly shrink?: string;
  /** address of the page that links to them open; that of npm start unless given */
  readonly lab?: string;
}

/** What the machine lends to a hunt, beside files and a clock. */
export interface HuntMachine extends Platform {
  /** processor time of this process and its workers, in microseconds */
  cpuUs(): number;
  peakBytes(): number;
  /** true: somebody asked to end (Ctrl+C) */
  isInterrupted(): boolean;
  /** a line that the next one overwrites; does nothing where nobody looks */
  progress(line: string): void;
  /** a folder, and those that it lies in, unless they are there */
  makeFolder(path: string): Result<null, string>;
}

/** What shells say of a program that Ctrl+C ended. */
const INTERRUPTED = 130;

/** Exit 0: all seeds hold; 1: one is violated or exercised nothing; 2: bad use; 130: ended before its end by Ctrl+C, and nothing was found. */
export async function huntCommand(request: HuntRequest, machine: HuntMachine): Promise<CommandResult> {
  const plan = planOf(request, machine);
  if (!plan.ok) return { lines: [], exitCode: 2, errors: plan.error };
  const written = writtenCase(request, plan.value.options, machine);
  if (!written.ok) return { lines: [], exitCode: 2, errors: [written.error] };
  const folder = request.shrink === undefined ? ok(null) : machine.makeFolder(request.shrink);
  if (!folder.ok) return { lines: [], exitCode: 2, errors: [`${request.shrink} cannot be made (${folder.error})`] };
  return reported(await hunted(request, plan.value, machine), request, machine, plan.value);
}

/** Writes the part where that is wanted, and what was shrunk, which takes the plan of the hunt; the rest is what `resultOf` says. */
export function reported(part: HuntPart, { out, json, shrink, lab }: Pick<HuntRequest, "out" | "json" | "shrink" | "lab">, machine: HuntMachine, plan: HuntPlan | null = null): CommandResult {
  if (out !== undefined) {
    const saved = machine.writeText(out, `${JSON.stringify(part)}\n`);
    if (!saved.ok) return { lines: [], exitCode: 2, errors: [`${out} cannot be written (${saved.error})`] };
  }
  const output = outputOf(part);
  if (shrink === undefined || plan === null) return resultOf(output, json, machine.isInterrupted());
  const shrunk = shrinkFound(output.report.violations, plan, { folder: shrink, lab: lab ?? LAB_ADDRESS }, machine);
  if (!shrunk.ok) return { lines: [], exitCode: 2, errors: [shrunk.error] };
  return resultOf({ ...output, shrunk: shrunk.value }, json, machine.isInterrupted());
}

/** Lines, errors and exit code of a report. */
export function resultOf(output: HuntOutput, json: boolean, interrupted: boolean): CommandResult {
  const { violated, unknown, hunted: count } = output.report.seeds;
  const failed = violated + unknown > 0 || (count === 0 && !interrupted);
  return { lines: json ? [JSON.stringify(output)] : huntText(output), exitCode: failed ? 1 : interrupted ? INTERRUPTED : 0, errors: sayFound(output) };
}

// -------------------------------------------------------------- what is asked for

/** The case of a seed as a file of its own: run, replayed and looked at like every other. */
function writtenCase({ writeCase, seeds: { first, last } }: HuntRequest, options: HuntOptions, platform: Platform): Result<null, string> {
  if (writeCase === undefined) return ok(null);
  if (first !== last) return fail(`--case: expected --seeds with one seed, such as ${first}-${first}, not ${first}-${last}`);
  const saved = platform.writeText(writeCase, `${JSON.stringify(scenarioToFile(generateCase(first, options).scenario), null, 1)}\n`);
  return saved.ok ? ok(null) : fail(`${writeCase} cannot be written (${saved.error})`);
}

/** What the seeds of a shard are: every n-th, so that large and small cases are spread alike. */
export function seedsOf({ first, last }: HuntPart["seeds"], { number, of }: HuntPart["shard"]): number[] {
  const seeds: number[] = [];
  for (let seed = first + number - 1; seed <= last; seed += of) seeds.push(seed);
  return seeds;
}

// -------------------------------------------------------------- the hunt

const PROGRESS_EVERY_MS = 250;

async function hunted(request: HuntRequest, { asked, options, planted }: HuntPlan, machine: HuntMachine): Promise<HuntPart> {
  const { shard, workers: wanted = availableParallelism(), minutes, patience } = request;
  const seeds = seedsOf(request.seeds, shard);
  const workers = Math.max(1, Math.min(wanted, seeds.length));
  const records: SeedRecord[] = [];
  const startMs = machine.nowMs();
  const startCpuUs = machine.cpuUs();
  const endMs = minutes === undefined ? Number.POSITIVE_INFINITY : startMs + minutes * 60_000;
  let toldMs = startMs;
  await huntAll({
    seeds,
    options,
    planted,
    workers,
    ...(patience === undefined ? {} : { patienceS: patience }),
    isOver: () => machine.isInterrupted() || machine.nowMs() >= endMs,
    onDone: (done) => {
      records.push(...done);
      if (machine.nowMs() - toldMs < PROGRESS_EVERY_MS) return;
      toldMs = machine.nowMs();
      machine.progress(progressText(records, seeds.length, toldMs - startMs));
    },
  });
  machine.progress("");
  records.sort((a, b) => a.seed - b.seed);
  const measured = measuredOf({ workers, seeds: records.length, ms: machine.nowMs() - startMs, cpuUs: machine.cpuUs() - startCpuUs, peakBytes: machine.peakBytes() });
  return { spanscopeHunt: 1, ...asked, shard, measured, records: records as HuntPart["records"] };
}

function progressText(records: readonly SeedRecord[], all: number, ms: number): string {
  const failed = records.filter(({ state }) => state !== "holds").length;
  const leftS = Math.round(((ms / 1_000) * (all - records.length)) / records.length);
  const left = leftS < 120 ? `${leftS} s` : `${Math.round(leftS / 60)} min`;
  return `${records.length} of ${all} seeds, ${failed === 0 ? "all hold" : `${failed} do not hold`}, ${Math.round((60_000 * records.length) / ms)} a minute, about ${left} left`;
}

function outputOf({ shard, records, measured, ...asked }: HuntPart): HuntOutput {
  const there = new Set(records.map(({ seed }) => seed));
  return { ...outputFrom(asked, [shard], reportOf(records), measured), complete: seedsOf(asked.seeds, shard).every((seed) => there.has(seed)) };
}

/** What is said of all shards of a hunt that are there, each of them whole. */
export function outputFrom({ engine, generator, seeds, scenario, variants, planted }: HuntAsked, shards: readonly HuntPart["shard"][], report: HuntReport, measured: HuntOutput["measured"]): HuntOutput {
  return { engine, generator, seeds, scenario, variants, planted, shards: shards.map(({ number, of }) => `${number}/${of}`), complete: true, report: report as HuntOutput["report"], measured };
}
