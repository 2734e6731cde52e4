import { CAPABILITY, CMD, ERR, FLAG, PROTO } from "../wire/constants.ts";
import type { Message } from "../wire/message.ts";
import { discard, isOutOfReach, nextSalt, type NodeCore, send, transmit } from "./core.ts";
import { acceptTransaction, endMessage, judgeUnrecorded, OPENS } from "./ends.ts";
import { EVENT, LIMITED, THROWN } from "./events.ts";
import type { LinkEnd } from "./link-end.ts";
import { forget, killEntry, settleDead } from "./path-loss.ts";
import { PLANT } from "./planted.ts";
import { otherWayBack } from "./planted/other-way.ts";
import { RULE } from "./rules.ts";
import { answerOneWay } from "./shell/one-way.ts";
import { takesShells } from "./shell/shell-right.ts";
import { passCopied } from "./shm/hop.ts";
import { fitsInline, isInlineOn, whyNoRoomFor } from "./shm/room.ts";
import { SPAN_KIND } from "./span-table.ts";
import { ROLE, type Transaction } from "./transactions.ts";
import { BOTH_DELETED, bitsAfter, judge, OUTCOME } from "./tx-tables.ts";
import { nextBySpan } from "./variants/by-span.ts";
import type { Verdict } from "./violation.ts";

const TRANSACTIONAL = FLAG.CREATE | FLAG.DELETE | FLAG.ABORT;

/** A message with a spanid: the spanid is looked up first, then the transaction is judged (ROUTE-02, ROUTE-03). */
export function routeMessage(core: NodeCore, link: LinkEnd, message: Message): Verdict {
  const oneWay = message.msgidHi === 0 && message.msgidLo === 0 && (message.flags & TRANSACTIONAL) === 0;
  // ROUTE-01: a one-way message with REPLY is routed like a command.
  const reply = (message.flags & FLAG.REPLY) !== 0 && !oneWay;
  const span = core.findSpan(link.number, !reply, message.spanidHi, message.spanidLo);
  if (span < 0) {
    const other = core.findSpan(link.number, reply, message.spanidHi, message.spanidLo);
    return throwOut(core, link, message, other < 0 ? THROWN.unknownSpan : THROWN.wrongDirection, RULE["ROUTE-02"]);
  }
  if (!core.spans.isOpen(span)) return throwOut(core, link, message, THROWN.halfClosedSpan, RULE["SPAN-08"]);
  if (((message.base >>> 20) & 15) === PROTO.LNK && message.base !== CMD.LNK_ERROR) return { rule: RULE["TX-01"], error: ERR.TRANS };
  if (oneWay) {
    routeOneWay(core, link, span, message);
    return null;
  }
  if (message.flags & FLAG.CREATE && message.msgidHi === 0 && message.msgidLo === 0) return { rule: RULE["TX-01"], error: ERR.TRANS };
  if (core.config.switches.endpointOnlyState) {
    const next = nextBySpan(core, span, message, reply);
    if (next >= 0) {
      passOn(core, link, span, next, message);
      return null;
    }
  }
  const transaction = core.transactions.find(span, message.msgidHi, message.msgidLo);
  if (!transaction) return withoutRecord(core, link, span, message, reply);
  if (transaction.copy !== null) return core.copies.received(link, transaction, message, reply);
  if (transaction.role !== ROLE.hop) return endMessage(core, link.number, transaction, message);
  return transaction.dead ? deadEntryMessage(core, link, transaction, message, reply) : forwardMessage(core, link, transaction, message, reply);
}

export function throwOut(core: NodeCore, link: LinkEnd, message: Message, reason: number, rule: number): null {
  core.counters.thrownOut++;
  core.out.event(EVENT.thrownOut, rule, link.number, message.msgidHi, message.msgidLo, message.spanidHi, message.spanidLo, -1, reason, message.flags);
  return null;
}

/** TX-01: nothing is recorded; the node that announced the PFS gets it. */
function routeOneWay(core: NodeCore, link: LinkEnd, span: number, message: Message): void {
  const source = core.spans.other(span);
  if (source < 0) {
    receiveOneWay(core, link, message);
    return;
  }
  passOn(core, link, span, source, message);
}

/** Passes a message on under the spanid of another row, without a record. */
function passOn(core: NodeCore, link: LinkEnd, span: number, to: number, message: Message): void {
  const out = core.links[core.spans.link(to)]!;
  if (out.profile !== link.profile) {
    throwOut(core, link, message, THROWN.otherProfile, RULE["ROUTE-08"]);
    return;
  }
  if (tooBig(link, out, message)) {
    throwOut(core, link, message, THROWN.tooBig, RULE["ROUTE-08"]);
    return;
  }
  if (whyNoRoomFor(core, out, message) !== 0) {
    throwOut(core, link, message, THROWN.queueFull, RULE["LINK-08"]);
    return;
  }
  core.counters.forwarded++;
  pass(core, link, out, message, core.spans.msgidHi(to), core.spans.msgidLo(to));
  core.out.event(EVENT.forwarded, RULE["ROUTE-01"], link.number, message.msgidHi, message.msgidLo, message.spanidHi, message.spanidLo, core.spans.identity(span), out.number, message.flags);
}

