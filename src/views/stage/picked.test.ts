import { expect, test } from "vitest";
import { topologyOf } from "./frames.testkit.ts";
import { lanesOf } from "./lanes.ts";
import { boundaryOf, crossed, isNothing, lineThrough, moved, NOTHING_PICKED, together, toggled, turned, within } from "./picked.ts";

// A square: A and B above, D and C below.
const topology = topologyOf(["A", "B", "C", "D"], ["A-B", "B-C", "C-D", "D-A", "A-C"]);
const x = Float64Array.of(100, 300, 300, 100);
const y = Float64Array.of(100, 100, 300, 300);
const shown = { x, y, lanes: lanesOf(topology, x, y, 10, 2) };

test("a thing is taken in, and out again", () => {
  const once = toggled(toggled(NOTHING_PICKED, { kind: "link", link: 3 }), { kind: "node", node: 1 });
  expect(once).toEqual({ nodes: [1], links: [3] });
  expect(isNothing(toggled(toggled(once, { kind: "link", link: 3 }), { kind: "node", node: 1 }))).toBe(true);
});

test("a frame takes the nodes in it and the links between them, from whichever corner it is drawn", () => {
  expect(within(shown, topology, { ax: 50, ay: 50, bx: 350, by: 150 })).toEqual({ nodes: [0, 1], links: [0] });
  expect(within(shown, topology, { ax: 350, ay: 150, bx: 50, by: 50 })).toEqual({ nodes: [0, 1], links: [0] });
  expect(together({ nodes: [0], links: [1] }, { nodes: [0, 2], links: [1, 3] })).toEqual({ nodes: [0, 2], links: [1, 3] });
});

test("what leads out of some nodes, and nothing between them", () => {
  expect(boundaryOf(topology, [0, 1])).toEqual([1, 3, 4]);
  expect(boundaryOf(topology, [0, 1, 2, 3])).toEqual([]);
});

test("a line crosses what it divides, and not what it ends before", () => {
  expect(crossed(shown, { ax: 0, ay: 200, bx: 400, by: 200 })).toEqual([1, 3, 4]);
  expect(crossed(shown, { ax: 250, ay: 200, bx: 400, by: 200 })).toEqual([1]);
  expect(crossed(shown, { ax: 0, ay: 0, bx: 400, by: 0 })).toEqual([]);
});

test("the keyboard's line goes all over the stage, and can be moved and turned", () => {
  const line = lineThrough(200, 180, 0, { width: 400, height: 400 });
  expect(crossed(shown, line)).toEqual([1, 3, 4]);
  expect(crossed(shown, moved(line, 0, -150))).toEqual([]);
  expect(crossed(shown, turned(line, Math.PI / 2))).toEqual([0, 2, 4]);
});
