import { describe, expect, test } from "vitest";
import { CheckedWorld, meshOf } from "./checks.testkit.ts";

function judged(topology: object, commands: readonly object[] = []): string[] {
  return new CheckedWorld(meshOf(topology, { commands })).runTo(5_000_000).quiet().checks.rulesJudged();
}

const pair = (link: object): object => ({ nodes: [{ id: "A", pfs: [{ label: "pfsA" }] }, { id: "B" }], links: [{ a: "A", b: "B", ...link }] });

describe("the rules of which checks have judged something", () => {
  test("are none where nothing was there to judge, though every check ran", () => {
    expect(judged({ nodes: [{ id: "A" }], links: [] })).toEqual([]);
  });

  test("[LINK-05] are those of a check as soon as it judged anything, and no sooner", () => {
    expect(judged(pair({}))).not.toContain("LINK-05");
    expect(judged(pair({ filterB: { label: "pfs?" } }))).toContain("LINK-05");
  });

  test("[LINK-08] [WIRE-03] of a check of several rules only those of which something was there: a queue is one where bytes wait", () => {
    expect(judged(pair({}))).toContain("WIRE-03");
    expect(judged(pair({}))).not.toContain("LINK-08");
    expect(judged(pair({ model: { bandwidthBytesPerS: 100_000 } }))).toContain("LINK-08");
  });

  test("[WIRE-09] [TX-07] [ROUTE-02] a message that was thrown away is judged by the rule why", () => {
    const rulesOf = (commands: readonly object[]): string[] => judged(pair({}), commands).filter((rule) => ["WIRE-09", "TX-07", "ROUTE-02"].includes(rule));
    expect(rulesOf([])).toEqual([]);
    expect(rulesOf([{ at: "1s", do: "inject", link: "A-B", from: "A", bytes: "00".repeat(64), how: "raw" }])).toEqual(["WIRE-09"]);
    expect(rulesOf([{ at: "1s", do: "cut", link: "A-B", how: "close" }])).toEqual([]);
  });

  test("stand in the order of the rules", () => {
    const found = judged(pair({ filterB: { label: "pfs?" } }));
    expect(found.indexOf("WIRE-03")).toBeLessThan(found.indexOf("LINK-05"));
    expect(found.indexOf("LINK-05")).toBeLessThan(found.indexOf("SPAN-07"));
  });
});
