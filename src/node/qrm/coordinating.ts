import { ERR, FLAG } from "../../wire/constants.ts";
import { QRM_DECISION, QRM_OP } from "../../wire/qrm.ts";
import { EVENT } from "../events.ts";
import { abortEnd, sendOn } from "../path-loss.ts";
import { PLANT } from "../planted.ts";
import { RULE } from "../rules.ts";
import { Coordinator } from "./coordinator.ts";
import type { Desk, Heard } from "./desk.ts";
import { type AskLine, Commit, keyOf, type Operation } from "./entries.ts";
import { says } from "./master.ts";
import { COORDINATOR_OUTCOME } from "./tables.ts";
import { bitOf, countOf, majorityOf } from "./votes.ts";

/** The coordinator's part of the service: its decisions (coordinator.ts) become messages here. */

export function startCommit(desk: Desk, operation: Operation, tag: number, nonBlocking: boolean): void {
  const commit = new Commit(operation, new Coordinator(desk.masters, desk.core.config.number, desk.core.plant === PLANT.voteCountedTwice), nonBlocking);
  desk.commits.set(keyOf(operation), commit);
  desk.tell(EVENT.commitStarted, operation, -1, tag, desk.masters);
  // TX-06: one that may not wait is not begun where it could not be finished.
  if (!nonBlocking || desk.majorityInReach()) askMissing(desk, commit);
  weighMajority(desk, commit);
}

/** Asks, or tells, every master in reach with whom there is no exchange and that still has to know something. */
export function askMissing(desk: Desk, commit: Commit): void {
  const { coordinator, lines } = commit;
  for (let place = 0; place < desk.masters; place++) {
    const line = lines[place];
    if ((line && (line.open || line.mayAsk)) || coordinator.done & bitOf(place)) continue;
    const opened = openTo(desk, commit, place);
    if (!opened) continue;
    lines[place] = opened;
    commit.asked |= bitOf(place);
  }
}

function openTo(desk: Desk, commit: Commit, place: number): AskLine | null {
  const { coordinator } = commit;
  const { outcome, ballot } = coordinator;
  if (outcome === QRM_DECISION.NONE) {
    coordinator.refused &= ~bitOf(place);
    return desk.open(commit, place, says(QRM_OP.PREPARE, ballot), commit.nonBlocking ? FLAG.ABORT : 0);
  }
  // An abort need not be told to who never heard of it.
  if (outcome === QRM_DECISION.ABORT && !(commit.asked & bitOf(place))) return null;
  return desk.open(commit, place, says(QRM_OP.FINISH, ballot, outcome), FLAG.DELETE);
}

export function commitHears(desk: Desk, commit: Commit, line: AskLine, heard: NonNullable<Heard>): void {
  const { coordinator, operation } = commit;
  const { place } = line;
  const before = { acked: coordinator.acked, logged: coordinator.logged };
  const outcome = coordinator.hears(place, heard.says);
  if (coordinator.acked !== before.acked) desk.tell(EVENT.commitAcknowledged, operation, masterOf(desk, line), countOf(coordinator.acked), desk.masters);
  if (coordinator.logged !== before.logged) desk.tell(EVENT.commitCounted, operation, masterOf(desk, line), countOf(coordinator.logged), desk.masters);
  switch (outcome) {
    case COORDINATOR_OUTCOME.askAll:
      desk.tell(EVENT.commitToBeLogged, operation, -1, countOf(coordinator.acked), desk.masters);
      for (let each = 0; each < desk.masters; each++) if (coordinator.acked & bitOf(each)) askToLog(desk, commit, commit.lines[each]);
      break;
    case COORDINATOR_OUTCOME.askOne:
      askToLog(desk, commit, line);
      break;
    case COORDINATOR_OUTCOME.commit:
    case COORDINATOR_OUTCOME.abort:
      decided(desk, commit, ERR.NONE);
      break;
    case COORDINATOR_OUTCOME.mistake:
    case COORDINATOR_OUTCOME.never:
      mistaken(desk, line);
      break;
    default:
  }
  weighMajority(desk, commit);
}

