/**
 * The event queue: a 4-ary heap of typed columns with a total order (time, then sequence number of insertion), so that
 * ties never depend on the heap's shape. An entry carries one 32-bit payload, usually the row of a table.
 */
export class EventHeap {
  #timesUs = new Float64Array(256);
  #sequences = new Float64Array(256);
  #payloads = new Int32Array(256);
  #size = 0;
  #nextSequence = 0;

  get size(): number {
    return this.#size;
  }

  /** Time of the earliest entry; Infinity when there is none. */
  get nextTimeUs(): number {
    return this.#size === 0 ? Number.POSITIVE_INFINITY : this.#timesUs[0];
  }

  /** Payload of the earliest entry; the heap must not be empty. */
  get nextPayload(): number {
    return this.#payloads[0];
  }

  push(timeUs: number, payload: number): void {
    if (this.#size === this.#timesUs.length) this.#grow();
    const times = this.#timesUs;
    const sequences = this.#sequences;
    const payloads = this.#payloads;
    const sequence = this.#nextSequence++;
    let at = this.#size++;
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
    const payloads = this.#payloads;
    const earliest = payloads[0];
    const last = --this.#size;
    if (last > 0) this.#sink(this.#timesUs[last], this.#sequences[last], payloads[last]);
    return earliest;
  }

  /** Puts the earliest entry off to a later time: what pop and push of the same payload do, in one go. */
  postpone(timeUs: number): void {
    this.#sink(timeUs, this.#nextSequence++, this.#payloads[0]);
  }

  #sink(timeUs: number, sequence: number, payload: number): void {
    const times = this.#timesUs;
    const sequences = this.#sequences;
    const payloads = this.#payloads;
    const size = this.#size;
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

  #grow(): void {
    const capacity = this.#timesUs.length * 2;
    this.#timesUs = widen(this.#timesUs, new Float64Array(capacity));
    this.#sequences = widen(this.#sequences, new Float64Array(capacity));
    this.#payloads = widen(this.#payloads, new Int32Array(capacity));
  }
}

function widen<Column extends { set(from: Column): void }>(from: Column, to: Column): Column {
  to.set(from);
  return to;
}
