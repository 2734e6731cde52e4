import { IdTable } from "../base/id-table.ts";
import type { TransactionRef } from "../node/inputs.ts";
import type { TextService } from "./commands.ts";

/** A transaction that a command opened, by the name the command gave it. */
export interface NamedTransaction {
  readonly name: string;
  /** label of the PFS, or "peer" */
  readonly to: string;
  readonly service: TextService | "lock";
  /** node index */
  readonly opener: number;
  readonly openedUs: number;
  /** how the opener names it; null when the node refused to open it */
  openerRef: TransactionRef | null;
  /** node index and how that node names it; -1 and null until it accepted */
  target: number;
  targetRef: TransactionRef | null;
}

/** Names of transactions, kept for the whole run: one for a command at most (LIMITS.commandsMax), and one for what a generator opened under a name of its own (LIMITS.generatedMax). */
export class NamedTransactions {
  /** in the order of the commands; the index is the request's tag */
  readonly all: NamedTransaction[] = [];
  private readonly _byName = new Map<string, NamedTransaction>();
  /** by msgid, which is the same at both ends (TX-02) */
  private readonly _byMsgid = new IdTable();

  get(name: string): NamedTransaction | undefined {
    return this._byName.get(name);
  }

  byMsgid(hi: number, lo: number): NamedTransaction | undefined {
    const index = this._byMsgid.get(0, hi, lo);
    return index < 0 ? undefined : this.all[index];
  }

  /** Returns the tag for the request. */
  add(name: string, to: string, service: TextService | "lock", opener: number, openedUs: number): number {
    const transaction = { name, to, service, opener, openedUs, openerRef: null, target: -1, targetRef: null };
    this._byName.set(name, transaction);
    return this.all.push(transaction) - 1;
  }

  /** The node refused it: the name is free again, its tag is not. */
  refused(tag: number): void {
    this._byName.delete(this.all[tag]!.name);
  }

  opened(tag: number, ref: TransactionRef): void {
    const transaction = this.all[tag];
    if (transaction === undefined) return; // not by a command
    // A service opens one anew when its path was lost (ROUTE-06): the name goes with it.
    transaction.openerRef = ref;
    transaction.target = -1;
    transaction.targetRef = null;
    this._byMsgid.set(0, ref.msgidHi, ref.msgidLo, tag);
  }

  accepted(node: number, ref: TransactionRef): void {
    const transaction = this.byMsgid(ref.msgidHi, ref.msgidLo);
    if (transaction === undefined || transaction.targetRef !== null || transaction.openerRef?.msgidLo !== ref.msgidLo) return;
    transaction.target = node;
    transaction.targetRef = ref;
  }
}
