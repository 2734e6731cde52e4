import { REFUSAL_TEXTS as NO } from "../texts/refusals.ts";
import { messageBytes } from "./apply-links.ts";
import { linksOf } from "./apply-topology.ts";
import type { ImmediateCommand } from "./commands.ts";
import type { Engine } from "./engine.ts";
import { CUT, type WorldLink } from "./link.ts";
import type { WorldNode } from "./world-node.ts";

// Commands about what is at the other side of the world's edge. Nothing else of that side is ever known to the run, so it can be replayed without it.

export type OutsideCommand = Extract<ImmediateCommand, { do: "outsideUp" | "outsideBytes" | "outsideReads" | "outsideDown" }>;

export function ofOutside(engine: Engine, node: WorldNode, command: OutsideCommand): string | null {
  if (node.role !== "outside") return NO.onlyOutside(node.id);
  const link = linksOf(engine, node)[0];
  switch (command.do) {
    case "outsideUp":
      return up(engine, node, link);
    case "outsideDown":
      return down(engine, node, link);
    case "outsideBytes":
      return bytes(engine, node, link, command.bytes);
    default:
      return link ? reads(engine, node, link, command.reads) : NO.outsideNoLink(node.id);
  }
}

function up(engine: Engine, node: WorldNode, link: WorldLink | undefined): string | null {
  if (node.isThere) return NO.outsideThere(node.id);
  node.isThere = true;
  if (link) engine.life.mayComeUp(link);
  return null;
}

/** What came before still arrives; what is on its way to the peer is lost. */
function down(engine: Engine, node: WorldNode, link: WorldLink | undefined): string | null {
  if (!node.isThere) return NO.outsideGone(node.id);
  node.isThere = false;
  engine.request(node, { kind: "crash" });
  if (!link) return null;
  if (link.cut === CUT.none) engine.transport.release(link.lanes[1 - sideOf(node, link)]!);
  engine.life.mayComeUp(link);
  return null;
}

function bytes(engine: Engine, node: WorldNode, link: WorldLink | undefined, hex: string): string | null {
  const sent = messageBytes(hex);
  if (typeof sent === "string") return sent;
  if (!link?.isUp(sideOf(node, link))) return NO.outsideDown(node.id);
  engine.request(node, { kind: "inject", link: link.endAt(sideOf(node, link)), bytes: sent });
  return null;
}

function reads(engine: Engine, node: WorldNode, link: WorldLink, wanted: boolean): string | null {
  if (link.cut !== CUT.none) return NO.outsideCut(link.id);
  const side = sideOf(node, link);
  if (!link.isUp(side)) return NO.outsideDown(node.id);
  const lane = link.lanes[1 - side]!;
  if (wanted === lane.heldSinceUs < 0) return wanted ? NO.outsideReads(node.id) : NO.outsideReadsNot(node.id);
  if (wanted) engine.transport.release(lane);
  else {
    engine.transport.hold(lane);
    engine.watchQueues(link);
  }
  return null;
}

function sideOf(node: WorldNode, link: WorldLink): 0 | 1 {
  return link.a === node.index ? 0 : 1;
}
