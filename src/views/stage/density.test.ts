import { expect, test } from "vitest";
import { levelFor, metricsFor } from "./density.ts";

test("the ladder: 15 nodes in full, 120 with badges, more as points", () => {
  expect(levelFor(15, 1, null)).toBe("full");
  expect(levelFor(16, 1, null)).toBe("mid");
  expect(levelFor(120, 1, null)).toBe("mid");
  expect(levelFor(121, 1, null)).toBe("far");
});

test("few nodes in a small window come down the ladder, too: there is no room", () => {
  expect(levelFor(6, 0.3, null)).toBe("mid");
  expect(levelFor(6, 0.1, null)).toBe("far");
});

test("a level is left a little later than it is entered", () => {
  expect(levelFor(17, 1, "full")).toBe("full");
  expect(levelFor(18, 1, "full")).toBe("mid");
  expect(levelFor(17, 1, "mid")).toBe("mid");
  expect(levelFor(130, 1, "mid")).toBe("mid");
  expect(levelFor(130, 1, "far")).toBe("far");
});

test("sizes follow the zoom within bounds", () => {
  expect(metricsFor("full", 0.1).radius).toBe(18);
  expect(metricsFor("full", 1).radius).toBe(24);
  expect(metricsFor("full", 9).radius).toBe(28);
  expect(metricsFor("mid", 0.3).laneOffset).toBe(0);
  expect(metricsFor("mid", 0.7).laneOffset).toBeGreaterThan(2);
});
