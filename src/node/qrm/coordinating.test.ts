/** QRM-01: a coordinator whose masters come and go, refuse, and speak nonsense; and one that is a master itself. */
import { describe, expect, test } from "vitest";
import { id64 } from "../../base/bytes.ts";
import { ballotOf, QRM_DECISION, QRM_OP } from "../../wire/qrm.ts";
import { Puppet } from "../puppet.testkit.ts";
import type { Seen } from "../seen.testkit.ts";
import { abort, answer, commitOf, coordinating, type Coordinating, lineOf, LABELS, saidOfCommits } from "./qrm.testkit.ts";
import { reportLog } from "./report.ts";

const { COMMIT, ABORT } = QRM_DECISION;

/** The SPAN of a master is closed, and with it the exchange. */
function lose({ puppet, spans }: Coordinating, label: string): void {
  puppet.send({ flags: "D", msgid: spans.get(label)!, error: 0x21 });
  puppet.take();
}

/** A master is offered again; what the node says to it, if anything. */
function back({ puppet }: Coordinating, label: string): Seen[] {
  puppet.take();
  puppet.span(label);
  return puppet.take().filter(({ name }) => name === "QRM_COMMIT");
}

function told({ mesh }: Coordinating, name: "commitBlocked" | "commitAcknowledged" | "commitCounted"): string[] {
  return mesh.events(name).map(({ pfs, value, extra }) => `${pfs < 0 ? "-" : mesh.identities.labelText(pfs)} ${value}/${extra}`);
}

describe("what a coordinator counts", () => {
  test("[QRM-01] each acknowledgement and each logged decision is told once, with the master that it came from", () => {
    const it = coordinating();
    expect([commitOf(it), told(it, "commitBlocked")]).toMatchObject([{ blocked: false, error: 0 }, []]);
    for (const place of [2, 0]) answer(it, place, "RC", { op: QRM_OP.ACK });
    expect([told(it, "commitAcknowledged"), told(it, "commitCounted")]).toEqual([["m3 1/3", "m1 2/3"], []]);
    answer(it, 1, "RC", { op: QRM_OP.REFUSED, ballot: ballotOf(2, 1) });
    for (const place of [0, 2]) answer(it, place, "R", { op: QRM_OP.LOGGED, decision: COMMIT });
    expect([told(it, "commitAcknowledged"), told(it, "commitCounted")]).toEqual([["m3 1/3", "m1 2/3"], ["m1 1/3", "m3 2/3"]]);
    expect(commitOf(it)?.transactions.map((id) => id && id64(id.msgidHi, id.msgidLo))).toEqual(it.asked.map(({ msgid }) => msgid));
    expect(it.mesh.events("transactionOpened").map(({ value }) => value)).toEqual([-1, -1, -1]);
    expect(new Set(it.mesh.told.filter(({ name }) => name.startsWith("commit")).map(({ link }) => link))).toEqual(new Set([-1]));
    for (const place of [0, 1, 2]) answer(it, place, "RD", { op: QRM_OP.OUTCOME, decision: COMMIT });
    expect([commitOf(it), told(it, "commitBlocked"), it.mesh.events("commitAnswered")]).toMatchObject([{ blocked: false, done: 7, acked: 5, logged: 5 }, [], []]);
  });

  test("[QRM-01] with two of three in reach it goes on; a master that acknowledged and is away counts, is not spoken to, and is asked to log when it is back", () => {
    const it = coordinating("one", ["m1", "m3"]);
    answer(it, 0, "RC", { op: QRM_OP.ACK });
    lose(it, "m1");
    expect([commitOf(it), told(it, "commitBlocked")]).toMatchObject([{ state: "preparing", blocked: false }, []]);
    answer(it, 1, "RC", { op: QRM_OP.ACK });
    expect([saidOfCommits(it.puppet), commitOf(it)]).toMatchObject([["LOG - 1.1 commit"], { state: "logging", blocked: true }]);
    const [again] = back(it, "m1");
    expect([lineOf(again!), commitOf(it)?.blocked]).toEqual(["PREPARE C 1.1", false]);
    answer(it, again!, "RC", { op: QRM_OP.ACK });
    expect(saidOfCommits(it.puppet)).toEqual(["LOG - 1.1 commit"]);
  });

  test("[QRM-01] that it blocks is told once, and again when it blocks again", () => {
    const it = coordinating("one", ["m1", "m3"]);
    expect(told(it, "commitBlocked")).toEqual([]);
    lose(it, "m3");
    expect(told(it, "commitBlocked")).toEqual(["- 1/2"]);
    answer(it, 0, "RC", { op: QRM_OP.ACK });
    expect(told(it, "commitBlocked")).toEqual(["- 1/2"]);
    back(it, "m2");
    expect(commitOf(it)?.blocked).toBe(false);
    it.puppet.cut();
    expect([told(it, "commitBlocked"), commitOf(it)?.blocked]).toEqual([["- 1/2", "- 1/2"], true]);
  });

  test("[QRM-01] a master that refused is no hope until it is asked again", () => {
    const it = coordinating();
    for (const place of [0, 1, 2]) answer(it, place, "RC", { op: QRM_OP.REFUSED, ballot: ballotOf(2, 1) });
    expect([commitOf(it)?.blocked, told(it, "commitBlocked")]).toEqual([true, ["- 1/2"]]);
    const blocked = ["m1", "m2"].map((label) => {
      lose(it, label);
      expect(back(it, label).map(lineOf)).toEqual(["PREPARE C 1.1"]);
      return commitOf(it)?.blocked;
    });
    expect(blocked).toEqual([true, false]);
  });

  test("[QRM-01] [TX-06] refused by too many, one that does not wait is aborted with 0x27, and all are told", () => {
    const it = coordinating("one", LABELS, true);
    expect(it.asked.map(lineOf)).toEqual(["PREPARE CA 1.1", "PREPARE CA 1.1", "PREPARE CA 1.1"]);
    answer(it, 0, "RC", { op: QRM_OP.REFUSED, ballot: ballotOf(2, 1) });
    expect([saidOfCommits(it.puppet), commitOf(it)?.state]).toEqual([[], "preparing"]);
    answer(it, 1, "RC", { op: QRM_OP.REFUSED, ballot: ballotOf(2, 1) });
    expect([saidOfCommits(it.puppet), commitOf(it)]).toMatchObject([["FINISH D 1.1 abort", "FINISH D 1.1 abort", "FINISH D 1.1 abort"], { state: "aborted", error: 0x27, blocked: false }]);
    expect(told(it, "commitBlocked")).toEqual([]);
  });
});

