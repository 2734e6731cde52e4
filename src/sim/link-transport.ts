import { assert } from "../base/assert.ts";
import { LIMITS } from "../base/limits.ts";
import { FLIGHT, Flights } from "./flights.ts";
import { corrupted, delayUs } from "./link-impair.ts";
import type { LaneRing } from "./link-ring.ts";
import type { Lane } from "./link.ts";
import { LaneTable } from "./lane-table.ts";
import { type Moment, WAKE } from "./moment.ts";
import { ALTERED, LOST, TRACE } from "./trace.ts";

/** The time of what does not move. */
const NEVER = Number.POSITIVE_INFINITY;

/**
 * Carries bytes along the lanes. Every lane keeps its flights in order of arrival and has at most one entry that counts
 * in the event queue, for the first of them; an older entry that no longer counts is passed over. A stream never
 * overtakes itself; in raw mode the time of arrival alone decides.
 */
export class Transport {
  readonly flights = new Flights();
  /** what a hop touches of the lanes, by Lane.index */
  readonly table = new LaneTable();
  /** number of the next message of the run */
  nextMessage = 0;
  /** bytes that wait in suspended lanes */
  heldBytes = 0;
  private readonly _moment: Moment;

  constructor(moment: Moment) {
    this._moment = moment;
  }

  /** A message leaves `from` over a lane that is LANE.fast: the way of nearly all of them. */
  sendFast(lane: number, from: number, bytes: Uint8Array, sealed?: Uint8Array): void {
    const { flights, table } = this;
    const row = this._depart(lane, from, bytes, sealed);
    if (row < 0) return;
    const { nowUs } = this._moment;
    const soonUs = nowUs + table.latencyUs(lane);
    const lastUs = table.lastArriveUs(lane);
    const arriveUs = soonUs > lastUs ? soonUs : lastUs;
    table.setLastArriveUs(lane, arriveUs);
    flights.setTimes(row, nowUs, arriveUs);
    flights.setLane(row, lane);
    const tail = table.tail(lane);
    flights.setPrevious(row, tail);
    flights.setNext(row, -1);
    table.setTail(lane, row);
    table.carry(lane, 1, sealed === undefined ? bytes.length : sealed.length);
    if (tail >= 0) flights.setNext(tail, row);
    else {
      table.setHead(lane, row);
      if (arriveUs < table.scheduledUs(lane)) this._wakeAt(lane, arriveUs);
    }
  }

  /** The same over any lane. `sealed`: the record that travels instead of the message (LINK-02). `overRead`: into a ring that is full as if it were not (SHM-01). Returns the message's number. */
  send(lane: Lane, bytes: Uint8Array, sealed?: Uint8Array, overRead = false): number {
    const row = this._depart(lane.index, lane.from, bytes, sealed);
    const message = this.nextMessage - 1;
    if (row < 0) return message;
    if (lane.heldSinceUs >= 0) this._hold(lane, row);
    else if (lane.ring !== null) this._intoRing(lane, lane.ring, row, overRead);
    else this._launch(lane, row);
    return message;
  }

  /** Bytes that no node sent appear in the lane, as they are. */
  inject(lane: Lane, bytes: Uint8Array): void {
    const message = this.send(lane, bytes, undefined, true);
    const row = this.find(lane, message);
    if (row >= 0) this.flights.mark(row, FLIGHT.injected);
    this.altered(lane, message, ALTERED.injected, bytes.length);
  }

  /** The end of the stream, behind the bytes already sent in that direction. */
  end(lane: Lane): void {
    if (lane.ending || lane.silent) return;
    lane.ending = true;
    const row = this.flights.take(-1, this._moment.cause, undefined);
    if (lane.heldSinceUs >= 0 || (lane.ring?.waiting ?? 0) > 0) this.flights.setTimes(row, NEVER, NEVER);
    else this._time(lane, row, 0, 0);
    this.insert(lane, row);
    this._schedule(lane);
  }

  /** So many messages are on their way that the next one is lost (LIMITS.pendingEventsMax). */
  get isFull(): boolean {
    return this.flights.count >= LIMITS.pendingEventsMax;
  }

  // -------------------------------------------------------------- arrival

  /** Whether the entry (lane, atUs) at the queue's front is an arrival. */
  isDue(lane: number, atUs: number): boolean {
    const head = this.table.head(lane);
    return head >= 0 && this.table.scheduledUs(lane) === atUs && this.flights.arriveUs(head) <= atUs;
  }

