import { assert } from "../base/assert.ts";
import { LIMITS } from "../base/limits.ts";
import { FLIGHT, Flights } from "./flights.ts";
import { corrupted, delayUs } from "./link-impair.ts";
import type { Lane } from "./link.ts";
import { type Moment, WAKE } from "./moment.ts";
import { ALTERED, LOST, TRACE, TRACE_FIELDS } from "./trace.ts";

/**
 * Carries bytes along the lanes. Every lane keeps its flights in order of arrival and has at most one entry that counts
 * in the event queue, for the first of them; an older entry that no longer counts is passed over. A stream never
 * overtakes itself; in raw mode the time of arrival alone decides.
 */
export class Transport {
  readonly flights = new Flights();
  /** number of the next message of the run */
  nextMessage = 0;
  /** bytes that wait in suspended lanes */
  heldBytes = 0;
  readonly #moment: Moment;

  constructor(moment: Moment) {
    this.#moment = moment;
  }

  /** A message leaves `lane.from`. Returns its number. */
  send(lane: Lane, bytes: Uint8Array): number {
    const row = this.#depart(lane, bytes);
    if (row < 0) return this.nextMessage - 1;
    const message = this.flights.message[row];
    if (lane.heldSinceUs >= 0) this.#hold(lane, row);
    else if (lane.plain && !lane.silent) this.#launchPlain(lane, row);
    else this.#launch(lane, row);
    return message;
  }

  /** Bytes that no node sent appear in the lane, as they are. */
  inject(lane: Lane, bytes: Uint8Array): void {
    const message = this.send(lane, bytes);
    const row = this.find(lane, message);
    if (row >= 0) this.flights.marks[row] |= FLIGHT.injected;
    this.altered(lane, message, ALTERED.injected, bytes.length);
  }

  /** The end of the stream, behind the bytes already sent in that direction. */
  end(lane: Lane): void {
    if (lane.ending || lane.silent) return;
    lane.ending = true;
    const flights = this.flights;
    const row = flights.take();
    flights.message[row] = -1;
    flights.cause[row] = this.#moment.cause;
    flights.lost[row] = 0;
    flights.marks[row] = 0;
    flights.departUs[row] = flights.arriveUs[row] = Number.POSITIVE_INFINITY;
    if (lane.heldSinceUs < 0) this.#time(lane, row, 0, 0);
    this.insert(lane, row);
    if (lane.heldSinceUs < 0) this.#schedule(lane);
  }

  // -------------------------------------------------------------- arrival

  /** Whether the entry (lane, atUs) at the queue's front is an arrival. */
  isDue(lane: Lane, atUs: number): boolean {
    return lane.scheduledUs === atUs && lane.head >= 0 && lane.heldSinceUs < 0 && this.flights.arriveUs[lane.head] <= atUs;
  }

  /** The entry at the queue's front does not count: it moves to the first arrival, or goes. */
  pass(lane: Lane, atUs: number): void {
    const { heap } = this.#moment;
    if (lane.scheduledUs === atUs && lane.head >= 0 && lane.heldSinceUs < 0) {
      lane.scheduledUs = this.flights.arriveUs[lane.head];
      heap.postpone(lane.scheduledUs);
      return;
    }
    if (lane.scheduledUs === atUs) lane.scheduledUs = Number.POSITIVE_INFINITY;
    heap.pop();
  }

  /**
   * The entry at the queue's front is an arrival: takes the first flight out of the lane. What the lane brings in the same
   * microsecond comes next, before what other lanes bring. The caller reads the flight's row, then releases it.
   */
  arrive(lane: Lane): number {
    const row = lane.head;
    this.remove(lane, row);
    if (lane.head < 0) {
      lane.scheduledUs = Number.POSITIVE_INFINITY;
      this.#moment.heap.pop();
      return row;
    }
    const atUs = this.flights.arriveUs[lane.head];
    if (atUs > lane.scheduledUs) {
      lane.scheduledUs = atUs;
      this.#moment.heap.postpone(atUs);
    }
    return row;
  }

  // -------------------------------------------------------------- what a cut does

  /** Nothing moves from now on. */
  hold(lane: Lane): void {
    if (lane.heldSinceUs >= 0) return;
    lane.heldSinceUs = this.#moment.nowUs;
    this.heldBytes += lane.inFlightBytes;
  }

