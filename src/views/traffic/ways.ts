import type { TopologyView } from "../../port/messages.ts";
import type { Choice } from "../controls/choices.ts";
import { TEXTS } from "../../texts/page.ts";

export interface Way {
  readonly link: string;
  readonly peer: string;
}

/** The links of a node with who is at their other end. */
export function waysOf(topology: TopologyView, node: string): Way[] {
  const index = topology.nodes.findIndex(({ id }) => id === node);
  return topology.links.flatMap(({ id, a, b }) => {
    if (a !== index && b !== index) return [];
    return [{ link: id, peer: topology.nodes[a === index ? b : a]!.id }];
  });
}

export const BEST = "";
/** As a target: the neighbour at the other end of a link, spanid 0. */
export const PEER = "peer";

/** Over which span a message to a PFS may go: the best one, or the one that a link brought. The neighbour itself has a link and no span. */
export function wayChoices(topology: TopologyView, from: string, to: string): Choice[] {
  const ways = waysOf(topology, from).map(({ link, peer }) => ({ value: link, text: to === PEER ? `${link}, to ${peer}` : TEXTS.traffic.viaLink(link) }));
  return to === PEER ? ways : [{ value: BEST, text: TEXTS.traffic.best }, ...ways];
}

export function targetChoices(pfs: readonly { readonly label: string; readonly node: string }[], from: string): Choice[] {
  const others = pfs.filter(({ node }) => node !== from).map(({ label, node }) => ({ value: label, text: label === node ? label : `${label} (${node})` }));
  return [...others, { value: PEER, text: TEXTS.traffic.peer }];
}

/** Keeps a choice while it can be had, else takes the first. */
export function kept(value: string, choices: readonly Choice[]): string {
  return choices.some((choice) => choice.value === value) ? value : (choices[0]?.value ?? "");
}

/** A name for the next transaction that no other has: "tx1", "tx2" … */
export function freshName(taken: readonly { readonly name: string }[]): string {
  const names = new Set(taken.map(({ name }) => name));
  let number = taken.length + 1;
  while (names.has(`tx${number}`)) number += 1;
  return `tx${number}`;
}
