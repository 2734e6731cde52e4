import { CMD, ERR, FLAG } from "../wire/constants.ts";
import { auxOf, type Message } from "../wire/message.ts";
import { type NodeCore, overfills, send } from "./core.ts";
import { EVENT } from "./events.ts";
import { abortEnd, closeOwnHalf, forgetIfClosed } from "./path-loss.ts";
import { RULE } from "./rules.ts";
import type { Transaction } from "./transactions.ts";
import { HALF } from "./tx-tables.ts";

/**
 * What runs at the target of a transaction. For now one service: an echo over DBG_SHELL's transaction answers each command
 * element that carries text with the same text, and closes its half when the opener closes his.
 */

/** Whether a command may open a transaction here (SVC-01). */
export function isService(base: number): boolean {
  return base === CMD.DBG_SHELL;
}

/** A command element reached the target; `closes`: the command half is closed with it. */
export function serveElement(core: NodeCore, transaction: Transaction, message: Message, closes: boolean): void {
  const replyOpen = (transaction.bits & HALF.replyDeleted) === 0;
  if (!replyOpen) return;
  const aux = auxOf(message);
  if (aux.length > 0 && message.base === CMD.DBG_SHELL) reply(core, transaction, aux, closes);
  else if (closes) closeOwnHalf(core, transaction, 0, ERR.NONE);
  forgetIfClosed(core, transaction);
}

function reply(core: NodeCore, transaction: Transaction, aux: Uint8Array, closes: boolean): void {
  const create = transaction.bits & HALF.replyCreated ? 0 : FLAG.CREATE;
  sendElement(core, transaction, FLAG.REPLY | create | (closes ? FLAG.DELETE : 0), aux);
}

/** Sends one DBG_SHELL element of our half, with the bookkeeping of its flags; one that overfills the queue aborts the transaction (LINK-08). */
export function sendElement(core: NodeCore, transaction: Transaction, flags: number, aux: Uint8Array): void {
  const isReply = (flags & FLAG.REPLY) !== 0;
  const side = isReply ? transaction.inSide : transaction.outSide;
  if (side.link < 0) return;
  const link = core.links[side.link]!;
  if (overfills(core, link, aux.length)) {
    core.tellTransaction(EVENT.queueOverflow, RULE["LINK-08"], transaction, ERR.LIMIT, 0);
    abortEnd(core, transaction, ERR.LIMIT, RULE["LINK-08"]);
    return;
  }
  const created = flags & FLAG.CREATE ? (isReply ? HALF.replyCreated : HALF.commandCreated) : 0;
  const deleted = flags & FLAG.DELETE ? (isReply ? HALF.replyDeleted : HALF.commandDeleted) : 0;
  transaction.bits |= created | deleted;
  send(core, link, CMD.DBG_SHELL, flags, transaction.msgidHi, transaction.msgidLo, side.spanidHi, side.spanidLo, ERR.NONE, aux);
  core.tellTransaction(EVENT.elementSent, RULE["SVC-01"], transaction, aux.length, 0);
  if (deleted) core.tellTransaction(EVENT.ourHalfClosed, RULE["TX-02"], transaction, ERR.NONE, 0);
}
