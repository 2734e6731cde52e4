import { quadtree, type Quadtree, type QuadtreeLeaf } from "d3";
import { distanceToLink, pointOnLink } from "./lanes.ts";
import type { Geometry } from "./picture.ts";
import type { PaintedMessages } from "./paint-messages.ts";

/** What lies under the pointer. Trees are built when somebody asks, and hold until the geometry changes. */
export interface HitMap {
  nodeAt(x: number, y: number, tolerance: number): number | null;
  linkAt(x: number, y: number, tolerance: number): number | null;
}

/** Of the samples on links, in pixels. */
const SAMPLE_STEP = 36;
const MESSAGE_REACH = 10;

interface Sample {
  readonly x: number;
  readonly y: number;
  readonly of: number;
}

export function createHitMap(geometry: Geometry): HitMap {
  let nodes: Quadtree<Sample> | null = null;
  let links: Quadtree<Sample> | null = null;
  return {
    nodeAt(x, y, tolerance) {
      nodes ??= treeOf(Array.from(geometry.x, (_, of) => ({ x: geometry.x[of], y: geometry.y[of], of })));
      return nodes.find(x, y, geometry.metrics.radius * 1.1 + tolerance)?.of ?? null;
    },
    linkAt(x, y, tolerance) {
      links ??= treeOf(linkSamples(geometry));
      const reach = tolerance + geometry.lanes.offset;
      let nearest: number | null = null;
      let least = reach;
      for (const of of samplesWithin(links, x, y, reach + SAMPLE_STEP)) {
        const distance = distanceToLink(geometry.lanes, of, x, y);
        if (distance < least || (distance === least && nearest !== null && of < nearest)) {
          nearest = of;
          least = distance;
        }
      }
      return nearest;
    },
  };
}

/** The number of the message painted nearest, if it is near enough. */
export function messageAt(painted: PaintedMessages, x: number, y: number, tolerance: number): number | null {
  const tree = treeOf(painted.x.map((px, i) => ({ x: px, y: painted.y[i], of: painted.message[i] })));
  return tree.find(x, y, MESSAGE_REACH + tolerance)?.of ?? null;
}

function treeOf(samples: readonly Sample[]): Quadtree<Sample> {
  return quadtree<Sample>()
    .x((sample) => sample.x)
    .y((sample) => sample.y)
    .addAll([...samples]);
}

function linkSamples({ lanes }: Geometry): Sample[] {
  const samples: Sample[] = [];
  for (let link = 0; link < lanes.length.length; link += 1) {
    const steps = Math.max(1, Math.ceil(lanes.length[link] / SAMPLE_STEP));
    for (let i = 0; i <= steps; i += 1) samples.push({ ...pointOnLink(lanes, link, i / steps, 0), of: link });
  }
  return samples;
}

function samplesWithin(tree: Quadtree<Sample>, x: number, y: number, reach: number): Set<number> {
  const found = new Set<number>();
  tree.visit((quad, x0, y0, x1, y1) => {
    if (x0 > x + reach || x1 < x - reach || y0 > y + reach || y1 < y - reach) return true;
    if (quad.length === undefined) {
      for (let leaf: QuadtreeLeaf<Sample> | undefined = quad; leaf !== undefined; leaf = leaf.next) found.add(leaf.data.of);
    }
    return false;
  });
  return found;
}
