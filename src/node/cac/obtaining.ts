import { ERR, FLAG } from "../../wire/constants.ts";
import { LOCK_OP, LOCK_STATE } from "../../wire/lock-body.ts";
import type { NodeCore } from "../core.ts";
import { sendElement } from "../service/elements.ts";
import type { Claimant } from "./age.ts";
import { ClientLock, OVER } from "./client-lock.ts";
import type { LockClient } from "./client.ts";
import type { ClusterView } from "./cluster-view.ts";
import { DEMAND, judgeDemand } from "./machines.ts";
import type { Asked } from "./masters.ts";
import type { LockKey } from "./namespace.ts";
import type { Principal } from "./principal.ts";
import { lockElement, type Said } from "./voice.ts";

/**
 * CAC-02, the other way: a client asks one master, and that one asks all of them (itself included) in the client's name.
 * Towards the client it speaks as any master does; what the others call for, it passes on, and narrows when he has.
 */
export class Obtaining {
  private readonly _core: NodeCore;
  private readonly _view: ClusterView;
  private readonly _client: LockClient;

  constructor(core: NodeCore, view: ClusterView, client: LockClient) {
    this._core = core;
    this._view = view;
    this._client = client;
    client.desk = this;
  }

  /** A message of the principal; false = its state does not allow it. */
  demand(principal: Principal, key: LockKey, claimant: Claimant, asked: Asked): boolean {
    const first = principal.lock === null;
    const demand = first ? DEMAND.judged : judgeDemand(principal.state, asked.says);
    switch (demand) {
      case DEMAND.fault:
        return false;
      case DEMAND.judged:
        this._request(principal, key, claimant, asked);
        return true;
      case DEMAND.narrowed:
        return this._narrowed(principal, asked);
      case DEMAND.unblocked:
        this._client.stopWaiting(principal.lock!);
        this._client.reconsider(principal.lock!);
        return true;
      default:
        return true;
    }
  }

  /** His transaction is over, or its path died: what was obtained for him goes with it. */
  lost(principal: Principal): void {
    const { lock } = principal;
    principal.lock = null;
    if (lock?.over === OVER.no) this._client.end(lock, OVER.released, ERR.NONE);
  }

  private _request(principal: Principal, key: LockKey, claimant: Claimant, asked: Asked): void {
    const options = { nonBlocking: asked.nonBlocking, yields: false, retries: false };
    principal.pending = true;
    principal.wanted = asked.state;
    principal.waitTold = false;
    principal.serial = asked.serial;
    if (principal.lock === null) {
      principal.lock = new ClientLock(-1, key, claimant, this._view.all, this._view.majority, principal, asked.state, options, this._core.nowUs);
      this._client.obtained.add(principal.lock);
      this._client.openAll(principal.lock);
    } else {
      principal.lock.options = options;
      principal.lock.wanted = asked.state;
      this._client.ask(principal.lock);
    }
    this._client.reconsider(principal.lock);
  }

  private _narrowed(principal: Principal, asked: Asked): boolean {
    if (asked.state > principal.held) return false;
    principal.held = asked.state;
    principal.serial = asked.serial;
    principal.pending = false;
    for (const [id, to] of principal.told) if (asked.state <= to) principal.told.delete(id);
    this._client.narrowAll(principal.lock!, asked.state);
    this._client.reconsider(principal.lock!);
    return true;
  }

  // -------------------------------------------------------------- what became of it

  /** A call for what the principal holds is passed on to him; true = it is his to answer. */
  called(lock: ClientLock): boolean {
    const { principal } = lock;
    if (!principal || principal.lock !== lock) return false;
    let his = false;
    for (const slot of lock.slots) {
      for (const [id, { to, by }] of slot.calls) {
        if (principal.held <= to) continue;
        his = true;
        if ((principal.told.get(id) ?? LOCK_STATE.MODIFIED) <= to) continue;
        principal.told.set(id, to);
        this._say(principal, { op: LOCK_OP.NARROW, serial: principal.serial, wanted: to, granted: principal.held }, by);
      }
    }
    return his;
  }

  changed(lock: ClientLock): void {
    const { principal } = lock;
    if (!principal || principal.lock !== lock) return;
    if (lock.over !== OVER.no) {
      this._over(principal, lock);
      return;
    }
    this._takeBackCalls(principal, lock);
    if (!principal.pending) this._reconcile(principal, lock);
    else if (lock.isHeld && !lock.upgrading) {
      const granted = lock.state >= principal.wanted;
      principal.pending = false;
      if (granted) principal.held = lock.state;
      this._say(principal, { op: granted ? LOCK_OP.GRANT : LOCK_OP.REFUSE, serial: principal.serial, granted: principal.held, error: granted ? ERR.NONE : lock.error });
    } else if (lock.isBlocked && !principal.waitTold) {
      principal.waitTold = true;
      this._say(principal, { op: LOCK_OP.WAIT, serial: principal.serial, wanted: lock.wanted });
    }
  }

  /** A master that granted later granted less: he is asked to be content with what all have in common. */
  private _reconcile(principal: Principal, lock: ClientLock): void {
    const common = lock.agreed(lock.wanted);
    const id = "common";
    if (common === LOCK_STATE.INVAL || common >= principal.held || (principal.told.get(id) ?? LOCK_STATE.MODIFIED) <= common) return;
    principal.told.set(id, common);
    this._say(principal, { op: LOCK_OP.NARROW, serial: principal.serial, wanted: common, granted: principal.held });
  }

  private _takeBackCalls(principal: Principal, lock: ClientLock): void {
    for (const id of principal.told.keys()) {
      if (id === "common" || lock.slots.some(({ calls }) => calls.has(id))) continue;
      principal.told.delete(id);
      const [lockHi, lockLo] = id.split(":").map(Number);
      this._say(principal, { op: LOCK_OP.NARROW, serial: principal.serial, wanted: LOCK_STATE.MODIFIED, granted: principal.held }, { ...lock.claimant, lockHi, lockLo });
    }
  }

  /** Refused while he waited, or lost while he held it; either way our half closes. */
  private _over(principal: Principal, lock: ClientLock): void {
    principal.lock = null;
    const op = principal.held === LOCK_STATE.INVAL ? LOCK_OP.REFUSE : LOCK_OP.REVOKE;
    sendElement(this._core, principal.transaction, FLAG.DELETE, lockElement(lock.key, lock.claimant, { op, serial: principal.serial, error: lock.error }));
  }

  private _say(principal: Principal, said: Said, about?: Claimant): void {
    const lock = principal.lock!;
    sendElement(this._core, principal.transaction, 0, lockElement(lock.key, about ?? lock.claimant, said));
  }
}
