import { CMD, ERR, FLAG } from "../../wire/constants.ts";
import type { BodyWriter } from "../../wire/encode.ts";
import { encoderFor, type NodeCore, send, transmitWithAux } from "../core.ts";
import { EVENT } from "../events.ts";
import { PHASE } from "../link-end.ts";
import { abortEnd } from "../path-loss.ts";
import { RULE } from "../rules.ts";
import { whyNoRoom } from "../shm/room.ts";
import { ROLE, type Transaction } from "../transactions.ts";
import { HALF } from "../tx-tables.ts";

const NO_AUX = new Uint8Array(0);

/** What one message of our half says. */
export interface Element {
  /** wire CMD; CMD.LNK_ERROR acknowledges or refuses (TX-03) */
  readonly base: number;
  readonly error?: number;
  readonly aux?: Uint8Array;
  /** the fields behind the base header, for a command that has some */
  readonly body?: BodyWriter;
}

/**
 * Sends one message of our half of a transaction and does the bookkeeping: REPLY and CREATE follow from who we are and what
 * went before. `flags`: FLAG.DELETE closes our half with it, FLAG.ABORT makes an opening request non-blocking. One that
 * overfills the queue aborts the transaction instead (LINK-08). False when nothing was sent.
 */
export function sendElement(core: NodeCore, transaction: Transaction, flags: number, element: Element): boolean {
  if (transaction.copies !== null) return core.copies.send(transaction, flags, element);
  const opener = transaction.role === ROLE.opener;
  const side = opener ? transaction.outSide : transaction.inSide;
  const { bits } = transaction;
  if (side.link < 0 || bits & (opener ? HALF.commandDeleted : HALF.replyDeleted)) return false;
  const link = core.links[side.link]!;
  if (link.phase === PHASE.down) return false;
  const aux = element.aux ?? NO_AUX;
  const full = whyNoRoom(core, link, (element.base & 0xff) << 6, aux.length);
  if (full !== 0) {
    core.tellTransaction(full === RULE["SHM-01"] ? EVENT.regionFull : EVENT.queueOverflow, full, transaction, full === RULE["SHM-01"] ? aux.length : ERR.LIMIT, 0);
    abortEnd(core, transaction, ERR.LIMIT, full);
    return false;
  }
  const created = opener ? HALF.commandCreated : HALF.replyCreated;
  const all = flags | (opener ? 0 : FLAG.REPLY) | (bits & created ? 0 : FLAG.CREATE);
  transaction.bits |= created | (flags & FLAG.DELETE ? (opener ? HALF.commandDeleted : HALF.replyDeleted) : 0);
  const error = element.error ?? ERR.NONE;
  if (element.body) {
    const encoder = encoderFor(core, link, all, transaction.msgidHi, transaction.msgidLo, error);
    encoder.spanidHi = side.spanidHi;
    encoder.spanidLo = side.spanidLo;
    transmitWithAux(core, link, element.base, element.body, aux);
  } else send(core, link, element.base, all, transaction.msgidHi, transaction.msgidLo, side.spanidHi, side.spanidLo, error, aux);
  core.tellTransaction(EVENT.elementSent, element.base === CMD.LNK_ERROR ? RULE["TX-03"] : RULE["SVC-01"], transaction, aux.length, error);
  if (flags & FLAG.DELETE) core.tellTransaction(EVENT.ourHalfClosed, RULE["TX-02"], transaction, error, 0);
  return true;
}
