import { EVENT, THROWN_TEXTS } from "../node/events.ts";
import { RULES } from "../node/rules.ts";
import { FLIGHT } from "../sim/flights.ts";
import { ALTERED, TRACE } from "../sim/trace.ts";
import { CMD, errorText, FLAG } from "../wire/constants.ts";
import { describeMessage } from "./describe-message.ts";
import { outOfBandOf, sentWithoutCrcs } from "./inspect-shm.ts";
import { familyOfRow, isAbort } from "./families.ts";
import { capitalised, say, sayDuration, sayOrdinal } from "./fill.ts";
import { inspectRecord } from "./inspect-sealed.ts";
import { tellCauses } from "./inspect-causes.ts";
import { targetOf, textOf } from "./inspect-transaction.ts";
import { Row } from "./row.ts";
import type { Run } from "./run.ts";
import { sayMessage } from "./sentence-messages.ts";
import { sayRow, type Telling } from "./sentences.ts";
import { FAMILIES, type MessageInspection } from "./shown.ts";
import type { TransactionRecord } from "./transaction-history.ts";

/** Rows in which what became of a message is looked for. */
const LOOKS_MAX = 100_000;
/** Characters of its text that a message's sentence shows. */
const TEXT_SHOWN = 60;

/** One message: its bytes as they arrive, what it means, what became of it, and why it was sent; null when the journal no longer holds it. */
export function inspectMessageOf(run: Run, message: number, telling: Telling): MessageInspection | null {
  const sent = run.journal.sentRow(message);
  const row = new Row();
  if (sent < 0 || !run.rows.readIfKept(sent, row)) return null;
  const { names } = run;
  const end = run.journal.endRow(message);
  const fate = end < 0 ? fateInFlight(run, message, row) : fateAtEnd(run, end, telling);
  return {
    kind: "message",
    message,
    link: names.linkId(row.link),
    from: names.node(names.fromOf(row.link, row.direction)),
    to: names.node(names.toOf(row.link, row.direction)),
    sentUs: row.atUs,
    ...fate,
    family: FAMILIES[familyOfRow(row, names.kindOf(row.msgidHi, row.msgidLo))]!,
    sentence: sentenceOf(run, row, telling),
    why: tellCauses(run, sent, telling),
    copyOf: copyOf(run, row),
    ...describedBytes(run, message, sent, end, row),
  };
}

/** DUP-01: every message that carries the same; more of them the farther the copies have come. */
function copyOf(run: Run, sent: Row): MessageInspection["copyOf"] {
  const copied = run.chronicle.transactions.find(sent.msgidHi, sent.msgidLo)?.copies?.copied(sent.message);
  if (copied === undefined) return null;
  const { names } = run;
  const row = new Row();
  const messages = copied.messages.flatMap((message) => {
    if (!run.rows.readIfKept(run.journal.sentRow(message), row)) return [];
    return [{ message, from: names.node(names.fromOf(row.link, row.direction)), to: names.node(names.toOf(row.link, row.direction)) }];
  });
  return { number: copied.number, messages };
}

// ---------------------------------------------------------------- bytes

/** WIRE-04: what the receiver takes for a right checksum, which in a variant is another one. */
function expectsPlainCrc({ world }: Run, node: number): boolean {
  const { config } = world.nodes[node]!.protocol.core;
  return config.plainCrc ?? config.switches.plainCrc;
}

/**
 * What was said, and on an encrypted link the record that says it (LINK-02): what the way does, it does to the record. On
 * one over shared memory, the aux data that the header names (WIRE-06).
 */
function describedBytes(run: Run, message: number, sent: number, end: number, row: Row): Pick<MessageInspection, "description" | "record" | "outOfBand"> {
  const plainCrc = expectsPlainCrc(run, run.names.toOf(row.link, row.direction));
  const overMemory = run.world.links[row.link]!.memory !== null;
  const describe = (bytes: Uint8Array) => describeMessage(bytes, run.scenario.switches.profile, plainCrc, overMemory && sentWithoutCrcs(bytes));
  const plain = run.journal.bytesOf(message)?.slice() ?? new Uint8Array(0);
  const record = run.journal.recordOf(message)?.slice();
  const arriving = bytesOnArrival(run, message, sent, end, (record ?? plain).slice());
  if (record === undefined) return { description: describe(arriving), record: null, outOfBand: outOfBandOf(run, message, arriving, overMemory && sentWithoutCrcs(arriving), plainCrc) };
  const changed = arriving.length !== record.length || arriving.some((byte, i) => byte !== record[i]);
  return { description: describe(plain), record: inspectRecord(run, row, arriving, changed), outOfBand: null };
}

