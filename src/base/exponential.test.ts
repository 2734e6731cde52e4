import { describe, expect, test } from "vitest";
import { exponential } from "./exponential.ts";
import { Prng } from "./prng.ts";

const draws = (mean: number, count: number): number[] => {
  const random = new Prng(7).fork("test");
  return Array.from({ length: count }, () => exponential(random, mean));
};

describe("exponential", () => {
  test("whole numbers, the same for one seed", () => {
    expect(draws(1_000, 100).every((one) => Number.isInteger(one) && one >= 0)).toBe(true);
    expect(draws(1_000, 100)).toEqual(draws(1_000, 100));
  });

  test("the mean is the mean, and so many are beyond one, two and three of them", () => {
    const mean = 1_000_000;
    const all = draws(mean, 40_000);
    expect(all.reduce((sum, one) => sum + one, 0) / all.length / mean).toBeCloseTo(1, 1);
    for (const times of [1, 2, 3]) expect(all.filter((one) => one > times * mean).length / all.length).toBeCloseTo(Math.exp(-times), 2);
    expect(all.filter((one) => one < mean / 10).length / all.length).toBeCloseTo(1 - Math.exp(-0.1), 2);
  });

  test("the largest mean loses no bit", () => {
    const all = draws(0xffff_ffff, 2_000);
    expect(all.every((one) => Number.isSafeInteger(one))).toBe(true);
    expect(new Set(all.map((one) => one % 2)).size).toBe(2);
    expect(all.reduce((sum, one) => sum + one, 0) / all.length / 0xffff_ffff).toBeCloseTo(1, 1);
  });

  test("a mean of nothing is nothing", () => {
    expect(draws(0, 10)).toEqual(Array.from({ length: 10 }, () => 0));
  });
});
