import { id64 } from "../../base/bytes.ts";
import { EVENT } from "../../node/events.ts";
import { TRACE } from "../../sim/trace.ts";
import { CMD, FLAG } from "../../wire/constants.ts";
import { describeMessage } from "../describe-message.ts";
import { inspectRecord } from "../inspect-sealed.ts";
import { sentWithoutCrcs } from "../inspect-shm.ts";
import { Row } from "../row.ts";
import type { Run } from "../run.ts";
import type { Telling } from "../sentences.ts";
import { HOPS_MAX, type HopShown, type Way } from "../shown-message.ts";
import { changesBetween } from "./compare.ts";
import { fateOf } from "./fate.ts";
import { expectsPlainCrc } from "./reader.ts";
import { lastEventOf, nextEventOf } from "./scan.ts";

/**
 * One message hop by hop: a hop makes a message of its own of what it passes on, and the journal says which arrival led to
 * it. A LNK_SPAN is told on as another LNK_SPAN, at once or when its rank allows it (SPAN-03), which the relay's event tells.
 */

/** Rows that one step of the way may be away. */
const LOOKS_MAX = 200_000;

/** The way of a message from where it was made to where it came, the message itself included; null when the journal no longer holds it. */
export function wayOf(run: Run, message: number, telling: Telling): Way | null {
  if (run.journal.sentRow(message) < 0) return null;
  const back: number[] = [];
  for (let at = previousHop(run, message); at >= 0 && back.length < HOPS_MAX; at = previousHop(run, at)) back.unshift(at);
  const messages = [...back, message];
  const onward = new Map<number, readonly number[]>();
  for (let next: number | undefined = message; next !== undefined && messages.length < HOPS_MAX; ) {
    onward.set(next, nextHops(run, next));
    next = onward.get(next)![0];
    if (next !== undefined) messages.push(next);
  }
  const hops: HopShown[] = [];
  for (const each of messages) {
    const before = hops.at(-1);
    const hop = hopOf(run, each, before, before === undefined ? [] : (onward.get(before.message) ?? nextHops(run, before.message)), telling);
    if (hop !== null) hops.push(hop);
  }
  const row = new Row();
  run.rows.read(run.journal.sentRow(message), row);
  return { kind: isSpanOpening(row) ? "span" : "passed on", hops, at: hops.findIndex((hop) => hop.message === message), cut: messages.length >= HOPS_MAX };
}

/** `siblings`: what the node that sent it made of the hop before, this one included. */
function hopOf(run: Run, message: number, before: HopShown | undefined, siblings: readonly number[], telling: Telling): HopShown | null {
  const { names, journal } = run;
  const row = new Row();
  if (!run.rows.readIfKept(journal.sentRow(message), row)) return null;
  const { link, direction, atUs, number, spanidHi, spanidLo } = row;
  const dist = telling.headOf(row).dist;
  const bytes = journal.bytesOf(message)?.slice() ?? new Uint8Array(0);
  const record = journal.recordOf(message)?.slice();
  const { memory, profile } = run.world.links[link]!;
  const overMemory = memory !== null;
  const description = describeMessage(bytes, profile, expectsPlainCrc(run, names.toOf(link, direction)), overMemory && sentWithoutCrcs(bytes));
  const { arriveUs, fate } = fateOf(run, message, telling);
  return {
    message,
    event: number,
    sentUs: atUs,
    arriveUs,
    fate,
    link: names.linkId(link),
    from: names.node(names.fromOf(link, direction)),
    to: names.node(names.toOf(link, direction)),
    dist: isSpanOpening(row) && dist >= 0 ? dist : null,
    spanid: id64(spanidHi, spanidLo),
    description,
    record: record === undefined ? null : inspectRecord(run, row, record, false),
    changes: before === undefined ? null : changesBetween(before.description, description),
    also: siblings.filter((other) => other !== message).flatMap((other) => alsoOf(run, other)),
  };
}

function alsoOf(run: Run, message: number): HopShown["also"] {
  const row = new Row();
  if (!run.rows.readIfKept(run.journal.sentRow(message), row)) return [];
  return [{ message, to: run.names.node(run.names.toOf(row.link, row.direction)) }];
}

// ---------------------------------------------------------------- one step

/** A LNK_SPAN that opens: its relays have msgids of their own (SPAN-01). */
function isSpanOpening({ cmd }: Row): boolean {
  return (cmd & 0xff_ffff) === CMD.LNK_SPAN && ((cmd >>> 24) & (FLAG.CREATE | FLAG.REPLY | FLAG.DELETE)) === FLAG.CREATE;
}

