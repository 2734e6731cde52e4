import type { TopologyView } from "../../port/messages.ts";
import { linkEnds, linkName } from "./facts.ts";
import type { Picked } from "./picked.ts";

/** Something that a search finds. */
export type Found =
  | { readonly kind: "node"; readonly node: number; readonly name: string; readonly detail: string }
  | { readonly kind: "link"; readonly link: number; readonly name: string; readonly detail: string }
  | { readonly kind: "pfs"; readonly node: number; readonly label: string; readonly name: string; readonly detail: string };

export interface Finding {
  /** the best, at most FOUND_MAX */
  readonly found: readonly Found[];
  readonly count: number;
  /** the nodes and links of all of them, at most MARKED_MAX, to be marked on the stage */
  readonly marks: Picked;
}

export const FOUND_MAX = 12;
const MARKED_MAX = 200;
const NOTHING: Finding = { found: [], count: 0, marks: { nodes: [], links: [] } };

/**
 * Nodes by id and role, PFSes by label and type, links by both their ends ("n4 n17", "n4-n17"). Each word must be found; whole
 * names come before beginnings, these before the rest, and nodes before PFSes before links.
 */
export function findThings(topology: TopologyView, text: string): Finding {
  const words = text.toLowerCase().split(/[\s–-]+/u).filter((word) => word !== "");
  if (words.length === 0) return NOTHING;
  const ranked: { readonly rank: number; readonly found: Found }[] = [];
  const offer = (found: Found, names: readonly string[], order: number): void => {
    const rank = rankOf(words, names.map((name) => name.toLowerCase()));
    if (rank !== null) ranked.push({ rank: rank * 4 + order, found });
  };
  topology.nodes.forEach(({ id, role, pfs }, node) => {
    offer({ kind: "node", node, name: id, detail: role }, [id, role], 0);
    for (const { label, type } of pfs) offer({ kind: "pfs", node, label, name: label, detail: `${type} · ${id}` }, [label, type], 1);
  });
  if (words.length > 1 || topology.links.some(({ id }) => id.toLowerCase() === text.trim().toLowerCase())) {
    topology.links.forEach(({ id, kind }, link) => {
      const { a, b } = linkEnds(topology, link);
      offer({ kind: "link", link, name: linkName(topology, link), detail: kind === "shm" ? "shared memory" : id }, [a, b, ...id.split("-")], 2);
    });
  } else {
    const named = new Set(ranked.flatMap(({ rank, found }) => (rank === 0 && found.kind === "node" ? [found.node] : [])));
    topology.links.forEach(({ a, b, id }, link) => {
      if (named.has(a) || named.has(b)) ranked.push({ rank: 11, found: { kind: "link", link, name: linkName(topology, link), detail: id } });
    });
  }
  ranked.sort((one, other) => one.rank - other.rank);
  const all = ranked.map(({ found }) => found);
  return { found: all.slice(0, FOUND_MAX), count: all.length, marks: marksOf(all) };
}

/** 0 = a name is a word, 1 = begins with one, 2 = holds one, by the word that fits worst; null = a word is not found. */
function rankOf(words: readonly string[], names: readonly string[]): number | null {
  let worst = 0;
  for (const word of words) {
    let best = 3;
    for (const name of names) best = Math.min(best, name === word ? 0 : name.startsWith(word) ? 1 : name.includes(word) ? 2 : 3);
    if (best === 3) return null;
    worst = Math.max(worst, best);
  }
  return worst;
}

function marksOf(all: readonly Found[]): Picked {
  const nodes = new Set<number>();
  const links: number[] = [];
  for (const found of all.slice(0, MARKED_MAX)) {
    if (found.kind === "link") links.push(found.link);
    else nodes.add(found.node);
  }
  return { nodes: [...nodes], links };
}
