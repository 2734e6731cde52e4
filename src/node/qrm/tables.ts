/**
 * QRM-01 as data: what each of the three parts of a commit does, for each of its states and whatever may reach it. The
 * machines beside this file act by these tables and by nothing else; docs/rules.md and the tests are held to them.
 *
 * A commit is one decision, commit or abort, over which the configured masters agree as acceptors of single-decree Paxos.
 * Ballot 1 belongs to the coordinator alone and is the only one at which COMMIT can be proposed for the first time; so a
 * coordinator that has asked nobody to log may still abort by itself, and an in-doubt master that finds nothing logged at a
 * majority aborts.
 */

// ---------------------------------------------------------------- a master

export const MASTER_STATES = ["unknown", "promised", "prepared", "logged", "committed", "aborted"] as const;
export type MasterState = (typeof MASTER_STATES)[number];

/** "late": at a lower ballot than was promised here. */
export const MASTER_INPUTS = ["PREPARE", "PREPARE late", "LOG", "LOG late", "RECOVER", "RECOVER late", "FINISH commit", "FINISH abort", "asker lost"] as const;
export type MasterInput = (typeof MASTER_INPUTS)[number];

export const MASTER_OUTCOME = {
  /** no order of messages leads here */
  never: 0,
  ignore: 1,
  /** written down: prepared, its ballot promised; ACK */
  acknowledge: 2,
  /** written down: ballot and decision; LOGGED */
  log: 3,
  /** written down: the ballot promised; PROMISE with what is logged */
  promise: 4,
  /** REFUSED with the ballot that was promised */
  refuse: 5,
  /** written down: the outcome; OUTCOME */
  finish: 6,
  /** OUTCOME, as it was finished before */
  tell: 7,
  /** nobody is left who would tell the end: ask a majority */
  doubt: 8,
  /** the other side broke the rules of the exchange: its transaction is aborted with FIELD */
  mistake: 9,
} as const;
export type MasterOutcome = (typeof MASTER_OUTCOME)[keyof typeof MASTER_OUTCOME];
export const MASTER_OUTCOME_TEXTS: readonly string[] = ["cannot be", "-", "acknowledge", "log", "promise", "refuse", "finish", "tell", "in doubt", "mistake"];

const M = MASTER_OUTCOME;
/** By MASTER_STATES and MASTER_INPUTS. */
export const MASTER_TABLE: readonly (readonly MasterOutcome[])[] = [
  // PREPARE     late      LOG        late      RECOVER    late      FINISH c  FINISH a  lost
  [M.acknowledge, M.never, M.mistake, M.never, M.promise, M.never, M.finish, M.finish, M.ignore],
  [M.never, M.refuse, M.log, M.refuse, M.promise, M.refuse, M.finish, M.finish, M.doubt],
  [M.acknowledge, M.refuse, M.log, M.refuse, M.promise, M.refuse, M.finish, M.finish, M.doubt],
  [M.acknowledge, M.refuse, M.log, M.refuse, M.promise, M.refuse, M.finish, M.finish, M.doubt],
  [M.tell, M.tell, M.tell, M.tell, M.tell, M.tell, M.tell, M.mistake, M.ignore],
  [M.tell, M.tell, M.tell, M.tell, M.tell, M.tell, M.mistake, M.tell, M.ignore],
];

// ---------------------------------------------------------------- the coordinator

export const COORDINATOR_STATES = ["preparing", "logging", "committed", "aborted"] as const;
export type CoordinatorState = (typeof COORDINATOR_STATES)[number];

/** "!": with it a majority. */
export const COORDINATOR_INPUTS = ["ACK", "ACK!", "LOGGED", "LOGGED!", "REFUSED", "OUTCOME commit", "OUTCOME abort", "abort asked", "no majority left"] as const;
export type CoordinatorInput = (typeof COORDINATOR_INPUTS)[number];

