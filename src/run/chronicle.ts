import { EVENT } from "../node/events.ts";
import { TRACE } from "../sim/trace.ts";
import { QuietCuts } from "./causes.ts";
import { Msgids } from "./msgids.ts";
import { Row } from "./row.ts";
import type { Rows } from "./rows.ts";
import { type OwnLinks, TransactionHistory } from "./transaction-history.ts";

/** Somebody who wants every row, in order, once. */
export interface Reader {
  note(row: Row): void;
}

/**
 * What is remembered of the journal so that names, inspections and causes are at hand: read row by row behind the run, in
 * lots as large as there is time for. The engine and its digest know nothing of it.
 */
export class Chronicle {
  readonly msgids = new Msgids();
  readonly transactions: TransactionHistory;
  readonly cuts = new QuietCuts();
  /** rows of the commands, by their index in the log */
  readonly commandRows: number[] = [];
  private readonly _rows: Rows;
  private readonly _readers: Reader[] = [];
  private readonly _row = new Row();
  /** by link: when AUTH completed at an end for the last time */
  private readonly _openedUs: number[] = [];
  private _next = 0;

  /** `ownLinks`: how nodes number their links. */
  constructor(rows: Rows, ownLinks?: OwnLinks) {
    this._rows = rows;
    this.transactions = new TransactionHistory(this.msgids, ownLinks);
  }

  /** Rows below this one are read. */
  get next(): number {
    return this._next;
  }

  get behind(): number {
    return this._rows.end - this._next;
  }

  /** Whoever is added reads what comes from now on. */
  addReader(reader: Reader): void {
    this._readers.push(reader);
  }

  openedUs(link: number): number {
    return this._openedUs[link] ?? 0;
  }

  /** Reads on, at most `rowsMax` rows; true when nothing is left. */
  catchUp(rowsMax = Number.POSITIVE_INFINITY): boolean {
    const rows = this._rows;
    if (this._next < rows.first) this._next = rows.first;
    const end = Math.min(rows.end, this._next + rowsMax);
    const row = this._row;
    for (; this._next < end; this._next++) {
      rows.read(this._next, row);
      this.msgids.note(row);
      this.transactions.note(row);
      this.cuts.note(row);
      if (row.kind === TRACE.command || row.kind === TRACE.refused) this.commandRows[row.value6] = row.number;
      if (row.kind === TRACE.event && row.type === EVENT.linkOpen) this._openedUs[row.link] = row.atUs;
      for (const reader of this._readers) reader.note(row);
    }
    return this._next === rows.end;
  }
}
