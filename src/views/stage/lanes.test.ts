import { expect, test } from "vitest";
import { topologyOf } from "./frames.testkit.ts";
import { distanceToLink, lanesOf, pointOnLane, pointOnLink } from "./lanes.ts";

const x = Float64Array.of(0, 100, 100);
const y = Float64Array.of(0, 0, 100);

test("messages keep to the right of their way", () => {
  const lanes = lanesOf(topologyOf(["A", "B", "C"], ["A-B"]), x, y, 10, 4);
  const eastward = pointOnLane(lanes, 0, 0, 0.5);
  const westward = pointOnLane(lanes, 0, 1, 0.5);
  expect(eastward.y).toBeCloseTo(4); // to the east right is down
  expect(westward.y).toBeCloseTo(-4);
});

test("a lane runs from the sender's outline to the receiver's", () => {
  const lanes = lanesOf(topologyOf(["A", "B", "C"], ["A-B"]), x, y, 10, 0);
  expect(pointOnLane(lanes, 0, 0, 0).x).toBeCloseTo(9.5);
  expect(pointOnLane(lanes, 0, 0, 1).x).toBeCloseTo(90.5);
  expect(pointOnLane(lanes, 0, 1, 0).x).toBeCloseTo(90.5);
  expect(lanes.length[0]).toBeCloseTo(81);
});

test("links between the same two nodes lie side by side, whichever way they are named", () => {
  const topology = topologyOf(["A", "B"], ["A-B", "B-A", "A-B"]);
  const lanes = lanesOf(topology, x, y, 10, 4);
  const middles = [0, 1, 2].map((link) => pointOnLink(lanes, link, 0.5, 0).y).toSorted((a, b) => a - b);
  expect(middles[1] - middles[0]).toBeCloseTo(20);
  expect(middles[2] - middles[1]).toBeCloseTo(20);
});

test("the distance from a link ends at its ends", () => {
  const lanes = lanesOf(topologyOf(["A", "B", "C"], ["A-B"]), x, y, 10, 4);
  expect(distanceToLink(lanes, 0, 50, 7)).toBeCloseTo(7);
  expect(distanceToLink(lanes, 0, 120.5, 0)).toBeCloseTo(30);
});

test("two nodes at one place give a link without length, and no NaN", () => {
  const lanes = lanesOf(topologyOf(["A", "B"], ["A-B"]), new Float64Array(2), new Float64Array(2), 10, 4);
  expect(lanes.length[0]).toBe(0);
  expect(pointOnLane(lanes, 0, 0, 0.5).x).not.toBeNaN();
});
