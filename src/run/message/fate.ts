import { EVENT, THROWN_TEXTS } from "../../node/events.ts";
import { RULES } from "../../node/rules.ts";
import { FLIGHT } from "../../sim/flights.ts";
import { TRACE } from "../../sim/trace.ts";
import { say, sayDuration } from "../fill.ts";
import { Row } from "../row.ts";
import type { Run } from "../run.ts";
import { sayRow, type Telling } from "../sentences.ts";
import type { MessageInspection } from "../shown.ts";
import { LOOKS_MAX } from "./looks.ts";

export type Fate = Pick<MessageInspection, "arriveUs" | "fate" | "fateText">;

/** What became of a message, or where it is. */
export function fateOf(run: Run, message: number, telling: Telling): Fate {
  const end = run.journal.endRow(message);
  if (end >= 0) return fateAtEnd(run, end, telling);
  const row = new Row();
  if (!run.rows.readIfKept(run.journal.sentRow(message), row)) return { arriveUs: null, fate: "lost", fateText: say("fate.unknown") };
  return fateInFlight(run, message, row);
}

function fateInFlight(run: Run, message: number, row: Row): Fate {
  const { world, names } = run;
  const { flights } = world;
  const lane = world.links[row.link]!.lanes[row.direction === 0 ? 0 : 1];
  for (let at = lane.tail; at >= 0; at = flights.previous[at]) {
    if (flights.message[at] !== message) continue;
    const arriveUs = flights.arriveUs[at];
    const waits = (flights.marks[at] & FLIGHT.queued) !== 0 || lane.heldSinceUs >= 0 || flights.departUs[at] > world.nowUs;
    if (waits) return { arriveUs: null, fate: "queued", fateText: say("fate.queued", { link: names.link(row.link) }) };
    return { arriveUs, fate: "in flight", fateText: say("fate.inFlight", { duration: sayDuration(Math.max(0, arriveUs - world.nowUs)) }) };
  }
  return { arriveUs: null, fate: "lost", fateText: say("fate.lost") };
}

/** What the receiver made of it stands in the rows that its arrival led to. */
function fateAtEnd(run: Run, end: number, telling: Telling): Fate {
  const row = new Row();
  if (!run.rows.readIfKept(end, row)) return { arriveUs: null, fate: "delivered", fateText: say("fate.unknown") };
  const arriveUs = row.atUs;
  if (row.kind === TRACE.lost) return { arriveUs, fate: "lost", fateText: sayRow(row, telling) };
  const to = run.names.node(row.node);
  for (let at = end + 1; at < end + LOOKS_MAX && run.rows.readIfKept(at, row) && row.cause === end; at++) {
    if (row.kind !== TRACE.event) continue;
    if (row.type === EVENT.violation || row.type === EVENT.decodeFault) return { arriveUs, fate: "violation", fateText: say("fate.violation", { to, rule: RULES[row.rule] ?? "" }) };
    if (row.type === EVENT.thrownOut) return { arriveUs, fate: "discarded", fateText: say("fate.thrownOut", { to, thrown: THROWN_TEXTS[row.value] ?? "" }) };
    if (row.type === EVENT.discarded || row.type === EVENT.oneWayIgnored) return { arriveUs, fate: "discarded", fateText: say("fate.discarded", { to }) };
  }
  return { arriveUs, fate: "delivered", fateText: say("fate.delivered", { to }) };
}
