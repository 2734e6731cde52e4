import { CMD, FLAG } from "../wire/constants.ts";
import { type NodeCore, send } from "./core.ts";
import { EVENT } from "./events.ts";
import { PLANT } from "./planted.ts";
import { RULE } from "./rules.ts";
import { ROLE, type Side, type Transaction } from "./transactions.ts";
import { BOTH_DELETED, HALF } from "./tx-tables.ts";

/** A SPAN is lost or closed: whatever used it ends, by msgid (SPAN-08: first all aborts for what used it). */
export function abortUsers(core: NodeCore, span: number, error: number): void {
  for (const transaction of core.transactions.usersOf(span)) losePath(core, transaction, error);
}

/** One transaction or entry loses its path (ROUTE-05, ROUTE-06). */
export function losePath(core: NodeCore, transaction: Transaction, error: number): void {
  if (transaction.copy !== null) core.copies.lost(transaction, error);
  else if (transaction.role === ROLE.hop) killEntry(core, transaction, error);
  else abortEnd(core, transaction, error, RULE["ROUTE-06"]);
}

/**
 * ROUTE-05: aborts both ways, also where a DELETE went before, and CREATE where none was forwarded yet. The entry is dead from
 * now on: what still arrives for it is not judged.
 */
export function killEntry(core: NodeCore, entry: Transaction, error: number): void {
  if (entry.dead) return;
  const { inSide, outSide } = entry;
  entry.dead = true;
  entry.aborted = true;
  entry.error = error;
  if (entry.bits & HALF.commandDeleted) inSide.receivedDelete = true;
  if (entry.bits & HALF.replyDeleted) outSide.receivedDelete = true;
  core.tellTransaction(EVENT.entryDead, RULE["ROUTE-05"], entry, error, core.transactions.count);
  if (core.isUp(inSide.link)) {
    // No CREATE behind a DELETE either: a first reply may have been an abort without one (TX-05).
    const create = entry.bits & (HALF.replyCreated | HALF.replyDeleted) ? 0 : FLAG.CREATE;
    sendOn(core, entry, inSide, FLAG.REPLY | FLAG.ABORT | FLAG.DELETE | create, error);
    inSide.sentDelete = true;
  }
  if (core.isUp(outSide.link)) {
    if (core.plant !== PLANT.lostAbort) sendOn(core, entry, outSide, FLAG.ABORT | FLAG.DELETE, error);
    outSide.sentDelete = true;
  }
  settleDead(core, entry);
}

/** A dead entry goes when each side has sent and received DELETE, or is gone itself (ROUTE-05). */
export function settleDead(core: NodeCore, entry: Transaction): void {
  if (!sideSettled(entry.inSide) || !sideSettled(entry.outSide)) return;
  core.tellTransaction(EVENT.entryClosed, RULE["ROUTE-05"], entry, 1, 0);
  core.transactions.remove(entry);
}

function sideSettled(side: Side): boolean {
  return side.link < 0 || (side.sentDelete && side.receivedDelete);
}

/** TX-06: an end closes its own half at once with ABORT|DELETE. The record stays until the other half is closed too or its SPAN is. */
export function abortEnd(core: NodeCore, transaction: Transaction, error: number, rule: number): void {
  const opener = transaction.role === ROLE.opener;
  const first = !transaction.aborted;
  transaction.aborted = true;
  if (first) {
    transaction.error = error;
    core.tellTransaction(EVENT.transactionAborted, rule, transaction, error, opener ? 1 : 0);
    core.services.noteEnd(transaction);
  }
  closeOwnHalf(core, transaction, FLAG.ABORT, error);
  forgetIfClosed(core, transaction);
}

/** TX-03: closes our half with LNK_ERROR: DELETE, plus CREATE if we never sent anything, plus REPLY if we are not the opener. */
export function closeOwnHalf(core: NodeCore, transaction: Transaction, extraFlags: number, error: number): void {
  const opener = transaction.role === ROLE.opener;
  const side = opener ? transaction.outSide : transaction.inSide;
  const create = !opener && !(transaction.bits & HALF.replyCreated) ? FLAG.CREATE : 0;
  sendOn(core, transaction, side, FLAG.DELETE | create | (opener ? 0 : FLAG.REPLY) | extraFlags, error);
  transaction.bits |= opener !== (core.plant === PLANT.wrongHalfClosed) ? HALF.commandDeleted : HALF.replyCreated | HALF.replyDeleted;
  core.tellTransaction(EVENT.ourHalfClosed, RULE["TX-03"], transaction, error, 0);
}

/** TX-02: closed in both halves = forgotten. */
export function forgetIfClosed(core: NodeCore, transaction: Transaction): void {
  if ((transaction.bits & BOTH_DELETED) === BOTH_DELETED) forget(core, transaction);
}

export function forget(core: NodeCore, transaction: Transaction): void {
  if (core.transactions.at(transaction.index) !== transaction) return; // an abort on the way forgot it already
  if (transaction.copies !== null) {
    core.copies.over(transaction);
    return;
  }
  const hop = transaction.role === ROLE.hop;
  core.tellTransaction(hop ? EVENT.entryClosed : EVENT.transactionClosed, RULE["TX-02"], transaction, transaction.aborted ? 1 : 0, 0);
  if (hop && core.plant === PLANT.entryNeverForgotten) return;
  core.transactions.remove(transaction);
  if (!hop) core.services.noteEnd(transaction);
}

/** A SPAN is closed in both directions: what still named it can get no further message. */
export function releaseUsers(core: NodeCore, span: number): void {
  for (const transaction of core.transactions.usersOf(span)) {
    if (transaction.copy !== null) {
      core.copies.released(transaction);
      continue;
    }
    if (transaction.role !== ROLE.hop) {
      forget(core, transaction);
      continue;
    }
    const side = transaction.inSide.span === span ? transaction.inSide : transaction.outSide;
    core.transactions.detach(transaction, side);
    settleDead(core, transaction);
  }
}

/** A bodiless message of a transaction on one of its sides. */
export function sendOn(core: NodeCore, transaction: Transaction, side: Side, flags: number, error: number): void {
  if (transaction.copies !== null) {
    core.copies.sendBare(transaction, flags, error);
    return;
  }
  if (side.link < 0) return;
  const link = core.links[side.link]!;
  // C12-04: where there is no ABORT, nothing is said mid-stream, and nothing after a DELETE.
  const deleted = flags & FLAG.REPLY ? HALF.replyDeleted : HALF.commandDeleted;
  if (link.profile === "c2012" && flags & FLAG.ABORT && (!(flags & FLAG.DELETE) || transaction.bits & deleted)) return;
  send(core, link, CMD.LNK_ERROR, flags, transaction.msgidHi, transaction.msgidLo, side.spanidHi, side.spanidLo, error);
}
