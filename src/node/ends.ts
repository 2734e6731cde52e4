import { CMD, ERR, FLAG } from "../wire/constants.ts";
import type { Message } from "../wire/message.ts";
import { discard, isOutOfReach, type NodeCore } from "./core.ts";
import { EVENT, LIMITED } from "./events.ts";
import type { LinkEnd } from "./link-end.ts";
import { abortEnd, closeOwnHalf, forget, forgetIfClosed } from "./path-loss.ts";
import { RULE } from "./rules.ts";
import { ROLE, type Transaction } from "./transactions.ts";
import { bitsAfter, HALF, judge, type Outcome, OUTCOME } from "./tx-tables.ts";
import type { Verdict } from "./violation.ts";

/** What `judgeUnrecorded` says of a message that opens a transaction. */
export const OPENS = "opens";

/** TX-04 and TX-05, first row: no record of ours has this msgid. The message opens a transaction, is discarded, or is a violation. */
export function judgeUnrecorded(core: NodeCore, link: LinkEnd, message: Message, reply: boolean): Verdict | typeof OPENS {
  const outcome = judge(reply, -1, message.flags);
  const rule = reply ? RULE["TX-05"] : RULE["TX-04"];
  if (outcome === OUTCOME.violation) return { rule, error: ERR.TRANS };
  if (outcome !== OUTCOME.open && outcome !== OUTCOME.openPeerClosed) {
    discard(core, rule, link.number, message.msgidHi, message.msgidLo, message.flags, 0);
    return null;
  }
  if (core.transactions.isOverfull) return { rule: RULE["TX-02"], error: ERR.LIMIT };
  return OPENS;
}

/**
 * A transaction reaches its target here: accepted by the service, or refused (SVC-01, ROUTE-07); `span` -1 = link 0. One
 * refused is recorded all the same, even in a full table: its opener's DELETE is still to come and must find it (TX-04).
 */
export function acceptTransaction(core: NodeCore, link: number, span: number, message: Message, refusal: number, rule: number): void {
  const full = core.transactions.isFull;
  const transaction = targetRecord(core, link, span, message);
  if (full) core.tell(EVENT.limitReached, RULE["TX-02"], link, message.msgidHi, message.msgidLo, -1, LIMITED.transactions, 0);
  const error = full ? ERR.LIMIT : refusal === ERR.NONE ? whyNotAccepted(core, core.links[link]!, transaction, message) : refusal;
  if (error !== ERR.NONE) {
    core.tellTransaction(EVENT.transactionRefused, error === ERR.NO_RIGHT ? RULE["DBG-01"] : rule, transaction, error, message.cmd | 0);
    closeOwnHalf(core, transaction, 0, error);
    forgetIfClosed(core, transaction);
    return;
  }
  core.tellTransaction(EVENT.transactionAccepted, RULE["TX-02"], transaction, message.flags & FLAG.ABORT ? 1 : 0, message.base);
  const closes = (message.flags & FLAG.DELETE) !== 0;
  if (message.auxBytes > 0) core.tellTransaction(EVENT.elementReceived, RULE["TX-04"], transaction, message.auxBytes, 0);
  if (closes) core.tellTransaction(EVENT.peerHalfClosed, RULE["TX-04"], transaction, message.error, 0);
  core.services.get(transaction.base)?.element(transaction, message, closes);
  forgetIfClosed(core, transaction);
}

/** DUP-01: where duplication is known, any transaction over a SPAN may turn out to be one of several copies. */
function targetRecord(core: NodeCore, link: number, span: number, message: Message): Transaction {
  // The C program knows no copies, and what is said to all of them is written in the header's form (C12-01).
  if (span >= 0 && core.copies.isActive && core.links[link]!.profile === "header") return core.copies.openedAtTarget(core.links[link]!, span, message);
  const transaction = core.transactions.add(ROLE.target, message.base, message.msgidHi, message.msgidLo, bitsAfter(0, false, message.flags));
  core.transactions.attach(transaction, transaction.inSide, link, span, message.spanidHi, message.spanidLo);
  transaction.pfs = span < 0 ? -1 : core.spans.identity(span);
  return transaction;
}

