import { PHASE } from "../node/link-end.ts";
import type { WorldLink } from "../sim/link.ts";
import { LINK_PHASE, NODE_PHASE } from "../sim/trace.ts";
import type { World } from "../sim/world.ts";
import type { WorldNode } from "../sim/world-node.ts";
import { LINK_STATE, NODE_STATE } from "./shown.ts";
import type { TextKey } from "../texts/run.ts";

/** LINK_STATE and NODE_STATE in words. */
export const LINK_STATE_TEXTS: readonly TextKey[] = ["state.open", "state.handshake", "state.down", "state.suspended", "state.closed", "state.silent"];
export const NODE_STATE_TEXTS: readonly TextKey[] = ["state.up", "state.crashed", "state.powerLost", "state.isolated"];

/** What a link is for whoever watches: what was done to it first, then how far the sessions of its two ends have come. */
export function linkStateOf(world: World, link: WorldLink): number {
  switch (link.phase) {
    case LINK_PHASE.suspended:
      return LINK_STATE.suspended;
    case LINK_PHASE.closed:
      return LINK_STATE.closed;
    case LINK_PHASE.silent:
      return LINK_STATE.silent;
    case LINK_PHASE.up:
      return sessionPhase(world, link, 0) === PHASE.open && sessionPhase(world, link, 1) === PHASE.open ? LINK_STATE.open : LINK_STATE.handshake;
    default:
      return LINK_STATE.down;
  }
}

/** Wire PHASE of the session at one side. */
function sessionPhase(world: World, link: WorldLink, side: number): number {
  const node = world.nodes[side === 0 ? link.a : link.b]!;
  return node.protocol.core.links[link.ends[side]]!.phase;
}

export function nodeStateOf(world: World, node: WorldNode): number {
  if (node.phase === NODE_PHASE.crashed) return NODE_STATE.crashed;
  if (node.phase === NODE_PHASE.powerLost) return NODE_STATE.powerLost;
  let links = 0;
  for (const end of node.ends) {
    const link = world.links[end >> 1]!;
    if (link.removed) continue;
    if (link.phase !== LINK_PHASE.suspended) return NODE_STATE.up;
    links++;
  }
  return links > 0 ? NODE_STATE.isolated : NODE_STATE.up;
}
