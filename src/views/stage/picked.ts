import type { TopologyView } from "../../port/messages.ts";
import type { Geometry } from "./picture.ts";
import type { Target } from "./paint-overlay.ts";

/**
 * Several things at once: picked one by one (Shift and click, or X), by a frame drawn about them (Shift and drag), or the
 * links that a line crosses. By number while they are pointed at; what is done to them goes by name.
 */
export interface Picked {
  readonly nodes: readonly number[];
  readonly links: readonly number[];
}

export const NOTHING_PICKED: Picked = { nodes: [], links: [] };

/** A line, or the diagonal of a frame, in pixels of the stage. */
export interface Line {
  readonly ax: number;
  readonly ay: number;
  readonly bx: number;
  readonly by: number;
}

export function isNothing({ nodes, links }: Picked): boolean {
  return nodes.length === 0 && links.length === 0;
}

/** Takes a thing in, or out again. */
export function toggled(picked: Picked, target: Target): Picked {
  const flip = (list: readonly number[], one: number): readonly number[] => (list.includes(one) ? list.filter((other) => other !== one) : [...list, one]);
  return target.kind === "node" ? { ...picked, nodes: flip(picked.nodes, target.node) } : { ...picked, links: flip(picked.links, target.link) };
}

/** Nodes inside a frame, and the links between them. */
export function within({ x, y }: Pick<Geometry, "x" | "y">, topology: TopologyView, { ax, ay, bx, by }: Line): Picked {
  const inside = (node: number): boolean => x[node]! >= Math.min(ax, bx) && x[node]! <= Math.max(ax, bx) && y[node]! >= Math.min(ay, by) && y[node]! <= Math.max(ay, by);
  const nodes = topology.nodes.flatMap((_, node) => (inside(node) ? [node] : []));
  const links = topology.links.flatMap(({ a, b }, link) => (inside(a) && inside(b) ? [link] : []));
  return { nodes, links };
}

export function together(one: Picked, other: Picked): Picked {
  return { nodes: [...new Set([...one.nodes, ...other.nodes])], links: [...new Set([...one.links, ...other.links])] };
}

/** The links between these nodes and all others. */
export function boundaryOf({ links }: TopologyView, nodes: readonly number[]): number[] {
  const inside = new Set(nodes);
  return links.flatMap(({ a, b }, link) => (inside.has(a) === inside.has(b) ? [] : [link]));
}

/** The links that a line crosses. */
export function crossed({ lanes }: Pick<Geometry, "lanes">, line: Line): number[] {
  const found: number[] = [];
  for (let link = 0; link < lanes.length.length; link += 1) {
    if (meet(line, { ax: lanes.ax[link]!, ay: lanes.ay[link]!, bx: lanes.bx[link]!, by: lanes.by[link]! })) found.push(link);
  }
  return found;
}

function meet(one: Line, other: Line): boolean {
  return side(one, other.ax, other.ay) !== side(one, other.bx, other.by) && side(other, one.ax, one.ay) !== side(other, one.bx, one.by);
}

function side({ ax, ay, bx, by }: Line, x: number, y: number): boolean {
  return (bx - ax) * (y - ay) - (by - ay) * (x - ax) > 0;
}

/** A line through a point, as long as the stage is wide and high: what the keyboard begins with. */
export function lineThrough(x: number, y: number, angle: number, size: { readonly width: number; readonly height: number }): Line {
  const reach = Math.hypot(size.width, size.height);
  const dx = Math.cos(angle) * reach;
  const dy = Math.sin(angle) * reach;
  return { ax: x - dx, ay: y - dy, bx: x + dx, by: y + dy };
}

export function moved({ ax, ay, bx, by }: Line, dx: number, dy: number): Line {
  return { ax: ax + dx, ay: ay + dy, bx: bx + dx, by: by + dy };
}

export function turned({ ax, ay, bx, by }: Line, angle: number): Line {
  const x = (ax + bx) / 2;
  const y = (ay + by) / 2;
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  const turn = (px: number, py: number): readonly [number, number] => [x + (px - x) * cos - (py - y) * sin, y + (px - x) * sin + (py - y) * cos];
  const [toAx, toAy] = turn(ax, ay);
  const [toBx, toBy] = turn(bx, by);
  return { ax: toAx, ay: toAy, bx: toBx, by: toBy };
}
