import { RULES } from "../node/rules.ts";
import { BOUND_TEXT } from "./bound.ts";
import type { CaseViolation } from "./hunt-case.ts";
import { type SeedRecord, textPrint } from "./seed-record.ts";

/** Least, middle and most of a number over all seeds. */
export interface Spread {
  readonly least: number;
  readonly median: number;
  readonly most: number;
}

/** What a hunt found, without a word of how long it took: the same whoever hunted which seeds, and in which order. */
export interface HuntReport {
  readonly seeds: { readonly hunted: number; readonly hold: number; readonly violated: number; readonly unknown: number };
  /** of all seeds with their cases and digests, in their order */
  readonly digest: string;
  readonly simulatedUs: number;
  readonly steps: number;
  readonly rows: number;
  readonly messages: number;
  readonly bytes: number;
  readonly transactions: number;
  readonly spread: { readonly nodes: Spread; readonly links: Spread; readonly simulatedUs: Spread; readonly faults: Spread; readonly transactions: Spread };
  /** by kind: how many there were, and in how many seeds */
  readonly faults: readonly Counted[];
  /** what was generated: in how many seeds it was there */
  readonly generated: readonly { readonly name: string; readonly seeds: number }[];
  readonly checks: readonly CheckCounted[];
  readonly rules: { readonly exercised: readonly RuleCounted[]; readonly never: readonly string[] };
  readonly convergence: { readonly bound: readonly string[]; readonly boundUs: Spread; readonly tookUs: Spread; /** the most of its bound that a seed needed, in thousandths, and which */ readonly most: { readonly seed: number; readonly perMille: number } | null };
  readonly violations: readonly (CaseViolation & { readonly seed: number })[];
  readonly unknown: readonly { readonly seed: number; readonly why: string }[];
}

export interface Counted {
  readonly kind: string;
  readonly count: number;
  readonly seeds: number;
}

/** A rule that was exercised: in how many seeds, in how many of them a node or link decided something by it, and in how many a check judged something of it. */
export interface RuleCounted {
  readonly rule: string;
  readonly seeds: number;
  readonly decided: number;
  readonly judged: number;
}

/** A check over all seeds: in how many it judged something and found it right, and how much; in how many it was violated or could not tell. */
export interface CheckCounted {
  readonly check: string;
  readonly holds: number;
  readonly judged: number;
  readonly violated: number;
  readonly unknown: number;
}

/** `records`: one of each seed, in any order. */
export function reportOf(records: readonly SeedRecord[]): HuntReport {
  const all = [...records].sort((a, b) => a.seed - b.seed);
  const sum = (of: (record: SeedRecord) => number): number => all.reduce((total, record) => total + of(record), 0);
  const inState = (state: SeedRecord["state"]): number => all.filter((record) => record.state === state).length;
  return {
    seeds: { hunted: all.length, hold: inState("holds"), violated: inState("violated"), unknown: inState("unknown") },
    digest: textPrint(all.map(({ seed, print, digest, state }) => `${seed} ${print} ${digest} ${state}`).join("\n")),
    simulatedUs: sum(({ tally }) => tally.simulatedUs),
    steps: sum(({ tally }) => tally.steps),
    rows: sum(({ tally }) => tally.rows),
    messages: sum(({ tally }) => tally.messages),
    bytes: sum(({ tally }) => tally.bytes),
    transactions: sum(({ tally }) => tally.transactions),
    spread: {
      nodes: spreadOf(all.map(({ nodes }) => nodes)),
      links: spreadOf(all.map(({ links }) => links)),
      simulatedUs: spreadOf(all.map(({ tally }) => tally.simulatedUs)),
      faults: spreadOf(all.map(({ tally }) => faultCount(tally.faults))),
      transactions: spreadOf(all.map(({ tally }) => tally.transactions)),
    },
    faults: countedFaults(all),
    generated: countedNames(all.map(({ features }) => features)).map(([name, seeds]) => ({ name, seeds })),
    checks: countedChecks(all),
    rules: countedRules(all),
    convergence: convergenceOf(all),
    violations: all.flatMap(({ seed, violation }) => (violation === null ? [] : [{ seed, ...violation }])),
    unknown: all.flatMap(({ seed, state, why }) => (state === "unknown" ? [{ seed, why }] : [])),
  };
}

