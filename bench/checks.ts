/** What the checks cost together: processor time of whole cases of the hunt with all checks on, by that of the same cases without, in turn and in one process. */
import { generateCase } from "../src/hunt/generate/generate-case.ts";
import { CaseRun } from "../src/hunt/case-run.ts";
import type { HuntCase } from "../src/hunt/hunt-case.ts";
import { median } from "./median.ts";

const CASES = 12;
const FIRST_SEED = 1;
/** the compiler of the machine is at work in the first ones */
const WARM_ROUNDS = 1;
const ROUNDS = 3;

export interface ChecksResult {
  readonly cases: number;
  readonly rows: number;
  /** milliseconds of one round over all cases, the median of the rounds */
  readonly checkedMs: number;
  readonly plainMs: number;
  /** checkedMs / plainMs, the median of the rounds, and of the single cases the least and the greatest */
  readonly ratio: number;
  readonly ratioMin: number;
  readonly ratioMax: number;
}

interface Timed {
  readonly ms: number;
  readonly rows: number;
  readonly digest: string;
}

export function benchChecks(): ChecksResult {
  const cases = Array.from({ length: CASES }, (_, i) => generateCase(FIRST_SEED + i));
  const rounds: { readonly checked: Timed[]; readonly plain: Timed[] }[] = [];
  for (let round = 0; round < WARM_ROUNDS + ROUNDS; round++) {
    const pairs = cases.map((one, i) => pair(one, (round + i) % 2 === 0));
    if (round >= WARM_ROUNDS) rounds.push({ checked: pairs.map(({ checked }) => checked), plain: pairs.map(({ plain }) => plain) });
  }
  const sums = rounds.map(({ checked, plain }) => ({ checked: sumMs(checked), plain: sumMs(plain) }));
  const single = cases.map((_, i) => median(rounds.map(({ checked, plain }) => checked[i]!.ms / plain[i]!.ms)));
  return {
    cases: CASES,
    rows: rounds[0]!.checked.reduce((sum, { rows }) => sum + rows, 0),
    checkedMs: median(sums.map(({ checked }) => checked)),
    plainMs: median(sums.map(({ plain }) => plain)),
    ratio: median(sums.map(({ checked, plain }) => checked / plain)),
    ratioMin: Math.min(...single),
    ratioMax: Math.max(...single),
  };
}

/** One case both ways; which comes first changes, as the second finds memory warm. */
function pair(one: HuntCase, checkedFirst: boolean): { readonly checked: Timed; readonly plain: Timed } {
  const first = timed(one, checkedFirst);
  const second = timed(one, !checkedFirst);
  if (first.digest !== second.digest) throw new Error(`seed ${one.seed}: not the same run with checks and without`);
  return checkedFirst ? { checked: first, plain: second } : { checked: second, plain: first };
}

function timed({ scenario, endUs }: HuntCase, checked: boolean): Timed {
  globalThis.gc?.();
  const start = process.cpuUsage();
  const run = new CaseRun(scenario, checked);
  run.toQuiet(endUs);
  const { user, system } = process.cpuUsage(start);
  return { ms: (user + system) / 1000, rows: run.journal.counters.rows, digest: run.digest };
}

function sumMs(all: readonly Timed[]): number {
  return all.reduce((sum, { ms }) => sum + ms, 0);
}