describe("the end of a commit", () => {
  test("[QRM-01] an abort is told to a master that heard of the commit and was away, and not to one that never did", () => {
    const it = coordinating("one", ["m1", "m2"]);
    lose(it, "m1");
    abort(it);
    expect([saidOfCommits(it.puppet), commitOf(it)?.state, it.mesh.events("requestRefused")]).toEqual([["FINISH D 1.1 abort"], "aborted", []]);
    expect([back(it, "m3"), back(it, "m1").map(lineOf)]).toEqual([[], ["FINISH CD 1.1 abort"]]);
  });

  test("[QRM-01] once it is decided nothing blocks it: masters that go then are told when they are back", () => {
    const it = coordinating();
    for (const place of [0, 1]) answer(it, place, "RC", { op: QRM_OP.ACK });
    for (const place of [0, 1]) answer(it, place, "R", { op: QRM_OP.REFUSED, ballot: ballotOf(2, 1) });
    expect([commitOf(it)?.blocked, told(it, "commitBlocked").length]).toEqual([true, 1]);
    answer(it, 1, "RD", { op: QRM_OP.OUTCOME, decision: ABORT, ballot: ballotOf(2, 1) });
    expect(commitOf(it)).toMatchObject({ state: "aborted", blocked: false, done: 2, error: 0 });
    it.puppet.take();
    it.puppet.cut();
    expect([commitOf(it)?.blocked, told(it, "commitBlocked").length]).toEqual([false, 1]);
    it.puppet.up();
    it.puppet.handshake();
    expect([back(it, "m1").map(lineOf), back(it, "m2")]).toEqual([["FINISH CD 1.1 abort"], []]);
  });

  test("[QRM-01] [TX-06] an abort that comes late reaches the masters in reach alone", () => {
    const it = coordinating("one", ["m1", "m3"]);
    for (const place of [0, 1]) answer(it, place, "RC", { op: QRM_OP.ACK });
    it.puppet.take();
    abort(it);
    expect(it.puppet.take().map(({ flags, msgid }) => [flags, msgid])).toEqual([["A", it.asked[0]!.msgid], ["A", it.asked[1]!.msgid]]);
    expect(it.mesh.events("midStreamAbort").map(({ rule, value, extra }) => [rule, value, extra])).toEqual([["TX-06", 0, 1], ["TX-06", 0, 1]]);
    expect(it.mesh.events("commitAnswered")).toEqual([]);
  });
});

