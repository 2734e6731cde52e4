import type { UuidWords } from "../../base/uuid.ts";
import { compareIds } from "../transactions.ts";

/** Who asks, and since when: by this the older wounds the younger (CAC-02). The lock id names one lock of that client, the same at every master. */
export interface Claimant {
  readonly fsid: UuidWords;
  /** when the client's transaction began, microseconds as two unsigned words */
  readonly timeHi: number;
  readonly timeLo: number;
  readonly lockHi: number;
  readonly lockLo: number;
}

/** Below 0: `a` is older. By time, then by fsid, then by lock id: one order for all masters. */
export function compareAge(a: Claimant, b: Claimant): number {
  const byTime = compareIds(a.timeHi, a.timeLo, b.timeHi, b.timeLo);
  if (byTime !== 0) return byTime;
  for (let word = 0; word < 4; word++) if (a.fsid[word] !== b.fsid[word]) return a.fsid[word] - b.fsid[word];
  return compareIds(a.lockHi, a.lockLo, b.lockHi, b.lockLo);
}

export function isSameLock(a: Claimant, b: Claimant): boolean {
  return a.lockHi === b.lockHi && a.lockLo === b.lockLo;
}
