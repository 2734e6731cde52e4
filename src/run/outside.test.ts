/** A link that leads out of the run: what is at its other end comes in as commands, and the run is again its scenario and its commands. */
import { describe, expect, test } from "vitest";
import { bytesToHex } from "../base/bytes.ts";
import { LIMITS } from "../base/limits.ts";
import type { OutsideEnd } from "../node/outside.ts";
import { runFileFromText } from "../record/run-file.ts";
import type { Command } from "../sim/commands.ts";
import { scenarioFromJson } from "../sim/scenario.ts";
import { CMD, FLAG } from "../wire/constants.ts";
import { Encoder } from "../wire/encode.ts";
import { FRAME, Framer } from "../wire/framer.ts";
import { goldenMessage } from "../wire/golden/golden.testkit.ts";
import { Run } from "./run.ts";

const SCENARIO = {
  spanscope: 1,
  title: "a way out",
  summary: "a controller, an endpoint beside it, and a link that leads out of the run",
  seed: 7,
  topology: {
    nodes: [{ id: "A", pfs: [{ label: "inside" }] }, { id: "B", role: "endpoint", pfs: [{ label: "beside" }] }, { id: "out", role: "outside" }],
    links: [{ a: "A", b: "B" }, { id: "way", a: "A", b: "out", profile: "c2012", model: { latencyUs: 100 } }],
  },
};

function start(): { readonly run: Run; readonly outside: OutsideEnd } {
  const scenario = scenarioFromJson(SCENARIO);
  if (!scenario.ok) throw new Error(JSON.stringify(scenario.error));
  const run = new Run(scenario.value);
  const outside = run.world.nodeById("out")!.protocol as OutsideEnd;
  outside.heard = [];
  return { run, outside };
}

/** What came for the peer, message by message: "CONN C", "SPAN C inside@0". */
function heard(outside: OutsideEnd): string[] {
  const framer = new Framer("c2012", true);
  framer.sequenceExpected = -1;
  const names = new Map<number, string>([[CMD.LNK_CONN, "CONN"], [CMD.LNK_SPAN, "SPAN"], [CMD.LNK_ERROR, "ERROR"]]);
  return outside.heard!.splice(0).map((bytes) => {
    framer.reset();
    framer.sequenceExpected = bytes[4]!;
    framer.push(bytes);
    expect(framer.next()).toBe(FRAME.MESSAGE);
    const { base, flags } = framer.message;
    const letters = [[FLAG.REPLY, "R"], [FLAG.CREATE, "C"], [FLAG.DELETE, "D"]] as const;
    return `${names.get(base) ?? base} ${letters.filter(([flag]) => flags & flag).map(([, letter]) => letter).join("")}`;
  });
}

const conn = (): Command => ({ do: "outsideBytes", node: "out", bytes: bytesToHex(goldenMessage("LNK_CONN create, service style label *").bytes) });

/** With the outside's CONN on its way. */
function joined(): { readonly run: Run; readonly outside: OutsideEnd } {
  const made = start();
  made.run.advanceTo(2_000_000);
  expect(made.run.apply({ do: "outsideUp", node: "out" })).toBeNull();
  made.run.advanceTo(2_000_500);
  expect(made.run.apply(conn())).toBeNull();
  return made;
}

describe("the link", () => {
  test("is down until somebody is there, and nothing comes in before", () => {
    const { run, outside } = start();
    run.advanceTo(3_000_000);
    expect([run.world.linkById("way")!.isDown, heard(outside)]).toEqual([true, []]);
    expect(run.apply(conn())).toBe("the link of out is down");
  });

  test("[C12-03] what the node sends comes out whole and in order, what comes in it takes as from any peer", () => {
    const { run, outside } = joined();
    run.advanceTo(2_100_000);
    expect(heard(outside)).toEqual(["CONN C", "ERROR RC", "SPAN C", "SPAN C"]);
  });

  test("ends behind what came before; the node knows, and it comes up again for the next, after LINK-07's second", () => {
    const { run, outside } = joined();
    run.advanceTo(2_100_000);
    expect(run.apply({ do: "outsideDown", node: "out" })).toBeNull();
    run.advanceTo(9_000_000);
    expect(run.world.linkById("way")!.isDown).toBe(true);
    heard(outside);
    expect(run.apply({ do: "outsideUp", node: "out" })).toBeNull();
    run.advanceTo(9_100_000);
    expect(heard(outside)).toEqual(["CONN C"]);
    run.apply({ do: "outsideDown", node: "out" });
    run.apply({ do: "outsideUp", node: "out" });
    run.advanceTo(10_000_000);
    expect(run.world.linkById("way")!.isDown).toBe(true);
    run.advanceTo(10_200_000);
    expect([run.world.linkById("way")!.isDown, heard(outside)]).toEqual([false, ["CONN C"]]);
  });

  test("[LINK-08] a peer that does not read: what is sent waits where the node counts it, and the node gives the link up at its second limit", () => {
    const { run, outside } = joined();
    run.advanceTo(2_100_000);
    heard(outside);
    expect(run.apply({ do: "outsideReads", node: "out", reads: false })).toBeNull();
    expect(run.apply({ do: "outsideReads", node: "out", reads: false })).toBe("out does not read already");
    run.apply({ do: "oneWay", from: "A", to: "peer", via: "way", text: "x".repeat(4_000) });
    run.advanceTo(2_200_000);
    expect([heard(outside), run.world.queuedBytes(run.world.linkById("way")!.lanes[0])]).toEqual([[], 4_096]);
    run.apply({ do: "outsideReads", node: "out", reads: true });
    run.advanceTo(2_300_000);
    expect(heard(outside)).toHaveLength(1);
    run.apply({ do: "outsideReads", node: "out", reads: false });
    // Texts are refused at the first limit; what is never refused gives the link up at the second.
    const largest = bytesToHex(new Encoder("c2012", false).withAux(CMD.DOM_ECHO, new Uint8Array(LIMITS.auxBytesMax)));
    for (let sent = 0; sent <= LIMITS.sendQueueBytesHardMax; sent += largest.length / 2) run.apply({ do: "inject", link: "way", from: "A", bytes: largest, how: "sender" });
    expect(run.world.linkById("way")!.isUp(0)).toBe(false);
    expect(run.world.nodes[0]!.protocol.core.links[0]!.phase).toBe(2);
    run.apply({ do: "outsideDown", node: "out" });
    run.advanceTo(2_400_000);
    expect([run.world.linkById("way")!.isDown, run.world.flightCount, run.world.pendingWork().suspendedBytes]).toEqual([true, 0, 0]);
  });
});

