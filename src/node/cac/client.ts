import { sameUuid } from "../../base/uuid.ts";
import type { UuidWords } from "../../base/uuid.ts";
import { CMD, ERR } from "../../wire/constants.ts";
import { LOCK_STATE, type LockState } from "../../wire/lock-body.ts";
import type { NodeCore } from "../core.ts";
import { EVENT, type EventType } from "../events.ts";
import { RULE } from "../rules.ts";
import { setAlarm } from "../service/alarms.ts";
import { type Claimant, compareAge } from "./age.ts";
import { type Call, ClientLock, type LockOptions, OVER, type Over, type Slot } from "./client-lock.ts";
import type { ClusterView } from "./cluster-view.ts";
import { SLOT } from "./machines.ts";
import type { LockKey } from "./namespace.ts";
import type { Slots } from "./slots.ts";
import { tellLock } from "./voice.ts";

/** The loser of a deadlock asks again after so long: by then the others have heard of it. */
const RETRY_US = 50_000;

/** What the user asks for. */
export interface Wish {
  /** comes back in events and names the lock to the user */
  readonly tag: number;
  /** tags of its transactions: this one for the first master, the next for the second … */
  readonly transactionTag: number;
  readonly key: LockKey;
  readonly wanted: LockState;
  /** CAC-02: the one master who shall obtain the agreement of the others; -1 = the client asks them all itself */
  readonly master: number;
  readonly options: LockOptions;
}

/** Who else has a say in a lock that a master obtains for somebody (CAC-02). */
export interface PrincipalDesk {
  /** a slot is called to narrow, and what it holds is the principal's; false = it is a matter of votes */
  called(lock: ClientLock): boolean;
  /** grants, waits, refusals: whatever became of it */
  changed(lock: ClientLock): void;
}

/**
 * The client's side of locks (CAC-01, CAC-02): one lock is a slot at each of its masters, and is held when enough of them
 * granted. All that happens to a slot ends in `reconsider`, which draws the conclusions.
 */
export class LockClient {
  /** by tag; what is over stays until its name is used again */
  readonly locks = new Map<number, ClientLock>();
  /** obtained for clients of other nodes */
  readonly obtained = new Set<ClientLock>();
  private readonly _core: NodeCore;
  private readonly _view: ClusterView;
  private readonly _slots: Slots;
  private readonly _wishes = new Map<number, Wish>();
  desk!: PrincipalDesk;

  constructor(core: NodeCore, view: ClusterView, slots: Slots) {
    this._core = core;
    this._view = view;
    this._slots = slots;
  }

  // -------------------------------------------------------------- what the user wants

  /** ERR.NONE, or why it cannot be; then nothing has changed. */
  take(wish: Wish): number {
    const before = this.locks.get(wish.tag);
    if (before && before.over === OVER.no) return ERR.EXISTS;
    this._wishes.set(wish.tag, wish);
    this._start(wish);
    return ERR.NONE;
  }

  upgrade(tag: number, wanted: LockState, nonBlocking: boolean): number {
    const lock = this._active(tag);
    if (!lock?.isHeld || lock.upgrading || wanted <= lock.wanted) return ERR.TRANS;
    lock.options = { ...lock.options, nonBlocking };
    lock.error = ERR.NONE;
    lock.woundedBy = null;
    lock.wanted = wanted;
    this.ask(lock);
    this._tell(EVENT.lockAsked, lock, lock.tag, wanted);
    this.reconsider(lock);
    return ERR.NONE;
  }

  narrow(tag: number, to: LockState): number {
    const lock = this._active(tag);
    if (to === LOCK_STATE.INVAL) return this.release(tag);
    if (!lock?.isHeld || to >= lock.state) return ERR.TRANS;
    this.narrowAll(lock, to);
    this._tell(EVENT.lockNarrowed, lock, 0, to);
    return ERR.NONE;
  }

  mayRelease(tag: number): boolean {
    const over = this.locks.get(tag)?.over;
    return over === OVER.no || over === OVER.deadlocked;
  }

  /** Also of one that lost a deadlock and was to be tried again: with that its transaction is over. */
  release(tag: number): number {
    const lock = this.locks.get(tag);
    if (!lock || !this.mayRelease(tag)) return ERR.TRANS;
    if (lock.over === OVER.no) this.end(lock, OVER.released, ERR.NONE);
    else lock.over = OVER.released;
    return ERR.NONE;
  }