/** SVC-01: an unknown one-way message is ignored and counted; nothing one-way is ever answered. */
export function receiveOneWay(core: NodeCore, link: LinkEnd, message: Message): void {
  if (message.base === CMD.DOM_ECHO || message.base === CMD.DBG_SHELL) {
    core.out.event(EVENT.oneWayReceived, RULE["TX-01"], link.number, 0, 0, message.spanidHi, message.spanidLo, -1, message.auxBytes, message.flags & FLAG.REPLY ? 1 : 0);
    if (isShellOf2012(link, message)) answerOneWay(core, link, message);
    return;
  }
  core.counters.oneWayIgnored++;
  core.out.event(EVENT.oneWayIgnored, RULE["SVC-01"], link.number, 0, 0, message.spanidHi, message.spanidLo, -1, message.cmd | 0, message.error);
}

/** C12-06: a line for the direct peer. What has REPLY is an answer, and is never answered. */
function isShellOf2012(link: LinkEnd, message: Message): boolean {
  return link.profile === "c2012" && message.base === CMD.DBG_SHELL && (message.flags & FLAG.REPLY) === 0 && message.spanidHi === 0 && message.spanidLo === 0;
}

/** The span is open and no record has this msgid: a new transaction, a discard, or a violation. */
function withoutRecord(core: NodeCore, link: LinkEnd, span: number, message: Message, reply: boolean): Verdict {
  const judged = judgeUnrecorded(core, link, message, reply);
  if (judged !== OPENS) return judged;
  if (core.copies.isActive && core.copies.joined(link, span, message)) return null;
  if (core.spans.other(span) < 0) {
    acceptTransaction(core, link.number, span, message, core.services.get(message.base) ? ERR.NONE : ERR.UNKNOWN, RULE["SVC-01"]);
  } else openEntry(core, link, span, message);
  return null;
}

/** ROUTE-03: a hop records a forwarding entry for the message that opens a transaction, or refuses it in the target's place. */
function openEntry(core: NodeCore, link: LinkEnd, span: number, message: Message): void {
  const { spans, transactions } = core;
  const source = spans.other(span);
  const out = core.links[spans.link(source)]!;
  const refusal = entryRefusal(core, link, out, source, message);
  if (transactions.isFull) core.tell(EVENT.limitReached, RULE["ROUTE-03"], link.number, message.msgidHi, message.msgidLo, -1, LIMITED.transactions, 0);
  if (refusal.error !== ERR.NONE) {
    refuseEntry(core, link, span, message, refusal.error, refusal.rule);
    return;
  }
  // Copies do not meet where the way on is over shared memory: nothing of its data could be kept for a late one (SHM-01).
  if (link.capabilities & CAPABILITY.DUPLICATION && out.shm === null) {
    core.copies.openedAtHop(link, out, span, source, message);
    return;
  }
  const entry = transactions.add(ROLE.hop, message.base, message.msgidHi, message.msgidLo, bitsAfter(0, false, message.flags));
  entry.pfs = spans.identity(span);
  transactions.attach(entry, entry.inSide, link.number, span, message.spanidHi, message.spanidLo);
  transactions.attach(entry, entry.outSide, out.number, source, spans.msgidHi(source), spans.msgidLo(source));
  core.tellTransaction(EVENT.entryOpened, RULE["ROUTE-03"], entry, out.number, transactions.count);
  forward(core, link, out, entry, message, entry.outSide.spanidHi, entry.outSide.spanidLo);
}

function entryRefusal(core: NodeCore, link: LinkEnd, out: LinkEnd, source: number, message: Message): { readonly error: number; readonly rule: number } {
  // Trust is hop by hop: the right is that of the neighbour from which it came (LINK-02).
  if (message.base === CMD.DBG_SHELL && !takesShells(link)) return { error: ERR.NO_RIGHT, rule: RULE["DBG-01"] };
  if (core.transactions.isFull) return { error: ERR.LIMIT, rule: RULE["ROUTE-03"] };
  if (core.transactions.find(source, message.msgidHi, message.msgidLo)) return { error: ERR.EXISTS, rule: RULE["ROUTE-03"] };
  // The two profiles count aux data in different units and do not have the same flags; a hop does not translate.
  if (out.profile !== link.profile) return { error: ERR.UNKNOWN, rule: RULE["ROUTE-08"] };
  if (tooBig(link, out, message)) return { error: ERR.TOO_BIG, rule: RULE["ROUTE-08"] };
  const full = whyNoRoomFor(core, out, message);
  return { error: full === 0 ? ERR.NONE : ERR.LIMIT, rule: full };
}

