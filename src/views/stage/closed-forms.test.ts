import { expect, test } from "vitest";
import { closedForm } from "./closed-forms.ts";
import { LINK_WORLD_LENGTH } from "./density.ts";
import { hopsFrom, neighboursOf, type Graph } from "./graph.ts";
import { tangle } from "./layout-choice.ts";

function graph(count: number, pairs: readonly (readonly [number, number])[]): Graph {
  return { count, ends: Int32Array.from(pairs.flat()) };
}

function range<T>(count: number, make: (i: number) => T): T[] {
  return Array.from({ length: count }, (_, i) => make(i));
}

const SHAPES: Readonly<Record<string, Graph>> = {
  "a line of 5": graph(5, range(4, (i) => [i, i + 1])),
  "a line of 24": graph(24, range(23, (i) => [i, i + 1])),
  "a ring of 3": graph(3, range(3, (i) => [i, (i + 1) % 3])),
  "a ring of 50": graph(50, range(50, (i) => [i, (i + 1) % 50])),
  "a star of 12": graph(13, range(12, (i) => [0, i + 1])),
  "a tree of 15": graph(15, range(14, (i) => [Math.floor(i / 2), i + 1])),
  "a tree of 63": graph(63, range(62, (i) => [Math.floor(i / 2), i + 1])),
  "a grid of 6 by 4": graph(24, range(24, (i) => i).flatMap((i) => [...(i % 6 < 5 ? [[i, i + 1] as const] : []), ...(i < 18 ? [[i, i + 6] as const] : [])])),
};

function nearest(xy: Float64Array): number {
  let least = Infinity;
  for (let i = 0; i < xy.length; i += 2) {
    for (let j = 0; j < i; j += 2) least = Math.min(least, Math.hypot(xy[i] - xy[j], xy[i + 1] - xy[j + 1]));
  }
  return least;
}

test.each(Object.entries(SHAPES))("%s is recognised, without a crossing, no two nodes upon each other", (_, shape) => {
  const xy = closedForm(shape, 1.5);
  if (xy === null) throw new Error("not recognised");
  expect(nearest(xy)).toBeGreaterThan(LINK_WORLD_LENGTH * 0.35);
  expect(tangle(shape.ends, xy)).toBe(0);
});

test("a grid whose nodes are numbered anyhow is laid out with links of one length", () => {
  const shuffled = range(24, (i) => (i * 7) % 24);
  const { ends } = SHAPES["a grid of 6 by 4"];
  const xy = closedForm({ count: 24, ends: ends.map((node) => shuffled[node]) }, 1.5);
  if (xy === null) throw new Error("not recognised");
  for (let i = 0; i < ends.length; i += 2) {
    const [a, b] = [shuffled[ends[i]], shuffled[ends[i + 1]]];
    expect(Math.hypot(xy[2 * a] - xy[2 * b], xy[2 * a + 1] - xy[2 * b + 1])).toBeCloseTo(LINK_WORLD_LENGTH);
  }
});

test("a complete graph and a ring with chords stand on a circle", () => {
  const complete = graph(6, range(6, (i) => range(5 - i, (j) => [i, i + j + 1] as const)).flat());
  expect(closedForm(complete, 1)).not.toBeNull();
  const chords = graph(20, [...range(20, (i) => [i, (i + 1) % 20] as const), ...range(5, (i) => [2 * i, 2 * i + 10] as const)]);
  const xy = closedForm(chords, 1);
  expect(xy && Math.hypot(xy[0], xy[1])).toBeCloseTo(xy ? Math.hypot(xy[10], xy[11]) : 0);
});

test("anything else is left to the forces", () => {
  expect(closedForm(graph(5, [[0, 1], [1, 2], [2, 0], [2, 3], [3, 4]]), 1)).toBeNull();
  expect(closedForm(graph(4, [[0, 1], [2, 3]]), 1)).toBeNull();
});

test("nothing and a single node have a place", () => {
  expect(closedForm(graph(0, []), 1)).toHaveLength(0);
  expect([...(closedForm(graph(1, []), 1) ?? [])]).toEqual([0, 0]);
});

test("hops count along links, -1 where none lead", () => {
  expect([...hopsFrom(neighboursOf(graph(4, [[0, 1], [1, 2]])), 0)]).toEqual([0, 1, 2, -1]);
});
