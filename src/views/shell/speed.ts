import { US_PER_S } from "../../base/time.ts";
import { TEXTS } from "../../texts/page.ts";

/** The speeds of the slider: 1/1000 … real time … 100 times, in steps of 1-2-5, and at its end as fast as it goes. */
export const SPEEDS: readonly number[] = [
  ...[1_000, 500, 200, 100, 50, 20, 10, 5, 2].map((slower) => US_PER_S / slower),
  ...[1, 2, 5, 10, 20, 50, 100].map((faster) => US_PER_S * faster),
  Infinity,
];

/** Position on the slider of a speed: the nearest on the log scale. */
export function speedPosition(usPerS: number): number {
  if (!Number.isFinite(usPerS)) return SPEEDS.length - 1;
  let nearest = 0;
  for (let i = 1; i < SPEEDS.length - 1; i++) {
    if (distance(SPEEDS[i], usPerS) < distance(SPEEDS[nearest], usPerS)) nearest = i;
  }
  return nearest;
}

/** "1/50", "real time", "5×", "as fast as it goes". */
export function speedText(usPerS: number): string {
  if (!Number.isFinite(usPerS)) return TEXTS.speed.fastest;
  if (usPerS === US_PER_S) return TEXTS.speed.realTime;
  if (usPerS > US_PER_S) return `${Number((usPerS / US_PER_S).toFixed(1))}×`;
  return `1/${Number((US_PER_S / usPerS).toFixed(1))}`;
}

function distance(a: number, b: number): number {
  return Math.abs(Math.log(a / Math.max(b, 1)));
}
