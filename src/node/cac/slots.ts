import { ERR, FLAG } from "../../wire/constants.ts";
import { LOCK_OP, LOCK_STATE, type LockState } from "../../wire/lock-body.ts";
import type { NodeCore } from "../core.ts";
import { forgetIfClosed, sendOn } from "../path-loss.ts";
import { sendElement } from "../service/elements.ts";
import { openTransaction } from "../service/opening.ts";
import type { Transaction } from "../transactions.ts";
import type { Claimant } from "./age.ts";
import type { Slot } from "./client-lock.ts";
import type { ClusterView } from "./cluster-view.ts";
import type { LockRecord } from "./lock-table.ts";
import { SLOT } from "./machines.ts";
import type { Asked, Masters, Wire } from "./masters.ts";
import { lockElement, type Said } from "./voice.ts";

/** A word of a master on this node, which comes as if over a link: when what is being handled is done. */
export interface LocalWord {
  readonly op: (typeof LOCK_OP)["GRANT" | "WAIT" | "NARROW" | "REFUSE"];
  readonly state: LockState;
  readonly serial: number;
  readonly error: number;
  readonly by: Claimant | null;
  readonly txidHi: number;
  readonly txidLo: number;
}

/** Who hears what a master of the same node says. */
export interface LocalClient {
  /** false = the slot's state does not allow the word */
  heard(slot: Slot, word: LocalWord): boolean;
}

/**
 * What a client says to its masters, slot by slot: over a transaction, or, where the master is on the same node, without a
 * link. What is said to a master here takes effect later, in the order in which it was said, like everything else.
 */
export class Slots {
  /** what is said on this node and not heard yet */
  readonly later: (() => void)[] = [];
  readonly byTransaction = new Map<Transaction, Slot>();
  private readonly _core: NodeCore;
  private readonly _view: ClusterView;
  private readonly _masters: Masters;
  private readonly _client: LocalClient;

  constructor(core: NodeCore, view: ClusterView, masters: Masters, client: LocalClient) {
    this._core = core;
    this._view = view;
    this._masters = masters;
    this._client = client;
  }

  /** Opens a slot with a request, if its master can be reached; `tag` of the transaction, -1 = nobody named it. */
  open(slot: Slot, obtain: boolean, tag: number): void {
    const { lock, master } = slot;
    if (this._view.isHere(master) && !obtain) {
      slot.record = this._masters.open(master, lock.key, lock.claimant, new LocalWire(this, slot));
      this._requested(slot);
      this._demand(slot, { says: "REQUEST", state: lock.wanted, serial: slot.serial, nonBlocking: lock.options.nonBlocking });
      return;
    }
    const via = this._view.wayTo(master);
    if (via === null) return;
    const said: Said = { op: LOCK_OP.REQUEST, serial: slot.serial + 1, wanted: lock.wanted, obtain };
    const opened = openTransaction(this._core, via, lockElement(lock.key, lock.claimant, said), lock.options.nonBlocking ? FLAG.ABORT : 0, tag);
    if (typeof opened === "number") {
      slot.error = opened === ERR.SPAN_LOST ? ERR.NONE : opened;
      return;
    }
    slot.transaction = opened;
    this.byTransaction.set(opened, slot);
    this._requested(slot);
  }

  private _requested(slot: Slot): void {
    slot.serial++;
    slot.state = slot.granted === LOCK_STATE.INVAL ? SLOT.asking : SLOT.upgrading;
    slot.error = ERR.NONE;
  }

  /** Asks for what the lock wants now, on an open slot. */
  request(slot: Slot): void {
    const { lock } = slot;
    this._requested(slot);
    this._say(slot, { op: LOCK_OP.REQUEST, serial: slot.serial, wanted: lock.wanted }, { says: "REQUEST", state: lock.wanted, serial: slot.serial, nonBlocking: lock.options.nonBlocking });
    // TX-06: what opened the transaction said CREATE|ABORT; a later request says it by an abort of its own.
    if (lock.options.nonBlocking && slot.transaction) this.unblock(slot);
  }

