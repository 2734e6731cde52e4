import { LINK_PHASE } from "../sim/trace.ts";

/**
 * One row of the journal, taken apart. The same object is filled again and again (`Journal` to `Row` is in rows.ts), so
 * nobody keeps one.
 */
export class Row {
  /** number in the run, -1 = empty */
  number = -1;
  atUs = 0;
  /** TRACE kind */
  kind = 0;
  /** indices of the world, -1 = none */
  node = -1;
  link = -1;
  direction = -1;
  message = -1;
  /** number of the row that led to this one, -1 = none */
  cause = -1;
  /** of an engine row: the value whose meaning TRACE tells */
  value6 = 0;
  value7 = 0;

  // --- of a node's event (see node's EVENT_NAMES); of a generator's row `value` is the act's number and `extra` its target
  type = 0;
  rule = 0;
  pfs = -1;
  value = 0;
  extra = 0;

  // --- of an event, and of a row about a message: what its header names
  msgidHi = 0;
  msgidLo = 0;
  spanidHi = 0;
  spanidLo = 0;

  // --- of a row about a message: from its header, the error also of a generator's act that was refused; cmd 0 = unknown, or bytes that are no message
  cmd = 0;
  error = 0;

  /** A link that goes into one of the three cuts. */
  get isCut(): boolean {
    return this.value6 === LINK_PHASE.closed || this.value6 === LINK_PHASE.silent || this.value6 === LINK_PHASE.suspended;
  }
}
