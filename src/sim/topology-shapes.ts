import type { LinkJson, NodeJson } from "./commands.ts";
import { placeOnCircle, radiusFor, type Place } from "./topology-circle.ts";
import { nodeIds, type Topology } from "./topology.ts";

/**
 * The regular shapes, in closed form: nodes, links and places of the picture. One unit of length is a hundredth of the
 * distance of two neighbours. The caller has checked the numbers (topologies.ts).
 */
const APART = 100;

export function line(count: number): Topology {
  return build(nodeIds(count), successors(count), (i) => ({ x: APART * i, y: 0 }));
}

export function ring(count: number): Topology {
  return build(nodeIds(count), [...successors(count), [count - 1, 0]], onCircle(count));
}

/** The first node is the centre. */
export function star(count: number): Topology {
  const rays = Array.from({ length: count - 1 }, (_, i): Pair => [0, i + 1]);
  const outside = onCircle(count - 1);
  return build(nodeIds(count), rays, (i) => (i === 0 ? { x: 0, y: 0 } : outside(i - 1)));
}

export function complete(count: number): Topology {
  const pairs: Pair[] = [];
  for (let a = 0; a < count; a++) for (let b = a + 1; b < count; b++) pairs.push([a, b]);
  return build(nodeIds(count), pairs, onCircle(count));
}

/** Row by row. */
export function grid(width: number, height: number): Topology {
  const place = (i: number): Place => ({ x: APART * (i % width), y: APART * Math.floor(i / width) });
  return build(nodeIds(width * height), gridPairs(width, height), place);
}

/** A grid whose rows and columns are closed to rings; bent a little, so that the closing links are seen beside the others. */
export function torus(width: number, height: number): Topology {
  const pairs = gridPairs(width, height);
  for (let row = 0; row < height; row++) pairs.push([row * width + width - 1, row * width]);
  for (let column = 0; column < width; column++) pairs.push([(height - 1) * width + column, column]);
  return build(nodeIds(width * height), pairs, (i) => {
    const column = i % width;
    const row = Math.floor(i / width);
    return { x: APART * column + bulge(row, height), y: APART * row + bulge(column, width) };
  });
}

/** Node i hangs below node (i - 1) / arity, level by level. */
export function tree(count: number, arity: number): Topology {
  const parents = Array.from({ length: count - 1 }, (_, i): Pair => [Math.floor(i / arity), i + 1]);
  return build(nodeIds(count), parents, treePlaces(count, arity));
}

/** A ring of `count` (even) with `chords` chords: from i to the node opposite, for i = 0, 2, 4 … */
export function chords(count: number, chordCount: number): Topology {
  const across = Array.from({ length: chordCount }, (_, i): Pair => [2 * i, 2 * i + count / 2]);
  return build(nodeIds(count), [...successors(count), [count - 1, 0], ...across], onCircle(count));
}

/** Two node indices that a link joins. */
export type Pair = readonly [number, number];

export function build(ids: readonly string[], pairs: readonly Pair[], placeOf?: (index: number) => Place): Topology {
  const nodes = ids.map((id, i): NodeJson => (placeOf ? { id, ...placeOf(i) } : { id }));
  const links = pairs.map(([a, b]): LinkJson => ({ a: ids[a]!, b: ids[b]! }));
  return { nodes, links };
}

export function onCircle(count: number): (index: number) => Place {
  const radius = radiusFor(count);
  return (index) => placeOnCircle(index, count, radius);
}

function successors(count: number): Pair[] {
  return Array.from({ length: count - 1 }, (_, i): Pair => [i, i + 1]);
}

function gridPairs(width: number, height: number): Pair[] {
  const pairs: Pair[] = [];
  for (let i = 0; i < width * height; i++) {
    if (i % width < width - 1) pairs.push([i, i + 1]);
    if (i + width < width * height) pairs.push([i, i + width]);
  }
  return pairs;
}

/** A parabola over 0..size - 1 that rises to 60 in the middle. */
function bulge(index: number, size: number): number {
  return Math.floor((240 * index * (size - 1 - index)) / ((size - 1) * (size - 1)));
}

/** Each node in the middle above its children; the height grows with the width, so that a wide tree is no thin strip. */
function treePlaces(count: number, arity: number): (index: number) => Place {
  const levelStarts = [0];
  const levelSizes = [1];
  for (let start = 1, size = arity; start < count; start += size, size *= arity) {
    levelStarts.push(start);
    levelSizes.push(size);
  }
  const depth = levelStarts.length - 1;
  const slots = levelSizes[depth];
  const slotWidth = 60;
  const levelHeight = depth === 0 ? 0 : Math.max(APART, Math.floor((slots * slotWidth) / (2 * depth)));
  return (index) => {
    let level = depth;
    while (levelStarts[level] > index) level--;
    const share = slots / levelSizes[level];
    return { x: Math.floor(((2 * (index - levelStarts[level]) + 1) * share * slotWidth) / 2), y: level * levelHeight };
  };
}
