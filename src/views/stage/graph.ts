import type { TopologyView } from "../../port/messages.ts";

/** A topology as layout sees it: nodes are numbers, links are pairs of them. */
export interface Graph {
  readonly count: number;
  /** link i joins ends[2 i] and ends[2 i + 1] */
  readonly ends: Int32Array;
}

export function graphOf(topology: TopologyView): Graph {
  const ends = new Int32Array(topology.links.length * 2);
  topology.links.forEach(({ a, b }, i) => {
    ends[2 * i] = a;
    ends[2 * i + 1] = b;
  });
  return { count: topology.nodes.length, ends };
}

/** By node its neighbours, each once, in the order of the links. */
export function neighboursOf(graph: Graph): number[][] {
  const seen = Array.from({ length: graph.count }, () => new Set<number>());
  for (let i = 0; i < graph.ends.length; i += 2) {
    const a = graph.ends[i];
    const b = graph.ends[i + 1];
    if (a === b) continue;
    seen[a].add(b);
    seen[b].add(a);
  }
  return seen.map((set) => [...set]);
}

/** Hops from one node to every other; -1 where no path leads. */
export function hopsFrom(neighbours: readonly (readonly number[])[], start: number): Int32Array {
  const hops = new Int32Array(neighbours.length).fill(-1);
  hops[start] = 0;
  const queue = [start];
  for (let at = 0; at < queue.length; at += 1) {
    const node = queue[at];
    for (const next of neighbours[node]) {
      if (hops[next] !== -1) continue;
      hops[next] = hops[node] + 1;
      queue.push(next);
    }
  }
  return hops;
}

/** The node with the least farthest hop, found from a few candidates: two sweeps to the ends, then the middle between. */
export function centreOf(neighbours: readonly (readonly number[])[]): number {
  if (neighbours.length === 0) return 0;
  const far = (hops: Int32Array): number => hops.indexOf(hops.reduce((most, one) => Math.max(most, one), 0));
  const one = far(hopsFrom(neighbours, 0));
  const fromOne = hopsFrom(neighbours, one);
  const other = far(fromOne);
  const fromOther = hopsFrom(neighbours, other);
  let best = 0;
  let bestReach = Infinity;
  for (let node = 0; node < neighbours.length; node += 1) {
    if (fromOne[node] < 0) continue;
    const reach = Math.max(fromOne[node], fromOther[node]) * 1_000 - neighbours[node].length;
    if (reach < bestReach) {
      best = node;
      bestReach = reach;
    }
  }
  return best;
}
