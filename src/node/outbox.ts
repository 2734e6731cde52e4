import type { EventType } from "./events.ts";
import type { RuleId } from "./rules.ts";

/** Kinds of output; the closed union of invariant 3, as columns because a hop may not allocate. */
export const OUTPUT = {
  /** `bytes` on `link` */
  transmit: 1,
  /** this end closes `link` with `error` (field `value`); what was transmitted before still goes out */
  hangup: 2,
  /** wake this node with `timer` (field `value`) at `atUs`; replaces an earlier setting of the same timer */
  setTimer: 3,
  cancelTimer: 4,
  /** something worth telling; see `events.ts` for the meaning of the fields */
  event: 5,
} as const;
export type OutputKind = (typeof OUTPUT)[keyof typeof OUTPUT];

/** Number of integer fields of an event row: type, rule, link, msgidHi, msgidLo, spanidHi, spanidLo, pfs, value, extra. */
export const EVENT_FIELDS = 10;

/**
 * What a node said while it handled one input. The caller drains it, in order, before the next input. Rows are
 * `EVENT_FIELDS` integers wide; outputs that are not events use the fields that their kind names.
 */
export class Outbox {
  count = 0;
  kinds = new Uint8Array(64);
  fields = new Int32Array(64 * EVENT_FIELDS);
  timesUs = new Float64Array(64);
  bytes: (Uint8Array | undefined)[] = [];
  /** of a transmit on an encrypted link: what goes over the wire instead of `bytes` (LINK-02) */
  sealed: (Uint8Array | undefined)[] = [];
  /** WIRE-06: by row of a `transmit`, the aux data that its sender put elsewhere: for whoever writes down what was sent; no link carries it */
  readonly outOfBand = new Map<number, Uint8Array>();

  clear(): void {
    if (this.outOfBand.size > 0) this.outOfBand.clear();
    for (let i = 0; i < this.count; i++) this.bytes[i] = undefined;
    if (this.sealed.length > 0) this.sealed = [];
    this.count = 0;
  }

  transmit(link: number, bytes: Uint8Array, outOfBand: Uint8Array | null = null): void {
    const at = this._row(OUTPUT.transmit);
    this.fields[at * EVENT_FIELDS + 2] = link;
    this.bytes[at] = bytes;
    if (outOfBand !== null) this.outOfBand.set(at, outOfBand);
  }

  /** The record goes over the wire, `bytes` is what it says to whoever has the keys, and to the journal. */
  transmitSealed(link: number, bytes: Uint8Array, record: Uint8Array): void {
    this.sealed[this.count] = record;
    this.transmit(link, bytes);
  }

  hangup(link: number, error: number): void {
    const at = this._row(OUTPUT.hangup);
    this.fields[at * EVENT_FIELDS + 2] = link;
    this.fields[at * EVENT_FIELDS + 8] = error;
  }

  setTimer(timer: number, atUs: number): void {
    const at = this._row(OUTPUT.setTimer);
    this.fields[at * EVENT_FIELDS + 8] = timer;
    this.timesUs[at] = atUs;
  }

  cancelTimer(timer: number): void {
    const at = this._row(OUTPUT.cancelTimer);
    this.fields[at * EVENT_FIELDS + 8] = timer;
  }

  /** `link` -1 and `pfs` -1 mean none. */
  event(type: EventType, rule: RuleId, link: number, msgidHi: number, msgidLo: number, spanidHi: number, spanidLo: number, pfs: number, value: number, extra: number): void {
    const at = this._row(OUTPUT.event) * EVENT_FIELDS;
    const fields = this.fields;
    fields[at] = type;
    fields[at + 1] = rule;
    fields[at + 2] = link;
    fields[at + 3] = msgidHi;
    fields[at + 4] = msgidLo;
    fields[at + 5] = spanidHi;
    fields[at + 6] = spanidLo;
    fields[at + 7] = pfs;
    fields[at + 8] = value;
    fields[at + 9] = extra;
  }

  private _row(kind: OutputKind): number {
    if (this.count === this.kinds.length) this._grow();
    this.kinds[this.count] = kind;
    return this.count++;
  }

  private _grow(): void {
    const rows = this.kinds.length * 2;
    const kinds = new Uint8Array(rows);
    const fields = new Int32Array(rows * EVENT_FIELDS);
    const timesUs = new Float64Array(rows);
    kinds.set(this.kinds);
    fields.set(this.fields);
    timesUs.set(this.timesUs);
    this.kinds = kinds;
    this.fields = fields;
    this.timesUs = timesUs;
  }
}
