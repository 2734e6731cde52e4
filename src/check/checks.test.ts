import { describe, expect, test } from "vitest";
import { readU32, writeU32 } from "../base/bytes.ts";
import { DEFAULT_SWITCHES } from "../node/config.ts";
import { EVENT } from "../node/events.ts";
import type { Outbox } from "../node/outbox.ts";
import { EVENT_FIELDS, OUTPUT } from "../node/outbox.ts";
import { ProtocolNode } from "../node/protocol-node.ts";
import type { Qrm } from "../node/qrm/qrm.ts";
import { RULE } from "../node/rules.ts";
import { BOTH_DELETED, HALF } from "../node/tx-tables.ts";
import type { Scenario } from "../sim/scenario.ts";
import { CMD, FLAG } from "../wire/constants.ts";
import { BASE } from "../wire/layout.ts";
import { QRM_DECISION } from "../wire/qrm.ts";
import { allChecks } from "./checks.ts";
import { CheckedWorld, meshOf, spoil } from "./checks.testkit.ts";

const ALL = allChecks(DEFAULT_SWITCHES).map(({ name }) => name);

/** A line A-B-C-D over which A talks to D. */
const TALK = meshOf(
  { generate: "line:4" },
  {
    commands: [
      { at: "1s", do: "open", as: "t", from: "A", to: "D", text: "one" },
      { at: "2s", do: "send", transaction: "t", text: "two" },
      { at: "2s", do: "send", transaction: "t", text: "three" },
      { at: "3s", do: "send", transaction: "t", text: "four" },
    ],
  },
);

/** The same, a commit and a lock, so that every check has something to judge. */
const MORE: Scenario["commands"] = [
  { atUs: 2_500_000, command: { do: "commit", as: "c", node: "C", text: "one" } },
  { atUs: 2_600_000, command: { do: "lock", as: "w", node: "C", key: "/home", domain: "TREE", state: "EXCLUSIVE" } },
];
const ALL_OF_IT: Scenario = { ...TALK, masters: ["A", "B", "D"], commands: [...TALK.commands, ...MORE] };

/** Rows of routed messages that a node is about to send. */
function* routed(out: Outbox): Generator<{ readonly row: number; readonly bytes: Uint8Array; readonly reply: boolean }> {
  for (let row = 0; row < out.count; row++) {
    const bytes = out.bytes[row];
    if (out.kinds[row] !== OUTPUT.transmit || !bytes) continue;
    const spanid = BASE.fields.spanid.offset;
    if ((readU32(bytes, spanid, false) | readU32(bytes, spanid + 4, false)) === 0) continue;
    yield { row, bytes, reply: ((readU32(bytes, BASE.fields.cmd.offset, false) >>> 24) & FLAG.REPLY) !== 0 };
  }
}

function renameSpan(bytes: Uint8Array): void {
  writeU32(bytes, BASE.fields.spanid.offset, readU32(bytes, BASE.fields.spanid.offset, false) + 1, false);
}

function saltOf(bytes: Uint8Array): number {
  return readU32(bytes, BASE.fields.salt.offset, false);
}

