import { hierarchy, tree } from "d3";
import { LINK_WORLD_LENGTH as STEP } from "./density.ts";
import { centreOf, hopsFrom, neighboursOf, type Graph } from "./graph.ts";

/**
 * Places for the shapes that everybody knows: line, ring (with chords), star, complete graph, grid, tree. Recognised
 * from the links alone. The result is x and y by turns, in world units, about the origin; null = not one of these.
 */
export function closedForm(graph: Graph, aspect: number): Float64Array | null {
  const neighbours = neighboursOf(graph);
  const { count } = graph;
  if (count === 0) return new Float64Array(0);
  if (count === 1) return new Float64Array(2);
  if (hopsFrom(neighbours, 0).includes(-1)) return null;
  const links = neighbours.reduce((sum, list) => sum + list.length, 0) / 2;
  const degrees = neighbours.map((list) => list.length);
  const degreeMax = Math.max(...degrees);

  if (links === count - 1) {
    if (degreeMax <= 2) return line(walk(neighbours, degrees.indexOf(1)));
    if (degreeMax === count - 1) return star(neighbours, degrees.indexOf(degreeMax), aspect);
    return count <= TOP_DOWN_MAX ? topDownTree(neighbours) : radialTree(neighbours);
  }
  if (links === count && degreeMax === 2) return ring(walk(neighbours, 0), aspect);
  if (links === (count * (count - 1)) / 2) return ring(range(count), aspect);
  return grid(neighbours, degrees) ?? ringInOrder(neighbours, links, aspect);
}

const TOP_DOWN_MAX = 16;

function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}

/** The nodes of a line or ring in the order of a walk along it. */
function walk(neighbours: readonly (readonly number[])[], start: number): number[] {
  const order = [start];
  let before = -1;
  let node = start;
  while (order.length < neighbours.length) {
    const next = neighbours[node].find((one) => one !== before && one !== start);
    if (next === undefined) break;
    order.push(next);
    before = node;
    node = next;
  }
  return order;
}

/** Short: straight. Long: to and fro, so that it fills the stage. */
function line(order: readonly number[]): Float64Array {
  const rowLength = order.length <= 10 ? order.length : Math.ceil(Math.sqrt(order.length * 1.8));
  const xy = new Float64Array(order.length * 2);
  order.forEach((node, at) => {
    const row = Math.floor(at / rowLength);
    const column = row % 2 === 0 ? at % rowLength : rowLength - 1 - (at % rowLength);
    xy[2 * node] = column * STEP;
    xy[2 * node + 1] = row * STEP;
  });
  return centred(xy);
}

/** On an ellipse that follows the stage within reason; clockwise from the top. */
function ring(order: readonly number[], aspect: number): Float64Array {
  const radius = order.length < 4 ? STEP / Math.sqrt(3) : STEP / (2 * Math.sin(Math.PI / order.length));
  const stretch = Math.sqrt(Math.min(Math.max(aspect, 0.75), 1.6));
  const xy = new Float64Array(order.length * 2);
  order.forEach((node, at) => {
    const angle = (2 * Math.PI * at) / order.length - Math.PI / 2;
    xy[2 * node] = radius * stretch * Math.cos(angle);
    xy[2 * node + 1] = (radius / stretch) * Math.sin(angle);
  });
  return xy;
}

/** Nodes joined around in the order of their numbers, and not too many chords across. */
function ringInOrder(neighbours: readonly (readonly number[])[], links: number, aspect: number): Float64Array | null {
  const count = neighbours.length;
  if (links > count * 2) return null;
  if (count < 8) return null;
  const around = neighbours.every((list, node) => list.includes((node + 1) % count));
  return around ? ring(range(count), aspect) : null;
}

function star(neighbours: readonly (readonly number[])[], hub: number, aspect: number): Float64Array {
  const xy = new Float64Array(neighbours.length * 2);
  const rays = neighbours[hub].length;
  const radius = Math.max(STEP, (STEP * 0.55) / (2 * Math.sin(Math.PI / Math.max(rays, 2))));
  const stretch = Math.sqrt(Math.min(Math.max(aspect, 0.8), 1.4));
  neighbours[hub].forEach((node, at) => {
    const angle = (2 * Math.PI * at) / rays - Math.PI / 2;
    xy[2 * node] = radius * stretch * Math.cos(angle);
    xy[2 * node + 1] = (radius / stretch) * Math.sin(angle);
  });
  return xy;
}

