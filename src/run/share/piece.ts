import { TRACE } from "../../sim/trace.ts";
import { isInFeed } from "../families.ts";
import { findTransaction, nameOf } from "../inspect-transaction.ts";
import { Row } from "../row.ts";
import type { Run } from "../run.ts";
import type { Telling } from "../sentences.ts";
import type { PieceChoice } from "../shown-sharing.ts";

/** A piece of a run that is told as text: rows [from, end) of the journal, all of them or those of one transaction. */
export interface Piece {
  readonly from: number;
  readonly end: number;
  readonly transaction: { readonly name: string; readonly msgidHi: number; readonly msgidLo: number } | null;
}

/** What was asked for, as rows that the journal keeps. A transaction that is not known is an empty piece. */
export function pieceOf(run: Run, choice: PieceChoice, isListed: (row: Row) => boolean): Piece {
  const { first, end } = run.rows;
  if ("rows" in choice) {
    const [from, to] = choice.rows;
    return { from: Math.max(first, Math.min(from, to)), end: Math.min(end, Math.max(from, to) + 1), transaction: null };
  }
  if ("last" in choice) return { from: lastRows(run, Math.min(choice.before ?? end, end), choice.last, isListed), end: Math.min(choice.before ?? end, end), transaction: null };
  const record = findTransaction(run, choice.transaction);
  if (record === undefined) return { from: end, end, transaction: null };
  const { msgidHi, msgidLo } = record;
  return { from: run.journal.rowAt(record.openedUs), end, transaction: { name: nameOf(run, record), msgidHi, msgidLo } };
}

/** The rows of a piece; one object for all of them. */
export function* rowsOf({ rows }: Run, { from, end, transaction }: Piece): Generator<Row> {
  const row = new Row();
  for (let number = from; number < end; number++) {
    if (!rows.readIfKept(number, row)) continue;
    if (transaction === null || row.kind === TRACE.linkState || row.kind === TRACE.command) yield row;
    else if (row.msgidHi === transaction.msgidHi && row.msgidLo === transaction.msgidLo) yield row;
  }
}

/** What the list of events has, unfiltered. */
export function isListed(row: Row, { companions }: Telling): boolean {
  return isInFeed(row) && !(row.kind === TRACE.send && companions.isTold(row));
}

/** From which row on `count` rows are listed before `end`. */
function lastRows({ rows }: Run, end: number, count: number, listed: (row: Row) => boolean): number {
  const row = new Row();
  let left = count;
  let from = end;
  while (left > 0 && from > rows.first) {
    rows.read(--from, row);
    if (listed(row)) left--;
  }
  return from;
}
