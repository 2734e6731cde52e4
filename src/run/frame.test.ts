import { describe, expect, test } from "vitest";
import { DECODE_FAULT } from "../wire/faults.ts";
import { Frames } from "./frame.ts";
import { Run } from "./run.ts";
import { applied, ranTo, sixNodes, TALK } from "./run.testkit.ts";
import { FAMILIES, FLIGHT_MARK, type Frame, LINK_STATE, NODE_STATE } from "./shown.ts";

const PACING = { playing: false, speedUsPerS: 1_000_000, behind: false };

function build({ run, frames }: { readonly run: Run; readonly frames: Frames }, watch: Partial<Frames["watch"]> = {}): Frame {
  frames.setWatch({ ...frames.watch, ...watch });
  run.chronicle.catchUp();
  frames.catchUp();
  return frames.build(PACING);
}

describe("frames", () => {
  test("carry the topology when something came, went or changed, and only then", () => {
    const made = ranTo(30_000);
    const first = build(made).topology!;
    expect(first.nodes.map(({ id }) => id)).toEqual(["A", "B", "C", "D", "E", "F"]);
    expect(first.links[3]).toMatchObject({ id: "C-D", a: 2, b: 3 });
    expect(first.nodes[5]).toMatchObject({ role: "controller", bigEndian: true, pfs: [] });
    made.run.advanceTo(40_000);
    expect(build(made).topology).toBeNull();
    applied(made.run, { do: "removeNode", node: "B" });
    const second = build(made);
    expect(second.topology!.nodes.map(({ id }) => id)).toEqual(["A", "C", "D", "E", "F"]);
    expect(second.topology!.links.map(({ id, a, b }) => [id, a, b])).toEqual([["A-E", 0, 3], ["C-D", 1, 2], ["E-F", 3, 4], ["F-D", 4, 2]]);
    expect(second.nodeStates).toHaveLength(5);
    expect(second.linkStates).toHaveLength(4);
    expect(second.topology!.version).toBeGreaterThan(first.version);
  });

  test("states of links and nodes", () => {
    const made = ranTo(1_500);
    const states = (frame: Frame) => [...frame.linkStates];
    expect(states(build(made))).toEqual(Array.from({ length: 7 }, () => LINK_STATE.handshake));
    made.run.advanceTo(30_000);
    const open = build(made);
    expect(states(open)).toEqual(Array.from({ length: 7 }, () => LINK_STATE.open));
    expect(open.linkSinceUs[0]).toBe(2_000);
    applied(made.run, { do: "cut", link: "B-C", how: "close" }, { do: "cut", link: "A-E", how: "silent" }, { do: "isolate", node: "F" }, { do: "crash", node: "D" });
    const cut = build(made);
    expect(states(cut)).toEqual([LINK_STATE.open, LINK_STATE.silent, LINK_STATE.closed, LINK_STATE.down, LINK_STATE.suspended, LINK_STATE.suspended, LINK_STATE.open]);
    expect(cut.linkSinceUs[2]).toBe(30_000);
    expect([...cut.nodeStates]).toEqual([NODE_STATE.up, NODE_STATE.up, NODE_STATE.up, NODE_STATE.crashed, NODE_STATE.up, NODE_STATE.isolated]);
  });

  test("the tree of a PFS: distances as received, and the links on which the best came", () => {
    const { tree } = build(ranTo(30_000), { pfs: "pfsD" });
    expect([...tree!.dist]).toEqual([2, 1, 0, -2, 1, 0]);
    expect([...tree!.via]).toEqual([0, 2, 3, -1, 4, 5]);
    expect(build(ranTo(3_000), { pfs: "pfsD" }).tree!.dist[0]).toBe(-1);
    expect(build(ranTo(3_000), { pfs: null }).tree).toBeNull();
  });

  test("[SPAN-02] [SPAN-03] the copies of a PFS by lane: their rank at the receiver, and whether it relays them", () => {
    const { tree } = build(ranTo(30_000), { pfs: "pfsD" });
    const lane = (link: number, towardsA: boolean): readonly number[] => [tree!.rank[2 * link + (towardsA ? 1 : 0)]!, tree!.relays[2 * link + (towardsA ? 1 : 0)]!];
    // the lane by which each node heard the best copy carries its rank 1: A from B, B from C, C from D, E from F, F from D
    const found = (link: number): readonly number[] => Array.from(tree!.rank.subarray(2 * link, 2 * link + 2));
    expect([found(0)[1], found(2)[1], found(3)[1]]).toEqual([1, 1, 1]);
    for (const [node, link] of tree!.via.entries()) if (link >= 0) expect(found(link), `node ${node}`).toContain(1);
    expect(lane(3, true)).toEqual([1, 1]); // D's own announcement to C, relayed to B
    expect(lane(3, false)).toEqual([0, 0]); // nobody tells D of its own PFS
  });

  test("the path of a transaction, and what stands open at nodes and hops", () => {
    const made = ranTo(30_000);
    applied(made.run, TALK);
    made.run.advanceTo(40_000);
    const open = build(made, { transaction: "talk" });
    expect(open.path).toMatchObject({ name: "talk", nodes: [0, 1, 2, 3], links: [0, 2, 3], state: "open", copies: [] });
    // ROUTE-03: B and C hold an entry each; what goes out of B comes in at C.
    const [atB, atC] = open.path!.entries;
    expect(open.path!.entries.map(({ node, held }) => [node, held])).toEqual([[1, true], [2, true]]);
    expect(atB!.outSpanid).toBe(atC!.inSpanid);
    expect([...open.nodeTransactions]).toEqual([1, 0, 0, 1, 0, 0]);
    expect([...open.nodeEntries]).toEqual([0, 1, 1, 0, 0, 0]);
    expect(open.transactions).toEqual([{ name: "talk", from: "A", to: "pfsD", service: "echo", state: "open", openedUs: 30_000, endedUs: null, copies: [] }]);
    applied(made.run, { do: "close", transaction: "talk" });
    made.run.advanceTo(50_000);
    expect(build(made).path!.state).toBe("closed");
    expect(build(made).path!.entries.map(({ held }) => held)).toEqual([false, false]);
    applied(made.run, { do: "removeLink", link: "B-C" });
    expect(build(made).path).toBeNull();
  });

  test("messages in flight: where, since when, of what family, and what will become of them", () => {
    const made = ranTo(30_000);
    applied(made.run, TALK);
    const { flights } = build(made);
    expect(flights.count).toBe(1);
    expect([flights.link[0], flights.direction[0], flights.departUs[0], flights.arriveUs[0]]).toEqual([0, 0, 30_000, 31_000]);
    expect(FAMILIES[flights.family[0]]).toBe("transaction");
    applied(made.run, { do: "corruptMessage", message: flights.message[0], bit: 100 });
    expect(build(made).flights.marks[0] & FLIGHT_MARK.corrupted).toBe(FLIGHT_MARK.corrupted);
    made.run.advanceTo(31_000);
    expect(build(made).counters.violations).toBe(1);
    expect(made.run.journal.counters.transactionsOpened).toBe(1);
    expect(DECODE_FAULT.HEADER_CRC.rule).toBe("WIRE-04");
  });

  test("every column is fresh, so that it can be given away", () => {
    const made = ranTo(5_000);
    const one = build(made, { pfs: "pfsD" });
    const two = build(made);
    for (const key of ["nodeStates", "nodeTransactions", "nodeEntries", "linkStates", "linkSinceUs"] as const) expect(one[key].buffer).not.toBe(two[key].buffer);
    expect(one.flights.message.buffer).not.toBe(two.flights.message.buffer);
    expect(one.tree!.dist.buffer).not.toBe(two.tree!.dist.buffer);
    expect(two.sequence).toBe(one.sequence + 1);
  });

  test("nothing that is watched, or something that is not there, is no detail", () => {
    const made = ranTo(5_000);
    expect(build(made).inspection).toBeNull();
    for (const inspect of [{ kind: "node", node: "Z" }, { kind: "link", link: "Z" }, { kind: "transaction", name: "Z" }, { kind: "transaction", name: "0x12" }, { kind: "message", message: 99_999 }] as const) {
      expect(build(made, { inspect }).inspection).toBeNull();
    }
    expect(build(made, { transaction: "Z", pfs: "Z" })).toMatchObject({ path: null, tree: { pfs: "Z" } });
  });

  test("verdicts and expectations", () => {
    const run = new Run(sixNodes({ expect: [{ at: "20ms", that: "span", node: "A", pfs: "pfsD", dist: 5 }] }));
    const frames = new Frames(run);
    run.advanceUntilQuiet(600_000_000);
    const frame = build({ run, frames });
    expect(frame.quiet).toBe(true);
    expect(frame.expectations).toEqual([{ text: expect.stringMatching(/^at 0\.020000 s: A knows pfsD at dist 5 \(known at dist 2/), state: "failed" }]);
    expect(frame.checks.length).toBeGreaterThan(5);
    expect(frame.checks.filter(({ state }) => state === "violated")).toEqual([]);
  });
});
