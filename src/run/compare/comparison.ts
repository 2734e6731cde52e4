import type { JournalLimits } from "../../record/pages.ts";
import type { Scenario } from "../../sim/scenario.ts";
import { TRACE, TRACE_FIELDS } from "../../sim/trace.ts";
import { EventCounts } from "../event-counts.ts";
import { Row } from "../row.ts";
import { Run, type RunOptions } from "../run.ts";
import { tellingOf } from "../run-telling.ts";
import { Convergences } from "../series/convergences.ts";
import { sayRow } from "../sentences.ts";
import { COSTS, type ComparisonShown, type CostName, type DifferenceShown } from "../shown-compare.ts";

/** What stands against what: a scenario, and the seed and commands of its run. */
export interface ComparedSide {
  readonly scenario: Scenario;
  readonly options?: Pick<RunOptions, "seed" | "commands">;
}

/** Simulated time that one goes ahead before the other follows: both stay so near that their journals still hold what is compared. */
const STRIDE_US = 20_000;
/** Half the rows of a run alone: there are two. */
const JOURNAL: JournalLimits = { rowsMax: 400_000, bytesMax: 33_554_432 };

/** One of two runs, with what is counted of it. */
class Compared {
  readonly run: Run;
  private readonly _relayed = new EventCounts(["relayOpened"]);
  private readonly _convergences: Convergences;

  constructor({ scenario, options = {} }: ComparedSide) {
    this.run = new Run({ ...scenario, expect: [] }, { ...options, checks: false, journal: JOURNAL });
    this._convergences = new Convergences(this.run.world.log);
    this.run.chronicle.addReader(this._relayed);
    this.run.chronicle.addReader(this);
  }

  note(row: Row): void {
    if (row.kind === TRACE.event) this._convergences.noteEvent(row);
    else if (row.kind === TRACE.command) this._convergences.noteCommand(row);
  }

  cost(name: CostName): number {
    const { counters } = this.run.journal;
    switch (name) {
      case "messages":
        return counters.sent;
      case "bytes":
        return counters.bytes;
      case "pings":
        return counters.pings;
      case "spansRelayed":
        return this._relayed.count("relayOpened", null, null);
      case "transactionsOpened":
        return counters.transactionsOpened;
      case "transactionsAborted":
        return counters.transactionsAborted;
      case "violations":
        return counters.violations;
      case "convergenceUs":
        return Math.max(...this._convergences.all.map(({ atUs, lastChangeUs }) => lastChangeUs - atUs));
    }
  }

  /** What a row tells; null when there is none. */
  tell(number: number): { readonly atUs: number; readonly sentence: string } | null {
    const row = new Row();
    if (!this.run.rows.readIfKept(number, row)) return null;
    this.run.chronicle.catchUp();
    return { atUs: row.atUs, sentence: sayRow(row, tellingOf(this.run)) };
  }
}

/**
 * Two runs executed side by side from their beginnings, in slices, up to a simulated time or until both are quiet; their journals
 * are compared row by row as they come. Bounded in rows, bytes and steps of a slice.
 */
export class Comparison {
  readonly left: Compared;
  readonly right: Compared;
  private readonly _untilUs: number;
  private readonly _untilQuiet: boolean;
  private _atUs = 0;
  /** end of the stride under way, -1 = none is */
  private _toUs = -1;
  private _done = false;
  /** rows below this one are the same */
  private _same = 0;
  private _difference: DifferenceShown | null = null;

  /** `untilUs`: they go no further; `untilQuiet`: each stops when it is quiet. */
  constructor(left: ComparedSide, right: ComparedSide, untilUs: number, untilQuiet: boolean) {
    this.left = new Compared(left);
    this.right = new Compared(right);
    this._untilUs = untilUs;
    this._untilQuiet = untilQuiet;
  }

  get isDone(): boolean {
    return this._done;
  }

  /** Goes on, at most so many steps of each run; true when both are where they were to go. */
  goOn(stepsMax: number): boolean {
    for (let steps = 0; !this._done && steps < stepsMax; ) {
      if (this._toUs < 0) this._toUs = Math.min(this._untilUs, this._nextUs());
      const toUs = this._toUs;
      const before = this.left.run.steps + this.right.run.steps;
      const together = [this.left.run, this.right.run].every((run) => this._drive(run, toUs, stepsMax - steps));
      steps += Math.max(1, this.left.run.steps + this.right.run.steps - before);
      this._compare(together);
      if (!together) continue;
      this._atUs = toUs;
      this._toUs = -1;
      const resting = [this.left.run, this.right.run].every((run) => (this._untilQuiet && run.isQuiet) || run.isAtLimit);
      if (resting || toUs >= this._untilUs) this._done = true;
    }
    if (this._done) this._compareEnds();
    return this._done;
  }

  /** The end of the next stride: nothing happens in the ones that are left out. */
  private _nextUs(): number {
    const next = Math.min(...[this.left.run, this.right.run].map(({ world }) => world.nextTimeUs));
    return Math.max(this._atUs, next === Number.POSITIVE_INFINITY ? this._untilUs : Math.min(next, this._untilUs)) + STRIDE_US;
  }

  private _drive(run: Run, toUs: number, stepsMax: number): boolean {
    return (this._untilQuiet ? run.advanceUntilQuiet(toUs, stepsMax) : run.advanceTo(toUs, stepsMax)) === "done";
  }

  /** All rows that both have; the rows of a time at which only one has arrived are waited for. */
  private _compare(together: boolean): void {
    if (this._difference !== null) return;
    const [a, b] = [this.left.run.journal, this.right.run.journal];
    const end = Math.min(a.rowEnd, b.rowEnd);
    while (this._same < end && isSameRow(a, b, this._same)) this._same++;
    if (this._same < end) this._found();
    else if (together && this._done && a.rowEnd !== b.rowEnd) this._found();
  }

  /** One has a row more than the other. */
  private _compareEnds(): void {
    if (this._difference === null && this.left.run.journal.rowEnd !== this.right.run.journal.rowEnd) this._found();
  }

  private _found(): void {
    this._difference = { row: this._same, left: this.left.tell(this._same), right: this.right.tell(this._same) };
  }

  shown(): ComparisonShown {
    const { left, right } = this;
    for (const { run } of [left, right]) run.chronicle.catchUp();
    return {
      atUs: this._atUs,
      done: this._done,
      difference: this._difference,
      rows: [left.run.journal.rowEnd, right.run.journal.rowEnd],
      digests: [left.run.digest, right.run.digest],
      quiet: [left.run.isQuiet, right.run.isQuiet],
      costs: COSTS.map((cost) => {
        const [a, b] = [left.cost(cost), right.cost(cost)];
        return { cost, left: a, right: b, perMille: a === 0 ? null : Math.floor((b * 1_000) / a) };
      }),
    };
  }
}

type Journal = Run["journal"];

/** Time and all sixteen fields. */
function isSameRow(a: Journal, b: Journal, row: number): boolean {
  if (!a.has(row) || !b.has(row)) return true; // no longer kept on one side: it was compared in time, or is beyond what is kept
  if (a.timeUs(row) !== b.timeUs(row)) return false;
  const [fieldsA, fieldsB] = [a.fieldsOf(row), b.fieldsOf(row)];
  const [atA, atB] = [a.at(row), b.at(row)];
  for (let i = 0; i < TRACE_FIELDS; i++) if (fieldsA[atA + i] !== fieldsB[atB + i]) return false;
  return true;
}
