import { describe, expect, test } from "vitest";
import type { SeriesWindow } from "../../port/messages.ts";
import { csvOf, jsonOf, modelsOf, readout, tableOf, totals } from "./chart-model.ts";

const WINDOW: SeriesWindow = {
  endUs: 3_000,
  fromUs: 0,
  stepUs: 1_000,
  count: 3,
  messages: [[5, 0, 1], [0, 2, 0], [0, 0, 0], [0, 1, 0], [1, 1, 1]],
  bytes: [640, 256, 128],
  aborted: [0, 1, 0],
  spans: { last: [2, 4, 4], most: [3, 5, 4] },
  transactions: { last: [0, 0, 0], most: [0, 0, 0] },
  convergences: [
    { row: -1, atUs: 0, cause: "", durationUs: 1_500, changes: 7, state: "disturbed" },
    { row: 41, atUs: 2_000, cause: 'cut link "B–C"', durationUs: 400, changes: 2, state: "going on" },
    { row: 99, atUs: 9_000, cause: "later", durationUs: 1, changes: 1, state: "settled" },
  ],
};
const model = (id: string) => modelsOf(WINDOW).find((one) => one.id === id)!;

describe("what a chart shows", () => {
  test("rates are per second, levels as they are", () => {
    expect(totals(model("messages"))).toEqual([6_000, 4_000, 2_000]);
    expect(totals(model("spans"))).toEqual([3, 5, 4]);
  });

  test("is summed up in a sentence", () => {
    expect(model("messages").summary).toBe("4 000 per second on average, at most 6 000 at 0.000 000 s; 12 messages in all.".replaceAll(/(?<=\d) (?=\d{3})/g, "\u202f"));
    expect(model("spans").summary).toBe(`4 at the end of what is shown, at most 5 at 0.001\u202f000 s.`);
    expect(model("transactions").summary).toBe("Nothing of it in what is shown.");
    expect(model("convergence").summary).toBe('Cut link "B–C": spans have changed for 400 µs so far, or may still change.');
  });

  test("a point is read out with its curves", () => {
    expect(readout(model("messages"), 1)).toBe(`0.001\u202f000 s: transactions 2\u202f000, aborts 1\u202f000, housekeeping 1\u202f000`);
    expect(readout(model("spans"), 0)).toBe(`0.000\u202f000 s: 2`);
  });

  test("only disturbances of the window are there", () => {
    expect(model("convergence").convergences.map(({ atUs }) => atUs)).toEqual([0, 2_000]);
  });
});

describe("as values", () => {
  test("CSV: numbers as counted, texts quoted", () => {
    expect(csvOf(model("spans"))).toBe("from_us,until_us,spans,spans_most\r\n0,1000,2,3\r\n1000,2000,4,5\r\n2000,3000,4,4\r\n");
    expect(csvOf(model("convergence")).split("\r\n")[2]).toBe('2000,41,"cut link ""B–C""",400,2,"going on"');
  });

  test("JSON: the same, by name", () => {
    const { chart, rows } = JSON.parse(jsonOf(model("messages"))) as { chart: string; rows: Record<string, number>[] };
    expect(chart).toBe("messages");
    expect(rows[0]).toEqual({ from_us: 0, until_us: 1_000, announcement: 5, transaction: 0, data: 0, abort: 0, housekeeping: 1 });
    expect(rows).toHaveLength(tableOf(model("messages")).rows.length);
  });
});