/** What a hop leaves as it is: the command and its flags, but for where the aux data lies (ROUTE-08). */
function sameMessage(a: Row, b: Row): boolean {
  const aside = FLAG.AUXOOB << 24;
  if ((a.cmd | aside) !== (b.cmd | aside)) return false;
  return (a.cmd & 0xff_ffff) === CMD.LNK_SPAN || (a.msgidHi === b.msgidHi && a.msgidLo === b.msgidLo);
}

/** The message of which this one was made by the node that sent it, -1 = it made it itself. */
export function previousHop(run: Run, message: number): number {
  const sent = new Row();
  if (!run.rows.readIfKept(run.journal.sentRow(message), sent)) return -1;
  if (isSpanOpening(sent)) return spanBehind(run, sent);
  const arrived = new Row();
  if (!run.rows.readIfKept(sent.cause, arrived) || arrived.kind !== TRACE.deliver) return -1;
  return sameMessage(sent, arrived) ? arrived.message : -1;
}

/** What the nodes that it reached made of it: one message at a hop of a transaction, several relays of a span, none where it ends. */
export function nextHops(run: Run, message: number): number[] {
  const arrival = run.journal.endRow(message);
  const arrived = new Row();
  if (arrival < 0 || !run.rows.readIfKept(arrival, arrived) || arrived.kind !== TRACE.deliver) return [];
  if (isSpanOpening(arrived)) return relaysOf(run, arrived);
  const found: number[] = [];
  const row = new Row();
  for (let at = arrival + 1; run.rows.readIfKept(at, row) && row.kind !== TRACE.deliver; at++) {
    if (row.kind === TRACE.send && row.cause === arrival && sameMessage(row, arrived)) found.push(row.message);
  }
  return found;
}

// ---------------------------------------------------------------- spans

/** SPAN-03: the received LNK_SPAN that a relay tells on; -1 for a node's own offer. */
function spanBehind(run: Run, sent: Row): number {
  const relay = new Row();
  const link = relayedFrom(run, sent, relay);
  if (link < 0) return -1;
  const row = new Row();
  for (let at = sent.number; ; ) {
    at = lastEventOf(run, sent.node, EVENT.spanReceived, at - 1, sent.number - LOOKS_MAX);
    if (at < 0) return -1;
    run.rows.read(at, row);
    if (row.link === link && row.pfs === relay.pfs) return row.message;
  }
}

/** Finds the event behind a LNK_SPAN that says of what link it was heard; -1 = none, the node offers it itself. */
function relayedFrom(run: Run, sent: Row, into: Row): number {
  for (let at = sent.number + 1; at <= sent.number + NEAR_MAX && run.rows.readIfKept(at, into); at++) {
    if (into.kind !== TRACE.event || into.node !== sent.node || into.msgidHi !== sent.msgidHi || into.msgidLo !== sent.msgidLo) continue;
    return into.type === EVENT.relayOpened ? run.names.linkOf(into.node, into.extra) : -1;
  }
  return -1;
}
/** Rows between a message and the event that tells of it. */
const NEAR_MAX = 6;

/** The LNK_SPANs by which a node told on what it heard in `arrived`, until it lost that span or heard it anew. */
function relaysOf(run: Run, arrived: Row): number[] {
  const { node, link, msgidHi, msgidLo, number } = arrived;
  const row = new Row();
  const found: number[] = [];
  let pfs = -1;
  for (let at = number; ; ) {
    at = nextEventOf(run, node, at + 1, number + LOOKS_MAX);
    if (at < 0) return found;
    run.rows.read(at, row);
    if (row.type === EVENT.spanReceived && row.cause === number) pfs = row.pfs;
    else if (pfs < 0 && row.cause !== number) return found; // refused
    if (row.type === EVENT.crashed) return found;
    if ((row.type === EVENT.spanClosing || row.type === EVENT.spanClosed) && row.msgidHi === msgidHi && row.msgidLo === msgidLo) return found;
    if (row.type !== EVENT.relayOpened || row.pfs !== pfs || run.names.linkOf(node, row.extra) !== link) continue;
    const sent = sentBefore(run, row);
    if (sent >= 0) found.push(sent);
  }
}

/** The message that an event right behind it tells of. */
function sentBefore(run: Run, event: Row): number {
  const row = new Row();
  for (let at = event.number - 1; at >= event.number - NEAR_MAX && run.rows.readIfKept(at, row); at--) {
    if (row.kind === TRACE.send && row.node === event.node && row.msgidHi === event.msgidHi && row.msgidLo === event.msgidLo) return row.message;
  }
  return -1;
}