  /** What was held moves on in order: what was on its way goes on from where it was, what was sent since leaves now. */
  release(lane: Lane): void {
    if (lane.heldSinceUs < 0) return;
    const flights = this.flights;
    const heldUs = this.#moment.nowUs - lane.heldSinceUs;
    lane.heldSinceUs = -1;
    this.heldBytes -= lane.inFlightBytes;
    lane.lastArriveUs += heldUs;
    lane.busyUntilUs += heldUs;
    const rows = this.#takeAll(lane);
    for (const row of rows) {
      if (flights.arriveUs[row] !== Number.POSITIVE_INFINITY) {
        flights.departUs[row] += heldUs;
        flights.arriveUs[row] += heldUs;
        this.insert(lane, row);
      } else if (flights.message[row] < 0) {
        this.#time(lane, row, 0, 0);
        this.insert(lane, row);
      } else {
        flights.marks[row] &= ~FLIGHT.queued;
        this.#launch(lane, row);
      }
    }
    this.#schedule(lane);
  }

  /** What is on its way vanishes where it is; the picture sees it move on until it would have arrived. */
  silence(lane: Lane): void {
    lane.silent = true;
    this.loseAll(lane, LOST.silent);
    if (lane.heldSinceUs >= 0) this.release(lane);
  }

  /** Marks everything in the lane as lost; an end of stream disappears at once, for nobody is told. */
  loseAll(lane: Lane, code: number): void {
    const flights = this.flights;
    for (let row = lane.head, next = -1; row >= 0; row = next) {
      next = flights.next[row];
      if (flights.message[row] < 0) this.discard(lane, row);
      else if (flights.lost[row] === 0) this.#markLost(row, code);
    }
  }

  /** Everything in the lane is gone, now. */
  purge(lane: Lane, code: number): void {
    while (lane.head >= 0) {
      const row = lane.head;
      const message = this.flights.message[row];
      if (message >= 0) this.traceLost(lane, message, this.flights.lost[row] || code, this.flights.cause[row]);
      this.discard(lane, row);
    }
    if (lane.heldSinceUs >= 0) lane.heldSinceUs = this.#moment.nowUs;
  }

  /** A new incarnation of the link (LINK-07): no byte of the old one arrives, and it owes that one no order. */
  reset(lane: Lane): void {
    assert(lane.head < 0, "Transport: bytes of the link's last incarnation are still in flight");
    lane.lastArriveUs = lane.busyUntilUs = lane.busyRest = 0;
    lane.toldQueuedBytes = 0;
  }

  /** LINK-08: bytes that have not left yet; all of a suspended lane. */
  queuedBytes(lane: Lane): number {
    if (lane.heldSinceUs >= 0) return lane.inFlightBytes;
    const waitUs = lane.busyUntilUs - this.#moment.nowUs;
    const bandwidth = lane.model.bandwidthBytesPerS;
    return waitUs <= 0 || bandwidth === 0 ? 0 : Math.ceil((waitUs * bandwidth) / 1_000_000);
  }

  /** The model was changed: what has not left yet leaves at the new rate. */
  retime(lane: Lane): void {
    const { nowUs } = this.#moment;
    if (lane.heldSinceUs >= 0 || lane.busyUntilUs <= nowUs) return;
    const flights = this.flights;
    const rows = this.#takeAll(lane);
    const departs = rows.filter((row) => flights.departUs[row] > nowUs && flights.message[row] >= 0).toSorted((x, y) => flights.message[x] - flights.message[y]);
    lane.busyUntilUs = nowUs;
    lane.busyRest = 0;
    for (const row of departs) {
      const departUs = this.#departure(lane, flights.bytes[row]!.length);
      flights.arriveUs[row] += departUs - flights.departUs[row];
      flights.departUs[row] = departUs;
    }
    lane.lastArriveUs = 0;
    for (const row of rows) {
      if (lane.model.mode === "stream" || flights.message[row] < 0) flights.arriveUs[row] = Math.max(flights.arriveUs[row], lane.lastArriveUs);
      lane.lastArriveUs = Math.max(lane.lastArriveUs, flights.arriveUs[row]);
      this.insert(lane, row);
    }
    this.#schedule(lane);
  }

  // -------------------------------------------------------------- lists

  /** The flight of that message in the lane, or -1. */
  find(lane: Lane, message: number): number {
    for (let row = lane.tail; row >= 0; row = this.flights.previous[row]) if (this.flights.message[row] === message) return row;
    return -1;
  }

  /** Puts a flight behind all that arrive no later. */
  insert(lane: Lane, row: number): void {
    const { next, previous, arriveUs, bytes } = this.flights;
    let before = lane.tail;
    while (before >= 0 && arriveUs[before] > arriveUs[row]) before = previous[before];
    const after = before < 0 ? lane.head : next[before];
    previous[row] = before;
    next[row] = after;
    if (before < 0) lane.head = row;
    else next[before] = row;
    if (after < 0) lane.tail = row;
    else previous[after] = row;
    const carried = bytes[row];
    if (carried === undefined) return;
    lane.inFlight++;
    lane.inFlightBytes += carried.length;
  }

