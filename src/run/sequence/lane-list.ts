import { lineOf } from "../inspect-transaction.ts";
import { Row } from "../row.ts";
import type { Run } from "../run.ts";
import type { Telling } from "../sentences.ts";
import type { Lane, LaneHalf, LaneWindow, RowsWanted } from "../shown-trio.ts";
import type { HalfRecord, TransactionRecord } from "../transaction-history.ts";
import type { CompiledFilter } from "../feed-filter.ts";
import type { Sequence } from "./sequence.ts";

/** Lanes that one question gets. */
const LANES_MAX = 200;
/** Rows that are held against the filter for one question; beyond, the answer is behind and is asked for again. */
const TESTS_MAX = 20_000;

interface Judged {
  passes: boolean;
  /** how many of its rows were looked at */
  rows: number;
}

/** Lanes of the transactions that are remembered, in the order of opening, on the axis of a diagram. */
export class LaneList {
  private readonly _run: Run;
  private readonly _telling: Telling;
  private readonly _filter: CompiledFilter;
  private readonly _judged = new Map<TransactionRecord, Judged>();
  private readonly _row = new Row();
  private _testsLeft = 0;

  constructor(run: Run, telling: Telling, filter: CompiledFilter) {
    this._run = run;
    this._telling = telling;
    this._filter = filter;
  }

  /** Lanes from a position on; `name`: a transaction whose lane is asked for too. */
  window(sequence: Sequence, from: number, count: number, wanted: RowsWanted, name: string | null): LaneWindow {
    const { transactions } = this._run.chronicle;
    const { axis, view } = sequence;
    this._testsLeft = TESTS_MAX;
    const hides = view.filtered === "hide" && !this._filter.isEmpty;
    const all = [...transactions.all()];
    const listed = hides ? all.filter((record) => this._passes(record)) : all;
    const first = Math.min(Math.max(0, from), listed.length);
    const end = axis.endAt(this._run.nowUs);
    return {
      origin: axis.origin,
      end,
      behind: sequence.behind + (this._testsLeft < 0 ? -this._testsLeft : 0),
      ...axis.placesOf(wanted),
      count: listed.length,
      forgotten: transactions.opened - all.length,
      from: first,
      lanes: listed.slice(first, first + Math.min(count, LANES_MAX)).map((record) => this._lane(record, sequence)),
      index: name === null ? -1 : listed.findIndex((record) => this._nameOf(record) === name),
      ...axis.marks(axis.origin, end, this._run.nowUs),
    };
  }

  private _nameOf(record: TransactionRecord): string {
    return lineOf(this._run, record).name;
  }

  private _lane(record: TransactionRecord, { axis }: Sequence): Lane {
    const { names } = this._telling;
    const [command, reply] = record.halves;
    const half = ({ openedUs, closedUs, aborted }: HalfRecord): LaneHalf => ({ from: axis.placeOfTime(openedUs), to: closedUs < 0 ? null : axis.placeOfTime(closedUs), aborted });
    return {
      line: lineOf(this._run, record),
      row: record.openedRow,
      command: half(command),
      reply: reply.openedUs < 0 ? null : half(reply),
      marks: (record.marks ?? []).map(({ kind, row, node }) => ({ kind, row, place: axis.placeOfRow(row), node: names.node(node) })),
      dim: !this._filter.isEmpty && !this._passes(record),
    };
  }

  /** Whether one of its rows passes: its opening, its ends' messages, the hops it reached, what befell it. Found once, it stays so. */
  private _passes(record: TransactionRecord): boolean {
    const judged = this._judged.get(record) ?? { passes: false, rows: 0 };
    const numbers = [record.openedRow, ...record.hops.map(({ row }) => row), ...(record.marks ?? []).map(({ row }) => row), ...record.elements.map(({ row }) => row)];
    if (judged.passes || judged.rows === numbers.length) return judged.passes;
    this._testsLeft -= numbers.length;
    if (this._testsLeft < 0) return false;
    const { rows } = this._run;
    judged.passes = numbers.some((number) => rows.readIfKept(number, this._row) && this._filter.matches(this._row, this._telling));
    judged.rows = numbers.length;
    this._judged.set(record, judged);
    return judged.passes;
  }
}