describe("who is there", () => {
  test("is nobody of the mesh: what a node could do is refused with a reason", () => {
    const { run } = joined();
    const refusals = ([
      { do: "crash", node: "out" },
      { do: "announce", node: "out", pfs: { label: "x" } },
      { do: "open", as: "t", from: "out", to: "inside", text: "" },
      { do: "outsideUp", node: "A" },
      { do: "outsideUp", node: "out" },
      { do: "addLink", link: { a: "B", b: "out" } },
      { do: "addNode", node: { id: "o2", role: "outside", pfs: [{ label: "x" }] } },
      { do: "outsideBytes", node: "out", bytes: "" },
    ] as const).map((command) => run.apply(command));
    expect(refusals).toEqual([
      "out is no node of the mesh: there is nobody here to do that",
      "out is no node of the mesh: there is nobody here to do that",
      expect.stringContaining("out"),
      "A is a node of the mesh, and no way out of it",
      "somebody is at out already",
      "out is an outside and has its one link",
      "o2 is an outside and offers nothing itself",
      "bytes: at least one",
    ]);
  });

  test("may say anything: it costs its link, and the verdicts that need the whole mesh are not given", () => {
    const { run } = joined();
    run.apply({ do: "outsideBytes", node: "out", bytes: "00".repeat(64) });
    run.advanceTo(2_200_000);
    expect([run.world.linkById("way")!.isUp(0), run.world.linkById("A-B")!.isUp(0)]).toEqual([false, true]);
    const states = new Set(run.verdicts().map(({ verdict }) => verdict.state));
    expect(states.has("violated")).toBe(false);
    expect(run.verdicts().find(({ name }) => name === "best-distances")!.verdict).toEqual({ state: "unknown", text: "a link leads out of the run: what is beyond it cannot be seen" });
  });

  test("a scenario that is wrong about it is told so", () => {
    const faults = (topology: unknown) => {
      const read = scenarioFromJson({ ...SCENARIO, topology });
      return read.ok ? [] : read.error.map(({ path, message }) => `${path}: ${message}`);
    };
    const [a, b, out] = SCENARIO.topology.nodes;
    expect(faults({ nodes: [a, { ...out, pfs: [{ label: "x" }] }], links: [] })).toEqual(["topology.nodes[1].pfs: an outside offers nothing itself; expected none"]);
    expect(faults({ nodes: [a, b, out], links: [{ a: "A", b: "out" }, { a: "B", b: "out" }] })).toEqual(["topology.links[1].b: an outside has one link, and out has one already"]);
    expect(faults({ nodes: [a, out], links: [{ a: "A", b: "out", kind: "shm" }] })).toEqual(['topology.links[0].kind: what is outside shares no memory; expected "stream"']);
    expect(faults({ nodes: [out, { id: "o2", role: "outside" }], links: [{ a: "out", b: "o2" }] })).toEqual(["topology.links[0]: joins the outsides out and o2; expected a node of the mesh at one end"]);
    expect(faults({ nodes: [a, out], links: [{ a: "A", b: "out", profile: "c2012", security: "require" }] })).toEqual(['topology.links[0].security: "require" needs AUTH, which the profile c2012 does not have; expected none']);
  });
});

describe("the run", () => {
  test("is its scenario and its commands: replayed from its file it has the same digest, with nobody outside", () => {
    const { run } = joined();
    run.advanceTo(2_050_000);
    const encoder = new Encoder("c2012", false);
    encoder.salt = 1;
    run.apply({ do: "outsideBytes", node: "out", bytes: bytesToHex(encoder.header(CMD.LNK_PING)) });
    run.advanceTo(2_060_000);
    run.apply({ do: "outsideReads", node: "out", reads: false });
    run.apply({ do: "oneWay", from: "A", to: "peer", via: "way", text: "waits" });
    run.advanceTo(2_070_000);
    run.apply({ do: "outsideReads", node: "out", reads: true });
    run.advanceTo(2_200_000);
    run.apply({ do: "outsideDown", node: "out" });
    run.advanceTo(4_000_000);
    const file = runFileFromText(run.runFile());
    if (!file.ok) throw new Error(JSON.stringify(file.error));
    const { scenario, seed, commands, steps, endUs, digest } = file.value;
    const again = new Run(scenario, { seed, commands });
    while (again.steps < steps && again.step());
    again.advanceTo(endUs);
    expect([again.digest, again.steps, (again.world.nodeById("out")!.protocol as OutsideEnd).heard]).toEqual([digest, run.steps, null]);
    expect(digest).toBe(run.digest);
    expect(run.world.log.filter(({ command }) => command.do.startsWith("outside"))).toHaveLength(6);
  });
});
