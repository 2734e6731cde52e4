/** QRM-01: masters in doubt, whose others come and go while they ask; and who may still bring the end. */
import { describe, expect, test } from "vitest";
import { CMD } from "../../wire/constants.ts";
import { ballotOf, QRM_DECISION, QRM_OP, type QrmBody } from "../../wire/qrm.ts";
import { pfsNamed } from "../mesh.testkit.ts";
import type { Seen } from "../seen.testkit.ts";
import { CLUSTER, clusterOf, type Ends, FIRST, lineOf, master, said, saidOfCommits, say, stateOf } from "./qrm.testkit.ts";
import type { Qrm } from "./qrm.ts";
import { reportLog } from "./report.ts";

const { COMMIT, ABORT } = QRM_DECISION;

/** Prepared for its coordinator, whose exchange this is. */
function prepared(far?: readonly string[], cluster = CLUSTER): Ends & { readonly msgid: string } {
  const ends = master(far, false, cluster);
  const msgid = say(ends.puppet, { flags: "C", spanid: ends.own, text: "one" }, { op: QRM_OP.PREPARE, ballot: FIRST, masters: cluster.masters.length });
  ends.puppet.take();
  return { ...ends, msgid };
}

/** Its coordinator is gone without the end. */
function inDoubt(far: readonly string[], cluster = CLUSTER): Ends {
  const ends = prepared(far, cluster);
  ends.puppet.send({ flags: "DA", msgid: ends.msgid, spanid: ends.own, error: 0x21 });
  ends.puppet.take();
  return ends;
}

/** A master answers the question that `asked` is. */
function reply({ puppet }: Ends, asked: Seen, flags: string, fields: Partial<QrmBody>): void {
  say(puppet, { flags, msgid: asked.msgid, spanid: asked.spanid }, fields);
}

function alarms({ mesh }: Ends): number {
  return mesh.node("N").core.alarms.count;
}

/** Of each entry the exchanges in which its master is asked and asks, and of the node those over transactions, both ways. */
function kept({ mesh }: Ends): number[][] {
  const { entries, asking, answering } = (mesh.node("N").core.services.get(CMD.QRM_COMMIT) as Qrm).desk;
  return entries.map(({ asked, lines }) => [asked.length, lines.filter(Boolean).length, asking.size, answering.size]);
}

function asks({ mesh }: Ends): number[] {
  return mesh.events("commitAsked").map(({ atUs }) => atUs);
}

function questions({ puppet }: Ends): Seen[] {
  return puppet.take().filter(({ name, flags }) => name === "QRM_COMMIT" && flags === "C");
}