describe("a mesh as it should be", () => {
  test("everything holds while A talks to D", () => {
    const run = new CheckedWorld(ALL_OF_IT).runTo(5_000_000).quiet();
    // Nobody filters, nothing was changed on its way, nothing refused: of these three there is nothing to say.
    const silent = ["filters-kept", "corrupted-refused", "discard-reasons"];
    expect(run.checks.verdicts().filter(({ name, verdict }) => verdict.state !== (silent.includes(name) ? "unknown" : "holds"))).toEqual([]);
    expect(run.in("holds")).toEqual(allChecks(DEFAULT_SWITCHES, 3).flatMap(({ name }) => (silent.includes(name) ? [] : [name])));
  });

  test("everything holds through cuts, weights, filters, withdrawals and healing", () => {
    const scenario = meshOf(
      { generate: "torus:4:4", offers: ["A", "F", "K", "P"] },
      {
        cluster: { masters: ["A", "F", "K"] },
        commands: [
          { at: "1998ms", do: "commit", as: "c", node: "B", text: "x" },
          { at: "1600ms", do: "lock", as: "w", node: "B", key: "/home", domain: "TREE", state: "SHARED" },
          { at: "1s", do: "open", as: "t1", from: "A", to: "P", text: "x" },
          { at: "1s", do: "open", as: "t2", from: "C", to: "F", text: "y", close: true },
          { at: "1500ms", do: "send", transaction: "t1", text: "z" },
          { at: "2s", do: "cut", link: "A-B", how: "close" },
          { at: "2s", do: "cut", link: "J-K", how: "silent" },
          { at: "3s", do: "setWeight", link: "E-F", node: "F", weight: 5 },
          { at: "3s", do: "updateStatus", node: "A", pfs: "A", status: 3, text: "busy" },
          { at: "15s", do: "withdraw", node: "K", pfs: "K" },
          { at: "16s", do: "resumeAll" },
          { at: "17s", do: "closeConn", link: "D-A", node: "A" },
          { at: "18s", do: "openConn", link: "D-A", node: "A", filter: { label: "[FP]" } },
          { at: "18s", do: "setFilter", link: "B-C", node: "C", filter: { label: "?" } },
          { at: "19s", do: "impair", link: "E-F", model: { corruptPerMillion: 1_000_000 } },
          { at: "20500ms", do: "impair", link: "E-F", model: { corruptPerMillion: 0 } },
          { at: "20s", do: "open", as: "t3", from: "B", to: "P", text: "x" },
          { at: "21s", do: "abort", transaction: "t3", by: "target" },
        ],
      },
    );
    const run = new CheckedWorld(scenario);
    for (const at of [900_000, 14_000_000, 25_000_000]) run.runTo(at).quiet();
    expect(run.checks.verdicts().filter(({ verdict }) => verdict.state !== "holds")).toEqual([]);
  });

  test("[TX-02] a node that crashed and came back holds nothing of before", () => {
    const commands = [{ at: "1s", do: "crash", node: "B" }, { at: "2s", do: "restart", node: "B" }];
    const run = new CheckedWorld(meshOf({ generate: "ring:4" }, { commands })).runTo(9_000_000).quiet();
    expect(run.in("violated")).toEqual([]);
  });

  test("everything holds without split horizon, and without a hold", () => {
    const commands = [{ at: "1s", do: "withdraw", node: "A", pfs: "A" }];
    for (const switches of [{ splitHorizon: false }, { splitHorizon: false, distanceMax: 4, relaysMax: 3 }, { holdUs: 0, relaysMax: 1 }]) {
      const run = new CheckedWorld(meshOf({ generate: "chords:8:2" }, { switches, commands })).runTo(5_000_000).quiet();
      expect(run.checks.verdicts().filter(({ verdict }) => verdict.state === "violated")).toEqual([]);
    }
  });

  test("before anything happened nothing is said", () => {
    expect(new CheckedWorld(TALK).in("unknown")).toEqual(ALL.filter((name) => name !== "within-limits")); // it has seen the PFSes offered
  });
});

