import { frameOf as blankFrame } from "../../store/frames.testkit.ts";
import type { Flights, Frame, LinkModel, TopologyView } from "../../port/messages.ts";

/** Frames and topologies for tests and for the harness: blank ones, to be filled in where it matters. */

export const MODEL: LinkModel = {
  mode: "stream",
  latencyUs: 1_000,
  jitterUs: 0,
  bandwidthBytesPerS: 0,
  lossPerMillion: 0,
  corruptPerMillion: 0,
  duplicatePerMillion: 0,
  reorderPerMillion: 0,
  reorderUs: 0,
};

export type NodeView = TopologyView["nodes"][number];
export type LinkView = TopologyView["links"][number];

export function nodeView(id: string, extra: Partial<NodeView> = {}): NodeView {
  return { id, role: "controller", bigEndian: false, pfs: [], ...extra };
}

/** Nodes by their ids, links as "A-B". */
export function topologyOf(nodes: readonly (string | NodeView)[], pairs: readonly string[]): TopologyView {
  const views = nodes.map((node) => (typeof node === "string" ? nodeView(node) : node));
  return { version: 1, nodes: views, links: pairs.map((pair) => linkView(views, pair)) };
}

export function linkView(nodes: readonly NodeView[], pair: string, model: LinkModel = MODEL): LinkView {
  const [a, b] = pair.split("-").map((id) => nodes.findIndex((one) => one.id === id));
  return { id: pair, a, b, model, kind: "stream" };
}

export interface FlightRow {
  readonly message: number;
  readonly link: number;
  readonly direction: number;
  readonly departUs: number;
  readonly arriveUs: number;
  readonly family: number;
  readonly copy: number;
  readonly marks: number;
}

export function flightsOf(rows: readonly Partial<FlightRow>[]): Flights {
  const column = (key: keyof FlightRow): number[] => rows.map((row) => row[key] ?? 0);
  return {
    count: rows.length,
    omitted: 0,
    message: Int32Array.from(column("message")),
    link: Int32Array.from(column("link")),
    direction: Uint8Array.from(column("direction")),
    departUs: Float64Array.from(column("departUs")),
    arriveUs: Float64Array.from(column("arriveUs")),
    family: Uint8Array.from(column("family")),
    copy: Int32Array.from(column("copy")),
    marks: Uint8Array.from(column("marks")),
  };
}

/** A paused frame that fits the topology. */
export function frameOf(topology: TopologyView, change: Partial<Frame> = {}): Frame {
  const nodes = topology.nodes.length;
  const links = topology.links.length;
  return blankFrame({
    playing: false,
    speedUsPerS: 10_000,
    nodeStates: new Uint8Array(nodes),
    nodeTransactions: new Int32Array(nodes),
    nodeEntries: new Int32Array(nodes),
    linkStates: new Uint8Array(links),
    linkSinceUs: new Float64Array(links),
    linkSealed: new Uint8Array(links),
    ...change,
  });
}
