import type { Switches } from "../node/config.ts";
import { EVENT } from "../node/events.ts";
import type { World } from "../sim/world.ts";
import { CHECK_TEXTS } from "../texts/checks.ts";
import { type Check, Findings, lastRow, type Verdict } from "./check.ts";
import { type AskedFilter, letsThrough } from "./filter-match.ts";
import { filterAskedAt, labelOfPair, linksOpen, maySendSpans, nodesUp, offersByNode, whyNotComparable } from "./mesh-view.ts";
import type { Seen } from "./seen.ts";

const T = CHECK_TEXTS["best-distances"];

/**
 * SPAN-02, SPAN-04: once the run is quiet, every node's best distance to every PFS is that of a search of its own over the
 * links that are open: weights, roles, filters and the maximum distance count, how the mesh came to its answer does not.
 */
export class BestDistances implements Check {
  readonly name = "best-distances";
  readonly claim = T.claim;
  readonly rules = ["SPAN-02", "SPAN-04"] as const;
  readonly hears = { kinds: [], events: ["limitReached", "relayDenied", "linkUp"] } as const;
  private readonly _findings = new Findings();
  private readonly _switches: Switches;
  /** SPAN-09: by link, the PFSes (pairs) that one end does not want from the other; until the link comes up anew. One that was suspended only goes on */
  private readonly _denied = new Map<number, Set<number>>();
  /** a node's table was full: what it would know otherwise is not for a search to say */
  private _limited: string | null = null;

  constructor(switches: Switches) {
    this._switches = switches;
  }

  observe(world: World, seen: Seen): void {
    const { link, pfs } = seen;
    if (seen.value === EVENT.linkUp) this._denied.delete(link);
    else if (pfs < 0 || seen.value === EVENT.limitReached) this._limited ??= T.limited(world.nodes[seen.node]!.id);
    else {
      const denied = this._denied.get(link) ?? new Set();
      this._denied.set(link, denied.add(world.identities.pairOf(pfs)));
    }
  }

  atQuiet(world: World, { forgery }: Seen): void {
    this._findings.blind(this._limited ?? whyNotComparable(world, forgery));
    if (this._findings.isBlind) return;
    const search = new Search(world, this._switches);
    for (const pair of search.pairs) {
      const link = this._deniedOn(pair);
      if (link < 0) this._compare(world, search, pair);
      else this._findings.leaveOut(T.denied(labelOfPair(world, pair), world.links[link]!.id));
    }
  }

  private _deniedOn(pair: number): number {
    for (const [link, pairs] of this._denied) if (pairs.has(pair)) return link;
    return -1;
  }

  private _compare(world: World, search: Search, pair: number): void {
    search.run(pair);
    for (const node of nodesUp(world)) {
      if (search.offers(node.index, pair)) continue;
      const { core } = node.protocol;
      const first = core.pfs.get(pair)?.first ?? -1;
      const known = first < 0 ? Number.POSITIVE_INFINITY : core.spans.dist(first) + core.links[core.spans.link(first)]!.weight;
      const found = search.costAt(node.index);
      this._findings.count();
      if (known !== found) this._findings.violate(lastRow(world), T.differs(node.id, sayCost(known), labelOfPair(world, pair), sayCost(found)), node.id);
    }
  }

  verdict(): Verdict {
    return this._findings.verdict(T.nothing, T.done(this._findings.judged));
  }
}

function sayCost(cost: number): string {
  return cost === Number.POSITIVE_INFINITY ? T.noWay : T.way(cost);
}

/** One direction of an open link, as SPANs go. */
interface Way {
  /** index of this way and of its opposite */
  readonly index: number;
  readonly opposite: number;
  readonly from: number;
  readonly to: number;
  /** SPAN-02: of the receiving end */
  readonly weight: number;
  /** LINK-04: the sender may send SPANs there at all */
  readonly usable: boolean;
  /** LINK-05: what the receiver asked the sender to limit itself to */
  readonly filter: AskedFilter | null;
}

