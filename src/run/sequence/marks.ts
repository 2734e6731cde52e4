import { EVENT, EVENT_NAMES, THROWN, type EventName } from "../../node/events.ts";
import { ALTERED, LINK_PHASE, NODE_PHASE, TRACE } from "../../sim/trace.ts";
import type { Row } from "../row.ts";
import type { LaneMarkKind, SequenceMarkKind } from "../shown-trio.ts";

/** Which rows stand in the diagram beside its messages, and as what. */
const OF_EVENT: Partial<Readonly<Record<EventName, SequenceMarkKind>>> = {
  transactionOpened: "opened",
  transactionAccepted: "accepted",
  transactionClosed: "closed",
  transactionAborted: "abort",
  entryDead: "abort",
  queueOverflow: "abort",
  linkLost: "abort",
  transactionRefused: "refused",
  entryRefused: "refused",
  requestRefused: "refused",
  discarded: "discarded",
  thrownOut: "thrownOut",
  violation: "violation",
  decodeFault: "violation",
  shmFault: "violation",
  hostUnknown: "violation",
  hostKeyWrong: "violation",
  signatureWrong: "violation",
  recordUnopened: "violation",
};
const BY_TYPE: readonly (SequenceMarkKind | null)[] = EVENT_NAMES.map((name) => OF_EVENT[name] ?? null);

const OF_PHASE: Readonly<Record<number, SequenceMarkKind>> = { [LINK_PHASE.closed]: "cut", [LINK_PHASE.silent]: "cut", [LINK_PHASE.suspended]: "cut", [LINK_PHASE.removed]: "cut" };
/** What a link did to a message's bytes; delays and second tries only change when it comes. */
const BYTES_CHANGED: ReadonlySet<number> = new Set([ALTERED.corrupted, ALTERED.duplicated, ALTERED.forged, ALTERED.injected]);

/** null = the row is no mark, unless a filter asks for it. */
export function markOfRow(row: Row): SequenceMarkKind | null {
  switch (row.kind) {
    case TRACE.event:
      return row.type === EVENT.thrownOut && isByPlaceholder(row) ? "placeholder" : BY_TYPE[row.type]!;
    case TRACE.linkState:
      return OF_PHASE[row.value6] ?? (row.value6 === LINK_PHASE.up && row.atUs > 0 ? "restored" : null);
    case TRACE.nodeState:
      return row.value6 === NODE_PHASE.up ? (row.atUs > 0 ? "revived" : null) : "crashed";
    case TRACE.altered:
      return BYTES_CHANGED.has(row.value6) ? "altered" : null;
    case TRACE.command:
    case TRACE.refused:
      return "command";
    default:
      return null;
  }
}

/** It named a SPAN that is half closed, or a transaction of which nothing else is left (SPAN-08, ROUTE-05). */
function isByPlaceholder({ value }: Row): boolean {
  return value === THROWN.halfClosedSpan || value === THROWN.deadEntry;
}

/** The mark of an event in the lane of its transaction. */
export function laneMarkOf(row: Row): LaneMarkKind | null {
  switch (row.type) {
    case EVENT.transactionAborted:
      return "abort";
    case EVENT.entryDead:
      return "dead";
    case EVENT.transactionRefused:
    case EVENT.entryRefused:
      return "refused";
    case EVENT.discarded:
      return "discarded";
    case EVENT.thrownOut:
      return isByPlaceholder(row) ? "placeholder" : "thrownOut";
    default:
      return null;
  }
}