  /** The entry at the queue's front does not count: it moves to the first arrival, or goes. */
  pass(lane: Lane, atUs: number): void {
    const { heap } = this._moment;
    if (lane.scheduledUs !== atUs) heap.pop();
    else if (lane.head < 0) {
      lane.scheduledUs = NEVER;
      heap.pop();
    } else {
      lane.scheduledUs = this.flights.arriveUs(lane.head);
      heap.postpone(lane.scheduledUs);
    }
  }

  /**
   * The entry at the queue's front is an arrival: takes the first flight out of the lane. What the lane brings in the same
   * microsecond comes next, before what other lanes bring. The caller reads the flight's row, then releases it.
   */
  arrive(lane: number): number {
    const { flights, table } = this;
    const { heap } = this._moment;
    const row = table.head(lane);
    const next = flights.next(row);
    const bytes = flights.bytes(row);
    if (bytes !== undefined) table.carry(lane, -1, -bytes.length);
    table.setHead(lane, next);
    if (next < 0) {
      table.setTail(lane, -1);
      table.setScheduledUs(lane, NEVER);
      heap.pop();
      return row;
    }
    flights.setPrevious(next, -1);
    const atUs = flights.arriveUs(next);
    if (atUs > heap.nextTimeUs) {
      table.setScheduledUs(lane, atUs);
      heap.postpone(atUs);
    }
    return row;
  }

  // -------------------------------------------------------------- rings (SHM-01)

  /** The receiver is done with so many bytes of the lane's ring: what waited for the room goes into it, in order. */
  wasRead(lane: Lane, bytes: number): void {
    const ring = lane.ring!;
    ring.ring.read += bytes;
    if (ring.waiting === 0 || lane.heldSinceUs >= 0) return;
    const { flights } = this;
    let row = lane.head;
    while (row >= 0 && flights.arriveUs(row) !== NEVER) row = flights.next(row);
    for (let next = -1; row >= 0 && (flights.bytes(row)?.length ?? 0) <= ring.ring.free; row = next) {
      next = flights.next(row);
      this.remove(lane, row);
      this._leave(lane, row);
    }
  }

  private _intoRing(lane: Lane, ring: LaneRing, row: number, overRead: boolean): void {
    if (overRead || lane.silent || ring.admits(this.flights.bytes(row)!.length)) {
      this._leave(lane, row);
      return;
    }
    this.flights.setTimes(row, NEVER, NEVER);
    this.flights.mark(row, FLIGHT.queued);
    this.insert(lane, row);
  }

  /** A flight that is in no lane and has not left does so now, and takes its place in the lane's ring if there is one. */
  private _leave(lane: Lane, row: number): void {
    const { flights } = this;
    if (flights.message(row) < 0) {
      this._time(lane, row, 0, 0);
      this.insert(lane, row);
      this._schedule(lane);
      return;
    }
    flights.unmark(row, FLIGHT.queued);
    if (lane.ring !== null && !lane.silent) lane.ring.ring.written += flights.bytes(row)!.length;
    this._launch(lane, row);
  }

  // -------------------------------------------------------------- what a cut does

  /** Nothing moves from now on. */
  hold(lane: Lane): void {
    if (lane.heldSinceUs >= 0) return;
    lane.heldSinceUs = this._moment.nowUs;
    lane.scheduledUs = NEVER;
    this.heldBytes += lane.inFlightBytes;
  }

  /** What was held moves on in order: what was on its way goes on from where it was, what was sent since leaves now. */
  release(lane: Lane): void {
    if (lane.heldSinceUs < 0) return;
    const flights = this.flights;
    const heldUs = this._moment.nowUs - lane.heldSinceUs;
    lane.heldSinceUs = -1;
    this.heldBytes -= lane.inFlightBytes;
    lane.lastArriveUs += heldUs;
    lane.busyUntilUs += heldUs;
    const rows = this._takeAll(lane);
    for (const row of rows) {
      if (flights.arriveUs(row) !== NEVER) {
        flights.setTimes(row, flights.departUs(row) + heldUs, flights.arriveUs(row) + heldUs);
        this.insert(lane, row);
      } else if (lane.ring === null || lane.silent || lane.ring.admits(flights.bytes(row)?.length ?? 0)) this._leave(lane, row);
      else this.insert(lane, row);
    }
    this._schedule(lane);
  }

