import { ERR, CMD } from "../../wire/constants.ts";
import { LOCK_FLAG, LOCK_STATE, type LockBody, lockWriter, newLockBody, type LockOp } from "../../wire/lock-body.ts";
import { utf8Encode } from "../../base/bytes.ts";
import type { NodeCore } from "../core.ts";
import type { EventType } from "../events.ts";
import type { RuleId } from "../rules.ts";
import type { Element } from "../service/elements.ts";
import type { Claimant } from "./age.ts";
import type { LockKey } from "./namespace.ts";

/** What a message of a lock's transaction says beside its key. */
export interface Said {
  readonly op: LockOp;
  readonly serial: number;
  readonly wanted?: number;
  readonly granted?: number;
  readonly error?: number;
  readonly obtain?: boolean;
  readonly txidHi?: number;
  readonly txidLo?: number;
}

/** A CAC_LOCK about `key`; `claimant` is the client, in NARROW the one who waits. */
export function lockElement(key: LockKey, claimant: Claimant, said: Said): Element {
  const body: LockBody = {
    ...newLockBody(),
    op: said.op,
    flags: (said.obtain ? LOCK_FLAG.OBTAIN : 0) | (key.byName ? LOCK_FLAG.BY_NAME : 0),
    domain: key.domain,
    wanted: said.wanted ?? LOCK_STATE.INVAL,
    granted: said.granted ?? LOCK_STATE.INVAL,
    serial: said.serial,
    inumLo: key.inum,
    fsid: claimant.fsid,
    lockHi: claimant.lockHi,
    lockLo: claimant.lockLo,
    timeHi: claimant.timeHi,
    timeLo: claimant.timeLo,
    txidHi: said.txidHi ?? 0,
    txidLo: said.txidLo ?? 0,
  };
  return { base: CMD.CAC_LOCK, error: said.error ?? ERR.NONE, body: lockWriter(body), ...(key.byName ? { aux: utf8Encode(key.name) } : {}) };
}

/** `extra` of the events of locks: inode, by name or not, domain and state in one number. */
export function packKey(key: LockKey, state: number): number {
  return (key.inum << 8) | (key.byName ? 0x80 : 0) | (key.domain << 4) | state;
}

export function unpackKey(extra: number): { readonly inum: number; readonly byName: boolean; readonly domain: number; readonly state: number } {
  return { inum: extra >> 8, byName: (extra & 0x80) !== 0, domain: (extra >> 4) & 7, state: extra & 15 };
}

/** Tells of a lock: msgid is its lock id, spanid that of `other`, who waits for it or wounded it. */
export function tellLock(core: NodeCore, type: EventType, rule: RuleId, link: number, key: LockKey, claimant: Claimant, value: number, state: number, other: Claimant | null = null, pfs = -1): void {
  core.out.event(type, rule, link, claimant.lockHi, claimant.lockLo, other?.lockHi ?? 0, other?.lockLo ?? 0, pfs, value, packKey(key, state));
}
