import { HALF } from "./tx-tables.ts";

/** What a row of the table is. */
export const SPAN_KIND = { free: 0, received: 1, sent: 2 } as const;

/**
 * The open LNK_SPAN transactions of a node, one row an end, as typed columns: a mesh of 100 nodes holds 60,000 of them.
 * A received row is in the list of its PFS (`next`, ordered as SPAN-02 says) and heads the list of its relays
 * (`firstRelay`, chained by `next` of the sent rows). A sent row with source -1 is an announcement.
 */
export class SpanTable {
  kind = new Uint8Array(16);
  /** HALF bits of the transaction; the sender of the SPAN is its opener */
  bits = new Uint8Array(16);
  link = new Uint16Array(16);
  msgidHi = new Int32Array(16);
  msgidLo = new Int32Array(16);
  identity = new Int32Array(16);
  dist = new Int32Array(16);
  status = new Int32Array(16);
  /** received: next received row of the PFS; sent: next relay of the same source; free: next free row; -1 ends */
  next = new Int32Array(16);
  /** received: its first relay or -1; sent: the received row it stands for, or -1 */
  other = new Int32Array(16);
  #used = 0;
  #free = -1;
  #count = 0;

  /** Rows in use. */
  get count(): number {
    return this.#count;
  }

  /** Rows ever used: for loops over the whole table. */
  get extent(): number {
    return this.#used;
  }

  add(kind: number, link: number, msgidHi: number, msgidLo: number, identity: number, dist: number, status: number): number {
    const row = this.#take();
    this.kind[row] = kind;
    this.bits[row] = HALF.commandCreated;
    this.link[row] = link;
    this.msgidHi[row] = msgidHi;
    this.msgidLo[row] = msgidLo;
    this.identity[row] = identity;
    this.dist[row] = dist;
    this.status[row] = status;
    this.next[row] = -1;
    this.other[row] = -1;
    this.#count++;
    return row;
  }

  release(row: number): void {
    this.kind[row] = SPAN_KIND.free;
    this.next[row] = this.#free;
    this.#free = row;
    this.#count--;
  }

  /** Usable: neither side has closed its half (SPAN-08). */
  isOpen(row: number): boolean {
    return (this.bits[row] & (HALF.commandDeleted | HALF.replyDeleted)) === 0;
  }

  /** Takes a sent row out of the list of its source's relays. */
  unlinkRelay(row: number): void {
    const source = this.other[row];
    if (source < 0) return;
    if (this.other[source] === row) this.other[source] = this.next[row];
    else {
      let before = this.other[source];
      while (this.next[before] !== row) before = this.next[before];
      this.next[before] = this.next[row];
    }
    this.next[row] = -1;
    this.other[row] = -1;
  }

  linkRelay(row: number, source: number): void {
    this.next[row] = this.other[source];
    this.other[source] = row;
    this.other[row] = source;
  }

  #take(): number {
    const row = this.#free;
    if (row >= 0) {
      this.#free = this.next[row];
      return row;
    }
    if (this.#used === this.kind.length) this.#grow();
    return this.#used++;
  }

  #grow(): void {
    // 3/2 rather than twice: what a table keeps for each open SPAN is budgeted.
    const rows = (this.kind.length * 3) >> 1;
    this.kind = widened(this.kind, new Uint8Array(rows));
    this.bits = widened(this.bits, new Uint8Array(rows));
    this.link = widened(this.link, new Uint16Array(rows));
    this.msgidHi = widened(this.msgidHi, new Int32Array(rows));
    this.msgidLo = widened(this.msgidLo, new Int32Array(rows));
    this.identity = widened(this.identity, new Int32Array(rows));
    this.dist = widened(this.dist, new Int32Array(rows));
    this.status = widened(this.status, new Int32Array(rows));
    this.next = widened(this.next, new Int32Array(rows));
    this.other = widened(this.other, new Int32Array(rows));
  }
}

function widened<Column extends { set(from: Column): void }>(from: Column, to: Column): Column {
  to.set(from);
  return to;
}
