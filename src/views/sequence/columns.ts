import type { Frame, TopologyView } from "../../port/messages.ts";

/** With more nodes than this the page chooses which have a column. */
export const COLUMNS_AUTO_MAX = 16;
/** Columns that the page chooses from many nodes. */
const CHOSEN_MAX = 12;

/** All of a small topology; of a large one the path of the watched transaction, with what surrounds it as far as there is room. */
export function chosenColumns(topology: TopologyView | null, path: Frame["path"]): readonly string[] {
  if (topology === null) return [];
  const { nodes } = topology;
  if (nodes.length <= COLUMNS_AUTO_MAX) return nodes.map(({ id }) => id);
  const first = path === null ? [] : path.nodes.map((node) => nodes[node]!.id);
  const rest = nodes.map(({ id }) => id).filter((id) => !first.includes(id));
  return first.length > 0 ? first : rest.slice(0, CHOSEN_MAX);
}

/** A node and its neighbours, in the order of the topology. */
export function columnsAround(topology: TopologyView, node: string): readonly string[] {
  const { nodes, links } = topology;
  const near = new Set([node]);
  for (const { a, b } of links) {
    if (nodes[a]!.id === node) near.add(nodes[b]!.id);
    if (nodes[b]!.id === node) near.add(nodes[a]!.id);
  }
  return nodes.map(({ id }) => id).filter((id) => near.has(id));
}

/** Moved by one place; the same list at either end. */
export function moved(columns: readonly string[], column: number, by: -1 | 1): readonly string[] {
  const to = column + by;
  if (to < 0 || to >= columns.length) return columns;
  const next = [...columns];
  [next[column], next[to]] = [next[to]!, next[column]!];
  return next;
}

/** Dropped onto the place of another one. */
export function droppedOn(columns: readonly string[], node: string, onto: string): readonly string[] {
  const from = columns.indexOf(node);
  const to = columns.indexOf(onto);
  if (from === -1 || to === -1 || from === to) return columns;
  const next = columns.filter((id) => id !== node);
  next.splice(to, 0, node);
  return next;
}

/** What is chosen and still there. */
export function columnsThere(columns: readonly string[], topology: TopologyView | null): readonly string[] {
  const there = new Set(topology?.nodes.map(({ id }) => id));
  return columns.every((id) => there.has(id)) ? columns : columns.filter((id) => there.has(id));
}
