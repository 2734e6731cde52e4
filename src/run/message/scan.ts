import { TRACE, TRACE_FIELDS } from "../../sim/trace.ts";
import type { Run } from "../run.ts";

/** Looks through the columns of the journal without taking rows apart: a way through a large run asks of hundreds of thousands. */

/** The first event of a node in rows [from, end), -1 = none. */
export function nextEventOf({ journal }: Run, node: number, from: number, end: number): number {
  const stop = Math.min(end, journal.rowEnd);
  for (let at = Math.max(from, journal.firstRow); at < stop; ) {
    const together = Math.min(journal.rowsTogether(at), stop - at);
    const fields = journal.fieldsOf(at);
    const first = journal.at(at);
    for (let i = 0, place = first; i < together; i++, place += TRACE_FIELDS) if (fields[place] === TRACE.event && fields[place + 1] === node) return at + i;
    at += together;
  }
  return -1;
}

/** The last event of a node of that type in rows (end, from], -1 = none. */
export function lastEventOf({ journal }: Run, node: number, type: number, from: number, end: number): number {
  const stop = Math.max(end, journal.firstRow - 1);
  for (let at = Math.min(from, journal.rowEnd - 1); at > stop; at--) {
    const fields = journal.fieldsOf(at);
    const place = journal.at(at);
    if (fields[place + 6] === type && fields[place + 1] === node && fields[place] === TRACE.event) return at;
  }
  return -1;
}
