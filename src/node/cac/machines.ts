import { LOCK_OP } from "../../wire/lock-body.ts";

/**
 * CAC-01: one lock at one master, as the client sees it and as the master does: every state, every message of the other side.
 * What these tables do not allow is a fault of the payload: it aborts that transaction and nothing else (TX-07).
 */

/** The client's side; how a slot stands at its master. */
export const SLOT = {
  /** the transaction is open, nothing is held and nothing asked for */
  idle: 0,
  /** the request is on its way, or its answer is */
  asking: 1,
  /** the master said that it has to wait */
  waiting: 2,
  granted: 3,
  /** something is held, more was asked for */
  upgrading: 4,
  upgradeWaits: 5,
  /** released: what still comes has crossed */
  closing: 6,
} as const;
export type SlotState = (typeof SLOT)[keyof typeof SLOT];
export const SLOT_NAMES = ["idle", "asking", "waiting", "granted", "upgrading", "upgrade waits", "closing"] as const;

/** What a message of the master means for a slot. */
export const ANSWER = {
  fault: "payload fault",
  /** it crossed with what made it pointless */
  ignore: "ignored",
  granted: "granted",
  waits: "waits",
  upgradeWaits: "upgrade waits",
  /** nothing is held */
  refused: "refused: idle",
  /** what was held is held */
  upgradeRefused: "refused: granted as before",
  asked: "asked to narrow",
  gone: "gone",
} as const;
export type Answer = (typeof ANSWER)[keyof typeof ANSWER];

const A = ANSWER;
export const MASTER_OPS = [LOCK_OP.GRANT, LOCK_OP.WAIT, LOCK_OP.NARROW, LOCK_OP.REFUSE, LOCK_OP.REVOKE] as const;
/** By slot state, then by MASTER_OPS. GRANT, WAIT and REFUSE that answer an earlier request than the last are ignored before. */
export const SLOT_TABLE: readonly (readonly Answer[])[] = [
  //  GRANT     WAIT            NARROW    REFUSE            REVOKE
  [A.fault, A.fault, A.ignore, A.fault, A.gone], //                       idle
  [A.granted, A.waits, A.ignore, A.refused, A.gone], //                   asking
  [A.granted, A.fault, A.ignore, A.refused, A.gone], //                   waiting
  [A.fault, A.fault, A.asked, A.fault, A.gone], //                        granted
  [A.granted, A.upgradeWaits, A.asked, A.upgradeRefused, A.gone], //      upgrading
  [A.granted, A.fault, A.asked, A.upgradeRefused, A.gone], //             upgradeWaits
  [A.ignore, A.ignore, A.ignore, A.ignore, A.ignore], //                  closing
];

/** Undefined for an operation that is not a master's. */
export function judgeAnswer(state: SlotState, op: number): Answer | undefined {
  return SLOT_TABLE[state]![(MASTER_OPS as readonly number[]).indexOf(op)];
}

/** The master's side; how a record stands. */
export const RECORD = {
  /** nothing is held, nothing is asked for */
  idle: 0,
  /** nothing is held, a request waits */
  waiting: 1,
  granted: 2,
  /** something is held, a request for more waits */
  upgrading: 3,
} as const;
export type RecordState = (typeof RECORD)[keyof typeof RECORD];
export const RECORD_NAMES = ["idle", "waiting", "granted", "upgrading"] as const;

/** What a message of the client means for a record. */
export const DEMAND = {
  fault: "payload fault",
  ignore: "ignored",
  /** it is granted, has to wait, or is refused when it must not */
  judged: "judged",
  /** it holds that, and asks for nothing */
  narrowed: "narrowed",
  released: "released",
  /** TX-06: it must not wait any longer */
  unblocked: "refused at once",
} as const;
export type Demand = (typeof DEMAND)[keyof typeof DEMAND];

const D = DEMAND;
/** REQUEST, NARROWED, RELEASE, and a mid-stream abort. */
export const CLIENT_SAYS = ["REQUEST", "NARROWED", "RELEASE", "ABORT"] as const;
export type ClientSays = (typeof CLIENT_SAYS)[number];
export const RECORD_TABLE: readonly (readonly Demand[])[] = [
  //  REQUEST  NARROWED    RELEASE     ABORT
  [D.judged, D.narrowed, D.released, D.ignore], //    idle
  [D.fault, D.narrowed, D.released, D.unblocked], //  waiting
  [D.judged, D.narrowed, D.released, D.ignore], //    granted
  [D.fault, D.narrowed, D.released, D.unblocked], //  upgrading
];

export function judgeDemand(state: RecordState, says: ClientSays): Demand {
  return RECORD_TABLE[state]![CLIENT_SAYS.indexOf(says)]!;
}