/** What stands in the way of a transaction that somebody here could serve; NONE = nothing. */
function whyNotAccepted(core: NodeCore, link: LinkEnd, transaction: Transaction, message: Message): number {
  if (isOutOfReach(link, message)) return ERR.TOO_BIG;
  return core.services.get(message.base)?.accept(transaction, message) ?? ERR.UNKNOWN;
}

/** A message of a transaction that ends here. */
export function endMessage(core: NodeCore, link: number, transaction: Transaction, message: Message): Verdict {
  const reply = transaction.role === ROLE.opener;
  const rule = reply ? RULE["TX-05"] : RULE["TX-04"];
  const outcome = judge(reply, transaction.bits, message.flags);
  if (outcome === OUTCOME.violation) return { rule, error: ERR.TRANS };
  if (outcome === OUTCOME.discard || outcome === OUTCOME.oneWayOrDiscard) {
    discard(core, rule, link, message.msgidHi, message.msgidLo, message.flags, transaction.bits);
    return null;
  }
  transaction.bits = bitsAfter(transaction.bits, reply, message.flags);
  if (isOutOfReach(core.links[link]!, message)) {
    abortEnd(core, transaction, ERR.TOO_BIG, RULE["ROUTE-08"]);
    return null;
  }
  if (outcome === OUTCOME.midStreamAbort) {
    core.tellTransaction(EVENT.midStreamAbort, RULE["TX-06"], transaction, message.error, 0);
    core.services.get(transaction.base)?.midStreamAbort(transaction);
    forgetIfClosed(core, transaction);
    return null;
  }
  if (reply) openerReceives(core, transaction, message, outcome);
  else targetReceives(core, transaction, message);
  return null;
}

function targetReceives(core: NodeCore, transaction: Transaction, message: Message): void {
  const closes = (message.flags & FLAG.DELETE) !== 0;
  if (closes && message.flags & FLAG.ABORT) {
    aborted(core, transaction, message.error);
    return;
  }
  if (message.auxBytes > 0) core.tellTransaction(EVENT.elementReceived, RULE["TX-04"], transaction, message.auxBytes, 0);
  if (closes) core.tellTransaction(EVENT.peerHalfClosed, RULE["TX-04"], transaction, message.error, 0);
  if ((transaction.bits & HALF.replyDeleted) === 0) core.services.get(transaction.base)?.element(transaction, message, closes);
  forgetIfClosed(core, transaction);
}

function openerReceives(core: NodeCore, transaction: Transaction, message: Message, outcome: Outcome): void {
  const closes = (message.flags & FLAG.DELETE) !== 0;
  if (closes && message.flags & FLAG.ABORT) {
    aborted(core, transaction, message.error);
    return;
  }
  if (message.auxBytes > 0) core.tellTransaction(EVENT.elementReceived, RULE["TX-05"], transaction, message.auxBytes, 0);
  if (closes) {
    transaction.error = message.error;
    core.tellTransaction(EVENT.peerHalfClosed, RULE["TX-05"], transaction, message.error, 0);
  }
  core.services.get(transaction.base)?.element(transaction, message, closes);
  // TX-03: a refusal closes the reply half with an error; nothing more can come of it, so our half closes too.
  const refused = outcome === OUTCOME.peerClosed && message.error !== ERR.NONE && message.base === CMD.LNK_ERROR;
  if (refused && (transaction.bits & HALF.commandDeleted) === 0) closeOwnHalf(core, transaction, 0, ERR.NONE);
  forgetIfClosed(core, transaction);
}

/** TX-06: the other side ended with ABORT|DELETE; our half, if it is open, closes at once. */
function aborted(core: NodeCore, transaction: Transaction, error: number): void {
  const ours = transaction.role === ROLE.opener ? HALF.commandDeleted : HALF.replyDeleted;
  core.tellTransaction(EVENT.peerHalfClosed, RULE["TX-06"], transaction, error, 1);
  if (transaction.bits & ours) {
    if (!transaction.aborted) core.tellTransaction(EVENT.transactionAborted, RULE["TX-06"], transaction, error, transaction.role === ROLE.opener ? 1 : 0);
    core.services.noteEnd(transaction);
    transaction.aborted = true;
    transaction.error = error;
    forget(core, transaction);
    return;
  }
  abortEnd(core, transaction, error, RULE["TX-06"]);
}
