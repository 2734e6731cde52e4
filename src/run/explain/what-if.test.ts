import { describe, expect, it } from "vitest";
import { randomScenario } from "../../check/random-scenario.testkit.ts";
import { applied, ranTo, TALK } from "../run.testkit.ts";
import { Run } from "../run.ts";
import type { Outcome, WhatIfChange } from "../shown-explain.ts";
import { whatIf } from "./explain.testkit.ts";
import { Explainer } from "./explainer.ts";
import { type Fork, outcomeOf } from "./outcome.ts";
import { WHAT_IF_US } from "./what-if.ts";

const CUT = { do: "cut", link: "B-C", how: "close" } as const;

/** A run at rest in which A talks to pfsD over B and C. */
function talking(): Run {
  const { run } = ranTo(200_000);
  applied(run, TALK);
  run.advanceTo(6_000_000);
  return run;
}

function outcome(run: Run, change: WhatIfChange, pfs: string | null = null): Outcome {
  const state = whatIf(run, change, pfs);
  if (state.outcome === null) throw new Error(`${state.phase}: ${state.refusal}`);
  return state.outcome;
}

/** Makes the change for real, and says what came of it by the same words. */
function reality(run: Run, change: WhatIfChange, without: Run, pfs: string | null): Outcome {
  const fork: Fork = { row: run.journal.rowEnd, atUs: run.nowUs };
  applied(run, change);
  run.advanceUntilQuiet(fork.atUs + WHAT_IF_US);
  return outcomeOf(run, without, fork, change, pfs);
}