describe("who may still bring the end", () => {
  test("[QRM-01] an asker that closes its half without it is answered in kind, and is nobody to wait for", () => {
    const ends = prepared();
    ends.puppet.send({ flags: "D", msgid: ends.msgid, spanid: ends.own });
    expect([said(ends.puppet), stateOf(ends), alarms(ends)]).toEqual([["LNK_ERROR RD"], "prepared?", 1]);
    expect(ends.mesh.inspect("N").transactions).toEqual([]);
    const logs = prepared();
    say(logs.puppet, { flags: "D", msgid: logs.msgid, spanid: logs.own }, { op: QRM_OP.LOG, ballot: FIRST, decision: COMMIT });
    expect([said(logs.puppet), stateOf(logs)]).toEqual([["LOGGED R 1.5 commit", "LNK_ERROR RD"], "logged?"]);
  });

  test("[QRM-01] while another asks, the loss of one leaves no doubt", () => {
    const ends = prepared();
    say(ends.puppet, { flags: "C", spanid: ends.own }, { op: QRM_OP.RECOVER, ballot: ballotOf(2, 2) });
    ends.puppet.send({ flags: "DA", msgid: ends.msgid, spanid: ends.own, error: 0x21 });
    expect([stateOf(ends), alarms(ends)]).toEqual(["prepared", 0]);
  });

  test("[QRM-01] one that was refused does not count", () => {
    const ends = prepared();
    const asker = say(ends.puppet, { flags: "C", spanid: ends.own }, { op: QRM_OP.RECOVER, ballot: ballotOf(3, 2) });
    say(ends.puppet, { msgid: ends.msgid, spanid: ends.own }, { op: QRM_OP.LOG, ballot: FIRST, decision: COMMIT });
    expect([said(ends.puppet), stateOf(ends)]).toEqual([["PROMISE RC 3.2", "REFUSED R 3.2"], "prepared"]);
    ends.puppet.send({ flags: "DA", msgid: asker, spanid: ends.own, error: 0x21 });
    expect([stateOf(ends), alarms(ends)]).toEqual(["prepared?", 1]);
  });

  test("[QRM-01] in doubt, one that asks at a lower ballot changes nothing; one that may go on ends the doubt and its alarm", () => {
    const ends = inDoubt(["m2", "m3"]);
    const { mesh, puppet, own } = ends;
    say(puppet, { flags: "C", spanid: own }, { op: QRM_OP.RECOVER, ballot: ballotOf(2, 3) });
    expect([stateOf(ends), alarms(ends), mesh.events("commitInDoubt").length]).toEqual(["prepared", 0, 1]);
    mesh.run(500_000);
    expect(asks(ends)).toEqual([]);
    puppet.cut();
    expect([stateOf(ends), mesh.events("commitInDoubt").length]).toEqual(["prepared?", 2]);
    const other = inDoubt(["m2", "m3"]);
    other.mesh.run(50_000);
    say(other.puppet, { flags: "C", spanid: other.own }, { op: QRM_OP.RECOVER, ballot: ballotOf(3, 2) });
    other.puppet.send({ flags: "DA", msgid: other.puppet.take()[0]!.msgid, spanid: other.own, error: 0x21 });
    expect(alarms(other)).toBe(1);
    other.mesh.run(50_000);
    say(other.puppet, { flags: "C", spanid: other.own }, { op: QRM_OP.RECOVER, ballot: ballotOf(2, 3) });
    expect([said(other.puppet), alarms(other), other.mesh.events("commitInDoubt").length]).toEqual([["LNK_ERROR RDA 0x21", "REFUSED RC 3.2"], 1, 2]);
    other.mesh.run(50_001);
    expect(asks(other)).toHaveLength(1);
  });

  test("[QRM-01] [TX-07] an asker that speaks nonsense is one less", () => {
    const ends = prepared();
    say(ends.puppet, { msgid: ends.msgid, spanid: ends.own }, { op: QRM_OP.LOG, ballot: FIRST, decision: COMMIT, masters: 4 });
    expect([said(ends.puppet), stateOf(ends), alarms(ends)]).toEqual([["LNK_ERROR RDA 0x4"], "prepared?", 1]);
    ends.puppet.send({ flags: "D", msgid: ends.msgid, spanid: ends.own });
    expect(ends.mesh.inspect("N").transactions).toEqual([]);
  });

  test("[QRM-01] a master that is not offered any more asks nobody; offered again, it does", () => {
    const ends = prepared();
    ends.mesh.ask("N", { kind: "withdraw", fsid: pfsNamed("m1").fsid });
    expect([stateOf(ends), alarms(ends)]).toEqual(["prepared", 0]);
    ends.mesh.ask("N", { kind: "announce", pfs: pfsNamed("m1") });
    expect([stateOf(ends), alarms(ends)]).toEqual(["prepared?", 1]);
  });

  test("[QRM-01] one that has finished has no doubts, whoever goes or comes", () => {
    const ends = prepared(["m2"]);
    say(ends.puppet, { msgid: ends.msgid, spanid: ends.own, flags: "D" }, { op: QRM_OP.FINISH, ballot: FIRST, decision: ABORT });
    ends.puppet.span("m3");
    ends.puppet.cut();
    expect([stateOf(ends), alarms(ends), ends.mesh.events("commitInDoubt"), ends.mesh.events("commitFinished").length]).toEqual(["aborted", 0, [], 1]);
  });
});

