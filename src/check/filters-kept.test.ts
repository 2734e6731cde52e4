import { describe, expect, test } from "vitest";
import { LabelPattern } from "../node/label-pattern.ts";
import { CheckedWorld, meshOf, spoil } from "./checks.testkit.ts";
import { isLike } from "./filter-match.ts";

/** A line A-B-C in which C asks B for what begins with A alone. */
const scenario = meshOf({ nodes: ["A", "B", "C"].map((id) => ({ id, pfs: [{ label: `${id}1` }, { label: `${id}2` }] })), links: [{ a: "A", b: "B" }, { a: "B", b: "C", filterB: { label: "A*" } }] });

describe("[LINK-05] a filter limits what is sent to a peer", () => {
  test("what it lets through is sent, and counted", () => {
    const run = new CheckedWorld(scenario).runTo(2_000_000);
    expect(run.verdict("filters-kept")).toMatchObject({ state: "holds", text: "2 SPANs sent to peers that filter, each let through by the filter" });
  });

  test("a node that ignores it is noticed, by relays and by announcements", () => {
    const careless = spoil(2, (_, __, { core }) => {
      for (const link of core.links) Object.defineProperty(link, "peerFilter", { get: () => null, set: () => {}, configurable: true });
    });
    const run = new CheckedWorld(scenario, careless).runTo(2_000_000).quiet();
    expect(run.verdict("filters-kept")).toMatchObject({ state: "violated", text: expect.stringMatching(/^B sent a SPAN of .* on B-C, where its peer asked for label A\*$/) });
    expect(run.verdict("best-distances").state).toBe("violated");
  });

  test("a filter counts until its CONN is closed, the next one from then on", () => {
    const commands = [{ at: "1s", do: "setFilter", link: "B-C", node: "C", filter: { label: "B*" } }, { at: "2s", do: "closeConn", link: "B-C", node: "C" }, { at: "3s", do: "openConn", link: "B-C", node: "C" }, { at: "4s", do: "cut", link: "B-C", how: "close" }, { at: "5s", do: "heal", link: "B-C" }];
    const run = new CheckedWorld({ ...scenario, commands: meshOf({ generate: "line:3" }, { commands }).commands }).runTo(9_000_000).quiet();
    expect(run.verdict("filters-kept")).toMatchObject({ state: "holds", judged: 4 });
    expect(run.in("violated")).toEqual([]);
  });

  test("what is like a pattern is so by another reckoning than the node's", () => {
    const signs = ["a", "b", "*", "?", "ä", "😀"];
    let state = 1;
    const draw = (most: number): string => Array.from({ length: (state >>> 8) % most }, () => signs[((state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0) >>> 16) % signs.length]!).join("");
    for (let i = 0; i < 4_000; i++) {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      const pattern = draw(7);
      const label = draw(9).replaceAll(/[*?]/g, "a");
      expect([pattern, label, isLike(label, pattern)]).toEqual([pattern, label, new LabelPattern(pattern).matches(label)]);
    }
  });
});
