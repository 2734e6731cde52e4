import { PHASE } from "../node/link-end.ts";
import type { ProtocolNode } from "../node/protocol-node.ts";
import { connIsOpen } from "../node/relays.ts";
import { LINK_PHASE, NODE_PHASE } from "../sim/trace.ts";
import type { WorldLink } from "../sim/link.ts";
import type { WorldNode } from "../sim/world-node.ts";
import type { World } from "../sim/world.ts";

/** What checks ask of a quiet mesh as a whole. */

export function nodesUp(world: World): WorldNode<ProtocolNode>[] {
  return world.nodes.filter((node) => node.phase === NODE_PHASE.up && node.role !== "outside");
}

/** Links on which both nodes are up and both sessions are open. */
export function linksOpen(world: World): WorldLink[] {
  return world.links.filter((link) => link.phase === LINK_PHASE.up && [0, 1].every((side) => sessionOpen(world, link, side)));
}

function sessionOpen(world: World, link: WorldLink, side: number): boolean {
  const node = world.nodes[link.nodeAt(side)]!;
  return node.phase === NODE_PHASE.up && node.protocol.core.links[link.ends[side]]!.phase === PHASE.open;
}

/** LINK-04: the node at `side` may send SPANs on this link. */
export function maySendSpans(world: World, link: WorldLink, side: number): boolean {
  const end = world.nodes[link.nodeAt(side)]!.protocol.core.links[link.ends[side]]!;
  return end.phase === PHASE.open && connIsOpen(end.theirConn.bits);
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
