import { isRecord, type JsonRecord } from "../base/json.ts";
/**
 * Runs that this browser keeps: what a saved run is, which of them go when there are too many, and how they are read back
 * whatever wrote them. Where they lie is the business of a shelf (views/saved); the store touches no platform.
 */
export interface SavedRun {
  /** of this record, as `SAVED_VERSION` counts */
  readonly version: number;
  readonly id: string;
  /** grows with every writing: who writes upon another's is told */
  readonly revision: number;
  /** what the visitor calls it; null = saved by itself */
  readonly name: string | null;
  readonly title: string;
  readonly seed: number;
  readonly engine: string;
  readonly createdMs: number;
  readonly savedMs: number;
  readonly atUs: number;
  readonly events: number;
  readonly commands: number;
  readonly digest: string;
  /** came as a file: it is opened with the bounds of a run from elsewhere */
  readonly foreign: boolean;
  /** the run, as links hold it */
  readonly json: string;
}

export const SAVED_VERSION = 1;
/** Runs that were saved by themselves; the oldest go first. Named ones are never taken away. */
export const AUTOMATIC_MAX = 30;
export const NAME_MAX = 80;
export const IMPORT_CHARS_MAX = 33_554_432;
export const IMPORT_RUNS_MAX = 500;

/** Where saved runs lie. Everything may fail with a `ShelfError`. */
export interface Shelf {
  /** the newest first */
  readonly list: () => Promise<readonly SavedRun[]>;
  readonly get: (id: string) => Promise<SavedRun | null>;
  /** writes it, unless what lies there has another revision than `over` (null = nothing may lie there): then false */
  readonly put: (run: SavedRun, over: number | null) => Promise<boolean>;
  readonly remove: (ids: readonly string[]) => Promise<void>;
}

export type ShelfFault = "full" | "blocked" | "failed";

export class ShelfError extends Error {
  readonly fault: ShelfFault;

  constructor(fault: ShelfFault, message: string) {
    super(message);
    this.fault = fault;
  }
}

/** What of the saved runs is one too many, `keep` never: the oldest that were saved by themselves. */
export function tooMany(runs: readonly SavedRun[], keep: string): string[] {
  const automatic = runs.filter(({ name, version }) => name === null && version <= SAVED_VERSION);
  const oldestFirst = automatic.filter(({ id }) => id !== keep).toSorted((a, b) => a.savedMs - b.savedMs || (a.id < b.id ? -1 : 1));
  return oldestFirst.slice(0, Math.max(0, automatic.length - AUTOMATIC_MAX)).map(({ id }) => id);
}

/** A record as it is read from a shelf; null = it is none. One of a later version keeps what is needed to list it. */
export function readSavedRun(value: unknown): SavedRun | null {
  if (!isRecord(value) || typeof value.id !== "string" || typeof value.version !== "number") return null;
  const { name, json } = value;
  const text = (key: string): string => (typeof value[key] === "string" ? value[key] : "");
  const count = (key: string): number => (typeof value[key] === "number" && Number.isFinite(value[key]) ? value[key] : 0);
  if (value.version <= SAVED_VERSION && typeof json !== "string") return null;
  return {
    version: value.version,
    id: value.id,
    revision: count("revision"),
    name: typeof name === "string" ? name : null,
    title: text("title"),
    seed: count("seed"),
    engine: text("engine"),
    createdMs: count("createdMs"),
    savedMs: count("savedMs"),
    atUs: count("atUs"),
    events: count("events"),
    commands: count("commands"),
    digest: text("digest"),
    foreign: value.foreign === true,
    json: text("json"),
  };
}

/** A name as it is kept; null = none. */
export function nameOf(text: string): string | null {
  const name = text.replace(/\p{Cc}+/gu, " ").trim().slice(0, NAME_MAX);
  return name === "" ? null : name;
}

// ---------------------------------------------------------------- files of them

/** Runs that are exported together. */
export function exportText(runs: readonly SavedRun[]): string {
  const told = runs.filter(({ version }) => version <= SAVED_VERSION).map(({ name, title, savedMs, json }) => ({ name, title, savedMs, run: JSON.parse(json) as unknown }));
  return `${JSON.stringify({ spanscopeRuns: SAVED_VERSION, runs: told }, null, 1)}\n`;
}

export type ImportFault = "json" | "kind" | "large" | "none";

/** What a file holds that is imported: runs with new ids, in the order of the file. Whether they can be opened is seen when they are. */
export function importedRuns(text: string, nowMs: number, newId: () => string): { readonly runs: readonly SavedRun[] } | { readonly fault: ImportFault } {
  if (text.length > IMPORT_CHARS_MAX) return { fault: "large" };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { fault: "json" };
  }
  if (!isRecord(value)) return { fault: "kind" };
  const listed = value.spanscopeRuns === SAVED_VERSION && Array.isArray(value.runs) ? (value.runs as unknown[]).slice(0, IMPORT_RUNS_MAX) : value.spanscopeRun === 1 ? [{ run: value }] : null;
  if (listed === null) return { fault: "kind" };
  const runs = listed.flatMap((each) => (isRecord(each) && isRecord(each.run) && each.run.spanscopeRun === 1 ? [importedRun(each, each.run, nowMs, newId())] : []));
  return runs.length === 0 ? { fault: "none" } : { runs };
}

function importedRun(each: JsonRecord, run: JsonRecord, nowMs: number, id: string): SavedRun {
  const scenario = isRecord(run.scenario) ? run.scenario : {};
  const count = (value: unknown): number => (typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : 0);
  const title = [each.title, scenario.title, scenario.topology, scenario.library].find((one): one is string => typeof one === "string" && one !== "") ?? "";
  return {
    version: SAVED_VERSION,
    id,
    revision: 1,
    // imported on purpose: it is not taken away when there are many
    name: nameOf(typeof each.name === "string" ? each.name : title) ?? "run",
    title: title.slice(0, 200),
    seed: count(run.seed),
    engine: typeof run.engine === "string" ? run.engine.slice(0, 40) : "",
    createdMs: nowMs,
    savedMs: nowMs,
    atUs: count(run.endUs),
    events: count(run.rows),
    commands: Array.isArray(run.commands) ? run.commands.length : 0,
    digest: typeof run.digest === "string" ? run.digest.slice(0, 16) : "",
    foreign: true,
    json: JSON.stringify(run),
  };
}
