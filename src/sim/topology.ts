import type { LinkJson, NodeJson } from "./commands.ts";

/** What a generator or an import yields, and what a scenario file writes out. */
export interface Topology {
  readonly nodes: readonly NodeJson[];
  readonly links: readonly LinkJson[];
}

/** What is wrong with something that somebody wrote: where (a path in JSON, a line in text), and what was expected instead. */
export interface FileFault {
  readonly path: string;
  readonly message: string;
}

/** A, B, C … for up to 26 nodes, else n1, n2 … */
export function nodeIds(count: number): string[] {
  return Array.from({ length: count }, (_, i) => (count <= 26 ? String.fromCharCode(65 + i) : `n${i + 1}`));
}

/** Hands out link ids: "A-B", then "A-B#2" …, never one that is taken. */
export class LinkNames {
  private readonly _taken: Set<string>;

  constructor(taken: Iterable<string> = []) {
    this._taken = new Set(taken);
  }

  /** The next free id of a link from `a` to `b`; it is taken from now on. */
  next(a: string, b: string): string {
    const first = `${a}-${b}`;
    let id = first;
    for (let i = 2; this._taken.has(id); i++) id = `${first}#${i}`;
    this._taken.add(id);
    return id;
  }
}

/** The same links, each with an id of its own: those that were given stay, the others get the default. */
export function withLinkIds(links: readonly LinkJson[]): (LinkJson & { readonly id: string })[] {
  const names = new LinkNames(links.flatMap((link) => (link.id === undefined ? [] : [link.id])));
  return links.map((link) => ({ ...link, id: link.id ?? names.next(link.a, link.b) }));
}

/** The same nodes, each offering one PFS labelled with its id. */
export function withPfsEverywhere(topology: Topology): Topology {
  return { ...topology, nodes: topology.nodes.map((node) => ({ ...node, pfs: [{ label: node.id }] })) };
}

/** True when every node can be reached from the first one; false when there is none. */
export function isConnected(topology: Topology): boolean {
  const index = new Map(topology.nodes.map((node, i) => [node.id, i]));
  const groups = new Groups(topology.nodes.length);
  for (const { a, b } of topology.links) groups.join(index.get(a)!, index.get(b)!);
  return groups.count === 1;
}

/** Disjoint sets with path halving. */
class Groups {
  count: number;
  private readonly _parents: Int32Array;

  constructor(members: number) {
    this.count = members;
    this._parents = Int32Array.from({ length: members }, (_, i) => i);
  }

  join(a: number, b: number): void {
    const rootA = this._root(a);
    const rootB = this._root(b);
    if (rootA === rootB) return;
    this._parents[rootA] = rootB;
    this.count--;
  }

  private _root(member: number): number {
    const parents = this._parents;
    let at = member;
    while (parents[at] !== at) {
      parents[at] = parents[parents[at]];
      at = parents[at];
    }
    return at;
  }
}