describe("[QRM-01] no two masters finish one commit differently", () => {
  const commands = [{ at: "1s", do: "commit", as: "c", node: "E", text: "one" }, { at: "1009500us", do: "cut", link: "C-D", how: "close" }];
  const line = meshOf({ generate: "line:5" }, { cluster: { masters: ["A", "B", "D"] }, commands });

  test("masters that ask each other, and then hear of a coordinator that is back, agree", () => {
    const run = new CheckedWorld(line).runTo(5_000_000).quiet();
    expect(run.verdict("one-outcome")).toMatchObject({ state: "holds", text: "1 commit, each with one outcome" });
  });

  test("a master that aborts by itself when it is in doubt is noticed", () => {
    const hasty = spoil(2, (out, _, { core }) => {
      const { entries } = (core.services.get(CMD.QRM_COMMIT) as Qrm).desk;
      for (const { inDoubt, operation } of entries) if (inDoubt) out.event(EVENT.commitFinished, RULE["QRM-01"], -1, operation.hi, operation.lo, 0, 0, core.pfs.own[0]!.identity, QRM_DECISION.ABORT, 0);
    });
    expect(new CheckedWorld(line, hasty).runTo(5_000_000).verdict("one-outcome")).toMatchObject({
      state: "violated",
      text: expect.stringMatching(/^commit c: .* finished with .*, .* with/),
    });
  });
});

describe("[SPAN-02] [SPAN-04] best distances", () => {
  const ring = meshOf({ generate: "ring:6" });

  test("a controller that does not relay is noticed", () => {
    const run = new CheckedWorld(ring, (config, identities, random) => new ProtocolNode(config.number === 2 ? { ...config, role: "endpoint" } : config, identities, random));
    expect(run.runTo(2_000_000).quiet().verdict("best-distances")).toMatchObject({ state: "violated", text: expect.stringContaining("a search finds a way that costs") });
  });

  test("a node that counts another weight than its link has is noticed", () => {
    const run = new CheckedWorld(ring).runTo(2_000_000);
    run.world.nodes[2]!.protocol.core.links[0]!.weight = 9;
    expect(run.quiet().verdict("best-distances").state).toBe("violated");
  });

  test("a maximum distance, roles and filters count in the search", () => {
    const line = { generate: "line:8", nodes: [{ id: "E", role: "endpoint" }] };
    const run = new CheckedWorld(meshOf(line, { switches: { distanceMax: 1 } })).runTo(2_000_000).quiet();
    expect(run.verdict("best-distances").state).toBe("holds");
    expect(run.world.nodes[3]!.protocol.bestSpan("A", -1)).not.toBeNull();
    expect(run.world.nodes[4]!.protocol.bestSpan("A", -1)).toBeNull();
  });

  test("[SPAN-05] a leaf that offers a PFS later, or none any more, asks for what its CONN carried when it opened", () => {
    const clid = "6a09e667-f3bc-4908-8b2f-bb67ae8584ca";
    const line = { nodes: [{ id: "A", pfs: [{ label: "A", clid }] }, { id: "B", pfs: [{ label: "B" }] }, { id: "L", role: "leaf", pfs: [] }], links: [{ a: "A", b: "B" }, { a: "B", b: "L" }] };
    const known = (commands: readonly object[]): string => {
      const run = new CheckedWorld(meshOf(line, { commands })).runTo(20_000_000).quiet();
      expect(["best-distances", "relay-choice"].map((name) => run.verdict(name).state)).toEqual(["holds", "holds"]);
      return ["A", "B"].filter((label) => run.world.nodes[2]!.protocol.bestSpan(label, -1) !== null).join(" ");
    };
    const offered = { at: "1s", do: "announce", node: "L", pfs: { label: "L" } };
    const anew = (at: number): object[] => [{ at: `${at}s`, do: "cut", link: "B-L", how: "close" }, { at: `${at + 1}s`, do: "heal", link: "B-L" }];
    expect(known([offered])).toBe("A B");
    expect(known([offered, ...anew(2)])).toBe("B");
    expect(known([offered, ...anew(2), { at: "5s", do: "withdraw", node: "L", pfs: "L" }])).toBe("B");
    expect(known([offered, ...anew(2), { at: "5s", do: "withdraw", node: "L", pfs: "L" }, ...anew(6)])).toBe("A B");
  });

  test("forged messages blind it as long as the link lives over which they came", () => {
    const inject = (bytes: string, how: string): object => ({ at: "1s", do: "inject", link: "A-B", from: "A", bytes, how });
    const broken = meshOf({ generate: "line:3" }, { commands: [inject("00".repeat(64), "sender")] });
    expect(new CheckedWorld(broken).runTo(20_000_000).quiet().verdict("best-distances").state).toBe("holds");
    // A one-way message that nobody needs: the link lives on.
    const run = new CheckedWorld(meshOf({ generate: "line:3" })).runTo(1_000_000);
    const { encoder, sentCount } = run.world.nodes[0]!.protocol.core.links[0]!;
    Object.assign(encoder, { flags: 0, msgidHi: 0, msgidLo: 0, spanidHi: 0, spanidLo: 0, error: 0, salt: sentCount & 255 });
    run.world.apply({ do: "inject", link: "A-B", from: "A", bytes: Buffer.from(encoder.header(CMD.LNK_ERROR)).toString("hex"), how: "sender" });
    // Suspended, it only waits.
    run.runTo(2_000_000).world.apply({ do: "cut", link: "A-B", how: "suspend" });
    run.runTo(3_000_000).world.apply({ do: "heal", link: "A-B" });
    run.runTo(8_000_000).quiet();
    expect(run.world.links[0]!.incarnation).toBe(1);
    expect(run.verdict("best-distances")).toMatchObject({ state: "unknown", text: expect.stringMatching(/^messages were forged on A-B/) });
    expect(run.verdict("nothing-left").state).toBe("unknown");
  });

  test("[SPAN-09] a PFS that somebody does not want is left out, the others are compared", () => {
    const commands = [{ at: "1s", do: "refuseSpan", node: "B", link: "A-B", pfs: "A" }];
    const run = new CheckedWorld(meshOf({ generate: "line:4" }, { commands })).runTo(5_000_000).quiet();
    expect(run.verdict("best-distances")).toMatchObject({ state: "holds", text: expect.stringMatching(/all equal; 1 not judged: an end of A-B does not want A/) });
  });

  test("[SPAN-09] what somebody does not want is still left out when the link was suspended and goes on, not when it came up anew", () => {
    const found = (how: string): string => {
      const commands = [{ at: "1s", do: "refuseSpan", node: "B", link: "A-B", pfs: "A" }, { at: "2s", do: "cut", link: "A-B", how }, { at: "3s", do: "heal", link: "A-B" }];
      const { state, text } = new CheckedWorld(meshOf({ generate: "line:4" }, { commands })).runTo(9_000_000).quiet().verdict("best-distances");
      return `${state} ${text}`;
    };
    expect(found("suspend")).toMatch(/^holds .*; 1 not judged: an end of A-B does not want A/);
    expect(found("close")).toMatch(/^holds .*all equal$/);
  });
});

