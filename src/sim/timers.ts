import { type Moment, WAKE } from "./moment.ts";

/**
 * The timers of all nodes: one slot for each (node, timer) that was ever set. An entry of the event queue cannot be taken
 * back, so each slot remembers which one counts: setting a timer later costs nothing until the old entry comes up and
 * moves on, and a cancelled timer's entry is passed over.
 */
export class Timers {
  /** node and timer number of a slot */
  node = new Int32Array(64);
  timer = new Int32Array(64);
  /** trace row that set it: the cause of what it does */
  cause = new Int32Array(64);
  /** when it fires; Infinity = not set */
  private _atUs = new Float64Array(64);
  /** the earliest entry in the queue that still counts; Infinity = none */
  private _scheduledUs = new Float64Array(64);
  private _used = 0;
  private _slots: Int32Array[] = [];
  private readonly _moment: Moment;

  constructor(moment: Moment) {
    this._moment = moment;
  }

  set(node: number, timer: number, atUs: number): void {
    const slot = this._slotOf(node, timer);
    const at = atUs > this._moment.nowUs ? atUs : this._moment.nowUs;
    this._atUs[slot] = at;
    this.cause[slot] = this._moment.cause;
    if (at < this._scheduledUs[slot]) this._schedule(slot, at);
  }

  cancel(node: number, timer: number): void {
    this._atUs[this._slotOf(node, timer)] = Number.POSITIVE_INFINITY;
  }

  /** A node forgot everything. */
  cancelAll(node: number): void {
    const slots = this._slots[node] ?? new Int32Array(0);
    for (const slot of slots) if (slot > 0) this._atUs[slot - 1] = Number.POSITIVE_INFINITY;
  }

  /** Whether the entry (slot, atUs) at the queue's front is a timer that fires now. */
  isDue(slot: number, atUs: number): boolean {
    return this._scheduledUs[slot] === atUs && this._atUs[slot] === atUs;
  }

  /** The entry was taken from the queue and the timer fires. */
  fire(slot: number): void {
    this._scheduledUs[slot] = Number.POSITIVE_INFINITY;
    this._atUs[slot] = Number.POSITIVE_INFINITY;
  }

  /** The entry at the queue's front does not count: it moves on with a timer that was set later, or goes. */
  pass(slot: number, atUs: number): void {
    const { heap } = this._moment;
    if (this._scheduledUs[slot] === atUs) {
      this._scheduledUs[slot] = this._atUs[slot];
      if (this._atUs[slot] !== Number.POSITIVE_INFINITY) {
        heap.postpone(this._atUs[slot]);
        return;
      }
    }
    heap.pop();
  }

  private _schedule(slot: number, atUs: number): void {
    this._scheduledUs[slot] = atUs;
    this._moment.wake(WAKE.timer, slot, atUs);
  }

  private _slotOf(node: number, timer: number): number {
    let slots = this._slots[node];
    if (slots === undefined || timer >= slots.length) slots = this._widen(node, timer);
    return slots[timer] > 0 ? slots[timer] - 1 : this._addSlot(slots, node, timer);
  }

  private _widen(node: number, timer: number): Int32Array {
    while (this._slots.length <= node) this._slots.push(new Int32Array(4));
    const old = this._slots[node]!;
    let count = old.length;
    while (count <= timer) count *= 2;
    const slots = new Int32Array(count);
    slots.set(old);
    this._slots[node] = slots;
    return slots;
  }

  private _addSlot(slots: Int32Array, node: number, timer: number): number {
    const slot = this._used++;
    if (slot === this.node.length) {
      this.node = widened(this.node, new Int32Array(2 * slot));
      this.timer = widened(this.timer, new Int32Array(2 * slot));
      this.cause = widened(this.cause, new Int32Array(2 * slot));
      this._atUs = widened(this._atUs, new Float64Array(2 * slot));
      this._scheduledUs = widened(this._scheduledUs, new Float64Array(2 * slot));
    }
    slots[timer] = slot + 1;
    this.node[slot] = node;
    this.timer[slot] = timer;
    this._atUs[slot] = Number.POSITIVE_INFINITY;
    this._scheduledUs[slot] = Number.POSITIVE_INFINITY;
    return slot;
  }
}

function widened<Column extends { set(from: Column): void }>(from: Column, to: Column): Column {
  to.set(from);
  return to;
}