describe("the way to a master", () => {
  test("[QRM-01] [ROUTE-06] an exchange whose path is lost is taken up at once over a better SPAN, if there is one by now", () => {
    const it = coordinating("one", ["m2", "m3"]);
    const far = it.puppet.span("m1", { dist: 5 });
    const [first] = it.puppet.take();
    const near = it.puppet.span("m1", { dist: 2, msgid: `0x00abcdef${far.slice(10)}` }); // one word of two is another
    expect([first!.spanid, saidOfCommits(it.puppet)]).toEqual([far, []]);
    it.puppet.send({ flags: "RCDA", msgid: first!.msgid, spanid: far, error: 0x21 });
    const [aborted, again] = it.puppet.take();
    expect([lineOf(aborted!), lineOf(again!), again!.spanid]).toEqual(["LNK_ERROR DA 0x21", "PREPARE C 1.1", near]);
    answer(it, again!, "RC", { op: QRM_OP.ACK });
    expect(commitOf(it)?.acked).toBe(1);
  });

  test("[QRM-01] [ROUTE-06] over the same SPAN it is not tried again before the ways change", () => {
    const it = coordinating("one", ["m1", "m2"]);
    const [{ msgid, spanid }] = it.asked as [Seen];
    it.puppet.send({ flags: "RCDA", msgid, spanid, error: 0x21 });
    expect([saidOfCommits(it.puppet), commitOf(it)?.blocked]).toEqual([[], true]);
    expect(back(it, "m3").map(lineOf)).toEqual(["PREPARE C 1.1", "PREPARE C 1.1"]);
    expect(commitOf(it)?.blocked).toBe(false);
  });

  test.each([["refuses", "RCD"], ["aborts", "RCDA"]])("[QRM-01] a master that %s for a reason of its own is not asked again before the ways change, on whatever way", (_, flags) => {
    const it = coordinating("one", ["m1", "m2", "m3"]);
    it.puppet.span("m1", { dist: 0 });
    it.puppet.take();
    const [{ msgid, spanid }] = it.asked as [Seen];
    it.puppet.send({ flags, msgid, spanid, error: 0x25 });
    for (const place of [1, 2]) answer(it, place, "RC", { op: QRM_OP.ACK });
    for (const place of [1, 2]) answer(it, place, "R", { op: QRM_OP.LOGGED, decision: COMMIT });
    expect([saidOfCommits(it.puppet), commitOf(it)?.state]).toEqual([["LOG - 1.1 commit", "LOG - 1.1 commit", "FINISH D 1.1 commit", "FINISH D 1.1 commit"], "committed"]);
    expect(back(it, "new").map(lineOf)).toEqual(["FINISH CD 1.1 commit"]);
  });

  test("[QRM-01] a master that ends the exchange and has nothing against it is asked again", () => {
    const it = coordinating();
    answer(it, 0, "RC", { op: QRM_OP.ACK });
    it.puppet.send({ flags: "RD", msgid: it.asked[0]!.msgid, spanid: it.asked[0]!.spanid });
    expect(saidOfCommits(it.puppet)).toEqual([]);
    for (const place of [1, 2]) answer(it, place, "RC", { op: QRM_OP.ACK });
    for (const place of [1, 2]) answer(it, place, "R", { op: QRM_OP.LOGGED, decision: COMMIT });
    expect(saidOfCommits(it.puppet)).toEqual(["LOG - 1.1 commit", "LOG - 1.1 commit", "FINISH D 1.1 commit", "FINISH D 1.1 commit", "FINISH CD 1.1 commit"]);
  });

  test("[QRM-01] over a link to the C program no master is asked, however near it is", () => {
    const it = coordinating("one", ["m1"]);
    const program = Puppet.join(it.mesh, "N", { profile: "c2012" });
    for (const label of ["m2", "m3"]) program.span(label);
    expect([program.take().filter(({ name }) => name === "QRM_COMMIT"), commitOf(it)?.blocked]).toEqual([[], true]);
  });

  test("[QRM-01] [LINK-08] a master behind a full queue is not asked, and asked when the ways change", () => {
    const it = coordinating("one", []);
    it.mesh.input("N", { kind: "sendQueue", link: it.puppet.link, queuedBytes: 4_194_304 });
    expect([back(it, "m1"), commitOf(it)?.blocked]).toEqual([[], true]);
    it.mesh.input("N", { kind: "sendQueue", link: it.puppet.link, queuedBytes: 0 });
    expect(back(it, "m2").map(lineOf)).toEqual(["PREPARE C 1.1", "PREPARE C 1.1"]);
  });

  test("[QRM-01] [TX-06] what says nothing of the commit is no vote: an acknowledgement of the transaction, a mid-stream abort", () => {
    const it = coordinating();
    const [{ msgid, spanid }] = it.asked as [Seen];
    it.puppet.send({ flags: "RC", msgid, spanid });
    it.puppet.send({ flags: "RA", msgid, spanid });
    expect([saidOfCommits(it.puppet), commitOf(it)]).toMatchObject([[], { acked: 0, blocked: false }]);
    answer(it, 0, "R", { op: QRM_OP.ACK });
    expect([commitOf(it)?.acked, it.puppet.isUp]).toEqual([1, true]);
  });

  test("[QRM-01] [TX-02] what a master says of another commit, or of other masters, is a mistake, not a vote", () => {
    for (const fields of [{ operationLo: 12_345 }, { operationHi: 7 << 8, ballot: ballotOf(2, 1), op: QRM_OP.REFUSED }, { masters: 5 }]) {
      const it = coordinating();
      answer(it, 0, "RC", { op: QRM_OP.ACK, ...fields });
      answer(it, 1, "RC", { op: QRM_OP.ACK });
      expect([it.puppet.take().map(lineOf), commitOf(it)]).toMatchObject([["LNK_ERROR DA 0x4"], { state: "preparing", acked: 2 }]);
    }
  });
});

