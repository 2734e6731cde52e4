import { costOf } from "../../node/relays.ts";
import { NODE_PHASE } from "../../sim/trace.ts";
import type { Run } from "../run.ts";
import type { WayThen } from "../shown-explain.ts";

/** By which link a node hears of a PFS best, at what dist, and what that costs with the weight of the link. */
export interface BestWay {
  readonly link: number;
  readonly dist: number;
  readonly cost: number;
}

/** The best way of every node that is up to every PFS that it does not offer itself: by node, then by pair. */
export function bestWays({ world }: Run): Map<number, Map<number, BestWay>> {
  const all = new Map<number, Map<number, BestWay>>();
  for (const node of world.nodes) {
    if (node.phase !== NODE_PHASE.up) continue;
    const { core } = node.protocol;
    const ways = new Map<number, BestWay>();
    for (const { pair, own, first } of core.pfs.entries()) {
      if (own === null && first >= 0) ways.set(pair, { link: node.ends[core.spans.link(first)]! >> 1, dist: core.spans.dist(first), cost: costOf(core, first) });
    }
    all.set(node.index, ways);
  }
  return all;
}

export function sameWay(one: BestWay | undefined, other: BestWay | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return one.link === other.link && one.dist === other.dist && one.cost === other.cost;
}

export function sayWay({ names }: Run, node: number, way: BestWay | undefined): WayThen | null {
  return way === undefined ? null : { dist: way.dist, peer: names.node(names.peerOf(node, way.link)), linkName: names.link(way.link) };
}
