import type { Run } from "../run.ts";
import { TABLE_ROWS_MAX, type TableAsk, type TableRow, type TableWindow } from "../shown-tables.ts";
import { LinkRows } from "./link-rows.ts";
import { NodeRows } from "./node-rows.ts";
import { selectRows, type TableSource } from "./source.ts";
import { SpanRows } from "./span-rows.ts";
import { TransactionRows } from "./transaction-rows.ts";

interface Ordered {
  readonly source: TableSource<TableRow>;
  readonly order: Int32Array;
}

/**
 * Reads a run as tables. What was gathered and ordered last is kept while the run stands still, so that whoever scrolls
 * through 50,000 spans has them ordered once.
 */
export class Tables {
  private _key = "";
  private _ordered: Ordered | null = null;

  read(run: Run, ask: TableAsk): TableWindow {
    const { source, order } = this._orderedFor(run, ask);
    const from = Math.max(0, Math.min(ask.from, order.length));
    const to = Math.min(order.length, from + Math.min(ask.count, TABLE_ROWS_MAX));
    const rows: TableRow[] = [];
    for (let at = from; at < to; at++) rows.push(source.row(order[at]!));
    return { table: ask.table, total: source.count, matching: order.length, from, rows };
  }

  private _orderedFor(run: Run, ask: TableAsk): Ordered {
    const { table, sort, descending, find, node, pfs } = ask;
    // the digest tells apart whatever could make the run another
    const key = JSON.stringify([run.digest, run.nowUs, run.journal.counters.rows, table, sort, descending, find, node, pfs]);
    if (this._ordered === null || key !== this._key) {
      if (table === "transactions") run.chronicle.catchUp();
      const source = sourceOf(run, ask);
      this._ordered = { source, order: selectRows(source, find, sort, descending) };
      this._key = key;
    }
    return this._ordered;
  }
}

function sourceOf(run: Run, ask: TableAsk): TableSource<TableRow> {
  switch (ask.table) {
    case "nodes":
      return new NodeRows(run);
    case "links":
      return new LinkRows(run);
    case "spans":
      return new SpanRows(run, ask);
    case "transactions":
      return new TransactionRows(run);
  }
}
