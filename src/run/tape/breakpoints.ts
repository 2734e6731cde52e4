import { LIMITS } from "../../base/limits.ts";
import { say } from "../fill.ts";
import { type Filter, filterOf } from "../filter/filter.ts";
import { Row } from "../row.ts";
import type { Run } from "../run.ts";
import { tellingOf } from "../run-telling.ts";
import type { Telling } from "../sentences.ts";
import { type BreakpointShown, CHECK_BREAKS } from "../shown-tape.ts";

interface Breakpoint {
  readonly id: number;
  readonly text: string;
  /** null = an invariant breaks */
  readonly filter: Filter | null;
  enabled: boolean;
  hits: number;
}

export interface Hit {
  readonly breakpoint: number;
  readonly row: number;
}

/** Places at which a run that plays stops: rows that pass a filter, and checks that break. They belong to the visitor, not to the run. */
export class Breakpoints {
  private readonly _all: Breakpoint[] = [];
  private readonly _row = new Row();
  private _next = 1;
  private _toldFor: Run | null = null;
  private _telling: Telling | null = null;

  /** Whether anything has to be looked at. */
  get isArmed(): boolean {
    return this._all.some(({ enabled }) => enabled);
  }

  /** What is wrong with the text, or null. */
  add(text: string): string | null {
    if (this._all.length >= LIMITS.breakpointsMax) return say("tape.tooManyBreakpoints", { max: LIMITS.breakpointsMax });
    const isCheck = text.trim() === CHECK_BREAKS;
    const read = isCheck ? null : filterOf(text);
    if (read !== null && !read.ok) return read.error.text;
    const filter = read === null ? null : read.value;
    if (filter?.isEmpty === true) return say("tape.emptyBreakpoint");
    this._all.push({ id: this._next++, text: filter?.text ?? CHECK_BREAKS, filter, enabled: true, hits: 0 });
    return null;
  }

  remove(id: number): void {
    const at = this._all.findIndex((one) => one.id === id);
    if (at >= 0) this._all.splice(at, 1);
  }

  enable(id: number, enabled: boolean): void {
    const found = this._all.find((one) => one.id === id);
    if (found !== undefined) found.enabled = enabled;
  }

  /** Checks that are broken; asked before a step so that the step behind it can be compared. */
  brokenChecks(run: Run): number {
    if (!this._all.some(({ enabled, filter }) => enabled && filter === null)) return 0;
    return run.verdicts().filter(({ verdict }) => verdict.state === "violated").length;
  }

  /** The first breakpoint that the rows from `from` on meet. */
  meet(run: Run, from: number, brokenBefore: number): Hit | null {
    const end = run.journal.rowEnd;
    if (end === from) return null;
    run.chronicle.catchUp();
    for (const one of this._all) {
      const row = one.enabled ? this._meets(one, run, from, end, brokenBefore) : -1;
      if (row < 0) continue;
      one.hits++;
      return { breakpoint: one.id, row };
    }
    return null;
  }

  view(): BreakpointShown[] {
    return this._all.map(({ id, text, enabled, hits }) => ({ id, filter: text, enabled, hits }));
  }

  private _meets({ filter }: Breakpoint, run: Run, from: number, end: number, brokenBefore: number): number {
    if (filter === null) return this.brokenChecks(run) > brokenBefore ? end - 1 : -1;
    for (let row = from; row < end; row++) {
      run.rows.read(row, this._row);
      if (filter.passes(this._row, this._tellingOf(run))) return row;
    }
    return -1;
  }

  private _tellingOf(run: Run): Telling {
    if (this._toldFor !== run || this._telling === null) {
      this._toldFor = run;
      this._telling = tellingOf(run);
    }
    return this._telling;
  }
}
