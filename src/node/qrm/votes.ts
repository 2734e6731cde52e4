/** Sets of masters, as bits by their place among the configured ones, and what a majority is. */

export function bitOf(place: number): number {
  return 1 << place;
}

export function countOf(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count++;
  return count;
}

/** QRM-01: more than half of those configured, never of those seen. */
export function majorityOf(masters: number): number {
  return (masters >>> 1) + 1;
}

export function isMajority(bits: number, masters: number): boolean {
  return countOf(bits) >= majorityOf(masters);
}
