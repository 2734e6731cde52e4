import type { Filter } from "../filter/filter.ts";
import { Row } from "../row.ts";
import type { Run } from "../run.ts";
import type { Telling } from "../sentences.ts";

/** Looks through the rows of a run, in pieces, for the next that passes a filter, onwards or back. */
export class Search {
  readonly filter: Filter;
  readonly back: boolean;
  private readonly _run: Run;
  private readonly _telling: Telling;
  private readonly _row = new Row();
  private _at: number;

  /** `from`: the first row that is looked at. */
  constructor(run: Run, telling: Telling, filter: Filter, from: number, back: boolean) {
    this._run = run;
    this._telling = telling;
    this.filter = filter;
    this.back = back;
    this._at = from;
    run.chronicle.catchUp();
  }

  /** The row, null = there is none, undefined = not through yet. */
  goOn(rowsMax: number): number | null | undefined {
    const { rows } = this._run;
    const step = this.back ? -1 : 1;
    for (let looked = 0; looked < rowsMax; looked++, this._at += step) {
      if (!rows.has(this._at)) return null;
      rows.read(this._at, this._row);
      if (this.filter.passes(this._row, this._telling)) return this._at;
    }
    return undefined;
  }
}
