import { thrownText } from "../base/thrown.ts";
import { fail, ok, type Result } from "../base/result.ts";
import { faultsOf } from "../sim/scenario-faults.ts";
import type { CommandResult } from "./decode.ts";
import { outputOf, resultOf, seedsOf } from "./hunt.ts";
import { type HuntPart, huntPartSchema } from "./hunt-output.ts";
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

/**
 * Joins the parts that `hunt --out` wrote. Exit 2: a file is no part; 1: they are not one whole hunt, or what was found there fails; else the
 * report, the same as if one had hunted all.
 */
export function mergeCommand({ parts: paths, json }: MergeRequest, platform: Platform): CommandResult {
  const read = paths.map((path) => readPart(path, platform));
  const unread = read.flatMap((result) => (result.ok ? [] : result.error));
  if (unread.length > 0) return { lines: [], exitCode: 2, errors: unread };
  const parts = read.flatMap((result) => (result.ok ? [result.value] : []));
  const problems = [...unlike(parts), ...doubled(parts), ...parts.flatMap(incomplete), ...missingShards(parts)];
  if (problems.length > 0) return { lines: [], exitCode: 1, errors: problems };
  const once = parts.filter(({ part }, at) => parts.findIndex((other) => other.part.shard.number === part.shard.number) === at);
  return resultOf(outputOf(once.map(({ part }) => part).sort((a, b) => a.shard.number - b.shard.number)), json, false);
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
function unlike([first, ...others]: readonly NamedPart[]): string[] {
  const said = ({ engine, generator, seeds, scenario, variants, planted, shard }: HuntPart): Readonly<Record<string, string>> => ({
    engine,
    generator,
    seeds: `${seeds.first}-${seeds.last}`,
    scenario: scenario === null ? "none" : `${scenario.title} (${scenario.print})`,
    variants: variants.join(", ") || "none",
    planted: planted ?? "none",
    shards: String(shard.of),
  });
  if (!first) return ["expected at least one part"];
  const wanted = said(first.part);
  return others.flatMap(({ name, part }) => Object.entries(said(part)).flatMap(([what, value]) => (value === wanted[what] ? [] : [`${name}: ${what} ${value}, but ${first.name} has ${wanted[what]!}: they are not parts of one hunt`])));
}

/** Whoever hunted a seed found the same; a shard that was hunted twice counts once. */
function doubled(parts: readonly NamedPart[]): string[] {
  const known = new Map<number, { readonly name: string; readonly record: string }>();
  const problems: string[] = [];
  for (const { name, part } of parts) {
    for (const record of part.records) {
      const text = JSON.stringify(record);
      const before = known.get(record.seed);
      if (before === undefined) known.set(record.seed, { name, record: text });
      else if (before.name === name) problems.push(`${name}: seed ${record.seed} is there twice`);
      else if (before.record !== text) problems.push(`seed ${record.seed}: ${before.name} and ${name} do not agree: ${difference(before.record, text)}`);
    }
  }
  return shortened(problems);
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

function missingShards(parts: readonly NamedPart[]): string[] {
  const of = parts[0]?.part.shard.of ?? 0;
  const missing = Array.from({ length: of }, (_, i) => i + 1).filter((number) => !parts.some(({ part }) => part.shard.number === number));
  return missing.length === 0 ? [] : [`of ${of} shards these are missing: ${missing.slice(0, 20).join(", ")}${missing.length > 20 ? " …" : ""}`];
}

function shortened(problems: readonly string[]): string[] {
  return problems.length <= 10 ? [...problems] : [...problems.slice(0, 10), `and ${problems.length - 10} more`];
}
