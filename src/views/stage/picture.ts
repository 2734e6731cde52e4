import type { Frame, TopologyView } from "../../port/messages.ts";
import type { Palette } from "../theme/palette.ts";
import { levelFor, metricsFor, type Level, type Metrics } from "./density.ts";
import { lanesOf, type Lanes } from "./lanes.ts";
import type { StageUi } from "./stage-props.ts";

/** How world units become pixels: px = world * k + (x, y). */
export interface View {
  readonly k: number;
  readonly x: number;
  readonly y: number;
}

/** Where everything is, in pixels. Made anew when the view, the places or the topology change. */
export interface Geometry {
  readonly view: View;
  readonly width: number;
  readonly height: number;
  readonly metrics: Metrics;
  /** by node */
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly lanes: Lanes;
  /** by node: 1 = in sight or close to it */
  readonly near: Uint8Array;
}

/** All that a painter may look at. */
export interface Picture extends Geometry {
  readonly topology: TopologyView;
  readonly frame: Frame;
  readonly palette: Palette;
  readonly ui: StageUi;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Beyond the edge, in parts of the size: drawn into the cached layer, so that panning has something to show. */
export const MARGIN = 0.25;

export function geometryOf(
  topology: TopologyView,
  world: { readonly x: Float64Array; readonly y: Float64Array },
  view: View,
  size: Size,
  before: { readonly level: Level | null; readonly keep: boolean },
): Geometry {
  const x = world.x.map((value) => value * view.k + view.x);
  const y = world.y.map((value) => value * view.k + view.y);
  const inSight = countInside(x, y, size, 0, null);
  const level = before.keep && before.level !== null ? before.level : levelFor(inSight, view.k, before.level);
  const metrics = metricsFor(level, view.k);
  const near = new Uint8Array(x.length);
  countInside(x, y, size, MARGIN, near);
  return { view, ...size, metrics, x, y, lanes: lanesOf(topology, x, y, metrics.radius, metrics.laneOffset), near };
}

function countInside(x: Float64Array, y: Float64Array, size: Size, margin: number, marks: Uint8Array | null): number {
  const dx = size.width * margin;
  const dy = size.height * margin;
  let count = 0;
  for (let i = 0; i < x.length; i += 1) {
    if (x[i] < -dx || x[i] > size.width + dx || y[i] < -dy || y[i] > size.height + dy) continue;
    count += 1;
    if (marks) marks[i] = 1;
  }
  return count;
}

/** Links that come near the stage; a link may cross it although both its ends are outside. */
export function linkIsNear(geometry: Geometry, link: number): boolean {
  const { lanes, width, height } = geometry;
  const dx = width * MARGIN;
  const dy = height * MARGIN;
  const { ax, ay, bx, by } = lanes;
  if (Math.max(ax[link], bx[link]) < -dx || Math.min(ax[link], bx[link]) > width + dx) return false;
  return Math.max(ay[link], by[link]) >= -dy && Math.min(ay[link], by[link]) <= height + dy;
}

/** Whether the watched transaction takes a link, with any of its copies (DUP-01). */
export function isOnPath({ path }: Frame, link: number): boolean {
  return path !== null && (path.links.includes(link) || path.copies.some(({ links }) => links.includes(link)));
}

/** By link the node that receives the watched PFS's best SPAN over it; -1 = not in the tree. */
export function treeReceivers(topology: TopologyView, frame: Frame): Int32Array {
  const receivers = new Int32Array(topology.links.length).fill(-1);
  frame.tree?.via.forEach((link, node) => {
    if (link >= 0 && link < receivers.length) receivers[link] = node;
  });
  return receivers;
}
