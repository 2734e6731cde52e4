import { describe, expect, it } from "vitest";
import { scenarioFromJson } from "../../sim/scenario.ts";
import { applied, ranTo } from "../run.testkit.ts";
import { Run } from "../run.ts";
import { tellingOf } from "../run-telling.ts";
import type { Climb, Wavefront } from "../shown-explain.ts";
import { asked } from "./explain.testkit.ts";
import { Explainer } from "./explainer.ts";

const waveOf = (run: Run, pfs: string, wave = -1): Wavefront => asked(run, "wave", null, pfs, wave).wave!;

describe("the wavefront of an announcement (SPAN-01, SPAN-03)", () => {
  const { run } = ranTo(500_000);
  const wave = waveOf(run, "pfsD");

  it("who heard first, when, at what distance, from whom and by which message", () => {
    const heard = wave.entries.filter(({ kind }) => kind === "heard");
    expect(heard.map(({ node, dist, from }) => [node, dist, from])).toEqual([
      ["C", 0, "D"],
      ["F", 0, "D"],
      ["B", 1, "C"],
      ["E", 1, "F"],
      ["A", 2, "E"],
    ]);
    expect(heard.map(({ place }) => place)).toEqual([1, 2, 3, 4, 5]);
    for (const { message, sentUs, atUs, node, link } of heard) {
      expect(atUs - sentUs).toBe(1_000);
      const sent = run.journal.sentRow(message!);
      expect(run.names.linkId(run.journal.fieldsOf(sent)[run.journal.at(sent) + 2]!)).toBe(link);
      expect(run.journal.timeUs(run.journal.endRow(message!))).toBe(atUs);
      expect(node).not.toBe("D");
    }
  });

  it("begins with the offer, one hold later at each hop (SPAN-03)", () => {
    expect(wave.entries[0]).toMatchObject({ kind: "offered", node: "D", dist: 0, message: null });
    const at = (node: string) => wave.entries.find((one) => one.node === node)!.atUs;
    expect(at("B") - at("C")).toBe(2_000);
    expect(wave.without).toEqual([]);
  });

  it("the withdrawal runs the same way: who forgot when", () => {
    const { run: gone } = ranTo(500_000);
    applied(gone, { do: "withdraw", node: "D", pfs: "pfsD" });
    gone.advanceTo(900_000);
    const { entries, waves, chosen, startUs, without } = waveOf(gone, "pfsD");
    expect(waves).toHaveLength(2);
    expect(chosen).toBe(1);
    expect(startUs).toBe(500_000);
    expect(entries[0]).toMatchObject({ kind: "withdrawn", node: "D" });
    expect(entries.filter(({ kind, node }) => kind === "forgot" && node !== "D").map(({ node }) => node).toSorted()).toEqual(["A", "B", "C", "E", "F"]);
    // Whoever takes its own offer back is left with what had come back of it, for a moment.
    expect(entries.filter(({ node }) => node === "D").map(({ kind }) => kind)).toEqual(["withdrawn", "heard", "forgot"]);
    expect(without).toEqual(["A", "B", "C", "D", "E", "F"]);
    expect(waveOf(gone, "pfsD", waves[0]!.event).entries.filter(({ kind }) => kind === "heard")).toHaveLength(5);
  });

  it("a crash: the node itself forgets first, and what it offered goes with it", () => {
    const { run: gone } = ranTo(500_000);
    applied(gone, { do: "crash", node: "B" });
    gone.advanceTo(900_000);
    const { entries } = waveOf(gone, "pfsD");
    expect(entries.map(({ kind, node }) => [kind, node])).toEqual([["forgot", "B"]]);
  });

  it("follows the cursor: what lies ahead of it is marked", () => {
    const cut = wave.entries[3]!.event;
    const { run: early } = ranTo(0);
    while (early.journal.rowEnd < cut) early.step();
    early.chronicle.catchUp();
    const { wave: seen } = new Explainer().explain({ node: null, pfs: "pfsD", wave: -1, parts: ["wave"] }, early, run, tellingOf(run));
    const behind = seen!.entries.filter(({ ahead }) => !ahead);
    expect(behind.length).toBeGreaterThan(0);
    expect(behind.every(({ event }) => event < early.journal.rowEnd)).toBe(true);
    expect(seen!.entries.filter(({ ahead }) => ahead).map(({ node }) => node)).toContain("A");
    expect(seen!.entries.map(({ event }) => event)).toEqual(wave.entries.map(({ event }) => event));
  });

  it("an explainer that is given another journal reads it from its start", () => {
    const explainer = new Explainer();
    const other = ranTo(500_000).run;
    applied(other, { do: "withdraw", node: "D", pfs: "pfsD" });
    other.advanceTo(900_000);
    const ask = (one: Run) => explainer.explain({ node: null, pfs: "pfsD", wave: -1, parts: ["wave"] }, one, one, tellingOf(one)).wave!.waves.length;
    expect([ask(other), ask(run), ask(other)]).toEqual([2, 1, 2]);
  });
});

