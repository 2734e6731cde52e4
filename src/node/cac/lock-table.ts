import { sameUuid } from "../../base/uuid.ts";
import { ERR } from "../../wire/constants.ts";
import { LOCK_STATE, type LockState } from "../../wire/lock-body.ts";
import { type Claimant, compareAge } from "./age.ts";
import { areCompatible, mostBeside } from "./compatibility.ts";
import { overlap } from "./covering.ts";
import { RECORD, type RecordState } from "./machines.ts";
import type { LockKey } from "./namespace.ts";

/** How a master reaches the client of a record: over its transaction, or without a link on the same node. */
export interface ClientVoice {
  grant(record: LockRecord, state: LockState): void;
  wait(record: LockRecord): void;
  /** `to` MODIFIED takes an earlier call back: `by` does not wait any more */
  narrow(record: LockRecord, to: LockState, by: Claimant): void;
  refuse(record: LockRecord, error: number): void;
}

/** One lock of a client as one master knows it; lives as long as the client's transaction. */
export class LockRecord {
  readonly key: LockKey;
  readonly claimant: Claimant;
  readonly voice: ClientVoice;
  held: LockState = LOCK_STATE.INVAL;
  /** what is asked for and not answered; INVAL = nothing */
  pending: LockState = LOCK_STATE.INVAL;
  /** of the last request or narrowing */
  serial = 0;
  nonBlocking = false;
  /** WAIT was said for the pending request */
  waitTold = false;
  /** who was named to this holder as waiting for it, and what it was asked to narrow to */
  readonly asked = new Map<LockRecord, LockState>();

  constructor(key: LockKey, claimant: Claimant, voice: ClientVoice) {
    this.key = key;
    this.claimant = claimant;
    this.voice = voice;
  }

  get state(): RecordState {
    if (this.pending === LOCK_STATE.INVAL) return this.held === LOCK_STATE.INVAL ? RECORD.idle : RECORD.granted;
    return this.held === LOCK_STATE.INVAL ? RECORD.waiting : RECORD.upgrading;
  }
}

/** Whether two records of different clients are about something in common; a client never stands in its own way. */
function concern(a: LockRecord, b: LockRecord): boolean {
  return a !== b && !sameUuid(a.claimant.fsid, b.claimant.fsid) && overlap(a.key, b.key);
}

/**
 * The locks of one master (CAC-01). Whoever changes it calls `settle`, which answers what can be answered: the oldest request
 * first, so that all masters answer in one order and nobody is overtaken for ever.
 */
export class LockTable {
  readonly records: LockRecord[] = [];
  private readonly _broaderGrants: boolean;
  private readonly _grantsTwice: boolean;

  /** `broaderGrants`: who asks for SHARED and is alone gets EXCLUSIVE; `grantsTwice`: a planted fault (planted.ts) */
  constructor(broaderGrants: boolean, grantsTwice = false) {
    this._broaderGrants = broaderGrants;
    this._grantsTwice = grantsTwice;
  }

  add(record: LockRecord): void {
    this.records.push(record);
  }

  request(record: LockRecord, wanted: LockState, serial: number, nonBlocking: boolean): void {
    record.pending = wanted;
    record.serial = serial;
    record.nonBlocking = nonBlocking;
    record.waitTold = false;
    // To want nothing needs nobody's consent.
    if (wanted === LOCK_STATE.INVAL) this._grant(record, LOCK_STATE.INVAL);
  }

  /** The client holds no more than `to`, and what it asked for is withdrawn. */
  narrow(record: LockRecord, to: LockState, serial: number): void {
    record.held = to;
    record.serial = serial;
    this._dropPending(record);
    for (const [waiter, most] of record.asked) if (to <= most) record.asked.delete(waiter);
  }

  /** Released, or its path died: its state is gone. */
  remove(record: LockRecord): void {
    this._dropPending(record);
    const at = this.records.indexOf(record);
    if (at >= 0) this.records.splice(at, 1);
  }

  /** Answers every request that can be answered, and asks holders to narrow for those that cannot. */
  settle(): void {
    const waiting = this.records.filter(({ pending }) => pending !== LOCK_STATE.INVAL).sort((a, b) => compareAge(a.claimant, b.claimant));
    for (const [at, record] of waiting.entries()) {
      const holders = this._holdersAgainst(record);
      const older = waiting.slice(0, at).some((other) => other.pending !== LOCK_STATE.INVAL && concern(other, record) && !areCompatible(other.pending, record.pending));
      if (holders.length === 0 && !older) this._grant(record, this._breadthOf(record));
      else if (record.nonBlocking) this.refuse(record, ERR.REFUSED);
      else this._block(record, holders);
    }
  }

  /** The pending request is refused; what is held stays. */
  refuse(record: LockRecord, error: number): void {
    this._dropPending(record);
    record.voice.refuse(record, error);
  }

  /** Who holds what this request does not go with. */
  private _holdersAgainst(record: LockRecord): LockRecord[] {
    if (this._grantsTwice && record.pending === LOCK_STATE.SHARED) return [];
    return this.records.filter((other) => other.held !== LOCK_STATE.INVAL && concern(other, record) && !areCompatible(other.held, record.pending));
  }

  private _breadthOf(record: LockRecord): LockState {
    const alone = !this.records.some((other) => concern(other, record) && (other.held !== LOCK_STATE.INVAL || other.pending !== LOCK_STATE.INVAL));
    return this._broaderGrants && record.pending === LOCK_STATE.SHARED && alone ? LOCK_STATE.EXCLUSIVE : record.pending;
  }

  private _grant(record: LockRecord, state: LockState): void {
    this._dropPending(record);
    record.held = state;
    record.voice.grant(record, state);
  }

  private _block(record: LockRecord, holders: readonly LockRecord[]): void {
    if (!record.waitTold) {
      record.waitTold = true;
      record.voice.wait(record);
    }
    const to = mostBeside(record.pending);
    for (const holder of holders) {
      if (holder.asked.get(record) === to) continue;
      holder.asked.set(record, to);
      holder.voice.narrow(holder, to, record.claimant);
    }
  }

  /** Nobody is to narrow any more for a request that is answered or gone. */
  private _dropPending(record: LockRecord): void {
    record.pending = LOCK_STATE.INVAL;
    for (const holder of this.records) {
      const to = holder.asked.get(record);
      if (to === undefined) continue;
      holder.asked.delete(record);
      if (holder !== record && holder.held > to) holder.voice.narrow(holder, LOCK_STATE.MODIFIED, record.claimant);
    }
  }
}
