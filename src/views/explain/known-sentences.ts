import type { NodeView, TopologyView } from "../../port/messages.ts";
import type { Hit } from "../stage/paint-overlay.ts";
import type { StageView } from "./stage-explained.ts";
import { TEXTS } from "../../texts/explain.ts";

const { view: texts } = TEXTS;

/** The stage in node view, in sentences: what the node knows, and beside a belief that is wrong what is true. */

export function linkSentence({ linkName, session, stale }: NodeView["links"][number]): string {
  return withTruth(texts.link(linkName, texts.session[session]), stale);
}

export function pfsSentence({ label, own, dist, linkName, stale }: NodeView["pfs"][number]): string {
  return withTruth(`${label}, ${own ? texts.own : texts.at(dist, linkName)}`, stale);
}

export function transactionSentence({ name, pfs, role, stale }: NodeView["transactions"][number]): string {
  return withTruth(`${name}${pfs === "" ? "" : ` ${pfs}`}, ${texts.roles[role]}`, stale);
}

/** A node as the viewer knows it: itself, a neighbour, one that is known for what it offers; or that it is not known. */
export function nodeSentence(view: StageView, topology: TopologyView, node: number): string {
  const { known } = view;
  const id = topology.nodes[node]!.id;
  if (node === view.node) return texts.viewer(id, known.pfs.flatMap(({ own, label }) => (own ? [label] : [])).join(", "));
  const offers = view.pfs.filter((pfs) => pfs.node === node);
  const named = offers.length === 0 ? "" : texts.offering(id, offers.map(({ label, dist }) => `${label} (${TEXTS.wave.distance.toLowerCase()} ${dist})`).join(", "));
  const over = known.links.find(({ link }) => isLinkTo(topology, link, node));
  if (over === undefined) return named === "" ? texts.notKnown(id, known.node) : named;
  const neighbour = texts.neighbour(id, over.linkName);
  return named === "" ? neighbour : `${neighbour}; ${named}`;
}

/** Nodes by index, as the stage draws them: itself first, its neighbours, what it knows for a PFS; each once. */
export function knownNodes(view: StageView, topology: TopologyView): number[] {
  const neighbours = view.links.map(({ link }) => {
    const { a, b } = topology.links[link]!;
    return a === view.node ? b : a;
  });
  return [...new Set([view.node, ...neighbours, ...view.pfs.map(({ node }) => node)])].filter((node) => node >= 0);
}

/** A link of the viewer's own by its index in the topology; undefined = it does not know it. */
export function knownLink({ known }: StageView, topology: TopologyView, link: number): NodeView["links"][number] | undefined {
  const id = topology.links[link]?.id;
  return known.links.find((one) => one.link === id);
}

/** What the pointer or the focus is on; "" = the viewer knows nothing of it. */
export function knownSentence(view: StageView, topology: TopologyView, hit: Hit): string {
  if (hit.kind === "node") return nodeSentence(view, topology, hit.node);
  const link = hit.kind === "link" ? knownLink(view, topology, hit.link) : undefined;
  return link === undefined ? "" : linkSentence(link);
}

function isLinkTo({ links }: TopologyView, id: string, node: number): boolean {
  const link = links.find((one) => one.id === id);
  return link !== undefined && (link.a === node || link.b === node);
}

function withTruth(sentence: string, truth: string): string {
  return truth === "" ? sentence : texts.notSoAnyMore(sentence, truth.replace(/\.$/u, ""));
}