  remove(lane: Lane, row: number): void {
    const { next, previous, bytes } = this.flights;
    const before = previous[row];
    const after = next[row];
    if (before < 0) lane.head = after;
    else next[before] = after;
    if (after < 0) lane.tail = before;
    else previous[after] = before;
    const carried = bytes[row];
    if (carried === undefined) lane.ending = false;
    else {
      lane.inFlight--;
      lane.inFlightBytes -= carried.length;
    }
  }

  /** Takes a flight out of the lane for good. */
  discard(lane: Lane, row: number): void {
    if (lane.heldSinceUs >= 0) this.heldBytes -= this.flights.bytes[row]?.length ?? 0;
    this.remove(lane, row);
    this.flights.release(row);
  }

  /** A flight's time of arrival was changed by hand; in a stream all behind it wait for it. */
  moveTo(lane: Lane, row: number, arriveUs: number): void {
    const flights = this.flights;
    const behind: number[] = [];
    if (lane.model.mode === "stream") for (let at = flights.next[row]; at >= 0; at = flights.next[at]) behind.push(at);
    for (const moved of [row, ...behind]) {
      this.remove(lane, moved);
      flights.arriveUs[moved] = Math.max(flights.arriveUs[moved], arriveUs);
      this.insert(lane, moved);
      if (flights.message[moved] < 0) lane.ending = true;
    }
    lane.lastArriveUs = Math.max(lane.lastArriveUs, flights.arriveUs[row]);
    this.#schedule(lane);
  }

  /** A second flight of the same bytes, right behind the first; it has a number of its own. Returns its row, or -1. */
  copy(lane: Lane, row: number, lateUs: number): number {
    const flights = this.flights;
    const bytes = flights.bytes[row]!;
    const copy = this.#depart(lane, bytes);
    if (copy < 0) return -1;
    flights.departUs[copy] = flights.departUs[row];
    flights.arriveUs[copy] = flights.arriveUs[row] + lateUs;
    flights.lost[copy] = flights.lost[row];
    flights.marks[copy] = flights.marks[row];
    this.insert(lane, copy);
    if (lane.heldSinceUs >= 0) this.heldBytes += bytes.length;
    else this.#schedule(lane);
    this.altered(lane, flights.message[copy], ALTERED.duplicated, flights.message[row]);
    return copy;
  }

  /** Other bytes take the place of those in flight. */
  replaceBytes(lane: Lane, row: number, bytes: Uint8Array): void {
    const more = bytes.length - this.flights.bytes[row]!.length;
    this.flights.bytes[row] = bytes;
    lane.inFlightBytes += more;
    if (lane.heldSinceUs >= 0) this.heldBytes += more;
  }

  // -------------------------------------------------------------- trace

  traceLost(lane: Lane, message: number, code: number, cause: number): void {
    const { trace, nowUs } = this.#moment;
    const row = trace.add(TRACE.lost, nowUs, -1, lane.link.index, lane.direction, message, cause);
    trace.fields[trace.at(row) + 6] = code;
    lane.messagesLost++;
  }

  /** Returns where the row's first free value is in the trace's fields. */
  altered(lane: Lane, message: number, code: number, value: number): number {
    const { trace, nowUs, cause } = this.#moment;
    const at = trace.at(trace.add(TRACE.altered, nowUs, -1, lane.link.index, lane.direction, message, cause));
    trace.fields[at + 6] = code;
    trace.fields[at + 7] = value;
    return at + 8;
  }

  // -------------------------------------------------------------- inside

