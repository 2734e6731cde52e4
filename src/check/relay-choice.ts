import { LIMITS } from "../base/limits.ts";
import type { Switches } from "../node/config.ts";
import { type LinkEnd, PHASE } from "../node/link-end.ts";
import { connIsOpen } from "../node/relays.ts";
import { SPAN_KIND, type SpanTable } from "../node/span-table.ts";
import type { WorldLink } from "../sim/link.ts";
import type { World } from "../sim/world.ts";
import { CHECK_TEXTS } from "../texts/checks.ts";
import { type Check, Findings, lastRow, type Verdict } from "./check.ts";
import { letsThrough } from "./filter-match.ts";
import { filterAskedAt, linkOfEnd, type MeshNode, nodesUp, whyNotComparable } from "./mesh-view.ts";
import type { Seen } from "./seen.ts";

const T = CHECK_TEXTS["relay-choice"];
const DIST_MAX = 0x7fff_ffff;

/** A received SPAN with the three things by which SPAN-02 orders it, and its relay on the connection at hand. */
interface Candidate {
  readonly row: number;
  /** own number of the link that it was received on */
  readonly via: number;
  readonly cost: number;
  readonly id: bigint;
  readonly dist: number;
  readonly identity: number;
}

/**
 * SPAN-02, SPAN-03: once the run is quiet, what a controller relays of a PFS on a connection are the best N of what it received,
 * by dist plus weight, then receiving link, then msgid, each at that sum. Worked out anew from the rows of the table alone: the
 * lists and the order that the node keeps are not looked at.
 */
export class RelayChoice implements Check {
  readonly name = "relay-choice";
  readonly claim = T.claim;
  readonly rules = ["SPAN-02", "SPAN-03"] as const;
  readonly local = true;
  readonly hears = { kinds: [], events: [] } as const;
  private readonly _findings = new Findings();
  private readonly _switches: Switches;

  constructor(switches: Switches) {
    this._switches = switches;
  }

  observe(): void {}

  atQuiet(world: World, { forgery }: Seen): void {
    this._findings.blind(whyNotComparable(world, forgery));
    if (this._findings.isBlind) return;
    for (const node of nodesUp(world)) {
      if (node.role !== "controller") continue;
      const received = receivedByPfs(world, node);
      const relayed = relaysByLink(node);
      for (const link of node.protocol.core.links) {
        if (link.phase !== PHASE.open || !connIsOpen(link.theirConn.bits)) continue;
        const worldLink = world.links[linkOfEnd(node, link.number)]!;
        // What a peer outside asks for is not known here; a C program asks for nothing (C12-09).
        if (link.profile === "header" && world.nodes[worldLink.a === node.index ? worldLink.b : worldLink.a]!.role === "outside") continue;
        if (link.spansSent >= LIMITS.spansPerLinkMax) this._findings.leaveOut(T.full(node.id, worldLink.id));
        else for (const [pair, candidates] of received) this._compare(world, node, link, pair, candidates, relayed[link.number]!);
      }
    }
  }

  private _compare(world: World, node: MeshNode, link: LinkEnd, pair: number, candidates: readonly Candidate[], relayed: ReadonlyMap<number, number>): void {
    const { spans, pfs, identities } = node.protocol.core;
    const isOwn = pfs.own.some(({ identity }) => identities.pairOf(identity) === pair);
    const chosen = isOwn ? [] : this._best(world, node, link, candidates);
    const relays = candidates.filter(({ row }) => relayed.has(row));
    this._findings.count();
    const label = identities.labelText(candidates[0]!.identity);
    const worldLink = world.links[linkOfEnd(node, link.number)]!;
    if (relays.length !== chosen.length || relays.some((one) => !chosen.includes(one))) {
      const say = (those: readonly Candidate[]): string => those.map(({ via, cost }) => `${world.links[linkOfEnd(node, via)]!.id} (${cost})`).join(", ") || T.nothingChosen;
      this._findings.violate(lastRow(world), T.other(node.id, label, worldLink.id, say(relays), say(chosen)), node.id);
      return;
    }
    const wrong = relays.find(({ row, cost }) => spans.dist(relayed.get(row)!) !== cost);
    if (wrong) this._findings.violate(lastRow(world), T.distance(node.id, label, worldLink.id, spans.dist(relayed.get(wrong.row)!), wrong.cost), node.id);
  }

  /** SPAN-02's first N of those that may go there (SPAN-04, LINK-05, SPAN-09). */
  private _best(world: World, node: MeshNode, link: LinkEnd, candidates: readonly Candidate[]): Candidate[] {
    const { splitHorizon, distanceMax, relaysMax } = this._switches;
    const asked = filterAtPeer(world, node, world.links[linkOfEnd(node, link.number)]!);
    const { identities } = world;
    const may = candidates.filter(({ row, via, dist, identity }) => {
      if ((splitHorizon && via === link.number) || dist > distanceMax || link.refused.has(row)) return false;
      return !asked || letsThrough(asked, identities.clidOf(identity), identities.fsidOf(identity), identities.labelText(identity));
    });
    return may.slice(0, relaysMax);
  }

  verdict(): Verdict {
    return this._findings.verdict(T.nothing, T.done(this._findings.judged));
  }
}

function filterAtPeer(world: World, node: MeshNode, link: WorldLink): ReturnType<typeof filterAskedAt> {
  return filterAskedAt(world, link, link.a === node.index ? 1 : 0);
}

/** The open received SPANs of a node by the pair of their PFS, each list in the order of SPAN-02. */
function receivedByPfs(world: World, node: MeshNode): ReadonlyMap<number, Candidate[]> {
  const { spans, links } = node.protocol.core;
  const byPair = new Map<number, Candidate[]>();
  for (let row = 0; row < spans.extent; row++) {
    if (spans.kind(row) !== SPAN_KIND.received || !spans.isOpen(row)) continue;
    const identity = spans.identity(row);
    const pair = world.identities.pairOf(identity);
    const via = spans.link(row);
    const cost = Math.min(DIST_MAX, spans.dist(row) + links[via]!.weight);
    const list = byPair.get(pair) ?? [];
    byPair.set(pair, list);
    list.push({ row, via, cost, id: idOf(spans, row), dist: spans.dist(row), identity });
  }
  for (const list of byPair.values()) list.sort((x, y) => x.cost - y.cost || x.via - y.via || (x.id < y.id ? -1 : 1));
  return byPair;
}

function idOf(spans: SpanTable, row: number): bigint {
  return (BigInt(spans.msgidHi(row) >>> 0) << 32n) | BigInt(spans.msgidLo(row) >>> 0);
}

/** By own number of a link: the open relays there, by the received row that each stands for. */
function relaysByLink(node: MeshNode): readonly ReadonlyMap<number, number>[] {
  const { spans, links } = node.protocol.core;
  const relays = links.map(() => new Map<number, number>());
  for (let row = 0; row < spans.extent; row++) {
    if (spans.kind(row) === SPAN_KIND.sent && spans.isOpen(row) && spans.other(row) >= 0) relays[spans.link(row)]!.set(spans.other(row), row);
  }
  return relays;
}
