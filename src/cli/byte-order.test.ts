/** WIRE-02 over the whole library: every scenario, its services included, goes the same way when every second node is big-endian. */
import { describe, expect, test } from "vitest";
import { byteOrderDifference, withByteOrder } from "../run/byte-order.ts";
import { Run } from "../run/run.ts";
import { LIBRARY } from "../scenarios/library.ts";
import { type Scenario, scenarioFromJson } from "../sim/scenario.ts";

const NODES_MAX = 40;

function read(file: unknown): Scenario {
  const result = scenarioFromJson(file);
  if (!result.ok) throw new Error(result.error.map(({ path, message }) => `${path}: ${message}`).join("\n"));
  return result.value;
}

const SMALL = LIBRARY.map(({ title, file }) => [title, read(file)] as const).filter(([, { nodes }]) => nodes.length <= NODES_MAX);

describe("every second node is big-endian", () => {
  test.each(SMALL)("[WIRE-02] %s", (_, scenario) => {
    const run = new Run(withByteOrder(scenario, "alternating"));
    run.advanceUntilQuiet(60_000_000);
    run.judgeEnd();
    expect(run.expectations.results.filter(({ state }) => state !== "met")).toEqual([]);
    expect(byteOrderDifference(run)).toBeNull();
  });
});
