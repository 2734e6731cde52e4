import type { TopologyView } from "../../port/messages.ts";
import { reachOf } from "./shapes.ts";

/**
 * The two opposing lanes of each link, in pixels of the stage. A message keeps to the right, as in traffic: the lane
 * from a to b lies right of the line as one looks from a to b.
 *
 * Columns by link index: where the middle line leaves the outlines of a and b, and its direction.
 */
export interface Lanes {
  readonly ax: Float64Array;
  readonly ay: Float64Array;
  readonly bx: Float64Array;
  readonly by: Float64Array;
  /** unit vector from a to b; its right-hand side is (-uy, ux), as y grows downwards */
  readonly ux: Float64Array;
  readonly uy: Float64Array;
  readonly length: Float64Array;
  /** between the middle line and either lane */
  readonly offset: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Between two links that join the same two nodes, middle line to middle line, as a multiple of the lane offset. */
const BUNDLE_STEP = 5;

export function lanesOf(topology: TopologyView, x: Float64Array, y: Float64Array, radius: number, offset: number): Lanes {
  const count = topology.links.length;
  const lanes = {
    ax: new Float64Array(count),
    ay: new Float64Array(count),
    bx: new Float64Array(count),
    by: new Float64Array(count),
    ux: new Float64Array(count),
    uy: new Float64Array(count),
    length: new Float64Array(count),
    offset,
  };
  const shifts = bundleShifts(topology);
  for (let i = 0; i < count; i += 1) {
    const { a, b } = topology.links[i];
    const dx = x[b] - x[a];
    const dy = y[b] - y[a];
    const distance = Math.hypot(dx, dy);
    const ux = distance === 0 ? 1 : dx / distance;
    const uy = distance === 0 ? 0 : dy / distance;
    const trimA = Math.min(reachOf(topology.nodes[a].role, radius, ux, uy), distance / 2);
    const trimB = Math.min(reachOf(topology.nodes[b].role, radius, -ux, -uy), distance / 2);
    const shift = shifts[i] * offset * (a < b ? 1 : -1);
    lanes.ux[i] = ux;
    lanes.uy[i] = uy;
    lanes.ax[i] = x[a] + ux * trimA - uy * shift;
    lanes.ay[i] = y[a] + uy * trimA + ux * shift;
    lanes.bx[i] = x[b] - ux * trimB - uy * shift;
    lanes.by[i] = y[b] - uy * trimB + ux * shift;
    lanes.length[i] = Math.max(0, distance - trimA - trimB);
  }
  return lanes;
}

const shiftsOf = new WeakMap<TopologyView, Float64Array>();

/** Several links between the same two nodes lie side by side: their shifts are 0, or ±2.5, or -5, 0, 5 … lane offsets. */
function bundleShifts(topology: TopologyView): Float64Array {
  const known = shiftsOf.get(topology);
  if (known !== undefined) return known;
  const bundles = new Map<number, number[]>();
  topology.links.forEach(({ a, b }, i) => {
    const key = Math.min(a, b) * topology.nodes.length + Math.max(a, b);
    const bundle = bundles.get(key);
    if (bundle) bundle.push(i);
    else bundles.set(key, [i]);
  });
  const shifts = new Float64Array(topology.links.length);
  for (const bundle of bundles.values()) {
    bundle.forEach((link, at) => {
      shifts[link] = (at - (bundle.length - 1) / 2) * BUNDLE_STEP;
    });
  }
  shiftsOf.set(topology, shifts);
  return shifts;
}

/** A point of a link: `part` from 0 at a to 1 at b, `right` pixels to the right of the middle line (seen from a). */
export function pointOnLink(lanes: Lanes, link: number, part: number, right: number): Point {
  return {
    x: lanes.ax[link] + (lanes.bx[link] - lanes.ax[link]) * part - lanes.uy[link] * right,
    y: lanes.ay[link] + (lanes.by[link] - lanes.ay[link]) * part + lanes.ux[link] * right,
  };
}

/** A point of a lane: `part` of the way from the sender (0) to the receiver (1); direction 0 = from a to b. */
export function pointOnLane(lanes: Lanes, link: number, direction: number, part: number): Point {
  return direction === 0
    ? pointOnLink(lanes, link, part, lanes.offset)
    : pointOnLink(lanes, link, 1 - part, -lanes.offset);
}

/** Distance of a point from a link's middle line. */
export function distanceToLink(lanes: Lanes, link: number, x: number, y: number): number {
  const dx = x - lanes.ax[link];
  const dy = y - lanes.ay[link];
  const along = Math.min(Math.max(dx * lanes.ux[link] + dy * lanes.uy[link], 0), lanes.length[link]);
  return Math.hypot(dx - along * lanes.ux[link], dy - along * lanes.uy[link]);
}
