import { expect, test } from "vitest";
import type { TopologyView } from "../../port/messages.ts";
import { nodeView, topologyOf } from "./frames.testkit.ts";
import type { FromLayout, ToLayout } from "./layout-port.ts";
import { NodePlaces, shareKept, unitOf } from "./node-places.ts";

const KITE = ["A-B", "B-C", "C-A", "C-D", "D-E"]; // no known shape

function setUp(): { places: NodePlaces; posted: ToLayout[]; answer: (done: boolean, at: (node: number) => readonly [number, number]) => void } {
  const posted: ToLayout[] = [];
  let deliver: (places: FromLayout) => void = () => {};
  const places = new NodePlaces({
    openPort: (onPlaces) => {
      deliver = onPlaces;
      return { post: (message) => posted.push(message), dispose: () => {} };
    },
    onChange: () => {},
    still: () => false,
  });
  const answer = (done: boolean, at: (node: number) => readonly [number, number]): void => {
    const task = posted.findLast((message) => message.type === "task");
    if (task?.type !== "task") throw new Error("no task was posted");
    const xy = Array.from({ length: task.task.count }, (_, node) => at(node)).flat();
    deliver({ id: task.id, xy: Float64Array.from(xy), done });
  };
  return { places, posted, answer };
}

function settle(places: NodePlaces): void {
  for (let ms = 0; places.step(ms) && ms < 5_000; ms += 16);
}

function placed(topology: TopologyView): ReturnType<typeof setUp> {
  const all = setUp();
  all.places.setTopology(topology, 1.5);
  all.answer(true, (node) => [node * 100, node * 10]);
  settle(all.places);
  return all;
}

test("a known shape is there at once, without a worker", () => {
  const { places, posted } = setUp();
  expect(places.setTopology(topologyOf(["A", "B", "C"], ["A-B", "B-C"]), 1.5)).toBe(true);
  expect(places.ready).toBe(true);
  expect(posted).toEqual([]);
});

test("any other waits for the worker and then stands at once where it belongs", () => {
  const { places, posted, answer } = setUp();
  places.setTopology(topologyOf(["A", "B", "C", "D", "E"], KITE), 1.5);
  expect(places.ready).toBe(false);
  expect(posted).toHaveLength(1);
  answer(true, (node) => [node, -node]);
  expect(places.ready).toBe(true);
  expect([...places.x]).toEqual([0, 1, 2, 3, 4]);
});

test("places that the topology names are kept, in links of the usual length", () => {
  const { places, posted } = setUp();
  const topology = topologyOf([nodeView("A", { x: 0, y: 0 }), nodeView("B", { x: 2, y: 0 }), nodeView("C", { x: 2, y: 2 })], ["A-B", "B-C"]);
  places.setTopology(topology, 1.5);
  expect(unitOf(topology)).toBe(75);
  expect([...places.x]).toEqual([0, 150, 150]);
  expect(posted).toEqual([]);
  expect(places.toTopologyUnits(75)).toBe(1);
});

test("nodes keep their places when others come and go", () => {
  const { places, posted, answer } = placed(topologyOf(["A", "B", "C", "D", "E"], KITE));
  places.setTopology(topologyOf(["A", "B", "C", "D", "E", "F"], [...KITE, "E-F"]), 1.5);
  const task = posted.at(-1);
  expect(task?.type === "task" && [...task.task.fixed]).toEqual([1, 1, 1, 1, 1, 0]);
  answer(true, (node) => (node === 5 ? [999, 9] : [node * 100, node * 10]));
  settle(places);
  expect([...places.x]).toEqual([0, 100, 200, 300, 400, 999]);
  places.setTopology(topologyOf(["A", "C", "D", "E", "F"], ["C-A", "C-D", "D-E", "E-F"]), 1.5);
  expect([...places.x]).toEqual([0, 200, 300, 400, 999]);
});

test("another mesh is laid out anew, also when its nodes have the same names", () => {
  expect(shareKept(topologyOf(["A", "B", "C"], ["A-B", "B-C"]), topologyOf(["X", "Y", "Z"], ["X-Y"]))).toBe(0);
  const one = topologyOf([nodeView("A", { x: 0, y: 0 }), nodeView("B", { x: 1, y: 0 })], ["A-B"]);
  const other = topologyOf([nodeView("A", { x: 5, y: 5 }), nodeView("B", { x: 9, y: 0 })], ["A-B"]);
  expect(shareKept(one, other)).toBe(0);
  expect(shareKept(one, one)).toBe(1);
});

test("what the worker still sends of an older topology is thrown away", () => {
  const { places, answer } = setUp();
  places.setTopology(topologyOf(["A", "B", "C", "D", "E"], KITE), 1.5);
  places.setTopology(topologyOf(["X", "Y", "Z"], ["X-Y", "Y-Z"]), 1.5);
  const before = [...places.x];
  answer(true, () => [7, 7]);
  expect([...places.x]).toEqual(before);
});

test("a dragged node is pinned where it is put, and the layout is told", () => {
  const { places, posted } = placed(topologyOf(["A", "B", "C", "D", "E"], KITE));
  places.drag(1, 55, 66);
  expect([places.x[1], places.y[1]]).toEqual([55, 66]);
  expect(places.isPinned(1)).toBe(true);
  expect(posted.at(-1)).toMatchObject({ type: "hold", node: 1, x: 55, y: 66 });
  places.unpin(1);
  expect(places.isPinned(1)).toBe(false);
  expect(posted.at(-1)).toMatchObject({ type: "release", node: 1 });
});

test("new places are glided to within about 200 ms", () => {
  const { places, answer } = placed(topologyOf(["A", "B", "C", "D", "E"], KITE));
  answer(true, (node) => [node * 100 + 50, node * 10]);
  places.step(0);
  expect(places.x[0]).toBeGreaterThan(0);
  expect(places.x[0]).toBeLessThan(50);
  for (let ms = 16; ms <= 208; ms += 16) places.step(ms);
  expect(places.x[0]).toBeGreaterThan(48);
  settle(places);
  expect(places.x[0]).toBe(50);
});
