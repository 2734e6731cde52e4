/** QRM-01 through real bytes: a master, and a coordinator, talked to by a puppet. */
import { describe, expect, test } from "vitest";
import { id64, parseId64 } from "../../base/bytes.ts";
import { ballotOf, QRM_DECISION, QRM_OP, type QrmBody } from "../../wire/qrm.ts";
import { Mesh, pfsNamed } from "../mesh.testkit.ts";
import { Puppet } from "../puppet.testkit.ts";
import { abort, answer, CLUSTER, commitOf, coordinating, type Ends, FIRST, joined, LABELS, lineOf, master, qrmOf, said, say, stateOf } from "./qrm.testkit.ts";
import { keepsLog, reportCommit, reportEntry, reportLog } from "./report.ts";

const { NONE, COMMIT, ABORT } = QRM_DECISION;

describe("a master", () => {
  test.each([false, true])("[QRM-01] [WIRE-02] phase 1, phase 2 as an element on the same transaction, and the end; the asker big-endian: %s", (bigEndian) => {
    const ends = master(undefined, bigEndian);
    const { puppet, own } = ends;
    const msgid = say(puppet, { flags: "C", spanid: own, text: "one" }, { op: QRM_OP.PREPARE, ballot: FIRST });
    expect([said(puppet), stateOf(ends)]).toEqual([["ACK RC 1.5"], "prepared"]);
    say(puppet, { msgid, spanid: own }, { op: QRM_OP.LOG, ballot: FIRST, decision: COMMIT });
    expect([said(puppet), stateOf(ends)]).toEqual([["LOGGED R 1.5 commit"], "logged"]);
    say(puppet, { msgid, spanid: own, flags: "D" }, { op: QRM_OP.FINISH, ballot: FIRST, decision: COMMIT });
    expect([said(puppet), stateOf(ends)]).toEqual([["OUTCOME RD 1.5 commit"], "committed"]);
    expect(reportLog(ends.mesh.node("N"), 0)).toMatchObject([{ operationHi: 5 << 8, operationLo: 77, text: "one", logged: "1.5", outcome: COMMIT }]);
    expect(ends.mesh.inspect("N").transactions).toEqual([]);
  });

  test("[QRM-01] does not finish for having logged: only when it is told that a majority did", () => {
    const ends = master();
    const { puppet, own, mesh } = ends;
    const msgid = say(puppet, { flags: "C", spanid: own }, { op: QRM_OP.PREPARE, ballot: FIRST });
    say(puppet, { msgid, spanid: own }, { op: QRM_OP.LOG, ballot: FIRST, decision: COMMIT });
    mesh.run(9_000_000);
    expect([stateOf(ends), mesh.events("commitFinished")]).toEqual(["logged", []]);
  });

  test("[QRM-01] that promised a higher ballot refuses a lower one, and says what it logged", () => {
    const ends = master();
    const { puppet, own } = ends;
    const coordinator = say(puppet, { flags: "C", spanid: own }, { op: QRM_OP.PREPARE, ballot: FIRST });
    say(puppet, { msgid: coordinator, spanid: own }, { op: QRM_OP.LOG, ballot: FIRST, decision: COMMIT });
    const asker = say(puppet, { flags: "C", spanid: own }, { op: QRM_OP.RECOVER, ballot: ballotOf(3, 2) });
    say(puppet, { flags: "C", spanid: own }, { op: QRM_OP.RECOVER, ballot: ballotOf(2, 3) });
    say(puppet, { flags: "C", spanid: own }, { op: QRM_OP.PREPARE, ballot: FIRST });
    say(puppet, { msgid: coordinator, spanid: own }, { op: QRM_OP.LOG, ballot: FIRST, decision: COMMIT });
    say(puppet, { msgid: asker, spanid: own }, { op: QRM_OP.LOG, ballot: ballotOf(3, 2), decision: ABORT });
    expect(said(puppet)).toEqual(["ACK RC 1.5", "LOGGED R 1.5 commit", "PROMISE RC 3.2 (1.5 commit)", "REFUSED RC 3.2", "REFUSED RC 3.2", "REFUSED R 3.2", "LOGGED R 3.2 abort"]);
    say(puppet, { msgid: asker, spanid: own, flags: "D" }, { op: QRM_OP.FINISH, ballot: ballotOf(3, 2), decision: ABORT });
    // Everybody who has asked is answered with the outcome.
    expect(said(puppet)).toEqual(["OUTCOME RD 3.2 abort", "OUTCOME RD 3.2 abort", "OUTCOME RD 3.2 abort", "OUTCOME RD 3.2 abort"]);
    say(puppet, { flags: "C", spanid: own }, { op: QRM_OP.PREPARE, ballot: FIRST });
    expect([said(puppet), stateOf(ends)]).toEqual([["OUTCOME RCD 3.2 abort"], "aborted"]);
  });

  test("[QRM-01] [TX-02] what it promised and logged survives a crash", () => {
    const ends = master();
    const { puppet, own, mesh } = ends;
    const msgid = say(puppet, { flags: "C", spanid: own }, { op: QRM_OP.PREPARE, ballot: FIRST });
    say(puppet, { msgid, spanid: own }, { op: QRM_OP.LOG, ballot: FIRST, decision: COMMIT });
    say(puppet, { flags: "C", spanid: own }, { op: QRM_OP.RECOVER, ballot: ballotOf(4, 3) });
    mesh.ask("N", { kind: "crash" });
    expect([stateOf(ends), mesh.node("N").core.alarms.count]).toEqual(["logged", 0]);
    joined(puppet);
    const again = puppet.spanOf("m1");
    puppet.take();
    say(puppet, { flags: "C", spanid: again }, { op: QRM_OP.RECOVER, ballot: ballotOf(4, 2) });
    say(puppet, { flags: "C", spanid: again }, { op: QRM_OP.RECOVER, ballot: ballotOf(5, 2) });
    expect(said(puppet)).toEqual(["REFUSED RC 4.3", "PROMISE RC 5.2 (1.5 commit)"]);
  });
});

