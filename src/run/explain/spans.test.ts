import { describe, expect, it } from "vitest";
import { randomScenario } from "../../check/random-scenario.testkit.ts";
import { NOT_RELAYED_TEXTS } from "../../node/relays.ts";
import { applied, ranTo } from "../run.testkit.ts";
import { Run } from "../run.ts";
import type { SpansExplained } from "../shown-explain.ts";
import { asked } from "./explain.testkit.ts";

/** A to F as on the page's first picture: A-B, A-E, B-C, C-D, E-F, F-D, B-E; pfsA at A, pfsD at D, both endpoints. */
function explained(run: Run, node: string, pfs: string): SpansExplained {
  const { spans } = asked(run, "spans", node, pfs);
  if (spans === null) throw new Error(`nothing is told of ${pfs} at ${node}`);
  return spans;
}

const decision = (spans: SpansExplained, from: string, to: string) => {
  const row = spans.received.findIndex(({ peer }) => peer === from);
  return spans.connections.find(({ peer }) => peer === to)!.decisions[row]!;
};

describe("SPAN-02: the order of received spans, and what decided it", () => {
  const { run } = ranTo(200_000);

  it("the only one", () => {
    const { received, headline } = explained(run, "C", "pfsD");
    expect(received[0]).toMatchObject({ peer: "D", criterion: "sum" });
    const alone = explained(ranTo(200_000, { switches: { distanceMax: 0 } }).run, "C", "pfsD");
    expect(alone.received.map(({ criterion, order }) => [criterion, order])).toEqual([["only", "The only one."]]);
    expect(alone.headline).toBe("C has received one span of pfsD, from D at distance 0, and uses it.");
    expect(headline).toMatch(/^C has received \d+ spans of pfsD and uses the one from D: distance 0, sum 1\.$/);
  });

  it("by dist plus weight: the smaller sum is first, and each says what it is compared with", () => {
    const { received } = explained(run, "B", "pfsD");
    expect(received[0]).toMatchObject({ peer: "C", dist: 1, weight: 1, sum: 2, rank: 1, best: true, criterion: "sum" });
    expect(received[0]!.order).toBe("First: its sum 2 is less than 3, that of number 2.");
    expect(received[1]).toMatchObject({ peer: "E", dist: 2, sum: 3, rank: 2, best: false, criterion: "sum" });
    expect(received[1]!.order).toBe("Behind number 1: its sum 3 is more than 2.");
  });

  it("equal sums: the number of the link, with both links by name", () => {
    const { received } = explained(run, "A", "pfsD");
    expect(received.slice(0, 2).map(({ sum }) => sum)).toEqual([3, 3]);
    expect(received[0]).toMatchObject({ criterion: "link", order: "First: as near as number 2 (sum 3); the lower link number decides, 0 (A–B) before 1 (A–E)." });
  });

  it("equal sums on one link: the msgid", () => {
    const { run: heavy } = ranTo(200_000);
    applied(heavy, { do: "setWeight", link: "B-C", node: "B", weight: 2 });
    heavy.advanceTo(400_000);
    const { received } = explained(heavy, "A", "pfsD");
    const tie = received.findIndex(({ criterion }) => criterion === "msgid");
    expect(tie).toBeGreaterThan(0);
    expect(received[tie]!.link).toBe(received[tie - 1]!.link);
    expect(received[tie]!.order).toMatch(/^Behind number \d+, as near \(sum \d+\) and on the same link: its msgid 0x[0-9a-f]+ is higher than 0x[0-9a-f]+\.$/);
  });

  it("a heavier link counts in the sum, and the order follows it", () => {
    const heavy = ranTo(200_000).run;
    applied(heavy, { do: "setWeight", link: "B-C", node: "B", weight: 5 });
    heavy.advanceTo(400_000);
    expect(explained(heavy, "B", "pfsD").received.map(({ peer, weight, sum }) => [peer, weight, sum])).toEqual([["E", 1, 3], ["C", 5, 6]]);
  });

  it("who offers it has no best", () => {
    const { headline, received } = explained(run, "D", "pfsD");
    expect(headline).toMatch(/^D offers pfsD itself/);
    expect(received.every(({ best }) => !best)).toBe(true);
  });
});

