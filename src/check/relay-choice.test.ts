import { describe, expect, test } from "vitest";
import { CheckedWorld, meshOf, spoil } from "./checks.testkit.ts";

/** A reaches D over B, C and E; D relays the best two of them to F. */
const scenario = meshOf({
  nodes: ["A", "B", "C", "D", "E", "F"].map((id) => ({ id, pfs: id === "A" ? [{ label: id }] : [] })),
  links: ["B", "C", "E"].flatMap((b, i) => [{ a: "A", b, weight: 1 + i }, { a: b, b: "D" }]).concat([{ a: "D", b: "F" }]),
});

describe("[SPAN-02] [SPAN-03] the relays are the best N", () => {
  test("as it should be", () => {
    const run = new CheckedWorld(scenario).runTo(2_000_000).quiet();
    expect(run.verdict("relay-choice")).toMatchObject({ state: "holds" });
    expect(run.verdict("relay-choice").judged).toBeGreaterThan(10);
  });

  test("a node that takes them in another order, by what came last, is noticed", () => {
    const hasty = spoil(4, (_, __, { core: { pfs, spans } }) => {
      for (const entry of pfs.entries()) {
        const rows: number[] = [];
        for (let row = entry.first; row >= 0; row = spans.next(row)) rows.push(row);
        rows.sort((a, b) => b - a);
        entry.first = rows[0] ?? -1;
        for (const [at, row] of rows.entries()) spans.setNext(row, rows[at + 1] ?? -1);
      }
    });
    const run = new CheckedWorld(scenario, hasty).runTo(2_000_000).quiet();
    expect(run.verdict("relay-choice")).toMatchObject({ state: "violated", text: expect.stringMatching(/^D relays A on D-[A-F] from .*; the best are from B-D \(2\), C-D \(3\)$/) });
  });

  test("a node that adds one too few to a distance is noticed", () => {
    const near = new CheckedWorld(scenario).runTo(2_000_000);
    const { links } = near.world.nodes[3]!.protocol.core;
    for (const link of links) link.weight = 2;
    expect(near.quiet().verdict("relay-choice").text).toMatch(/^D relays A on .* at distance 3, it is 4$/);
  });
});
