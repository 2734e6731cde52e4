import { thrownText } from "../base/thrown.ts";
import { isRecord } from "../base/json.ts";
import type { Topology } from "../sim/topology.ts";
import { type GivenPlace, GraphBuilder, placeOf } from "./graph-builder.ts";
import { GraphFault } from "./text-place.ts";

/**
 * Plain JSON: {"nodes": [...], "links": [...]}, as D3 and NetworkX write it. A node is an id or {id, x, y}; a link is
 * [a, b], {a, b} or {source, target}, by id or, where there is no such id, by position. "edges" may stand for "links".
 */
export function topologyFromGraphJson(text: string): Topology {
  const file = parsed(text);
  if (!isRecord(file)) throw new GraphFault("(file)", 'expected {"nodes": [...], "links": [...]}');
  if ("spanscope" in file) throw new GraphFault("(file)", "this is a scenario, not a graph; expected nodes and links alone");
  const builder = new GraphBuilder();
  for (const [i, node] of listOf(file, "nodes").entries()) addNode(builder, node, `nodes[${i}]`);
  const name = "links" in file || !("edges" in file) ? "links" : "edges";
  for (const [i, link] of listOf(file, name).entries()) addLink(builder, link, file.directed === true, `${name}[${i}]`);
  return builder.topology();
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new GraphFault("(file)", `expected JSON: ${thrownText(error)}`);
  }
}

function listOf(file: Readonly<Record<string, unknown>>, name: string): readonly unknown[] {
  const list = file[name];
  if (!Array.isArray(list)) throw new GraphFault(name, `expected a list of ${name}`);
  return list as readonly unknown[];
}

function addNode(builder: GraphBuilder, node: unknown, where: string): void {
  if (!isRecord(node)) return builder.node(idOf(node, where), undefined, undefined, where);
  const id = idOf(node.id ?? node.name ?? node.label, `${where}.id`);
  const label = typeof node.label === "string" ? node.label : undefined;
  builder.node(id, label, placeIn(node), where);
}

function placeIn({ x, y }: Readonly<Record<string, unknown>>): GivenPlace | undefined {
  return placeOf(typeof x === "number" ? x : undefined, typeof y === "number" ? y : undefined);
}

function addLink(builder: GraphBuilder, link: unknown, directed: boolean, where: string): void {
  const ends: readonly unknown[] = Array.isArray(link) ? (link as readonly unknown[]) : isRecord(link) ? [link.a ?? link.source, link.b ?? link.target] : [];
  if (ends.length !== 2) throw new GraphFault(where, 'expected ["A", "B"], {"a": …, "b": …} or {"source": …, "target": …}');
  const [a, b] = ends.map((end) => endOf(builder, end, where));
  builder.edge(a!, b!, directed, where);
}

/** D3 replaces ids by the nodes themselves; NetworkX and others count positions. */
function endOf(builder: GraphBuilder, end: unknown, where: string): string {
  const id = idOf(isRecord(end) ? end.id : end, where);
  if (builder.has(id) || typeof end !== "number") return id;
  return builder.keyAt(end) ?? id;
}

function idOf(value: unknown, where: string): string {
  if (typeof value === "string") return value;
  if (typeof value === "number" && Number.isSafeInteger(value)) return String(value);
  throw new GraphFault(where, `expected an id, as text or as a whole number, not ${JSON.stringify(value) ?? "nothing"}`);
}
