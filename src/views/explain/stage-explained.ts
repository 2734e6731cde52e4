import type { Explained, NodeView, Outcome, TopologyView, WayThen } from "../../port/messages.ts";
import type { ExplainState } from "../../store/explain.ts";
import { TEXTS } from "../../texts/explain.ts";

/** What the stage draws of an explanation: nodes and links by their index in the topology; what is gone is left out. */
export type StageExplained = StageWave | StagePreview | StageView;

export interface StageWave {
  readonly kind: "wave";
  readonly startUs: number;
  readonly endUs: number;
  /** by node its changes, oldest first */
  readonly nodes: readonly { readonly node: number; readonly changes: readonly WaveChange[] }[];
}

export interface WaveChange {
  readonly kind: "offered" | "withdrawn" | "heard" | "forgot";
  readonly atUs: number;
  readonly dist: number;
  readonly place: number;
  /** of the message that brought it: when it left, on which link, from which node; -1 = none */
  readonly sentUs: number;
  readonly link: number;
  readonly from: number;
  readonly ahead: boolean;
}

export interface StagePreview {
  readonly kind: "preview";
  /** what is cut or crashes, -1 = the other one */
  readonly link: number;
  readonly node: number;
  /** by node: PFSes that it loses, ways that move or come */
  readonly nodes: readonly { readonly node: number; readonly lost: number; readonly moved: number; readonly text: string }[];
  /** of the lit PFS: new ways, from the node that hears to the one it hears from */
  readonly ways: readonly { readonly link: number; readonly to: number }[];
  /** ends of transactions that would break */
  readonly ends: readonly number[];
}

export interface StageView {
  readonly kind: "view";
  readonly node: number;
  readonly links: readonly { readonly link: number; readonly session: "down" | "auth" | "open"; readonly stale: boolean }[];
  /** nodes by what the viewer knows of what is offered there; `via` the neighbour it goes through, -1 = itself */
  readonly pfs: readonly { readonly node: number; readonly label: string; readonly dist: number; readonly via: number; readonly stale: boolean; readonly lit: boolean }[];
  /** the same with names and in sentences, for those who do not see it */
  readonly known: NodeView;
}

/** What is to be drawn over the stage just now; null = nothing. */
export function stageExplained(state: ExplainState, topology: TopologyView | null, panelOpen: boolean, lit: string | null): StageExplained | null {
  if (topology === null) return null;
  const { answer, nodeView, topic, whatIf } = state;
  const index = indexOf(topology);
  if (nodeView && answer?.view) return viewOf(answer.view, topology, index, lit);
  if (!panelOpen) return null;
  if (topic === "wave" && answer?.wave) return waveOf(answer.wave, index);
  const outcome = whatIf?.state?.outcome ?? null;
  return topic === "whatIf" && outcome !== null && whatIf !== null ? previewOf(outcome, whatIf.change, topology, index) : null;
}

interface Index {
  readonly node: (id: string | null) => number;
  readonly link: (id: string | null) => number;
}

function indexOf({ nodes, links }: TopologyView): Index {
  const byNode = new Map(nodes.map(({ id }, i) => [id, i]));
  const byLink = new Map(links.map(({ id }, i) => [id, i]));
  return { node: (id) => (id === null ? -1 : (byNode.get(id) ?? -1)), link: (id) => (id === null ? -1 : (byLink.get(id) ?? -1)) };
}

function waveOf({ entries, startUs }: NonNullable<Explained["wave"]>, index: Index): StageWave {
  const changes = new Map<number, WaveChange[]>();
  let endUs = startUs;
  for (const { kind, node, atUs, dist, place, sentUs, link, from, ahead } of entries) {
    const at = index.node(node);
    if (at < 0) continue;
    const all = changes.get(at) ?? [];
    changes.set(at, all);
    all.push({ kind, atUs, dist, place, sentUs, link: index.link(link), from: index.node(from), ahead });
    endUs = Math.max(endUs, atUs);
  }
  return { kind: "wave", startUs, endUs, nodes: [...changes].map(([node, of]) => ({ node, changes: of })) };
}

function previewOf(outcome: Outcome, change: NonNullable<ExplainState["whatIf"]>["change"], topology: TopologyView, index: Index): StagePreview {
  const nodes = new Map<number, { node: number; lost: number; moved: number; text: string }>();
  for (const { node, pfs, kind, before, after } of outcome.paths) {
    const at = index.node(node);
    if (at < 0) continue;
    const all = nodes.get(at) ?? { node: at, lost: 0, moved: 0, text: "" };
    nodes.set(at, all);
    if (kind === "lost") all.lost += 1;
    else all.moved += 1;
    if (pfs === outcome.pfs) all.text = `${wayText(before)} → ${wayText(after)}`;
  }
  const ways = outcome.tree.filter(({ changed }) => changed).map(({ node, link }) => ({ link: index.link(link), to: index.node(node) }));
  const ends = outcome.aborted.flatMap(({ from, to }) => [index.node(from), topology.nodes.findIndex(({ pfs }) => pfs.some(({ label }) => label === to))]);
  return { kind: "preview", link: change.do === "cut" ? index.link(change.link) : -1, node: change.do === "crash" ? index.node(change.node) : -1, nodes: [...nodes.values()], ways: ways.filter(({ link, to }) => link >= 0 && to >= 0), ends: ends.filter((end) => end >= 0) };
}

function wayText(way: WayThen | null): string {
  return way === null ? TEXTS.whatIf.nothing : TEXTS.whatIf.way(way.dist, way.peer);
}

function viewOf(known: NodeView, topology: TopologyView, index: Index, lit: string | null): StageView {
  const { node, links, pfs } = known;
  const viewer = index.node(node);
  const offering = new Map<string, number>();
  topology.nodes.forEach(({ pfs: offers }, at) => {
    for (const { label } of offers) offering.set(label, at);
  });
  const shown = pfs.flatMap(({ label, own, dist, link, stale }) => {
    const at = offering.get(label) ?? -1;
    if (at < 0) return [];
    const by = topology.links[index.link(link)];
    return [{ node: at, label, dist: own ? 0 : dist, via: by === undefined ? -1 : by.a === viewer ? by.b : by.a, stale: stale !== "", lit: label === lit }];
  });
  return { kind: "view", node: viewer, links: links.flatMap(({ link, session, stale }) => (index.link(link) < 0 ? [] : [{ link: index.link(link), session, stale: stale !== "" }])), pfs: shown, known };
}