export const COORDINATOR_OUTCOME = {
  never: 0,
  ignore: 1,
  count: 2,
  /** phase 2: LOG commit to every master that has acknowledged */
  askAll: 3,
  /** LOG commit to this one, which acknowledged late */
  askOne: 4,
  /** FINISH commit to all */
  commit: 5,
  /** FINISH abort to all that were asked */
  abort: 6,
  /** too late to abort by itself: no master waits for us any more, they settle it (TX-06) */
  withdraw: 7,
  /** it cannot be known now: says so, and waits */
  block: 8,
  /** that master is done */
  confirm: 9,
  /** an abort that came too late is answered with the outcome */
  answer: 10,
  mistake: 11,
} as const;
export type CoordinatorOutcome = (typeof COORDINATOR_OUTCOME)[keyof typeof COORDINATOR_OUTCOME];
export const COORDINATOR_OUTCOME_TEXTS: readonly string[] = ["cannot be", "-", "count", "ask all to log", "ask it to log", "commit", "abort", "withdraw", "blocked", "done with it", "answer", "mistake"];

const C = COORDINATOR_OUTCOME;
/** By COORDINATOR_STATES and COORDINATOR_INPUTS. */
export const COORDINATOR_TABLE: readonly (readonly CoordinatorOutcome[])[] = [
  // ACK    ACK!      LOGGED     LOGGED!    REFUSED  OUTCOME c  OUTCOME a  abort asked  no majority
  [C.count, C.askAll, C.mistake, C.mistake, C.count, C.mistake, C.abort, C.abort, C.abort],
  [C.askOne, C.askOne, C.count, C.commit, C.count, C.commit, C.abort, C.withdraw, C.block],
  [C.ignore, C.ignore, C.ignore, C.ignore, C.ignore, C.confirm, C.mistake, C.answer, C.ignore],
  [C.ignore, C.ignore, C.ignore, C.ignore, C.ignore, C.mistake, C.confirm, C.answer, C.ignore],
];

// ---------------------------------------------------------------- an in-doubt master that asks the others

export const RECOVERY_STATES = ["waiting", "asking", "logging", "finished"] as const;
export type RecoveryState = (typeof RECOVERY_STATES)[number];

export const RECOVERY_INPUTS = ["due", "PROMISE", "PROMISE!", "LOGGED", "LOGGED!", "REFUSED", "OUTCOME", "no majority left"] as const;
export type RecoveryInput = (typeof RECOVERY_INPUTS)[number];

export const RECOVERY_OUTCOME = {
  never: 0,
  ignore: 1,
  /** RECOVER to all in reach, with a ballot above every one seen */
  ask: 2,
  count: 3,
  /** LOG the decision of the highest ballot that was logged, abort when none was, to all that promised */
  propose: 4,
  /** the same to this one, which promised late */
  askOne: 5,
  /** FINISH to all */
  finish: 6,
  /** finish as that master did, and tell all */
  adopt: 7,
  /** ask again later, with a higher ballot */
  backOff: 8,
  mistake: 9,
} as const;
export type RecoveryOutcome = (typeof RECOVERY_OUTCOME)[keyof typeof RECOVERY_OUTCOME];
export const RECOVERY_OUTCOME_TEXTS: readonly string[] = ["cannot be", "-", "ask all", "count", "propose", "ask it to log", "finish", "adopt", "back off", "mistake"];

const R = RECOVERY_OUTCOME;
/** By RECOVERY_STATES and RECOVERY_INPUTS. */
export const RECOVERY_TABLE: readonly (readonly RecoveryOutcome[])[] = [
  // due     PROMISE   PROMISE!   LOGGED     LOGGED!    REFUSED  OUTCOME  no majority
  [R.ask, R.ignore, R.ignore, R.ignore, R.ignore, R.ignore, R.adopt, R.ignore],
  [R.ignore, R.count, R.propose, R.mistake, R.mistake, R.count, R.adopt, R.backOff],
  [R.ignore, R.askOne, R.askOne, R.count, R.finish, R.count, R.adopt, R.backOff],
  [R.ignore, R.ignore, R.ignore, R.ignore, R.ignore, R.ignore, R.ignore, R.ignore],
];