/** `bytes` as they are in flight or were when they came: forged and with their bits flipped. */
function bytesOnArrival(run: Run, message: number, sent: number, end: number, bytes: Uint8Array): Uint8Array {
  const last = end < 0 ? Math.min(run.rows.end, sent + LOOKS_MAX) : end;
  for (const { row, code, values } of run.rows.alterations(message, sent, last)) {
    if (code === ALTERED.forged) bytes = run.journal.forgedBytes(row)?.slice() ?? bytes;
    if (code !== ALTERED.corrupted) continue;
    for (const bit of values.subarray(1, 1 + values[0])) if (bit >>> 3 < bytes.length) bytes[bit >>> 3] ^= 1 << (bit & 7);
  }
  return bytes;
}

// ---------------------------------------------------------------- fate

type Fate = Pick<MessageInspection, "arriveUs" | "fate" | "fateText">;

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

// ---------------------------------------------------------------- sentence

function sentenceOf(run: Run, row: Row, telling: Telling): string {
  const { names } = run;
  const record = run.chronicle.transactions.find(row.msgidHi, row.msgidLo);
  const place = record === undefined || record.elementsOmitted > 0 ? -1 : placeOf(run, row, record);
  if (record === undefined || place < 0) {
    const from = names.node(names.fromOf(row.link, row.direction));
    return say("sentence.plain", { from, to: names.node(names.toOf(row.link, row.direction)), what: sayMessage(telling.headOf(row), names) });
  }
  const reply = (row.cmd >>> 24) & FLAG.REPLY ? 1 : 0;
  const text = (row.cmd & 0xffffff) === CMD.LNK_ERROR ? "" : textOf(run, row.message, row);
  return say(text === "" ? "sentence.element" : "sentence.elementText", {
    Ordinal: capitalised(sayOrdinal(place)),
    transaction: run.names.transaction(record.msgidHi, record.msgidLo),
    opener: names.node(record.opener),
    target: record.target < 0 ? targetOf(run, record) : names.node(record.target),
    half: say(reply === 1 ? "half.reply" : "half.command"),
    text: text.length > TEXT_SHOWN ? `${text.slice(0, TEXT_SHOWN)}…` : text,
    effect: effectOf(row),
  });
}

function effectOf(row: Row): string {
  const flags = row.cmd >>> 24;
  const error = errorText(row.error);
  if (isAbort(flags)) return flags & FLAG.DELETE ? say("effect.aborts", { error }) : say("effect.midStream");
  if (flags & FLAG.DELETE && row.error !== 0) return say("effect.refuses", { error });
  if (flags & FLAG.CREATE && flags & FLAG.DELETE) return say("effect.opensAndCloses");
  if (flags & FLAG.CREATE) return say(flags & FLAG.REPLY ? "effect.opensHalf" : "effect.opens");
  return say(flags & FLAG.DELETE ? "effect.closes" : "effect.leavesOpen");
}

/** Which message of its half it is, from 1 on; -1 for one that no end of the transaction made. */
function placeOf(run: Run, row: Row, record: TransactionRecord): number {
  const copied = record.copies?.copied(row.message);
  if (copied !== undefined) return copied.number;
  const origin = originOf(run, row);
  let place = 0;
  for (const element of record.elements) {
    if (element.reply !== (((row.cmd >>> 24) & FLAG.REPLY) !== 0)) continue;
    place++;
    if (element.message === origin) return place;
  }
  return -1;
}

/** Number of the message as its end sent it, before hops passed it on. */
function originOf(run: Run, from: Row): number {
  const row = new Row();
  let { message, cause, msgidHi, msgidLo, cmd } = from;
  for (let looks = 0; looks < LOOKS_MAX && run.rows.readIfKept(cause, row); looks++) {
    if (row.kind !== TRACE.deliver || row.msgidHi !== msgidHi || row.msgidLo !== msgidLo || row.cmd !== cmd) break;
    const sent = run.journal.sentRow(row.message);
    if (!run.rows.readIfKept(sent, row)) break;
    ({ message, cause, msgidHi, msgidLo, cmd } = row);
  }
  return message;
}
