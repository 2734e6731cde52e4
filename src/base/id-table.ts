const SLOT_WORDS = 4;
const HI = 1;
const LO = 2;
const ROW = 3;

/**
 * A typed hash table from (space, 64-bit id) to a non-negative row number. A space is any 32-bit integer that tells apart
 * what shares ids: a link and direction, or a SPAN. Linear probing, backward-shift deletion, at most 5/8 full: no
 * tombstones and no allocation but on growth.
 */
export class IdTable {
  /** SLOT_WORDS a slot, side by side so that a probe costs one cache line: space, hi, lo, row + 1 (0 marks a free slot) */
  private _slots: Int32Array;
  private _mask: number;
  private _size = 0;

  constructor(capacity = 16) {
    let slots = 16;
    while (slots < capacity) slots *= 2;
    this._slots = new Int32Array(slots * SLOT_WORDS);
    this._mask = slots - 1;
  }

  get size(): number {
    return this._size;
  }

  /** The row, or -1. */
  get(space: number, hi: number, lo: number): number {
    return this._slots[this._find(space | 0, hi | 0, lo | 0) + ROW] - 1;
  }

  /** Puts or replaces. */
  set(space: number, hi: number, lo: number, row: number): void {
    if ((this._size + 1) * 8 > (this._mask + 1) * 5) this._grow();
    const at = this._find(space | 0, hi | 0, lo | 0);
    const slots = this._slots;
    if (slots[at + ROW] === 0) this._size++;
    slots[at] = space;
    slots[at + HI] = hi;
    slots[at + LO] = lo;
    slots[at + ROW] = row + 1;
  }

  /** False when there was no such id. */
  delete(space: number, hi: number, lo: number): boolean {
    const slots = this._slots;
    let hole = this._find(space | 0, hi | 0, lo | 0) / SLOT_WORDS;
    if (slots[hole * SLOT_WORDS + ROW] === 0) return false;
    this._size--;
    for (let slot = (hole + 1) & this._mask; slots[slot * SLOT_WORDS + ROW] !== 0; slot = (slot + 1) & this._mask) {
      const at = slot * SLOT_WORDS;
      const home = hashOf(slots[at], slots[at + HI], slots[at + LO]) & this._mask;
      if (((slot - home) & this._mask) < ((slot - hole) & this._mask)) continue;
      slots.copyWithin(hole * SLOT_WORDS, at, at + SLOT_WORDS);
      hole = slot;
    }
    slots[hole * SLOT_WORDS + ROW] = 0;
    return true;
  }

  clear(): void {
    this._slots.fill(0);
    this._size = 0;
  }

  /** Index of the first word of the slot that holds the id, or of the free one where it would go. */
  private _find(space: number, hi: number, lo: number): number {
    const slots = this._slots;
    const mask = this._mask;
    let slot = hashOf(space, hi, lo) & mask;
    for (;;) {
      const at = slot * SLOT_WORDS;
      if (slots[at + ROW] === 0 || (slots[at + LO] === lo && slots[at + HI] === hi && slots[at] === space)) return at;
      slot = (slot + 1) & mask;
    }
  }

  private _grow(): void {
    const wider = new IdTable((this._mask + 1) * 2);
    const slots = this._slots;
    for (let at = 0; at < slots.length; at += SLOT_WORDS) {
      if (slots[at + ROW] !== 0) wider.set(slots[at], slots[at + HI], slots[at + LO], slots[at + ROW] - 1);
    }
    this._slots = wider._slots;
    this._mask = wider._mask;
  }
}

function hashOf(space: number, hi: number, lo: number): number {
  let hash = Math.imul(lo, 0x9e3779b1) ^ Math.imul(hi, 0x85ebca6b) ^ Math.imul(space, 0xc2b2ae35);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) >>> 0;
}
