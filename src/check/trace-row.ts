import { TRACE } from "../sim/trace.ts";
import type { World } from "../sim/world.ts";
import { msgidKey } from "./sent-header.ts";

/** Where the columns of a trace row lie, counted from its first field (sim/trace.ts), and those of an event behind them (node/outbox.ts). */
const NODE = 1;
const LINK = 2;
const DIRECTION = 3;
const MESSAGE = 4;
const VALUE = 6;

/** One row of the trace, read by name. One object is used again for every row. */
export class TraceRow {
  /** its number in the run */
  row = -1;
  kind = 0;
  node = -1;
  link = -1;
  direction = -1;
  message = -1;
  /** first value: of an event its type, of a command its index in the log, of an altered message the ALTERED code */
  value = 0;
  private _fields = new Int32Array(0);
  private _at = 0;

  read(world: World, row: number): this {
    const { trace } = world;
    const fields = trace.fields;
    const at = trace.at(row);
    this.row = row;
    this.kind = fields[at];
    this.node = fields[at + NODE];
    this.link = fields[at + LINK];
    this.direction = fields[at + DIRECTION];
    this.message = fields[at + MESSAGE];
    this.value = fields[at + VALUE];
    this._fields = fields;
    this._at = at;
    return this;
  }

  get isEvent(): boolean {
    return this.kind === TRACE.event;
  }

  /** One direction of a link: 2 * link + direction. */
  get lane(): number {
    return 2 * this.link + this.direction;
  }

  /** One of the ten values. */
  valueAt(index: number): number {
    return this._fields[this._at + VALUE + index];
  }

  // --- of an event (node/events.ts)

  get msgidHi(): number {
    return this._fields[this._at + VALUE + 3] >>> 0;
  }

  get msgidLo(): number {
    return this._fields[this._at + VALUE + 4] >>> 0;
  }

  /** The msgid that an event names, as the key of a Map. */
  get eventKey(): string {
    return msgidKey(this.msgidHi, this.msgidLo);
  }

  /** The spanid that an event names, as the key of a Map. */
  get spanidKey(): string {
    return msgidKey(this._fields[this._at + VALUE + 5] >>> 0, this._fields[this._at + VALUE + 6] >>> 0);
  }

  get rule(): number {
    return this._fields[this._at + VALUE + 1];
  }

  get pfs(): number {
    return this._fields[this._at + VALUE + 7];
  }

  get eventValue(): number {
    return this._fields[this._at + VALUE + 8];
  }

  get eventExtra(): number {
    return this._fields[this._at + VALUE + 9];
  }
}
