import type { LockState } from "../../wire/lock-body.ts";
import type { Transaction } from "../transactions.ts";
import type { ClientLock } from "./client-lock.ts";
import { RECORD, type RecordState } from "./machines.ts";

/** CAC-02: the other node's client for whom a master obtains the agreement of all; to him that master is the only one. */
export class Principal {
  readonly transaction: Transaction;
  lock: ClientLock | null = null;
  /** what was granted to him, as far as he has not said that he narrowed */
  held: LockState = 0;
  /** a request of his is not answered: he wants this */
  pending = true;
  wanted: LockState = 0;
  waitTold = false;
  serial: number;
  /** lock ids of those he was told of, and to what he was asked to narrow */
  readonly told = new Map<string, LockState>();

  constructor(transaction: Transaction, serial: number) {
    this.transaction = transaction;
    this.serial = serial;
  }

  get state(): RecordState {
    if (this.pending) return this.held === 0 ? RECORD.waiting : RECORD.upgrading;
    return this.held === 0 ? RECORD.idle : RECORD.granted;
  }
}
