import type { Switches } from "../node/config.ts";
import type { PeerFilter } from "../node/link-end.ts";
import { passes } from "../node/relays.ts";
import { TRACE } from "../sim/trace.ts";
import type { World } from "../sim/world.ts";
import { type Check, Findings, type Verdict } from "./check.ts";
import { forgedBytes } from "./forgery.ts";
import { labelOfPair, linksOpen, maySendSpans, nodesUp, offersByNode } from "./mesh-view.ts";
import { TraceRow } from "./trace-row.ts";

/**
 * SPAN-02, SPAN-04: once the run is quiet, every node's best distance to every PFS is that of a search of its own over the
 * links that are open: weights, roles, filters and the maximum distance count, how the mesh came to its answer does not.
 */
export class BestDistances implements Check {
  readonly name = "best-distances";
  readonly claim = "Once quiet, best distances equal those of a search";
  readonly hears = { kinds: [TRACE.command], events: ["limitReached", "relayDenied"] } as const;
  private readonly _findings = new Findings();
  private readonly _row = new TraceRow();
  private readonly _switches: Switches;

  constructor(switches: Switches) {
    this._switches = switches;
  }

  observe(world: World, row: number): void {
    const at = this._row.read(world, row);
    if (at.isEvent) this._findings.blind(`${world.nodes[at.node]!.id} ${at.pfs < 0 ? "reached a limit" : "was denied a SPAN, or reached a limit"}: a search would find more`);
    else if (forgedBytes(world, at.value)) this._findings.blind("messages were forged: what nodes believe need not be so");
  }

  atQuiet(world: World): void {
    if (this._findings.isBlind) return;
    const search = new Search(world, this._switches);
    for (const pair of search.pairs) this._compare(world, search, pair);
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
      if (known === found) continue;
      const say = (cost: number): string => (cost === Number.POSITIVE_INFINITY ? "no way" : `a way that costs ${cost}`);
      const lastRow = world.trace.firstRow + world.trace.count - 1;
      this._findings.violate(lastRow, `${node.id} knows ${say(known)} to ${labelOfPair(world, pair)}, a search finds ${say(found)}`);
    }
  }

  verdict(): Verdict {
    return this._findings.verdict("the run was not quiet yet, or nobody offers a PFS", "best distances compared with a search, all equal");
  }
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
  readonly filter: PeerFilter | null;
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
    return !way.filter || passes(this._world.nodes[way.from]!.protocol.core, way.filter, this._identities.get(this._pair)!);
  }
}

function waysOf(world: World): Way[] {
  const ways: Way[] = [];
  for (const link of linksOpen(world)) {
    for (const side of [0, 1]) {
      const from = world.nodes[link.nodeAt(side)]!;
      const to = world.nodes[link.nodeAt(1 - side)]!;
      const { peerFilter } = from.protocol.core.links[link.ends[side]]!;
      const { weight } = to.protocol.core.links[link.ends[1 - side]]!;
      ways.push({ index: ways.length, opposite: ways.length ^ 1, from: from.index, to: to.index, weight, usable: maySendSpans(world, link, side), filter: peerFilter });
    }
  }
  return ways;
}
