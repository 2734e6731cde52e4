import { thrownText } from "../base/thrown.ts";
import { fail, ok, type Result } from "../base/result.ts";
import { ReportSum } from "../hunt/report.ts";
import { faultsOf } from "../sim/scenario-faults.ts";
import type { CommandResult } from "./decode.ts";
import { outputFrom, resultOf, seedsOf } from "./hunt.ts";
import { type HuntOutput, type HuntPart, huntPartSchema } from "./hunt-output.ts";
import type { Platform } from "./run-platform.ts";
import { sayFault } from "./run-source.ts";

export interface MergeRequest {
  readonly parts: readonly string[];
  readonly json: boolean;
}

/** A part with the name of its file. */
interface NamedPart {
  readonly name: string;
  readonly part: HuntPart;
}

/** What is kept of a part: all but its records. */
interface NamedHead {
  readonly name: string;
  readonly head: Omit<HuntPart, "records">;
}

/**
 * Joins the parts that `hunt --out` wrote. Exit 2: a file is no part; 1: they are not one whole hunt, or what was found there fails; else the
 * report, the same as if one had hunted all.
 */
export function mergeCommand({ parts: paths, json }: MergeRequest, platform: Platform): CommandResult {
  const merging = new Merging(platform);
  for (const path of paths) merging.add(path);
  if (merging.unread.length > 0) return { lines: [], exitCode: 2, errors: merging.unread };
  const { problems } = merging;
  return problems.length > 0 ? { lines: [], exitCode: 1, errors: problems } : resultOf(merging.output, json, false);
}

/** Parts are read and added up one after the other: the largest must find room, not all of them together. */
class Merging {
  readonly unread: string[] = [];
  private readonly _platform: Platform;
  private readonly _report = new ReportSum();
  /** by number the first part of each shard, in the order in which they came */
  private readonly _shards = new Map<number, NamedHead>();
  private _first: NamedHead | null = null;
  private readonly _unlike: string[] = [];
  private readonly _doubled: string[] = [];
  private readonly _incomplete: string[] = [];

  constructor(platform: Platform) {
    this._platform = platform;
  }

  add(path: string): void {
    const named = this._read(path);
    if (named === null) return;
    const { name, part } = named;
    const { records, ...head } = part;
    this._first ??= { name, head };
    this._unlike.push(...unlike(this._first, { name, head }));
    this._incomplete.push(...incomplete(named));
    this._doubled.push(...twice(named));
    const before = this._shards.get(part.shard.number);
    if (before === undefined) {
      this._shards.set(part.shard.number, { name, head });
      for (const record of records) this._report.add(record);
    } else {
      const earlier = this._read(before.name);
      if (earlier !== null) this._doubled.push(...disagreeing(earlier, named));
    }
  }

  get problems(): string[] {
    return [...(this._first === null ? ["expected at least one part"] : []), ...this._unlike, ...shortened(this._doubled), ...this._incomplete, ...this._missingShards()];
  }

  /** Where there are no problems. */
  get output(): HuntOutput {
    const heads = [...this._shards.values()].map(({ head }) => head).sort((a, b) => a.shard.number - b.shard.number);
    return outputFrom(heads[0]!, heads.map(({ shard }) => shard), this._report.report, heads.length === 1 ? heads[0]!.measured : null);
  }

  private _read(path: string): NamedPart | null {
    const read = readPart(path, this._platform);
    if (read.ok) return read.value;
    this.unread.push(...read.error);
    return null;
  }

  private _missingShards(): string[] {
    const of = this._first?.head.shard.of ?? 0;
    const missing = Array.from({ length: of }, (_, i) => i + 1).filter((number) => !this._shards.has(number));
    return missing.length === 0 ? [] : [`of ${of} shards these are missing: ${missing.slice(0, 20).join(", ")}${missing.length > 20 ? " …" : ""}`];
  }
}

function readPart(path: string, platform: Platform): Result<NamedPart, string[]> {
  const text = platform.readText(path);
  if (!text.ok) return fail([`${path} cannot be read (${text.error})`]);
  let value: unknown;
  try {
    value = JSON.parse(text.value);
  } catch (error) {
    return fail([`${path}: expected JSON, a part written by hunt --out: ${thrownText(error)}`]);
  }
  const part = huntPartSchema.safeParse(value);
  return part.success ? ok({ name: path, part: part.data }) : fail(faultsOf(part.error.issues).slice(0, 5).map((fault) => sayFault(path, fault)));
}

/** Parts of one hunt were asked the same, of the same engine. */
function unlike(first: NamedHead, { name, head }: NamedHead): string[] {
  const wanted = askedOf(first.head);
  return Object.entries(askedOf(head)).flatMap(([what, value]) => (value === wanted[what] ? [] : [`${name}: ${what} ${value}, but ${first.name} has ${wanted[what]!}: they are not parts of one hunt`]));
}

function askedOf({ engine, generator, seeds, scenario, variants, planted, shard }: NamedHead["head"]): Readonly<Record<string, string>> {
  return {
    engine,
    generator,
    seeds: `${seeds.first}-${seeds.last}`,
    scenario: scenario === null ? "none" : `${scenario.title} (${scenario.print})`,
    variants: variants.join(", ") || "none",
    planted: planted ?? "none",
    shards: String(shard.of),
  };
}

function twice({ name, part }: NamedPart): string[] {
  const known = new Set<number>();
  return part.records.flatMap(({ seed }) => {
    const again = known.has(seed);
    known.add(seed);
    return again ? [`${name}: seed ${seed} is there twice`] : [];
  });
}

/** Whoever hunted a seed found the same; a shard that was hunted twice counts once. */
function disagreeing(earlier: NamedPart, later: NamedPart): string[] {
  const known = new Map(earlier.part.records.map((record) => [record.seed, record] as const));
  return later.part.records.flatMap((record) => {
    const before = known.get(record.seed);
    if (before === undefined) return [];
    const [left, right] = [JSON.stringify(before), JSON.stringify(record)];
    return left === right ? [] : [`seed ${record.seed}: ${earlier.name} and ${later.name} do not agree: ${difference(left, right)}`];
  });
}

function difference(left: string, right: string): string {
  const [a, b] = [left, right].map((text) => JSON.parse(text) as Readonly<Record<string, unknown>>);
  const key = Object.keys(a!).find((name) => JSON.stringify(a![name]) !== JSON.stringify(b![name])) ?? "digest";
  return `${key} ${JSON.stringify(a![key]).slice(0, 120)} and ${JSON.stringify(b![key]).slice(0, 120)}`;
}

/** Every seed of its shard, and no other. */
function incomplete({ name, part }: NamedPart): string[] {
  const wanted = new Set(seedsOf(part.seeds, part.shard));
  const there = new Set(part.records.map(({ seed }) => seed));
  const missing = [...wanted].filter((seed) => !there.has(seed));
  const foreign = [...there].filter((seed) => !wanted.has(seed));
  const shard = `shard ${part.shard.number}/${part.shard.of}`;
  return [
    ...(missing.length > 0 ? [`${name}: ${shard} lacks ${missing.length} of its ${wanted.size} seeds, the first is ${missing[0]!}`] : []),
    ...(foreign.length > 0 ? [`${name}: ${shard} has ${foreign.length} seeds of others, the first is ${foreign[0]!}`] : []),
  ];
}

function shortened(problems: readonly string[]): string[] {
  return problems.length <= 10 ? [...problems] : [...problems.slice(0, 10), `and ${problems.length - 10} more`];
}
