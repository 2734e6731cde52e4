// One lane is 64 bytes, for the same reason as a flight.
const WORDS = 16;
const HEAD = 0;
const TAIL = 1;
const TO = 2;
const TO_END = 3;
const FLAGS = 4;
const IN_FLIGHT = 5;
const IN_FLIGHT_BYTES = 6;
const MESSAGES_SENT = 7;
const DOUBLES = 8;
const SCHEDULED = 4;
const LAST_ARRIVE = 5;
const BYTES_SENT = 6;
const LATENCY = 7;

/** `fast`: a stream that costs latency and nothing else, not cut; `ring`: over shared memory; the others: whether the node at that end is up. */
export const LANE = { fast: 1, fromUp: 2, toUp: 4, ring: 8 } as const;

/** What a hop needs of the lanes of all links, by Lane.index; everything else is in `Lane`, whose properties read and write it here. */
export class LaneTable {
  private _words = new Int32Array(64 * WORDS);
  private _doubles = new Float64Array(this._words.buffer);
  private _used = 0;

  add(to: number): number {
    const lane = this._used++;
    if (lane * WORDS === this._words.length) this._grow();
    this._words[lane * WORDS + HEAD] = -1;
    this._words[lane * WORDS + TAIL] = -1;
    this._words[lane * WORDS + TO] = to;
    this.setScheduledUs(lane, Number.POSITIVE_INFINITY);
    return lane;
  }

  /** first and last of its flights in order of arrival, -1 = none */
  head(lane: number): number {
    return this._words[lane * WORDS + HEAD];
  }

  setHead(lane: number, row: number): void {
    this._words[lane * WORDS + HEAD] = row;
  }

  tail(lane: number): number {
    return this._words[lane * WORDS + TAIL];
  }

  setTail(lane: number, row: number): void {
    this._words[lane * WORDS + TAIL] = row;
  }

  /** index of the receiving node, and how that one numbers its end */
  to(lane: number): number {
    return this._words[lane * WORDS + TO];
  }

  toEnd(lane: number): number {
    return this._words[lane * WORDS + TO_END];
  }

  setToEnd(lane: number, end: number): void {
    this._words[lane * WORDS + TO_END] = end;
  }

  /** LANE bits */
  flags(lane: number): number {
    return this._words[lane * WORDS + FLAGS];
  }

  setFlag(lane: number, flag: number, on: boolean): void {
    if (on) this._words[lane * WORDS + FLAGS] |= flag;
    else this._words[lane * WORDS + FLAGS] &= ~flag;
  }

  inFlight(lane: number): number {
    return this._words[lane * WORDS + IN_FLIGHT];
  }

  inFlightBytes(lane: number): number {
    return this._words[lane * WORDS + IN_FLIGHT_BYTES];
  }

  /** Messages and their bytes enter the lane; negative ones leave it. */
  carry(lane: number, messages: number, bytes: number): void {
    this._words[lane * WORDS + IN_FLIGHT] += messages;
    this._words[lane * WORDS + IN_FLIGHT_BYTES] += bytes;
  }

  messagesSent(lane: number): number {
    return this._words[lane * WORDS + MESSAGES_SENT];
  }

  bytesSent(lane: number): number {
    return this._doubles[lane * DOUBLES + BYTES_SENT];
  }

  countSent(lane: number, bytes: number): void {
    this._words[lane * WORDS + MESSAGES_SENT]++;
    this._doubles[lane * DOUBLES + BYTES_SENT] += bytes;
  }

  /** the earliest entry of the event queue that still counts for this lane; Infinity = none */
  scheduledUs(lane: number): number {
    return this._doubles[lane * DOUBLES + SCHEDULED];
  }

  setScheduledUs(lane: number, atUs: number): void {
    this._doubles[lane * DOUBLES + SCHEDULED] = atUs;
  }

  /** latest arrival of what was sent so far: a stream and an end of stream never overtake */
  lastArriveUs(lane: number): number {
    return this._doubles[lane * DOUBLES + LAST_ARRIVE];
  }

  setLastArriveUs(lane: number, atUs: number): void {
    this._doubles[lane * DOUBLES + LAST_ARRIVE] = atUs;
  }

  latencyUs(lane: number): number {
    return this._doubles[lane * DOUBLES + LATENCY];
  }

  setLatencyUs(lane: number, us: number): void {
    this._doubles[lane * DOUBLES + LATENCY] = us;
  }

  private _grow(): void {
    const words = new Int32Array(this._words.length * 2);
    words.set(this._words);
    this._words = words;
    this._doubles = new Float64Array(words.buffer);
  }
}
