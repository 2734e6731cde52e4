/**
 * A typed hash table from (space, 64-bit id) to a non-negative row number. A space is any 32-bit integer that tells apart
 * what shares ids: a link and direction, or a SPAN. Linear probing, backward-shift deletion, at most 5/8 full: no
 * tombstones and no allocation but on growth.
 */
export class IdTable {
  #spaces: Int32Array;
  #his: Int32Array;
  #los: Int32Array;
  /** row + 1; 0 marks a free slot */
  #rows: Int32Array;
  #mask: number;
  #size = 0;

  constructor(capacity = 16) {
    let slots = 16;
    while (slots < capacity) slots *= 2;
    this.#spaces = new Int32Array(slots);
    this.#his = new Int32Array(slots);
    this.#los = new Int32Array(slots);
    this.#rows = new Int32Array(slots);
    this.#mask = slots - 1;
  }

  get size(): number {
    return this.#size;
  }

  /** The row, or -1. */
  get(space: number, hi: number, lo: number): number {
    const at = this.#find(space | 0, hi | 0, lo | 0);
    return this.#rows[at] - 1;
  }

  /** Puts or replaces. */
  set(space: number, hi: number, lo: number, row: number): void {
    if ((this.#size + 1) * 8 > (this.#mask + 1) * 5) this.#grow();
    const at = this.#find(space | 0, hi | 0, lo | 0);
    if (this.#rows[at] === 0) this.#size++;
    this.#spaces[at] = space;
    this.#his[at] = hi;
    this.#los[at] = lo;
    this.#rows[at] = row + 1;
  }

  /** False when there was no such id. */
  delete(space: number, hi: number, lo: number): boolean {
    let hole = this.#find(space | 0, hi | 0, lo | 0);
    if (this.#rows[hole] === 0) return false;
    this.#size--;
    for (let at = (hole + 1) & this.#mask; this.#rows[at] !== 0; at = (at + 1) & this.#mask) {
      const home = slotOf(this.#spaces[at], this.#his[at], this.#los[at]) & this.#mask;
      const reach = (at - home) & this.#mask;
      if (reach < ((at - hole) & this.#mask)) continue;
      this.#move(at, hole);
      hole = at;
    }
    this.#rows[hole] = 0;
    return true;
  }

  clear(): void {
    this.#rows.fill(0);
    this.#size = 0;
  }

  #find(space: number, hi: number, lo: number): number {
    let at = slotOf(space, hi, lo) & this.#mask;
    while (this.#rows[at] !== 0 && (this.#los[at] !== lo || this.#his[at] !== hi || this.#spaces[at] !== space)) at = (at + 1) & this.#mask;
    return at;
  }

  #move(from: number, to: number): void {
    this.#spaces[to] = this.#spaces[from];
    this.#his[to] = this.#his[from];
    this.#los[to] = this.#los[from];
    this.#rows[to] = this.#rows[from];
  }

  #grow(): void {
    const wider = new IdTable((this.#mask + 1) * 2);
    for (let at = 0; at <= this.#mask; at++) {
      if (this.#rows[at] !== 0) wider.set(this.#spaces[at], this.#his[at], this.#los[at], this.#rows[at] - 1);
    }
    this.#spaces = wider.#spaces;
    this.#his = wider.#his;
    this.#los = wider.#los;
    this.#rows = wider.#rows;
    this.#mask = wider.#mask;
  }
}

function slotOf(space: number, hi: number, lo: number): number {
  let hash = Math.imul(lo, 0x9e3779b1) ^ Math.imul(hi, 0x85ebca6b) ^ Math.imul(space, 0xc2b2ae35);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) >>> 0;
}
