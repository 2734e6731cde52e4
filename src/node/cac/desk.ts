import { utf8Decode } from "../../base/bytes.ts";
import { CMD, ERR, FLAG } from "../../wire/constants.ts";
import { LOCK_DOMAIN_NAMES, LOCK_FLAG, LOCK_OP, LOCK_STATE, LOCK_STATE_NAMES, type LockBody, type LockDomain, type LockState, newLockBody, readLockBody } from "../../wire/lock-body.ts";
import { auxOf, type Message } from "../../wire/message.ts";
import type { NodeCore } from "../core.ts";
import { EVENT } from "../events.ts";
import { abortEnd, closeOwnHalf } from "../path-loss.ts";
import { RULE } from "../rules.ts";
import { sendElement } from "../service/elements.ts";
import type { Transaction } from "../transactions.ts";
import { HALF } from "../tx-tables.ts";
import { type Claimant, isSameLock } from "./age.ts";
import type { ClusterView } from "./cluster-view.ts";
import type { LockRecord } from "./lock-table.ts";
import type { ClientSays } from "./machines.ts";
import type { Asked, Masters, Wire } from "./masters.ts";
import type { LockKey, Namespace } from "./namespace.ts";
import type { Obtaining } from "./obtaining.ts";
import { Principal } from "./principal.ts";
import { lockElement, type Said } from "./voice.ts";

/** One client's lock as it came in over a transaction. */
interface Visit {
  readonly transaction: Transaction;
  readonly master: number;
  readonly key: LockKey;
  readonly claimant: Claimant;
  /** in the table of this master; null when this master obtains the lock from all (CAC-02) */
  readonly record: LockRecord | null;
  readonly principal: Principal | null;
}

const SAYS: ReadonlyMap<number, ClientSays> = new Map<number, ClientSays>([
  [LOCK_OP.REQUEST, "REQUEST"],
  [LOCK_OP.NARROWED, "NARROWED"],
  [LOCK_OP.RELEASE, "RELEASE"],
]);

const body: LockBody = newLockBody();

/** The target's end of lock transactions: where clients of other nodes come to the masters that this node offers. */
export class Desk {
  private readonly _core: NodeCore;
  private readonly _view: ClusterView;
  private readonly _namespace: Namespace;
  private readonly _masters: Masters;
  private readonly _obtaining: Obtaining;
  private readonly _visits = new Map<Transaction, Visit>();

  constructor(core: NodeCore, view: ClusterView, namespace: Namespace, masters: Masters, obtaining: Obtaining) {
    this._core = core;
    this._view = view;
    this._namespace = namespace;
    this._masters = masters;
    this._obtaining = obtaining;
  }

  /** Transactions over which clients have come. */
  get visits(): number {
    return this._visits.size;
  }

  /** TX-07: a fault of the payload refuses that transaction, and nothing else. */
  accept(transaction: Transaction, message: Message): number {
    const master = this._view.ofTransaction(transaction);
    if (master < 0 || !this._view.isHere(master)) return ERR.UNKNOWN;
    const key = this._keyOf(message);
    if (key === undefined || SAYS.get(body.op) !== "REQUEST" || LOCK_STATE_NAMES[body.wanted] === undefined) return this._fault(transaction, ERR.UNKNOWN);
    const claimant: Claimant = { fsid: body.fsid.slice(), timeHi: body.timeHi, timeLo: body.timeLo, lockHi: body.lockHi, lockLo: body.lockLo };
    const principal = body.flags & LOCK_FLAG.OBTAIN ? new Principal(transaction, body.serial) : null;
    const record = principal ? null : this._masters.open(master, key, claimant, new TransactionWire(this._core, transaction, key, claimant));
    this._visits.set(transaction, { transaction, master, key, claimant, record, principal });
    return ERR.NONE;
  }

