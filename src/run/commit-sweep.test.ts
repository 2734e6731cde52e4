/** QRM-01 whatever dies when: a fault behind every event of a commit, over real bytes; the check that no two masters finish differently is always on. */
import { describe, expect, test } from "vitest";
import type { Command } from "../sim/commands.ts";
import type { Scenario } from "../sim/scenario.ts";
import { cluster, COMMIT, lineOf, standing } from "./commit.testkit.ts";
import type { Run } from "./run.ts";
import { sweep } from "./sweep.testkit.ts";

type Fault = readonly Command[];

const crash = (...nodes: readonly string[]): Fault => nodes.map((node) => ({ do: "crash", node }));
const powerLoss = (node: string): Fault => [{ do: "powerLoss", node }];
const restart = (...nodes: readonly string[]): Fault => nodes.map((node) => ({ do: "restart", node }));
const cut = (...links: readonly string[]): Fault => links.map((link) => ({ do: "cut", link, how: "close" }));
/** A sweep of fewer runs has not seen a commit. */
const RUNS = 12;
const HEAL: Fault = [{ do: "resumeAll" }];

/** Of a commit of three masters that nothing disturbs; they all see each other before. */
const WINDOW = { fromUs: 500_000, toUs: 512_000 };
function committing(masters: number, more: Readonly<Record<string, unknown>> = {}): Scenario {
  return cluster({ masters, commands: [{ at: WINDOW.fromUs, ...COMMIT, ...more }] });
}

/** All masters that know of it agree, and nobody who could learn the end is left without it. */
function settled(run: Run): void {
  const { masters, majority } = lineOf(run);
  const up = masters.filter((each) => each.up);
  const open = up.filter(({ state }) => state !== "unknown" && state !== "committed" && state !== "aborted");
  if (up.length >= majority && open.length > 0) throw new Error(`somebody does not know the end: ${standing(run)}`);
}

/** With its coordinator alive and all masters back, everybody knows. */
function everybodyKnows(run: Run): void {
  const { coordinator, masters } = lineOf(run);
  const end = coordinator === "committed" || coordinator === "aborted" ? coordinator : "nothing";
  if (masters.some(({ state }) => state !== end)) throw new Error(`not everybody knows: ${standing(run)}`);
}

/** All masters are back, whoever coordinated it: those that know of it know the end. */
function everyMasterKnows(run: Run): void {
  const states = new Set(lineOf(run).masters.map(({ state }) => state));
  states.delete("unknown");
  if (states.size > 1 || states.has("prepared") || states.has("logged") || states.has("promised")) throw new Error(`not every master knows: ${standing(run)}`);
}

/** What can be cut: every one of the links, and every part of the mesh from the rest. */
function partitions(masters: number): Fault[] {
  const ids = ["X", ...Array.from({ length: masters }, (_, i) => `M${i + 1}`)];
  const links = ids.flatMap((a, i) => ids.slice(i + 1).map((b) => [a, b] as const));
  const name = ([a, b]: readonly [string, string]): string => `${a}-${b}`;
  const sides = Array.from({ length: 2 ** masters - 1 }, (_, bits) => new Set(ids.filter((__, i) => ((bits + 1) << 1) & (1 << i))));
  return [...links.map((link) => cut(name(link))), ...sides.map((side) => cut(...links.filter(([a, b]) => side.has(a) !== side.has(b)).map(name)))];
}

describe("three masters", () => {
  const scenario = committing(3);
  const nodes = ["X", "M1", "M2", "M3"];

  test("[QRM-01] any node crashes behind any event, for good", () => {
    expect(sweep(scenario, { ...WINDOW, faults: nodes.map((node) => crash(node)), judge: settled })).toBeGreaterThan(60);
  });

  test("[QRM-01] any two crash", () => {
    const pairs = nodes.flatMap((a, i) => nodes.slice(i + 1).map((b) => crash(a, b)));
    expect(sweep(scenario, { ...WINDOW, faults: pairs, judge: settled })).toBeGreaterThan(100);
  });

  test("[QRM-01] any master crashes and comes back", () => {
    for (const us of [1_000, 300_000]) {
      for (const node of nodes.slice(1)) expect(sweep(scenario, { ...WINDOW, faults: [crash(node)], afterwards: { us, commands: restart(node) }, judge: everybodyKnows })).toBeGreaterThan(RUNS);
    }
  });

  test("[QRM-01] all masters crash and come back: what they wrote down decides", () => {
    const masters = nodes.slice(1);
    expect(sweep(scenario, { ...WINDOW, faults: [crash(...masters)], afterwards: { us: 400_000, commands: restart(...masters) }, judge: everybodyKnows })).toBeGreaterThan(RUNS);
    expect(sweep(scenario, { ...WINDOW, faults: [crash(...nodes)], afterwards: { us: 400_000, commands: restart(...nodes) }, judge: settled })).toBeGreaterThan(RUNS);
  });

  test("[QRM-01] the coordinator and a master crash, and come back", () => {
    for (const node of nodes.slice(1)) expect(sweep(scenario, { ...WINDOW, faults: [crash("X", node)], afterwards: { us: 2_000, commands: restart("X", node) }, judge: settled })).toBeGreaterThan(RUNS);
  });

  test("[QRM-01] any master loses its power, which its neighbours do not know for ten seconds, and comes back", () => {
    for (const node of nodes.slice(1)) expect(sweep(scenario, { ...WINDOW, faults: [powerLoss(node)], afterwards: { us: 3_000_000, commands: restart(node) }, judge: everybodyKnows })).toBeGreaterThan(RUNS);
  });

  test("[QRM-01] any link or any side of the mesh is cut off, for good and for a while", () => {
    expect(sweep(scenario, { ...WINDOW, faults: partitions(3) })).toBeGreaterThan(RUNS);
    expect(sweep(scenario, { ...WINDOW, faults: partitions(3), afterwards: { us: 700_000, commands: HEAL }, judge: everybodyKnows })).toBeGreaterThan(RUNS);
  });

  test("[QRM-01] [TX-06] a non-blocking commit, and one whose abort is asked for, under the same cuts", () => {
    expect(sweep(committing(3, { nonBlocking: true }), { ...WINDOW, faults: partitions(3), judge: (run) => { if (lineOf(run).coordinator === "preparing") throw new Error("it waits"); } })).toBeGreaterThan(RUNS);
    expect(sweep(scenario, { ...WINDOW, faults: [[{ do: "abortCommit", commit: "c" }], ...nodes.slice(1).map((node): Fault => [{ do: "abortCommit", commit: "c" }, ...crash(node)])], judge: settled })).toBeGreaterThan(RUNS);
  });
});

