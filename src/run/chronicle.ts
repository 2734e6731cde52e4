import { EVENT } from "../node/events.ts";
import { TRACE } from "../sim/trace.ts";
import { QuietCuts } from "./causes.ts";
import { Msgids } from "./msgids.ts";
import { Row } from "./row.ts";
import type { Rows } from "./rows.ts";
import { TransactionHistory } from "./transaction-history.ts";

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
  readonly #rows: Rows;
  readonly #readers: Reader[] = [];
  readonly #row = new Row();
  /** by link: when AUTH completed at an end for the last time */
  readonly #openedUs: number[] = [];
  #next = 0;

  /** `linkOf`: the link that a node knows by its own number, -1 = none. */
  constructor(rows: Rows, linkOf?: (node: number, ownNumber: number) => number) {
    this.#rows = rows;
    this.transactions = new TransactionHistory(this.msgids, linkOf);
  }

  /** Rows below this one are read. */
  get next(): number {
    return this.#next;
  }

  get behind(): number {
    return this.#rows.end - this.#next;
  }

  /** Whoever is added reads what comes from now on. */
  addReader(reader: Reader): void {
    this.#readers.push(reader);
  }

  openedUs(link: number): number {
    return this.#openedUs[link] ?? 0;
  }

  /** Reads on, at most `rowsMax` rows; true when nothing is left. */
  catchUp(rowsMax = Number.POSITIVE_INFINITY): boolean {
    const rows = this.#rows;
    if (this.#next < rows.first) this.#next = rows.first;
    const end = Math.min(rows.end, this.#next + rowsMax);
    const row = this.#row;
    for (; this.#next < end; this.#next++) {
      rows.read(this.#next, row);
      this.msgids.note(row);
      this.transactions.note(row);
      this.cuts.note(row);
      if (row.kind === TRACE.event && row.type === EVENT.linkOpen) this.#openedUs[row.link] = row.atUs;
      for (const reader of this.#readers) reader.note(row);
    }
    return this.#next === rows.end;
  }
}
