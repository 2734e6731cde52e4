import { id64 } from "../../base/bytes.ts";
import { formatUuid } from "../../base/uuid.ts";
import { LOCK_STATE, type LockState } from "../../wire/lock-body.ts";
import type { ProtocolNode } from "../protocol-node.ts";
import { type Claimant, compareAge } from "./age.ts";
import { type ClientLock, OVER, type Slot } from "./client-lock.ts";
import type { LockRecord } from "./lock-table.ts";
import { RECORD_NAMES, SLOT_NAMES } from "./machines.ts";
import type { LockKey } from "./namespace.ts";

/** What one node knows of locks, as plain values (CAC-01, CAC-02): for inspectors, boards, expectations and checks. */
export interface LocksReport {
  /** of this node's own client */
  readonly client: readonly ClientLockReport[];
  /** obtained here for clients of other nodes */
  readonly obtained: readonly ClientLockReport[];
  /** of the masters that this node offers, by their place in the configuration */
  readonly masters: readonly { readonly master: number; readonly records: readonly RecordReport[] }[];
}

export const LOCK_CONDITIONS = ["none", "waiting", "held", "upgrading", "released", "refused", "deadlocked", "lost"] as const;
export type LockCondition = (typeof LOCK_CONDITIONS)[number];

interface AboutLock {
  /** the same at the client and at every master */
  readonly lockId: string;
  readonly fsid: string;
  readonly key: LockKey;
  /** when the client's transaction began: the older wounds the younger */
  readonly timeUs: number;
}

export interface ClientLockReport extends AboutLock {
  readonly tag: number;
  readonly condition: LockCondition;
  readonly state: LockState;
  readonly wanted: LockState;
  readonly error: number;
  readonly quorum: number;
  readonly startedUs: number;
  /** lock id of the older client that it gave way to */
  readonly woundedBy: string | null;
  readonly slots: readonly SlotReport[];
}

export interface SlotReport {
  readonly master: number;
  /** a SLOT_NAMES name, or "closed" when there is neither a transaction nor a way to open one */
  readonly state: string;
  readonly granted: LockState;
  readonly txid: string;
  readonly error: number;
  /** somebody waits for what it holds: the most it may keep */
  readonly calledTo: LockState | null;
}

export interface RecordReport extends AboutLock {
  readonly state: string;
  readonly held: LockState;
  readonly pending: LockState;
  readonly serial: number;
  /** lock ids of those who wait for this one to narrow */
  readonly waitedForBy: readonly string[];
}

/** Null where no masters are configured. */
export function inspectLocks(node: ProtocolNode): LocksReport | null {
  const { locks } = node.core;
  if (!locks) return null;
  return {
    client: [...locks.client.locks.values()].map(clientLockReport),
    obtained: [...locks.client.obtained].map(clientLockReport),
    masters: [...locks.masters.tables].sort(([a], [b]) => a - b).map(([master, { records }]) => ({ master, records: records.map(recordReport) })),
  };
}

/** Rows of lock tables that are in use: records at its masters, and locks that are held or waited for. */
export function lockRows(node: ProtocolNode): number {
  const report = inspectLocks(node);
  if (!report) return 0;
  const active = report.client.filter(({ condition }) => condition === "held" || condition === "waiting" || condition === "upgrading").length;
  return active + report.obtained.length + report.masters.reduce((sum, { records }) => sum + records.length, 0);
}

const OVER_CONDITIONS: Readonly<Record<number, LockCondition>> = { [OVER.released]: "released", [OVER.refused]: "refused", [OVER.deadlocked]: "deadlocked", [OVER.lost]: "lost" };

function conditionOf(lock: ClientLock): LockCondition {
  const over = OVER_CONDITIONS[lock.over];
  if (over) return over;
  if (!lock.isHeld) return "waiting";
  return lock.upgrading ? "upgrading" : "held";
}

function about({ key, claimant }: { readonly key: LockKey; readonly claimant: Claimant }): AboutLock {
  const { lockHi, lockLo, timeHi, timeLo, fsid } = claimant;
  return { lockId: id64(lockHi, lockLo), fsid: formatUuid(fsid), key, timeUs: timeHi * 0x1_0000_0000 + timeLo };
}

function clientLockReport(lock: ClientLock): ClientLockReport {
  const { tag, state, wanted, error, quorum, startedUs, woundedBy } = lock;
  return {
    ...about(lock),
    tag,
    condition: conditionOf(lock),
    state,
    wanted,
    error,
    quorum,
    startedUs,
    woundedBy: woundedBy ? id64(woundedBy.lockHi, woundedBy.lockLo) : null,
    slots: lock.slots.map(slotReport),
  };
}

function slotReport(slot: Slot): SlotReport {
  const { master, state, granted, txidHi, txidLo, error, call } = slot;
  return { master, state: state === null ? "closed" : SLOT_NAMES[state], granted, txid: id64(txidHi, txidLo), error, calledTo: call?.to ?? null };
}

function recordReport(record: LockRecord): RecordReport {
  const { state, held, pending, serial, asked } = record;
  const waiters = [...asked.keys()].filter((waiter) => waiter.pending !== LOCK_STATE.INVAL).sort((a, b) => compareAge(a.claimant, b.claimant));
  return { ...about(record), state: RECORD_NAMES[state], held, pending, serial, waitedForBy: waiters.map(({ claimant }) => id64(claimant.lockHi, claimant.lockLo)) };
}
