import type { TopologyView } from "../../port/messages.ts";
import type { Target } from "./paint-overlay.ts";

/** Where the keyboard goes next. */
export type Direction = "left" | "right" | "up" | "down";

const AXIS: Readonly<Record<Direction, readonly [number, number]>> = {
  left: [-1, 0],
  right: [1, 0],
  up: [0, -1],
  down: [0, 1],
};

/** The nearest node that lies rather in this direction than in another; null = none does. */
export function nodeTowards(x: ArrayLike<number>, y: ArrayLike<number>, from: number, direction: Direction): number | null {
  const [ux, uy] = AXIS[direction];
  let best: number | null = null;
  let least = Infinity;
  for (let node = 0; node < x.length; node += 1) {
    const dx = x[node] - x[from];
    const dy = y[node] - y[from];
    const ahead = dx * ux + dy * uy;
    const aside = Math.abs(dx * uy) + Math.abs(dy * ux);
    if (node === from || ahead <= 0 || aside > ahead * 1.6) continue;
    const cost = ahead + aside * 2;
    if (cost < least) {
      least = cost;
      best = node;
    }
  }
  return best;
}

/** The links of a node, in the order of their angle. */
export function linksAround(topology: TopologyView, x: ArrayLike<number>, y: ArrayLike<number>, node: number): number[] {
  const angle = (link: number): number => {
    const { a, b } = topology.links[link];
    const other = a === node ? b : a;
    return Math.atan2(y[other] - y[node], x[other] - x[node]);
  };
  return topology.links
    .map((_, link) => link)
    .filter((link) => topology.links[link].a === node || topology.links[link].b === node)
    .toSorted((one, other) => angle(one) - angle(other) || one - other);
}

/** The next or previous link of a node; from the node itself it is the first or the last. */
export function nextLink(links: readonly number[], focus: Target | null, step: 1 | -1): number | null {
  if (links.length === 0) return null;
  const at = focus?.kind === "link" ? links.indexOf(focus.link) : -1;
  if (at === -1) return step === 1 ? links[0] : links[links.length - 1];
  return links[(at + step + links.length) % links.length];
}
