import type { Prng } from "./prng.ts";

/**
 * A random whole number from 0 on, exponentially distributed with that mean (at most 2^32): the time to the next of events that know nothing of one
 * another. Von Neumann's way, which only compares: a run of draws that fall is as long as chance has it, and with an odd one the
 * first of it is the fraction; with an even one the whole goes up by one mean, and it is tried again.
 */
export function exponential(random: Prng, mean: number): number {
  for (let whole = 0; ; whole += mean) {
    const first = random.u32();
    let last = first;
    let falls = true;
    for (;;) {
      const next = random.u32();
      if (next > last) break;
      last = next;
      falls = !falls;
    }
    if (falls) return whole + part(mean, first);
  }
}

/** mean * word / 2^32, rounded down: in two steps that stay below 2^53. */
function part(mean: number, word: number): number {
  const low = Math.floor((mean * (word & 0xffff)) / 0x1_0000);
  return Math.floor((mean * (word >>> 16) + low) / 0x1_0000);
}
