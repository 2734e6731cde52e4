import { expect, test } from "vitest";
import { svgPathOf } from "./shape-path.ts";
import { reachOf, type Role } from "./shapes.ts";

const ROLES: readonly Role[] = ["leaf", "endpoint", "controller", "outside"];

test.each(ROLES)("the outline of a %s is closed, round about the centre and about as large as asked for", (role) => {
  for (let step = 0; step < 360; step += 1) {
    const angle = (step * Math.PI) / 180;
    const reach = reachOf(role, 10, Math.cos(angle), Math.sin(angle));
    const opposite = reachOf(role, 10, -Math.cos(angle), -Math.sin(angle));
    expect(reach).toBeCloseTo(opposite, 9);
    expect(reach).toBeGreaterThan(9);
    expect(reach).toBeLessThan(13);
  }
});

test("the outline has no jumps, not even at rounded corners", () => {
  for (const role of ROLES) {
    let before = reachOf(role, 10, 1, 0);
    for (let step = 1; step <= 3_600; step += 1) {
      const angle = (step * Math.PI) / 1_800;
      const reach = reachOf(role, 10, Math.cos(angle), Math.sin(angle));
      expect(Math.abs(reach - before)).toBeLessThan(0.025);
      before = reach;
    }
  }
});

test("a hexagon stands on its tip, a square on its side", () => {
  expect(reachOf("endpoint", 10, 0, 1)).toBeCloseTo(11.4, 6);
  expect(reachOf("endpoint", 10, 1, 0)).toBeCloseTo(11.4 * (Math.sqrt(3) / 2), 6);
  expect(reachOf("controller", 10, 1, 0)).toBeCloseTo(9.5, 6);
  expect(reachOf("controller", 10, 0, -1)).toBeCloseTo(9.5, 6);
});

test("the key draws the same outlines as paths", () => {
  expect(svgPathOf("leaf", 5)).toMatch(/^M5 0A5 5/);
  expect(svgPathOf("endpoint", 10).split("L")).toHaveLength(6);
  expect(svgPathOf("controller", 10)).toContain("a4.8 4.8 0 0 1");
});
