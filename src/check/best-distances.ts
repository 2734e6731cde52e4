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
  readonly #findings = new Findings();
  readonly #row = new TraceRow();
  readonly #switches: Switches;

  constructor(switches: Switches) {
    this.#switches = switches;
  }

  observe(world: World, row: number): void {
    const at = this.#row.read(world, row);
    if (at.isEvent) this.#findings.blind(`${world.nodes[at.node]!.id} ${at.pfs < 0 ? "reached a limit" : "was denied a SPAN, or reached a limit"}: a search would find more`);
    else if (forgedBytes(world, at.value)) this.#findings.blind("messages were forged: what nodes believe need not be so");
  }

  atQuiet(world: World): void {
    if (this.#findings.isBlind) return;
    const search = new Search(world, this.#switches);
    for (const pair of search.pairs) this.#compare(world, search, pair);
  }

  #compare(world: World, search: Search, pair: number): void {
    search.run(pair);
    for (const node of nodesUp(world)) {
      if (search.offers(node.index, pair)) continue;
      const { core } = node.protocol;
      const first = core.pfs.get(pair)?.first ?? -1;
      const known = first < 0 ? Number.POSITIVE_INFINITY : core.spans.dist(first) + core.links[core.spans.link(first)]!.weight;
      const found = search.costAt(node.index);
      this.#findings.count();
      if (known === found) continue;
      const say = (cost: number): string => (cost === Number.POSITIVE_INFINITY ? "no way" : `a way that costs ${cost}`);
      const lastRow = world.trace.firstRow + world.trace.count - 1;
      this.#findings.violate(lastRow, `${node.id} knows ${say(known)} to ${labelOfPair(world, pair)}, a search finds ${say(found)}`);
    }
  }

  verdict(): Verdict {
    return this.#findings.verdict("the run was not quiet yet, or nobody offers a PFS", "best distances compared with a search, all equal");
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
  readonly #world: World;
  readonly #out: readonly Way[][];
  readonly #in: readonly Way[][];
  readonly #offers: readonly ReadonlySet<number>[];
  /** identity under which a pair is announced, by pair */
  readonly #identities = new Map<number, number>();
  readonly #dists: Float64Array;
  readonly #switches: Switches;
  #pair = -1;

  constructor(world: World, switches: Switches) {
    this.#world = world;
    this.#switches = switches;
    this.#out = world.nodes.map(() => []);
    this.#in = world.nodes.map(() => []);
    const ways = waysOf(world);
    for (const way of ways) {
      this.#out[way.from]!.push(way);
      this.#in[way.to]!.push(way);
    }
    this.#dists = new Float64Array(ways.length);
    this.#offers = offersByNode(world);
    const pairs = new Set<number>();
    for (const { protocol } of nodesUp(world)) {
      for (const { pair } of protocol.core.pfs.entries()) pairs.add(pair);
      for (const { identity } of protocol.core.pfs.own) this.#identities.set(world.identities.pairOf(identity), identity);
    }
    this.pairs = [...pairs];
  }

  offers(node: number, pair: number): boolean {
    return this.#offers[node]!.has(pair);
  }

  /** Cost of the best SPAN that can arrive at a node; Infinity when none can. */
  costAt(node: number): number {
    let best = Number.POSITIVE_INFINITY;
    for (const way of this.#in[node]!) best = Math.min(best, this.#dists[way.index] + way.weight);
    return best;
  }

  run(pair: number): void {
    this.#pair = pair;
    this.#dists.fill(Number.POSITIVE_INFINITY);
    const queue: number[] = [];
    for (const [node, offered] of this.#offers.entries()) if (offered.has(pair)) queue.push(node);
    for (let head = 0; head < queue.length; head++) {
      for (const way of this.#improved(queue[head])) queue.push(way.to);
    }
  }

  /** Sends on from a node; the ways on which something better arrived than before. */
  #improved(node: number): Way[] {
    const own = this.offers(node, this.#pair);
    if (!own && this.#world.nodes[node]!.role !== "controller") return [];
    const { splitHorizon } = this.#switches;
    const [best, second] = own ? [null, null] : this.#bestTwo(node);
    const better: Way[] = [];
    for (const way of this.#out[node]!) {
      if (!way.usable || !this.#passes(way)) continue;
      const source = best && splitHorizon && best.index === way.opposite ? second : best;
      const dist = own ? 0 : source ? this.#dists[source.index] + source.weight : Number.POSITIVE_INFINITY;
      if (dist >= this.#dists[way.index]) continue;
      this.#dists[way.index] = dist;
      better.push(way);
    }
    return better;
  }

  /** The two ways of least cost on which something arrived that may be relayed (SPAN-04). */
  #bestTwo(node: number): [Way | null, Way | null] {
    const { distanceMax } = this.#switches;
    let best: Way | null = null;
    let second: Way | null = null;
    const cost = (way: Way | null): number => (way ? this.#dists[way.index] + way.weight : Number.POSITIVE_INFINITY);
    for (const way of this.#in[node]!) {
      if (this.#dists[way.index] > distanceMax) continue;
      if (cost(way) < cost(best)) {
        second = best;
        best = way;
      } else if (cost(way) < cost(second)) second = way;
    }
    return [best, second];
  }

  #passes(way: Way): boolean {
    return !way.filter || passes(this.#world.nodes[way.from]!.protocol.core, way.filter, this.#identities.get(this.#pair)!);
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
