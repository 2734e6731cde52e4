import type { TopologyView } from "../../port/messages.ts";
import type { Picture } from "./picture.ts";

/**
 * Which nodes get a text, and who first. Near, every node has one. From far away there is room for a few: what is selected
 * or watched, what offers something, the ways of the watched transaction, and then the hubs, spread evenly over the stage.
 * Zooming in makes room for more.
 */
export interface Choice {
  readonly node: number;
  /** it is told even where room is scarce */
  readonly matters: boolean;
}

/** Nodes that offer something are all told while they are so few. */
const OFFERING_TOLD_MAX = 24;
/** On the stage, for one text that is not asked for. */
const CELL = { width: 132, height: 46 } as const;

export function labelledNodes(picture: Picture): readonly Choice[] {
  const { topology, near, metrics } = picture;
  const matters = mattering(picture);
  const degree = degreesOf(topology);
  const rank = (node: number): number => (isLit(picture, node) ? 2_000_000 : 0) + (matters.has(node) ? 1_000_000 : 0) + (metrics.level === "full" ? 0 : degree[node]!);
  const ranked = topology.nodes
    .map((_, node) => node)
    .filter((node) => near[node] === 1)
    .toSorted((one, other) => rank(other) - rank(one) || one - other);
  const chosen = metrics.level === "far" ? spread(picture, ranked, matters) : ranked;
  return chosen.map((node) => ({ node, matters: metrics.level === "full" || matters.has(node) }));
}

/** The selected node, and those that offer the watched PFS. */
export function isLit({ frame, ui, topology }: Picture, node: number): boolean {
  if (frame.tree?.dist[node] === -2) return true;
  return ui.selection?.kind === "node" && ui.selection.node === topology.nodes[node]!.id;
}

function mattering(picture: Picture): ReadonlySet<number> {
  const { topology, frame, ui } = picture;
  const found = new Set<number>();
  topology.nodes.forEach((_, node) => {
    if (isLit(picture, node)) found.add(node);
  });
  const { selection } = ui;
  if (selection?.kind === "link") {
    for (const { id, a, b } of topology.links) if (id === selection.link) found.add(a).add(b);
  }
  for (const way of frame.path === null ? [] : [frame.path.nodes, ...frame.path.copies.map(({ nodes }) => nodes)]) for (const node of way) found.add(node);
  const offering = topology.nodes.flatMap(({ pfs }, node) => (pfs.length > 0 ? [node] : []));
  if (offering.length <= OFFERING_TOLD_MAX) for (const node of offering) found.add(node);
  return found;
}

/** Of those that do not matter the first of each cell of the stage. */
function spread({ x, y }: Picture, ranked: readonly number[], matters: ReadonlySet<number>): number[] {
  const full = new Set<number>();
  return ranked.filter((node) => {
    const cell = Math.floor(y[node] / CELL.height) * 4_096 + Math.floor(x[node] / CELL.width);
    const free = !full.has(cell);
    full.add(cell);
    return free || matters.has(node);
  });
}

const degrees = new WeakMap<TopologyView, Uint16Array>();

/** By node how many links it has; above it is what makes a hub. */
export function degreesOf(topology: TopologyView): Uint16Array {
  let found = degrees.get(topology);
  if (found === undefined) {
    found = new Uint16Array(topology.nodes.length);
    for (const { a, b } of topology.links) {
      found[a]! += 1;
      found[b]! += 1;
    }
    degrees.set(topology, found);
  }
  return found;
}