describe("a master in doubt", () => {
  /** Prepared, perhaps logged, and its coordinator is gone; it asks m2 and m3, which the puppet is too. */
  function inDoubt(logged: boolean): Ends & { readonly spans: readonly string[] } {
    const ends = master([]);
    const { puppet, own, mesh } = ends;
    const msgid = say(puppet, { flags: "C", spanid: own, text: "one" }, { op: QRM_OP.PREPARE, ballot: FIRST });
    if (logged) say(puppet, { msgid, spanid: own }, { op: QRM_OP.LOG, ballot: FIRST, decision: COMMIT });
    puppet.send({ flags: "DA", msgid, spanid: own, error: 0x21 });
    expect([stateOf(ends), mesh.node("N").core.alarms.count]).toEqual([logged ? "logged?" : "prepared?", 0]);
    const spans = ["m2", "m3"].map((label) => puppet.span(label));
    puppet.take();
    return { ...ends, spans };
  }

  test("[QRM-01] waits without an alarm until it sees a majority; then it asks with a higher ballot, and nothing logged anywhere is an abort", () => {
    const { mesh, puppet, spans } = inDoubt(false);
    expect(mesh.events("commitBlocked")).toMatchObject([{ value: 1, extra: 2 }]);
    mesh.run(99_000);
    expect(puppet.take()).toEqual([]);
    mesh.run(2_000);
    const asked = puppet.take();
    expect(asked.map(lineOf)).toEqual(["RECOVER C 2.1", "RECOVER C 2.1"]);
    expect(asked.map(({ spanid, text }) => [spanid, text])).toEqual(spans.map((span) => [span, "one"]));
    say(puppet, { flags: "RC", msgid: asked[0]!.msgid, spanid: spans[0]! }, { op: QRM_OP.PROMISE, ballot: ballotOf(2, 1) });
    expect(said(puppet)).toEqual(["LOG - 2.1 abort"]);
    say(puppet, { flags: "R", msgid: asked[0]!.msgid, spanid: spans[0]! }, { op: QRM_OP.LOGGED, ballot: ballotOf(2, 1), decision: ABORT });
    expect(said(puppet)).toEqual(["FINISH D 2.1 abort", "FINISH D 2.1 abort"]);
    expect([mesh.events("commitFinished"), mesh.node("N").core.alarms.count]).toMatchObject([[{ value: ABORT }], 0]);
  });

  test("[QRM-01] adopts the logged decision of the highest ballot", () => {
    for (const [theirs, adopted] of [[{ loggedBallot: ballotOf(2, 3), loggedDecision: ABORT }, "abort"], [{}, "commit"]] as const) {
      const { mesh, puppet, spans } = inDoubt(true);
      mesh.run(101_000);
      const [first] = puppet.take();
      say(puppet, { flags: "RC", msgid: first!.msgid, spanid: spans[0]! }, { op: QRM_OP.PROMISE, ballot: ballotOf(2, 1), ...theirs });
      expect(said(puppet)).toEqual([`LOG - 2.1 ${adopted}`]);
    }
  });

  test("[QRM-01] finishes as a master did that has finished", () => {
    const ends = inDoubt(true);
    const { mesh, puppet, spans } = ends;
    mesh.run(101_000);
    const [first, second] = puppet.take();
    say(puppet, { flags: "RCD", msgid: second!.msgid, spanid: spans[1]! }, { op: QRM_OP.OUTCOME, ballot: ballotOf(2, 3), decision: COMMIT });
    expect([said(puppet), stateOf(ends)]).toEqual([["FINISH D 2.1 commit", "LNK_ERROR D"], "committed"]);
    expect(first!.msgid).not.toBe(second!.msgid);
  });

  test("[QRM-01] that is refused by too many asks again, later each time, above every ballot that it heard of", () => {
    const { mesh, puppet, spans } = inDoubt(false);
    const waits: number[] = [];
    const ballots: string[] = [];
    for (let attempt = 0, lastUs = mesh.nowUs; attempt < 4; attempt++) {
      mesh.run(100_000 * 2 ** attempt + 10);
      const asked = puppet.take().filter(({ flags }) => flags === "C");
      waits.push(Math.round((mesh.nowUs - lastUs) / 100_000));
      lastUs = mesh.nowUs;
      ballots.push(...asked.slice(0, 1).map(lineOf));
      for (const [i, { msgid }] of asked.entries()) say(puppet, { flags: "RC", msgid, spanid: spans[i]! }, { op: QRM_OP.REFUSED, ballot: ballotOf(10 * (attempt + 1), 3) });
    }
    expect([waits, ballots]).toEqual([[1, 2, 4, 8], ["RECOVER C 2.1", "RECOVER C 11.1", "RECOVER C 21.1", "RECOVER C 31.1"]]);
  });

  test("[QRM-01] the first of the configured asks first, so that proposers do not duel", () => {
    const mesh = new Mesh();
    for (const [i, label] of LABELS.entries()) mesh.add(`M${i + 1}`, { pfs: [label], cluster: CLUSTER });
    const puppets = LABELS.map((_, i) => new Puppet(mesh, `M${i + 1}`));
    for (const [a, b] of [["M1", "M2"], ["M1", "M3"], ["M2", "M3"]] as const) mesh.connect(a, b);
    mesh.run();
    for (const [i, puppet] of puppets.entries()) {
      joined(puppet);
      say(puppet, { flags: "C", spanid: puppet.spanOf(LABELS[i]!) }, { op: QRM_OP.PREPARE, ballot: FIRST });
    }
    for (const puppet of puppets) puppet.cut();
    mesh.run(1_000_000);
    expect(mesh.events("commitAsked").map(({ node }) => node)).toEqual(["M1"]);
    expect(mesh.events("commitFinished").map(({ node, value }) => `${node} ${value}`).sort()).toEqual(["M1 2", "M2 2", "M3 2"]);
  });

  test("[QRM-01] [TX-06] a mid-stream abort: it waits no longer and asks", () => {
    const { mesh, puppet, own } = master();
    const msgid = say(puppet, { flags: "C", spanid: own }, { op: QRM_OP.PREPARE, ballot: FIRST });
    puppet.send({ flags: "A", msgid, spanid: own });
    mesh.run(101_000);
    expect(said(puppet)).toEqual(["ACK RC 1.5", "RECOVER C 2.1", "RECOVER C 2.1"]);
  });
});

