/** WIRE-02 in whole runs: what nodes know, and how transactions go, does not depend on anybody's byte order. */
import { describe, expect, test } from "vitest";
import { meshOf } from "../check/checks.testkit.ts";
import { randomScenario } from "../check/random-scenario.testkit.ts";
import type { Scenario } from "../sim/scenario.ts";
import { TRACE } from "../sim/trace.ts";
import { BYTE_ORDERS, byteOrderDifference, factsOf, withByteOrder, type ByteOrder } from "./byte-order.ts";
import { Row } from "./row.ts";
import { Run } from "./run.ts";

function ran(scenario: Scenario, order: ByteOrder, atUs: number): Run {
  const run = new Run(withByteOrder(scenario, order));
  run.advanceTo(atUs);
  run.chronicle.catchUp();
  return run;
}

/** Every event that a node told, field by field, with its time. */
function eventsOf({ rows }: Run): string[] {
  const row = new Row();
  const events: string[] = [];
  for (let number = rows.first; number < rows.end; number++) {
    rows.read(number, row);
    if (row.kind === TRACE.event) events.push([row.atUs, row.node, row.type, row.rule, row.link, row.msgidHi, row.msgidLo, row.spanidHi, row.spanidLo, row.pfs, row.value, row.extra].join(" "));
  }
  return events;
}

function expectAlike(scenario: Scenario, atUs: number): Run {
  const mixed = ran(scenario, "alternating", atUs);
  const little = ran(scenario, "little", atUs);
  expect(mixed.world.nodes.some(({ bigEndian }) => bigEndian)).toBe(true);
  expect(little.world.nodes.some(({ bigEndian }) => bigEndian)).toBe(false);
  expect(Object.fromEntries(factsOf(mixed))).toEqual(Object.fromEntries(factsOf(little)));
  expect(eventsOf(mixed)).toEqual(eventsOf(little));
  expect(mixed.journal.counters).toEqual(little.journal.counters);
  return mixed;
}

const HAPPENS = [
  { at: "300ms", do: "updateStatus", node: "A", pfs: "A", status: 0x12345678, type: "SLAVE", text: "a status text" },
  { at: "400ms", do: "open", as: "t1", from: "B", to: "A", text: "one" },
  { at: "410ms", do: "open", as: "t2", from: "A", to: "C", text: "two", close: true },
  { at: "420ms", do: "oneWay", from: "C", to: "A", text: "by the way" },
  { at: "450ms", do: "send", transaction: "t1", by: "target", text: "answer" },
  { at: "500ms", do: "crash", node: "C" },
  { at: "600ms", do: "abort", transaction: "t1" },
  { at: "2s", do: "restart", node: "C" },
];

describe("every second node is big-endian", () => {
  test.each(["ring:7", "star:6", "tree:9", "complete:5", "grid:3:3", "line:6", "random:12:20"])("[WIRE-02] %s: tables, transactions and events are those of little-endian nodes", (generate) => {
    const run = expectAlike(meshOf({ generate }, { commands: HAPPENS }), 15_000_000);
    expect([run.journal.counters.transactionsOpened, run.journal.counters.violations]).toEqual([2, 0]);
  });

  test("[WIRE-02] forty random meshes with cuts, crashes, filters, weights, status updates and transactions", () => {
    let transactions = 0;
    for (let seed = 1; seed <= 40; seed++) transactions += expectAlike(randomScenario(seed), 25_000_000).journal.counters.transactionsOpened;
    expect(transactions).toBeGreaterThan(15);
  }, 60_000);

  test("[WIRE-02] each node's own byte order is on the wire, and a digest is of the bytes", () => {
    const scenario = meshOf({ generate: "ring:4" });
    const digests = BYTE_ORDERS.map((order) => ran(scenario, order, 1_000_000).digest);
    expect(digests[0]).toBe(digests[1]); // as written: all little
    expect(new Set(digests).size).toBe(3);
  });
});

describe("a difference is noticed", () => {
  test("[WIRE-02] one field of one table is enough", () => {
    const run = ran(meshOf({ generate: "ring:5" }), "alternating", 500_000);
    expect(byteOrderDifference(run)).toBeNull();
    run.world.nodes[2]!.protocol.core.links[0]!.weight = 7;
    expect(byteOrderDifference(run)).toMatch(/^C, links, 0, weight: 7, with little-endian nodes only 1$/);
  });

  test("nodes that come later count on: every second one", () => {
    const scenario = meshOf({ generate: "line:3" }, { commands: [{ at: "1s", do: "addNode", node: { id: "late" } }] });
    expect(ran(scenario, "alternating", 2_000_000).world.nodes.map(({ bigEndian }) => bigEndian)).toEqual([false, true, false, true]);
  });
});
