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

/** What is kept of a seed until all are there: what stands in an order of seeds, or in the middle of all. */
interface SeedLine {
  readonly seed: number;
  /** seed, case, digest and state, as the digest of the report has it */
  readonly line: string;
  readonly nodes: number;
  readonly links: number;
  readonly simulatedUs: number;
  readonly faults: number;
  readonly transactions: number;
  readonly boundUs: number;
  /** -1: it did not become quiet */
  readonly tookUs: number;
}

/** Adds up a report, so that whoever has the records of very many seeds need not have them all at once. */
export class ReportSum {
  private readonly _seeds: SeedLine[] = [];
  private readonly _states = { holds: 0, violated: 0, unknown: 0 };
  private readonly _sums = { simulatedUs: 0, steps: 0, rows: 0, messages: 0, bytes: 0, transactions: 0 };
  private readonly _faults = new Map<string, { count: number; seeds: number }>();
  private readonly _features = new Map<string, number>();
  private readonly _checks = new Map<string, { holds: number; judged: number; violated: number; unknown: number }>();
  private readonly _rules = { seeds: new Map<string, number>(), decided: new Map<string, number>(), judged: new Map<string, number>() };
  private readonly _violations: HuntReport["violations"][number][] = [];
  private readonly _unknown: HuntReport["unknown"][number][] = [];

  /** One record of each seed, in any order. */
  add({ seed, state, violation, why, digest, print, judged, tally, nodes, links, boundUs, faultsEndUs, features }: SeedRecord): void {
    const { simulatedUs, transactions, faults, rules, rulesJudged, quietUs } = tally;
    this._seeds.push({ seed, line: `${seed} ${print} ${digest} ${state}`, nodes, links, simulatedUs, faults: faultCount(faults), transactions, boundUs, tookUs: quietUs < 0 ? -1 : Math.max(0, quietUs - faultsEndUs) });
    this._states[state]++;
    for (const name of SUMS) this._sums[name] += tally[name];
    this._addFaults(faults);
    this._addChecks(judged);
    countNames(this._features, features);
    countNames(this._rules.seeds, new Set([...rules, ...rulesJudged]));
    countNames(this._rules.decided, rules);
    countNames(this._rules.judged, rulesJudged);
    if (violation !== null) this._violations.push({ seed, ...violation });
    if (state === "unknown") this._unknown.push({ seed, why });
  }

  private _addFaults(faults: SeedRecord["tally"]["faults"]): void {
    for (const [kind, count] of Object.entries(faults)) {
      const before = this._faults.get(kind) ?? { count: 0, seeds: 0 };
      this._faults.set(kind, { count: before.count + count, seeds: before.seeds + 1 });
    }
  }

  private _addChecks(judged: SeedRecord["judged"]): void {
    for (const { check, state, count } of judged) {
      const counted = this._checks.get(check) ?? { holds: 0, judged: 0, violated: 0, unknown: 0 };
      counted[state]++;
      counted.judged += count;
      this._checks.set(check, counted);
    }
  }

  get report(): HuntReport {
    const all = this._seeds.sort(bySeed);
    const { holds, violated, unknown } = this._states;
    return {
      seeds: { hunted: all.length, hold: holds, violated, unknown },
      digest: textPrint(all.map(({ line }) => line).join("\n")),
      ...this._sums,
      spread: {
        nodes: spreadOf(all.map(({ nodes }) => nodes)),
        links: spreadOf(all.map(({ links }) => links)),
        simulatedUs: spreadOf(all.map(({ simulatedUs }) => simulatedUs)),
        faults: spreadOf(all.map(({ faults }) => faults)),
        transactions: spreadOf(all.map(({ transactions }) => transactions)),
      },
      faults: byName([...this._faults]).map(([kind, counted]) => ({ kind, ...counted })),
      generated: byName([...this._features]).map(([name, seeds]) => ({ name, seeds })),
      checks: byName([...this._checks]).map(([check, counted]) => ({ check, ...counted })),
      rules: this._rulesCounted(),
      convergence: convergenceOf(all),
      violations: this._violations.sort(bySeed),
      unknown: this._unknown.sort(bySeed),
    };
  }

  private _rulesCounted(): HuntReport["rules"] {
    const { seeds, decided, judged } = this._rules;
    const known = RULES.filter((rule) => rule !== "");
    const exercised = known.filter((rule) => seeds.has(rule));
    return { exercised: exercised.map((rule) => ({ rule, seeds: seeds.get(rule)!, decided: decided.get(rule) ?? 0, judged: judged.get(rule) ?? 0 })), never: known.filter((rule) => !seeds.has(rule)) };
  }
}

const SUMS = ["simulatedUs", "steps", "rows", "messages", "bytes", "transactions"] as const;

/** `records`: one of each seed, in any order. */
export function reportOf(records: readonly SeedRecord[]): HuntReport {
  const sum = new ReportSum();
  for (const record of records) sum.add(record);
  return sum.report;
}

export function faultCount(faults: Readonly<Record<string, number>>): number {
  return Object.values(faults).reduce((sum, count) => sum + count, 0);
}

function spreadOf(numbers: readonly number[]): Spread {
  const sorted = [...numbers].sort((a, b) => a - b);
  if (sorted.length === 0) return { least: 0, median: 0, most: 0 };
  return { least: sorted[0]!, median: sorted[Math.floor((sorted.length - 1) / 2)]!, most: sorted.at(-1)! };
}

function countNames(into: Map<string, number>, names: Iterable<string>): void {
  for (const name of names) into.set(name, (into.get(name) ?? 0) + 1);
}

function bySeed(a: { readonly seed: number }, b: { readonly seed: number }): number {
  return a.seed - b.seed;
}

function byName<Value>(entries: [string, Value][]): [string, Value][] {
  return entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

function convergenceOf(all: readonly SeedLine[]): HuntReport["convergence"] {
  const quiet = all.filter(({ tookUs }) => tookUs >= 0);
  const most = quiet.reduce<{ seed: number; perMille: number } | null>((found, { seed, tookUs, boundUs }) => {
    const perMille = Math.floor((1_000 * tookUs) / boundUs);
    return found === null || perMille > found.perMille ? { seed, perMille } : found;
  }, null);
  return { bound: BOUND_TEXT, boundUs: spreadOf(all.map(({ boundUs }) => boundUs)), tookUs: spreadOf(quiet.map(({ tookUs }) => tookUs)), most };
}