  /** TX-06: what is not granted at once is refused. */
  stopWaiting(lock: ClientLock | undefined): number {
    if (!lock || lock.over !== OVER.no || (lock.isHeld && !lock.upgrading)) return ERR.TRANS;
    lock.options = { ...lock.options, nonBlocking: true };
    for (const slot of lock.slots) if (slot.isWaiting || slot.isAsking) this._slots.unblock(slot);
    return ERR.NONE;
  }

  activeByTag(tag: number): ClientLock | undefined {
    return this._active(tag);
  }

  // -------------------------------------------------------------- beginnings

  /** All locks of a client that holds or waits for anything belong to one transaction; so do those that lost a deadlock and are not given up. */
  private _claimant(): Claimant {
    this._core.newMsgid();
    const { msgidHi: lockHi, msgidLo: lockLo } = this._core;
    const kept = [...this.locks.values()].filter(({ over }) => over === OVER.no || over === OVER.deadlocked).map(({ claimant }) => claimant);
    const began = kept.sort(compareAge)[0] ?? null;
    const { nowUs } = this._core;
    return { fsid: began?.fsid ?? this._fsid(), timeHi: began?.timeHi ?? Math.floor(nowUs / 0x1_0000_0000), timeLo: began?.timeLo ?? nowUs >>> 0, lockHi, lockLo };
  }

  /** What the client calls itself: the first PFS that it offers, else its host. */
  private _fsid(): UuidWords {
    const { pfs, config } = this._core;
    return (pfs.own[0]?.spec.fsid ?? config.host).slice();
  }

  private _start(wish: Wish): void {
    const claimant = this._claimant();
    const one = wish.master >= 0 && !this._view.isHere(wish.master);
    const lock = new ClientLock(wish.tag, wish.key, claimant, one ? [wish.master] : this._view.all, one ? 1 : this._view.majority, null, wish.wanted, wish.options, this._core.nowUs);
    this.locks.set(wish.tag, lock);
    this._tell(EVENT.lockAsked, lock, lock.tag, wish.wanted);
    this.openAll(lock);
    this.reconsider(lock);
  }

  /** Opens what is not open and can be. */
  openAll(lock: ClientLock): void {
    for (const slot of lock.slots) {
      if (slot.state !== null || slot.error !== ERR.NONE || lock.over !== OVER.no) continue;
      const wish = lock.principal ? undefined : this._wishes.get(lock.tag);
      const obtain = wish !== undefined && lock.slots.length === 1 && this._view.count > 1;
      this._slots.open(slot, obtain, wish === undefined ? -1 : wish.transactionTag + slot.master);
    }
  }

  /** Asks all masters for what is wanted now; it holds something already. When that is as much, only those who have not answered: an answer to what was asked before would be none to this. */
  ask(lock: ClientLock): void {
    const isEnough = lock.state >= lock.wanted;
    lock.upgrading = lock.isHeld && !isEnough;
    lock.waitTold = false;
    for (const slot of lock.slots) {
      const unanswered = slot.isAsking || slot.isWaiting;
      if (unanswered) this._slots.narrow(slot, slot.granted);
      if (unanswered || (!isEnough && (slot.state === SLOT.idle || (slot.state === SLOT.granted && slot.granted < lock.wanted)))) this._slots.request(slot);
    }
    if (!isEnough) this.openAll(lock);
  }

  // -------------------------------------------------------------- conclusions

  /** After anything that happened to its slots. */
  reconsider(lock: ClientLock): void {
    if (lock.over !== OVER.no) return;
    const agreed = lock.wanted === LOCK_STATE.INVAL ? LOCK_STATE.INVAL : lock.agreed(lock.wanted);
    if (agreed !== LOCK_STATE.INVAL) this._holds(lock, agreed);
    else if (lock.isHeld) this._keepsOrLoses(lock);
    else if (lock.hopeful < lock.quorum && lock.wanted !== LOCK_STATE.INVAL) this.end(lock, OVER.refused, this._whyNot(lock));
    if (lock.over !== OVER.no) return;
    this._tellWait(lock);
    for (const slot of lock.slots) this._answerCall(slot);
    this.desk.changed(lock);
    this._checkWounds();
  }