  /** From now on it holds at most `to`, and asks for nothing. */
  narrow(slot: Slot, to: LockState): void {
    slot.granted = to < slot.granted ? to : slot.granted;
    slot.serial++;
    slot.state = slot.granted === LOCK_STATE.INVAL ? SLOT.idle : SLOT.granted;
    for (const [id, call] of slot.calls) if (slot.granted <= call.to) slot.calls.delete(id);
    this._say(slot, { op: LOCK_OP.NARROWED, serial: slot.serial, granted: slot.granted }, { says: "NARROWED", state: slot.granted, serial: slot.serial, nonBlocking: false });
  }

  /** TX-06: a mid-stream abort; what waits is refused at once. */
  unblock(slot: Slot): void {
    if (slot.record) {
      this._demand(slot, { says: "ABORT", state: LOCK_STATE.INVAL, serial: slot.serial, nonBlocking: true });
      return;
    }
    const { transaction } = slot;
    if (!transaction || transaction.outSide.link < 0) return;
    sendOn(this._core, transaction, transaction.outSide, FLAG.ABORT, ERR.NONE);
  }

  /** It holds nothing any more, and the transaction closes. */
  release(slot: Slot): void {
    if (slot.state === null || slot.state === SLOT.closing) return;
    const { transaction, record } = slot;
    slot.granted = LOCK_STATE.INVAL;
    slot.calls.clear();
    if (record) {
      this._demand(slot, { says: "RELEASE", state: LOCK_STATE.INVAL, serial: slot.serial, nonBlocking: false });
      this.closed(slot);
      return;
    }
    slot.state = SLOT.closing;
    if (!transaction) return;
    sendElement(this._core, transaction, FLAG.DELETE, lockElement(slot.lock.key, slot.lock.claimant, { op: LOCK_OP.RELEASE, serial: slot.serial }));
    forgetIfClosed(this._core, transaction);
  }

  /** Nothing ties the slot to its master any more. */
  closed(slot: Slot): void {
    if (slot.transaction) this.byTransaction.delete(slot.transaction);
    slot.transaction = null;
    slot.record = null;
    slot.state = null;
    slot.granted = LOCK_STATE.INVAL;
    slot.calls.clear();
  }

  private _say(slot: Slot, said: Said, asked: Asked): void {
    if (slot.record) this._demand(slot, asked);
    else if (slot.transaction) sendElement(this._core, slot.transaction, 0, lockElement(slot.lock.key, slot.lock.claimant, said));
  }

  private _demand({ record, master }: Slot, asked: Asked): void {
    this.later.push(() => this._masters.demand(master, record!, asked));
  }

  /** What a master of this node said about a slot is heard later, if it is still about the same request. */
  hearLater(slot: Slot, record: LockRecord, word: LocalWord): void {
    this.later.push(() => {
      if (slot.record === record) this._client.heard(slot, word);
    });
  }
}

const PLAIN = { error: ERR.NONE, by: null, txidHi: 0, txidLo: 0 } as const;

/** From a master to a client of the same node. */
class LocalWire implements Wire {
  readonly link = -1;
  private readonly _slots: Slots;
  private readonly _slot: Slot;

  constructor(slots: Slots, slot: Slot) {
    this._slots = slots;
    this._slot = slot;
  }

  granted(record: LockRecord, state: LockState, txidHi: number, txidLo: number): void {
    this._say(record, { ...PLAIN, op: LOCK_OP.GRANT, state, serial: record.serial, txidHi, txidLo });
  }

  wait(record: LockRecord): void {
    this._say(record, { ...PLAIN, op: LOCK_OP.WAIT, state: LOCK_STATE.INVAL, serial: record.serial });
  }

  narrow(record: LockRecord, to: LockState, by: Claimant): void {
    this._say(record, { ...PLAIN, op: LOCK_OP.NARROW, state: to, serial: record.serial, by });
  }

  refused(record: LockRecord, error: number): void {
    this._say(record, { ...PLAIN, op: LOCK_OP.REFUSE, state: record.held, serial: record.serial, error });
  }

  private _say(record: LockRecord, word: LocalWord): void {
    this._slots.hearLater(this._slot, record, word);
  }
}
