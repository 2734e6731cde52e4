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
  #atUs = new Float64Array(64);
  /** the earliest entry in the queue that still counts; Infinity = none */
  #scheduledUs = new Float64Array(64);
  #used = 0;
  #slots: Int32Array[] = [];
  readonly #moment: Moment;

  constructor(moment: Moment) {
    this.#moment = moment;
  }

  set(node: number, timer: number, atUs: number): void {
    const slot = this.#slotOf(node, timer);
    const at = atUs > this.#moment.nowUs ? atUs : this.#moment.nowUs;
    this.#atUs[slot] = at;
    this.cause[slot] = this.#moment.cause;
    if (at < this.#scheduledUs[slot]) this.#schedule(slot, at);
  }

  cancel(node: number, timer: number): void {
    this.#atUs[this.#slotOf(node, timer)] = Number.POSITIVE_INFINITY;
  }

  /** A node forgot everything. */
  cancelAll(node: number): void {
    const slots = this.#slots[node] ?? new Int32Array(0);
    for (const slot of slots) if (slot > 0) this.#atUs[slot - 1] = Number.POSITIVE_INFINITY;
  }

  /** Whether the entry (slot, atUs) at the queue's front is a timer that fires now. */
  isDue(slot: number, atUs: number): boolean {
    return this.#scheduledUs[slot] === atUs && this.#atUs[slot] === atUs;
  }

  /** The entry was taken from the queue and the timer fires. */
  fire(slot: number): void {
    this.#scheduledUs[slot] = Number.POSITIVE_INFINITY;
    this.#atUs[slot] = Number.POSITIVE_INFINITY;
  }

  /** The entry at the queue's front does not count: it moves on with a timer that was set later, or goes. */
  pass(slot: number, atUs: number): void {
    const { heap } = this.#moment;
    if (this.#scheduledUs[slot] === atUs) {
      this.#scheduledUs[slot] = this.#atUs[slot];
      if (this.#atUs[slot] !== Number.POSITIVE_INFINITY) {
        heap.postpone(this.#atUs[slot]);
        return;
      }
    }
    heap.pop();
  }

  #schedule(slot: number, atUs: number): void {
    this.#scheduledUs[slot] = atUs;
    this.#moment.wake(WAKE.timer, slot, atUs);
  }

  #slotOf(node: number, timer: number): number {
    let slots = this.#slots[node];
    if (slots === undefined || timer >= slots.length) slots = this.#widen(node, timer);
    return slots[timer] > 0 ? slots[timer] - 1 : this.#addSlot(slots, node, timer);
  }

  #widen(node: number, timer: number): Int32Array {
    while (this.#slots.length <= node) this.#slots.push(new Int32Array(4));
    const old = this.#slots[node]!;
    let count = old.length;
    while (count <= timer) count *= 2;
    const slots = new Int32Array(count);
    slots.set(old);
    this.#slots[node] = slots;
    return slots;
  }

  #addSlot(slots: Int32Array, node: number, timer: number): number {
    const slot = this.#used++;
    if (slot === this.node.length) {
      this.node = widened(this.node, new Int32Array(2 * slot));
      this.timer = widened(this.timer, new Int32Array(2 * slot));
      this.cause = widened(this.cause, new Int32Array(2 * slot));
      this.#atUs = widened(this.#atUs, new Float64Array(2 * slot));
      this.#scheduledUs = widened(this.#scheduledUs, new Float64Array(2 * slot));
    }
    slots[timer] = slot + 1;
    this.node[slot] = node;
    this.timer[slot] = timer;
    this.#atUs[slot] = Number.POSITIVE_INFINITY;
    this.#scheduledUs[slot] = Number.POSITIVE_INFINITY;
    return slot;
  }
}

function widened<Column extends { set(from: Column): void }>(from: Column, to: Column): Column {
  to.set(from);
  return to;
}
