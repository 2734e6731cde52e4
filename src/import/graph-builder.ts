import { LIMITS } from "../base/limits.ts";
import type { LinkJson, NodeJson } from "../sim/commands.ts";
import type { Topology } from "../sim/topology.ts";
import { GraphFault, type Where } from "./text-place.ts";

/** A place as the file gives it; y grows downwards. */
export interface GivenPlace {
  readonly x: number;
  readonly y: number;
}

interface BuiltNode {
  readonly key: string;
  label: string | undefined;
  place: GivenPlace | undefined;
}

/** How many edges of each direction join two nodes; `first` is the node that the first edge named first. */
interface Joined {
  readonly first: string;
  forth: number;
  back: number;
  both: number;
  links: number;
}

const NAME_CHARACTERS_MAX = 64;

/**
 * Collects what a graph file says and makes a topology of it, within the limits of a run. Nodes are called by their labels
 * where every node has one of its own, by their ids otherwise. A link carries both directions, so that an edge of a
 * directed graph and its reverse are one link, and further ones in the same direction are further links.
 */
export class GraphBuilder {
  readonly #nodes = new Map<string, BuiltNode>();
  readonly #joined = new Map<string, Joined>();
  readonly #pairs: (readonly [string, string])[] = [];
  readonly #degrees = new Map<string, number>();

  has(key: string): boolean {
    return this.#nodes.has(key);
  }

  /** Id of the node at a position, counted from 0. */
  keyAt(index: number): string | undefined {
    return [...this.#nodes.keys()][index];
  }

  node(key: string, label: string | undefined, place: GivenPlace | undefined, where: Where): void {
    if (this.#nodes.has(key)) throw new GraphFault(where, `there is a node "${key}" already; expected an id of its own`);
    if (this.#nodes.size === LIMITS.nodesMax) throw new GraphFault(where, `more than ${LIMITS.nodesMax} nodes, which is the limit of a run`);
    const problem = nameProblem(key);
    if (problem) throw new GraphFault(where, `the id of a node ${problem}`);
    this.#nodes.set(key, { key, label, place });
  }

  /** For formats that name a node several times: what is given now counts from now on. */
  describe(key: string, label: string | undefined, place: GivenPlace | undefined, where: Where): void {
    const node = this.#nodes.get(key);
    if (!node) return this.node(key, label, place, where);
    node.label = label ?? node.label;
    node.place = place ?? node.place;
  }

  edge(a: string, b: string, directed: boolean, where: Where): void {
    for (const key of [a, b]) if (!this.#nodes.has(key)) throw new GraphFault(where, `an edge names the node "${key}", which the file does not have`);
    if (a === b) throw new GraphFault(where, `an edge joins the node "${a}" with itself; a link joins two different nodes`);
    const joined = this.#joinedOf(a, b);
    if (!directed) joined.both++;
    else if (joined.first === a) joined.forth++;
    else joined.back++;
    if (joined.both + Math.max(joined.forth, joined.back) === joined.links) return;
    joined.links++;
    if (this.#pairs.length === LIMITS.linksMax) throw new GraphFault(where, `more than ${LIMITS.linksMax} links, which is the limit of a run`);
    this.#pairs.push([a, b]);
    for (const key of [a, b]) {
      const degree = (this.#degrees.get(key) ?? 0) + 1;
      if (degree > LIMITS.linksPerNodeMax) throw new GraphFault(where, `the node "${key}" has more than ${LIMITS.linksPerNodeMax} links, which is the limit of a node`);
      this.#degrees.set(key, degree);
    }
  }

  topology(): Topology {
    const nodes = [...this.#nodes.values()];
    if (nodes.length === 0) throw new GraphFault("(file)", "there is no node; expected at least one");
    const names = this.#names(nodes);
    const places = scaledPlaces(nodes.map(({ place }) => place));
    return {
      nodes: nodes.map(({ key }, i): NodeJson => ({ id: names.get(key)!, ...places?.[i] })),
      links: this.#pairs.map(([a, b]): LinkJson => ({ a: names.get(a)!, b: names.get(b)! })),
    };
  }

  #joinedOf(a: string, b: string): Joined {
    const key = JSON.stringify(a < b ? [a, b] : [b, a]);
    let joined = this.#joined.get(key);
    if (!joined) {
      joined = { first: a, forth: 0, back: 0, both: 0, links: 0 };
      this.#joined.set(key, joined);
    }
    return joined;
  }

  /** By key: the label, if that can be the name of every node. */
  #names(nodes: readonly BuiltNode[]): Map<string, string> {
    const labels = nodes.map(({ label }) => label?.trim() ?? "");
    const usable = labels.every((label) => nameProblem(label) === null) && new Set(labels).size === labels.length;
    return new Map(nodes.map(({ key }, i) => [key, usable ? labels[i]! : key]));
  }
}

function nameProblem(name: string): string | null {
  if (name === "") return "is empty; expected a name";
  if (name.length > NAME_CHARACTERS_MAX) return `is longer than ${NAME_CHARACTERS_MAX} characters: "${name.slice(0, 20)}…"`;
  return /\p{Cc}/u.test(name) ? `has control characters: ${JSON.stringify(name.slice(0, 20))}` : null;
}

/** The picture as large as ours are, about 150 units a node, in whole units; undefined unless every node has a place. */
function scaledPlaces(given: readonly (GivenPlace | undefined)[]): { readonly x: number; readonly y: number }[] | undefined {
  const places = given.filter((place) => place !== undefined);
  if (places.length < given.length || places.some(({ x, y }) => !Number.isFinite(x) || !Number.isFinite(y))) return undefined;
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { x, y } of places) {
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  const extent = Math.max(right - left, bottom - top);
  if (!(extent > 0) || !Number.isFinite(extent)) return undefined;
  const wanted = 150 * Math.ceil(Math.sqrt(places.length));
  return places.map(({ x, y }) => ({ x: Math.round(((x - left) * wanted) / extent), y: Math.round(((y - top) * wanted) / extent) }));
}

/** A number as files write it, or undefined. */
export function numberOf(text: string | undefined): number | undefined {
  const trimmed = text?.trim() ?? "";
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i.test(trimmed) ? Number(trimmed) : undefined;
}

/** A place, if both numbers are there. */
export function placeOf(x: number | undefined, y: number | undefined): GivenPlace | undefined {
  return x === undefined || y === undefined ? undefined : { x, y };
}

/** Degrees on a map: north is up, and a degree of longitude is shorter than one of latitude in the latitudes of most networks. */
export function placeOnMap(longitude: number | undefined, latitude: number | undefined): GivenPlace | undefined {
  return longitude === undefined || latitude === undefined ? undefined : { x: longitude, y: -1.4 * latitude };
}
