/** What a bridge's run knows of one named transaction. */
import { findTransaction, inspectTransactionOf } from "../run/inspect-transaction.ts";
import { tellingOf } from "../run/run-telling.ts";
import type { TransactionInspection } from "../run/shown.ts";
import type { Bridge } from "./bridge.ts";

export class TransactionView {
  private readonly _bridge: Bridge;
  private readonly _name: string;

  constructor(bridge: Bridge, name: string) {
    this._bridge = bridge;
    this._name = name;
  }

  get state(): string {
    return this._seen()?.state ?? "";
  }

  /** what was said in it, by both ends */
  texts(): string[] {
    return this._seen()?.elements.map(({ text }) => text).filter((text) => text !== "") ?? [];
  }

  private _seen(): TransactionInspection | null {
    const { run } = this._bridge;
    run.chronicle.catchUp();
    const record = findTransaction(run, this._name);
    return record === undefined ? null : inspectTransactionOf(run, record, tellingOf(run));
  }
}