test("[QRM-01] [TX-02] one that has finished and crashed since has no doubts either: it tells whoever asks", () => {
  const ends = prepared();
  say(ends.puppet, { msgid: ends.msgid, spanid: ends.own, flags: "D" }, { op: QRM_OP.FINISH, ballot: FIRST, decision: COMMIT });
  ends.mesh.ask("N", { kind: "crash" });
  ends.puppet.up();
  ends.puppet.introduce();
  const spanid = ends.puppet.spanOf("m1");
  for (const label of ["m2", "m3"]) ends.puppet.span(label);
  ends.puppet.take();
  say(ends.puppet, { flags: "C", spanid }, { op: QRM_OP.RECOVER, ballot: ballotOf(2, 2) });
  expect([said(ends.puppet), stateOf(ends), alarms(ends), ends.mesh.events("commitInDoubt")]).toEqual([["OUTCOME RCD 1.5 commit"], "committed", 0, []]);
});

describe("when a master in doubt asks", () => {
  test("[QRM-01] after the time of its place, which no change of ways puts off", () => {
    const ends = inDoubt(["m2", "m3"]);
    ends.mesh.run(60_000);
    ends.puppet.span("new");
    expect(alarms(ends)).toBe(1);
    ends.mesh.run(60_000);
    expect(asks(ends)).toEqual([100_000]);
  });

  test("[QRM-01] the second among the configured waits twice as long, and each attempt doubles it", () => {
    const ends = inDoubt(["m3", "m2"], clusterOf(["m3", "m1", "m2"]));
    for (const waitUs of [200_000, 400_000, 800_000]) {
      ends.mesh.run(waitUs);
      for (const asked of questions(ends)) reply(ends, asked, "RC", { op: QRM_OP.REFUSED, ballot: ballotOf(9, 3) });
    }
    expect(asks(ends)).toEqual([200_000, 600_000, 1_400_000]);
    expect(ends.mesh.events("commitAsked").map(({ value, extra }) => `${value}.${extra}`)).toEqual(["2.2", "10.2", "11.2"]);
  });

  test("[QRM-01] not while too few are in reach: that is told once, and again when it is so again", () => {
    const ends = inDoubt(["m2"]);
    const { mesh, puppet } = ends;
    expect([alarms(ends), mesh.events("commitBlocked")]).toEqual([1, []]);
    puppet.cut();
    mesh.run(200_000);
    expect([asks(ends), alarms(ends), mesh.events("commitBlocked").map(({ value, extra }) => [value, extra]), mesh.events("commitInDoubt").length]).toEqual([[], 0, [[1, 2]], 1]);
    puppet.up();
    puppet.handshake();
    expect([alarms(ends), mesh.events("commitBlocked").length]).toEqual([0, 1]);
    const m2 = puppet.span("m2");
    expect(alarms(ends)).toBe(1);
    puppet.send({ flags: "D", msgid: m2 });
    mesh.run(200_000);
    expect([asks(ends), mesh.events("commitBlocked").length]).toEqual([[], 2]);
  });

  test("[QRM-01] [LINK-08] behind a full queue it asks once, and is blocked until the ways change", () => {
    const ends = inDoubt(["m2", "m3"]);
    const { mesh, puppet } = ends;
    mesh.input("N", { kind: "sendQueue", link: puppet.link, queuedBytes: 4_194_304 });
    mesh.run(500_000);
    expect([asks(ends).length, mesh.events("commitGivenUp").length, mesh.events("commitBlocked").length, alarms(ends), puppet.take()]).toEqual([1, 1, 1, 0, []]);
    mesh.input("N", { kind: "sendQueue", link: puppet.link, queuedBytes: 0 });
    puppet.span("new");
    expect(alarms(ends)).toBe(1);
  });

  test("[QRM-01] a doubt that comes back has its alarm again", () => {
    const ends = inDoubt(["m2", "m3"]);
    const again = say(ends.puppet, { flags: "C", spanid: ends.own }, { op: QRM_OP.PREPARE, ballot: FIRST });
    expect([said(ends.puppet), alarms(ends)]).toEqual([["ACK RC 1.5"], 0]);
    ends.puppet.send({ flags: "DA", msgid: again, spanid: ends.own, error: 0x21 });
    ends.mesh.run(100_000);
    expect(asks(ends)).toEqual([100_000]);
  });
});

