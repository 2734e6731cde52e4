import { FAMILIES, LINK_STATE, NODE_STATE } from "../../store/contract.ts";
import type { Frame, LinkModel, TopologyView } from "../../port/messages.ts";
import { FAMILY_TEXT, TEXTS, durationText, percentText, rateText } from "../../texts/stage.ts";

/** What stands beside nodes and links, in words. */

export type LinkStateName = keyof typeof LINK_STATE;
export type NodeStateName = keyof typeof NODE_STATE;

const LINK_STATE_NAMES = namesOf(LINK_STATE);
const NODE_STATE_NAMES = namesOf(NODE_STATE);

function namesOf<Name extends string>(table: Readonly<Record<Name, number>>): readonly Name[] {
  return (Object.keys(table) as Name[]).toSorted((a, b) => table[a] - table[b]);
}

/** A column shorter than the topology (a frame older than it) says: nothing special. */
export function linkState(frame: Frame | null, link: number): LinkStateName {
  return LINK_STATE_NAMES[frame?.linkStates[link] ?? 0] ?? "open";
}

export function nodeState(frame: Frame | null, node: number): NodeStateName {
  return NODE_STATE_NAMES[frame?.nodeStates[node] ?? 0] ?? "up";
}

/** LINK-02: both its ends seal what they send. */
export function isSealed(frame: Frame | null, link: number): boolean {
  return frame?.linkSealed[link] === 1;
}

/** Whether a click heals the link rather than cutting it. */
export function isCut(state: LinkStateName): boolean {
  return state === "closed" || state === "silent" || state === "suspended" || state === "down";
}

export interface NodeFacts {
  /** e.g. "dist 0 · big-endian" */
  readonly plain: string;
  /** e.g. "offers pfsD · MASTER" */
  readonly offers: string;
  /** the same without the type, where there is little room */
  readonly offersShort: string;
  /** the offer is the watched PFS */
  readonly lit: boolean;
}

export function nodeFacts(topology: TopologyView, frame: Frame | null, node: number, watchedPfs: string | null): NodeFacts {
  const { bigEndian, pfs, role } = topology.nodes[node];
  const state = nodeState(frame, node);
  const dist = frame?.tree?.dist[node] ?? -1;
  const plain: string[] = [];
  if (state !== "up") plain.push(TEXTS.nodeState[state]);
  const gone = state === "crashed" || state === "powerLost";
  if (dist >= 0 && !gone) plain.push(TEXTS.distance(dist));
  else if (frame?.tree && dist === -1 && state === "up" && role !== "outside") plain.push(TEXTS.notReached);
  if (bigEndian) plain.push(TEXTS.bigEndian);
  const first = pfs.find(({ label }) => label === watchedPfs) ?? pfs[0];
  const offers = first === undefined ? "" : TEXTS.offers(first.label, first.type);
  return {
    plain: plain.join(" · "),
    offers: pfs.length > 1 ? `${offers} ${TEXTS.offersMore(pfs.length - 1)}` : offers,
    offersShort: first === undefined ? "" : TEXTS.offersShort(first.label),
    lit: first !== undefined && first.label === watchedPfs,
  };
}

/** A node in one sentence, for the list and the announcer. */
export function nodeSentence(topology: TopologyView, frame: Frame | null, node: number, watchedPfs: string | null): string {
  const { id, role } = topology.nodes[node];
  const { plain, offers } = nodeFacts(topology, frame, node, watchedPfs);
  const open = frame?.nodeTransactions[node] ?? 0;
  const entries = frame?.nodeEntries[node] ?? 0;
  const facts: string[] = [TEXTS.role[role]];
  if (nodeState(frame, node) === "up") facts.push(TEXTS.nodeState.up);
  if (plain !== "") facts.push(plain.replaceAll(" · ", ", "));
  if (offers !== "") facts.push(offers.replaceAll(" · ", " "));
  if (open > 0) facts.push(TEXTS.openTransactions(open));
  if (entries > 0) facts.push(TEXTS.entries(entries));
  return TEXTS.nodeSentence(id, facts);
}

export function linkEnds(topology: TopologyView, link: number): { readonly a: string; readonly b: string } {
  const { a, b } = topology.links[link];
  return { a: topology.nodes[a].id, b: topology.nodes[b].id };
}

export function linkName(topology: TopologyView, link: number): string {
  const { a, b } = linkEnds(topology, link);
  return `${a}–${b}`;
}

export function linkSentence(topology: TopologyView, frame: Frame | null, link: number): string {
  const { a, b } = linkEnds(topology, link);
  const state = TEXTS.linkState[linkState(frame, link)];
  return TEXTS.linkSentence(a, b, isSealed(frame, link) ? `${state}, ${TEXTS.encrypted}` : state);
}

/** A message in flight in one sentence; "" = it is not in flight any more. */
export function messageSentence(topology: TopologyView, { flights }: Frame, message: number): string {
  const row = flights.message.indexOf(message);
  if (row === -1) return "";
  const { a, b } = linkEnds(topology, flights.link[row]!);
  const [from, to] = flights.direction[row] === 0 ? [a, b] : [b, a];
  return TEXTS.messageSentence(message, FAMILY_TEXT[FAMILIES[flights.family[row]!] ?? "housekeeping"], from, to);
}

/** The words beside a link that is not open; "" = none. */
export function linkStateText(frame: Frame | null, link: number): string {
  const since = frame?.linkSinceUs[link] ?? 0;
  const state = linkState(frame, link);
  if (state === "closed") return TEXTS.cutAt(since);
  if (state === "silent") return TEXTS.silentSince(since);
  if (state === "suspended") return TEXTS.suspendedAt(since);
  if (state === "down") return TEXTS.downSince(since);
  return "";
}

/** The latency of most links: it goes without saying. */
export function usualLatencyUs({ links }: TopologyView): number {
  const counts = new Map<number, number>();
  for (const { model } of links) counts.set(model.latencyUs, (counts.get(model.latencyUs) ?? 0) + 1);
  let usual = 0;
  for (const [latencyUs, count] of counts) if (count > (counts.get(usual) ?? 0)) usual = latencyUs;
  return usual;
}

/** What a link does to bytes beyond delaying them as the others do; "" = nothing. */
export function impairmentText(model: LinkModel, usualUs: number): string {
  const parts: string[] = [];
  if (model.mode === "raw") parts.push(TEXTS.raw);
  if (model.lossPerMillion > 0) parts.push(TEXTS.loss(percentText(model.lossPerMillion)));
  if (model.corruptPerMillion > 0) parts.push(TEXTS.corrupts(percentText(model.corruptPerMillion)));
  if (model.duplicatePerMillion > 0) parts.push(TEXTS.doubles(percentText(model.duplicatePerMillion)));
  if (model.bandwidthBytesPerS > 0) parts.push(rateText(model.bandwidthBytesPerS));
  if (model.jitterUs > 0) parts.push(TEXTS.jitter(durationText(model.jitterUs)));
  if (parts.length > 0 || model.latencyUs !== usualUs) parts.unshift(durationText(model.latencyUs));
  return parts.join(" · ");
}