test("[ROUTE-04] a path that comes by its own opener again is no fault of order", () => {
  const twice = meshOf(
    { nodes: [{ id: "A", pfs: [{ label: "A" }] }, { id: "C" }, { id: "D" }], links: [{ a: "C", b: "D" }, { a: "A", b: "D" }] },
    { switches: { splitHorizon: false, distanceMax: 3, relaysMax: 2 }, commands: [{ at: "1s", do: "open", as: "t", from: "D", to: "A", via: "C-D", text: "x" }, { at: "2s", do: "send", transaction: "t", text: "y" }, { at: "2s", do: "open", as: "u", from: "C", to: "A", text: "z" }] },
  );
  const run = new CheckedWorld(twice).runTo(5_000_000);
  expect([...run.world.nodeById("D")!.protocol.core.transactions.all()].length).toBe(3);
  expect(run.verdict("in-order")).toMatchObject({ state: "holds" });
  // Both of the one that comes by, with their answers, and the other.
  expect(run.verdict("in-order").judged).toBe(6);
});

test("[DUP-01] copies of which one comes by their opener are no fault of order", () => {
  const links = [{ a: "E", b: "G" }, { a: "G", b: "F" }, { a: "F", b: "E" }, { a: "E", b: "C", duplication: false }, { a: "E", b: "C", duplication: false }];
  const round = meshOf({ nodes: ["C", "E", "F", "G"].map((id) => ({ id, pfs: id === "C" ? [{ label: "C" }] : [] })), links }, { switches: { duplication: true }, commands: [{ at: "1s", do: "open", as: "t", from: "E", to: "C", via: "E-G", text: "x", copies: 2 }] });
  const run = new CheckedWorld(round).runTo(5_000_000);
  expect([...run.world.nodeById("E")!.protocol.core.transactions.all()].length).toBeGreaterThan(1);
  expect(run.verdict("in-order").state).not.toBe("violated");
});

