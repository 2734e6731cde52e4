import { CompiledFilter } from "../feed-filter.ts";
import type { Run } from "../run.ts";
import type { Telling } from "../sentences.ts";
import type { Inspectable } from "../shown.ts";
import type { Causality, LaneWindow, RowsWanted, SequenceView, SequenceWindow } from "../shown-trio.ts";
import { causalityOf, Effects, rowOf } from "./causality.ts";
import { LaneList } from "./lane-list.ts";
import { Sequence } from "./sequence.ts";

/** Rows that one question looks at, so that the worker is not kept for long: by what must be asked of each. */
const ROWS_MAX = { plain: 60_000, filtered: 30_000, sentences: 6_000 } as const;

/**
 * The sequence diagram, the lanes on its axis, and the jumps along causes, of one run. Made when somebody asks: what nobody
 * looks at costs nothing.
 */
export class Trio {
  private readonly _run: Run;
  private readonly _telling: Telling;
  private readonly _effects: Effects;
  private _sequence: Sequence | null = null;
  private _lanes: LaneList | null = null;
  private _key = "";

  constructor(run: Run, telling: Telling) {
    this._run = run;
    this._telling = telling;
    this._effects = new Effects(run.journal);
  }

  sequence(view: SequenceView, from: number, to: number, wanted: RowsWanted): SequenceWindow {
    return this._look(view).sequence.window(from, to, wanted);
  }

  lanes(view: SequenceView, from: number, count: number, wanted: RowsWanted, name: string | null): LaneWindow {
    const { sequence, lanes } = this._look(view);
    return lanes.window(sequence, from, count, wanted, name);
  }

  causality(row: number | null, of: Inspectable | null): Causality | null {
    const number = row ?? (of === null ? -1 : rowOf(this._run, of));
    return number < 0 ? null : causalityOf(this._run, this._telling, this._effects, number);
  }

  /** One view at a time: another one is built anew. */
  private _look(view: SequenceView): { readonly sequence: Sequence; readonly lanes: LaneList } {
    const key = JSON.stringify(view);
    if (this._sequence === null || this._lanes === null || key !== this._key) {
      this._key = key;
      this._sequence = new Sequence(this._run, this._telling, view);
      this._lanes = new LaneList(this._run, this._telling, new CompiledFilter(view.filter));
    }
    this._sequence.catchUp(ROWS_MAX[this._sequence.effort]);
    return { sequence: this._sequence, lanes: this._lanes };
  }
}