describe("a coordinator that is a master itself", () => {
  function own(): Coordinating {
    return coordinating("one", ["m2", "m3"], false, ["m1"]);
  }

  function log({ mesh }: Coordinating): string[] {
    return reportLog(mesh.node("N"), 0).map(({ state, text, inDoubt }) => `${state}${inDoubt ? "?" : ""} ${text}`);
  }

  test("[QRM-01] its own master is spoken to without a link, votes as any other, and finishes with the others", () => {
    const it = own();
    expect([it.asked.map(lineOf), log(it), commitOf(it)?.acked]).toEqual([["PREPARE C 1.1", "PREPARE C 1.1"], ["prepared one"], 1]);
    answer(it, 1, "RC", { op: QRM_OP.ACK });
    expect([saidOfCommits(it.puppet), log(it), commitOf(it)]).toMatchObject([["LOG - 1.1 commit"], ["logged one"], { logged: 1, state: "logging" }]);
    answer(it, 1, "R", { op: QRM_OP.LOGGED, decision: COMMIT });
    expect([saidOfCommits(it.puppet), log(it), commitOf(it)]).toMatchObject([["FINISH D 1.1 commit", "FINISH D 1.1 commit"], ["committed one"], { done: 1, transactions: [null, {}, {}] }]);
    expect([told(it, "commitAcknowledged"), told(it, "commitCounted")]).toEqual([["m1 1/3", "m3 2/3"], ["m1 1/3", "m3 2/3"]]);
    expect(it.mesh.node("N").core.alarms.count).toBe(0);
  });

  test("[QRM-01] [TX-06] a late abort: its own master waits no longer either, and asks the others", () => {
    const it = own();
    answer(it, 0, "RC", { op: QRM_OP.ACK });
    it.puppet.take();
    abort(it);
    expect([it.puppet.take().map(lineOf), log(it), it.mesh.node("N").core.alarms.count]).toEqual([["LNK_ERROR A", "LNK_ERROR A"], ["logged? one"], 1]);
    it.mesh.run(101_000);
    const asked = it.puppet.take();
    expect(asked.map(lineOf)).toEqual(["RECOVER C 2.1", "RECOVER C 2.1"]);
    answer(it, asked[0]!, "RC", { op: QRM_OP.PROMISE });
    expect(saidOfCommits(it.puppet)).toEqual(["LOG - 2.1 commit"]);
    answer(it, asked[0]!, "R", { op: QRM_OP.LOGGED, decision: COMMIT });
    expect([log(it), commitOf(it)]).toMatchObject([["committed one"], { state: "committed", done: 1 }]);
  });

  test("[QRM-01] an abort in time: its own master finishes too, and is not told twice", () => {
    const it = own();
    abort(it);
    expect([saidOfCommits(it.puppet), log(it), commitOf(it)]).toMatchObject([["FINISH D 1.1 abort", "FINISH D 1.1 abort"], ["aborted one"], { state: "aborted", done: 1 }]);
    back(it, "new");
    expect([it.mesh.events("commitFinished").length, it.mesh.node("N").core.alarms.count]).toEqual([1, 0]);
  });
});
