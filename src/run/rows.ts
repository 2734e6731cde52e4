import { SENT } from "../record/header-peek.ts";
import type { Journal } from "../record/journal.ts";
import { TRACE } from "../sim/trace.ts";
import type { Row } from "./row.ts";

/** Takes the rows of the journal apart. A row about a message carries the words of its header, from the row that sent it. */
export class Rows {
  private readonly _journal: Journal;

  constructor(journal: Journal) {
    this._journal = journal;
  }

  /** rows [first, end) are kept */
  get first(): number {
    return this._journal.firstRow;
  }

  get end(): number {
    return this._journal.rowEnd;
  }

  has(number: number): boolean {
    return this._journal.has(number);
  }

  timeUs(number: number): number {
    return this._journal.timeUs(number);
  }

  /** Fills `row` with a row that is kept. */
  read(number: number, row: Row): void {
    const journal = this._journal;
    const fields = journal.fieldsOf(number);
    const at = journal.at(number);
    row.number = number;
    row.atUs = journal.timeUs(number);
    row.kind = fields[at];
    row.node = fields[at + 1];
    row.link = fields[at + 2];
    row.direction = fields[at + 3];
    row.message = fields[at + 4];
    row.cause = fields[at + 5];
    row.value6 = fields[at + 6];
    row.value7 = fields[at + 7];
    row.pfs = -1;
    if (row.kind === TRACE.event) readEvent(row, fields, at);
    else if (row.kind === TRACE.generator) readGenerator(row, fields, at);
    else this._readHead(row, fields, at);
  }

  /** Fills `row`; false when it is no longer kept. */
  readIfKept(number: number, row: Row): boolean {
    const kept = this.has(number);
    if (kept) this.read(number, row);
    return kept;
  }

  /** What links and people did to a message's bytes between two rows: each altered row's code, first value and bits. */
  *alterations(message: number, from: number, end: number): Generator<{ readonly row: number; readonly code: number; readonly values: Int32Array }> {
    const journal = this._journal;
    for (let number = Math.max(from, this.first); number < Math.min(end, this.end); number++) {
      const fields = journal.fieldsOf(number);
      const at = journal.at(number);
      if (fields[at] !== TRACE.altered || fields[at + 4] !== message) continue;
      yield { row: number, code: fields[at + 6], values: fields.subarray(at + 7, at + 16) };
    }
  }

  private _readHead(row: Row, fields: Int32Array, at: number): void {
    if (row.kind === TRACE.send) {
      readHead(row, fields, at);
      return;
    }
    const sent = row.message < 0 ? -1 : this._journal.sentRow(row.message);
    if (sent >= 0) readHead(row, this._journal.fieldsOf(sent), this._journal.at(sent));
    else clearHead(row);
  }
}

function readEvent(row: Row, fields: Int32Array, at: number): void {
  row.type = fields[at + 6];
  row.rule = fields[at + 7];
  row.msgidHi = fields[at + 9];
  row.msgidLo = fields[at + 10];
  row.spanidHi = fields[at + 11];
  row.spanidLo = fields[at + 12];
  row.pfs = fields[at + 13];
  row.value = fields[at + 14];
  row.extra = fields[at + 15];
  row.cmd = 0;
  row.error = 0;
}

function readGenerator(row: Row, fields: Int32Array, at: number): void {
  clearHead(row);
  row.value = fields[at + 8];
  row.extra = fields[at + 9];
  row.error = fields[at + 10];
}

function readHead(row: Row, fields: Int32Array, at: number): void {
  row.cmd = fields[at + SENT.cmd];
  row.msgidHi = fields[at + SENT.msgidHi];
  row.msgidLo = fields[at + SENT.msgidLo];
  row.spanidHi = fields[at + SENT.spanidHi];
  row.spanidLo = fields[at + SENT.spanidLo];
  row.error = fields[at + SENT.error] >>> 0;
}

function clearHead(row: Row): void {
  row.cmd = 0;
  row.msgidHi = 0;
  row.msgidLo = 0;
  row.spanidHi = 0;
  row.spanidLo = 0;
  row.error = 0;
}