describe("while it asks", () => {
  function asking(far: readonly string[], cluster = CLUSTER): Ends & { readonly asked: Seen[] } {
    const ends = inDoubt(far, cluster);
    ends.mesh.run(100_000 * (cluster.masters.findIndex(({ label }) => label === "m1") + 1));
    return { ...ends, asked: questions(ends) };
  }
  const SECOND = ballotOf(2, 1);

  test("[QRM-01] it is in doubt until it knows, told once, and no alarm rings", () => {
    const ends = asking(["m2", "m3"]);
    ends.puppet.span("new");
    expect([stateOf(ends), alarms(ends), ends.mesh.events("commitInDoubt").length, questions(ends)]).toEqual(["prepared?", 0, 1, []]);
    for (const asked of ends.asked) reply(ends, asked, "RC", { op: QRM_OP.REFUSED, ballot: ballotOf(5, 3) });
    expect([stateOf(ends), alarms(ends), ends.mesh.events("commitInDoubt").length, ends.mesh.events("commitGivenUp").length]).toEqual(["prepared?", 1, 1, 1]);
  });

  test("[QRM-01] refused by one of three it goes on, by two it gives up: it hangs up and is not asked to log any more", () => {
    const ends = asking(["m2", "m3"]);
    const [m2, m3] = ends.asked as [Seen, Seen];
    reply(ends, m2, "RC", { op: QRM_OP.REFUSED, ballot: ballotOf(5, 3) });
    expect([said(ends.puppet), ends.mesh.events("commitGivenUp")]).toEqual([[], []]);
    reply(ends, m3, "RC", { op: QRM_OP.REFUSED, ballot: ballotOf(5, 3) });
    expect(said(ends.puppet)).toEqual(["LNK_ERROR D", "LNK_ERROR D"]);
    for (const { msgid, spanid } of [m2, m3]) ends.puppet.send({ flags: "RD", msgid, spanid });
    expect(ends.mesh.inspect("N").transactions).toEqual([]);
    ends.mesh.run(200_000);
    expect(questions(ends).map(lineOf)).toEqual(["RECOVER C 6.1", "RECOVER C 6.1"]);
  });

  test("[QRM-01] a master that comes into reach is asked too, nobody else again; and one that promises late is asked to log", () => {
    const ends = asking(["m2"]);
    const [m2] = ends.asked as [Seen];
    ends.puppet.span("m3");
    const [m3, ...others] = questions(ends);
    expect([lineOf(m3!), others]).toEqual(["RECOVER C 2.1", []]);
    reply(ends, m2, "RC", { op: QRM_OP.PROMISE, ballot: SECOND });
    expect(said(ends.puppet)).toEqual(["LOG - 2.1 abort"]);
    reply(ends, m3!, "RC", { op: QRM_OP.PROMISE, ballot: SECOND, loggedBallot: FIRST, loggedDecision: COMMIT });
    const late = ends.puppet.take();
    expect(late.map((seen) => [lineOf(seen), seen.msgid])).toEqual([["LOG - 2.1 abort", m3!.msgid]]);
  });

  test("[QRM-01] in the second phase as well", () => {
    const ends = asking(["m2"]);
    reply(ends, ends.asked[0]!, "RC", { op: QRM_OP.PROMISE, ballot: SECOND });
    ends.puppet.take();
    ends.puppet.span("m3");
    const [m3, ...others] = questions(ends);
    expect([lineOf(m3!), others]).toEqual(["RECOVER C 2.1", []]);
    reply(ends, m3!, "RC", { op: QRM_OP.PROMISE, ballot: SECOND });
    reply(ends, m3!, "R", { op: QRM_OP.LOGGED, ballot: SECOND, decision: ABORT });
    expect([said(ends.puppet), stateOf(ends)]).toEqual([["LOG - 2.1 abort", "FINISH D 2.1 abort", "FINISH D 2.1 abort"], "aborted"]);
  });

  test("[QRM-01] a refusal is forgotten when that master is asked anew", () => {
    const ends = asking(["m2", "m3"]);
    const [m2, m3] = ends.asked as [Seen, Seen];
    reply(ends, m2, "RC", { op: QRM_OP.REFUSED, ballot: ballotOf(2, 3) });
    ends.puppet.send({ flags: "D", msgid: m2.spanid, error: 0x21 });
    ends.puppet.span("m2");
    expect(questions(ends).map(lineOf)).toEqual(["RECOVER C 2.1"]);
    reply(ends, m3, "RC", { op: QRM_OP.REFUSED, ballot: ballotOf(2, 3) });
    expect([ends.mesh.events("commitGivenUp"), said(ends.puppet)]).toEqual([[], []]);
  });

  test("[QRM-01] [ROUTE-06] an exchange whose path is lost is taken up again over a better SPAN; over the same it waits, and without a majority gives up", () => {
    const ends = inDoubt([]);
    const { mesh, puppet } = ends;
    const far = puppet.span("m2", { dist: 5 });
    mesh.run(100_000);
    const [first] = questions(ends) as [Seen];
    const near = puppet.span("m2", { dist: 2 });
    expect([first.spanid, questions(ends)]).toEqual([far, []]);
    puppet.send({ flags: "RCDA", msgid: first.msgid, spanid: far, error: 0x21 });
    const [again] = questions(ends) as [Seen];
    expect([lineOf(again), again.spanid, mesh.events("commitGivenUp")]).toEqual(["RECOVER C 2.1", near, []]);
    puppet.send({ flags: "RCDA", msgid: again.msgid, spanid: near, error: 0x21 });
    expect([questions(ends), mesh.events("commitGivenUp").length, stateOf(ends), alarms(ends)]).toEqual([[], 1, "prepared?", 1]);
  });

  test("[QRM-01] five masters: one that promised and went counts among those who may still make a majority", () => {
    const ends = asking(["m2", "m3"], clusterOf(["m1", "m2", "m3", "m4", "m5"]));
    const [m2, m3] = ends.asked as [Seen, Seen];
    reply(ends, m2, "RC", { op: QRM_OP.PROMISE, ballot: SECOND, masters: 5 });
    ends.puppet.send({ flags: "D", msgid: m2.spanid, error: 0x21 });
    expect(ends.mesh.events("commitGivenUp")).toEqual([]);
    reply(ends, m3, "RC", { op: QRM_OP.REFUSED, ballot: ballotOf(4, 3), masters: 5 });
    expect(ends.mesh.events("commitGivenUp")).toHaveLength(1);
  });

  test("[QRM-01] five masters: one that promised and went is not asked to log, counts all the same, and is not told", () => {
    const five = clusterOf(["m1", "m2", "m3", "m4", "m5"]);
    const ends = asking(["m2", "m3", "m4"], five);
    const [m2, m3, m4] = ends.asked as [Seen, Seen, Seen];
    reply(ends, m2, "RC", { op: QRM_OP.PROMISE, ballot: SECOND, masters: 5 });
    ends.puppet.send({ flags: "D", msgid: m2.spanid, error: 0x21 });
    ends.puppet.take();
    reply(ends, m3, "RC", { op: QRM_OP.PROMISE, ballot: SECOND, masters: 5 });
    reply(ends, m4, "RC", { op: QRM_OP.PROMISE, ballot: SECOND, masters: 5 });
    expect(saidOfCommits(ends.puppet)).toEqual(["LOG - 2.1 abort", "LOG - 2.1 abort"]);
    reply(ends, m4, "R", { op: QRM_OP.LOGGED, ballot: SECOND, masters: 5, decision: ABORT });
    expect([saidOfCommits(ends.puppet), stateOf(ends)]).toEqual([[], "logged?"]);
    reply(ends, m3, "R", { op: QRM_OP.LOGGED, ballot: SECOND, masters: 5, decision: ABORT });
    expect([saidOfCommits(ends.puppet), stateOf(ends)]).toEqual([["FINISH D 2.1 abort", "FINISH D 2.1 abort"], "aborted"]);
    expect(ends.mesh.events("commitGivenUp")).toEqual([]);
  });

  test("[QRM-01] it asks for the logged decision of the highest ballot to be logged, and gives up when those who promised are gone", () => {
    const ends = asking(["m2", "m3"]);
    const [m2, m3] = ends.asked as [Seen, Seen];
    reply(ends, m2, "RC", { op: QRM_OP.PROMISE, ballot: SECOND, loggedBallot: FIRST, loggedDecision: COMMIT });
    expect(said(ends.puppet)).toEqual(["LOG - 2.1 commit"]);
    ends.puppet.send({ flags: "D", msgid: m3.spanid, error: 0x21 });
    expect(ends.mesh.events("commitGivenUp")).toEqual([]);
    ends.puppet.take();
    ends.puppet.send({ flags: "D", msgid: m2.spanid, error: 0x21 });
    expect([ends.mesh.events("commitGivenUp").length, stateOf(ends), alarms(ends)]).toEqual([1, "logged?", 0]);
    expect(ends.mesh.events("commitProposed").map(({ value, extra }) => [value, extra >>> 24, extra & 0xff_ffff])).toEqual([[2, COMMIT, 1]]);
    ends.mesh.run(1_000_000);
    ends.puppet.take();
    ends.puppet.span("m2");
    ends.mesh.run(200_000);
    expect(questions(ends).map(lineOf)).toEqual(["RECOVER C 3.1"]);
  });

  test("[QRM-01] whatever comes when it has learned the end by other ways changes nothing, and nothing of the attempt is left", () => {
    const ends = asking(["m2", "m3"]);
    const [m2, m3] = ends.asked as [Seen, Seen];
    say(ends.puppet, { flags: "CD", spanid: ends.own }, { op: QRM_OP.FINISH, ballot: FIRST, decision: COMMIT });
    expect([said(ends.puppet), stateOf(ends)]).toEqual([["OUTCOME RCD 2.1 commit", "FINISH D 2.1 commit", "FINISH D 2.1 commit"], "committed"]);
    reply(ends, m2, "RC", { op: QRM_OP.PROMISE, ballot: SECOND });
    reply(ends, m3, "RC", { op: QRM_OP.REFUSED, ballot: ballotOf(3, 3) });
    expect(reportLog(ends.mesh.node("N"), 0)).toMatchObject([{ recovery: "finished", inDoubt: false }]);
    for (const asked of [m2, m3]) reply(ends, asked, "RD", { op: QRM_OP.OUTCOME, ballot: FIRST, decision: COMMIT });
    ends.puppet.span("new");
    ends.mesh.run(500_000);
    expect([said(ends.puppet), ends.mesh.events("commitProposed"), ends.mesh.events("commitGivenUp"), ends.mesh.inspect("N").transactions, alarms(ends)]).toEqual([[], [], [], [], 0]);
    expect(kept(ends)).toEqual([[0, 0, 0, 0]]);
  });

  test("[QRM-01] attempt after attempt, nothing is left of those that were given up", () => {
    const ends = asking(["m2", "m3"]);
    let { asked } = ends;
    for (let attempt = 1; attempt <= 3; attempt++) {
      for (const each of asked) reply(ends, each, "RC", { op: QRM_OP.REFUSED, ballot: ballotOf(2, 3) });
      for (const { msgid, spanid } of asked) ends.puppet.send({ flags: "RD", msgid, spanid });
      expect([kept(ends), ends.mesh.inspect("N").transactions]).toEqual([[[0, 0, 0, 0]], []]);
      ends.mesh.run(100_000 * 2 ** attempt);
      asked = questions(ends);
      expect([kept(ends), asked.length]).toEqual([[[1, 3, 2, 0]], 2]);
    }
  });

  test("[QRM-01] what it tells of a ballot: the round, who proposes, and what is logged under it", () => {
    const ends = asking(["m2", "m3"]);
    const { mesh } = ends;
    reply(ends, ends.asked[0]!, "RC", { op: QRM_OP.PROMISE, ballot: SECOND, loggedBallot: FIRST, loggedDecision: COMMIT });
    say(ends.puppet, { flags: "C", spanid: ends.own }, { op: QRM_OP.RECOVER, ballot: ballotOf(4, 3) });
    say(ends.puppet, { flags: "C", spanid: ends.own }, { op: QRM_OP.RECOVER, ballot: ballotOf(3, 2) });
    const told = (name: "commitPrepared" | "commitPromised" | "commitLogged" | "commitRefused") => mesh.events(name).map(({ value, extra }) => `${value}.${extra & 0xff_ffff} ${extra >>> 24}`);
    expect([told("commitPrepared"), told("commitPromised"), told("commitLogged"), told("commitRefused")]).toEqual([["1.5 0"], ["2.1 0", "4.3 1"], ["2.1 1"], ["4.3 0"]]);
  });
});
