/** Variants that the rules forbid exist to be caught: which check does it, and that the same scenario without the variant is clean. */
import { describe, expect, test } from "vitest";
import { VARIANTS, variantsOn, withVariants, type VariantName } from "../node/variants.ts";
import { Run } from "../run/run.ts";
import { LIBRARY } from "../scenarios/library.ts";
import { type Scenario, scenarioFromJson } from "../sim/scenario.ts";

function named(name: string): Scenario {
  const read = scenarioFromJson(LIBRARY.find((entry) => entry.name === name)!.file);
  if (!read.ok) throw new Error(read.error.map(({ path, message }) => `${path}: ${message}`).join("\n"));
  return read.value;
}

function ran(scenario: Scenario): Run {
  const run = new Run(scenario);
  run.advanceUntilQuiet(60_000_000);
  run.judgeEnd();
  return run;
}

function violatedIn(run: Run): string[] {
  return run.verdicts().flatMap(({ name, verdict }) => (verdict.state === "violated" ? [name] : []));
}

const CAUGHT: readonly (readonly [VariantName, string, readonly string[], number])[] = [
  ["silent-reroute", "a-hop-that-re-routes-silently-is-caught", ["same-path", "transactions-agree"], 0],
  ["early-spanid", "a-spanid-reused-too-early-is-caught", ["spanid-once"], 3],
  ["endpoint-only-state", "without-entries-a-reply-goes-astray", ["reverse-path", "transactions-agree"], 1],
];

describe.each(CAUGHT)("%s", (variant, scenario, checks, violations) => {
  test("[ROUTE-03] [ROUTE-04] [SPAN-08] [TX-02] is caught in its scenario, by these checks, with so many violations", () => {
    const run = ran(named(scenario));
    expect(variantsOn(run.scenario.switches)).toEqual([variant]);
    expect([violatedIn(run).sort(), run.journal.counters.violations]).toEqual([checks, violations]);
  });

  test("the same scenario without it is clean", () => {
    const file = named(scenario);
    const run = ran({ ...file, switches: withVariants(file.switches, []), expect: [] });
    expect([violatedIn(run), run.journal.counters.violations, run.isQuiet]).toEqual([[], 0, true]);
  });
});

describe("plain-crc", () => {
  const mixed = named("a-plain-crc-32-is-understood-by-its-like-alone");

  test("[WIRE-04] is caught by the first link to a node that does not share it, as a fault of decoding", () => {
    const run = ran(mixed);
    expect(run.journal.counters.violations).toBeGreaterThan(0);
    expect(run.expectations.results.filter(({ state }) => state !== "met")).toEqual([]);
  });

  test("[WIRE-04] where all nodes do so everything is learned as ever, and where none does", () => {
    const nodes = mixed.nodes.map(({ plainCrc: _, ...node }) => node);
    for (const plainCrc of [true, false]) {
      const run = ran({ ...mixed, nodes, switches: { ...mixed.switches, plainCrc }, commands: [], expect: [{ atUs: "end", claim: { that: "reached" } }] });
      expect([run.expectations.results.map(({ state }) => state), violatedIn(run), run.journal.counters.violations]).toEqual([["met"], [], 0]);
    }
  });
});

test("every forbidden variant has a scenario of the library that turns it on", () => {
  const shown = new Set(LIBRARY.flatMap(({ name }) => [...variantsOn(named(name).switches), ...(named(name).nodes.some(({ plainCrc }) => plainCrc) ? ["plain-crc" as const] : [])]));
  expect(VARIANTS.map(({ name }) => name).filter((name) => !shown.has(name))).toEqual([]);
});

describe("variants that the protocol leaves open", () => {
  test("[SPAN-04] no maximum distance, no hold, no split horizon: the run is stopped at its limit and says so; either of the first two turned off ends it, split horizon does not", () => {
    const file = named("without-a-maximum-distance-it-never-ends");
    const run = ran(file);
    expect([run.isAtLimit, run.world.rowsMax]).toEqual([true, 340_000]);
    expect(run.step()).toBe(false);
    const on = variantsOn(file.switches);
    for (const off of on) {
      const ended = ran({ ...file, switches: withVariants(file.switches, on.filter((name) => name !== off)), expect: [] });
      expect({ off, quiet: ended.isQuiet, violated: violatedIn(ended) }).toEqual({ off, quiet: off !== "no-split-horizon", violated: [] });
    }
  });

  test("[SPAN-03] no hold: the same is learned with half as many SPANs again, at least", () => {
    const file = named("without-a-hold-messages-multiply");
    const sentOf = (run: Run): number => run.journal.counters.spansOpened + run.journal.counters.spansClosed;
    const calm = ran({ ...file, switches: withVariants(file.switches, []), expect: [] });
    expect(sentOf(ran(file))).toBeGreaterThan(1.5 * sentOf(calm));
  });
});
