import { CMD, ERR, FLAG } from "../../wire/constants.ts";
import type { Message } from "../../wire/message.ts";
import { EVENT } from "../events.ts";
import { RULE } from "../rules.ts";
import { passTo } from "../shm/hop.ts";
import { whyNoRoomFor } from "../shm/room.ts";
import type { Element } from "../service/elements.ts";
import { ROLE, type Transaction } from "../transactions.ts";
import { bitsAfter, HALF } from "../tx-tables.ts";
import { afterLoss, closeCopyIfDone, endCopy } from "./lose.ts";
import { readWhole } from "./replay.ts";
import { type DupRoom, sideOf } from "./room.ts";

const NO_AUX = new Uint8Array(0);

/** One message over one copy, with the salt and the spanid of its link. False when it does not fit there: then that copy is lost (LINK-08, ROUTE-08). */
export function sendCopy(room: DupRoom, limb: Transaction, message: Message, mayOverfill: boolean): boolean {
  const { core } = room;
  const side = sideOf(limb);
  const link = core.links[side.link]!;
  const error = message.auxBytes > link.auxBytesMax ? ERR.TOO_BIG : !mayOverfill && whyNoRoomFor(core, link, message) !== 0 ? ERR.LIMIT : ERR.NONE;
  if (error !== ERR.NONE) {
    if (error === ERR.LIMIT) core.tell(EVENT.queueOverflow, RULE["LINK-08"], link.number, limb.msgidHi, limb.msgidLo, limb.pfs, error, 0);
    endCopy(room, limb, error);
    return false;
  }
  passTo(core, link, message, side.spanidHi, side.spanidLo);
  limb.bits = bitsAfter(limb.bits, !limb.copy!.outward, message.flags);
  return true;
}

/** DUP-01: an end sends over all copies; replies are kept for copies that come late. False when no copy carried it. */
function sendAll(room: DupRoom, head: Transaction, message: Message, mayOverfill: boolean): boolean {
  const group = head.copies!;
  group.replay?.add(message);
  const lost: Transaction[] = [];
  let carried = group.replay !== null && group.isAwaiting;
  const living = group.living(head.role === ROLE.opener);
  for (const limb of living) {
    if (sendCopy(room, limb, message, mayOverfill)) carried = true;
    else lost.push(limb);
  }
  for (const limb of living) closeCopyIfDone(room, limb);
  for (const limb of lost) afterLoss(room, limb, limb.error);
  return carried;
}

/** As `sendElement`, over all copies. */
export function sendElementCopies(room: DupRoom, head: Transaction, flags: number, element: Element): boolean {
  const { core, encoder } = room;
  const opener = head.role === ROLE.opener;
  const deleted = opener ? HALF.commandDeleted : HALF.replyDeleted;
  const created = opener ? HALF.commandCreated : HALF.replyCreated;
  if (head.bits & deleted || head.copies!.over) return false;
  const error = element.error ?? ERR.NONE;
  const aux = element.aux ?? NO_AUX;
  const all = flags | (opener ? 0 : FLAG.REPLY) | (head.bits & created ? 0 : FLAG.CREATE);
  head.bits |= created | (flags & FLAG.DELETE ? deleted : 0);
  name(room, head, all, error);
  const bytes = element.body ? encoder.extended(element.base, element.body, aux) : aux.length > 0 ? encoder.withAux(element.base, aux) : encoder.header(element.base);
  core.tellTransaction(EVENT.elementSent, element.base === CMD.LNK_ERROR ? RULE["TX-03"] : RULE["SVC-01"], head, aux.length, error);
  if (flags & FLAG.DELETE) core.tellTransaction(EVENT.ourHalfClosed, RULE["TX-02"], head, error, 0);
  return sendAll(room, head, readWhole(bytes), false);
}

/** LNK_ERROR over all copies: the end of a half, or ABORT alone. */
export function sendBareCopies(room: DupRoom, head: Transaction, flags: number, error: number): void {
  name(room, head, flags, error);
  sendAll(room, head, readWhole(room.encoder.header(CMD.LNK_ERROR)), true);
}

function name(room: DupRoom, head: Transaction, flags: number, error: number): void {
  const { encoder } = room;
  encoder.salt = 0;
  encoder.msgidHi = head.msgidHi;
  encoder.msgidLo = head.msgidLo;
  encoder.spanidHi = 0;
  encoder.spanidLo = 0;
  encoder.flags = flags;
  encoder.error = error;
}
