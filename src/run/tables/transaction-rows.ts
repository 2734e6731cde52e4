import { say } from "../fill.ts";
import { lineOf } from "../inspect-transaction.ts";
import type { Run } from "../run.ts";
import type { TransactionTableRow } from "../shown-tables.ts";
import type { TransactionRecord } from "../transaction-history.ts";
import type { TableSource } from "./source.ts";

/** The transactions that are remembered, over ones included. */
export class TransactionRows implements TableSource<TransactionTableRow> {
  private readonly _rows: readonly TransactionTableRow[];

  constructor(run: Run) {
    this._rows = [...run.chronicle.transactions.all()].map((record) => rowOf(run, record));
  }

  get count(): number {
    return this._rows.length;
  }

  text(at: number): string {
    const { name, service, from, to, state } = this._rows[at]!;
    return `${name} ${service} ${from} ${to} ${state}`;
  }

  /** What is not over ends after everything else. */
  key(at: number, column: string): number | string {
    return this._rows[at]![column as keyof TransactionTableRow] ?? Number.MAX_SAFE_INTEGER;
  }

  row(at: number): TransactionTableRow {
    return this._rows[at]!;
  }
}

function rowOf(run: Run, record: TransactionRecord): TransactionTableRow {
  const { name, from, to, service, state, openedUs, endedUs } = lineOf(run, record);
  return { name, from, to, service: say(`table.service.${service}`), state: say(`table.${state}`), stateCode: state, openedUs, endedUs, hops: record.hops.length };
}