describe("SPAN-07: chosen, or exactly one reason of the closed list, in a sentence with names", () => {
  const { run } = ranTo(200_000);

  it("chosen, with its rank on that connection (SPAN-03)", () => {
    const spans = explained(run, "B", "pfsD");
    expect(decision(spans, "C", "A")).toMatchObject({ rank: 1, reason: "", rule: "SPAN-03", sentence: "B relays it to A at distance 2: number 1 of at most 2." });
    expect(decision(spans, "E", "A")).toMatchObject({ rank: 2, reason: "", sentence: "B relays it to A at distance 3: number 2 of at most 2." });
  });

  it("split horizon", () => {
    expect(decision(explained(run, "B", "pfsD"), "C", "C")).toMatchObject({ rank: 0, reason: "split horizon", rule: "SPAN-04", sentence: "It came from C over B–C, and does not go back there.", msgid: null });
  });

  it("worse than the best N, and which are better", () => {
    const one = ranTo(200_000, { switches: { relaysMax: 1 } }).run;
    expect(decision(explained(one, "B", "pfsD"), "E", "A")).toMatchObject({ reason: "worse than the best N", sentence: "B–C brought better ones, and only the best 1 go to A.", rule: "SPAN-03" });
  });

  it("not a relay", () => {
    expect(decision(explained(run, "A", "pfsD"), "B", "E")).toMatchObject({ reason: "not a relay", rule: "SPAN-05", sentence: "A is an endpoint: it announces its own and relays nothing." });
  });

  it("no CONN: closed by the peer, or its link is cut", () => {
    const closed = ranTo(200_000).run;
    applied(closed, { do: "closeConn", link: "A-B", node: "A" });
    closed.advanceTo(300_000);
    expect(decision(explained(closed, "B", "pfsD"), "C", "A")).toMatchObject({ reason: "no CONN", rule: "LINK-04", sentence: "A has no LNK_CONN open to B on A–B: it wants no spans from there." });
    applied(closed, { do: "cut", link: "A-B", how: "close" });
    closed.advanceTo(301_500);
    expect(decision(explained(closed, "B", "pfsD"), "C", "A").sentence).toBe("No LNK_CONN of A is open on A–B, as its session is not: link A–B was cut 1.5 ms ago.");
  });

  it("filtered, and what was asked for", () => {
    const filtered = ranTo(200_000).run;
    applied(filtered, { do: "setFilter", link: "A-B", node: "A", filter: { label: "other*" } });
    filtered.advanceTo(300_000);
    const found = decision(explained(filtered, "B", "pfsD"), "C", "A");
    expect(found).toMatchObject({ reason: "filtered", rule: "LINK-05" });
    expect(found.sentence).toMatch(/^A asked B on A–B for no more than .*other\*.*; pfsD is not that\.$/);
  });

  it("refused by the peer", () => {
    const refused = ranTo(200_000).run;
    applied(refused, { do: "refuseSpan", node: "A", link: "A-B", pfs: "pfsD" });
    refused.advanceTo(300_000);
    const { connections } = explained(refused, "B", "pfsD");
    expect(connections.find(({ peer }) => peer === "A")!.decisions.map(({ reason }) => reason)).toContain("refused by peer");
  });

  it("beyond the maximum distance", () => {
    const spans = explained(ranTo(200_000, { switches: { distanceMax: 0 } }).run, "B", "pfsD");
    expect(decision(spans, "C", "A")).toMatchObject({ rank: 0, reason: "beyond maximum distance", rule: "SPAN-04", sentence: "Its distance 1 is greater than 0, the maximum." });
  });

  it("own echo", () => {
    const own = ranTo(200_000).run;
    applied(own, { do: "announce", node: "B", pfs: { label: "pfsD" } });
    own.advanceTo(300_000);
    expect(decision(explained(own, "B", "pfsD"), "C", "A")).toMatchObject({ reason: "own echo", rule: "SPAN-04" });
  });

  it("holding, and for how long (SPAN-03)", () => {
    const { run: early } = ranTo(0, { switches: { holdUs: 50_000 } });
    while (early.nowUs < 200_000 && !asked(early, "spans", "C", "pfsD").spans?.received.some(({ rank }) => rank > 0)) early.step();
    expect(decision(explained(early, "C", "pfsD"), "D", "B")).toMatchObject({ reason: "holding", sentence: "It will go to B when the hold of pfsD at C ends, in 50 ms." });
  });

  it("closing: the node that has not answered yet keeps the id", () => {
    const { run: cut } = ranTo(200_000);
    applied(cut, { do: "refuseSpan", node: "B", link: "B-C", pfs: "pfsD" });
    const spans = explained(cut, "B", "pfsD");
    expect(spans.received.at(-1)).toMatchObject({ rank: 0, criterion: "closing", peer: "C" });
    expect(decision(spans, "C", "A")).toMatchObject({ reason: "closing", rule: "SPAN-08" });
  });

  it("in any mesh at any time: for every span and connection exactly one of chosen and a reason (60 meshes)", () => {
    let decided = 0;
    const reasons = new Set<string>();
    for (let seed = 1; seed <= 60; seed++) {
      const run = new Run(randomScenario(seed), { checks: false });
      for (const atUs of [40_000, 700_000, 2_500_000]) {
        run.advanceTo(atUs);
        for (const node of run.world.nodes) decided += checkNode(run, node.id, reasons);
      }
    }
    expect(decided).toBeGreaterThan(5_000);
    expect([...reasons].every((reason) => NOT_RELAYED_TEXTS.includes(reason))).toBe(true);
    expect(reasons.size).toBeGreaterThan(7);
  });
});

