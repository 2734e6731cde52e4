import { CMD, ERR } from "../../wire/constants.ts";
import { QRM_DECISION, QRM_OP, proposerOf, roundOf, type Ballot } from "../../wire/qrm.ts";
import { EVENT, type EventType } from "../events.ts";
import { abortEnd } from "../path-loss.ts";
import { RULE } from "../rules.ts";
import { cancelAlarm, setAlarm } from "../service/alarms.ts";
import { mistaken } from "./coordinating.ts";
import { type Desk, type Heard, proposerAndDecision } from "./desk.ts";
import type { AskLine, Entry, MasterLine } from "./entries.ts";
import { masterAnswer, masterHears, judgeMaster, masterState, says } from "./master.ts";
import { MASTER_OUTCOME, type MasterOutcome, RECOVERY_OUTCOME } from "./tables.ts";
import { bitOf, countOf, majorityOf } from "./votes.ts";

/** The master's part of the service: its decisions (master.ts, recovery.ts) become messages here. */

/** ours: how long the first in line waits before it asks; the second twice as long, and so on, so that proposers do not duel; doubled with every attempt */
const BACK_OFF_US = 100_000;
const DOUBLED_MAX = 16;

/** A question reached a master of this node, or its asker is gone (`heard` null with `closes`) or waits no longer. */
export function masterLineHears(desk: Desk, line: MasterLine, heard: Heard, closes: boolean): void {
  const { entry } = line;
  if (heard) heardQuestion(desk, line, heard);
  else if (!closes) line.guards = false;
  if (closes && line.open) {
    desk.leave(line);
    askerLost(desk, line);
  } else considerDoubt(desk, entry);
}

function heardQuestion(desk: Desk, line: MasterLine, { says: said }: NonNullable<Heard>): void {
  const { entry } = line;
  const { record } = entry;
  const outcome = masterHears(record, said);
  tellOf(desk, entry, outcome);
  const answer = masterAnswer(record, outcome);
  if (!answer) {
    line.open = false;
    drop(line);
    if (line.transaction) abortEnd(desk.core, line.transaction, ERR.FIELD, RULE["QRM-01"]);
    else if (line.peer) line.peer.open = false;
    return;
  }
  const ends = record.outcome !== QRM_DECISION.NONE;
  desk.answer(line, answer, ends);
  if (ends) {
    drop(line);
    if (outcome === MASTER_OUTCOME.finish) finished(desk, entry);
    return;
  }
  line.guards = outcome !== MASTER_OUTCOME.refuse && line.peer?.asker !== entry;
  if (line.guards) certainAgain(desk, entry);
}

function drop(line: MasterLine): void {
  line.entry.asked = line.entry.asked.filter((each) => each !== line);
}

/** Its asker is gone. */
export function askerLost(desk: Desk, line: MasterLine): void {
  line.open = false;
  drop(line);
  considerDoubt(desk, line.entry);
}

// -------------------------------------------------------------- in doubt

/** Whether this master has to ask how it ends, now that nobody may be left who would tell it, and when it may. An alarm is set only while a majority is in reach. */
export function considerDoubt(desk: Desk, entry: Entry): void {
  const { record, recovery, operation } = entry;
  if (judgeMaster(masterState(record), "asker lost") !== MASTER_OUTCOME.doubt || recovery.state !== "waiting") return;
  if (desk.ownMaster(entry.place) < 0 || entry.asked.some(({ guards }) => guards)) return;
  if (!entry.inDoubt) desk.tell(EVENT.commitInDoubt, operation, desk.ownMaster(entry.place), 0, 0);
  entry.inDoubt = true;
  if (entry.alarmSet) return;
  if (!desk.majorityInReach()) {
    if (!entry.blocked) desk.tell(EVENT.commitBlocked, operation, desk.ownMaster(entry.place), countOf(desk.inReach()), majorityOf(desk.masters));
    entry.blocked = true;
    return;
  }
  entry.blocked = false;
  entry.alarmSet = true;
  const delayUs = BACK_OFF_US * (entry.place + 1) * (1 << Math.min(recovery.attempts, DOUBLED_MAX));
  setAlarm(desk.core, CMD.QRM_COMMIT, entry.number, desk.core.nowUs + delayUs);
}

/** Somebody who may bring the end asks again, or it has come. */
function certainAgain(desk: Desk, entry: Entry): void {
  entry.inDoubt = false;
  entry.blocked = false;
  if (!entry.alarmSet) return;
  entry.alarmSet = false;
  cancelAlarm(desk.core, CMD.QRM_COMMIT, entry.number);
}

/** The alarm, which is cancelled when the end is in sight again: asks, unless too few masters are in reach. */
export function recoveryDue(desk: Desk, entry: Entry): void {
  entry.alarmSet = false;
  if (!desk.majorityInReach()) {
    considerDoubt(desk, entry);
    return;
  }
  const { recovery, record } = entry;
  if (recovery.due(record.promised) !== RECOVERY_OUTCOME.ask) return;
  tellBallot(desk, EVENT.commitAsked, entry, recovery.ballot, 0);
  askMissingMasters(desk, entry);
  weighRecovery(desk, entry);
}