describe("[ROUTE-04] a transaction never changes its path", () => {
  test("a hop that names another SPAN in the middle is noticed", () => {
    let commands = 0;
    const fault = spoil(2, (out) => {
      for (const { bytes, reply } of routed(out)) if (!reply && ++commands === 2) renameSpan(bytes);
    });
    expect(new CheckedWorld(TALK, fault).runTo(5_000_000).verdict("same-path")).toMatchObject({ state: "violated", text: expect.stringMatching(/^B sent a command/) });
  });

  test("a path that comes by the same node twice is one path", () => {
    const twice = meshOf(
      { nodes: [{ id: "A" }, { id: "B" }, { id: "C", pfs: [{ label: "C" }] }, { id: "J" }], links: [{ a: "A", b: "B" }, { a: "A", b: "C" }, { a: "A", b: "J" }, { a: "A", b: "J" }] },
      { commands: [{ at: "1s", do: "refuseSpan", node: "B", link: "A-B", pfs: "C" }, { at: "2s", do: "open", as: "t", from: "B", to: "C", text: "x" }, { at: "3s", do: "send", transaction: "t", text: "y" }] },
    );
    const run = new CheckedWorld(twice).runTo(5_000_000);
    expect(run.in("holds")).toEqual(expect.arrayContaining(["same-path", "reverse-path", "in-order"]));
    expect(["A", "B", "C", "J"].map((id) => [...run.world.nodeById(id)!.protocol.core.transactions.all()].length)).toEqual([2, 1, 1, 1]);
  });

  test("a hop that takes another link is noticed", () => {
    const ring = meshOf({ generate: "ring:4" }, { commands: [{ at: "1s", do: "open", as: "t", from: "A", to: "C", via: "A-B", text: "x" }, { at: "2s", do: "send", transaction: "t", text: "y" }] });
    let commands = 0;
    const fault = spoil(2, (out) => {
      for (const { row, reply } of routed(out)) if (!reply && ++commands === 2) out.fields[row * EVENT_FIELDS + 2] = 1 - out.fields[row * EVENT_FIELDS + 2];
    });
    expect(new CheckedWorld(ring, fault).runTo(3_000_000).verdict("same-path").text).toMatch(/^B sent a command .* on A-B, an earlier one on B-C$/);
  });
});

describe("[ROUTE-01] [ROUTE-04] replies take the path in reverse", () => {
  test("a reply under another spanid is noticed", () => {
    const fault = spoil(3, (out) => {
      for (const { bytes, reply } of routed(out)) if (reply) renameSpan(bytes);
    });
    expect(new CheckedWorld(TALK, fault).runTo(5_000_000).verdict("reverse-path")).toMatchObject({ state: "violated", text: expect.stringMatching(/^C sent a reply .* another spanid/) });
  });

  test("a reply on another link is noticed", () => {
    let replies = 0;
    const fault = spoil(3, (out) => {
      for (const { row, reply } of routed(out)) if (reply && ++replies === 1) out.fields[row * EVENT_FIELDS + 2] = 1 - out.fields[row * EVENT_FIELDS + 2];
    });
    expect(new CheckedWorld(TALK, fault).runTo(5_000_000).verdict("reverse-path").text).toMatch(/where no command came from$/);
  });
});

