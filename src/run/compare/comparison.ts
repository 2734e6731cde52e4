import type { JournalLimits } from "../../record/pages.ts";
import type { Scenario } from "../../sim/scenario.ts";
import type { TimedCommand } from "../../sim/commands.ts";
import { TRACE_FIELDS } from "../../sim/trace.ts";
import { Row } from "../row.ts";
import { Run, type RunOptions } from "../run.ts";
import { tellingOf } from "../run-telling.ts";
import { sayRow } from "../sentences.ts";
import { COSTS, type ComparisonShown, type CostLine, type DifferenceShown } from "../shown-compare.ts";
import { CostTally } from "./cost-tally.ts";

/** What stands against what: a scenario, and the seed and commands of its run. */
export interface ComparedSide {
  readonly scenario: Scenario;
  readonly options?: Pick<RunOptions, "seed" | "commands">;
  /**
   * Commands of whoever watched another run that this one is a change of. They come at the place that they had there as long
   * as this one is at the same time after as many steps; from then on at their time, behind what else happens in it.
   */
  readonly follow?: readonly TimedCommand[];
}

/** Simulated time that one goes ahead before the other follows: both stay so near that their journals still hold what is compared. */
const STRIDE_US = 20_000;
/** Half the rows of a run alone: there are two. */
const JOURNAL: JournalLimits = { rowsMax: 400_000, bytesMax: 33_554_432 };

/** Rows of both between two notes of what they cost so far. */
const NOTE_ROWS = 2_000;

/** One of two runs, with what is counted of it. */
class Compared {
  readonly run: Run;
  readonly costs = new CostTally();
  private readonly _follow: readonly TimedCommand[];
  private _followed = 0;
  private readonly _placed: number;

  constructor({ scenario, options = {}, follow = [] }: ComparedSide) {
    this.run = new Run({ ...scenario, expect: [] }, { ...options, checks: false, journal: JOURNAL });
    this._follow = follow;
    this._placed = options.commands?.length ?? 0;
  }

  /** All commands have come: from here on it goes by itself. */
  get hasAllCommands(): boolean {
    return this._followed === this._follow.length && this.run.placedCommands >= this._placed + this._followed;
  }

  drive(toUs: number, stepsMax: number, untilQuiet: boolean): boolean {
    const { run } = this;
    const end = run.steps + stepsMax;
    for (let next = this._follow[this._followed]; next !== undefined && next.atUs <= toUs && !run.isAtLimit; next = this._follow[++this._followed]) {
      while (!isPlaceOf(next, run)) {
        if (run.steps >= end) return false;
        run.step();
      }
      if (run.nowUs < next.atUs) run.advanceTo(next.atUs);
      run.apply(next.command);
    }
    const left = Math.max(0, end - run.steps);
    return (untilQuiet ? run.advanceUntilQuiet(toUs, left) : run.advanceTo(toUs, left)) === "done";
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
  private readonly _notes: { readonly atUs: number; readonly left: CostTally; readonly right: CostTally }[] = [];

  /** `untilUs`: they go no further; `untilQuiet`: each stops when it is quiet. */
  constructor(left: ComparedSide, right: ComparedSide, untilUs: number, untilQuiet: boolean) {
    this.left = new Compared(left);
    this.right = new Compared(right);
    this._untilUs = untilUs;
    this._untilQuiet = untilQuiet;
    for (const { costs, run } of [this.left, this.right]) costs.readTo(run, run.journal.rowEnd);
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
      const together = [this.left, this.right].every((side) => side.drive(toUs, stepsMax - steps, this._untilQuiet));
      steps += Math.max(1, this.left.run.steps + this.right.run.steps - before);
      for (const { costs, run } of [this.left, this.right]) costs.readTo(run, run.journal.rowEnd);
      this._compare(together);
      if (!together) continue;
      this._atUs = toUs;
      this._toUs = -1;
      this._note();
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

  /** Keeps what both cost so far, so that what they had cost at any time is soon counted. */
  private _note(): void {
    const last = this._notes.at(-1);
    const rows = this.left.costs.next + this.right.costs.next;
    if (last === undefined || rows - last.left.next - last.right.next >= NOTE_ROWS) this._notes.push({ atUs: this._atUs, left: this.left.costs.copy(), right: this.right.costs.copy() });
  }

  /** What both had cost when everything up to and including a time had happened; null when they have not come so far. */
  private _costsAt(atUs: number): ComparisonShown["costsAt"] {
    if (atUs > this._atUs) return null;
    const note = this._notes[this._notes.findIndex((one) => one.atUs > atUs) - 1] ?? (this._notes[0]!.atUs > atUs ? undefined : this._notes.at(-1));
    const [left, right] = ([[note?.left, this.left.run], [note?.right, this.right.run]] as const).map(([noted, run]) => {
      const costs = noted?.copy() ?? new CostTally();
      costs.readTo(run, run.journal.rowAt(atUs + 1));
      return costs;
    });
    return { atUs, costs: linesOf(left!, right!) };
  }

  /** Both can be told as run files that do what they do here. */
  get hasAllCommands(): boolean {
    return this._done || (this.left.hasAllCommands && this.right.hasAllCommands);
  }

  /** The two as run files: opened elsewhere they do what they did here. */
  files(): readonly [string, string] {
    return [this.left.run.runFile(), this.right.run.runFile()];
  }

  /** `atUs`: a time at which the costs are wanted as well. */
  shown(atUs: number | null = null): ComparisonShown {
    const { left, right } = this;
    for (const { run } of [left, right]) run.chronicle.catchUp();
    return {
      atUs: this._atUs,
      done: this._done,
      difference: this._difference,
      rows: [left.run.journal.rowEnd, right.run.journal.rowEnd],
      digests: [left.run.digest, right.run.digest],
      quiet: [left.run.isQuiet, right.run.isQuiet],
      costs: linesOf(left.costs, right.costs),
      costsAt: atUs === null ? null : this._costsAt(atUs),
    };
  }
}

function linesOf(left: CostTally, right: CostTally): CostLine[] {
  return COSTS.map((cost) => {
    const [a, b] = [left.cost(cost), right.cost(cost)];
    return { cost, left: a, right: b, perMille: a === 0 ? null : Math.floor((b * 1_000) / a) };
  });
}

/** Whether a run stands where such a command comes: at its very place, or where its time is over. */
function isPlaceOf({ atUs, afterSteps }: TimedCommand, { world }: Run): boolean {
  return world.nextTimeUs > atUs || (world.steps === afterSteps && world.nowUs === atUs);
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