/** Refused by the hop: an entry that is dead from the start waits for the opener's DELETE, if that is still to come. */
function refuseEntry(core: NodeCore, link: LinkEnd, span: number, message: Message, error: number, rule: number): void {
  core.out.event(EVENT.entryRefused, rule, link.number, message.msgidHi, message.msgidLo, message.spanidHi, message.spanidLo, core.spans.identity(span), error, 0);
  send(core, link, CMD.LNK_ERROR, FLAG.REPLY | FLAG.CREATE | FLAG.DELETE, message.msgidHi, message.msgidLo, message.spanidHi, message.spanidLo, error);
  if (message.flags & FLAG.DELETE) return;
  const entry = core.transactions.add(ROLE.hop, message.base, message.msgidHi, message.msgidLo, bitsAfter(0, false, message.flags));
  entry.dead = true;
  entry.error = error;
  entry.pfs = core.spans.identity(span);
  core.transactions.attach(entry, entry.inSide, link.number, span, message.spanidHi, message.spanidLo);
  entry.inSide.sentDelete = true;
}

/** ROUTE-08: more aux data than the next link's AUTH allowed, or than fits inline, or aux data that we cannot read ourselves. */
function tooBig(link: LinkEnd, out: LinkEnd, message: Message): boolean {
  if (message.auxBytes > out.auxBytesMax || isOutOfReach(link, message)) return true;
  return out.shm !== null && isInlineOn(out, message) && !fitsInline(out, message.headerBytes, message.auxBytes);
}

/** A message of a living entry: judged here, so that a violation dies on the offender's own link, then passed on (ROUTE-03, ROUTE-04). */
function forwardMessage(core: NodeCore, link: LinkEnd, entry: Transaction, message: Message, reply: boolean): Verdict {
  const rule = reply ? RULE["TX-05"] : RULE["TX-04"];
  const outcome = judge(reply, entry.bits, message.flags);
  if (outcome === OUTCOME.violation) return { rule, error: ERR.TRANS };
  if (outcome === OUTCOME.discard || outcome === OUTCOME.oneWayOrDiscard) {
    discard(core, rule, link.number, message.msgidHi, message.msgidLo, message.flags, entry.bits);
    return null;
  }
  const side = reply ? (core.plant === PLANT.replyByAnotherPath ? otherWayBack(core, entry) : entry.inSide) : entry.outSide;
  const out = core.links[side.link]!;
  const big = tooBig(link, out, message);
  const full = whyNoRoomFor(core, out, message);
  if (full !== 0 || big) {
    if (!big) tellFull(core, out, entry, message, full);
    // Its DELETE has come, although it goes no further: no second one will.
    if (message.flags & FLAG.DELETE) (reply ? entry.outSide : entry.inSide).receivedDelete = true;
    killEntry(core, entry, big ? ERR.TOO_BIG : ERR.LIMIT);
    return null;
  }
  entry.bits = bitsAfter(entry.bits, reply, message.flags);
  forward(core, link, out, entry, message, side.spanidHi, side.spanidLo);
  if ((entry.bits & BOTH_DELETED) === BOTH_DELETED) forget(core, entry);
  else if (message.flags & FLAG.DELETE) core.tellTransaction(EVENT.entryHalfClosed, rule, entry, reply ? 1 : 0, message.error);
  return null;
}

function tellFull(core: NodeCore, out: LinkEnd, entry: Transaction, message: Message, rule: number): void {
  const region = rule === RULE["SHM-01"];
  core.tell(region ? EVENT.regionFull : EVENT.queueOverflow, rule, out.number, message.msgidHi, message.msgidLo, entry.pfs, region ? message.auxBytes : ERR.LIMIT, 0);
}

/** A hop sends a message on: as it came but for spanid, salt and hdr_crc, or copied where shared memory is on one side (ROUTE-08). */
function pass(core: NodeCore, link: LinkEnd, out: LinkEnd, message: Message, spanidHi: number, spanidLo: number): void {
  if (link.shm === null && out.shm === null) transmit(core, out, out.encoder.forward(message, spanidHi, spanidLo, nextSalt(core, out)));
  else passCopied(core, out, message, spanidHi, spanidLo);
}

function forward(core: NodeCore, link: LinkEnd, out: LinkEnd, entry: Transaction, message: Message, spanidHi: number, spanidLo: number): void {
  core.counters.forwarded++;
  pass(core, link, out, message, spanidHi, spanidLo);
  core.out.event(EVENT.forwarded, RULE["ROUTE-01"], link.number, entry.msgidHi, entry.msgidLo, message.spanidHi, message.spanidLo, entry.pfs, out.number, message.flags);
}

/** ROUTE-05: discarded unjudged, only its DELETEs are noted. */
function deadEntryMessage(core: NodeCore, link: LinkEnd, entry: Transaction, message: Message, reply: boolean): null {
  throwOut(core, link, message, THROWN.deadEntry, RULE["ROUTE-05"]);
  if (message.flags & FLAG.DELETE) {
    (reply ? entry.outSide : entry.inSide).receivedDelete = true;
    settleDead(core, entry);
  }
  return null;
}

/** Whether a row is a SPAN that transactions may be opened over. */
export function isUsable(core: NodeCore, span: number): boolean {
  return span >= 0 && core.spans.kind(span) === SPAN_KIND.received && core.spans.isOpen(span);
}
