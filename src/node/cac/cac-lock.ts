import { CMD, ERR, PFS_TYPE } from "../../wire/constants.ts";
import { LOCK_OP, LOCK_STATE, LOCK_STATE_NAMES, type LockBody, type LockState, newLockBody, readLockBody } from "../../wire/lock-body.ts";
import type { Message } from "../../wire/message.ts";
import type { ClusterConfig } from "../config.ts";
import type { NodeCore } from "../core.ts";
import { EVENT } from "../events.ts";
import type { LockRequest } from "../inputs.ts";
import { abortEnd } from "../path-loss.ts";
import { RULE } from "../rules.ts";
import type { Service } from "../service/service.ts";
import { ROLE, type Transaction } from "../transactions.ts";
import { HALF } from "../tx-tables.ts";
import { LockClient } from "./client.ts";
import type { Slot } from "./client-lock.ts";
import { ClusterView } from "./cluster-view.ts";
import { Desk } from "./desk.ts";
import { ANSWER, judgeAnswer, SLOT } from "./machines.ts";
import { Masters } from "./masters.ts";
import { Namespace } from "./namespace.ts";
import { Obtaining } from "./obtaining.ts";
import { type LocalClient, type LocalWord, Slots } from "./slots.ts";

/** What a master said, over a link or on this node. */
interface Word extends Omit<LocalWord, "op" | "state"> {
  readonly op: number;
  /** GRANT: granted; NARROW: what may be kept */
  readonly state: number;
}

/** A path that is gone may have a successor; anything else would happen again at once. */
const WORTH_ANOTHER_WAY: ReadonlySet<number> = new Set([ERR.NONE, ERR.EOF, ERR.SPAN_LOST, ERR.SPAN_REPLACED, ERR.WITHDRAWN]);

const body: LockBody = newLockBody();

/** CAC_LOCK at one node: the client whose user asks for locks, and whatever masters the node offers. */
export class CacLock implements Service, LocalClient {
  readonly base = CMD.CAC_LOCK;
  readonly pfsTypes = [PFS_TYPE.MASTER, PFS_TYPE.SOFT_MASTER];
  readonly view: ClusterView;
  readonly masters: Masters;
  readonly client: LockClient;
  readonly namespace: Namespace;
  private readonly _core: NodeCore;
  private readonly _slots: Slots;
  private readonly _desk: Desk;

  constructor(core: NodeCore, cluster: ClusterConfig) {
    this._core = core;
    this.view = new ClusterView(core, cluster);
    this.namespace = new Namespace(cluster.tree);
    this.masters = new Masters(core, this.view);
    this._slots = new Slots(core, this.view, this.masters, this);
    this.client = new LockClient(core, this.view, this._slots);
    this._desk = new Desk(core, this.view, this.namespace, this.masters, new Obtaining(core, this.view, this.client));
  }

  /** ERR.NONE, or why it cannot be. */
  request(asked: LockRequest): number {
    const error = this._request(asked);
    this._hearLocal();
    return error;
  }

  /** Locks of clients that came over a transaction; slots of our own that have one; and what masters and clients of this node have not heard of each other, which is nothing when an input has been handled. */
  get tableSizes(): { readonly visits: number; readonly slots: number; readonly unheard: number } {
    return { visits: this._desk.visits, slots: this._slots.byTransaction.size, unheard: this._slots.later.length };
  }

  mayRelease(tag: number): boolean {
    return this.client.mayRelease(tag);
  }

  private _request(asked: LockRequest): number {
    switch (asked.kind) {
      case "lock": {
        const key = this.namespace.keyOf(asked.domain, asked.path);
        if (!key || asked.state === LOCK_STATE.INVAL) return ERR.UNKNOWN;
        const { nonBlocking, yields, retries } = asked;
        return this.client.take({ tag: asked.tag, transactionTag: asked.transactionTag, key, wanted: asked.state, master: asked.master, options: { nonBlocking, yields, retries } });
      }
      case "upgradeLock":
        return this.client.upgrade(asked.tag, asked.state, asked.nonBlocking);
      case "narrowLock":
        return this.client.narrow(asked.tag, asked.state);
      case "unlock":
        return this.client.release(asked.tag);
      case "stopWaiting":
        return this.client.stopWaiting(this.client.activeByTag(asked.tag));
    }
  }

  // -------------------------------------------------------------- the service

  accept(transaction: Transaction, message: Message): number {
    return this._desk.accept(transaction, message);
  }

  element(transaction: Transaction, message: Message, closes: boolean): void {
    if (transaction.role === ROLE.opener) this._answered(transaction, message, closes);
    else this._desk.element(transaction, message, closes);
    this._hearLocal();
  }

  midStreamAbort(transaction: Transaction): void {
    this._desk.midStreamAbort(transaction);
    this._hearLocal();
  }

  ended(transaction: Transaction): void {
    const slot = this._slots.byTransaction.get(transaction);
    if (slot) this._slotEnded(slot, transaction.error);
    this._desk.ended(transaction);
    this._hearLocal();
  }