describe("[ROUTE-04] order on a path is preserved", () => {
  test("a hop that swaps two messages, counters and CRCs as they should be, is noticed", () => {
    let held: Uint8Array | undefined;
    let commands = 0;
    const fault = spoil(3, (out, _, { core }) => {
      for (const { row, bytes, reply } of routed(out)) {
        if (reply) continue;
        commands++;
        const at = row * EVENT_FIELDS;
        if (commands === 2) {
          held = bytes.slice();
          out.kinds[row] = OUTPUT.cancelTimer;
          out.fields[at + 8] = 99;
        } else if (commands === 3) {
          const { encoder } = core.links[out.fields[at + 2]]!;
          const [first, second] = [saltOf(held!), saltOf(bytes)];
          out.bytes[row] = encoder.resend(bytes, first).slice();
          out.transmit(out.fields[at + 2], encoder.resend(held!, second).slice());
        }
      }
    });
    const verdict = new CheckedWorld(TALK, fault).runTo(5_000_000).verdict("in-order");
    expect(verdict).toMatchObject({ state: "violated", text: expect.stringMatching(/^D received a message .* not the next of its commands/) });
  });

  test("what a receiver refuses because bytes before it are missing was not received", () => {
    const commands = [...TALK.commands.map(({ atUs, command }) => ({ at: atUs, ...command })), { at: 1_500_000, do: "cut", link: "B-C", how: "silent" }, { at: 2_500_000, do: "heal", link: "B-C" }];
    const run = new CheckedWorld(meshOf({ generate: "line:4" }, { commands })).runTo(9_000_000).quiet();
    expect(run.in("violated")).toEqual([]);
  });

  test("an abort made by a hop ends it without a complaint", () => {
    const scenario = meshOf({ generate: "ring:4" }, { commands: [{ at: "1s", do: "open", as: "t", from: "A", to: "C", via: "A-B", text: "x" }, { at: "1002ms", do: "cut", link: "B-C", how: "close" }] });
    const run = new CheckedWorld(scenario).runTo(5_000_000);
    expect(run.verdict("in-order").state).not.toBe("violated");
    expect(run.quiet().in("violated")).toEqual([]);
  });
});

