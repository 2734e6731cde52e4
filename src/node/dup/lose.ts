import { FLAG } from "../../wire/constants.ts";
import { EVENT } from "../events.ts";
import { abortEnd, sendOn } from "../path-loss.ts";
import { RULE } from "../rules.ts";
import { cancelAlarm, setAlarm } from "../service/alarms.ts";
import { ROLE, type Transaction } from "../transactions.ts";
import { BOTH_DELETED, HALF } from "../tx-tables.ts";
import type { Copies } from "./copies.ts";
import { pathError } from "./dup-tables.ts";
import { type DupRoom, nameHead, ourHalf, sideOf, theirHalf } from "./room.ts";

/** No command has this number: under it the waits for further copies are set as alarms. */
export const COPIES_ALARM = 0;

/** ROUTE-05 for one copy: its path is lost, or it cannot be carried. What still arrives for it is discarded until its DELETE has come. */
export function endCopy(room: DupRoom, limb: Transaction, error: number): void {
  const { core } = room;
  const side = sideOf(limb);
  limb.dead = true;
  limb.aborted = true;
  limb.error = error;
  nameHead(limb.copy!.group);
  if (limb.bits & theirHalf(limb).deleted) side.receivedDelete = true;
  tellEnded(room, limb, error);
  if (core.isUp(side.link)) {
    sayAborted(room, limb, error);
    side.sentDelete = true;
    if (!side.receivedDelete) return;
  }
  forgetCopy(room, limb);
}

/** ABORT|DELETE of our half of a copy, also where a DELETE went before, and CREATE where we never sent anything. */
function sayAborted(room: DupRoom, limb: Transaction, error: number): void {
  const reply = limb.copy!.outward ? 0 : FLAG.REPLY | (limb.bits & (HALF.replyCreated | HALF.replyDeleted) ? 0 : FLAG.CREATE);
  sendOn(room.core, limb, sideOf(limb), FLAG.ABORT | FLAG.DELETE | reply, pathError(error));
  const { created, deleted } = ourHalf(limb);
  limb.bits |= created | deleted;
}

/** A copy's peer says that its path is lost (TX-06): our half of it is closed in answer, and it is forgotten. */
export function copyLostBeyond(room: DupRoom, limb: Transaction, error: number): void {
  limb.dead = true;
  limb.aborted = true;
  limb.error = error;
  tellEnded(room, limb, error);
  if ((limb.bits & ourHalf(limb).deleted) === 0) sayAborted(room, limb, error);
  forgetCopy(room, limb);
  afterLoss(room, limb, error);
}

/** Closed in both directions: the copy is forgotten, the transaction when it was the last (TX-02). */
export function closeCopyIfDone(room: DupRoom, limb: Transaction): void {
  if (limb.dead || (limb.bits & BOTH_DELETED) !== BOTH_DELETED || room.core.transactions.at(limb.index) !== limb) return;
  limb.dead = true;
  tellEnded(room, limb, 0);
  forgetCopy(room, limb);
}

/** The way out of a hop is no copy: of it nothing is told here. */
function tellEnded(room: DupRoom, limb: Transaction, error: number): void {
  const { group, outward } = limb.copy!;
  if (outward && limb.role === ROLE.hop) return;
  room.tell(EVENT.copyEnded, RULE["DUP-01"], limb, error, group.living(outward).length);
}

export function forgetCopy(room: DupRoom, limb: Transaction): void {
  const { group } = limb.copy!;
  if (room.core.transactions.at(limb.index) !== limb) return;
  room.core.transactions.remove(limb);
  group.limbs.splice(group.limbs.indexOf(limb), 1);
  nameHead(group);
  settle(room, group);
}

/** TX-02: a transaction is forgotten when every copy is closed in both directions. */
function settle(room: DupRoom, group: Copies): void {
  if (group.limbs.length > 0 || group.finished) return;
  const { core, table } = room;
  if (!group.head) {
    group.finished = true;
    stopWaiting(room, group);
    room.tellGroup(EVENT.entryClosed, group.error === 0 ? RULE["TX-02"] : RULE["ROUTE-05"], group, group.error === 0 ? 0 : 1, 0);
    table.remove(group);
    return;
  }
  if (!group.over) return;
  group.finished = true;
  room.tellGroup(EVENT.transactionClosed, RULE["TX-02"], group, group.head.aborted ? 1 : 0, 0);
  core.transactions.remove(group.head);
  if (group.head.role === ROLE.target) table.remember(group);
  else table.remove(group);
}

/** The transaction is closed in both halves, or nothing more can come of it: its service hears of it. */
export function over(room: DupRoom, head: Transaction): void {
  const group = head.copies!;
  if (group.over) return;
  group.over = true;
  stopWaiting(room, group);
  room.core.services.noteEnd(head);
  settle(room, group);
}

/** What the loss of a copy means for the transaction. */
export function afterLoss(room: DupRoom, limb: Transaction, error: number): void {
  const { group, outward } = limb.copy!;
  if (group.finished || group.living(outward).length > 0) return;
  if (!outward) comingSideLost(room, group, error);
  else if (group.head) abandonEnd(room, group, error);
  else leavingSideLost(room, group, error);
}

/** DUP-01: the transaction aborts with its last copy. */
function abandonEnd(room: DupRoom, group: Copies, error: number): void {
  const head = group.head!;
  if (group.over) return;
  abortEnd(room.core, head, error, group.isNegotiated ? RULE["DUP-01"] : RULE["ROUTE-06"]);
  over(room, head);
}

/** A hop lost the way to the target: so did every copy that meets there. */
function leavingSideLost(room: DupRoom, group: Copies, error: number): void {
  stopWaiting(room, group);
  group.error = error;
  for (const limb of group.living(false)) endCopy(room, limb, error);
  settle(room, group);
}

/** Nobody here knows how many copies there are: within the wait another may still come. */
function comingSideLost(room: DupRoom, group: Copies, error: number): void {
  const { core } = room;
  if (group.over || (!group.head && !isPassable(group))) return;
  group.error = error;
  const dueUs = group.openedUs + core.config.switches.copyWaitUs;
  if (core.nowUs >= dueUs || !group.isNegotiated) {
    abandon(room, group);
    return;
  }
  group.isAwaiting = true;
  setAlarm(core, COPIES_ALARM, group.index, dueUs);
  room.tellGroup(EVENT.copyAwaited, RULE["DUP-01"], group, error, dueUs - core.nowUs);
}

function isPassable(group: Copies): boolean {
  const { out } = group;
  return out !== undefined && !out.dead;
}

/** The wait is over, or there was none left. */
function abandon(room: DupRoom, group: Copies): void {
  group.isAwaiting = false;
  if (group.head) abandonEnd(room, group, group.error);
  else if (isPassable(group)) endCopy(room, group.out!, group.error);
}

/** The alarm of a wait. */
export function waitIsOver(room: DupRoom, index: number): void {
  const group = room.table.at(index);
  if (group?.isAwaiting) abandon(room, group);
}

/** No other copy will come. */
export function endWait(room: DupRoom, group: Copies): void {
  if (!group.isAwaiting) return;
  stopWaiting(room, group);
  abandon(room, group);
}

export function stopWaiting(room: DupRoom, group: Copies): void {
  if (!group.isAwaiting) return;
  group.isAwaiting = false;
  cancelAlarm(room.core, COPIES_ALARM, group.index);
}