/** Throws by itself: an expectation for each of ten thousands would take longer than all runs. */
function checkNode(run: Run, node: string, reasons: Set<string>): number {
  let decided = 0;
  for (const label of new Set(run.world.nodes.flatMap(({ pfs }) => pfs.map((one) => one.label)))) {
    const { spans } = asked(run, "spans", node, label);
    for (const { decisions, relaysMax, peer } of spans!.connections) {
      const ranks = decisions.map(({ rank }) => rank).filter((rank) => rank > 0);
      const whole = decisions.length === spans!.received.length && ranks.length <= relaysMax + 1 && ranks.every((rank, i) => rank === i + 1);
      const each = decisions.every(({ rank, reason, sentence, msgid }) => rank > 0 === (reason === "") && rank > 0 === (msgid !== null) && sentence.endsWith("."));
      if (!whole || !each) throw new Error(`seed ${run.seed}, ${node}, ${label} to ${peer} at ${run.nowUs}: ${JSON.stringify(decisions)}`);
      for (const { reason } of decisions) if (reason !== "") reasons.add(reason);
      decided += decisions.length;
    }
  }
  return decided;
}

describe("why does C not hear of D by way of B?", () => {
  const { run } = ranTo(200_000);
  const way = (at: Run, node: string, pfs: string, peer: string) => explained(at, node, pfs).ways.find((one) => one.peer === peer)!;

  it("because C does hear of it", () => {
    expect(way(run, "A", "pfsD", "B")).toMatchObject({ hears: 2, sentence: "A hears of pfsD by way of B 2 times, at distance 2 at best.", rule: "SPAN-02", because: [] });
  });

  it("every span at the neighbour has its one reason", () => {
    const { run: one } = ranTo(200_000, { switches: { relaysMax: 1 } });
    const found = way(one, "C", "pfsD", "B");
    expect(found.hears).toBe(1);
    applied(one, { do: "cut", link: "B-E", how: "close" });
    one.advanceTo(400_000);
    const now = way(one, "C", "pfsD", "B");
    expect(now).toMatchObject({ hears: 0, rule: "SPAN-07", sentence: "All that B knows of pfsD it has from C itself: split horizon keeps it from saying so back." });
    expect(now.because.map(({ reason }) => reason)).toEqual(["split horizon"]);
  });

  it("the neighbour has heard nothing, is down, is being cut off, or is on its way", () => {
    const { run: cut } = ranTo(200_000);
    applied(cut, { do: "cut", link: "A-B", how: "close" }, { do: "crash", node: "E" });
    cut.advanceTo(400_000);
    expect(way(cut, "A", "pfsD", "B").sentence).toBe("Nothing comes by way of B: link A–B was cut 200 ms ago.");
    expect(way(cut, "A", "pfsD", "E").sentence).toBe("Nothing comes by way of E: E has crashed.");
    applied(cut, { do: "withdraw", node: "D", pfs: "pfsD" });
    cut.advanceTo(600_000);
    expect(way(cut, "B", "pfsD", "C").sentence).toBe("C has heard nothing of pfsD itself.");
    const { run: early } = ranTo(0);
    while (early.nowUs < 200_000 && way(early, "C", "pfsD", "D").sentence.startsWith("Nothing comes")) early.step();
    while (early.nowUs < 200_000 && way(early, "C", "pfsD", "D").rule === "LINK-04") early.step();
    expect(way(early, "C", "pfsD", "D").sentence).toBe("D has sent it; it is on its way to C.");
  });
});
