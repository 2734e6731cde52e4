import { expect, test } from "vitest";
import { topologyOf } from "./frames.testkit.ts";
import { createHitMap, messageAt } from "./hit-map.ts";
import { geometryOf } from "./picture.ts";

const topology = topologyOf(["A", "B", "C"], ["A-B", "B-C", "A-C"]);
const world = { x: Float64Array.of(100, 500, 300), y: Float64Array.of(100, 100, 400) };
const geometry = geometryOf(topology, world, { k: 1, x: 0, y: 0 }, { width: 600, height: 500 }, { level: null, keep: false });
const hits = createHitMap(geometry);

test("a node is hit within its outline and a little beyond", () => {
  expect(hits.nodeAt(110, 95, 0)).toBe(0);
  expect(hits.nodeAt(100, 130, 0)).toBeNull();
  expect(hits.nodeAt(100, 130, 6)).toBe(0);
});

test("a link is hit anywhere along it, the nearest of several", () => {
  for (let x = 140; x <= 460; x += 3) expect(hits.linkAt(x, 105, 7)).toBe(0);
  expect(hits.linkAt(300, 150, 7)).toBeNull();
  expect(hits.linkAt(200, 250, 7)).toBe(2);
  expect(hits.linkAt(400, 250, 7)).toBe(1);
});

test("a message is hit near where it was painted", () => {
  const painted = { x: [200, 300], y: [100, 100], message: [41, 42] };
  expect(messageAt(painted, 206, 104, 0)).toBe(41);
  expect(messageAt(painted, 250, 100, 0)).toBeNull();
});
