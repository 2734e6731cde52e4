/** DBG-01: a fault behind every event of a session of shells. */
import { expect, test } from "vitest";
import type { Command } from "../sim/commands.ts";
import { sixNodes } from "./run.testkit.ts";
import type { Run } from "./run.ts";
import { sweep } from "./sweep.testkit.ts";

/** One shell that talks, one that watches and is stopped; the way is A, B, C, D. */
const SESSION = sixNodes({
  commands: [
    { at: "100ms", do: "open", as: "desk", from: "A", to: "pfsD", service: "shell", text: "" },
    { at: "101ms", do: "open", as: "guard", from: "A", to: "pfsD", service: "shell", text: "watch 4ms help" },
    { at: "103ms", do: "send", transaction: "desk", text: "states" },
    { at: "110ms", do: "send", transaction: "desk", text: "span" },
    { at: "112ms", do: "abort", transaction: "guard", midStream: true },
    { at: "120ms", do: "close", transaction: "guard" },
    { at: "122ms", do: "close", transaction: "desk" },
  ],
});

const CUTS: readonly (readonly Command[])[] = ["A-B", "B-C", "C-D"].map((link) => [{ do: "cut", link, how: "close" }]);
const CRASHES: readonly (readonly Command[])[] = ["A", "B", "D"].map((node) => [{ do: "crash", node }]);

/** Nobody is left with a shell, an entry or an alarm of one, except where nobody could close it any more. */
function nothingRuns({ world }: Run): void {
  for (const { id, protocol } of world.nodes) {
    const { transactions, alarms } = protocol.core;
    if (transactions.count > 0) throw new Error(`${id} still has ${transactions.count} transactions or entries`);
    if (alarms.count > 0) throw new Error(`${id} still has an alarm`);
  }
}

test("[DBG-01] [TX-06] [LINK-06] [ROUTE-05] a cut or a crash behind any event of a session: both ends learn it, no stream goes on, nothing is left", () => {
  expect(sweep(SESSION, { fromUs: 100_000, toUs: 132_000, faults: [...CUTS, ...CRASHES], judge: nothingRuns })).toBeGreaterThan(300);
});

test("[DBG-01] [LINK-03] the same with a link that goes silent: when it is given up, the shells end", () => {
  const silent: readonly (readonly Command[])[] = [[{ do: "cut", link: "B-C", how: "silent" }]];
  expect(sweep(SESSION, { fromUs: 100_000, toUs: 124_000, faults: silent, judge: nothingRuns })).toBeGreaterThan(50);
});
