import type { ProtocolNode } from "../../node/protocol-node.ts";
import { PHASE } from "../../node/link-end.ts";
import type { WorldLink } from "../../sim/link.ts";
import { LINK_PHASE, NODE_PHASE } from "../../sim/trace.ts";
import type { WorldNode } from "../../sim/world-node.ts";
import { say, sayDuration } from "../fill.ts";
import type { Run } from "../run.ts";

export type Node = WorldNode<ProtocolNode>;

/** One end of a link as its node numbers it, with what the world knows of it. */
export interface End {
  readonly own: number;
  readonly link: WorldLink;
  readonly id: string;
  readonly name: string;
  readonly peer: Node;
  /** how the peer numbers its end */
  readonly theirs: number;
}

/** The links of a node that were not removed, in the node's own order. */
export function endsOf(run: Run, node: Node): End[] {
  const ends: End[] = [];
  for (let own = 0; own < node.ends.length; own++) {
    const end = endOf(run, node, own);
    if (!end.link.removed) ends.push(end);
  }
  return ends;
}

export function endOf({ world, names }: Run, node: Node, own: number): End {
  const code = node.ends[own]!;
  const link = world.links[code >> 1]!;
  const side = code & 1;
  const peer = world.nodes[link.nodeAt(1 - side)]!;
  return { own, link, id: link.id, name: names.link(link.index), peer, theirs: link.endAt(1 - side) };
}

/** Why nothing can come over a link or from its peer just now, as the world knows it; "" = nothing stands against it. */
export function troubleOf(run: Run, { link, name, peer }: End): string {
  const since = { link: name, ago: sayDuration(Math.max(0, run.nowUs - link.sinceUs)) };
  if (peer.phase === NODE_PHASE.crashed) return say("explain.trouble.crashed", { peer: peer.id });
  if (peer.phase === NODE_PHASE.powerLost) return say("explain.trouble.powerLost", { peer: peer.id });
  if (peer.phase === NODE_PHASE.removed || link.removed) return say("explain.trouble.removed", since);
  switch (link.phase) {
    case LINK_PHASE.closed:
      return say("explain.trouble.closed", since);
    case LINK_PHASE.silent:
      return say("explain.trouble.silent", since);
    case LINK_PHASE.suspended:
      return say("explain.trouble.suspended", since);
    case LINK_PHASE.down:
      return say("explain.trouble.down", since);
    default:
      return "";
  }
}

/** The session at an end is open (LINK-01). */
export function isSessionOpen(node: Node, own: number): boolean {
  return node.protocol.core.links[own]!.phase === PHASE.open;
}
