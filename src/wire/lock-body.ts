/** Our CAC_LOCK (CAC-01, SVC-02): its numbers, and its fields as bytes and back. None of it is upstream's. */
import { readU32 } from "../base/bytes.ts";
import type { UuidWords } from "../base/uuid.ts";
import { readUuid } from "./bodies.ts";
import { type BodyWriter, viewUuid } from "./encode.ts";
import { LOCK } from "./layout.ts";
import type { Message } from "./message.ts";

/** What is held or wanted, from nothing to the strongest. */
export const LOCK_STATE = { INVAL: 0, SHARED: 1, EXCLUSIVE: 2, MODIFIED: 3 } as const;
export type LockState = (typeof LOCK_STATE)[keyof typeof LOCK_STATE];
export type LockStateName = keyof typeof LOCK_STATE;
export const LOCK_STATE_NAMES = ["INVAL", "SHARED", "EXCLUSIVE", "MODIFIED"] as const satisfies readonly LockStateName[];

/** What of an inode a lock is about. */
export const LOCK_DOMAIN = { TREE: 0, INUM: 1, ATTR: 2, DIRENT: 3 } as const;
export type LockDomain = (typeof LOCK_DOMAIN)[keyof typeof LOCK_DOMAIN];
export type LockDomainName = keyof typeof LOCK_DOMAIN;
export const LOCK_DOMAIN_NAMES = ["TREE", "INUM", "ATTR", "DIRENT"] as const satisfies readonly LockDomainName[];

/** What a message of a lock's transaction says; from 16 on it is the master who speaks. */
export const LOCK_OP = {
  /** the client wants `wanted_state` */
  REQUEST: 1,
  /** the client holds `granted_state` now, and wants no more than that */
  NARROWED: 2,
  /** the client holds nothing any more; its half closes */
  RELEASE: 3,
  /** the master grants `granted_state`, which may be broader than what was asked */
  GRANT: 16,
  /** the request has to wait */
  WAIT: 17,
  /** the master asks the holder to hold no more than `wanted_state`: the client named in the other fields waits for it */
  NARROW: 18,
  /** the request is refused, `error` says why; what was held is held */
  REFUSE: 19,
  /** what was held is gone, `error` says why; the master's half closes */
  REVOKE: 20,
} as const;
export type LockOp = (typeof LOCK_OP)[keyof typeof LOCK_OP];
const OP_NAMES: ReadonlyMap<number, string> = new Map(Object.entries(LOCK_OP).map(([name, op]) => [op, name]));

export const LOCK_FLAG = {
  /** CAC-02: this master shall obtain the agreement of the others */
  OBTAIN: 1,
  /** INUM by name: `inum` is the directory, the aux data a name in it */
  BY_NAME: 2,
} as const;

export interface LockBody {
  op: number;
  flags: number;
  domain: number;
  wanted: number;
  granted: number;
  /** counts the requests of one client on one transaction; an answer repeats it */
  serial: number;
  inumHi: number;
  inumLo: number;
  readonly fsid: UuidWords;
  lockHi: number;
  lockLo: number;
  timeHi: number;
  timeLo: number;
  txidHi: number;
  txidLo: number;
}

export function newLockBody(): LockBody {
  return { op: 0, flags: 0, domain: 0, wanted: 0, granted: 0, serial: 0, inumHi: 0, inumLo: 0, fsid: new Uint32Array(4), lockHi: 0, lockLo: 0, timeHi: 0, timeLo: 0, txidHi: 0, txidLo: 0 };
}

export function lockOpName(op: number): string {
  return OP_NAMES.get(op) ?? `operation ${op}`;
}

export function lockStateName(state: number): string {
  return LOCK_STATE_NAMES[state] ?? `state ${state}`;
}

export function lockDomainName(domain: number): string {
  return LOCK_DOMAIN_NAMES[domain] ?? `domain ${domain}`;
}

const AT = LOCK.fields;

/** Reads the body of a CAC_LOCK; only the header profile has one (SVC-02). */
export function readLockBody(message: Message, into: LockBody): void {
  const { bytes, at, bigEndian } = message;
  const first = bigEndian ? 0 : 4; // the more significant word comes first in big-endian
  into.op = bytes[at + AT.lock_op.offset];
  into.flags = bytes[at + AT.lock_flags.offset];
  into.domain = bytes[at + AT.lock_domain.offset];
  into.wanted = bytes[at + AT.wanted_state.offset];
  into.granted = bytes[at + AT.granted_state.offset];
  into.serial = readU32(bytes, at + AT.request_serial.offset, bigEndian);
  readUuid(bytes, at + AT.client_fsid.offset, bigEndian, into.fsid);
  into.inumHi = readU32(bytes, at + AT.inum.offset + first, bigEndian);
  into.inumLo = readU32(bytes, at + AT.inum.offset + 4 - first, bigEndian);
  into.lockHi = readU32(bytes, at + AT.lock_id.offset + first, bigEndian);
  into.lockLo = readU32(bytes, at + AT.lock_id.offset + 4 - first, bigEndian);
  into.timeHi = readU32(bytes, at + AT.client_time.offset + first, bigEndian);
  into.timeLo = readU32(bytes, at + AT.client_time.offset + 4 - first, bigEndian);
  into.txidHi = readU32(bytes, at + AT.master_txid.offset + first, bigEndian);
  into.txidLo = readU32(bytes, at + AT.master_txid.offset + 4 - first, bigEndian);
}

/** Writes a body in the sender's byte order, for `Encoder.extended` (WIRE-02). */
export function lockWriter(body: LockBody): BodyWriter {
  return (view, little) => {
    const wide = (offset: number, hi: number, lo: number): void => {
      view.setUint32(offset + (little ? 4 : 0), hi, little);
      view.setUint32(offset + (little ? 0 : 4), lo, little);
    };
    view.setUint8(AT.lock_op.offset, body.op);
    view.setUint8(AT.lock_flags.offset, body.flags);
    view.setUint8(AT.lock_domain.offset, body.domain);
    view.setUint8(AT.wanted_state.offset, body.wanted);
    view.setUint8(AT.granted_state.offset, body.granted);
    view.setUint32(AT.request_serial.offset, body.serial, little);
    viewUuid(view, AT.client_fsid.offset, body.fsid, little);
    wide(AT.inum.offset, body.inumHi, body.inumLo);
    wide(AT.lock_id.offset, body.lockHi, body.lockLo);
    wide(AT.client_time.offset, body.timeHi, body.timeLo);
    wide(AT.master_txid.offset, body.txidHi, body.txidLo);
  };
}
