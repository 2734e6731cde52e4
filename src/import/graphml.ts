import type { Topology } from "../sim/topology.ts";
import { type GivenPlace, GraphBuilder, numberOf, placeOf, placeOnMap } from "./graph-builder.ts";
import { GraphFault } from "./text-place.ts";
import { childrenNamed, firstBelow, type XmlElement, XmlReader } from "./xml-reader.ts";

/**
 * GraphML (http://graphml.graphdrawing.org): nodes, edges, nested graphs. Read beside them: labels and places as data named
 * label or name, x and y, Longitude and Latitude (Internet Topology Zoo), and yEd's NodeLabel and Geometry.
 */
export function topologyFromGraphml(text: string): Topology {
  const reader = new XmlReader(text);
  const root = reader.read();
  if (root.name !== "graphml") throw new GraphFault(reader.place(root.offset), `found <${root.name}>; expected <graphml>`);
  const graphs = childrenNamed(root, "graph");
  if (graphs.length !== 1) throw new GraphFault(reader.place(graphs[1]?.offset ?? root.offset), `found ${graphs.length} graphs; expected one <graph> in <graphml>`);
  return new GraphmlGraph(reader, root).topology(graphs[0]!);
}

class GraphmlGraph {
  readonly #reader: XmlReader;
  readonly #builder = new GraphBuilder();
  /** names of the data of nodes, in lower case, by key */
  readonly #names = new Map<string, string>();
  readonly #defaults = new Map<string, string>();
  readonly #edges: { readonly element: XmlElement; readonly directed: boolean }[] = [];

  constructor(reader: XmlReader, root: XmlElement) {
    this.#reader = reader;
    for (const key of childrenNamed(root, "key")) {
      const id = this.#attribute(key, "id");
      if (!["node", "all"].includes(key.attributes.get("for") ?? "all")) continue;
      const name = (key.attributes.get("attr.name") ?? id).toLowerCase();
      this.#names.set(id, name);
      const standard = childrenNamed(key, "default")[0];
      if (standard) this.#defaults.set(name, standard.text);
    }
  }

  topology(graph: XmlElement): Topology {
    this.#nodes(graph);
    for (const { element, directed } of this.#edges) {
      this.#builder.edge(this.#attribute(element, "source"), this.#attribute(element, "target"), directed, () => this.#reader.place(element.offset));
    }
    return this.#builder.topology();
  }

  /** Nodes first: an edge may stand before the nodes that it joins. */
  #nodes(graph: XmlElement): void {
    const directed = graph.attributes.get("edgedefault") === "directed";
    for (const child of graph.children) {
      if (child.name === "node") this.#node(child);
      else if (child.name === "edge") this.#edges.push({ element: child, directed: directedOf(child, directed) });
      else if (child.name === "hyperedge") throw new GraphFault(this.#reader.place(child.offset), "found a <hyperedge>; a link joins two nodes, expected <edge>");
    }
  }

  #node(element: XmlElement): void {
    const data = new Map(this.#defaults);
    let label: string | undefined;
    let place: GivenPlace | undefined;
    for (const one of childrenNamed(element, "data")) {
      const name = this.#names.get(this.#attribute(one, "key"));
      if (name !== undefined) data.set(name, one.text);
      label ??= firstBelow(one, "NodeLabel")?.text;
      const geometry = firstBelow(one, "Geometry")?.attributes;
      place ??= placeOf(numberOf(geometry?.get("x")), numberOf(geometry?.get("y")));
    }
    label ??= data.get("label") ?? data.get("name");
    place ??= placeOf(numberOf(data.get("x")), numberOf(data.get("y"))) ?? placeOnMap(numberOf(data.get("longitude")), numberOf(data.get("latitude")));
    this.#builder.node(this.#attribute(element, "id"), label, place, () => this.#reader.place(element.offset));
    for (const nested of childrenNamed(element, "graph")) this.#nodes(nested);
  }

  #attribute(element: XmlElement, name: string): string {
    const value = element.attributes.get(name);
    if (value === undefined) throw new GraphFault(this.#reader.place(element.offset), `<${element.name}> has no ${name}; expected <${element.name} ${name}="…">`);
    return value;
  }
}

function directedOf(edge: XmlElement, standard: boolean): boolean {
  const given = edge.attributes.get("directed");
  return given === undefined ? standard : given === "true";
}
