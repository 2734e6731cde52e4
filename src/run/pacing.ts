import { assert } from "../base/assert.ts";
import { US_PER_S } from "../base/time.ts";

/**
 * How far the simulated clock may go: a pure function of the wall time that was handed in and of the speed. Nothing here
 * reads a clock. The speed is in simulated microseconds per second of the wall clock; Infinity = as fast as it goes.
 */

/** From 1 us a second to 1,000 s a second; beyond that the speed is "as fast as it goes". */
export const SPEED_US_PER_S_MIN = 1;
export const SPEED_US_PER_S_MAX = 1_000_000_000;
/** More wall time than this between two looks is not made up for: the tab slept, or the worker was busy. */
export const WALL_US_MAX = 250_000;

export interface Pace {
  readonly usPerS: number;
  /** what the last look owed in parts of a microsecond, times US_PER_S; below US_PER_S */
  readonly remainder: number;
}

export function paceAt(usPerS: number): Pace {
  return { usPerS: clampSpeed(usPerS), remainder: 0 };
}

/** The nearest speed that may be had; what is not a number is real time. */
export function clampSpeed(usPerS: number): number {
  if (Number.isNaN(usPerS)) return US_PER_S;
  if (usPerS > SPEED_US_PER_S_MAX) return Number.POSITIVE_INFINITY;
  return Math.max(SPEED_US_PER_S_MIN, Math.floor(usPerS));
}

/**
 * Simulated microseconds owed for `wallUs` of wall time, and the pace with the part of a microsecond that is left over,
 * so that many short looks owe as much as one long one. Infinity when there is no limit.
 */
export function owed(pace: Pace, wallUs: number): { readonly us: number; readonly pace: Pace } {
  assert(Number.isInteger(wallUs), "owed: wall time in whole microseconds");
  if (pace.usPerS === Number.POSITIVE_INFINITY) return { us: Number.POSITIVE_INFINITY, pace };
  const wall = Math.min(Math.max(wallUs, 0), WALL_US_MAX);
  const product = wall * pace.usPerS + pace.remainder;
  const us = Math.floor(product / US_PER_S);
  return { us, pace: { usPerS: pace.usPerS, remainder: product - us * US_PER_S } };
}
