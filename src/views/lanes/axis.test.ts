import { expect, test } from "vitest";
import type { TransactionInspection } from "../../port/messages.ts";
import { axisOf, placeOf, ticksOf } from "./axis.ts";
import { exactHalves } from "./halves.ts";
import { percentAt, scaleOf } from "./lane-scale.ts";

test("the axis begins before the first opening and ends behind now", () => {
  const axis = axisOf([{ openedUs: 1_000_000, endedUs: null }], 2_000_000);
  expect(axis).toEqual({ fromUs: 960_000, toUs: 2_040_000 });
  expect(placeOf(axis, 1_500_000)).toBe(50);
  expect([placeOf(axis, 0), placeOf(axis, 9_000_000)]).toEqual([0, 100]);
});

test("ticks are round and few", () => {
  expect(ticksOf({ fromUs: 960_000, toUs: 2_040_000 }, 6)).toEqual([1_000_000, 1_200_000, 1_400_000, 1_600_000, 1_800_000, 2_000_000]);
});

test("a half that is not closed goes on until now, one that was never opened is not there", () => {
  const half = { state: "", openedUs: 1, closedUs: null, aborted: false };
  const halves = exactHalves({ commandHalf: half, replyHalf: { ...half, openedUs: null } } as TransactionInspection, 5);
  expect(halves).toEqual({ command: { fromUs: 1, toUs: 5, running: true, aborted: false }, reply: null });
});

test("places of the diagram's axis are per cent of the lanes, and nothing lies beside it", () => {
  const scale = scaleOf({ origin: 100, end: 300 }, 1);
  expect([percentAt(scale, 100), percentAt(scale, 150), percentAt(scale, 300)]).toEqual([0, 25, 100]);
  expect([percentAt(scale, 0), percentAt(scale, 999)]).toEqual([0, 100]);
  expect(percentAt(scaleOf(null, 1), 0)).toBe(0);
});
