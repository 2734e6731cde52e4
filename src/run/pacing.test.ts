import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { clampSpeed, owed, paceAt, SPEED_US_PER_S_MAX, WALL_US_MAX } from "./pacing.ts";

describe("pacing", () => {
  test("real time owes what passed, a thousandth owes a thousandth", () => {
    expect(owed(paceAt(1_000_000), 16_667).us).toBe(16_667);
    expect(owed(paceAt(1_000), 16_667).us).toBe(16);
  });

  test("many short looks owe as much as one long one", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: SPEED_US_PER_S_MAX }), fc.array(fc.integer({ min: 0, max: 5_000 }), { maxLength: 50 }), (speed, walls) => {
        let pace = paceAt(speed);
        let total = 0;
        for (const wall of walls) {
          const step = owed(pace, wall);
          total += step.us;
          pace = step.pace;
        }
        const whole = walls.reduce((sum, wall) => sum + wall, 0);
        expect(total).toBe(Math.floor((whole * speed) / 1_000_000));
      }),
    );
  });

  test("a tab that slept is not made up for, and time never runs backwards", () => {
    expect(owed(paceAt(1_000_000), 3_600_000_000).us).toBe(WALL_US_MAX);
    expect(owed(paceAt(1_000_000), -5).us).toBe(0);
  });

  test("a speed that cannot be becomes one that can", () => {
    expect(clampSpeed(Number.NaN)).toBe(1_000_000);
    expect(clampSpeed(-3)).toBe(1);
    expect(clampSpeed(Number.POSITIVE_INFINITY)).toBe(Number.POSITIVE_INFINITY);
    expect(clampSpeed(1e18)).toBe(Number.POSITIVE_INFINITY);
    expect(owed(paceAt(Number.POSITIVE_INFINITY), 1).us).toBe(Number.POSITIVE_INFINITY);
  });
});
