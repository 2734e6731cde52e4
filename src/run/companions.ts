import { EVENT } from "../node/events.ts";
import { TRACE } from "../sim/trace.ts";
import { Row } from "./row.ts";
import type { Rows } from "./rows.ts";

/**
 * A node tells what it sends ("B relays pfsD to A"), and the engine traces the message itself, right beside it. The feed
 * shows the first, with the number of the second; these pairs are found by what the two rows share.
 */

/** Events told right behind their message, and right before it. */
const BEHIND = typeSet([EVENT.announced, EVENT.relayOpened, EVENT.connSent, EVENT.elementSent, EVENT.forwarded, EVENT.ourHalfClosed]);
const BEFORE = typeSet([EVENT.relayClosing, EVENT.connClosing, EVENT.linkUp, EVENT.injected]);
/** Events that name no msgid, or another one than their message: the LNK_AUTH behind linkUp, and injected bytes. */
const NAMELESS = typeSet([EVENT.linkUp, EVENT.injected]);
/** Rows that may stand between: what the link did to the message at once. */
const BETWEEN_MAX = 3;

function typeSet(types: readonly number[]): Uint8Array {
  const set = new Uint8Array(256);
  for (const type of types) set[type] = 1;
  return set;
}

export class Companions {
  private readonly _rows: Rows;
  private readonly _row = new Row();

  constructor(rows: Rows) {
    this._rows = rows;
  }

  /** Whether an event tells of the message that this row sends. */
  isTold(send: Row): boolean {
    return this._find(send, 1, (row) => row.kind === TRACE.event && BEHIND[row.type] === 1) >= 0 || this._find(send, -1, (row) => row.kind === TRACE.event && BEFORE[row.type] === 1) >= 0;
  }

  /** Number of the message of which this event tells, -1 = none. */
  messageOf(event: Row): number {
    const direction = BEHIND[event.type] === 1 ? -1 : BEFORE[event.type] === 1 ? 1 : 0;
    if (direction === 0) return -1;
    return this._find(event, direction, (row) => row.kind === TRACE.send) < 0 ? -1 : this._row.message;
  }

  /** The next row in that direction, past what a link did, if it is by the same node, for the same cause and of the same msgid. */
  private _find(from: Row, direction: 1 | -1, wanted: (row: Row) => boolean): number {
    const row = this._row;
    let at = from.number + direction;
    for (let i = 0; i <= BETWEEN_MAX && this._rows.readIfKept(at, row); i++, at += direction) {
      if (row.kind === TRACE.altered || row.kind === TRACE.lost) continue;
      if (!wanted(row) || row.node !== from.node || row.cause !== from.cause) return -1;
      if (isNameless(row) || isNameless(from)) return row.link === from.link ? at : -1;
      return row.msgidHi === from.msgidHi && row.msgidLo === from.msgidLo ? at : -1;
    }
    return -1;
  }
}

function isNameless(row: Row): boolean {
  return row.kind === TRACE.event && NAMELESS[row.type] === 1;
}