  /** Traces the sending and makes a flight with its times still open; -1 when there are too many in the run. */
  #depart(lane: Lane, bytes: Uint8Array): number {
    const { trace, nowUs, cause } = this.#moment;
    const message = this.nextMessage++;
    assert(message < 0x7fffffff, "Transport: more messages than a run can number");
    const sent = trace.add(TRACE.send, nowUs, lane.from, lane.link.index, lane.direction, message, cause);
    trace.bytes[trace.count - 1] = bytes;
    lane.messagesSent++;
    lane.bytesSent += bytes.length;
    const flights = this.flights;
    if (flights.count >= LIMITS.pendingEventsMax) {
      this.traceLost(lane, message, LOST.limit, sent);
      return -1;
    }
    const row = flights.take();
    flights.message[row] = message;
    flights.cause[row] = sent;
    flights.lost[row] = 0;
    flights.marks[row] = 0;
    flights.bytes[row] = bytes;
    return row;
  }

  #hold(lane: Lane, row: number): void {
    this.flights.departUs[row] = this.flights.arriveUs[row] = Number.POSITIVE_INFINITY;
    this.flights.marks[row] |= FLIGHT.queued;
    this.insert(lane, row);
    this.heldBytes += this.flights.bytes[row]!.length;
  }

  /** The fast path: latency and nothing else. */
  #launchPlain(lane: Lane, row: number): void {
    const nowUs = this.#moment.nowUs;
    let arriveUs = nowUs + lane.model.latencyUs;
    if (arriveUs < lane.lastArriveUs && lane.model.mode === "stream") arriveUs = lane.lastArriveUs;
    if (arriveUs > lane.lastArriveUs) lane.lastArriveUs = arriveUs;
    this.flights.departUs[row] = nowUs;
    this.flights.arriveUs[row] = arriveUs;
    this.insert(lane, row);
    if (arriveUs < lane.scheduledUs) this.#schedule(lane);
  }

  #launch(lane: Lane, row: number): void {
    const flights = this.flights;
    const { model } = lane;
    const message = flights.message[row];
    const raw = model.mode === "raw";
    let lateUs = 0;
    if (lane.silent) this.#markLost(row, LOST.silent);
    else if (raw && lane.random.chancePerMillion(model.lossPerMillion)) this.#markLost(row, LOST.loss);
    else if (!raw) lateUs += delayUs(lane, (us) => this.altered(lane, message, ALTERED.retransmitted, us));
    if (lane.random.chancePerMillion(model.corruptPerMillion)) this.#corrupt(lane, row);
    const twice = lane.random.chancePerMillion(model.duplicatePerMillion);
    if (lane.random.chancePerMillion(model.reorderPerMillion)) {
      const overtakenUs = raw ? lane.random.below(model.reorderUs + 1) : 0;
      this.altered(lane, message, ALTERED.reordered, overtakenUs);
      lateUs += overtakenUs;
    }
    if (model.jitterUs > 0) lateUs += lane.random.below(model.jitterUs + 1);
    this.#time(lane, row, flights.bytes[row]!.length, lateUs);
    this.insert(lane, row);
    if (twice && raw) this.copy(lane, row, model.jitterUs > 0 ? lane.random.below(model.jitterUs + 1) : 0);
    else if (twice) this.altered(lane, message, ALTERED.duplicated, -1);
    this.#schedule(lane);
  }

  /** One to three bits of the message are flipped; what was handed out by the sender stays as it is. */
  #corrupt(lane: Lane, row: number): void {
    const bits = corrupted(this.flights.bytes[row]!, lane.random);
    this.flights.bytes[row] = bits.bytes;
    this.flights.marks[row] |= FLIGHT.corrupted;
    const at = this.altered(lane, this.flights.message[row], ALTERED.corrupted, bits.flipped.length);
    this.#moment.trace.fields.set(bits.flipped, at);
  }

  #markLost(row: number, code: number): void {
    this.flights.lost[row] = code;
    this.flights.marks[row] |= FLIGHT.willBeLost;
  }

  /** When a flight leaves and arrives: bandwidth, then latency; a stream and its end stay in order. */
  #time(lane: Lane, row: number, bytes: number, lateUs: number): void {
    const flights = this.flights;
    const departUs = this.#departure(lane, bytes);
    let arriveUs = departUs + lane.model.latencyUs + lateUs;
    if (lane.model.mode === "stream" || flights.message[row] < 0) arriveUs = Math.max(arriveUs, lane.lastArriveUs);
    lane.lastArriveUs = Math.max(lane.lastArriveUs, arriveUs);
    flights.departUs[row] = departUs;
    flights.arriveUs[row] = arriveUs;
  }

  /** When the last of so many bytes has left, in whole microseconds; the rest of a microsecond is not forgotten. */
  #departure(lane: Lane, bytes: number): number {
    const { nowUs } = this.#moment;
    const bandwidth = lane.model.bandwidthBytesPerS;
    if (bandwidth === 0) return nowUs > lane.busyUntilUs ? nowUs : lane.busyUntilUs;
    if (lane.busyUntilUs < nowUs) {
      lane.busyUntilUs = nowUs;
      lane.busyRest = 0;
    }
    const total = lane.busyRest + bytes * 1_000_000;
    const us = Math.floor(total / bandwidth);
    lane.busyRest = total - us * bandwidth;
    lane.busyUntilUs += us;
    return lane.busyUntilUs;
  }

  /** Takes all flights out of the lane, in order. */
  #takeAll(lane: Lane): number[] {
    const rows: number[] = [];
    for (let row = lane.head; row >= 0; row = this.flights.next[row]) rows.push(row);
    const ending = lane.ending;
    for (const row of rows) this.remove(lane, row);
    lane.ending = ending;
    return rows;
  }

  #schedule(lane: Lane): void {
    if (lane.head < 0 || lane.heldSinceUs >= 0) return;
    const atUs = this.flights.arriveUs[lane.head];
    if (atUs >= lane.scheduledUs) return;
    lane.scheduledUs = atUs;
    this.#moment.wake(WAKE.lane, lane.index, atUs);
  }
}

/** Asserted where rows are written by hand. */
assert(TRACE_FIELDS === 16, "Transport: the trace's rows changed");
