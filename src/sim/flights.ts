// One flight is 64 bytes: a hop touches one cache line of it, however many there are.
const WORDS = 16;
const MESSAGE = 0;
const NEXT = 1;
const PREVIOUS = 2;
const CAUSE = 3;
/** LOST code | FLIGHT bits << 8 */
const FATE = 4;
/** index of the lane that it is in */
const LANE = 5;
const DOUBLES = 8;
const DEPART = 3;
const ARRIVE = 4;

/** What the link did to a message in flight, for the picture; `shared`: its bytes are somebody else's, too. */
export const FLIGHT = { willBeLost: 2, corrupted: 4, injected: 8, queued: 16, shared: 32 } as const;

/** Flights as columns, copied: for whoever looks on. */
export interface FlightColumns {
  readonly message: Int32Array;
  readonly next: Int32Array;
  readonly previous: Int32Array;
  readonly marks: Uint8Array;
  readonly departUs: Float64Array;
  readonly arriveUs: Float64Array;
}

/**
 * Messages on their way, as rows of one typed table with a free list (invariant 10). The flights of one lane form a doubly
 * linked list in order of arrival. An end of stream travels like a message: its number is -1 and it carries no bytes.
 */
export class Flights {
  private _words = new Int32Array(64 * WORDS);
  private _doubles = new Float64Array(this._words.buffer);
  private _bytes: (Uint8Array | undefined)[] = [];
  /** what the records on their way say, by row (LINK-02) */
  private readonly _plain = new Map<number, Uint8Array>();
  private _used = 0;
  private _free = -1;
  private _count = 0;

  get count(): number {
    return this._count;
  }

  /** A new row, in no lane; its times are to be set. `cause`: number of the trace row that sent it. */
  take(message: number, cause: number, bytes: Uint8Array | undefined): number {
    this._count++;
    let row = this._free;
    if (row >= 0) this._free = this._words[row * WORDS + NEXT];
    else {
      row = this._used++;
      if (row * WORDS === this._words.length) this._grow();
    }
    const words = this._words;
    const at = row * WORDS;
    words[at + MESSAGE] = message;
    words[at + CAUSE] = cause;
    words[at + FATE] = 0;
    this._bytes[row] = bytes;
    return row;
  }

  release(row: number): void {
    this._bytes[row] = undefined;
    if (this._plain.size > 0) this._plain.delete(row);
    this._words[row * WORDS + MESSAGE] = -1;
    this._words[row * WORDS + NEXT] = this._free;
    this._free = row;
    this._count--;
  }

  message(row: number): number {
    return this._words[row * WORDS + MESSAGE];
  }

  lane(row: number): number {
    return this._words[row * WORDS + LANE];
  }

  setLane(row: number, lane: number): void {
    this._words[row * WORDS + LANE] = lane;
  }

  /** The rows of all messages on their way, in no order; reads the table from one end to the other. */
  rows(into: Int32Array): number {
    const words = this._words;
    let count = 0;
    for (let row = 0, at = MESSAGE; row < this._used; row++, at += WORDS) if (words[at] >= 0) into[count++] = row;
    return count;
  }

  /** neighbours in the lane, -1 = none */
  next(row: number): number {
    return this._words[row * WORDS + NEXT];
  }

  previous(row: number): number {
    return this._words[row * WORDS + PREVIOUS];
  }

  setNext(row: number, next: number): void {
    this._words[row * WORDS + NEXT] = next;
  }

  setPrevious(row: number, previous: number): void {
    this._words[row * WORDS + PREVIOUS] = previous;
  }

  cause(row: number): number {
    return this._words[row * WORDS + CAUSE];
  }

  /** nothing was done to it: not lost, not altered, its bytes are its own */
  isPristine(row: number): boolean {
    return this._words[row * WORDS + FATE] === 0;
  }

  /** LOST code when it will never be delivered, else 0 */
  lost(row: number): number {
    return this._words[row * WORDS + FATE] & 255;
  }

  lose(row: number, code: number): void {
    this._words[row * WORDS + FATE] = (this.marks(row) | FLIGHT.willBeLost) << 8 | code;
  }

  /** FLIGHT bits */
  marks(row: number): number {
    return this._words[row * WORDS + FATE] >> 8;
  }

  mark(row: number, marks: number): void {
    this._words[row * WORDS + FATE] |= marks << 8;
  }

  unmark(row: number, marks: number): void {
    this._words[row * WORDS + FATE] &= ~(marks << 8);
  }

  /** what was done to one flight is true of its copy */
  copyFate(from: number, to: number): void {
    this._words[to * WORDS + FATE] = this._words[from * WORDS + FATE];
  }

  /** when its last byte left; Infinity while it waits in a suspended lane */
  departUs(row: number): number {
    return this._doubles[row * DOUBLES + DEPART];
  }

  /** when that arrives */
  arriveUs(row: number): number {
    return this._doubles[row * DOUBLES + ARRIVE];
  }

  setTimes(row: number, departUs: number, arriveUs: number): void {
    this._doubles[row * DOUBLES + DEPART] = departUs;
    this._doubles[row * DOUBLES + ARRIVE] = arriveUs;
  }

  /** undefined = an end of stream */
  bytes(row: number): Uint8Array | undefined {
    return this._bytes[row];
  }

  /** LINK-02: the message that travels as a record; undefined = it travels in the clear */
  plain(row: number): Uint8Array | undefined {
    return this._plain.size === 0 ? undefined : this._plain.get(row);
  }

  setPlain(row: number, plain: Uint8Array): void {
    this._plain.set(row, plain);
  }

  /** Other bytes than its sender handed out. A record of the same length is still shown as the message that its sender sealed. */
  setBytes(row: number, bytes: Uint8Array): void {
    if (this._plain.size > 0 && bytes.length !== this._bytes[row]?.length) this._plain.delete(row);
    this._bytes[row] = bytes;
    this.mark(row, FLIGHT.shared);
  }

  columns(): FlightColumns {
    const rows = Array.from({ length: this._used }, (_, row) => row);
    return {
      message: Int32Array.from(rows, (row) => this.message(row)),
      next: Int32Array.from(rows, (row) => this.next(row)),
      previous: Int32Array.from(rows, (row) => this.previous(row)),
      marks: Uint8Array.from(rows, (row) => this.marks(row)),
      departUs: Float64Array.from(rows, (row) => this.departUs(row)),
      arriveUs: Float64Array.from(rows, (row) => this.arriveUs(row)),
    };
  }

  private _grow(): void {
    const words = new Int32Array(this._words.length * 2);
    words.set(this._words);
    this._words = words;
    this._doubles = new Float64Array(words.buffer);
  }
}