  /** What is on its way vanishes where it is; the picture sees it move on until it would have arrived. */
  silence(lane: Lane): void {
    lane.silent = true;
    this.loseAll(lane, LOST.silent);
    if (lane.heldSinceUs >= 0) this.release(lane);
  }

  /** Marks everything in the lane as lost; an end of stream disappears at once, for nobody is told. */
  loseAll(lane: Lane, code: number): void {
    const { flights } = this;
    for (let row = lane.head, next = -1; row >= 0; row = next) {
      next = flights.next(row);
      const waits = lane.ring !== null && lane.heldSinceUs < 0 && flights.arriveUs(row) === NEVER;
      if (waits && flights.message(row) >= 0) this.traceLost(lane, flights.message(row), code, flights.cause(row));
      if (flights.message(row) < 0 || waits) this.discard(lane, row);
      else if (flights.lost(row) === 0) flights.lose(row, code);
    }
  }

  /** Everything in the lane is gone, now. */
  purge(lane: Lane, code: number): void {
    const { flights } = this;
    while (lane.head >= 0) {
      const row = lane.head;
      const message = flights.message(row);
      if (message >= 0) this.traceLost(lane, message, flights.lost(row) || code, flights.cause(row));
      this.discard(lane, row);
    }
    if (lane.heldSinceUs >= 0) lane.heldSinceUs = this._moment.nowUs;
  }

  /** A new incarnation of the link (LINK-07): no byte of the old one arrives, and it owes that one no order. */
  reset(lane: Lane): void {
    assert(lane.head < 0, "Transport: bytes of the link's last incarnation are still in flight");
    lane.lastArriveUs = lane.busyUntilUs = lane.busyRest = 0;
    lane.toldQueuedBytes = 0;
    lane.ring?.ring.clear();
  }

  /** LINK-08: bytes that have not left yet; all of a suspended lane, and what waits for room in a ring. */
  queuedBytes(lane: Lane): number {
    if (lane.heldSinceUs >= 0) return lane.inFlightBytes;
    const waitUs = lane.busyUntilUs - this._moment.nowUs;
    const bandwidth = lane.model.bandwidthBytesPerS;
    return (waitUs <= 0 || bandwidth === 0 ? 0 : Math.ceil((waitUs * bandwidth) / 1_000_000)) + (lane.ring?.waitingBytes ?? 0);
  }

  /** The model was changed: what has not left yet leaves at the new rate. */
  retime(lane: Lane): void {
    const { nowUs } = this._moment;
    if (lane.heldSinceUs >= 0 || lane.busyUntilUs <= nowUs) return;
    const { flights } = this;
    const all = this._takeAll(lane);
    const rows = all.filter((row) => flights.arriveUs(row) !== NEVER);
    const waiting = rows.filter((row) => flights.departUs(row) > nowUs && flights.message(row) >= 0);
    lane.busyUntilUs = nowUs;
    lane.busyRest = 0;
    for (const row of waiting.toSorted((x, y) => flights.message(x) - flights.message(y))) {
      const departUs = this._departure(lane, flights.bytes(row)!.length);
      flights.setTimes(row, departUs, flights.arriveUs(row) + departUs - flights.departUs(row));
    }
    lane.lastArriveUs = 0;
    for (const row of rows) {
      const inOrder = lane.model.mode === "stream" || flights.message(row) < 0;
      const arriveUs = inOrder ? Math.max(flights.arriveUs(row), lane.lastArriveUs) : flights.arriveUs(row);
      flights.setTimes(row, flights.departUs(row), arriveUs);
      lane.lastArriveUs = Math.max(lane.lastArriveUs, arriveUs);
      this.insert(lane, row);
    }
    for (const row of all) if (flights.arriveUs(row) === NEVER) this.insert(lane, row);
    this._schedule(lane);
  }

  // -------------------------------------------------------------- lists

  /** The flight of that message in the lane, or -1. */
  find(lane: Lane, message: number): number {
    for (let row = lane.tail; row >= 0; row = this.flights.previous(row)) if (this.flights.message(row) === message) return row;
    return -1;
  }

  /** Puts a flight behind all that arrive no later. */
  insert(lane: Lane, row: number): void {
    const { flights } = this;
    let before = lane.tail;
    while (before >= 0 && flights.arriveUs(before) > flights.arriveUs(row)) before = flights.previous(before);
    const after = before < 0 ? lane.head : flights.next(before);
    flights.setLane(row, lane.index);
    flights.setPrevious(row, before);
    flights.setNext(row, after);
    if (before < 0) lane.head = row;
    else flights.setNext(before, row);
    if (after < 0) lane.tail = row;
    else flights.setPrevious(after, row);
    const bytes = flights.bytes(row);
    if (bytes !== undefined) this.table.carry(lane.index, 1, bytes.length);
    if (lane.ring !== null && flights.arriveUs(row) === NEVER) lane.ring.wait(bytes?.length ?? 0);
  }