describe("what a master does not take", () => {
  const LATER = ballotOf(2, 3);
  const BEYOND = ballotOf(0x1000_0000, 3);

  test("[QRM-01] [TX-06] non-blocking: it answers at once, and begins nothing where it sees no majority", () => {
    const alone = master([]);
    say(alone.puppet, { flags: "CA", spanid: alone.own }, { op: QRM_OP.PREPARE, ballot: FIRST });
    expect([said(alone.puppet), stateOf(alone)]).toEqual([["LNK_ERROR RCD 0x27"], ""]);
    const ends = master(["m2"]);
    say(ends.puppet, { flags: "CA", spanid: ends.own }, { op: QRM_OP.PREPARE, ballot: FIRST });
    expect(said(ends.puppet)).toEqual(["ACK RC 1.5"]);
  });

  test.each<[string, Partial<QrmBody>, number]>([
    ["another number of masters", { masters: 4 }, 0x23],
    ["LOG, where nothing was prepared", { op: QRM_OP.LOG, decision: COMMIT }, 4],
    ["an answer", { op: QRM_OP.ACK }, 4],
    ["no such operation", { op: 99 }, 4],
    ["a decision that there is not", { op: QRM_OP.FINISH, decision: 3 as never }, 4],
    ["the coordinator's ballot from another node", { ballot: ballotOf(1, 6) }, 4],
    ["RECOVER at the coordinator's ballot", { op: QRM_OP.RECOVER }, 4],
    ["PREPARE at a later ballot", { ballot: ballotOf(2, 5) }, 4],
    ["no operation number", { operationHi: 0, operationLo: 0 }, 4],
    ["no operation number, from a master that asks", { op: QRM_OP.RECOVER, ballot: LATER, operationHi: 0, operationLo: 0 }, 4],
    ["a ballot beyond all rounds", { op: QRM_OP.RECOVER, ballot: BEYOND }, 4],
    ["a logged ballot beyond all rounds", { op: QRM_OP.RECOVER, ballot: LATER, loggedBallot: BEYOND, loggedDecision: COMMIT }, 4],
    ["a ballot beyond all rounds, with the end", { op: QRM_OP.FINISH, ballot: BEYOND, decision: COMMIT }, 4],
    ["a logged ballot beyond all rounds, without a decision", { op: QRM_OP.RECOVER, ballot: LATER, loggedBallot: BEYOND }, 4],
    ["a logged decision that there is not", { op: QRM_OP.RECOVER, ballot: LATER, loggedBallot: FIRST, loggedDecision: 3 }, 4],
    ["a logged ballot without a decision", { op: QRM_OP.RECOVER, ballot: LATER, loggedBallot: FIRST }, 4],
    ["a logged decision without a ballot", { op: QRM_OP.RECOVER, ballot: LATER, loggedDecision: ABORT }, 4],
  ])("[QRM-01] [TX-07] %s: the transaction is refused, the link lives", (_, fields, error) => {
    const ends = master();
    const { puppet, own } = ends;
    say(puppet, { flags: "C", spanid: own }, { op: QRM_OP.PREPARE, ballot: FIRST, ...fields });
    expect([said(puppet), stateOf(ends), puppet.isUp]).toEqual([[`LNK_ERROR RCD 0x${error.toString(16)}`], "", true]);
  });

  test("[QRM-01] [TX-07] nonsense on an open transaction aborts it", () => {
    for (const fields of [{ op: QRM_OP.ACK }, { op: QRM_OP.LOG, decision: NONE }, { op: QRM_OP.FINISH, decision: COMMIT, operationLo: 78 }]) {
      const { puppet, own } = master();
      const msgid = say(puppet, { flags: "C", spanid: own }, { op: QRM_OP.PREPARE, ballot: FIRST });
      say(puppet, { msgid, spanid: own }, { ballot: FIRST, ...fields });
      expect([said(puppet), puppet.isUp]).toEqual([["ACK RC 1.5", "LNK_ERROR RDA 0x4"], true]);
    }
  });

  test("[QRM-01] [ROUTE-07] a PFS that is no configured master refuses; on link 0 the only master serves", () => {
    const mesh = new Mesh();
    mesh.add("N", { pfs: ["other"], cluster: CLUSTER });
    const puppet = Puppet.join(mesh, "N");
    say(puppet, { flags: "C" }, { op: QRM_OP.PREPARE, ballot: FIRST });
    expect(said(puppet)).toEqual(["LNK_ERROR RCD 0x20"]);
    const own = master();
    say(own.puppet, { flags: "C" }, { op: QRM_OP.PREPARE, ballot: FIRST });
    expect(said(own.puppet)).toEqual(["ACK RC 1.5"]);
  });

  test("[QRM-01] [ROUTE-07] on link 0 a PFS that is no master is passed over", () => {
    const mesh = new Mesh();
    mesh.add("N", { cluster: CLUSTER });
    mesh.ask("N", { kind: "announce", pfs: { ...pfsNamed("client"), pfsType: 2 } });
    mesh.ask("N", { kind: "announce", pfs: pfsNamed("m1") });
    const puppet = Puppet.join(mesh, "N");
    say(puppet, { flags: "C" }, { op: QRM_OP.PREPARE, ballot: FIRST });
    expect(said(puppet)).toEqual(["ACK RC 1.5"]);
  });

  test("[QRM-01] a PFS of another cluster is no master, whatever its own id; nor is one of a node without masters", () => {
    for (const [cluster, pfs] of [[CLUSTER, pfsNamed("m1", 2)], [undefined, pfsNamed("m1")]] as const) {
      const mesh = new Mesh();
      mesh.add("N", cluster ? { cluster } : {});
      mesh.ask("N", { kind: "announce", pfs });
      const puppet = Puppet.introduced(mesh, "N");
      const spanid = puppet.spanOf("m1");
      puppet.take();
      for (const flags of ["C", "CD"]) say(puppet, { flags, spanid }, { op: QRM_OP.PREPARE, ballot: FIRST });
      expect(said(puppet)).toEqual(["LNK_ERROR RCD 0x20", "LNK_ERROR RCD 0x20"]);
    }
  });

  test("[QRM-01] [TX-06] only a commit that does not wait needs a majority in sight: a master that asks without waiting is answered", () => {
    const alone = master([]);
    say(alone.puppet, { flags: "CA", spanid: alone.own }, { op: QRM_OP.RECOVER, ballot: LATER });
    expect(said(alone.puppet)).toEqual(["PROMISE RC 2.3"]);
    say(alone.puppet, { flags: "CA", spanid: alone.own }, { op: QRM_OP.PREPARE, ballot: FIRST, operationLo: 78 });
    expect(said(alone.puppet)).toEqual(["LNK_ERROR RCD 0x27"]);
  });
});