describe("[SPAN-08] [ROUTE-05] nothing is left", () => {
  const core = (run: CheckedWorld, node: number): ProtocolNode["core"] => run.world.nodes[node]!.protocol.core;

  test("a placeholder that stays is noticed", () => {
    const run = new CheckedWorld(TALK).runTo(900_000);
    const { spans } = core(run, 1);
    spans.setBits(0, spans.bits(0) | HALF.commandDeleted);
    expect(run.quiet().verdict("nothing-left").text).toMatch(/^B still keeps a placeholder of/);
  });

  test("a SPAN of a PFS that nobody offers is noticed", () => {
    const run = new CheckedWorld(TALK).runTo(900_000);
    core(run, 0).pfs.own.length = 0;
    expect(run.quiet().verdict("nothing-left").text).toMatch(/holds a SPAN of A on .*, which nobody offers$/);
  });

  test("a SPAN that one end of a link forgot is noticed", () => {
    const run = new CheckedWorld(TALK).runTo(900_000);
    const { spans } = core(run, 3);
    spans.release(spans.extent - 1);
    expect(run.quiet().verdict("nothing-left").text).toMatch(/SPANs open to/);
  });

  test("[ROUTE-05] a dead entry, an entry without its ends, and a transaction that is closed both ways are noticed", () => {
    const opened = (): CheckedWorld => new CheckedWorld(TALK).runTo(5_000_000);
    const records = (run: CheckedWorld, node: number) => [...core(run, node).transactions.all()];
    const dead = opened();
    records(dead, 1)[0]!.dead = true;
    expect(dead.quiet().verdict("nothing-left").text).toMatch(/^B still keeps a dead entry/);
    const stray = opened();
    for (const end of [0, 3]) core(stray, end).transactions.remove(records(stray, end)[0]!);
    expect(stray.quiet().verdict("nothing-left").text).toMatch(/^B still keeps an entry of transaction .*, which both ends forgot$/);
    const closed = opened();
    records(closed, 0)[0]!.bits |= BOTH_DELETED;
    expect(closed.quiet().verdict("nothing-left").text).toMatch(/^A still keeps transaction .*, which is closed both ways$/);
  });

  test("[LINK-07] an index, a status, a refusal or a count that outlives its SPAN is noticed", () => {
    const left = (harm: (core: ProtocolNode["core"]) => void): string => {
      const run = new CheckedWorld(TALK).runTo(900_000);
      harm(core(run, 1));
      return run.quiet().verdict("nothing-left").text;
    };
    expect(left(({ index }) => index.set(-1, 7, 7, 4))).toMatch(/^B keeps \d+ ids of SPANs and CONNs, and has \d+ of them$/);
    expect(left(({ updates }) => updates.set(999, { status: 1, pfsType: 0, text: new Uint8Array(0) }))).toBe("B keeps a status of a SPAN that it has not received");
    expect(left(({ links }) => links[0]!.refused.add(999))).toBe("B keeps that a SPAN was refused on A-B, and has no such SPAN");
    expect(left(({ links }) => links[0]!.spansSent++)).toMatch(/^B counts \d+ SPANs sent and \d+ received on A-B, and has others$/);
  });

  test("after everything was withdrawn all tables are empty", () => {
    const commands = ["A", "B", "C", "D"].map((id) => ({ at: "6s", do: "withdraw", node: id, pfs: id }));
    const run = new CheckedWorld(meshOf({ generate: "line:4" }, { commands })).runTo(10_000_000).quiet();
    expect(run.in("violated")).toEqual([]);
    expect(run.world.nodes.map(({ protocol }) => protocol.core.spans.count + protocol.core.transactions.count)).toEqual([0, 0, 0, 0]);
  });
});

describe("[SPAN-07] exactly one reason", () => {
  test("a relay that is missing, and one too many, are noticed", () => {
    const run = new CheckedWorld(meshOf({ generate: "ring:5" })).runTo(900_000);
    const { core } = run.world.nodes[1]!.protocol;
    const [entry] = [...core.pfs.entries()].filter((one) => one.first >= 0 && core.spans.other(one.first) >= 0);
    core.spans.unlinkRelay(core.spans.other(entry!.first));
    expect(run.quiet().verdict("one-reason")).toMatchObject({ state: "violated", text: expect.stringContaining("holding; by the rule: relayed") });
    const other = new CheckedWorld(meshOf({ generate: "ring:5" }, { switches: { relaysMax: 2 } }), (config, identities, random) =>
      new ProtocolNode({ ...config, switches: { ...config.switches, splitHorizon: false } }, identities, random));
    expect(other.runTo(900_000).quiet().verdict("one-reason").text).toContain("by the rule: split horizon");
  });
});

describe("[SPAN-03] never more than N relays", () => {
  const scenario = meshOf({ generate: "complete:5" });

  test("a node that relays three where two are allowed is noticed", () => {
    const run = new CheckedWorld(scenario, (config, identities, random) => new ProtocolNode({ ...config, switches: { ...config.switches, relaysMax: 3 } }, identities, random));
    expect(run.runTo(900_000).verdict("relay-limit")).toMatchObject({ state: "violated", text: expect.stringContaining("at most 2 may stand") });
  });

  test("N + 1 for a moment, while a better one replaces a worse, is no violation", () => {
    const changed = meshOf({ generate: "complete:5" }, { commands: ["B", "C", "D"].map((node) => ({ at: "1s", do: "setWeight", link: `A-${node}`, node, weight: 7 })) });
    const run = new CheckedWorld(changed).runTo(3_000_000).quiet();
    expect(run.in("violated")).toEqual([]);
  });
});
