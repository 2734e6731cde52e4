import type { Journal } from "../../record/journal.ts";
import { TRACE } from "../../sim/trace.ts";
import { tellCauses } from "../inspect-causes.ts";
import { findTransaction } from "../inspect-transaction.ts";
import { Row } from "../row.ts";
import type { Run } from "../run.ts";
import { type Telling, tellRow } from "../sentences.ts";
import type { FeedRow, Inspectable } from "../shown.ts";
import { type Causality, EFFECTS_MAX } from "../shown-trio.ts";

/** For each row that is kept the rows to which it led: read off the causes when it is first asked for, and on from there. */
export class Effects {
  private readonly _journal: Journal;
  /** by row less `_base`: the first effect, and behind an effect the next one of the same cause; less `_base` too, -1 = none */
  private _first = new Int32Array(0);
  private _next = new Int32Array(0);
  private _last = new Int32Array(0);
  private _base = 0;
  private _read = 0;

  constructor(journal: Journal) {
    this._journal = journal;
  }

  /** In ascending order, at most so many. */
  of(row: number, most: number): number[] {
    this._catchUp();
    const found: number[] = [];
    for (let at = this._first[row - this._base] ?? -1; at >= 0 && found.length < most; at = this._next[at]!) found.push(at + this._base);
    return found;
  }

  private _catchUp(): void {
    const journal = this._journal;
    if (journal.firstRow > this._base) this._restart();
    this._reserve(journal.rowEnd - this._base);
    for (; this._read < journal.rowEnd; this._read++) {
      const cause = journal.fieldsOf(this._read)[journal.at(this._read) + 5]! - this._base;
      if (cause < 0) continue;
      const at = this._read - this._base;
      const last = this._last[cause]!;
      if (last < 0) this._first[cause] = at;
      else this._next[last] = at;
      this._last[cause] = at;
    }
  }

  /** The journal has dropped rows in front: begin anew with those that are kept. */
  private _restart(): void {
    this._base = this._journal.firstRow;
    this._read = this._base;
    this._first.fill(-1);
    this._next.fill(-1);
    this._last.fill(-1);
  }

  private _reserve(count: number): void {
    if (count <= this._first.length) return;
    const size = Math.max(1_024, 2 * this._first.length, count);
    this._first = grown(this._first, size);
    this._next = grown(this._next, size);
    this._last = grown(this._last, size);
  }
}

function grown(from: Int32Array, size: number): Int32Array<ArrayBuffer> {
  const to = new Int32Array(size).fill(-1);
  to.set(from);
  return to;
}

/** The row that stands for something that is looked at: a message's sending, what broke a transaction or opened it; -1 = none. */
export function rowOf(run: Run, of: Inspectable): number {
  if (of.kind === "message") return run.journal.sentRow(of.message);
  if (of.kind !== "transaction") return -1;
  const record = findTransaction(run, of.name);
  if (record === undefined) return -1;
  return record.brokenRow >= 0 ? record.brokenRow : record.openedRow;
}

/** What led to a row and to what it led; null when it is not kept. */
export function causalityOf(run: Run, telling: Telling, effects: Effects, number: number): Causality | null {
  if (!run.rows.has(number)) return null;
  const row = new Row();
  const tell = (at: number): FeedRow => {
    run.rows.read(at, row);
    return tellRow(row, telling);
  };
  const told = tell(number);
  const cause = causeOf(run, number);
  const own = effects.of(number, EFFECTS_COUNTED);
  const of = own.length > 0 ? own : madeBy(run, number);
  return { row: told, cause: cause < 0 ? null : tell(cause), effects: of.slice(0, EFFECTS_MAX).map(tell), effectCount: of.length, chain: tellCauses(run, number, telling) };
}
/** ours: effects of one row that are counted */
const EFFECTS_COUNTED = 100_000;

/** ours: rows that are looked through for what a node did about what it told */
const LOOKS_MAX = 4_000;

/**
 * What a node tells ("B has lost the way of talk") leads to no row itself, as the journal's causes are what the node was
 * handling: it led to the messages that the node made of it behind, of the same transaction or SPAN if it names one.
 */
function madeBy(run: Run, number: number): number[] {
  const event = new Row();
  const row = new Row();
  run.rows.read(number, event);
  const made: number[] = [];
  if (event.kind !== TRACE.event) return made;
  for (let at = number + 1; at < number + LOOKS_MAX && run.rows.readIfKept(at, row); at++) {
    if (row.node !== event.node && row.node >= 0) break;
    if (row.kind !== TRACE.send) continue;
    if (row.cause !== event.cause) break;
    const namesNone = event.msgidHi === 0 && event.msgidLo === 0;
    if (namesNone || (row.msgidHi === event.msgidHi && row.msgidLo === event.msgidLo)) made.push(at);
  }
  return made;
}

/** The row that led to it, -1 = none, or it is no longer kept. */
function causeOf(run: Run, number: number): number {
  const row = new Row();
  run.rows.read(number, row);
  return run.rows.has(row.cause) ? row.cause : -1;
}