  private _holds(lock: ClientLock, agreed: LockState): void {
    const news = !lock.isHeld || lock.upgrading;
    const narrower = lock.isHeld && agreed < lock.state;
    // What a principal has is narrowed when he says so.
    if (narrower && lock.principal && lock.principal.held > agreed) return;
    lock.state = agreed;
    lock.upgrading = false;
    lock.waitTold = false;
    if (news) this._tell(EVENT.lockHeld, lock, lock.slots.filter(({ granted }) => granted >= agreed).length, agreed);
    else if (narrower) this._tell(EVENT.lockNarrowed, lock, 1, agreed);
    // CAC-02: to what all of them granted in common.
    for (const slot of lock.slots) if (slot.state === SLOT.granted && slot.granted > agreed) this._slots.narrow(slot, agreed);
  }

  /** An upgrade that is not granted leaves what was held, if there are still enough for that. */
  private _keepsOrLoses(lock: ClientLock): void {
    if (lock.agreed(lock.state) === LOCK_STATE.INVAL) {
      this.end(lock, OVER.lost, ERR.NO_QUORUM);
      return;
    }
    if (lock.upgrading && lock.hopeful < lock.quorum) this._dropUpgrade(lock, this._whyNot(lock), EVENT.lockRefused, null);
  }

  private _dropUpgrade(lock: ClientLock, error: number, event: EventType, by: Claimant | null): void {
    lock.upgrading = false;
    lock.wanted = lock.state;
    lock.error = error;
    lock.woundedBy = by;
    for (const slot of lock.slots) if (slot.isAsking || slot.isWaiting || slot.granted > lock.state) this._slots.narrow(slot, lock.state);
    this._tell(event, lock, error, lock.state, by);
  }

  /** A master's own reason if one gave any; else there are too few of them. */
  private _whyNot(lock: ClientLock): number {
    const reachable = lock.slots.filter(({ master }) => this._view.isReachable(master)).length;
    const reason = lock.slots.find(({ error }) => error !== ERR.NONE)?.error ?? ERR.NO_QUORUM;
    return reachable < lock.quorum ? ERR.NO_QUORUM : reason;
  }

  private _tellWait(lock: ClientLock): void {
    if (lock.waitTold || !lock.isBlocked) return;
    lock.waitTold = true;
    if (!lock.principal) this._tell(EVENT.lockWaits, lock, lock.slots.filter(({ isWaiting }) => isWaiting).length, lock.wanted);
  }

  /** All its slots hold at most `to`, and it wants no more. */
  narrowAll(lock: ClientLock, to: LockState): void {
    lock.wanted = to < lock.wanted ? to : lock.wanted;
    lock.state = to < lock.state ? to : lock.state;
    lock.upgrading = false;
    for (const slot of lock.slots) {
      const asks = slot.isAsking || slot.isWaiting;
      if (slot.state === null || slot.state === SLOT.closing || (!asks && slot.granted <= to)) continue;
      this._slots.narrow(slot, to);
      // One that never got that far asks anew, for less.
      if (slot.state === SLOT.idle && lock.wanted !== LOCK_STATE.INVAL) this._slots.request(slot);
    }
  }

  end(lock: ClientLock, how: Over, error: number, by: Claimant | null = null): void {
    const { state } = lock;
    lock.over = how;
    lock.error = error;
    lock.woundedBy = by;
    lock.state = LOCK_STATE.INVAL;
    lock.upgrading = false;
    for (const slot of lock.slots) this._slots.release(slot);
    const event = how === OVER.released ? EVENT.lockReleased : how === OVER.lost ? EVENT.lockLost : how === OVER.deadlocked ? EVENT.lockDeadlocked : EVENT.lockRefused;
    this._tell(event, lock, error, how === OVER.lost || how === OVER.released ? state : lock.wanted, by);
    this.obtained.delete(lock);
    this.desk.changed(lock);
    if (how === OVER.deadlocked && lock.options.retries) setAlarm(this._core, CMD.CAC_LOCK, lock.tag, this._core.nowUs + RETRY_US);
  }

  /** The loser of a deadlock asks again, as old as it was. */
  retry(tag: number): void {
    const lock = this.locks.get(tag);
    const wish = this._wishes.get(tag);
    if (lock?.over === OVER.deadlocked && wish) this._start(wish);
  }