/** RECOVER to every master in reach that has not answered this ballot; itself is one of them. */
export function askMissingMasters(desk: Desk, entry: Entry): void {
  const { recovery, lines } = entry;
  if (recovery.state !== "asking" && recovery.state !== "logging") return;
  for (let place = 0; place < desk.masters; place++) {
    const line = lines[place];
    if (line && (line.open || line.mayAsk)) continue;
    recovery.refused &= ~bitOf(place);
    const opened = desk.open(entry, place, says(QRM_OP.RECOVER, recovery.ballot), 0);
    if (opened) lines[place] = opened;
  }
}

export function recoveryHears(desk: Desk, entry: Entry, line: AskLine, heard: NonNullable<Heard>): void {
  const { recovery, lines } = entry;
  const outcome = recovery.hears(line.place, heard.says);
  const log = says(QRM_OP.LOG, recovery.ballot, recovery.proposal);
  switch (outcome) {
    case RECOVERY_OUTCOME.propose:
      tellBallot(desk, EVENT.commitProposed, entry, recovery.ballot, recovery.proposal);
      for (let place = 0; place < desk.masters; place++) if (recovery.promised & bitOf(place) && lines[place]?.open) desk.ask(lines[place]!, log, false);
      break;
    case RECOVERY_OUTCOME.askOne:
      desk.ask(line, log, false);
      break;
    case RECOVERY_OUTCOME.finish:
      learn(desk, entry, recovery.proposal);
      break;
    case RECOVERY_OUTCOME.adopt:
      learn(desk, entry, heard.says.decision);
      break;
    case RECOVERY_OUTCOME.mistake:
    case RECOVERY_OUTCOME.never:
      mistaken(desk, line);
      break;
    default:
  }
  weighRecovery(desk, entry);
}

/** A majority logged it, or a master had finished so. */
function learn(desk: Desk, entry: Entry, decision: Entry["record"]["outcome"]): void {
  const outcome = masterHears(entry.record, says(QRM_OP.FINISH, entry.recovery.ballot, decision));
  tellOf(desk, entry, outcome);
  finished(desk, entry);
}

/** This master has finished: it says so to whoever asked it, and to whomever it asked. */
function finished(desk: Desk, entry: Entry): void {
  const { record, recovery } = entry;
  certainAgain(desk, entry);
  recovery.end();
  const answer = masterAnswer(record, MASTER_OUTCOME.tell)!;
  for (const line of entry.asked) desk.answer(line, answer, true);
  entry.asked = [];
  const end = says(QRM_OP.FINISH, recovery.ballot, record.outcome);
  for (const line of entry.lines) {
    if (line?.open) desk.ask(line, end, true);
    else if (line) desk.hangUp(line);
  }
  entry.lines = [];
}

export function recoveryLostLine(desk: Desk, entry: Entry, line: AskLine, retry: boolean): void {
  if (entry.lines[line.place] !== line) return;
  entry.lines[line.place] = undefined;
  if (retry) askMissingMasters(desk, entry);
  weighRecovery(desk, entry);
}

/** Gives an attempt up when too few masters can still answer it. */
function weighRecovery(desk: Desk, entry: Entry): void {
  const { recovery, lines } = entry;
  let possible = recovery.state === "asking" ? recovery.promised : recovery.logged;
  for (const line of lines) if (line?.open && !(recovery.refused & bitOf(line.place))) possible |= bitOf(line.place);
  if (countOf(possible) >= majorityOf(desk.masters)) return;
  if (recovery.noMajorityLeft() !== RECOVERY_OUTCOME.backOff) return;
  tellBallot(desk, EVENT.commitGivenUp, entry, recovery.ballot, 0);
  for (const line of lines) if (line) desk.hangUp(line);
  entry.lines = [];
  considerDoubt(desk, entry);
}

// -------------------------------------------------------------- what it tells

function tellBallot(desk: Desk, type: EventType, entry: Entry, ballot: Ballot, decision: number): void {
  desk.tell(type, entry.operation, desk.ownMaster(entry.place), roundOf(ballot), proposerAndDecision(proposerOf(ballot), decision));
}

const TOLD: Readonly<Record<number, EventType>> = {
  [MASTER_OUTCOME.acknowledge]: EVENT.commitPrepared,
  [MASTER_OUTCOME.log]: EVENT.commitLogged,
  [MASTER_OUTCOME.promise]: EVENT.commitPromised,
  [MASTER_OUTCOME.refuse]: EVENT.commitRefused,
};

function tellOf(desk: Desk, entry: Entry, outcome: MasterOutcome): void {
  const { record } = entry;
  if (outcome === MASTER_OUTCOME.finish) desk.tell(EVENT.commitFinished, entry.operation, desk.ownMaster(entry.place), record.outcome, 0);
  const type = TOLD[outcome];
  if (type !== undefined) tellBallot(desk, type, entry, record.promised, outcome === MASTER_OUTCOME.acknowledge || outcome === MASTER_OUTCOME.refuse ? 0 : record.loggedDecision);
}
