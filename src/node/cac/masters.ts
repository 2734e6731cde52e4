import { LOCK_STATE, type LockState } from "../../wire/lock-body.ts";
import { type EventType, EVENT } from "../events.ts";
import { PLANT } from "../planted.ts";
import { RULE } from "../rules.ts";
import type { NodeCore } from "../core.ts";
import type { Claimant } from "./age.ts";
import type { ClusterView } from "./cluster-view.ts";
import { type ClientVoice, LockRecord, LockTable } from "./lock-table.ts";
import { type ClientSays, DEMAND, judgeDemand } from "./machines.ts";
import type { LockKey } from "./namespace.ts";
import { tellLock } from "./voice.ts";

/** How a master's word reaches the client of a record. */
export interface Wire {
  /** own number of the link that leads there, -1 = none needed */
  readonly link: number;
  granted(record: LockRecord, state: LockState, txidHi: number, txidLo: number): void;
  wait(record: LockRecord): void;
  narrow(record: LockRecord, to: LockState, by: Claimant): void;
  refused(record: LockRecord, error: number): void;
}

/** What a client's message asks for. */
export interface Asked {
  readonly says: ClientSays;
  /** REQUEST: wanted; NARROWED: still held */
  readonly state: LockState;
  readonly serial: number;
  readonly nonBlocking: boolean;
}

/** The masters that this node offers, each with its table of locks. None of it outlives a crash but the count of transaction ids. */
export class Masters {
  readonly tables = new Map<number, LockTable>();
  private readonly _core: NodeCore;
  private readonly _view: ClusterView;
  private _txids = 0;

  constructor(core: NodeCore, view: ClusterView) {
    this._core = core;
    this._view = view;
  }

  /** A client came with a lock. */
  open(master: number, key: LockKey, claimant: Claimant, wire: Wire): LockRecord {
    const record = new LockRecord(key, claimant, new MasterVoice(this._core, this, wire));
    this._table(master).add(record);
    return record;
  }

  /** A client's message about a lock that is open; false = its state does not allow it (a fault of the payload). */
  demand(master: number, record: LockRecord, asked: Asked): boolean {
    const table = this._table(master);
    switch (judgeDemand(record.state, asked.says)) {
      case DEMAND.fault:
        return false;
      case DEMAND.judged:
        table.request(record, asked.state, asked.serial, asked.nonBlocking);
        break;
      case DEMAND.narrowed:
        if (asked.state > record.held) return false;
        table.narrow(record, asked.state, asked.serial);
        this._tell(EVENT.lockNarrowedAt, record, 0, asked.state);
        break;
      case DEMAND.released:
        this._gone(table, record, 0);
        break;
      case DEMAND.unblocked:
        record.nonBlocking = true;
        break;
      default:
        return true;
    }
    table.settle();
    return true;
  }

  /** The path to the client died: what it held is gone (CAC-01). */
  revoke(master: number, record: LockRecord, error: number): void {
    const table = this._table(master);
    if (!table.records.includes(record)) return;
    this._gone(table, record, error);
    table.settle();
  }

  crash(): void {
    this.tables.clear();
  }

  private _gone(table: LockTable, record: LockRecord, error: number): void {
    const { held } = record;
    table.remove(record);
    if (error === 0) this._tell(EVENT.lockFreed, record, 0, held);
    else this._tell(EVENT.lockRevoked, record, error, held);
  }

  private _table(master: number): LockTable {
    const known = this.tables.get(master);
    if (known) return known;
    const table = new LockTable(this._view.cluster.broaderGrants, this._core.plant === PLANT.lockGrantedTwice);
    this.tables.set(master, table);
    return table;
  }

  /** The number of the next grant of this node's masters. */
  nextTxid(): number {
    return ++this._txids;
  }

  private _tell(type: EventType, record: LockRecord, value: number, state: number): void {
    tellLock(this._core, type, RULE["CAC-01"], -1, record.key, record.claimant, value, state);
  }
}

/** What a lock table says to one client: as an event first, then on the wire. */
class MasterVoice implements ClientVoice {
  private readonly _core: NodeCore;
  private readonly _masters: Masters;
  private readonly _wire: Wire;

  constructor(core: NodeCore, masters: Masters, wire: Wire) {
    this._core = core;
    this._masters = masters;
    this._wire = wire;
  }

  grant(record: LockRecord, state: LockState): void {
    const txid = this._masters.nextTxid();
    this._tell(EVENT.lockGranted, record, txid | 0, state);
    this._wire.granted(record, state, (this._core.config.number << 8) | Math.floor(txid / 0x1_0000_0000), txid | 0);
  }

  wait(record: LockRecord): void {
    this._tell(EVENT.lockQueued, record, 0, record.pending);
    this._wire.wait(record);
  }

  narrow(record: LockRecord, to: LockState, by: Claimant): void {
    this._tell(to === LOCK_STATE.MODIFIED ? EVENT.lockCallTakenBack : EVENT.lockCalled, record, 0, to, by);
    this._wire.narrow(record, to, by);
  }

  refuse(record: LockRecord, error: number): void {
    this._tell(EVENT.lockDenied, record, error, record.held);
    this._wire.refused(record, error);
  }

  private _tell(type: EventType, record: LockRecord, value: number, state: number, other: Claimant | null = null): void {
    tellLock(this._core, type, RULE["CAC-01"], this._wire.link, record.key, record.claimant, value, state, other);
  }
}