  // -------------------------------------------------------------- calls to narrow

  /** Somebody waits for what this slot holds. */
  private _answerCall(slot: Slot): void {
    const { lock } = slot;
    const { call } = slot;
    if (!call || slot.state === SLOT.closing || slot.state === null) return;
    if (this.desk.called(lock)) return;
    if (!lock.isHeld) this._yieldVote(slot, call, LOCK_STATE.INVAL);
    else if (lock.upgrading && call.to >= lock.state) this._yieldVote(slot, call, lock.state);
    else if (!lock.upgrading && call.to >= lock.wanted) this._giveUp(lock, call);
    else if (lock.options.yields && !lock.upgrading) this._giveUp(lock, call);
  }

  /** What a master granted to a lock that has not enough of them yet is a vote: what is broader than wanted goes at once, the rest to the older. */
  private _yieldVote(slot: Slot, call: Call, keep: LockState): void {
    const { lock } = slot;
    if (call.to >= lock.wanted) this._slots.narrow(slot, call.to);
    else if (compareAge(call.by, lock.claimant) < 0) {
      this._slots.narrow(slot, keep);
      this._slots.request(slot);
    }
  }

  private _giveUp(lock: ClientLock, call: Call): void {
    if (call.to === LOCK_STATE.INVAL) {
      this.end(lock, OVER.released, ERR.NONE, call.by);
      return;
    }
    this.narrowAll(lock, call.to);
    this._tell(EVENT.lockNarrowed, lock, 1, call.to, call.by);
  }

  // -------------------------------------------------------------- deadlocks (CAC-02)

  /**
   * Wound-wait: who holds what an older one waits for, and waits himself, may be part of a deadlock. He gives way: what he
   * waits for ends, and the older gets what he holds.
   */
  private _checkWounds(): void {
    const own = [...this.locks.values()].filter(({ over }) => over === OVER.no);
    const blocked = own.filter(({ isBlocked }) => isBlocked);
    if (blocked.length === 0) return;
    for (const lock of own) {
      const wound = lock.isHeld ? woundOf(lock) : null;
      if (!wound) continue;
      for (const waiting of blocked) this._lose(waiting, wound.by);
      if (lock.over === OVER.no && lock.state > wound.to) this._loseHeld(lock, wound);
      return;
    }
  }

  private _lose(lock: ClientLock, by: Claimant): void {
    if (lock.over !== OVER.no) return;
    if (lock.isHeld) this._dropUpgrade(lock, ERR.DEADLOCK, EVENT.lockDeadlocked, by);
    else this.end(lock, OVER.deadlocked, ERR.DEADLOCK, by);
  }

  private _loseHeld(lock: ClientLock, wound: Call): void {
    if (wound.to === LOCK_STATE.INVAL) {
      this.end(lock, OVER.deadlocked, ERR.DEADLOCK, wound.by);
      return;
    }
    this.narrowAll(lock, wound.to);
    this._tell(EVENT.lockNarrowed, lock, 1, wound.to, wound.by);
  }

  // -------------------------------------------------------------- helpers

  /** Locks of ours, and those obtained for others, that are not over. */
  *allActive(): Generator<ClientLock> {
    for (const lock of this.locks.values()) if (lock.over === OVER.no) yield lock;
    yield* this.obtained;
  }

  crash(): void {
    this.locks.clear();
    this.obtained.clear();
    this._wishes.clear();
  }

  private _active(tag: number): ClientLock | undefined {
    const lock = this.locks.get(tag);
    return lock?.over === OVER.no ? lock : undefined;
  }

  private _tell(type: EventType, lock: ClientLock, value: number, state: number, other: Claimant | null = null): void {
    if (!lock.principal) tellLock(this._core, type, lock.slots.length > 1 || type === EVENT.lockDeadlocked ? RULE["CAC-02"] : RULE["CAC-01"], -1, lock.key, lock.claimant, value, state, other);
  }
}

/** The call of somebody older that this lock does not answer by itself; null = none. */
function woundOf(lock: ClientLock): Call | null {
  for (const { call, state } of lock.slots) {
    if (call && state !== SLOT.closing && lock.state > call.to && compareAge(call.by, lock.claimant) < 0 && !sameUuid(call.by.fsid, lock.claimant.fsid)) return call;
  }
  return null;
}