describe("what a master knows", () => {
  test("[QRM-01] two masters on one node keep two logs", () => {
    const mesh = new Mesh();
    mesh.add("N", { cluster: CLUSTER, pfs: ["m1", "m2"] });
    const puppet = Puppet.introduced(mesh, "N");
    const spanid = puppet.spanOf("m2");
    say(puppet, { flags: "C", spanid }, { op: QRM_OP.PREPARE, ballot: FIRST });
    expect([0, 1, 2].map((place) => [keepsLog(mesh.node("N"), place), reportLog(mesh.node("N"), place).length])).toEqual([[false, 0], [true, 1], [false, 0]]);
    const operation = { hi: 5 << 8, lo: 77 };
    expect([reportEntry(mesh.node("N"), 0, operation), reportEntry(mesh.node("N"), 1, operation)?.state, reportEntry(mesh.node("N"), 1, { ...operation, lo: 78 })]).toEqual([null, "prepared", null]);
    expect(mesh.events("commitPrepared").map(({ pfs }) => mesh.identities.labelText(pfs))).toEqual(["m2"]);
  });

  test("[QRM-01] a node without masters keeps no log and coordinates nothing", () => {
    const node = new Mesh().add("N");
    expect([reportCommit(node, { hi: 1, lo: 2 }), keepsLog(node, 0), reportEntry(node, 0, { hi: 1, lo: 2 }), reportLog(node, 0)]).toEqual([null, false, null, []]);
  });

  test("[QRM-01] an end that was never prepared here is written down all the same", () => {
    const ends = master();
    say(ends.puppet, { flags: "CD", spanid: ends.own, text: "one" }, { op: QRM_OP.FINISH, ballot: FIRST, decision: COMMIT });
    expect([said(ends.puppet), stateOf(ends)]).toEqual([["OUTCOME RCD none commit"], "committed"]);
    expect(ends.mesh.inspect("N").transactions).toEqual([]);
  });

  test.each([["without a NUL, all of it", "one", "one"], ["empty", "\0", ""], ["up to the NUL", "one\0two", "one"]])("[QRM-01] the text of an operation: %s", (_, aux, text) => {
    const ends = master();
    say(ends.puppet, { flags: "C", spanid: ends.own, aux: new TextEncoder().encode(aux) }, { op: QRM_OP.PREPARE, ballot: FIRST });
    expect(reportLog(ends.mesh.node("N"), 0).map((entry) => entry.text)).toEqual([text]);
  });

  test("[QRM-01] the coordinator's host goes with the operation, to every master that is asked about it", () => {
    const ends = master();
    const hosts = [Uint32Array.of(1, 2, 3, 4), Uint32Array.of(5, 6, 7, 8)];
    const ids = hosts.map((host, i) => say(ends.puppet, { flags: "C", spanid: ends.own }, { op: QRM_OP.PREPARE, ballot: FIRST, operationLo: 77 + i, host }));
    const seen = ends.puppet.take();
    expect(seen.map((each) => [...qrmOf(each).host])).toEqual(hosts.map((host) => [...host]));
    say(ends.puppet, { msgid: ids[0]!, spanid: ends.own }, { op: QRM_OP.LOG, ballot: FIRST, decision: COMMIT });
    expect([...qrmOf(ends.puppet.take()[0]!).host]).toEqual([1, 2, 3, 4]);
  });
});

