import { describe, expect, test } from "vitest";
import { EVENT } from "../node/events.ts";
import { TRACE } from "../sim/trace.ts";
import { causesOf } from "./causes.ts";
import { Row } from "./row.ts";
import { applied, ranTo } from "./run.testkit.ts";
import { sayRow } from "./sentences.ts";

describe("causes", () => {
  const { run, frames } = ranTo(30_000);
  applied(run, { do: "withdraw", node: "D", pfs: "pfsD" });
  run.advanceTo(60_000);
  frames.catchUp();

  function rowsOf(type: number, node: string): number[] {
    const row = new Row();
    const found: number[] = [];
    for (let at = 0; at < run.rows.end; at++) {
      run.rows.read(at, row);
      if (row.kind === TRACE.event && row.type === type && run.names.node(row.node) === node) found.push(at);
    }
    return found;
  }

  function told(number: number): string[] {
    const row = new Row();
    return causesOf(run.rows, run.chronicle.cuts, number).map((at) => {
      run.rows.read(at, row);
      return sayRow(row, frames.telling);
    });
  }

  test("lead from the last node that lost its way back to the command", () => {
    const none = rowsOf(EVENT.bestChanged, "A").at(-1)!;
    const chain = told(none);
    expect(chain[0]).toBe("Command: let D withdraw pfsD.");
    expect(chain.at(-1)).toBe("A knows no way to pfsD any more.");
    expect(chain.slice(1, -1)).toContain("C loses the way to pfsD through D: the PFS was withdrawn.");
  });

  test("lead from an announcement back to the link that came up", () => {
    const first = rowsOf(EVENT.bestChanged, "A")[0]!;
    expect(told(first)[0]).toMatch(/^Link \S+ carries bytes\.$/);
  });

  test("a chain has an end, and is told in order", () => {
    const row = new Row();
    for (let at = 0; at < run.rows.end; at++) {
      const chain = causesOf(run.rows, run.chronicle.cuts, at);
      expect(chain.at(-1)).toBe(at);
      expect(chain.every((step, i) => i === 0 || step > chain[i - 1]!)).toBe(true);
      expect(chain.length).toBeLessThanOrEqual(12);
      run.rows.read(chain[0]!, row);
    }
  });
});
