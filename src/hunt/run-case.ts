import { thrownText } from "../base/thrown.ts";
import { Prng } from "../base/prng.ts";
import type { Checks } from "../check/checks.ts";
import { formatUs } from "../base/time.ts";
import type { PlantedName } from "../node/planted.ts";
import { type Beat, type CaseEnd, CaseRun } from "./case-run.ts";
import type { CaseTally, CaseViolation, HuntCase, Judged, Outcome } from "./hunt-case.ts";

export interface RunCaseOptions {
  /** executed a second time, without checks: the digests must be equal. True unless given */
  readonly twice?: boolean;
  /** a mistake in the code of every node, to see that it is found (node/planted.ts); none unless given */
  readonly planted?: PlantedName | null;
  /** told now and then while it goes on */
  readonly beat?: Beat | null;
}

/** Executes a case and judges it. What the engine throws, an assert of its own above all, is a violation, too. */
export function runCase(huntCase: HuntCase, { twice = true, planted = null, beat = null }: RunCaseOptions = {}): Outcome {
  const run = new CaseRun(huntCase.scenario, true, planted);
  const { seed } = huntCase;
  let end: CaseEnd = "late";
  let thrown: CaseViolation | null = null;
  try {
    end = run.toQuiet(huntCase.endUs, Number.POSITIVE_INFINITY, beat);
  } catch (error) {
    thrown = { check: "assertion", text: thrownText(error), row: run.journal.counters.rows, atUs: run.world.nowUs };
  }
  const judged = judgedBy(run.checks!);
  const tally = tallyOf(run, end === "quiet");
  const violation = checkViolation(run.checks!, huntCase, planted, beat) ?? thrown ?? (end === "quiet" ? null : notConverged(run, end, huntCase)) ?? (twice ? otherwiseExecuted(run, huntCase, planted, beat) : null);
  const why = violation === null ? whyUnknown(judged, tally) : "";
  return { seed, state: violation !== null ? "violated" : why === "" ? "holds" : "unknown", violation, why, digest: run.digest, judged, tally };
}

function judgedBy(checks: Checks): Judged[] {
  return checks.verdicts().map(({ name, verdict }) => ({ check: name, state: verdict.state, count: verdict.state === "holds" ? (verdict.judged ?? 1) : 0 }));
}

function tallyOf(run: CaseRun, isQuiet: boolean): CaseTally {
  const { world, journal, counts } = run;
  const { rows, sent, bytes, transactionsOpened, lastChangeUs } = journal.counters;
  return { steps: world.steps, rows, messages: sent, bytes, simulatedUs: world.nowUs, transactions: transactionsOpened, faults: counts!.faults(world), rules: counts!.rules, rulesJudged: run.checks!.rulesJudged(), quietUs: isQuiet ? Math.max(0, lastChangeUs) : -1 };
}

/** The violation that was found first; when it happened tells another execution up to its row. */
function checkViolation(checks: Checks, huntCase: HuntCase, planted: PlantedName | null, beat: Beat | null): CaseViolation | null {
  let first: Omit<CaseViolation, "atUs"> | null = null;
  for (const { name, verdict } of checks.verdicts()) {
    if (verdict.state !== "violated") continue;
    const row = verdict.row ?? 0;
    if (first === null || row < first.row) first = { check: name, text: verdict.text, row };
  }
  if (first === null) return null;
  return { ...first, atUs: new CaseRun(huntCase.scenario, false, planted).toRow(first.row, beat) };
}

/** Within the bound nothing may be under way any more. */
function notConverged(run: CaseRun, end: CaseEnd, { faultsEndUs, boundUs }: HuntCase): CaseViolation {
  const { world, journal } = run;
  if (end === "endless") return { check: "convergence", text: `more than ${run.eventsMax} events or steps by ${formatUs(world.nowUs)}, and no end`, row: journal.counters.rows - 1, atUs: world.nowUs };
  const pending = Object.entries(world.pendingWork()).flatMap(([what, count]) => (count > 0 ? [`${what} ${count}`] : []));
  const { inFlight, lastChangeUs, rows } = journal.counters;
  const still = [...(inFlight > 0 ? [`messages in flight ${inFlight}`] : []), ...pending, `last change at ${formatUs(Math.max(0, lastChangeUs))}`].join(", ");
  return { check: "convergence", text: `faults ended at ${formatUs(faultsEndUs)}; ${formatUs(boundUs)} later it must be quiet, and is not: ${still}`, row: rows - 1, atUs: world.nowUs };
}

/** So many seeds, and one of them goes on as a copy of itself when it is executed again. */
const COPIED_EVERY = 4;

/** The same scenario must give the same digest again, and a copy made under way must go on as its original. */
function otherwiseExecuted({ world, digest, journal }: CaseRun, { seed, scenario }: HuntCase, planted: PlantedName | null, beat: Beat | null): CaseViolation | null {
  const copiedAfter = seed % COPIED_EVERY === 0 && world.steps > 0 ? new Prng(seed).fork("copy").below(world.steps) : -1;
  let second = new CaseRun(scenario, false, planted);
  if (copiedAfter >= 0) {
    second.toSteps(copiedAfter, 0, beat);
    second = second.copy();
  }
  second.toSteps(world.steps, world.nowUs, beat);
  if (second.digest === digest) return null;
  const how = copiedAfter >= 0 ? `executed again, and gone on with as a copy after ${copiedAfter} steps,` : "executed again";
  return { check: "determinism", text: `${how} it has digest ${second.digest} instead of ${digest}`, row: Math.min(second.journal.counters.rows, journal.counters.rows) - 1, atUs: world.nowUs };
}

/** Why a case in which nothing was found wrong proves nothing; empty when it does. */
function whyUnknown(judged: readonly Judged[], tally: CaseTally): string {
  if (tally.transactions === 0) return "no transaction was opened";
  if (Object.keys(tally.faults).length === 0) return "no fault hit anything";
  if (judged.every(({ state }) => state === "unknown")) return "no check judged anything";
  return "";
}