function masterOf(desk: Desk, line: AskLine): number {
  return line.transaction ? line.transaction.pfs : desk.ownMaster(line.place);
}

function askToLog(desk: Desk, commit: Commit, line: AskLine | undefined): void {
  if (line?.open) desk.ask(line, says(QRM_OP.LOG, commit.coordinator.ballot, QRM_DECISION.COMMIT), false);
}

/** It is decided, by us or by a majority that we heard of: every master that was asked is told. */
function decided(desk: Desk, commit: Commit, error: number): void {
  const { coordinator, operation, lines } = commit;
  commit.error = error;
  commit.blocked = false;
  desk.tell(EVENT.commitDecided, operation, -1, coordinator.outcome, error);
  if (commit.abortAsked && coordinator.outcome === QRM_DECISION.COMMIT) desk.tell(EVENT.commitAnswered, operation, -1, coordinator.outcome, 0);
  for (const line of lines) if (line?.open) desk.ask(line, says(QRM_OP.FINISH, coordinator.ballot, coordinator.outcome), true);
  askMissing(desk, commit);
}

/** What a master said is nothing that it may say now: the transaction ends, the master is not asked again for now. */
export function mistaken(desk: Desk, line: AskLine): void {
  desk.deaf |= bitOf(line.place);
  line.open = false;
  line.mayAsk = false;
  if (line.transaction) abortEnd(desk.core, line.transaction, ERR.FIELD, RULE["QRM-01"]);
}

/** ABORT: by ourselves while nobody was asked to log, else by the masters, who wait for us no longer, else too late. False = there is no such commit. */
export function abortCommit(desk: Desk, hi: number, lo: number): boolean {
  const commit = desk.commits.get(keyOf({ hi, lo }));
  if (!commit) return false;
  commit.abortAsked = true;
  const outcome = commit.coordinator.act("abort asked");
  if (outcome === COORDINATOR_OUTCOME.abort) decided(desk, commit, ERR.WITHDRAWN);
  else if (outcome === COORDINATOR_OUTCOME.withdraw) withdraw(desk, commit);
  else desk.tell(EVENT.commitAnswered, commit.operation, -1, commit.coordinator.outcome, 0);
  return true;
}

/** TX-06: mid-stream aborts. */
function withdraw(desk: Desk, commit: Commit): void {
  desk.tell(EVENT.commitWithdrawn, commit.operation, -1, 0, 0);
  for (const line of commit.lines) {
    if (!line?.open || !line.mayAsk) continue;
    const { transaction } = line;
    if (!transaction) {
      desk.withdraw(line);
      continue;
    }
    sendOn(desk.core, transaction, transaction.outSide, FLAG.ABORT, ERR.NONE);
    desk.core.tellTransaction(EVENT.midStreamAbort, RULE["TX-06"], transaction, ERR.NONE, 1);
  }
}

/** The exchange with a master ended before it was done. `retry`: another way may be tried at once (ROUTE-06). */
export function commitLostLine(desk: Desk, commit: Commit, line: AskLine, retry: boolean): void {
  if (commit.lines[line.place] !== line) return;
  commit.lines[line.place] = undefined;
  if (retry) askMissing(desk, commit);
  weighMajority(desk, commit);
}

/** Whether enough masters are left to go on. A non-blocking commit does not wait for more (TX-06). */
export function weighMajority(desk: Desk, commit: Commit): void {
  const { coordinator, lines } = commit;
  if (coordinator.outcome !== QRM_DECISION.NONE) return;
  let possible = coordinator.state === "preparing" ? coordinator.acked : coordinator.logged;
  for (const line of lines) if (line?.open && !(coordinator.refused & bitOf(line.place))) possible |= bitOf(line.place);
  if (countOf(possible) >= majorityOf(desk.masters)) {
    commit.blocked = false;
    return;
  }
  if (commit.nonBlocking && coordinator.act("no majority left") === COORDINATOR_OUTCOME.abort) {
    decided(desk, commit, ERR.NO_QUORUM);
    return;
  }
  if (!commit.blocked) desk.tell(EVENT.commitBlocked, commit.operation, -1, countOf(possible), majorityOf(desk.masters));
  commit.blocked = true;
}