/** A label-correcting search, PFS by PFS: `dists[way]` is the least dist of a SPAN that can arrive on that way. */
class Search {
  readonly pairs: readonly number[];
  private readonly _world: World;
  private readonly _out: readonly Way[][];
  private readonly _in: readonly Way[][];
  private readonly _offers: readonly ReadonlySet<number>[];
  /** identity under which a pair is announced, by pair */
  private readonly _identities = new Map<number, number>();
  private readonly _dists: Float64Array;
  private readonly _switches: Switches;
  private _pair = -1;

  constructor(world: World, switches: Switches) {
    this._world = world;
    this._switches = switches;
    this._out = world.nodes.map(() => []);
    this._in = world.nodes.map(() => []);
    const ways = waysOf(world);
    for (const way of ways) {
      this._out[way.from]!.push(way);
      this._in[way.to]!.push(way);
    }
    this._dists = new Float64Array(ways.length);
    this._offers = offersByNode(world);
    const pairs = new Set<number>();
    for (const { protocol } of nodesUp(world)) {
      for (const { pair } of protocol.core.pfs.entries()) pairs.add(pair);
      for (const { identity } of protocol.core.pfs.own) this._identities.set(world.identities.pairOf(identity), identity);
    }
    this.pairs = [...pairs];
  }

  offers(node: number, pair: number): boolean {
    return this._offers[node]!.has(pair);
  }

  /** Cost of the best SPAN that can arrive at a node; Infinity when none can. */
  costAt(node: number): number {
    let best = Number.POSITIVE_INFINITY;
    for (const way of this._in[node]!) best = Math.min(best, this._dists[way.index] + way.weight);
    return best;
  }

  run(pair: number): void {
    this._pair = pair;
    this._dists.fill(Number.POSITIVE_INFINITY);
    const queue: number[] = [];
    for (const [node, offered] of this._offers.entries()) if (offered.has(pair)) queue.push(node);
    for (let head = 0; head < queue.length; head++) {
      for (const way of this._improved(queue[head])) queue.push(way.to);
    }
  }

  /** Sends on from a node; the ways on which something better arrived than before. */
  private _improved(node: number): Way[] {
    const own = this.offers(node, this._pair);
    if (!own && this._world.nodes[node]!.role !== "controller") return [];
    const { splitHorizon } = this._switches;
    const [best, second] = own ? [null, null] : this._bestTwo(node);
    const better: Way[] = [];
    for (const way of this._out[node]!) {
      if (!way.usable || !this._passes(way)) continue;
      const source = best && splitHorizon && best.index === way.opposite ? second : best;
      const dist = own ? 0 : source ? this._dists[source.index] + source.weight : Number.POSITIVE_INFINITY;
      if (dist >= this._dists[way.index]) continue;
      this._dists[way.index] = dist;
      better.push(way);
    }
    return better;
  }

  /** The two ways of least cost on which something arrived that may be relayed (SPAN-04). */
  private _bestTwo(node: number): [Way | null, Way | null] {
    const { distanceMax } = this._switches;
    let best: Way | null = null;
    let second: Way | null = null;
    const cost = (way: Way | null): number => (way ? this._dists[way.index] + way.weight : Number.POSITIVE_INFINITY);
    for (const way of this._in[node]!) {
      if (this._dists[way.index] > distanceMax) continue;
      if (cost(way) < cost(best)) {
        second = best;
        best = way;
      } else if (cost(way) < cost(second)) second = way;
    }
    return [best, second];
  }

  private _passes(way: Way): boolean {
    if (!way.filter) return true;
    const { identities } = this._world;
    const identity = this._identities.get(this._pair)!;
    return letsThrough(way.filter, identities.clidOf(identity), identities.fsidOf(identity), identities.labelText(identity));
  }
}

function waysOf(world: World): Way[] {
  const ways: Way[] = [];
  for (const link of linksOpen(world)) {
    for (const side of [0, 1]) {
      const from = world.nodes[link.nodeAt(side)]!;
      const to = world.nodes[link.nodeAt(1 - side)]!;
      const { weight } = to.protocol.core.links[link.ends[1 - side]]!;
      ways.push({ index: ways.length, opposite: ways.length ^ 1, from: from.index, to: to.index, weight, usable: maySendSpans(world, link, side), filter: filterAskedAt(world, link, 1 - side) });
    }
  }
  return ways;
}
