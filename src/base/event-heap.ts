/**
 * The event queue: a 4-ary heap of typed columns with a total order (time, then sequence number of insertion), so that
 * ties never depend on the heap's shape. An entry carries one 32-bit payload, usually the row of a table.
 */
export class EventHeap {
  private _timesUs = new Float64Array(256);
  private _sequences = new Float64Array(256);
  private _payloads = new Int32Array(256);
  private _size = 0;
  private _nextSequence = 0;

  get size(): number {
    return this._size;
  }

  /** Time of the earliest entry; Infinity when there is none. */
  get nextTimeUs(): number {
    return this._size === 0 ? Number.POSITIVE_INFINITY : this._timesUs[0];
  }

  /** Payload of the earliest entry; the heap must not be empty. */
  get nextPayload(): number {
    return this._payloads[0];
  }

  push(timeUs: number, payload: number): void {
    if (this._size === this._timesUs.length) this._grow();
    const times = this._timesUs;
    const sequences = this._sequences;
    const payloads = this._payloads;
    const sequence = this._nextSequence++;
    let at = this._size++;
    // A new entry has the greatest sequence number, so on equal times it stays below.
    while (at > 0) {
      const parent = (at - 1) >> 2;
      if (times[parent] <= timeUs) break;
      times[at] = times[parent];
      sequences[at] = sequences[parent];
      payloads[at] = payloads[parent];
      at = parent;
    }
    times[at] = timeUs;
    sequences[at] = sequence;
    payloads[at] = payload;
  }

  /** Removes the earliest entry and returns its payload; the heap must not be empty. */
  pop(): number {
    const payloads = this._payloads;
    const earliest = payloads[0];
    const last = --this._size;
    if (last > 0) this._sink(this._timesUs[last], this._sequences[last], payloads[last]);
    return earliest;
  }

  /** Puts the earliest entry off to a later time: what pop and push of the same payload do, in one go. */
  postpone(timeUs: number): void {
    this._sink(timeUs, this._nextSequence++, this._payloads[0]);
  }

  private _sink(timeUs: number, sequence: number, payload: number): void {
    const times = this._timesUs;
    const sequences = this._sequences;
    const payloads = this._payloads;
    const size = this._size;
    let at = 0;
    for (;;) {
      const first = 4 * at + 1;
      if (first >= size) break;
      const end = first + 4 < size ? first + 4 : size;
      let least = first;
      for (let child = first + 1; child < end; child++) {
        if (times[child] < times[least] || (times[child] === times[least] && sequences[child] < sequences[least])) least = child;
      }
      if (timeUs < times[least] || (timeUs === times[least] && sequence < sequences[least])) break;
      times[at] = times[least];
      sequences[at] = sequences[least];
      payloads[at] = payloads[least];
      at = least;
    }
    times[at] = timeUs;
    sequences[at] = sequence;
    payloads[at] = payload;
  }

  private _grow(): void {
    const capacity = this._timesUs.length * 2;
    this._timesUs = widen(this._timesUs, new Float64Array(capacity));
    this._sequences = widen(this._sequences, new Float64Array(capacity));
    this._payloads = widen(this._payloads, new Int32Array(capacity));
  }
}

function widen<Column extends { set(from: Column): void }>(from: Column, to: Column): Column {
  to.set(from);
  return to;
}