  /** Takes a flight out of its lane. */
  remove(lane: Lane, row: number): void {
    const { flights } = this;
    const before = flights.previous(row);
    const after = flights.next(row);
    if (before < 0) lane.head = after;
    else flights.setNext(before, after);
    if (after < 0) lane.tail = before;
    else flights.setPrevious(after, before);
    const bytes = flights.bytes(row);
    if (bytes !== undefined) this.table.carry(lane.index, -1, -bytes.length);
    if (lane.ring !== null && flights.arriveUs(row) === NEVER) lane.ring.waitNoMore(bytes?.length ?? 0);
  }

  /** Takes a flight out of its lane for good. */
  discard(lane: Lane, row: number): void {
    const bytes = this.flights.bytes(row);
    this.remove(lane, row);
    if (bytes === undefined) lane.ending = false;
    else if (lane.heldSinceUs >= 0) this.heldBytes -= bytes.length;
    this.flights.release(row);
  }

  /** A flight's time of arrival was changed by hand; in a stream all behind it wait for it. */
  moveTo(lane: Lane, row: number, arriveUs: number): void {
    const { flights } = this;
    const moved = [row];
    if (lane.model.mode === "stream") for (let at = flights.next(row); at >= 0; at = flights.next(at)) moved.push(at);
    for (const each of moved) {
      this.remove(lane, each);
      flights.setTimes(each, flights.departUs(each), Math.max(flights.arriveUs(each), arriveUs));
      this.insert(lane, each);
    }
    lane.lastArriveUs = Math.max(lane.lastArriveUs, flights.arriveUs(row));
    this._schedule(lane);
  }

  /** A second flight of the same bytes, behind the first; it has a number of its own. Returns its row, or -1. */
  copy(lane: Lane, row: number, lateUs: number): number {
    const { flights } = this;
    const bytes = flights.bytes(row)!;
    const plain = flights.plain(row);
    const copy = plain === undefined ? this._depart(lane.index, lane.from, bytes) : this._depart(lane.index, lane.from, plain, bytes);
    if (copy < 0) return -1;
    flights.setTimes(copy, flights.departUs(row), flights.arriveUs(row) + lateUs);
    flights.mark(row, FLIGHT.shared);
    flights.copyFate(row, copy);
    this.insert(lane, copy);
    if (lane.heldSinceUs >= 0) this.heldBytes += bytes.length;
    this._schedule(lane);
    this.altered(lane, flights.message(copy), ALTERED.duplicated, flights.message(row));
    return copy;
  }

  /** Other bytes take the place of those in flight. */
  replaceBytes(lane: Lane, row: number, bytes: Uint8Array): void {
    const old = this.flights.bytes(row)!;
    const more = bytes.length - old.length;
    this.flights.setBytes(row, bytes);
    this.table.carry(lane.index, 0, more);
    if (lane.heldSinceUs >= 0) this.heldBytes += more;
  }

  // -------------------------------------------------------------- trace

  traceLost(lane: Lane, message: number, code: number, cause: number): void {
    const { trace, nowUs } = this._moment;
    const row = trace.add(TRACE.lost, nowUs, -1, lane.link.index, lane.direction, message, cause);
    trace.fields[trace.at(row) + 6] = code;
    lane.messagesLost++;
  }

  /** Returns where the row's first free value is in the trace's fields. */
  altered(lane: Lane, message: number, code: number, value: number): number {
    const { trace, nowUs, cause } = this._moment;
    const at = trace.at(trace.add(TRACE.altered, nowUs, -1, lane.link.index, lane.direction, message, cause));
    trace.fields[at + 6] = code;
    trace.fields[at + 7] = value;
    return at + 8;
  }

  // -------------------------------------------------------------- inside

