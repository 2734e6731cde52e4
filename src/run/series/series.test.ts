import { describe, expect, test } from "vitest";
import { Prng } from "../../base/prng.ts";
import { FAMILIES } from "../shown.ts";
import { applied, ranTo } from "../run.testkit.ts";
import { Buckets, BUCKETS_MAX, SUM } from "./buckets.ts";
import { convergencesOf, generatorLines, seriesWindow } from "./window.ts";

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

describe("buckets", () => {
  test("whatever comes when, sums and levels are those of all that came, at every width", () => {
    for (const seed of [1, 2, 3]) {
      const random = new Prng(seed).fork("buckets");
      const buckets = new Buckets();
      const came: { readonly atUs: number; readonly count: number; readonly level: number }[] = [];
      for (let atUs = 0; came.length < 3_000; atUs += random.below(seed * 20_000)) {
        const one = { atUs, count: random.below(5), level: random.below(100) };
        came.push(one);
        buckets.add(SUM.bytes, atUs, one.count);
        buckets.setLevel(0, atUs, one.level);
      }
      expect(buckets.widthUs).toBeGreaterThan(1_000);
      expect(buckets.widthUs * BUCKETS_MAX).toBeGreaterThan(came.at(-1)!.atUs);
      for (let probe = 0; probe < 200; probe++) {
        const from = random.below(BUCKETS_MAX);
        const end = from + 1 + random.below(50);
        const inside = came.filter(({ atUs }) => atUs >= from * buckets.widthUs && atUs < end * buckets.widthUs);
        const before = came.findLast(({ atUs }) => atUs < from * buckets.widthUs)?.level ?? 0;
        expect(buckets.sum(SUM.bytes, from, end)).toBe(total(inside.map(({ count }) => count)));
        expect(buckets.last(0, end)).toBe(came.findLast(({ atUs }) => atUs < end * buckets.widthUs)?.level ?? 0);
        expect(buckets.most(0, from, end)).toBe(Math.max(before, ...inside.map(({ level }) => level)));
      }
    }
  });
});

const CUT = { at: "600ms", do: "cut", link: "B-C", how: "close" };
const LOAD = { at: "300ms", do: "generate", as: "load", from: ["A"], to: ["pfsD"], everyUs: 5_000, holdUs: 40_000, bytes: 100, untilUs: 1_500_000 };

describe("the curves of a run", () => {
  test("add up to what the journal counted, in any number of points", () => {
    const { run, frames } = ranTo(3_000_000, { commands: [CUT, LOAD] });
    const { counters } = run.journal;
    for (const points of [1, 7, 300, 2_000]) {
      const shown = seriesWindow(run, frames.series, 0, run.nowUs, points);
      expect(shown.count).toBeLessThanOrEqual(points);
      expect(total(shown.messages.map(total))).toBe(counters.sent);
      expect(total(shown.messages[FAMILIES.indexOf("housekeeping")]!)).toBeGreaterThanOrEqual(counters.pings);
      expect(total(shown.bytes)).toBe(counters.bytes);
      expect(total(shown.aborted)).toBe(counters.transactionsAborted);
      expect(counters.transactionsAborted).toBeGreaterThan(0);
      expect(shown.spans.last.at(-1)).toBe(counters.spansOpened - counters.spansClosed);
      expect(shown.transactions.last.at(-1)).toBe(0);
      expect(Math.max(...shown.transactions.most)).toBeGreaterThanOrEqual(8);
      expect(shown.spans.most.every((most, i) => most >= shown.spans.last[i]!)).toBe(true);
    }
  });

  test("a window is a part of the whole", () => {
    const { run, frames } = ranTo(3_000_000, { commands: [LOAD] });
    const window = seriesWindow(run, frames.series, 500_000, 700_000, 50);
    expect([window.fromUs, window.stepUs, window.count]).toEqual([500_000, 4_000, 50]);
    const around = [seriesWindow(run, frames.series, 0, 500_000, 1), window, seriesWindow(run, frames.series, 700_000, 3_000_001, 1)];
    expect(total(around.map(({ bytes }) => total(bytes)))).toBeGreaterThanOrEqual(run.journal.counters.bytes);
    expect(Math.min(...window.transactions.last)).toBeGreaterThanOrEqual(7);
  });

  test("counted late, row by row, it is the same", () => {
    const late = ranTo(3_000_000, { commands: [CUT, LOAD] });
    const soon = ranTo(1_000, { commands: [CUT, LOAD] });
    while (soon.run.nowUs < 3_000_000) {
      soon.run.advanceTo(soon.run.nowUs + 7_777 > 3_000_000 ? 3_000_000 : soon.run.nowUs + 7_777);
      soon.frames.catchUp(50);
    }
    soon.frames.catchUp();
    expect(seriesWindow(soon.run, soon.frames.series, 0, 3_000_000, 400)).toEqual(seriesWindow(late.run, late.frames.series, 0, 3_000_000, 400));
  });
});

describe("convergence", () => {
  test("is told of the start and of each disturbance, until the last change of a span", () => {
    const made = ranTo(6_000_000, { commands: [{ ...CUT, at: "5s" }] });
    const [start, cut, ...others] = convergencesOf(made.run, made.frames.series);
    expect(others).toEqual([]);
    expect(start).toMatchObject({ row: -1, atUs: 0, cause: "", state: "settled" });
    expect(start!.durationUs).toBeGreaterThan(1_000);
    expect(cut).toMatchObject({ atUs: 5_000_000, cause: "cut link B–C, both ends know at once", state: "going on" });
    expect(cut!.changes).toBeGreaterThan(0);
    const atCut = cut!.durationUs;
    applied(made.run, { do: "open", as: "t", from: "A", to: "pfsD", text: "" });
    made.run.advanceTo(9_000_000);
    made.frames.catchUp();
    expect(convergencesOf(made.run, made.frames.series)[1]).toMatchObject({ durationUs: atCut, state: "settled" });
  });

  test("what is disturbed again before it rests is told so; commands at one time are one disturbance", () => {
    const made = ranTo(3_000_000, { commands: [CUT, { ...CUT, link: "F-D" }, { at: "900ms", do: "heal", link: "B-C" }] });
    expect(convergencesOf(made.run, made.frames.series).map(({ atUs, state }) => [atUs, state])).toEqual([[0, "disturbed"], [600_000, "disturbed"], [900_000, "going on"]]);
  });
});

test("generators are listed with what they do and did", () => {
  const { run } = ranTo(400_000, { commands: [LOAD] });
  expect(generatorLines(run)).toEqual([{ name: "load", plan: "every 5 ms a transaction from A, to pfsD, open for 40 ms, 100 bytes of text, until 1.5 s", state: "running", acts: 21, failed: 0, open: 8, nextUs: 405_000 }]);
});
