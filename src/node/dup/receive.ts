import { CMD, ERR, FLAG } from "../../wire/constants.ts";
import type { Message } from "../../wire/message.ts";
import { discard } from "../core.ts";
import { endMessage } from "../ends.ts";
import { EVENT, THROWN } from "../events.ts";
import type { LinkEnd } from "../link-end.ts";
import { throwOut } from "../routing.ts";
import { RULE } from "../rules.ts";
import type { Transaction } from "../transactions.ts";
import { bitsAfter, HALF, judge, OUTCOME } from "../tx-tables.ts";
import type { Verdict } from "../violation.ts";
import type { Copies } from "./copies.ts";
import { PATH_ERRORS } from "./dup-tables.ts";
import { afterLoss, closeCopyIfDone, copyLostBeyond, forgetCopy } from "./lose.ts";
import { type DupRoom, sideOf } from "./room.ts";
import { sendCopy } from "./send.ts";

/** A message of one copy: judged on that copy (TX-04, TX-05), counted, and then it counts for the transaction or is ignored (TX-08). */
export function receiveCopy(room: DupRoom, link: LinkEnd, limb: Transaction, message: Message, reply: boolean): Verdict {
  const { core } = room;
  const copy = limb.copy!;
  const { group } = copy;
  if (limb.dead) return deadCopyMessage(room, link, limb, message);
  const rule = reply ? RULE["TX-05"] : RULE["TX-04"];
  const outcome = judge(reply, limb.bits, message.flags);
  if (outcome === OUTCOME.violation) return { rule, error: ERR.TRANS };
  if (outcome === OUTCOME.discard || outcome === OUTCOME.oneWayOrDiscard) {
    discard(core, rule, link.number, message.msgidHi, message.msgidLo, message.flags, limb.bits);
    return null;
  }
  const before = limb.bits;
  limb.bits = bitsAfter(before, reply, message.flags);
  if (group.isNegotiated && isPathLoss(message)) {
    copyLostBeyond(room, limb, message.error);
    return null;
  }
  if (reply && group.head && isRefusal(before, message) && isCopyOnly(group)) {
    copyLostBeyond(room, limb, message.error);
    return null;
  }
  copy.received++;
  const from = reply ? group.repliesFrom : group.commandsFrom;
  if (copy.received <= from.length) room.tell(EVENT.duplicateIgnored, RULE["TX-08"], limb, copy.received, from[copy.received - 1]!);
  else {
    from.push(link.number);
    const verdict = pass(room, link, limb, message, reply);
    if (verdict) return verdict;
  }
  closeCopyIfDone(room, limb);
  return null;
}

/** ROUTE-05: discarded unjudged, only its DELETE is noted. */
function deadCopyMessage(room: DupRoom, link: LinkEnd, limb: Transaction, message: Message): null {
  throwOut(room.core, link, message, THROWN.deadEntry, RULE["ROUTE-05"]);
  if (message.flags & FLAG.DELETE) {
    sideOf(limb).receivedDelete = true;
    forgetCopy(room, limb);
  }
  return null;
}

/** DUP-01: an ABORT|DELETE that a lost path made ends its copy alone. */
function isPathLoss(message: Message): boolean {
  return (message.flags & (FLAG.ABORT | FLAG.DELETE)) === (FLAG.ABORT | FLAG.DELETE) && PATH_ERRORS.includes(message.error);
}

/** Whoever refuses the first message refuses this copy: the target refuses the others too, a hop does not. */
function isRefusal(before: number, message: Message): boolean {
  return (before & HALF.replyCreated) === 0 && (message.flags & FLAG.DELETE) !== 0 && message.error !== ERR.NONE && message.base === CMD.LNK_ERROR;
}

/** Another copy is open, or replies came before: the transaction goes on, or ends as a lost one. */
function isCopyOnly(group: Copies): boolean {
  return group.living(true).length > 1 || group.over || (group.head!.bits & HALF.replyCreated) !== 0;
}

/** The next message of the transaction: to its end here, or on its way. */
function pass(room: DupRoom, link: LinkEnd, limb: Transaction, message: Message, reply: boolean): Verdict {
  const { core } = room;
  const { group } = limb.copy!;
  if (group.over) {
    discard(core, RULE["TX-08"], link.number, message.msgidHi, message.msgidLo, message.flags, limb.bits);
    return null;
  }
  if (group.head) return endMessage(core, link.number, group.head, message);
  return reply ? passBack(room, link, limb, message) : passOn(room, link, limb, message);
}

/** A hop passes the first of each command on, on the one way that leads to the target from here. */
function passOn(room: DupRoom, link: LinkEnd, limb: Transaction, message: Message): Verdict {
  const { core } = room;
  const { out } = limb.copy!.group;
  if (!out) return { rule: RULE["TX-08"], error: ERR.TRANS }; // more than the transaction has, which is closed
  if (out.dead) return null;
  if (judge(false, out.bits, message.flags) === OUTCOME.violation) return { rule: RULE["TX-08"], error: ERR.TRANS };
  const { bits } = out;
  if (!sendCopy(room, out, message, false)) {
    afterLoss(room, out, out.error);
    return null;
  }
  tellPassed(room, link, out, message);
  if (message.flags & FLAG.DELETE && !(bits & HALF.commandDeleted)) room.tellGroup(EVENT.entryHalfClosed, RULE["TX-04"], limb.copy!.group, 0, message.error);
  closeCopyIfDone(room, out);
  core.counters.forwarded++;
  return null;
}

/** A hop passes a reply back over all copies, and keeps it for copies that come late. */
function passBack(room: DupRoom, link: LinkEnd, out: Transaction, message: Message): Verdict {
  const { core } = room;
  const { group } = out.copy!;
  group.replay!.add(message);
  const living = group.living(false);
  const lost: Transaction[] = [];
  for (const limb of living) {
    if (sendCopy(room, limb, message, false)) {
      core.counters.forwarded++;
      tellPassed(room, link, limb, message);
    } else lost.push(limb);
  }
  if (message.flags & FLAG.DELETE) room.tellGroup(EVENT.entryHalfClosed, RULE["TX-05"], group, 1, message.error);
  for (const limb of living) closeCopyIfDone(room, limb);
  for (const limb of lost) afterLoss(room, limb, limb.error);
  return null;
}

/** The same event as any hop's. */
function tellPassed(room: DupRoom, link: LinkEnd, to: Transaction, message: Message): void {
  room.core.out.event(EVENT.forwarded, RULE["ROUTE-01"], link.number, to.msgidHi, to.msgidLo, message.spanidHi, message.spanidLo, to.pfs, sideOf(to).link, message.flags);
}
