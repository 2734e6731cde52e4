import { PHASE } from "../node/link-end.ts";
import type { ProtocolNode } from "../node/protocol-node.ts";
import { connIsOpen } from "../node/relays.ts";
import { LINK_PHASE, NODE_PHASE } from "../sim/trace.ts";
import type { WorldLink } from "../sim/link.ts";
import type { WorldNode } from "../sim/world-node.ts";
import type { World } from "../sim/world.ts";
import { UNJUDGED_TEXTS } from "../texts/checks.ts";
import { type AskedFilter, asksForNothing } from "./filter-match.ts";
import type { Forgery } from "./forgery.ts";

/** What checks ask of a quiet mesh as a whole. */
export type MeshNode = WorldNode<ProtocolNode>;

export function nodesUp(world: World): MeshNode[] {
  return world.nodes.filter((node) => node.phase === NODE_PHASE.up && node.role !== "outside");
}

/** Links on which both nodes are up and both sessions are open. */
export function linksOpen(world: World): WorldLink[] {
  return world.links.filter((link) => link.phase === LINK_PHASE.up && [0, 1].every((side) => sessionOpen(world, link, side)));
}

function sessionOpen(world: World, link: WorldLink, side: number): boolean {
  const node = world.nodes[link.nodeAt(side)]!;
  return node.phase === NODE_PHASE.up && node.protocol.core.links[link.ends[side]!]!.phase === PHASE.open;
}

/** LINK-04: the node at `side` may send SPANs on this link. */
export function maySendSpans(world: World, link: WorldLink, side: number): boolean {
  const end = world.nodes[link.nodeAt(side)]!.protocol.core.links[link.ends[side]!]!;
  return end.phase === PHASE.open && connIsOpen(end.theirConn.bits);
}

/** LINK-05: what the node at `side` asks its peer to limit itself to, as it is configured; null = nothing. A leaf asks for the cluster of the PFS that its CONN carries, which is not what it offers by now (SPAN-05); the C program is asked for nothing (C12-09). */
export function filterAskedAt(world: World, link: WorldLink, side: number): AskedFilter | null {
  const { core } = world.nodes[link.nodeAt(side)]!.protocol;
  const { profile, config, askedClid } = core.links[link.ends[side]!]!;
  if (profile === "c2012") return null;
  const filter = core.config.role === "leaf" ? { ...config.filter, clid: askedClid } : config.filter;
  return asksForNothing(filter) ? null : filter;
}

/** Label of a PFS by its (cluster, node) pair, as one that offers or knows it calls it. */
export function labelOfPair(world: World, pair: number): string {
  const { identities } = world;
  for (let identity = 0; identity < identities.count; identity++) if (identities.pairOf(identity) === pair) return identities.labelText(identity);
  return `pair ${pair}`;
}

/** Pairs that each node offers, by node index. */
export function offersByNode(world: World): readonly ReadonlySet<number>[] {
  return world.nodes.map((node) => {
    const up = node.phase === NODE_PHASE.up;
    return new Set(up ? node.protocol.core.pfs.own.map((own) => world.identities.pairOf(own.identity)) : []);
  });
}

/** The world's index of a node's link end. */
export function linkOfEnd(node: MeshNode, end: number): number {
  return node.ends[end]! >> 1;
}

/** Why the ends of links cannot be compared with each other now, or null: something was forged between them, or a message was lost and the next one, which would show it (WIRE-07), has not come. */
export function whyNotComparable(world: World, forgery: Forgery): string | null {
  return forgery.whyBlind(world) ?? lostUnnoticed(world);
}

function lostUnnoticed(world: World): string | null {
  for (const link of linksOpen(world)) {
    for (const side of [0, 1]) {
      const { sentCount } = world.nodes[link.nodeAt(side)]!.protocol.core.links[link.ends[side]!]!;
      const { receivedCount } = world.nodes[link.nodeAt(1 - side)]!.protocol.core.links[link.ends[1 - side]!]!;
      if (sentCount !== receivedCount + link.lanes[side]!.inFlight) return UNJUDGED_TEXTS.lostUnnoticed(link.id);
    }
  }
  return null;
}
