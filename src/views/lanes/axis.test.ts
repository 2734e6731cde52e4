import { expect, test } from "vitest";
import { axisOf, placeOf, ticksOf } from "./axis.ts";
import { halvesOf } from "./halves.ts";

test("the axis begins before the first opening and ends behind now", () => {
  const axis = axisOf([{ openedUs: 1_000_000, endedUs: null }], 2_000_000);
  expect(axis).toEqual({ fromUs: 960_000, toUs: 2_040_000 });
  expect(placeOf(axis, 1_500_000)).toBe(50);
  expect([placeOf(axis, 0), placeOf(axis, 9_000_000)]).toEqual([0, 100]);
});

test("ticks are round and few", () => {
  expect(ticksOf({ fromUs: 960_000, toUs: 2_040_000 }, 6)).toEqual([1_000_000, 1_200_000, 1_400_000, 1_600_000, 1_800_000, 2_000_000]);
});

test("a transaction that is being opened has no reply half yet", () => {
  const line = { name: "a", from: "A", to: "B", service: "echo", openedUs: 1, endedUs: null, copies: [] } as const;
  expect(halvesOf({ ...line, state: "opening" }, null, 5)).toMatchObject({ command: { fromUs: 1, toUs: 5, running: true }, reply: null });
  expect(halvesOf({ ...line, state: "aborted", endedUs: 4 }, null, 5)).toMatchObject({ command: { aborted: true, running: false }, reply: { toUs: 4 } });
});
