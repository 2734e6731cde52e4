import { expect, test } from "vitest";
import { formatUs, parseDurationUs } from "./time.ts";

test("durations are read as whole microseconds, or not at all", () => {
  expect(["250us", "3.5ms", "5s", "10min", "0.000001 s"].map(parseDurationUs)).toEqual([250, 3_500, 5_000_000, 600_000_000, 1]);
  for (const text of ["", "5", "s", "1.5us", "0.0005ms", "-1s", "1h", "1e3s"]) expect(parseDurationUs(text)).toBeUndefined();
});

test("times are written as seconds with all six decimals", () => {
  expect(formatUs(2_104_318)).toBe("2.104318 s");
  expect(formatUs(0)).toBe("0.000000 s");
  expect(formatUs(9_007_199_254_740_991)).toBe("9007199254.740991 s");
});
