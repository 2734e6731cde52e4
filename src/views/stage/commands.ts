import type { Command, CutKind, Frame, LinkModel, TopologyView } from "../../port/messages.ts";
import { isCut, linkEnds, linkState, usualLatencyUs } from "./facts.ts";

/** What hands do on the stage, as commands. */

/** A click on a link: cut it, or heal it if it is cut. */
export function cutOrHeal(topology: TopologyView, frame: Frame | null, link: number): Command {
  const { id } = topology.links[link];
  return isCut(linkState(frame, link)) ? { do: "heal", link: id } : { do: "cut", link: id, how: "close" };
}

export const CUT_KINDS: readonly CutKind[] = ["suspend", "close", "silent"];

/** A controller with the first free name, at a place in the topology's own units. */
export function addNode(topology: TopologyView | null, x: number, y: number): Command {
  const id = freeName(new Set(topology?.nodes.map((node) => node.id)));
  return { do: "addNode", node: { id, role: "controller", x: Math.round(x * 100) / 100, y: Math.round(y * 100) / 100 } };
}

/** A, B, … Z, A2, B2 … */
export function freeName(taken: ReadonlySet<string>): string {
  for (let round = 1; ; round += 1) {
    for (let letter = 0; letter < 26; letter += 1) {
      const name = String.fromCharCode(65 + letter) + (round === 1 ? "" : String(round));
      if (!taken.has(name)) return name;
    }
  }
}

export type LinkKind = "stream" | "shm";

export function connect(topology: TopologyView, a: number, b: number, kind: LinkKind): Command {
  return { do: "addLink", link: { a: topology.nodes[a].id, b: topology.nodes[b].id, ...(kind === "stream" ? {} : { kind }) } };
}

/** SPAN-05: a leaf and its one link, as slow as the others. */
export function addLeaf(topology: TopologyView, id: string, pfs: { readonly label: string; readonly type: string }, controller: string, { x, y }: { readonly x: number; readonly y: number }): Command[] {
  const latencyUs = topology.links.length === 0 ? null : usualLatencyUs(topology);
  return [
    { do: "addNode", node: { id, role: "leaf", pfs: [pfs], x: Math.round(x), y: Math.round(y) } },
    { do: "addLink", link: { a: id, b: controller, ...(latencyUs === null ? {} : { model: { latencyUs } }) } },
  ];
}

/** What a link is without impairments; its latency stays. */
export const UNIMPAIRED: Omit<LinkModel, "latencyUs"> = {
  mode: "stream",
  jitterUs: 0,
  bandwidthBytesPerS: 0,
  lossPerMillion: 0,
  corruptPerMillion: 0,
  duplicatePerMillion: 0,
  reorderPerMillion: 0,
  reorderUs: 0,
};

export function isImpaired(model: LinkModel): boolean {
  return (Object.keys(UNIMPAIRED) as (keyof typeof UNIMPAIRED)[]).some((key) => model[key] !== UNIMPAIRED[key]);
}

export type ImpairDirection = "both" | "a" | "b";

export function impair(topology: TopologyView, link: number, direction: ImpairDirection, model: Partial<LinkModel>): Command {
  const { id } = topology.links[link];
  const ends = linkEnds(topology, link);
  return direction === "both" ? { do: "impair", link: id, model } : { do: "impair", link: id, from: ends[direction], model };
}
