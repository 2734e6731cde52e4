import type { UuidWords } from "../../base/uuid.ts";
import type { Transaction } from "../transactions.ts";
import type { Coordinator } from "./coordinator.ts";
import { type DurableRecord, newDurableRecord } from "./master.ts";
import { Recovery } from "./recovery.ts";

/** What names a commit wherever it goes. */
export interface Operation {
  readonly hi: number;
  readonly lo: number;
  /** the coordinator's host */
  readonly host: UuidWords;
  readonly text: string;
}

export function keyOf({ hi, lo }: { readonly hi: number; readonly lo: number }): string {
  return `${hi >>> 0}:${lo >>> 0}`;
}

/** The asker's end of an exchange with one master: a transaction of ours, or, where that master is on this node, none. */
export interface AskLine {
  readonly asker: Commit | Entry;
  readonly place: number;
  readonly transaction: Transaction | null;
  /** without a transaction: the master's end */
  peer: MasterLine | null;
  /** the master's half: it may still answer */
  open: boolean;
  /** our half: we may still ask */
  mayAsk: boolean;
}

/** The master's end of such an exchange. */
export interface MasterLine {
  readonly entry: Entry;
  readonly transaction: Transaction | null;
  readonly peer: AskLine | null;
  open: boolean;
  /** who asks on it may still bring the end; not one that was refused, or withdrew */
  guards: boolean;
}

/** A commit at its coordinator. Volatile. */
export class Commit {
  readonly kind = "commit";
  readonly operation: Operation;
  readonly coordinator: Coordinator;
  readonly nonBlocking: boolean;
  /** by place; the newest exchange with each master */
  readonly lines: (AskLine | undefined)[] = [];
  /** masters that may have heard of it */
  asked = 0;
  abortAsked = false;
  /** wire ERR with which it was aborted */
  error = 0;
  blocked = false;

  constructor(operation: Operation, coordinator: Coordinator, nonBlocking: boolean) {
    this.operation = operation;
    this.coordinator = coordinator;
    this.nonBlocking = nonBlocking;
  }
}

/** A commit in the log of one master: what is durable, and what a crash takes. */
export class Entry {
  readonly kind = "entry";
  /** the key of its alarm */
  readonly number: number;
  readonly operation: Operation;
  readonly place: number;
  readonly record: DurableRecord = newDurableRecord();
  private readonly _masters: number;
  // --- volatile
  recovery: Recovery;
  /** exchanges in which this master is asked */
  asked: MasterLine[] = [];
  /** by place: exchanges in which it asks */
  lines: (AskLine | undefined)[] = [];
  inDoubt = false;
  alarmSet = false;
  blocked = false;

  constructor(number: number, operation: Operation, place: number, masters: number) {
    this.number = number;
    this.operation = operation;
    this.place = place;
    this._masters = masters;
    this.recovery = new Recovery(masters, place);
  }

  crash(): void {
    this.recovery = new Recovery(this._masters, this.place);
    this.asked = [];
    this.lines = [];
    this.inDoubt = false;
    this.alarmSet = false;
    this.blocked = false;
  }
}
