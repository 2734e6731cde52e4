import { HALF } from "./tx-tables.ts";

/** What a row of the table is. */
export const SPAN_KIND = { free: 0, received: 1, sent: 2 } as const;

/** Words of a row. */
const ROW_WORDS = 8;
/** kind in bits 0-1, HALF bits in 4-7, link from 8 on */
const META = 0;
const MSGID_HI = 1;
const MSGID_LO = 2;
const IDENTITY = 3;
const DIST = 4;
const STATUS = 5;
const NEXT = 6;
const OTHER = 7;

const OPEN_HALVES = HALF.commandDeleted | HALF.replyDeleted;

/**
 * The open LNK_SPAN transactions of a node, one row an end: a mesh of 100 nodes holds 60,000 of them. Rows are eight words
 * side by side, so that a message touches one cache line of its node's table and not ten. A received row is in the list of
 * its PFS (`next`, ordered as SPAN-02 says) and heads the list of its relays (`other`, chained by `next` of the sent rows).
 */
export class SpanTable {
  private _words = new Int32Array(16 * ROW_WORDS);
  private _used = 0;
  private _free = -1;
  private _count = 0;

  /** Rows in use. */
  get count(): number {
    return this._count;
  }

  /** Rows ever used: for loops over the whole table. */
  get extent(): number {
    return this._used;
  }

  add(kind: number, link: number, msgidHi: number, msgidLo: number, identity: number, dist: number, status: number): number {
    const row = this._take();
    const words = this._words;
    const at = row * ROW_WORDS;
    words[at] = kind | (HALF.commandCreated << 4) | (link << 8);
    words[at + MSGID_HI] = msgidHi;
    words[at + MSGID_LO] = msgidLo;
    words[at + IDENTITY] = identity;
    words[at + DIST] = dist;
    words[at + STATUS] = status;
    words[at + NEXT] = -1;
    words[at + OTHER] = -1;
    this._count++;
    return row;
  }

  release(row: number): void {
    this._words[row * ROW_WORDS] = SPAN_KIND.free;
    this.setNext(row, this._free);
    this._free = row;
    this._count--;
  }

  kind(row: number): number {
    return this._words[row * ROW_WORDS] & 3;
  }

  /** HALF bits of the transaction; the sender of the SPAN is its opener. */
  bits(row: number): number {
    return (this._words[row * ROW_WORDS] >>> 4) & 15;
  }

  setBits(row: number, bits: number): void {
    const at = row * ROW_WORDS + META;
    this._words[at] = (this._words[at] & ~0xf0) | (bits << 4);
  }

  link(row: number): number {
    return this._words[row * ROW_WORDS] >>> 8;
  }

  msgidHi(row: number): number {
    return this._words[row * ROW_WORDS + MSGID_HI];
  }

  msgidLo(row: number): number {
    return this._words[row * ROW_WORDS + MSGID_LO];
  }

  identity(row: number): number {
    return this._words[row * ROW_WORDS + IDENTITY];
  }

  dist(row: number): number {
    return this._words[row * ROW_WORDS + DIST];
  }

  status(row: number): number {
    return this._words[row * ROW_WORDS + STATUS];
  }

  /** Received: the next received row of the PFS; sent: the next relay of the same source; -1 ends. */
  next(row: number): number {
    return this._words[row * ROW_WORDS + NEXT];
  }

  setNext(row: number, next: number): void {
    this._words[row * ROW_WORDS + NEXT] = next;
  }

  /** Received: its first relay; sent: the received row it stands for; -1 = none (a sent row without source is an announcement). */
  other(row: number): number {
    return this._words[row * ROW_WORDS + OTHER];
  }

  /** Usable: neither side has closed its half (SPAN-08). */
  isOpen(row: number): boolean {
    return (this._words[row * ROW_WORDS] & (OPEN_HALVES << 4)) === 0;
  }

  /** Takes a sent row out of the list of its source's relays. */
  unlinkRelay(row: number): void {
    const source = this.other(row);
    if (source < 0) return;
    if (this.other(source) === row) this._setOther(source, this.next(row));
    else {
      let before = this.other(source);
      while (this.next(before) !== row) before = this.next(before);
      this.setNext(before, this.next(row));
    }
    this.setNext(row, -1);
    this._setOther(row, -1);
  }

  linkRelay(row: number, source: number): void {
    this.setNext(row, this.other(source));
    this._setOther(source, row);
    this._setOther(row, source);
  }

  private _setOther(row: number, other: number): void {
    this._words[row * ROW_WORDS + OTHER] = other;
  }

  private _take(): number {
    const row = this._free;
    if (row >= 0) {
      this._free = this.next(row);
      return row;
    }
    if ((this._used + 1) * ROW_WORDS > this._words.length) this._grow();
    return this._used++;
  }

  private _grow(): void {
    const words = new Int32Array(this._words.length * 2);
    words.set(this._words);
    this._words = words;
  }
}
