import { assert } from "../base/assert.ts";
import type { Prng } from "../base/prng.ts";
import { build, onCircle, type Pair } from "./topology-shapes.ts";
import { isConnected, nodeIds, type Topology } from "./topology.ts";

/**
 * Shapes drawn from a random stream, with integers only: the same stream gives the same links everywhere. No place is
 * given to a random graph; the page lays it out by force.
 */

/** Connected: a random tree (each node in shuffled order joins an earlier one), then distinct further links up to `linkCount`. */
export function random(count: number, linkCount: number, prng: Prng): Topology {
  const most = (count * (count - 1)) / 2;
  assert(linkCount >= count - 1 && linkCount <= most, "random: the number of links was not checked");
  const taken = new PairSet(count);
  const order = shuffled(count, prng);
  for (let i = 1; i < count; i++) taken.add(order[i], order[prng.below(i)]);
  if (2 * linkCount > most) fillFromAll(taken, count, linkCount, prng);
  while (taken.pairs.length < linkCount) taken.add(prng.below(count), prng.below(count));
  return build(nodeIds(count), taken.pairs);
}

/** When most pairs become links, drawing until a free one comes up is slow: shuffle the free ones instead. */
function fillFromAll(taken: PairSet, count: number, linkCount: number, prng: Prng): void {
  const free: Pair[] = [];
  for (let a = 0; a < count; a++) for (let b = a + 1; b < count; b++) if (!taken.has(a, b)) free.push([a, b]);
  for (const at of shuffled(free.length, prng)) {
    if (taken.pairs.length === linkCount) return;
    taken.add(free[at][0], free[at][1]);
  }
}

/**
 * Small world after Watts and Strogatz ("Collective dynamics of 'small-world' networks", Nature 393, 1998): a ring in which
 * each node is linked to its `neighbours` nearest, then each link is rewired to a random node with a chance of `percent`.
 * A draw that fell apart is drawn again; undefined when `draws` did.
 */
export function smallWorld(count: number, neighbours: number, percent: number, prng: Prng, draws = 100): Topology | undefined {
  for (let draw = 0; draw < draws; draw++) {
    const topology = rewired(count, neighbours, percent, prng.fork(`draw ${draw}`));
    if (isConnected(topology)) return topology;
  }
  return undefined;
}

function rewired(count: number, neighbours: number, percent: number, prng: Prng): Topology {
  const taken = new PairSet(count);
  for (let reach = 1; reach <= neighbours / 2; reach++) {
    for (let a = 0; a < count; a++) taken.add(a, (a + reach) % count);
  }
  for (let at = 0; at < taken.pairs.length; at++) {
    if (prng.below(100) >= percent) continue;
    const near = taken.pairs[at][0];
    const far = prng.below(count);
    if (far !== near && !taken.has(near, far)) taken.replace(at, near, far);
  }
  return build(nodeIds(count), taken.pairs, onCircle(count));
}

/** Fisher and Yates: 0..count - 1 in random order. */
function shuffled(count: number, prng: Prng): number[] {
  const order = Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const other = prng.below(i + 1);
    const held = order[i];
    order[i] = order[other];
    order[other] = held;
  }
  return order;
}

/** Pairs of different nodes without regard to order, each at most once, in order of arrival. */
class PairSet {
  readonly pairs: Pair[] = [];
  private readonly _keys = new Set<number>();
  private readonly _count: number;

  constructor(count: number) {
    this._count = count;
  }

  has(a: number, b: number): boolean {
    return this._keys.has(this._key(a, b));
  }

  add(a: number, b: number): void {
    if (a === b || this.has(a, b)) return;
    this._keys.add(this._key(a, b));
    this.pairs.push([a, b]);
  }

  replace(at: number, a: number, b: number): void {
    this._keys.delete(this._key(this.pairs[at][0], this.pairs[at][1]));
    this._keys.add(this._key(a, b));
    this.pairs[at] = [a, b];
  }

  private _key(a: number, b: number): number {
    return a < b ? a * this._count + b : b * this._count + a;
  }
}
