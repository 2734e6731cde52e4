import { type Ballot, QRM_DECISION, QRM_OP, type QrmDecision } from "../../wire/qrm.ts";
import { MASTER_INPUTS, MASTER_OUTCOME, type MasterInput, type MasterOutcome, MASTER_STATES, type MasterState, MASTER_TABLE } from "./tables.ts";

/** What one side says to the other about a commit; wire's fields without the addresses. */
export interface Says {
  readonly op: number;
  readonly ballot: Ballot;
  readonly decision: QrmDecision;
  readonly loggedBallot: Ballot;
  readonly loggedDecision: QrmDecision;
}

export function says(op: number, ballot: Ballot, decision: QrmDecision = QRM_DECISION.NONE, loggedBallot: Ballot = 0, loggedDecision: QrmDecision = QRM_DECISION.NONE): Says {
  return { op, ballot, decision, loggedBallot, loggedDecision };
}

/** What a master has written down about one commit. It survives a crash; every change is on the disk before the answer leaves. */
export interface DurableRecord {
  prepared: boolean;
  /** the highest ballot it has promised: lower ones are refused */
  promised: Ballot;
  /** the ballot of the decision that it logged last, 0 = none, and that decision */
  loggedBallot: Ballot;
  loggedDecision: QrmDecision;
  /** how it ended here; NONE = not yet */
  outcome: QrmDecision;
}

export function newDurableRecord(): DurableRecord {
  return { prepared: false, promised: 0, loggedBallot: 0, loggedDecision: QRM_DECISION.NONE, outcome: QRM_DECISION.NONE };
}

export function masterState(record: DurableRecord): MasterState {
  if (record.outcome !== QRM_DECISION.NONE) return record.outcome === QRM_DECISION.COMMIT ? "committed" : "aborted";
  if (record.loggedBallot > 0) return "logged";
  if (record.prepared) return "prepared";
  return record.promised > 0 ? "promised" : "unknown";
}

export function judgeMaster(state: MasterState, input: MasterInput): MasterOutcome {
  return MASTER_TABLE[MASTER_STATES.indexOf(state)]![MASTER_INPUTS.indexOf(input)]!;
}

/** Which column of the table a message is; null = no question to a master. */
function inputOf(record: DurableRecord, { op, ballot, decision }: Says): MasterInput | null {
  const late = ballot < record.promised;
  switch (op) {
    case QRM_OP.PREPARE:
      return late ? "PREPARE late" : "PREPARE";
    case QRM_OP.LOG:
      return late ? "LOG late" : "LOG";
    case QRM_OP.RECOVER:
      return late ? "RECOVER late" : "RECOVER";
    case QRM_OP.FINISH:
      return decision === QRM_DECISION.COMMIT ? "FINISH commit" : "FINISH abort";
    default:
      return null;
  }
}

/** Hears a question, writes down what it decides, and returns what was decided; `masterAnswer` says it. */
export function masterHears(record: DurableRecord, heard: Says): MasterOutcome {
  const input = inputOf(record, heard);
  const outcome = input === null || contradicts(record, heard) ? MASTER_OUTCOME.mistake : judgeMaster(masterState(record), input);
  switch (outcome) {
    case MASTER_OUTCOME.acknowledge:
      record.prepared = true;
      record.promised = heard.ballot;
      break;
    case MASTER_OUTCOME.log:
      record.promised = heard.ballot;
      record.loggedBallot = heard.ballot;
      record.loggedDecision = heard.decision;
      break;
    case MASTER_OUTCOME.promise:
      record.promised = heard.ballot;
      break;
    case MASTER_OUTCOME.finish:
      record.outcome = heard.decision;
      break;
    default:
  }
  return outcome;
}

/** Two decisions at one ballot: not from anybody who keeps the rules. */
function contradicts(record: DurableRecord, { op, ballot, decision }: Says): boolean {
  return op === QRM_OP.LOG && ballot === record.loggedBallot && decision !== record.loggedDecision;
}

/** What the master answers after it decided so; null = nothing. */
export function masterAnswer(record: DurableRecord, outcome: MasterOutcome): Says | null {
  switch (outcome) {
    case MASTER_OUTCOME.acknowledge:
      return says(QRM_OP.ACK, record.promised);
    case MASTER_OUTCOME.log:
      return says(QRM_OP.LOGGED, record.loggedBallot, record.loggedDecision);
    case MASTER_OUTCOME.promise:
      return says(QRM_OP.PROMISE, record.promised, QRM_DECISION.NONE, record.loggedBallot, record.loggedDecision);
    case MASTER_OUTCOME.refuse:
      return says(QRM_OP.REFUSED, record.promised);
    case MASTER_OUTCOME.finish:
    case MASTER_OUTCOME.tell:
      return says(QRM_OP.OUTCOME, record.promised, record.outcome);
    default:
      return null;
  }
}
