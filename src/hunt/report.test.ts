import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { huntSeed } from "./seed-record.ts";
import { PLAIN_HUNT } from "./hunt-case.ts";
import { ReportSum, reportOf } from "./report.ts";
import type { SeedRecord } from "./seed-record.ts";

function record(seed: number, rules: readonly string[], rulesJudged: readonly string[]): SeedRecord {
  const tally = { steps: 1, rows: 1, messages: 1, bytes: 1, simulatedUs: 1, transactions: 1, faults: {}, rules, rulesJudged, quietUs: 1 };
  return { seed, state: "holds", violation: null, why: "", digest: "", judged: [], tally, nodes: 3, links: 2, boundUs: 1, faultsEndUs: 0, features: [], print: "" };
}

describe("rules exercised", () => {
  const { exercised, never } = reportOf([record(1, ["LINK-01", "TX-02"], ["TX-02"]), record(2, [], ["TX-02", "LINK-05"]), record(3, ["LINK-01"], [])]).rules;

  test("are those by which somebody decided something, or of which a check judged something; a seed with both counts once", () => {
    expect(exercised).toEqual([
      { rule: "LINK-01", seeds: 2, decided: 2, judged: 0 },
      { rule: "LINK-05", seeds: 1, decided: 0, judged: 1 },
      { rule: "TX-02", seeds: 2, decided: 1, judged: 2 },
    ]);
  });

  test("all others are named", () => {
    expect(never).toContain("WIRE-01");
    for (const { rule } of exercised) expect(never).not.toContain(rule);
  });
});

describe("a report that is added up", () => {
  const lost = { check: "in-order", text: "lost", row: 1, atUs: 2 };
  const records: readonly SeedRecord[] = [
    ...[3, 1, 4].map((seed) => huntSeed(seed, PLAIN_HUNT)),
    { ...record(7, ["TX-02"], []), state: "violated", violation: lost },
    { ...record(5, [], ["TX-02"]), state: "violated", violation: lost },
    { ...record(9, [], []), state: "unknown", why: "only 3 faults hit something" },
    { ...record(8, [], []), state: "unknown", why: "only 2 faults hit something" },
  ];

  test("is the same in whatever order seeds come, and has them in their own", () => {
    const wanted = reportOf(records);
    expect(wanted.violations.map(({ seed }) => seed)).toEqual([5, 7]);
    expect(wanted.unknown.map(({ seed }) => seed)).toEqual([8, 9]);
    expect(wanted.convergence.most, "of those that took as much the first").toMatchObject({ seed: 5, perMille: 1_000 });
    fc.assert(
      fc.property(fc.shuffledSubarray([...records], { minLength: records.length }), (shuffled) => {
        const sum = new ReportSum();
        for (const one of shuffled) sum.add(one);
        expect(sum.report).toEqual(wanted);
      }),
      { numRuns: 20 },
    );
  });

  test("can be looked at, and added to", () => {
    const sum = new ReportSum();
    for (const one of records.slice(3)) sum.add(one);
    expect(sum.report).toEqual(reportOf(records.slice(3)));
    sum.add(records[0]!);
    expect(sum.report).toEqual(reportOf([...records.slice(3), records[0]!]));
  });
});