  /** Traces the sending and makes a flight with its times still open; -1 when there are too many in the run. */
  private _depart(lane: number, from: number, bytes: Uint8Array, sealed?: Uint8Array): number {
    const { trace, nowUs, cause } = this._moment;
    const message = this.nextMessage++;
    const sent = trace.add(TRACE.send, nowUs, from, lane >> 1, lane & 1, message, cause);
    trace.bytes[trace.count - 1] = bytes;
    if (sealed !== undefined) trace.sealed.set(sent, sealed);
    const carried = sealed ?? bytes;
    this.table.countSent(lane, carried.length);
    if (!this.isFull) {
      const row = this.flights.take(message, sent, carried);
      if (sealed !== undefined) this.flights.setPlain(row, bytes);
      return row;
    }
    const lost = trace.add(TRACE.lost, nowUs, -1, lane >> 1, lane & 1, message, sent);
    trace.fields[trace.at(lost) + 6] = LOST.limit;
    return -1;
  }

  private _hold(lane: Lane, row: number): void {
    const { flights } = this;
    flights.setTimes(row, NEVER, NEVER);
    flights.mark(row, FLIGHT.queued);
    this.insert(lane, row);
    this.heldBytes += flights.bytes(row)!.length;
  }

  private _launch(lane: Lane, row: number): void {
    const { flights } = this;
    const { model } = lane;
    const message = flights.message(row);
    const raw = model.mode === "raw";
    let lateUs = 0;
    if (lane.silent) flights.lose(row, LOST.silent);
    else if (raw && lane.random.chancePerMillion(model.lossPerMillion)) flights.lose(row, LOST.loss);
    else if (!raw) lateUs += delayUs(lane, (us) => this.altered(lane, message, ALTERED.retransmitted, us));
    if (lane.random.chancePerMillion(model.corruptPerMillion)) this._corrupt(lane, row);
    const twice = lane.random.chancePerMillion(model.duplicatePerMillion);
    if (lane.random.chancePerMillion(model.reorderPerMillion)) {
      const overtakenUs = raw ? lane.random.below(model.reorderUs + 1) : 0;
      this.altered(lane, message, ALTERED.reordered, overtakenUs);
      lateUs += overtakenUs;
    }
    if (model.jitterUs > 0) lateUs += lane.random.below(model.jitterUs + 1);
    this._time(lane, row, flights.bytes(row)!.length, lateUs);
    this.insert(lane, row);
    if (twice && raw) this.copy(lane, row, model.jitterUs > 0 ? lane.random.below(model.jitterUs + 1) : 0);
    else if (twice) this.altered(lane, message, ALTERED.duplicated, -1);
    this._schedule(lane);
  }

  /** One to three bits of the message are flipped; what was handed out by the sender stays as it is. */
  private _corrupt(lane: Lane, row: number): void {
    const old = this.flights.bytes(row)!;
    const bits = corrupted(old, lane.random);
    this.flights.setBytes(row, bits.bytes);
    this.flights.mark(row, FLIGHT.corrupted);
    const at = this.altered(lane, this.flights.message(row), ALTERED.corrupted, bits.flipped.length);
    this._moment.trace.fields.set(bits.flipped, at);
  }

  /** When a flight leaves and arrives: bandwidth, then latency; a stream and its end stay in order. */
  private _time(lane: Lane, row: number, bytes: number, lateUs: number): void {
    const departUs = this._departure(lane, bytes);
    const soonUs = departUs + lane.model.latencyUs + lateUs;
    const inOrder = lane.model.mode === "stream" || this.flights.message(row) < 0;
    const arriveUs = inOrder ? Math.max(soonUs, lane.lastArriveUs) : soonUs;
    lane.lastArriveUs = Math.max(lane.lastArriveUs, arriveUs);
    this.flights.setTimes(row, departUs, arriveUs);
  }

  /** When the last of so many bytes has left, in whole microseconds; the rest of a microsecond is not forgotten. */
  private _departure(lane: Lane, bytes: number): number {
    const { nowUs } = this._moment;
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
  private _takeAll(lane: Lane): number[] {
    const rows: number[] = [];
    for (let row = lane.head; row >= 0; row = this.flights.next(row)) rows.push(row);
    for (const row of rows) this.remove(lane, row);
    return rows;
  }

  private _schedule(lane: Lane): void {
    if (lane.head < 0 || lane.heldSinceUs >= 0) return;
    const atUs = this.flights.arriveUs(lane.head);
    if (atUs < lane.scheduledUs) this._wakeAt(lane.index, atUs);
  }

  private _wakeAt(lane: number, atUs: number): void {
    this.table.setScheduledUs(lane, atUs);
    this._moment.wake(WAKE.lane, lane, atUs);
  }
}
