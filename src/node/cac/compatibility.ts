import { LOCK_STATE, type LockState } from "../../wire/lock-body.ts";

/**
 * CAC-01: whether two clients may hold these states of one thing at the same time. SHARED goes with SHARED only, EXCLUSIVE
 * and MODIFIED with none, INVAL holds nothing. In both directions the order is that of LOCK_STATE, weakest first.
 */
export const COMPATIBLE: readonly (readonly boolean[])[] = [
  // INVAL SHARED EXCLUSIVE MODIFIED
  [true, true, true, true], //    INVAL
  [true, true, false, false], //  SHARED
  [true, false, false, false], // EXCLUSIVE
  [true, false, false, false], // MODIFIED
];

export function areCompatible(a: LockState, b: LockState): boolean {
  return COMPATIBLE[a]![b]!;
}

/** The most that a holder may keep beside somebody who has `other`. */
export function mostBeside(other: LockState): LockState {
  let most: LockState = LOCK_STATE.INVAL;
  for (const state of Object.values(LOCK_STATE)) if (areCompatible(state, other) && state > most) most = state;
  return most;
}

/** CAC-02: what all of them granted in common; INVAL of nothing. States are an order, so it is the weakest. */
export function commonState(states: readonly LockState[]): LockState {
  if (states.length === 0) return LOCK_STATE.INVAL;
  return states.reduce((weakest, state) => (state < weakest ? state : weakest));
}
