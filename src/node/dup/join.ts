import { CAPABILITY, CMD, ERR } from "../../wire/constants.ts";
import type { Message } from "../../wire/message.ts";
import { nextSalt, transmit } from "../core.ts";
import { EVENT } from "../events.ts";
import type { LinkEnd } from "../link-end.ts";
import { RULE } from "../rules.ts";
import { takesShells } from "../shell/shell-right.ts";
import { ROLE, type Transaction } from "../transactions.ts";
import { bitsAfter } from "../tx-tables.ts";
import { type Copies, targetSpace } from "./copies.ts";
import { closeCopyIfDone, endCopy, stopWaiting } from "./lose.ts";
import type { DupRoom } from "./room.ts";
import { sendCopy } from "./send.ts";

/** Where a transaction over `span`, a SPAN that we sent, is found: at its target by PFS, at a hop by the way out. */
function spaceOf(room: DupRoom, span: number): number {
  const { spans, identities } = room.core;
  const source = spans.other(span);
  return source < 0 ? targetSpace(identities.pairOf(spans.identity(span))) : source;
}

/** The first copy reaches a hop: one limb comes in, one goes out (ROUTE-03). */
export function openAtHop(room: DupRoom, link: LinkEnd, out: LinkEnd, span: number, source: number, message: Message): void {
  const { core, table } = room;
  const { spans, transactions } = core;
  const group = table.add(source, message.base, message.msgidHi, message.msgidLo, spans.identity(span), nameOf(link, message), core.nowUs, true);
  const bits = bitsAfter(0, false, message.flags);
  const coming = room.addLimb(group, ROLE.hop, false, link.number, span, message.spanidHi, message.spanidLo, bits);
  const going = room.addLimb(group, ROLE.hop, true, out.number, source, spans.msgidHi(source), spans.msgidLo(source), bits);
  begin(group, coming, link);
  room.tell(EVENT.entryOpened, RULE["ROUTE-03"], coming, out.number, transactions.count);
  core.counters.forwarded++;
  transmit(core, out, out.encoder.forward(message, going.outSide.spanidHi, going.outSide.spanidLo, nextSalt(core, out)));
  room.tell(EVENT.forwarded, RULE["ROUTE-01"], coming, out.number, message.flags);
}

/** The first copy reaches the target: what its service will know, and the copy that came. */
export function openAtTarget(room: DupRoom, link: LinkEnd, span: number, message: Message): Transaction {
  const { core, table } = room;
  const pfs = core.spans.identity(span);
  const bits = bitsAfter(0, false, message.flags);
  const head = core.transactions.add(ROLE.target, message.base, message.msgidHi, message.msgidLo, bits);
  head.pfs = pfs;
  const group = table.add(spaceOf(room, span), message.base, message.msgidHi, message.msgidLo, pfs, nameOf(link, message), core.nowUs, isNegotiated(link));
  group.head = head;
  head.copies = group;
  begin(group, room.addLimb(group, ROLE.target, false, link.number, span, message.spanidHi, message.spanidLo, bits), link);
  return head;
}

function isNegotiated(link: LinkEnd): boolean {
  return (link.capabilities & CAPABILITY.DUPLICATION) !== 0;
}

function nameOf(link: LinkEnd, message: Message) {
  return { link: link.number, spanidHi: message.spanidHi, spanidLo: message.spanidLo };
}

function begin(group: Copies, limb: Transaction, link: LinkEnd): void {
  limb.copy!.received = 1;
  group.commandsFrom.push(link.number);
}

/**
 * DUP-01: a CREATE over a SPAN, with a msgid that is known here for the same PFS and, at a hop, for the same way out, is one
 * more copy if both links negotiated duplication. It gets every reply until now; one that cannot be had is lost at once. A
 * target refuses a second opener of a msgid that it knows otherwise (TX-02), as a hop does (ROUTE-03).
 */
export function joinCopies(room: DupRoom, link: LinkEnd, span: number, message: Message): boolean {
  const { core, table } = room;
  const group = table.find(spaceOf(room, span), message.msgidHi, message.msgidLo);
  if (!group || (!group.head && !isNegotiated(link))) return false;
  const role = group.head ? ROLE.target : ROLE.hop;
  const limb = room.addLimb(group, role, false, link.number, span, message.spanidHi, message.spanidLo, bitsAfter(0, false, message.flags));
  limb.copy!.received = 1;
  room.tell(EVENT.copyJoined, RULE["DUP-01"], limb, group.head ? -1 : (group.out?.outSide.link ?? -1), group.known);
  const error = isNegotiated(link) && group.isNegotiated ? whyNotJoined(room, group, link, message) : ERR.EXISTS;
  if (error !== ERR.NONE) {
    endCopy(room, limb, error);
    return true;
  }
  stopWaiting(room, group);
  group.error = ERR.NONE; // whatever was lost before it came
  room.tell(EVENT.duplicateIgnored, RULE["TX-08"], limb, 1, group.commandsFrom[0]!);
  for (const reply of group.replay!.messages()) {
    if (!sendCopy(room, limb, reply, false)) return true;
    core.counters.forwarded += group.head ? 0 : 1;
  }
  closeCopyIfDone(room, limb);
  return true;
}

function whyNotJoined(room: DupRoom, group: Copies, link: LinkEnd, message: Message): number {
  if (room.core.transactions.isFull || group.replay!.isDropped) return ERR.LIMIT;
  if (message.base !== group.base) return ERR.EXISTS;
  // Trust is hop by hop, copy by copy (DBG-01).
  if (message.base === CMD.DBG_SHELL && !takesShells(link)) return ERR.NO_RIGHT;
  // The way out is being aborted: it cannot be opened a second time under this msgid before it is closed.
  return group.out?.dead ? ERR.EXISTS : ERR.NONE;
}
