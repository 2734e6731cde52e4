/**
 * What the engine did, row by row, as integers: the one thing that `record` reads. The engine fills it during one step,
 * the caller drains it before the next. Sixteen integers a row (TRACE_FIELDS), a time, and the bytes of a sent message.
 */
export const TRACE = {
  /** a message left a node: node, link, direction, message; bytes, and where it went as a record that record (LINK-02). Fields from 6 on are left to the recorder, which peeks at the header. */
  send: 1,
  /** it arrived whole: node = receiver, link, direction, message */
  deliver: 2,
  /** it will never arrive: link, direction, message; value6: a LOST code */
  lost: 3,
  /** the link changed the bytes or the time of it: value6: an ALTERED code */
  altered: 4,
  /** a node's event: node, link (world index), message = the one being handled or -1; value6.. = the ten event fields of node's Outbox (its link field as the node numbers it) */
  event: 5,
  /** a link changed state: link; value6: LINK_PHASE, value7: CutKind code or 0 */
  linkState: 6,
  /** a node changed state: node; value6: NODE_PHASE */
  nodeState: 7,
  /** a command was applied; value6: its index in the command log */
  command: 8,
  /** a command was refused; value6: its index in the command log */
  refused: 9,
  /** a traffic generator: node that acts or -1; value6: its index, value7: a GENERATED code, value8: which of its acts (1 …), value9: index into its targets or -1, value10: ERR of a refusal */
  generator: 10,
} as const;
export type TraceKind = (typeof TRACE)[keyof typeof TRACE];

/** kind, node, link, direction, message, cause, then ten values. `cause`: number of the trace row (counted over the whole run) that led to this one, or -1. */
export const TRACE_FIELDS = 16;
export const LOST = { loss: 1, hardClose: 2, silent: 3, hangup: 4, dropped: 5, linkRemoved: 6, receiverDown: 7, limit: 8 } as const;
export const ALTERED = { corrupted: 1, duplicated: 2, delayed: 3, retransmitted: 4, forged: 5, injected: 6, reordered: 7 } as const;
/** What a traffic generator did: it acted; or it could not, for one of five reasons; it pauses as no node of its is up, goes on again, or has ended, for one of three. */
export const GENERATED = { act: 1, nobody: 2, noSpan: 3, refused: 4, full: 5, busy: 6, paused: 7, resumed: 8, done: 9, over: 10, limit: 11 } as const;
/** up: bytes may flow; down: both ends know; cut variants: see CutKind */
export const LINK_PHASE = { up: 0, down: 1, suspended: 2, closed: 3, silent: 4, removed: 5 } as const;
export const NODE_PHASE = { up: 0, crashed: 1, powerLost: 2, removed: 3 } as const;

export class Trace {
  /** rows of the run before the first one held here */
  firstRow = 0;
  count = 0;
  fields = new Int32Array(256 * TRACE_FIELDS);
  timesUs = new Float64Array(256);
  bytes: (Uint8Array | undefined)[] = [];
  /** by row number of the run: the record that travelled instead of a message (LINK-02) */
  readonly sealed = new Map<number, Uint8Array>();
  /** aux data that was sent out of band (WIRE-06), by message */
  readonly outOfBand = new Map<number, Uint8Array>();

  /** Forgets the rows held; their numbers stay used. */
  drain(): void {
    for (let i = 0; i < this.count; i++) this.bytes[i] = undefined;
    if (this.sealed.size > 0) this.sealed.clear();
    if (this.outOfBand.size > 0) this.outOfBand.clear();
    this.firstRow += this.count;
    this.count = 0;
  }

  /** Adds a row with ten zero values and returns its number in the run; write the values through `at(number)`. */
  add(kind: TraceKind, atUs: number, node: number, link: number, direction: number, message: number, cause: number): number {
    const at = this._row(kind, atUs, node, link, direction, message, cause);
    const { fields } = this;
    for (let i = at + 6; i < at + TRACE_FIELDS; i++) fields[i] = 0;
    return this.firstRow + this.count - 1;
  }

  /** Adds a row whose values are ten integers from `source[from]` on. */
  addWith(kind: TraceKind, atUs: number, node: number, link: number, direction: number, message: number, cause: number, source: Int32Array, from: number): void {
    const at = this._row(kind, atUs, node, link, direction, message, cause);
    const { fields } = this;
    for (let i = 0; i < TRACE_FIELDS - 6; i++) fields[at + 6 + i] = source[from + i];
  }

  private _row(kind: TraceKind, atUs: number, node: number, link: number, direction: number, message: number, cause: number): number {
    const row = this.count++;
    if (row === this.timesUs.length) this._grow();
    const at = row * TRACE_FIELDS;
    const { fields } = this;
    fields[at] = kind;
    fields[at + 1] = node;
    fields[at + 2] = link;
    fields[at + 3] = direction;
    fields[at + 4] = message;
    fields[at + 5] = cause;
    this.timesUs[row] = atUs;
    return at;
  }

  /** Index of a row's first field in `fields`. */
  at(row: number): number {
    return (row - this.firstRow) * TRACE_FIELDS;
  }

  private _grow(): void {
    const fields = new Int32Array(this.fields.length * 2);
    const timesUs = new Float64Array(this.timesUs.length * 2);
    fields.set(this.fields);
    timesUs.set(this.timesUs);
    this.fields = fields;
    this.timesUs = timesUs;
  }
}
