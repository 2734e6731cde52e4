import { hexToBytes } from "../base/bytes.ts";
import { LIMITS } from "../base/limits.ts";
import { REFUSAL_TEXTS as NO } from "../texts/refusals.ts";
import { linksOf, weightProblem } from "./apply-topology.ts";
import type { Command, CutKind, LinkModel } from "./commands.ts";
import type { Engine } from "./engine.ts";
import { CUT, type Lane, modelProblem, type WorldLink } from "./link.ts";
import { sharedModelProblem } from "./link-shm.ts";
import { filterOfJson } from "./naming.ts";
import type { WorldNode } from "./world-node.ts";

// Commands about a link: cuts, impairments, its CONNs and weight, and bytes put on it.

export function cut(engine: Engine, link: WorldLink, how: CutKind): string | null {
  if (link.cut === CUT[how]) return NO.cutAlready(link.id);
  engine.life.cut(link, how);
  if (how === "suspend") engine.watchQueues(link);
  return null;
}

export function heal(engine: Engine, link: WorldLink): string | null {
  if (link.cut === CUT.none) return NO.notCut(link.id);
  engine.life.heal(link);
  return null;
}

export function isolate(engine: Engine, node: WorldNode): string | null {
  for (const link of linksOf(engine, node)) if (link.cut === CUT.none) cut(engine, link, "suspend");
  return null;
}

export function resumeAll(engine: Engine): string | null {
  const { cause } = engine.moment;
  for (const link of engine.links) {
    engine.moment.cause = cause;
    if (link.cut !== CUT.none) engine.life.heal(link);
  }
  return null;
}

export function impair(engine: Engine, link: WorldLink, from: string | undefined, change: Partial<LinkModel>): string | null {
  const side = from === undefined ? undefined : sideOf(engine, link, from);
  if (typeof side === "string") return side;
  const lanes = side === undefined ? link.lanes : [link.lanes[side]!];
  for (const lane of lanes) {
    const problem = modelProblem({ ...lane.model, ...change }) ?? (lane.ring === null ? null : sharedModelProblem({ ...lane.model, ...change }));
    if (problem) return problem;
  }
  for (const lane of lanes) {
    lane.model = { ...lane.model, ...change };
    engine.transport.retime(lane);
  }
  return null;
}

/** Which side of the link that node is, or what is wrong. */
export function sideOf(engine: Engine, link: WorldLink, nodeId: string): 0 | 1 | string {
  const node = engine.nodeById.get(nodeId);
  if (!node) return NO.node(nodeId);
  if (link.a === node.index) return 0;
  return link.b === node.index ? 1 : NO.endsElsewhere(link.id, nodeId);
}

type EndCommand = Extract<Command, { do: "closeConn" | "openConn" | "setFilter" | "setWeight" }>;

/** What the node at one end of a link is asked to do with it. */
export function atEnd(engine: Engine, link: WorldLink, command: EndCommand): string | null {
  const side = sideOf(engine, link, command.node);
  if (typeof side === "string") return side;
  const node = engine.nodes[link.nodeAt(side)]!;
  const end = link.endAt(side);
  switch (command.do) {
    case "closeConn":
      return engine.ask(node, { kind: "closeConn", link: end });
    case "openConn":
    case "setFilter": {
      const filter = filterOfJson(command.filter);
      return typeof filter === "string" ? filter : engine.ask(node, { kind: command.do, link: end, filter });
    }
    default:
      return weightProblem(command.weight) ?? engine.ask(node, { kind: "setWeight", link: end, weight: command.weight });
  }
}

// ---------------------------------------------------------------- bytes put on a link

export function inject(engine: Engine, link: WorldLink, command: Extract<Command, { do: "inject" }>): string | null {
  const side = sideOf(engine, link, command.from);
  if (typeof side === "string") return side;
  const bytes = messageBytes(command.bytes);
  if (typeof bytes === "string") return bytes;
  if (!link.isUp(side)) return NO.linkDown(link.id, command.from);
  const lane: Lane = link.lanes[side];
  if (lane.ring !== null && bytes.length > lane.ring.ring.bytes) return NO.bytesOfRing(lane.ring.ring.bytes, link.id);
  if (command.how === "sender") return engine.ask(engine.nodes[lane.from]!, { kind: "inject", link: link.endAt(side), bytes });
  engine.transport.inject(lane, bytes);
  return null;
}

/** The largest message there can be: a header and its aux data. */
const MESSAGE_BYTES_MAX = LIMITS.headerBytesMax + LIMITS.auxBytesMax;

/** Bytes from hex, or what is wrong with it. */
export function messageBytes(hex: string): Uint8Array | string {
  const bytes = hexToBytes(hex);
  if (!bytes) return NO.hex;
  if (bytes.length === 0) return NO.bytesSome;
  return bytes.length > MESSAGE_BYTES_MAX ? NO.bytesMost(MESSAGE_BYTES_MAX) : bytes;
}