export function faultCount(faults: Readonly<Record<string, number>>): number {
  return Object.values(faults).reduce((sum, count) => sum + count, 0);
}

function spreadOf(numbers: readonly number[]): Spread {
  const sorted = [...numbers].sort((a, b) => a - b);
  if (sorted.length === 0) return { least: 0, median: 0, most: 0 };
  return { least: sorted[0]!, median: sorted[Math.floor((sorted.length - 1) / 2)]!, most: sorted.at(-1)! };
}

function countedFaults(all: readonly SeedRecord[]): Counted[] {
  const found = new Map<string, { count: number; seeds: number }>();
  for (const { tally } of all) {
    for (const [kind, count] of Object.entries(tally.faults)) {
      const before = found.get(kind) ?? { count: 0, seeds: 0 };
      found.set(kind, { count: before.count + count, seeds: before.seeds + 1 });
    }
  }
  return byName([...found]).map(([kind, counted]) => ({ kind, ...counted }));
}

function countedNames(lists: readonly (readonly string[])[]): [string, number][] {
  const found = new Map<string, number>();
  for (const list of lists) for (const name of list) found.set(name, (found.get(name) ?? 0) + 1);
  return byName([...found]);
}

function byName<Value>(entries: [string, Value][]): [string, Value][] {
  return entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

function countedChecks(all: readonly SeedRecord[]): CheckCounted[] {
  const found = new Map<string, { holds: number; judged: number; violated: number; unknown: number }>();
  for (const { judged } of all) {
    for (const { check, state, count } of judged) {
      const counted = found.get(check) ?? { holds: 0, judged: 0, violated: 0, unknown: 0 };
      counted[state]++;
      counted.judged += count;
      found.set(check, counted);
    }
  }
  return byName([...found]).map(([check, counted]) => ({ check, ...counted }));
}

function countedRules(all: readonly SeedRecord[]): HuntReport["rules"] {
  const countedBy = (of: (record: SeedRecord) => readonly string[]): ReadonlyMap<string, number> => new Map(countedNames(all.map(of)));
  const seeds = countedBy(({ tally }) => [...new Set([...tally.rules, ...tally.rulesJudged])]);
  const decided = countedBy(({ tally }) => tally.rules);
  const judged = countedBy(({ tally }) => tally.rulesJudged);
  const known = RULES.filter((rule) => rule !== "");
  const exercised = known.filter((rule) => seeds.has(rule));
  return { exercised: exercised.map((rule) => ({ rule, seeds: seeds.get(rule)!, decided: decided.get(rule) ?? 0, judged: judged.get(rule) ?? 0 })), never: known.filter((rule) => !seeds.has(rule)) };
}

function convergenceOf(all: readonly SeedRecord[]): HuntReport["convergence"] {
  const quiet = all.filter(({ tally }) => tally.quietUs >= 0).map(({ seed, tally, faultsEndUs, boundUs }) => ({ seed, boundUs, tookUs: Math.max(0, tally.quietUs - faultsEndUs) }));
  const most = quiet.reduce<{ seed: number; perMille: number } | null>((found, { seed, tookUs, boundUs }) => {
    const perMille = Math.floor((1_000 * tookUs) / boundUs);
    return found === null || perMille > found.perMille ? { seed, perMille } : found;
  }, null);
  return { bound: BOUND_TEXT, boundUs: spreadOf(all.map(({ boundUs }) => boundUs)), tookUs: spreadOf(quiet.map(({ tookUs }) => tookUs)), most };
}