/**
 * In a grid of w columns, the hops h0 and h1 from its two upper corners give the place: x = (h0 - h1 + w - 1) / 2,
 * y = (h0 + h1 - w + 1) / 2. It is a grid exactly if all places differ and every link is one step long.
 */
function grid(neighbours: readonly (readonly number[])[], degrees: readonly number[]): Float64Array | null {
  const corners = range(neighbours.length).filter((node) => degrees[node] === 2);
  if (corners.length !== 4) return null;
  const hops0 = hopsFrom(neighbours, corners[0]);
  for (const corner of corners.slice(1)) {
    const places = gridFrom(neighbours, hops0, hopsFrom(neighbours, corner), hops0[corner]);
    if (places) return centred(places);
  }
  return null;
}

function gridFrom(
  neighbours: readonly (readonly number[])[],
  hops0: Int32Array,
  hops1: Int32Array,
  width: number,
): Float64Array | null {
  const xy = new Float64Array(neighbours.length * 2);
  const taken = new Set<number>();
  for (let node = 0; node < neighbours.length; node += 1) {
    const column = (hops0[node] - hops1[node] + width) / 2;
    const row = (hops0[node] + hops1[node] - width) / 2;
    if (!Number.isInteger(column) || !Number.isInteger(row)) return null;
    xy[2 * node] = column * STEP;
    xy[2 * node + 1] = row * STEP;
    taken.add(row * neighbours.length * 2 + column);
  }
  const straight = neighbours.every((list, node) =>
    list.every((other) => Math.abs(xy[2 * node] - xy[2 * other]) + Math.abs(xy[2 * node + 1] - xy[2 * other + 1]) === STEP),
  );
  return straight && taken.size === neighbours.length ? xy : null;
}

interface Twig {
  readonly node: number;
  readonly children: Twig[];
}

function twigs(neighbours: readonly (readonly number[])[], root: number): Twig {
  const grow = (node: number, parent: number): Twig => ({
    node,
    children: neighbours[node].filter((one) => one !== parent).map((one) => grow(one, node)),
  });
  return grow(root, -1);
}

function topDownTree(neighbours: readonly (readonly number[])[]): Float64Array {
  const placed = tree<Twig>().nodeSize([STEP * 0.72, STEP * 0.9])(hierarchy(twigs(neighbours, 0)));
  const xy = new Float64Array(neighbours.length * 2);
  placed.each(({ data, x, y }) => {
    xy[2 * data.node] = x;
    xy[2 * data.node + 1] = y;
  });
  return centred(xy);
}

function radialTree(neighbours: readonly (readonly number[])[]): Float64Array {
  const root = hierarchy(twigs(neighbours, centreOf(neighbours)));
  const leaves = root.leaves().length;
  const ringStep = Math.max(STEP, (leaves * STEP * 0.42) / (2 * Math.PI * Math.max(root.height, 1)));
  const layout = tree<Twig>()
    .size([2 * Math.PI, ringStep * root.height])
    .separation((one, other) => (one.parent === other.parent ? 1 : 1.6) / Math.max(one.depth, 1));
  const xy = new Float64Array(neighbours.length * 2);
  layout(root).each(({ data, x, y }) => {
    xy[2 * data.node] = y * Math.cos(x - Math.PI / 2);
    xy[2 * data.node + 1] = y * Math.sin(x - Math.PI / 2);
  });
  return centred(xy);
}

function centred(xy: Float64Array): Float64Array {
  let left = Infinity;
  let right = -Infinity;
  let top = Infinity;
  let bottom = -Infinity;
  for (let i = 0; i < xy.length; i += 2) {
    left = Math.min(left, xy[i]);
    right = Math.max(right, xy[i]);
    top = Math.min(top, xy[i + 1]);
    bottom = Math.max(bottom, xy[i + 1]);
  }
  return xy.map((value, i) => value - (i % 2 === 0 ? (left + right) / 2 : (top + bottom) / 2));
}
