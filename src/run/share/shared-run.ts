import { isRecord, type JsonRecord } from "../../base/json.ts";
import { LIMITS } from "../../base/limits.ts";
import { fail, ok, type Result } from "../../base/result.ts";
import { isVariantName, variantsOn, type VariantName } from "../../node/variants.ts";
import { readCount, type RunFile, runFileFromJson, runFileHead } from "../../record/run-file.ts";
import { type Scenario, scenarioFromJson, scenarioFromTopologyText, scenarioToFile } from "../../sim/scenario.ts";
import { isTopologyText } from "../../sim/topologies.ts";
import type { FileFault } from "../../sim/topology.ts";
import type { Run } from "../run.ts";
import { turned } from "../turned.ts";
import { jsonFromBounded } from "./bounded-json.ts";
import { canonical, printOf } from "./print.ts";

/**
 * A run that goes from one page to another, in a link, in a file or to the shelf of saved runs: a run file, and what was
 * looked at. Its scenario is written as short as it can be: by name when it is one of the library and unchanged, as the text
 * of its topology, or whole.
 */
export interface SharedRun {
  readonly file: RunFile;
  /** rows of the journal at its end; null = not said */
  readonly rows: number | null;
  /** where the command log left its parent tape; null = it never did */
  readonly branch: SharedBranch | null;
  /** where it is looked at; null = at its end */
  readonly place: SharedPlace | null;
  /** what is selected and watched; whoever shows it checks it */
  readonly watch: unknown;
  /** simulated microseconds per second of the watcher; null = as the scenario says */
  readonly speedUsPerS: number | null;
  readonly playing: boolean;
  /** the scenario of the library is not what it was when this was written */
  readonly changedScenario: boolean;
}

export interface SharedBranch {
  readonly name: string;
  /** row at which it left its parent, and the name of that; null = it is the first */
  readonly leftRow: number | null;
  readonly parent: string | null;
}

export interface SharedPlace {
  readonly row: number;
  /** it is the end of the run: whoever looks sees what happens next */
  readonly live: boolean;
}

/** A scenario of the library, as far as it is needed. */
export interface NamedScenario {
  readonly name: string;
  readonly title: string;
  readonly file: unknown;
}

export interface ToShare {
  readonly branch: SharedBranch | null;
  readonly place: SharedPlace | null;
  readonly watch: unknown;
  readonly speedUsPerS: number;
  readonly playing: boolean;
}

/** How much a run may be that is opened. */
export interface SharedBounds {
  readonly jsonBytes: number;
  readonly commands: number;
  readonly steps: number;
  readonly rows: number;
  readonly endUs: number;
}

/** Of a link or a file: whoever made it is unknown. */
export const FOREIGN_BOUNDS: SharedBounds = {
  jsonBytes: LIMITS.linkJsonBytesMax,
  commands: LIMITS.sharedCommandsMax,
  steps: LIMITS.sharedStepsMax,
  rows: LIMITS.sharedRowsMax,
  endUs: LIMITS.sharedEndUsMax,
};

/** Of the visitor's own shelf: what this engine let him do. */
export const OWN_BOUNDS: SharedBounds = {
  jsonBytes: LIMITS.fileBytesMax,
  commands: LIMITS.commandsMax,
  steps: Number.MAX_SAFE_INTEGER,
  rows: LIMITS.tracedRowsMax,
  endUs: Number.MAX_SAFE_INTEGER,
};

const NAME_MAX = 100;

/** The run so far, and what is looked at, as compact JSON. */
export function sharedRunText(run: Run, scenario: JsonRecord, more: ToShare): string {
  const head = runFileHead(run.seed, run.world.log, run.steps, run.nowUs, run.digest);
  const { branch, place, watch, speedUsPerS, playing } = more;
  return JSON.stringify({
    ...head,
    rows: run.journal.rowEnd,
    ...(branch === null ? {} : { branch }),
    ...(place === null ? {} : { place }),
    ...(watch === null ? {} : { watch }),
    speed: Number.isFinite(speedUsPerS) ? speedUsPerS : "max",
    ...(playing ? { playing } : {}),
    scenario,
  });
}

