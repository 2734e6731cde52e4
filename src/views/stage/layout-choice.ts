import { LINK_WORLD_LENGTH } from "./density.ts";
import { createForceLayout, stretchOf, type LayoutTask, type Stretch } from "./force-layout.ts";

/**
 * Force finds a good picture, not the best: it depends on where one starts. Small meshes are laid out from several
 * starts, all of them fixed, and the picture with the fewest crossings is taken, turned so that it is as wide as the
 * stage is.
 */
export function startsWorthTrying(count: number): number {
  if (count <= 24) return 16;
  if (count <= 48) return 8;
  if (count <= 90) return 4;
  return 1;
}

/** The task with the best start found as its places, nearly at rest; tasks with known places or many nodes as they are. */
export function chooseStart(task: LayoutTask): LayoutTask {
  const starts = startsWorthTrying(task.count);
  if (starts === 1 || task.alpha < 1 || task.xy.some((value) => !Number.isNaN(value))) return task;
  let best: Float64Array | null = null;
  let least = Infinity;
  for (let start = 0; start < starts; start += 1) {
    const layout = createForceLayout({ ...task, aspect: 1, xy: start === 0 ? task.xy : swirl(task.count, start) });
    while (layout.tick());
    const xy = layout.positions();
    const cost = tangle(task.ends, xy);
    if (cost < least) {
      best = xy;
      least = cost;
    }
  }
  if (best === null) return task;
  const stretch = stretchOf(task.aspect);
  const turned = turnedToFit(best, task.aspect, stretch);
  return { ...task, xy: turned.map((value, i) => value * (i % 2 === 0 ? stretch.x : stretch.y)), alpha: SETTLE_ALPHA };
}

const SETTLE_ALPHA = 0.03;
const GOLDEN_TURN = Math.PI * (3 - Math.sqrt(5));

/** Nodes on a spiral, in an order that differs from start to start. */
function swirl(count: number, start: number): Float64Array {
  const xy = new Float64Array(count * 2);
  const step = strideFor(count, start);
  for (let i = 0; i < count; i += 1) {
    const node = (i * step + start) % count;
    const radius = LINK_WORLD_LENGTH * 0.5 * Math.sqrt(i + 0.5);
    const angle = i * GOLDEN_TURN;
    xy[2 * node] = radius * Math.cos(angle);
    xy[2 * node + 1] = radius * Math.sin(angle);
  }
  return xy;
}

/** A stride that visits every node once. */
function strideFor(count: number, start: number): number {
  const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));
  let stride = 1 + ((start * 7) % Math.max(count - 1, 1));
  while (gcd(stride, count) !== 1) stride += 1;
  return stride;
}

/** How tangled a picture is: crossings of links, and nodes that lie on links of others. */
export function tangle(ends: Int32Array, xy: Float64Array): number {
  const links = ends.length / 2;
  let cost = 0;
  for (let i = 0; i < links; i += 1) {
    for (let j = i + 1; j < links; j += 1) if (crosses(ends, xy, i, j)) cost += 1;
    for (let node = 0; node < xy.length / 2; node += 1) if (liesOn(ends, xy, i, node)) cost += 1.5;
  }
  return cost;
}

function crosses(ends: Int32Array, xy: Float64Array, one: number, other: number): boolean {
  const [a, b, c, d] = [ends[2 * one], ends[2 * one + 1], ends[2 * other], ends[2 * other + 1]];
  if (a === c || a === d || b === c || b === d) return false;
  return side(xy, a, b, c) * side(xy, a, b, d) < 0 && side(xy, c, d, a) * side(xy, c, d, b) < 0;
}

function side(xy: Float64Array, a: number, b: number, c: number): number {
  return (xy[2 * b] - xy[2 * a]) * (xy[2 * c + 1] - xy[2 * a + 1]) - (xy[2 * b + 1] - xy[2 * a + 1]) * (xy[2 * c] - xy[2 * a]);
}

const CLEARANCE = LINK_WORLD_LENGTH * 0.28;

function liesOn(ends: Int32Array, xy: Float64Array, link: number, node: number): boolean {
  const a = ends[2 * link];
  const b = ends[2 * link + 1];
  if (node === a || node === b) return false;
  const dx = xy[2 * b] - xy[2 * a];
  const dy = xy[2 * b + 1] - xy[2 * a + 1];
  const px = xy[2 * node] - xy[2 * a];
  const py = xy[2 * node + 1] - xy[2 * a + 1];
  const part = (px * dx + py * dy) / Math.max(dx * dx + dy * dy, 1);
  if (part < 0 || part > 1) return false;
  return Math.hypot(px - part * dx, py - part * dy) < CLEARANCE;
}

/** Turned about its middle so that its longer side lies along the stage's longer side. */
function turnedToFit(xy: Float64Array, aspect: number, stretch: Stretch): Float64Array {
  let best = xy;
  let least = Infinity;
  for (let step = 0; step < 36; step += 1) {
    const angle = (Math.PI * step) / 36;
    const turned = turn(xy, angle);
    const { width, height } = extentOf(turned);
    // the scale at which it fits a stage of height 1
    const cost = Math.max((width * stretch.x) / aspect, height * stretch.y);
    if (cost < least - 1e-6) {
      best = turned;
      least = cost;
    }
  }
  return best;
}

function turn(xy: Float64Array, angle: number): Float64Array {
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  return xy.map((value, i) => (i % 2 === 0 ? value * cos - xy[i + 1] * sin : xy[i - 1] * sin + value * cos));
}

function extentOf(xy: Float64Array): { width: number; height: number } {
  const box = { left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity };
  xy.forEach((value, i) => {
    if (i % 2 === 0) {
      box.left = Math.min(box.left, value);
      box.right = Math.max(box.right, value);
    } else {
      box.top = Math.min(box.top, value);
      box.bottom = Math.max(box.bottom, value);
    }
  });
  return { width: box.right - box.left, height: box.bottom - box.top };
}
