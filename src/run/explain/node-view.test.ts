import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { applied, ranTo, TALK } from "../run.testkit.ts";
import type { Run } from "../run.ts";
import type { NodeView } from "../shown-explain.ts";
import { asked } from "./explain.testkit.ts";
import { knownBy } from "./known.ts";

const viewOf = (run: Run, node: string): NodeView => asked(run, "view", node, null).view!;
const staleOf = ({ pfs }: NodeView, label: string): string => pfs.find((one) => one.label === label)!.stale;

describe("node view: what one node knows", () => {
  it("its links, its PFSes with distance and first hop, its transactions; nothing is stale at rest", () => {
    const { run } = ranTo(200_000);
    applied(run, TALK);
    run.advanceTo(400_000);
    const view = viewOf(run, "B");
    expect(view.links.map(({ link, session }) => [link, session])).toEqual([["A-B", "open"], ["B-C", "open"], ["B-E", "open"]]);
    expect(view.pfs.map(({ label, own, dist, link }) => [label, own, dist, link])).toEqual([["pfsA", false, 0, "A-B"], ["pfsD", false, 1, "B-C"]]);
    expect(view.transactions).toEqual([{ name: "talk", pfs: "pfsD", role: "hop", stale: "" }]);
    expect(view).toMatchObject({ stale: 0, unknown: [] });
  });

  it("is derived of the node's own tables alone: its source names no world, and the knowledge stays when all else goes", () => {
    expect(readFileSync(new URL("known.ts", import.meta.url), "utf8")).not.toMatch(/from "(?!\.\.\/\.\.\/node\/)/u);
    const { run } = ranTo(200_000);
    const before = JSON.stringify(knownBy(run.world.nodeById("A")!.protocol));
    for (const link of ["B-C", "C-D", "E-F", "F-D"]) applied(run, { do: "cut", link, how: "silent" });
    applied(run, { do: "powerLoss", node: "D" });
    expect(JSON.stringify(knownBy(run.world.nodeById("A")!.protocol))).toBe(before);
  });

  it("stale: the link it goes over was cut, and the node does not know yet", () => {
    const { run } = ranTo(200_000);
    applied(run, { do: "cut", link: "B-C", how: "silent" });
    run.advanceTo(500_000);
    const view = viewOf(run, "B");
    expect(staleOf(view, "pfsD")).toBe("B still believes in pfsD over B–C; link B–C went silent 300 ms ago.");
    expect(view.links.find(({ link }) => link === "B-C")!.stale).toBe("B believes B–C is open; link B–C went silent 300 ms ago.");
    expect(staleOf(viewOf(run, "A"), "pfsD")).toBe("A still believes in pfsD over A–B; at B the way ends: link B–C went silent 300 ms ago.");
    run.advanceTo(30_000_000);
    expect(viewOf(run, "B").stale).toBe(0);
  });

  it("stale: taken back, and the news is on its way (SPAN-08)", () => {
    const { run } = ranTo(200_000);
    applied(run, { do: "withdraw", node: "D", pfs: "pfsD" });
    run.advanceTo(200_500);
    expect(staleOf(viewOf(run, "C"), "pfsD")).toBe("C still believes in pfsD over C–D; D has taken it back, and the news is on its way.");
  });

  it("stale: echoes that stand for one another are seen as such or as taken back, never as true (SPAN-04)", () => {
    const { run } = ranTo(600_000, { switches: { splitHorizon: false }, latencyUs: 30_000 });
    for (const link of ["C-D", "F-D"]) applied(run, { do: "cut", link, how: "close" });
    let stale = 0;
    for (let atUs = 610_000; atUs < 900_000; atUs += 10_000) {
      run.advanceTo(atUs);
      for (const node of ["A", "B", "C", "E", "F"]) {
        const known = viewOf(run, node).pfs.find(({ label }) => label === "pfsD");
        if (known === undefined) continue;
        expect(known.stale, `${node} at ${atUs}`).not.toBe("");
        stale++;
      }
    }
    expect(stale).toBeGreaterThan(20);
  });

  it("stale: a transaction whose other end is over", () => {
    const { run } = ranTo(200_000);
    applied(run, TALK);
    run.advanceTo(400_000);
    applied(run, { do: "cut", link: "C-D", how: "close" });
    run.advanceTo(400_500);
    expect(viewOf(run, "A").transactions).toEqual([{ name: "talk", pfs: "pfsD", role: "opener", stale: "A holds it open; at D it ended 500 µs ago." }]);
    expect(viewOf(run, "A").links.every(({ stale }) => stale === "")).toBe(true);
  });

  it("what is offered and not known yet is told apart", () => {
    const { run } = ranTo(200_000);
    applied(run, { do: "announce", node: "F", pfs: { label: "pfsF" } });
    expect(viewOf(run, "A").unknown).toEqual(["pfsF"]);
    run.advanceTo(400_000);
    expect(viewOf(run, "A").unknown).toEqual([]);
  });

  it("a node that is down knows nothing", () => {
    const { run } = ranTo(200_000);
    applied(run, { do: "crash", node: "B" });
    expect(viewOf(run, "B")).toMatchObject({ links: [], pfs: [], transactions: [], stale: 0 });
  });
});
