/** QRM-01: the coordinator and a master that asks, without messages, in every cell of their tables. */
import { describe, expect, test } from "vitest";
import { type Ballot, ballotOf, QRM_DECISION, QRM_OP } from "../../wire/qrm.ts";
import { Coordinator } from "./coordinator.ts";
import { masterHears, newDurableRecord, type Says, says } from "./master.ts";
import { Recovery } from "./recovery.ts";
import {
  COORDINATOR_INPUTS, COORDINATOR_OUTCOME as C, type CoordinatorInput, COORDINATOR_STATES, COORDINATOR_TABLE, MASTER_OUTCOME,
  RECOVERY_INPUTS, RECOVERY_OUTCOME as R, type RecoveryInput, RECOVERY_STATES, RECOVERY_TABLE,
} from "./tables.ts";

const { NONE, COMMIT, ABORT } = QRM_DECISION;

/** What a machine remembers now. */
function plain<T extends object>(it: T): { [K in keyof T]: T[K] } {
  return Object.assign({}, it);
}

/** Of five masters the one at this place speaks; two others have spoken before where a majority is wanted. */
const PLACE = 2;
const BIT = 1 << PLACE;
const OTHERS = 0b11;
const REFUSED_BEFORE = 0b10000;
const HIGHER = ballotOf(9, 4);

describe("the coordinator", () => {
  const answers: Partial<Record<CoordinatorInput, (ballot: Ballot) => Says>> = {
    ACK: (ballot) => says(QRM_OP.ACK, ballot), "ACK!": (ballot) => says(QRM_OP.ACK, ballot),
    LOGGED: (ballot) => says(QRM_OP.LOGGED, ballot, COMMIT), "LOGGED!": (ballot) => says(QRM_OP.LOGGED, ballot, COMMIT),
    REFUSED: () => says(QRM_OP.REFUSED, HIGHER), "OUTCOME commit": () => says(QRM_OP.OUTCOME, HIGHER, COMMIT), "OUTCOME abort": () => says(QRM_OP.OUTCOME, HIGHER, ABORT),
  };
  const next = { [C.askAll]: "logging", [C.commit]: "committed", [C.abort]: "aborted" } as Readonly<Record<number, string>>;

  test.each(COORDINATOR_STATES.flatMap((state) => COORDINATOR_INPUTS.map((input) => ({ state, input }))))("[QRM-01] $state, and $input: what it decides, is then, and remembers", ({ state, input }) => {
    const it = new Coordinator(5, 9);
    const acks = input.startsWith("ACK");
    Object.assign(it, { state, acked: input === "ACK!" ? OTHERS : 0, logged: input === "LOGGED!" ? OTHERS : 0, refused: acks ? REFUSED_BEFORE | BIT : REFUSED_BEFORE });
    const before = plain(it);
    const heard = answers[input];
    const outcome = heard ? it.hears(PLACE, heard(it.ballot)) : it.act(input);
    expect(outcome).toBe(COORDINATOR_TABLE[COORDINATOR_STATES.indexOf(state)]![COORDINATOR_INPUTS.indexOf(input)]);
    const noted = outcome !== C.mistake;
    expect(it).toEqual({
      ...before,
      state: next[outcome] ?? state,
      acked: before.acked | (noted && acks ? BIT : 0),
      logged: before.logged | (noted && input.startsWith("LOGGED") ? BIT : 0),
      refused: noted && input === "REFUSED" ? REFUSED_BEFORE | BIT : noted && acks ? REFUSED_BEFORE : before.refused,
      done: noted && input.startsWith("OUTCOME") ? BIT : 0,
    });
  });

  test("[QRM-01] nothing counts that was said at another ballot, of another decision, or is no answer", () => {
    const it = new Coordinator(5, 9);
    for (const place of [0, 1, 2]) it.hears(place, says(QRM_OP.ACK, it.ballot));
    const before = plain(it);
    const wrong = [says(QRM_OP.ACK, ballotOf(1, 8)), says(QRM_OP.LOGGED, HIGHER, COMMIT), says(QRM_OP.LOGGED, it.ballot, ABORT), says(QRM_OP.LOGGED, HIGHER, ABORT), says(QRM_OP.PREPARE, it.ballot), says(QRM_OP.PROMISE, it.ballot)];
    for (const each of wrong) expect([it.hears(3, each), plain(it)]).toEqual([C.mistake, before]);
  });

  test("[QRM-01] COMMIT is decided by a majority that logged it, each master counted once, however often it says so", () => {
    const it = new Coordinator(5, 9);
    for (const place of [0, 1, 2]) it.hears(place, says(QRM_OP.ACK, it.ballot));
    const logged = says(QRM_OP.LOGGED, it.ballot, COMMIT);
    expect([0, 0, 0, 1, 1, 2].map((place) => it.hears(place, logged))).toEqual([C.count, C.count, C.count, C.count, C.count, C.commit]);
    expect(it.outcome).toBe(COMMIT);
  });
});