  alarm(tag: number): void {
    this.client.retry(tag);
    this._hearLocal();
  }

  waysChanged(pairs: ReadonlySet<number>): void {
    for (const pair of pairs) this._wayChanged(pair);
  }

  private _wayChanged(pair: number): void {
    const master = this.view.ofPair(pair);
    if (master < 0) return;
    for (const lock of this.client.allActive()) {
      for (const slot of lock.slots) {
        if (slot.master !== master) continue;
        if (slot.record && !this.view.isHere(master)) this._slots.closed(slot);
        if (slot.state === null) slot.error = ERR.NONE;
      }
      this.client.openAll(lock);
      this.client.reconsider(lock);
    }
    if (!this.view.isHere(master)) this.masters.tables.delete(master);
    this._hearLocal();
  }

  crash(): void {
    this._slots.byTransaction.clear();
    this._slots.later.length = 0;
    this.client.crash();
    this._desk.crash();
    this.masters.crash();
  }

  // -------------------------------------------------------------- what masters say

  /** A reply of a master on another node. */
  private _answered(transaction: Transaction, message: Message, closes: boolean): void {
    const slot = this._slots.byTransaction.get(transaction);
    if (!slot) return;
    if (message.base === CMD.CAC_LOCK) {
      readLockBody(message, body);
      const { op, serial, fsid, timeHi, timeLo, lockHi, lockLo, txidHi, txidLo } = body;
      const by = { fsid: fsid.slice(), timeHi, timeLo, lockHi, lockLo };
      if (!this.heard(slot, { op, state: op === LOCK_OP.GRANT ? body.granted : body.wanted, serial, error: message.error, by, txidHi, txidLo })) {
        this._core.tellTransaction(EVENT.lockFault, RULE["CAC-01"], transaction, ERR.TRANS, op);
        abortEnd(this._core, transaction, ERR.TRANS, RULE["TX-07"]);
        return;
      }
    }
    // TX-03: LNK_ERROR alone refuses the whole transaction; the protocol machine closes our half then.
    if (closes && message.base === CMD.LNK_ERROR && message.error !== ERR.NONE) slot.error = message.error;
    else if (closes && (transaction.bits & HALF.commandDeleted) === 0) {
      slot.error ||= message.error || ERR.REFUSED;
      this._slots.release(slot);
      this.client.reconsider(slot.lock);
    }
  }

  /** One word of a master about a slot; false = the slot's state does not allow it, or it says what there is not (a fault of the payload). */
  heard(slot: Slot, word: Word): boolean {
    if (slot.state === null) return true;
    const answer = judgeAnswer(slot.state, word.op);
    if (answer === undefined || LOCK_STATE_NAMES[word.state] === undefined) return false;
    const outOfDate = word.op !== LOCK_OP.NARROW && word.op !== LOCK_OP.REVOKE && word.serial !== slot.serial;
    if (outOfDate || answer === ANSWER.ignore) return true;
    if (answer === ANSWER.fault || (answer === ANSWER.granted && word.state < slot.lock.wanted)) return false;
    this._take(slot, word, answer);
    this.client.reconsider(slot.lock);
    return true;
  }

  private _take(slot: Slot, word: Word, answer: (typeof ANSWER)[keyof typeof ANSWER]): void {
    switch (answer) {
      case ANSWER.granted:
        slot.state = SLOT.granted;
        slot.granted = word.state as LockState;
        slot.txidHi = word.txidHi;
        slot.txidLo = word.txidLo;
        break;
      case ANSWER.waits:
        slot.state = SLOT.waiting;
        break;
      case ANSWER.upgradeWaits:
        slot.state = SLOT.upgradeWaits;
        break;
      case ANSWER.refused:
      case ANSWER.upgradeRefused:
        slot.state = answer === ANSWER.refused ? SLOT.idle : SLOT.granted;
        slot.error = word.error || ERR.REFUSED;
        break;
      case ANSWER.asked: {
        const { by } = word;
        const id = `${by!.lockHi}:${by!.lockLo}`;
        if (word.state === LOCK_STATE.MODIFIED) slot.calls.delete(id);
        else slot.calls.set(id, { to: word.state as LockState, by: by! });
        break;
      }
      default:
        slot.granted = LOCK_STATE.INVAL;
        slot.error = word.error || ERR.NO_QUORUM;
    }
  }

  /** The transaction of a slot is over. */
  private _slotEnded(slot: Slot, error: number): void {
    const { lock } = slot;
    this._slots.closed(slot);
    if (!WORTH_ANOTHER_WAY.has(error)) slot.error ||= error;
    // ROUTE-06: at once by another way, if there is one.
    this.client.openAll(lock);
    this.client.reconsider(lock);
  }

  /** What was said on this node is heard now, and what that brings about too. */
  private _hearLocal(): void {
    const { later } = this._slots;
    for (let at = 0; at < later.length; at++) later[at]!();
    later.length = 0;
  }
}

