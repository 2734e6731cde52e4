import { isRecord, type JsonRecord } from "../base/json.ts";
import { LIMITS } from "../base/limits.ts";
import { fail, ok, type Result } from "../base/result.ts";
import type { TimedCommand } from "../sim/commands.ts";
import { type Scenario, scenarioFromJson, scenarioToFile } from "../sim/scenario.ts";
import { timedCommand } from "../sim/scenario-command-schema.ts";
import { faultsOf, jsonFromText } from "../sim/scenario-faults.ts";
import type { FileFault } from "../sim/topology.ts";
import { ENGINE_VERSION } from "./version.ts";

/** A run as a file: what it takes to execute it again (invariant 8), how far it went, and what came out. */
export interface RunFile {
  /** the engine that made it; another one may give another digest */
  readonly engine: string;
  readonly scenario: Scenario;
  readonly seed: number;
  /** commands beside the scenario's own: each with the number of steps after which it was applied */
  readonly commands: readonly TimedCommand[];
  /** the run went so many steps, and its clock stood there */
  readonly steps: number;
  readonly endUs: number;
  readonly digest: string;
}

/** Version of the file's format. */
const FORMAT = 1;

/** The run file of a run so far. `log`: all applied commands; the scenario's own are in the scenario. */
export function runFileText(scenario: Scenario, seed: number, log: readonly TimedCommand[], steps: number, endUs: number, digest: string): string {
  const file = { ...runFileHead(seed, log, steps, endUs, digest), scenario: scenarioToFile(scenario) };
  return `${JSON.stringify(file, null, 1)}\n`;
}

/** Everything of a run file but its scenario. */
export function runFileHead(seed: number, log: readonly TimedCommand[], steps: number, endUs: number, digest: string): JsonRecord {
  const commands = log.filter((timed) => timed.afterSteps !== undefined).map(({ atUs, afterSteps, command }) => ({ at: atUs, afterSteps, ...command }));
  return { spanscopeRun: FORMAT, engine: ENGINE_VERSION, seed, steps, endUs, digest, commands };
}

/** Whether a text means to be a run file, whatever is wrong with it. */
export function isRunFileText(text: string): boolean {
  return /^\s*\{\s*"spanscopeRun"/.test(text);
}

/** Reads a run file; every fault found is told, with its path and what was expected. An unlike engine is not a fault: whoever replays it says so. */
export function runFileFromText(text: string): Result<RunFile, readonly FileFault[]> {
  const read = jsonFromText(text);
  if (!read.ok) return read;
  return runFileFromJson(read.value);
}

/** The same from a parsed file. `scenarioOf` reads its scenario, for those who write it in another way than whole. */
export function runFileFromJson(value: unknown, scenarioOf: (scenario: unknown, file: JsonRecord) => Result<Scenario, readonly FileFault[]> = scenarioFromJson): Result<RunFile, readonly FileFault[]> {
  if (!isRecord(value)) return fail([{ path: "(file)", message: "expected an object" }]);
  if (value.spanscopeRun !== FORMAT) return fail([{ path: "spanscopeRun", message: `expected ${FORMAT}, the version of this format` }]);
  return readRun(value, scenarioOf);
}

function readRun(file: JsonRecord, scenarioOf: (scenario: unknown, file: JsonRecord) => Result<Scenario, readonly FileFault[]>): Result<RunFile, readonly FileFault[]> {
  const faults: FileFault[] = [];
  const { engine, digest } = file;
  if (typeof engine !== "string") faults.push({ path: "engine", message: "expected the version of the engine that made it, as text" });
  if (typeof digest !== "string" || !/^[0-9a-f]{16}$/.test(digest)) faults.push({ path: "digest", message: "expected 16 hex digits" });
  const seed = readCount(file.seed, 0xffff_ffff, "seed", faults);
  const steps = readCount(file.steps, Number.MAX_SAFE_INTEGER, "steps", faults);
  const endUs = readCount(file.endUs, Number.MAX_SAFE_INTEGER, "endUs", faults);
  const commands = readCommands(file.commands, faults);
  const scenario = scenarioOf(file.scenario, file);
  if (!scenario.ok) {
    faults.push(...scenario.error.map((fault) => ({ ...fault, path: `scenario.${fault.path}` })));
    return fail(faults);
  }
  if (faults.length > 0) return fail(faults);
  return ok({ engine: engine as string, scenario: scenario.value, seed, commands, steps, endUs, digest: digest as string });
}

function readCommands(value: unknown, faults: FileFault[]): TimedCommand[] {
  if (!Array.isArray(value) || value.length > LIMITS.commandsMax) {
    faults.push({ path: "commands", message: `expected a list of at most ${LIMITS.commandsMax} commands` });
    return [];
  }
  const commands: TimedCommand[] = [];
  let least = 0;
  for (const [i, each] of (value as unknown[]).entries()) {
    const path = `commands[${i}]`;
    const { afterSteps: rawSteps, ...rest } = isRecord(each) ? each : { afterSteps: 0 };
    const afterSteps = readCount(rawSteps, Number.MAX_SAFE_INTEGER, `${path}.afterSteps`, faults);
    if (afterSteps < least) faults.push({ path: `${path}.afterSteps`, message: `expected at least ${least}: commands stand in the order in which they were applied` });
    least = Math.max(least, afterSteps);
    const read = timedCommand.safeParse(rest);
    if (read.success) commands.push({ ...read.data, afterSteps });
    else faults.push(...faultsOf(read.error.issues, ["commands", i]));
  }
  return commands;
}

/** A whole number of a file, 0 when it is none: that is told. */
export function readCount(value: unknown, most: number, path: string, faults: FileFault[]): number {
  if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= most) return value;
  faults.push({ path, message: `expected a whole number from 0 to ${most}` });
  return 0;
}
