import type { Topology } from "../sim/topology.ts";
import { GraphBuilder, numberOf, placeOf } from "./graph-builder.ts";
import { GraphFault } from "./text-place.ts";
import { childrenNamed, type XmlElement, XmlReader } from "./xml-reader.ts";

/** GEXF (https://gexf.net), as Gephi writes it: nodes (nested ones included), edges, labels, viz:position (north is up there). */
export function topologyFromGexf(text: string): Topology {
  const reader = new XmlReader(text);
  const root = reader.read();
  if (root.name !== "gexf") throw new GraphFault(reader.place(root.offset), `found <${root.name}>; expected <gexf>`);
  const graph = childrenNamed(root, "graph")[0];
  if (!graph) throw new GraphFault(reader.place(root.offset), "there is no graph; expected <graph> in <gexf>");
  const builder = new GraphBuilder();
  for (const nodes of childrenNamed(graph, "nodes")) addNodes(reader, builder, nodes);
  const standard = graph.attributes.get("defaultedgetype");
  for (const edges of childrenNamed(graph, "edges")) {
    for (const edge of childrenNamed(edges, "edge")) {
      const directed = (edge.attributes.get("type") ?? standard) === "directed";
      builder.edge(attribute(reader, edge, "source"), attribute(reader, edge, "target"), directed, () => reader.place(edge.offset));
    }
  }
  return builder.topology();
}

function addNodes(reader: XmlReader, builder: GraphBuilder, nodes: XmlElement): void {
  for (const node of childrenNamed(nodes, "node")) {
    const position = childrenNamed(node, "position")[0]?.attributes;
    const y = numberOf(position?.get("y"));
    builder.node(attribute(reader, node, "id"), node.attributes.get("label"), placeOf(numberOf(position?.get("x")), y === undefined ? undefined : -y), () => reader.place(node.offset));
    for (const nested of childrenNamed(node, "nodes")) addNodes(reader, builder, nested);
  }
}

function attribute(reader: XmlReader, element: XmlElement, name: string): string {
  const value = element.attributes.get(name);
  if (value === undefined) throw new GraphFault(reader.place(element.offset), `<${element.name}> has no ${name}; expected <${element.name} ${name}="…">`);
  return value;
}