describe("what happens while masters in doubt ask each other", () => {
  /** The coordinator dies behind that time, and everything that follows is swept once more. */
  const dying = (atUs: number): Scenario => cluster({ masters: 3, commands: [{ at: WINDOW.fromUs, ...COMMIT }, { at: atUs, do: "crash", node: "X" }] });
  const asking = { fromUs: 600_000, toUs: 640_000 };

  test("[QRM-01] a second one dies, or is cut off and comes back, behind any event", () => {
    let runs = 0;
    for (const atUs of [502_000, 504_500, 505_500]) {
      const faults = ["M1", "M2", "M3"].map((node) => crash(node));
      runs += sweep(dying(atUs), { ...asking, faults, afterwards: { us: 150_000, commands: [] }, judge: settled });
      for (const node of ["M1", "M2", "M3"]) runs += sweep(dying(atUs), { ...asking, faults: [crash(node)], afterwards: { us: 50_000, commands: restart(node) }, judge: everyMasterKnows });
      runs += sweep(dying(atUs), { ...asking, faults: [cut("M1-M2", "M1-M3"), cut("M2-M3"), cut("M1-M2")], afterwards: { us: 250_000, commands: HEAL }, judge: everyMasterKnows });
    }
    expect(runs).toBeGreaterThan(150);
  });
});

describe("five masters", () => {
  const scenario = committing(5);
  const nodes = ["X", "M1", "M2", "M3", "M4", "M5"];

  test("[QRM-01] any node, and the coordinator with any two masters, crash behind any event", () => {
    const pairs = nodes.slice(1).flatMap((a, i) => nodes.slice(i + 2).map((b) => crash("X", a, b)));
    expect(sweep(scenario, { ...WINDOW, faults: [...nodes.map((node) => crash(node)), ...pairs], judge: settled })).toBeGreaterThan(RUNS);
  });

  test("[QRM-01] any three masters crash with the coordinator; two are no majority, until one comes back", () => {
    expect(sweep(scenario, { ...WINDOW, faults: [crash("X", "M1", "M3", "M4")], afterwards: { us: 900_000, commands: restart("M3") }, judge: settled })).toBeGreaterThan(RUNS);
  });

  test("[QRM-01] any part of the mesh is cut off, and joined again", () => {
    expect(sweep(scenario, { ...WINDOW, faults: partitions(5).slice(0, 30), afterwards: { us: 400_000, commands: HEAL }, judge: everybodyKnows })).toBeGreaterThan(RUNS);
  });
});

test("[QRM-01] [WIRE-02] every second node is big-endian: the same commits under the same crashes", () => {
  const mixed = cluster({ masters: 3, bigEndian: ["X", "M2"], commands: [{ at: WINDOW.fromUs, ...COMMIT }] });
  expect(sweep(mixed, { ...WINDOW, faults: [crash("X"), crash("M1"), crash("X", "M2")], judge: settled })).toBeGreaterThan(RUNS);
});

test("[QRM-01] the coordinator is a master's own node: no link between the two, and the same under every crash and cut", () => {
  const own = cluster({ masters: 3, commands: [{ at: WINDOW.fromUs, ...COMMIT, node: "M1" }] });
  expect(sweep(own, { ...WINDOW, faults: ["M1", "M2", "M3"].map((node) => crash(node)), judge: settled })).toBeGreaterThan(RUNS);
  expect(sweep(own, { ...WINDOW, faults: [crash("M1")], afterwards: { us: 150_000, commands: restart("M1") }, judge: everyMasterKnows })).toBeGreaterThan(RUNS);
  expect(sweep(own, { ...WINDOW, faults: partitions(3), afterwards: { us: 400_000, commands: HEAL }, judge: everybodyKnows })).toBeGreaterThan(RUNS);
});

test("[QRM-01] [ROUTE-05] masters behind a hop: it crashes or loses a link behind any event, and comes back", () => {
  const star = cluster({ masters: 3, shape: "star", commands: [{ at: WINDOW.fromUs, ...COMMIT }] });
  const window = { fromUs: WINDOW.fromUs, toUs: 530_000 };
  const cuts = [["X-H"], ["H-M1"], ["H-M2", "H-M3"], ["X-H", "H-M1"]].map((links) => cut(...links));
  expect(sweep(star, { ...window, faults: cuts, afterwards: { us: 400_000, commands: HEAL }, judge: everybodyKnows })).toBeGreaterThan(100);
  expect(sweep(star, { ...window, faults: [crash("H"), crash("H", "X")], afterwards: { us: 100_000, commands: restart("H") }, judge: settled })).toBeGreaterThan(50);
});
