import { EVENT, EVENT_NAMES } from "../../node/events.ts";
import { TRACE } from "../../sim/trace.ts";
import { familyOfRow, severityOfRow } from "../families.ts";
import type { Row } from "../row.ts";
import type { Telling } from "../sentences.ts";
import { TEXTS } from "../../texts/run.ts";
import { type FieldName, SEVERITIES } from "./fields.ts";

/** What a row has in a field. Every number of a row that a filter asks for is 0 or more. */
export const ABSENT = -1;

/** Events whose value is an error: their sentence says which. */
const TELLS_ERROR = eventSet((name) => name !== "duplicateIgnored" && [TEXTS[`event.${name}`], ...Object.entries(TEXTS).flatMap(([key, text]) => (key.startsWith(`event.${name}.`) ? [text] : []))].some((text) => text.includes("{error}")));
/** Events whose value is a distance. */
const TELLS_DIST = eventSet((name) => name === "announced" || name === "relayOpened" || name === "spanReceived" || name === "bestChanged");
/** Events whose extra value is the flags of the message. */
const TELLS_FLAGS = eventSet((name) => name === "forwarded" || name === "thrownOut");

function eventSet(has: (name: (typeof EVENT_NAMES)[number]) => boolean): Uint8Array {
  return Uint8Array.from(EVENT_NAMES, (name) => (has(name) ? 1 : 0));
}

/** The number in a field of the types enum, count, time and flags; ABSENT = this row has no such thing. */
export function numberOf(field: FieldName, row: Row, telling: Telling): number {
  switch (field) {
    case "kind":
      return row.kind;
    case "event":
      return row.kind === TRACE.event ? row.type : ABSENT;
    case "family":
      return familyOfRow(row, telling.names.kindOf(row.msgidHi, row.msgidLo));
    case "severity":
      return SEVERITIES.indexOf(severityOfRow(row, familyOfRow(row, telling.names.kindOf(row.msgidHi, row.msgidLo))));
    case "rule":
      return row.kind === TRACE.event && row.rule > 0 ? row.rule : ABSENT;
    case "time":
      return row.atUs;
    case "row":
      return row.number;
    case "message":
      return row.message;
    case "cause":
      return row.cause;
    case "dist":
      return distOf(row, telling);
    case "error":
      return row.kind === TRACE.event ? (TELLS_ERROR[row.type] === 1 && row.value >= 0 ? row.value : ABSENT) : isMessage(row) && row.cmd !== 0 ? row.error : ABSENT;
    default:
      return headerNumberOf(field, row);
  }
}

function headerNumberOf(field: FieldName, row: Row): number {
  if (field === "flags" && row.kind === TRACE.event) return TELLS_FLAGS[row.type] === 1 ? row.extra & 0xff : ABSENT;
  if (!isMessage(row) || row.cmd === 0) return ABSENT;
  if (field === "flags") return row.cmd >>> 24;
  return field === "cmd" ? row.cmd & 0xffffff : (row.cmd >>> 20) & 15;
}

function distOf(row: Row, telling: Telling): number {
  if (row.kind === TRACE.event) return TELLS_DIST[row.type] === 1 && !(row.type === EVENT.bestChanged && row.link < 0) ? row.value : ABSENT;
  return isMessage(row) ? telling.headOf(row).dist : ABSENT;
}

/** A row about a message. */
function isMessage({ kind }: Row): boolean {
  return kind === TRACE.send || kind === TRACE.deliver || kind === TRACE.lost || kind === TRACE.altered;
}

/** The most names that a row can have in one field. */
export const NAMES_MAX = 3;

/** The name in a field of the type name, of several the one at that place; null = none there. */
export function nameOf(field: FieldName, place: number, row: Row, { names }: Telling): string | null {
  switch (field) {
    case "node":
      return place === 0 ? (row.node < 0 ? null : names.node(row.node)) : row.kind === TRACE.event || row.link < 0 ? null : names.node(place === 1 ? names.fromOf(row.link, 0) : names.toOf(row.link, 0));
    case "from":
    case "to":
      if (place > 0 || !isMessage(row) || row.link < 0) return null;
      return names.node(field === "from" ? names.fromOf(row.link, row.direction) : names.toOf(row.link, row.direction));
    case "link":
      return place > 0 || row.link < 0 ? null : names.linkId(row.link);
    case "transaction":
      return place > 0 ? null : names.transactionName(row.msgidHi, row.msgidLo);
    default: {
      const identity = place > 0 ? ABSENT : row.pfs >= 0 ? row.pfs : row.msgidHi === 0 && row.msgidLo === 0 ? ABSENT : names.pfsOf(row.msgidHi, row.msgidLo);
      return identity < 0 ? null : names.pfs(identity);
    }
  }
}