/** The shortest way to write a scenario down so that it is read back as the same. */
export function shortScenario(scenario: Scenario, library: readonly NamedScenario[]): JsonRecord {
  const wanted = canonical(scenarioToFile(scenario));
  const variants = variantsOn(scenario.switches);
  const same = (written: Scenario): boolean => canonical(scenarioToFile(turned(written, variants))) === wanted;
  const withVariants = (written: Scenario): JsonRecord => (variantsOn(written.switches).join() === variants.join() ? {} : { variants });
  for (const { name, title, file } of library) {
    if (title !== scenario.title) continue;
    const read = scenarioFromJson(file);
    if (read.ok && same(read.value)) return { library: name, print: printOf(canonical(scenarioToFile(read.value))), ...withVariants(read.value) };
  }
  if (isTopologyText(scenario.title)) {
    const read = scenarioFromTopologyText(scenario.title, scenario.seed);
    if (read.ok && same(read.value)) return { topology: scenario.title, seed: scenario.seed, ...withVariants(read.value) };
  }
  return scenarioToFile(scenario) as unknown as JsonRecord;
}

/** Reads what `sharedRunText` wrote, or a run file; everything is bounded before it is built, and every fault is told. */
export function sharedRunFromText(text: string, library: readonly NamedScenario[], bounds: SharedBounds = FOREIGN_BOUNDS): Result<SharedRun, readonly FileFault[]> {
  const json = jsonFromBounded(text, bounds.jsonBytes, LIMITS.linkJsonDepthMax);
  if (!json.ok) return json;
  const early = tooLarge(json.value, bounds);
  if (early.length > 0) return fail(early);
  let changedScenario = false;
  const file = runFileFromJson(json.value, (scenario) => {
    const read = readScenario(scenario, library);
    if (read.ok) changedScenario = read.value.changed;
    return read.ok ? ok(read.value.scenario) : read;
  });
  if (!file.ok) return file;
  return readMore(json.value as JsonRecord, file.value, changedScenario);
}

/** What can be judged by counting alone comes first: a list too long is not even looked through. */
function tooLarge(value: unknown, bounds: SharedBounds): FileFault[] {
  if (!isRecord(value)) return [];
  const faults: FileFault[] = [];
  const { commands, scenario, steps, endUs } = value;
  const longest = (list: unknown, most: number, path: string, what: string): void => {
    if (Array.isArray(list) && list.length > most) faults.push({ path, message: `expected at most ${most} ${what}, found ${list.length}` });
  };
  const most = (number: unknown, bound: number, path: string, what: string): void => {
    if (typeof number === "number" && number > bound) faults.push({ path, message: `expected at most ${bound} ${what}, found ${number}` });
  };
  longest(commands, bounds.commands, "commands", "commands in a run from elsewhere");
  most(steps, bounds.steps, "steps", "steps of the engine");
  most(endUs, bounds.endUs, "endUs", "microseconds of simulated time");
  most(value.rows, bounds.rows, "rows", "events");
  if (!isRecord(scenario)) return faults;
  longest(scenario.commands, bounds.commands, "scenario.commands", "commands in a run from elsewhere");
  if (!isRecord(scenario.topology)) return faults;
  longest(scenario.topology.nodes, LIMITS.nodesMax, "scenario.topology.nodes", "nodes");
  longest(scenario.topology.links, LIMITS.linksMax, "scenario.topology.links", "links");
  return faults;
}

// ---------------------------------------------------------------- the scenario

interface ScenarioFound {
  readonly scenario: Scenario;
  readonly changed: boolean;
}