  element(transaction: Transaction, message: Message, closes: boolean): void {
    const visit = this._visits.get(transaction);
    if (!visit) return;
    if (message.base === CMD.CAC_LOCK) {
      const key = this._keyOf(message);
      const says = SAYS.get(body.op);
      if (key === undefined || says === undefined || key.path !== visit.key.path || key.domain !== visit.key.domain || !isSameLock(body, visit.claimant)) return this._abort(visit, ERR.UNKNOWN);
      const state = says === "REQUEST" ? body.wanted : body.granted;
      if (LOCK_STATE_NAMES[state] === undefined) return this._abort(visit, ERR.UNKNOWN);
      // A release is the end of the client's half; and what ends with anything else is released too.
      if ((says === "RELEASE") !== closes) return closes ? this._leave(visit) : this._abort(visit, ERR.TRANS);
      if (closes) return this._leave(visit);
      const nonBlocking = (message.flags & FLAG.CREATE) !== 0 && (message.flags & FLAG.ABORT) !== 0;
      if (!this._demand(visit, { says, state: state as LockState, serial: body.serial, nonBlocking })) this._abort(visit, ERR.TRANS);
      return;
    }
    if (closes) this._leave(visit);
  }

  midStreamAbort(transaction: Transaction): void {
    const visit = this._visits.get(transaction);
    if (visit) this._demand(visit, { says: "ABORT", state: LOCK_STATE.INVAL, serial: 0, nonBlocking: true });
  }

  /** The client's path died, or all was said. */
  ended(transaction: Transaction): void {
    const visit = this._visits.get(transaction);
    if (!visit) return;
    this._visits.delete(transaction);
    if (visit.record) this._masters.revoke(visit.master, visit.record, transaction.error);
    if (visit.principal) this._obtaining.lost(visit.principal);
  }

  crash(): void {
    this._visits.clear();
  }

  /** Reads the message into `body`; its key, or undefined when domain or inode is unknown. */
  private _keyOf(message: Message): LockKey | undefined {
    readLockBody(message, body);
    if (LOCK_DOMAIN_NAMES[body.domain] === undefined) return undefined;
    return this._namespace.keyOfWire(body.domain as LockDomain, body.flags, body.inumHi, body.inumLo, utf8Decode(auxOf(message)));
  }

  private _demand(visit: Visit, asked: Asked): boolean {
    if (visit.record) return this._masters.demand(visit.master, visit.record, asked);
    return this._obtaining.demand(visit.principal!, visit.key, visit.claimant, asked);
  }

  private _leave(visit: Visit): void {
    this._visits.delete(visit.transaction);
    if (visit.record) this._masters.demand(visit.master, visit.record, { says: "RELEASE", state: LOCK_STATE.INVAL, serial: 0, nonBlocking: false });
    if (visit.principal) this._obtaining.lost(visit.principal);
    if ((visit.transaction.bits & HALF.replyDeleted) === 0) closeOwnHalf(this._core, visit.transaction, 0, ERR.NONE);
  }

  private _fault(transaction: Transaction, error: number): number {
    this._core.tellTransaction(EVENT.lockFault, RULE["CAC-01"], transaction, error, body.op);
    return error;
  }

  private _abort({ transaction }: Visit, error: number): void {
    this._fault(transaction, error);
    abortEnd(this._core, transaction, error, RULE["TX-07"]);
  }
}

/** From a master to the client at the other end of a transaction. */
class TransactionWire implements Wire {
  readonly link: number;
  private readonly _core: NodeCore;
  private readonly _transaction: Transaction;
  private readonly _key: LockKey;
  private readonly _claimant: Claimant;

  constructor(core: NodeCore, transaction: Transaction, key: LockKey, claimant: Claimant) {
    this.link = transaction.inSide.link;
    this._core = core;
    this._transaction = transaction;
    this._key = key;
    this._claimant = claimant;
  }

  granted(record: LockRecord, state: LockState, txidHi: number, txidLo: number): void {
    this._say({ op: LOCK_OP.GRANT, serial: record.serial, granted: state, txidHi, txidLo });
  }

  wait(record: LockRecord): void {
    this._say({ op: LOCK_OP.WAIT, serial: record.serial, wanted: record.pending });
  }

  narrow(record: LockRecord, to: LockState, by: Claimant): void {
    this._say({ op: LOCK_OP.NARROW, serial: record.serial, wanted: to, granted: record.held }, by);
  }

  refused(record: LockRecord, error: number): void {
    this._say({ op: LOCK_OP.REFUSE, serial: record.serial, granted: record.held, error });
  }

  private _say(said: Said, about = this._claimant): void {
    sendElement(this._core, this._transaction, 0, lockElement(this._key, about, said));
  }
}