/** A, B and C in a ring, D behind A until 600 ms; the links are slow. */
function climbingRun(switches: object, toUs: number): Run {
  const links = ["DA", "AB", "AC", "BC"].map(([a, b]) => ({ a, b }));
  const nodes = [{ id: "A" }, { id: "B" }, { id: "C" }, { id: "D", role: "endpoint", pfs: [{ label: "pfsD" }] }];
  const topology = { nodes, links, defaults: { model: { latencyUs: 30_000 } } };
  const read = scenarioFromJson({ spanscope: 1, title: "Climb", summary: "D is cut off", seed: 7, topology, switches: { splitHorizon: false, ...switches }, commands: [{ at: 600_000, do: "cut", link: "D-A", how: "close" }] });
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  const run = new Run(read.value, { checks: false });
  run.advanceTo(toUs);
  return run;
}

const climbOf = (run: Run, node: string): Climb => asked(run, "climb", node, "pfsD").climb!;

describe("counting to infinity (SPAN-04)", () => {
  const done = climbOf(climbingRun({}, 3_000_000), "B");

  it("is found, with the loss it came after and its end at the maximum", () => {
    expect(done.climbs).toHaveLength(1);
    expect(done.climbs[0]).toMatchObject({ from: 1, to: 17, end: "maximum", rule: "SPAN-04" });
    expect(done.climbs[0]!.sentence).toMatch(/^After the cut of D–A \(event \d+\) the distance of pfsD at B climbs from 1 to 17 in \d+ steps and ends there: a span of more than 16 is relayed by nobody\.$/);
    expect(done.everywhere.map(({ node }) => node).toSorted()).toEqual(["A", "B", "C"]);
  });

  it("tells every value in the order of time, the last one that none is left", () => {
    const dists = done.steps.map(({ dist }) => dist);
    expect(dists[0]).toBe(1);
    expect(dists.at(-1)).toBe(-1);
    expect(dists).toContain(17);
    expect(done.steps.map(({ atUs }) => atUs)).toEqual(done.steps.map(({ atUs }) => atUs).toSorted((x, y) => x - y));
  });

  it("while it climbs it goes on", () => {
    const climb = climbOf(climbingRun({}, 900_000), "B");
    expect(climb.climbs.at(-1)).toMatchObject({ end: "goesOn", from: 1 });
    expect(climb.climbs.at(-1)!.sentence).toMatch(/so far\.$/);
    expect(climb.steps.every(({ dist }) => dist <= 17)).toBe(true);
  });

  it("with split horizon, in the same mesh, only the ring can echo: no node doubles back on its neighbour", () => {
    const { climbs, steps } = climbOf(climbingRun({ splitHorizon: true, relaysMax: 1 }, 3_000_000), "B");
    expect(climbs.length).toBeLessThanOrEqual(1);
    expect(steps.length).toBeLessThan(done.steps.length);
  });
});