describe("what would change if I cut this link?", () => {
  it("which transaction aborts and where, which ways change, what it costs, how long until quiet (ROUTE-05, SPAN-08)", () => {
    const found = outcome(talking(), CUT, "pfsD");
    expect(found.aborted).toHaveLength(1);
    expect(found.aborted[0]).toMatchObject({ name: "talk", from: "A", to: "pfsD", state: "aborted" });
    expect(["B", "C"]).toContain(found.aborted[0]!.at);
    expect(found.aborted[0]!.openerUs).toBe(1_000);
    expect(found.aborted[0]!.targetUs).toBe(1_000);
    expect(found.quiet).toBe(true);
    expect(found.settledUs).toBeGreaterThan(1_000);
    expect(found.settledUs).toBeLessThan(100_000);
    expect(found.messages).toBeGreaterThan(4);
    expect(found.bytes).toBeGreaterThan(64 * found.messages - 1);
    expect([found.anywayMessages, found.anywayBytes]).toEqual([0, 0]);
    expect(found.spansClosed).toBeGreaterThan(0);
    // Behind C there is only D, an endpoint, which relays nothing (SPAN-05).
    expect(found.paths.filter(({ kind }) => kind === "lost")).toMatchObject([{ node: "C", pfs: "pfsA", before: { peer: "B" }, after: null }]);
    expect(found.paths).toContainEqual({ node: "B", pfs: "pfsD", kind: "moved", before: { dist: 1, peer: "C", linkName: "B–C" }, after: { dist: 2, peer: "E", linkName: "B–E" } });
    expect(found.tree.find(({ node }) => node === "B")).toEqual({ node: "B", dist: 2, link: "B-E", changed: true });
    expect(found.tree.find(({ node }) => node === "F")).toMatchObject({ changed: false });
    expect(found.sentence).toMatch(/^If link B–C were cut now \(both ends know at once\): one transaction aborts, ways: \d+ move, 1 lost, 0 new; all is quiet after .+\.$/);
  });

  it("nodes that lose a PFS, when there is no other way", () => {
    const run = talking();
    applied(run, { do: "cut", link: "F-D", how: "close" });
    run.advanceTo(12_000_000);
    const found = outcome(run, { do: "cut", link: "C-D", how: "close" });
    expect(found.paths.filter(({ kind, pfs }) => kind === "lost" && pfs === "pfsD").map(({ node }) => node).toSorted()).toEqual(["A", "B", "C", "E", "F"]);
    expect(found.paths.filter(({ kind, pfs }) => kind === "lost" && pfs === "pfsA").map(({ node }) => node)).toEqual(["D"]);
    expect(found.lost).toBe(6);
  });

  it("a silent cut takes the loss time, a suspension that is never healed too (LINK-06)", () => {
    for (const how of ["silent", "suspend"] as const) {
      const found = outcome(talking(), { ...CUT, how });
      expect(found.settledUs).toBeGreaterThan(9_000_000);
      expect(found.aborted.map(({ name }) => name)).toEqual(["talk"]);
    }
  });

  it("a crash of a node", () => {
    const found = outcome(talking(), { do: "crash", node: "B" });
    expect(found.down).toEqual(["B"]);
    expect(found.aborted.map(({ name }) => name)).toEqual(["talk"]);
    expect(found.paths.every(({ node }) => node !== "B")).toBe(true);
    expect(found.sentence).toMatch(/^If B crashed now: /);
  });

  it("what cannot be done is refused, with the reason", () => {
    expect(whatIf(talking(), { do: "cut", link: "nowhere", how: "close" })).toMatchObject({ phase: "refused", outcome: null, refusal: expect.stringMatching(/nowhere/) as string });
  });

  it("nothing of it is in the run: digest, tables and time are as before, and it goes on as one that nobody asked", () => {
    const run = talking();
    const twin = talking();
    const before = { digest: run.digest, nowUs: run.nowUs, steps: run.steps, rows: run.journal.rowEnd, log: run.world.log.length };
    outcome(run, CUT, "pfsD");
    expect({ digest: run.digest, nowUs: run.nowUs, steps: run.steps, rows: run.journal.rowEnd, log: run.world.log.length }).toEqual(before);
    run.advanceTo(20_000_000);
    twin.advanceTo(20_000_000);
    expect(run.digest).toBe(twin.digest);
  });

  it("may be stopped, and a newer question takes its place", () => {
    const explainer = new Explainer();
    const first = explainer.startWhatIf(talking(), CUT, null);
    const second = explainer.startWhatIf(talking(), CUT, null);
    expect(explainer.goOnWhatIf(first.job, 10).phase).toBe("gone");
    expect(explainer.goOnWhatIf(second.job, 10).phase).not.toBe("gone");
    expect(explainer.goOnWhatIf(second.job, 0).phase).toBe("gone");
    expect(explainer.goOnWhatIf(second.job, 10).phase).toBe("gone");
  });

  it("of a run that is not at rest only what the change makes is told", () => {
    const { run } = ranTo(5_500);
    const found = outcome(run, CUT, "pfsD");
    expect(found.anywayMessages).toBeGreaterThan(10);
    expect(found.paths.some(({ node, pfs }) => node === "B" && pfs === "pfsD")).toBe(true);
    expect(found.gained).toBe(0);
  });

  it("equals what really happens when the change is then made: same outcome, same digest (20 random meshes, three kinds)", () => {
    let aborts = 0;
    for (let seed = 1; seed <= 20; seed++) {
      const run = new Run(randomScenario(seed, ["transaction"]), { checks: false });
      run.advanceTo(2_000_000 + 700_000 * seed);
      const links = run.world.links.filter(({ removed }) => !removed);
      const change: WhatIfChange = seed % 4 === 0 ? { do: "crash", node: run.world.nodes[seed % run.world.nodes.length]!.id } : { do: "cut", link: links[seed % links.length]!.id, how: (["close", "silent", "suspend"] as const)[seed % 3]! };
      const pfs = run.world.nodes[0]!.pfs[0]!.label;
      const foretold = outcome(run, change, pfs);
      const without = new Run(run.scenario, { checks: false });
      without.advanceTo(run.nowUs);
      expect(without.digest).toBe(run.digest);
      if (!without.isQuiet) without.advanceUntilQuiet(run.nowUs + WHAT_IF_US);
      expect(reality(run, change, without, pfs), `seed ${seed}`).toEqual(foretold);
      expect(run.digest).toBe(foretold.digest);
      aborts += foretold.aborted.length;
    }
    expect(aborts).toBeGreaterThan(0);
  });
});
