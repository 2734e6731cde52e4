import { describe, expect, test } from "vitest";
import { reportOf } from "./report.ts";
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
