/**
 * Messages on their way, as typed columns with a free list (invariant 10). The flights of one lane form a doubly linked
 * list in order of arrival. An end of stream travels like a message and carries no bytes.
 */
export class Flights {
  /** number of the message in the run; -1 = an end of stream */
  message = new Int32Array(64);
  /** when its last byte left, and when that arrives; Infinity while it waits in a suspended lane */
  departUs = new Float64Array(64);
  arriveUs = new Float64Array(64);
  /** number of the trace row that sent it */
  cause = new Int32Array(64);
  /** LOST code when it will never be delivered, else 0 */
  lost = new Uint8Array(64);
  /** FLIGHT bits */
  marks = new Uint8Array(64);
  /** neighbours in the lane, -1 = none; of a free row: the next free one */
  next = new Int32Array(64);
  previous = new Int32Array(64);
  bytes: (Uint8Array | undefined)[] = [];
  #used = 0;
  #free = -1;
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** A row whose columns the caller fills. */
  take(): number {
    this.#count++;
    const row = this.#free;
    if (row >= 0) {
      this.#free = this.next[row];
      return row;
    }
    if (this.#used === this.message.length) this.#grow();
    return this.#used++;
  }

  release(row: number): void {
    this.bytes[row] = undefined;
    this.next[row] = this.#free;
    this.#free = row;
    this.#count--;
  }

  #grow(): void {
    const rows = 2 * this.#used;
    this.message = widened(this.message, new Int32Array(rows));
    this.departUs = widened(this.departUs, new Float64Array(rows));
    this.arriveUs = widened(this.arriveUs, new Float64Array(rows));
    this.cause = widened(this.cause, new Int32Array(rows));
    this.lost = widened(this.lost, new Uint8Array(rows));
    this.marks = widened(this.marks, new Uint8Array(rows));
    this.next = widened(this.next, new Int32Array(rows));
    this.previous = widened(this.previous, new Int32Array(rows));
  }
}

/** What the link did to a message in flight, for the picture. */
export const FLIGHT = { willBeLost: 2, corrupted: 4, injected: 8, queued: 16 } as const;

function widened<Column extends { set(from: Column): void }>(from: Column, to: Column): Column {
  to.set(from);
  return to;
}