describe("a master that asks", () => {
  function asking(): Recovery {
    const it = new Recovery(5, 0);
    it.due(0);
    return it;
  }
  const answers: Partial<Record<RecoveryInput, (it: Recovery) => Says>> = {
    PROMISE: (it) => says(QRM_OP.PROMISE, it.ballot), "PROMISE!": (it) => says(QRM_OP.PROMISE, it.ballot),
    LOGGED: (it) => says(QRM_OP.LOGGED, it.ballot, it.proposal), "LOGGED!": (it) => says(QRM_OP.LOGGED, it.ballot, it.proposal),
    REFUSED: () => says(QRM_OP.REFUSED, HIGHER), OUTCOME: () => says(QRM_OP.OUTCOME, HIGHER, COMMIT),
  };
  const next = { [R.ask]: "asking", [R.propose]: "logging", [R.finish]: "finished", [R.adopt]: "finished", [R.backOff]: "waiting" } as Readonly<Record<number, string>>;

  test.each(RECOVERY_STATES.flatMap((state) => RECOVERY_INPUTS.map((input) => ({ state, input }))))("[QRM-01] $state, and $input: what it decides, is then, and remembers", ({ state, input }) => {
    const it = asking();
    Object.assign(it, { state, promised: input === "PROMISE!" ? OTHERS : 0, logged: input === "LOGGED!" ? OTHERS : 0, proposal: state === "logging" ? COMMIT : NONE });
    const before = plain(it);
    const heard = answers[input];
    const outcome = heard ? it.hears(PLACE, heard(it)) : input === "due" ? it.due(0) : it.noMajorityLeft();
    expect(outcome).toBe(RECOVERY_TABLE[RECOVERY_STATES.indexOf(state)]![RECOVERY_INPUTS.indexOf(input)]);
    const noted = outcome !== R.mistake && outcome !== R.ignore;
    expect(it).toMatchObject({
      state: next[outcome] ?? state,
      ballot: outcome === R.ask ? ballotOf(2, 1) : before.ballot,
      attempts: outcome === R.ask ? 2 : 1,
      promised: before.promised | (noted && input.startsWith("PROMISE") ? BIT : 0),
      logged: before.logged | (noted && input.startsWith("LOGGED") ? BIT : 0),
      refused: noted && input === "REFUSED" ? BIT : 0,
      highestSeen: noted && input === "REFUSED" ? HIGHER : 0,
      proposal: outcome === R.propose ? ABORT : before.proposal,
    });
  });

  test("[QRM-01] the decision of the highest ballot is asked to be logged, in whatever order it is heard of; what comes when it has asked changes nothing", () => {
    const heard: readonly (readonly [Ballot, Says["loggedDecision"]])[] = [[ballotOf(1, 9), COMMIT], [ballotOf(2, 3), ABORT], [ballotOf(2, 2), COMMIT]];
    for (const order of [[0, 1, 2], [2, 1, 0], [1, 0, 2]]) {
      const it = asking();
      const outcomes = order.map((i, place) => it.hears(place, says(QRM_OP.PROMISE, it.ballot, NONE, ...heard[i]!)));
      expect([outcomes, it.proposal]).toEqual([[R.count, R.count, R.propose], ABORT]);
      expect([it.hears(4, says(QRM_OP.PROMISE, it.ballot, NONE, ballotOf(3, 3), COMMIT)), it.proposal]).toEqual([R.askOne, ABORT]);
    }
  });

  test("[QRM-01] nothing counts that was said at another ballot, of another decision, or is no answer", () => {
    const it = asking();
    expect(it.hears(1, says(QRM_OP.PROMISE, ballotOf(2, 2)))).toBe(R.mistake);
    for (const place of [0, 1, 2]) it.hears(place, says(QRM_OP.PROMISE, it.ballot));
    const before = plain(it);
    const wrong = [says(QRM_OP.PROMISE, ballotOf(3, 1)), says(QRM_OP.LOGGED, it.ballot, COMMIT), says(QRM_OP.LOGGED, ballotOf(3, 1), ABORT), says(QRM_OP.LOGGED, ballotOf(3, 1), COMMIT), says(QRM_OP.RECOVER, it.ballot), says(99, it.ballot)];
    for (const each of wrong) expect([it.hears(3, each), plain(it)]).toEqual([R.mistake, before]);
  });

  test("[QRM-01] a new attempt begins with nothing that the last one heard, above the highest ballot that it heard of", () => {
    const it = asking();
    for (const place of [0, 1]) it.hears(place, says(QRM_OP.PROMISE, it.ballot, NONE, ballotOf(1, 9), COMMIT));
    for (const [place, ballot] of [[2, ballotOf(5, 3)], [3, ballotOf(7, 2)], [4, ballotOf(6, 5)]] as const) it.hears(place, says(QRM_OP.REFUSED, ballot));
    expect([it.noMajorityLeft(), it.due(ballotOf(2, 1))]).toEqual([R.backOff, R.ask]);
    expect(it).toMatchObject({ ballot: ballotOf(8, 1), promised: 0, refused: 0, logged: 0, proposal: NONE, attempts: 2 });
    for (const place of [0, 1, 2]) it.hears(place, says(QRM_OP.PROMISE, it.ballot, NONE, place === 0 ? ballotOf(1, 9) : 0, place === 0 ? COMMIT : NONE));
    expect(it.proposal).toBe(COMMIT);
  });
});

test("[QRM-01] a master hears nothing in an answer, and what is no word at all", () => {
  const record = newDurableRecord();
  for (const op of [QRM_OP.ACK, QRM_OP.PROMISE, 0, 99]) expect(masterHears(record, says(op, ballotOf(1, 5)))).toBe(MASTER_OUTCOME.mistake);
  expect(record).toEqual(newDurableRecord());
});