function readScenario(value: unknown, library: readonly NamedScenario[]): Result<ScenarioFound, readonly FileFault[]> {
  if (!isRecord(value) || Object.hasOwn(value, "spanscope")) return unchanged(scenarioFromJson(value));
  const { library: name, print, topology, seed, variants = [] } = value;
  const names = readVariants(variants);
  if (names === null) return fail([{ path: "variants", message: "expected a list of names of variants" }]);
  const turn = (scenario: Scenario): Scenario => (Object.hasOwn(value, "variants") ? turned(scenario, names) : scenario);
  if (typeof topology === "string") {
    if (typeof seed !== "number" || !Number.isInteger(seed) || seed < 0 || seed > 0xffff_ffff) return fail([{ path: "seed", message: "expected a whole number from 0 to 4294967295" }]);
    const read = scenarioFromTopologyText(topology, seed);
    return read.ok ? unchanged(ok(turn(read.value))) : read;
  }
  if (typeof name !== "string") return fail([{ path: "library", message: 'expected a scenario: {"library": name}, {"topology": text, "seed": number}, or the whole of one' }]);
  const entry = library.find((one) => one.name === name);
  if (entry === undefined) return fail([{ path: "library", message: `there is no scenario "${name.slice(0, NAME_MAX)}" in this library` }]);
  const read = scenarioFromJson(entry.file);
  if (!read.ok) return read;
  return ok({ scenario: turn(read.value), changed: typeof print === "string" && print !== printOf(canonical(scenarioToFile(read.value))) });
}

function unchanged(read: Result<Scenario, readonly FileFault[]>): Result<ScenarioFound, readonly FileFault[]> {
  return read.ok ? ok({ scenario: read.value, changed: false }) : read;
}

function readVariants(value: unknown): readonly VariantName[] | null {
  if (!Array.isArray(value) || value.length > NAME_MAX) return null;
  const names = (value as unknown[]).filter((one): one is VariantName => typeof one === "string" && isVariantName(one));
  return names.length === value.length ? names : null;
}

// ---------------------------------------------------------------- what was looked at

function readMore(json: JsonRecord, file: RunFile, changedScenario: boolean): Result<SharedRun, readonly FileFault[]> {
  const faults: FileFault[] = [];
  const rows = json.rows === undefined ? null : readCount(json.rows, Number.MAX_SAFE_INTEGER, "rows", faults);
  const branch = json.branch === undefined ? null : readBranch(json.branch, faults);
  const place = json.place === undefined ? null : readPlace(json.place, faults);
  const speedUsPerS = json.speed === undefined ? null : readSpeed(json.speed, faults);
  if (faults.length > 0) return fail(faults);
  return ok({ file, rows, branch, place, watch: json.watch ?? null, speedUsPerS, playing: json.playing === true, changedScenario });
}

function readBranch(value: unknown, faults: FileFault[]): SharedBranch | null {
  if (!isRecord(value) || typeof value.name !== "string" || value.name.length > NAME_MAX) {
    faults.push({ path: "branch", message: `expected an object with a name of at most ${NAME_MAX} characters` });
    return null;
  }
  const leftRow = value.leftRow === null || value.leftRow === undefined ? null : readCount(value.leftRow, Number.MAX_SAFE_INTEGER, "branch.leftRow", faults);
  const parent = typeof value.parent === "string" ? value.parent.slice(0, NAME_MAX) : null;
  return { name: value.name, leftRow, parent };
}

function readPlace(value: unknown, faults: FileFault[]): SharedPlace | null {
  if (!isRecord(value)) {
    faults.push({ path: "place", message: "expected an object with the number of an event" });
    return null;
  }
  return { row: readCount(value.row, Number.MAX_SAFE_INTEGER, "place.row", faults), live: value.live === true };
}

function readSpeed(value: unknown, faults: FileFault[]): number | null {
  if (value === "max") return Number.POSITIVE_INFINITY;
  if (typeof value === "number" && value > 0) return value;
  faults.push({ path: "speed", message: 'expected microseconds of the run per second, or "max"' });
  return null;
}
