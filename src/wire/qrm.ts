/** QRM_COMMIT as we lay it out (SVC-02, QRM-01): the header names `hammer2_qrm_commit` and leaves it open. */
import { readU16, readU32 } from "../base/bytes.ts";
import type { UuidWords } from "../base/uuid.ts";
import { readUuid } from "./bodies.ts";
import { type BodyWriter, viewUuid } from "./encode.ts";
import { QRM } from "./layout.ts";
import type { Message } from "./message.ts";

/** What a QRM_COMMIT message says. Odd ones are asked of a master, even ones are a master's answers. */
export const QRM_OP = {
  /** phase 1: may this be committed? */
  PREPARE: 1,
  ACK: 2,
  /** phase 2: log this decision at this ballot */
  LOG: 3,
  LOGGED: 4,
  /** an in-doubt master asks for a promise to refuse lower ballots, and for what was logged */
  RECOVER: 5,
  PROMISE: 6,
  /** a majority logged it: finish */
  FINISH: 7,
  /** how it ended at this master */
  OUTCOME: 8,
  /** a higher ballot was promised */
  REFUSED: 10,
} as const;

export const QRM_DECISION = { NONE: 0, COMMIT: 1, ABORT: 2 } as const;
export type QrmDecision = (typeof QRM_DECISION)[keyof typeof QRM_DECISION];

/**
 * A ballot as one number: round << 24 | proposer. Round 1 is the coordinator's own, its proposer the coordinator's node
 * number; from round 2 on the proposer is the place of an in-doubt master among the configured ones, from 1.
 */
export type Ballot = number;

const PROPOSERS = 0x100_0000;
const ROUND_MAX = 0x0fff_ffff;

export function ballotOf(round: number, proposer: number): Ballot {
  return round * PROPOSERS + proposer;
}

export function roundOf(ballot: Ballot): number {
  return Math.floor(ballot / PROPOSERS);
}

export function proposerOf(ballot: Ballot): number {
  return ballot % PROPOSERS;
}

/** "2.3": round and proposer; "none" for 0. */
export function ballotText(ballot: Ballot): string {
  return ballot === 0 ? "none" : `${roundOf(ballot)}.${proposerOf(ballot)}`;
}

export interface QrmBody {
  op: number;
  decision: number;
  /** how many masters its sender was configured with */
  masters: number;
  operationHi: number;
  operationLo: number;
  ballot: Ballot;
  /** of PROMISE: the ballot at which a decision was logged there, 0 = none */
  loggedBallot: Ballot;
  loggedDecision: number;
  /** the coordinator's host */
  host: UuidWords;
}

export function newQrmBody(): QrmBody {
  return { op: 0, decision: 0, masters: 0, operationHi: 0, operationLo: 0, ballot: 0, loggedBallot: 0, loggedDecision: 0, host: new Uint32Array(4) };
}

const { qrm_op, decision, masters, operation, ballot, logged_ballot, logged_decision, coordinator } = QRM.fields;

/** Reads the fields of a QRM_COMMIT; the message's `base` says that it is one. A ballot beyond our numbers reads as NaN, which is none of them. */
export function readQrmBody(message: Message, into: QrmBody): void {
  const { bytes, at, bigEndian } = message;
  into.op = readU16(bytes, at + qrm_op.offset, bigEndian);
  into.decision = readU16(bytes, at + decision.offset, bigEndian);
  into.masters = readU32(bytes, at + masters.offset, bigEndian);
  const first = bigEndian ? 0 : 4; // the more significant word comes first in big-endian
  into.operationHi = readU32(bytes, at + operation.offset + first, bigEndian);
  into.operationLo = readU32(bytes, at + operation.offset + 4 - first, bigEndian);
  into.ballot = readBallot(bytes, at + ballot.offset, bigEndian);
  into.loggedBallot = readBallot(bytes, at + logged_ballot.offset, bigEndian);
  into.loggedDecision = readU32(bytes, at + logged_decision.offset, bigEndian);
  readUuid(bytes, at + coordinator.offset, bigEndian, into.host);
}

function readBallot(bytes: Uint8Array, at: number, bigEndian: boolean): Ballot {
  const round = readU32(bytes, at + (bigEndian ? 0 : 4), bigEndian);
  const proposer = readU32(bytes, at + (bigEndian ? 4 : 0), bigEndian);
  return round > ROUND_MAX || proposer >= PROPOSERS ? Number.NaN : ballotOf(round, proposer);
}

/** Writes the fields of a QRM_COMMIT behind its base header. */
export function qrmWriter(body: QrmBody): BodyWriter {
  return (view, little) => {
    const wide = (offset: number, hi: number, lo: number): void => {
      view.setUint32(offset + (little ? 4 : 0), hi, little);
      view.setUint32(offset + (little ? 0 : 4), lo, little);
    };
    view.setUint16(qrm_op.offset, body.op, little);
    view.setUint16(decision.offset, body.decision, little);
    view.setUint32(masters.offset, body.masters, little);
    wide(operation.offset, body.operationHi, body.operationLo);
    wide(ballot.offset, roundOf(body.ballot), proposerOf(body.ballot));
    wide(logged_ballot.offset, roundOf(body.loggedBallot), proposerOf(body.loggedBallot));
    view.setUint32(logged_decision.offset, body.loggedDecision, little);
    viewUuid(view, coordinator.offset, body.host, little);
  };
}
