import { LOCK_STATE, type LockState } from "../../wire/lock-body.ts";
import type { Transaction } from "../transactions.ts";
import { type Claimant, compareAge } from "./age.ts";
import { commonState } from "./compatibility.ts";
import type { LockRecord } from "./lock-table.ts";
import { SLOT, type SlotState } from "./machines.ts";
import type { LockKey } from "./namespace.ts";
import type { Principal } from "./principal.ts";

/** What became of a lock that a client does not hold and does not wait for any more. */
export const OVER = { no: 0, released: 1, refused: 2, deadlocked: 3, lost: 4 } as const;
export type Over = (typeof OVER)[keyof typeof OVER];

/** Somebody waits at a master for what a slot holds. */
export interface Call {
  /** the most that may be kept beside him */
  readonly to: LockState;
  readonly by: Claimant;
}

/** A lock at one of its masters. */
export class Slot {
  readonly lock: ClientLock;
  /** index into the cluster's masters */
  readonly master: number;
  /** null = not open: neither a transaction nor a record on this node */
  state: SlotState | null = null;
  granted: LockState = LOCK_STATE.INVAL;
  serial = 0;
  transaction: Transaction | null = null;
  /** the master is on this node: its record, instead of a transaction */
  record: LockRecord | null = null;
  /** why the last request was refused, or why it could not be opened; not tried again before there is another way */
  error = 0;
  /** the master's transaction id of the last grant */
  txidHi = 0;
  txidLo = 0;
  readonly calls = new Map<string, Call>();

  constructor(lock: ClientLock, master: number) {
    this.lock = lock;
    this.master = master;
  }

  /** A request of it is out and not answered. */
  get isAsking(): boolean {
    return this.state === SLOT.asking || this.state === SLOT.upgrading;
  }

  get isWaiting(): boolean {
    return this.state === SLOT.waiting || this.state === SLOT.upgradeWaits;
  }

  /** The strongest call: the least that may be kept, and of those the oldest who waits; null = nobody calls. */
  get call(): Call | null {
    let strongest: Call | null = null;
    for (const call of this.calls.values()) {
      if (this.granted <= call.to) continue;
      if (!strongest || call.to < strongest.to || (call.to === strongest.to && compareAge(call.by, strongest.by) < 0)) strongest = call;
    }
    return strongest;
  }
}

export interface LockOptions {
  /** TX-06 */
  readonly nonBlocking: boolean;
  /** it gives way when somebody waits for it; otherwise it is in use until its user lets go */
  readonly yields: boolean;
  /** the loser of a deadlock asks again by itself */
  readonly retries: boolean;
}

/** A lock of this client, or (with a principal) one that this master obtains for another node's client (CAC-02). */
export class ClientLock {
  readonly tag: number;
  readonly key: LockKey;
  readonly claimant: Claimant;
  readonly slots: readonly Slot[];
  /** so many masters have to grant */
  readonly quorum: number;
  readonly principal: Principal | null;
  options: LockOptions;
  /** what its user wants */
  wanted: LockState;
  /** what is held: what those who granted have in common, once they are enough (CAC-02) */
  state: LockState = LOCK_STATE.INVAL;
  /** more was asked for while it is held */
  upgrading = false;
  /** the user was told that it waits */
  waitTold = false;
  over: Over = OVER.no;
  error = 0;
  /** whose age was the reason that it lost a deadlock */
  woundedBy: Claimant | null = null;
  readonly startedUs: number;

  constructor(tag: number, key: LockKey, claimant: Claimant, masters: readonly number[], quorum: number, principal: Principal | null, wanted: LockState, options: LockOptions, startedUs: number) {
    this.tag = tag;
    this.key = key;
    this.claimant = claimant;
    this.slots = masters.map((master) => new Slot(this, master));
    this.quorum = quorum;
    this.principal = principal;
    this.wanted = wanted;
    this.options = options;
    this.startedUs = startedUs;
  }

  get isHeld(): boolean {
    return this.state !== LOCK_STATE.INVAL;
  }

  /** What the masters that granted at least `least` have in common, INVAL unless they are enough (CAC-02). */
  agreed(least: LockState): LockState {
    const grants = this.slots.flatMap(({ granted }) => (granted >= least && granted !== LOCK_STATE.INVAL ? [granted] : []));
    return grants.length >= this.quorum ? commonState(grants) : LOCK_STATE.INVAL;
  }

  /** Masters that granted what is wanted, or may still do so. */
  get hopeful(): number {
    return this.slots.filter((slot) => (slot.granted >= this.wanted && slot.granted !== LOCK_STATE.INVAL) || slot.isAsking || slot.isWaiting).length;
  }

  /** It can go no further by itself: some master lets it wait, no answer is under way, and it does not have what it wants. */
  get isBlocked(): boolean {
    if (this.over !== OVER.no || (this.isHeld && !this.upgrading)) return false;
    return this.slots.some(({ isWaiting }) => isWaiting) && !this.slots.some(({ isAsking }) => isAsking);
  }
}
