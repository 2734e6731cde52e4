import { EVENT } from "../../node/events.ts";
import { SENT } from "../../record/header-peek.ts";
import { TRACE, TRACE_FIELDS } from "../../sim/trace.ts";
import { CMD } from "../../wire/constants.ts";
import type { Run } from "../run.ts";

/** What went over the wire since a row, PINGs left out, and which received SPANs opened and closed: by node and link. */
export interface TrafficSince {
  readonly messages: number;
  readonly bytes: number;
  readonly spansOpened: number;
  readonly spansClosed: number;
  /** "node link" -> SPANs that the node could no longer use */
  readonly closedAt: ReadonlyMap<string, number>;
}

export function trafficSince({ journal }: Run, firstRow: number): TrafficSince {
  let messages = 0;
  let bytes = 0;
  let spansOpened = 0;
  let spansClosed = 0;
  const closedAt = new Map<string, number>();
  for (let row = Math.max(firstRow, journal.firstRow); row < journal.rowEnd; ) {
    const fields = journal.fieldsOf(row);
    const count = journal.rowsTogether(row);
    for (let i = 0, at = journal.at(row); i < count; i++, at += TRACE_FIELDS) {
      if (fields[at] === TRACE.send) {
        if ((fields[at + SENT.cmd]! & 0xffffff) === CMD.LNK_PING) continue;
        messages++;
        bytes += fields[at + SENT.wireBytes]!;
      } else if (fields[at] === TRACE.event) {
        if (fields[at + 6] === EVENT.spanReceived) spansOpened++;
        else if (fields[at + 6] === EVENT.spanClosing) {
          spansClosed++;
          const key = `${fields[at + 1]} ${fields[at + 2]}`;
          closedAt.set(key, (closedAt.get(key) ?? 0) + 1);
        }
      }
    }
    row += count;
  }
  return { messages, bytes, spansOpened, spansClosed, closedAt };
}