describe("a coordinator", () => {
  test("[QRM-01] PREPARE to every configured master; with a majority of ACKs LOG to them, with a majority of LOGGED FINISH to all", () => {
    const it = coordinating();
    expect(it.asked.map(lineOf)).toEqual(["PREPARE C 1.1", "PREPARE C 1.1", "PREPARE C 1.1"]);
    expect(it.asked.map(({ text }) => text)).toEqual(["one", "one", "one"]);
    expect(new Set(it.asked.map(({ msgid }) => msgid)).size).toBe(3);
    answer(it, 0, "RC", { op: QRM_OP.ACK });
    expect(said(it.puppet)).toEqual([]);
    answer(it, 2, "RC", { op: QRM_OP.ACK });
    const logs = it.puppet.take();
    expect(logs.map((seen) => [lineOf(seen), seen.msgid])).toEqual([["LOG - 1.1 commit", it.asked[0]!.msgid], ["LOG - 1.1 commit", it.asked[2]!.msgid]]);
    answer(it, 1, "RC", { op: QRM_OP.ACK });
    expect(said(it.puppet)).toEqual(["LOG - 1.1 commit"]);
    answer(it, 1, "R", { op: QRM_OP.LOGGED, decision: COMMIT });
    expect([said(it.puppet), commitOf(it)?.state]).toEqual([[], "logging"]);
    answer(it, 0, "R", { op: QRM_OP.LOGGED, decision: COMMIT });
    expect([said(it.puppet), commitOf(it)?.state]).toEqual([["FINISH D 1.1 commit", "FINISH D 1.1 commit", "FINISH D 1.1 commit"], "committed"]);
    for (const place of [0, 1, 2]) answer(it, place, "RD", { op: QRM_OP.OUTCOME, decision: COMMIT });
    expect([it.mesh.inspect("N").transactions, commitOf(it)?.done, it.mesh.node("N").core.alarms.count]).toEqual([[], 7, 0]);
  });

  test("[QRM-01] a majority of the configured, not of those seen: one of three commits nothing, and a non-blocking commit is aborted at once with 0x27", () => {
    const waits = coordinating("one", ["m1"]);
    answer(waits, 0, "RC", { op: QRM_OP.ACK });
    expect([said(waits.puppet), commitOf(waits)]).toMatchObject([[], { state: "preparing", blocked: true }]);
    const { mesh, asked } = coordinating("one", ["m1"], true);
    expect(asked).toEqual([]);
    expect(mesh.events("commitDecided")).toMatchObject([{ value: ABORT, extra: 0x27 }]);
    // A master that comes into reach lets the one that waits go on.
    waits.puppet.span("m3");
    expect(said(waits.puppet)).toEqual(["PREPARE C 1.1"]);
  });

  test("[QRM-01] an abort works until it asked for the commit to be logged, and is told to all that were asked", () => {
    const it = coordinating();
    answer(it, 0, "RC", { op: QRM_OP.ACK });
    abort(it);
    expect([said(it.puppet), commitOf(it)]).toMatchObject([["FINISH D 1.1 abort", "FINISH D 1.1 abort", "FINISH D 1.1 abort"], { state: "aborted", error: 0x2a }]);
  });

  test("[QRM-01] [TX-06] an abort that comes later: mid-stream aborts, the masters settle it, and it is answered with the outcome", () => {
    for (const decision of [COMMIT, ABORT]) {
      const it = coordinating();
      for (const place of [0, 1]) answer(it, place, "RC", { op: QRM_OP.ACK });
      it.puppet.take();
      abort(it);
      expect([said(it.puppet), commitOf(it)?.state]).toEqual([["LNK_ERROR A", "LNK_ERROR A", "LNK_ERROR A"], "logging"]);
      answer(it, 1, "RD", { op: QRM_OP.OUTCOME, decision, ballot: ballotOf(2, 1) });
      expect(commitOf(it)?.state).toBe(decision === COMMIT ? "committed" : "aborted");
      expect(it.mesh.events("commitAnswered")).toHaveLength(decision === COMMIT ? 1 : 0);
      abort(it);
      expect(it.mesh.events("commitAnswered").at(-1)).toMatchObject({ value: decision });
    }
  });

  test("[QRM-01] a refusal leaves it to the masters: it waits for the outcome and does not finish", () => {
    const it = coordinating();
    for (const place of [0, 1, 2]) answer(it, place, "RC", { op: QRM_OP.ACK });
    it.puppet.take();
    answer(it, 0, "R", { op: QRM_OP.LOGGED, decision: COMMIT });
    for (const place of [1, 2]) answer(it, place, "R", { op: QRM_OP.REFUSED, ballot: ballotOf(2, 1) });
    expect([said(it.puppet), commitOf(it)]).toMatchObject([[], { state: "logging", blocked: true }]);
    answer(it, 2, "RD", { op: QRM_OP.OUTCOME, decision: ABORT, ballot: ballotOf(2, 1) });
    expect(commitOf(it)?.state).toBe("aborted");
  });

  test("[QRM-01] [ROUTE-06] a way that is lost is taken up again over another SPAN, where the exchange begins anew", () => {
    const it = coordinating();
    answer(it, 0, "RC", { op: QRM_OP.ACK });
    const other = it.puppet.span("m1", { dist: 3 });
    it.puppet.take();
    it.puppet.send({ flags: "D", msgid: it.asked[0]!.spanid });
    const again = it.puppet.take().find(({ name }) => name === "QRM_COMMIT")!;
    expect([lineOf(again), again.spanid]).toEqual(["PREPARE C 1.1", other]);
  });

  test("[QRM-01] tells a master that was away, as soon as it is in reach", () => {
    const it = coordinating("one", ["m1", "m2"]);
    for (const place of [0, 1]) answer(it, place, "RC", { op: QRM_OP.ACK });
    for (const place of [0, 1]) answer(it, place, "R", { op: QRM_OP.LOGGED, decision: COMMIT });
    it.puppet.take();
    it.puppet.span("m3");
    const [told] = it.puppet.take();
    expect([lineOf(told!), told!.text]).toEqual(["FINISH CD 1.1 commit", "one"]);
  });

  test("[QRM-01] what no master may say ends that transaction alone", () => {
    for (const fields of [{ op: QRM_OP.LOGGED, decision: COMMIT }, { op: QRM_OP.OUTCOME, decision: COMMIT }, { op: QRM_OP.ACK, ballot: ballotOf(1, 2) }, { op: QRM_OP.PREPARE }]) {
      const it = coordinating();
      answer(it, 0, "RC", fields);
      expect([said(it.puppet), it.puppet.isUp, commitOf(it)?.state]).toEqual([["LNK_ERROR DA 0x4"], true, "preparing"]);
    }
  });

  test("[QRM-01] a crash forgets it; a node without masters refuses to start one", () => {
    const it = coordinating();
    it.mesh.ask("N", { kind: "crash" });
    expect(commitOf(it)).toBeNull();
    abort(it);
    expect(it.mesh.events("requestRefused")).toMatchObject([{ rule: "QRM-01", value: 0x20 }]);
    const mesh = new Mesh();
    mesh.add("N");
    mesh.ask("N", { kind: "commit", text: "x", nonBlocking: false, tag: 3 });
    expect(mesh.events("requestRefused")).toMatchObject([{ value: 0x20, extra: 3 }]);
  });
});

test("[QRM-01] an operation is unique in the mesh: the coordinator's node number and a counter that survives a crash", () => {
  const mesh = new Mesh();
  mesh.add("A", { cluster: CLUSTER });
  mesh.add("B", { cluster: CLUSTER });
  for (const node of ["B", "B"]) {
    mesh.ask(node, { kind: "commit", text: "x", nonBlocking: false, tag: 0 });
    mesh.ask(node, { kind: "crash" });
  }
  const ids = mesh.events("commitStarted").map(({ msgid }) => msgid);
  expect(ids.map((id) => parseId64(id)!.hi >>> 8)).toEqual([2, 2]);
  expect(new Set(ids)).toHaveProperty("size", 2);
  expect(ids).not.toContain(id64(0, 0));
});
