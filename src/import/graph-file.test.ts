import fc from "fast-check";
import Graph from "graphology";
import gexf from "graphology-gexf";
import graphml from "graphology-graphml";
import { describe, expect, test } from "vitest";
import { LIMITS } from "../base/limits.ts";
import { scenarioFromText, scenarioFromTopology } from "../sim/scenario.ts";
import type { Topology } from "../sim/topology.ts";
import { scenarioTextOfFile, topologyFromFile } from "./graph-file.ts";

function read(name: string, text: string): Topology {
  const result = topologyFromFile(name, text);
  if (!result.ok) throw new Error(`${result.error.path}: ${result.error.message}`);
  return result.value;
}

function fault(name: string, text: string): string {
  const result = topologyFromFile(name, text);
  return result.ok ? "read" : `${result.error.path}: ${result.error.message}`;
}

function ids(topology: Topology): string[] {
  return topology.nodes.map(({ id }) => id);
}

function pairs(topology: Topology): string[] {
  return topology.links.map(({ a, b }) => `${a}-${b}`);
}

const GRAPHML = `<?xml version="1.0" encoding="utf-8"?>
<!-- a comment -->
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
  <key id="d0" for="node" attr.name="label" attr.type="string"/>
  <key id="d1" for="node" attr.name="Longitude" attr.type="double"/>
  <key id="d2" for="node" attr.name="Latitude" attr.type="double"/>
  <key id="d3" for="edge" attr.name="label" attr.type="string"/>
  <graph edgedefault="undirected">
    <edge source="0" target="1"><data key="d3">first</data></edge>
    <node id="0"><data key="d0">K&#246;ln &amp; Bonn</data><data key="d1">6.96</data><data key="d2">50.94</data></node>
    <node id="1"><data key="d0"><![CDATA[Paris]]></data><data key="d1">2.35</data><data key="d2">48.86</data></node>
    <node id="2"><data key="d0">Berlin</data><data key="d1">13.4</data><data key="d2">52.52</data></node>
    <edge source="0" target="2"/>
    <edge id="second" source="2" target="0"/>
  </graph>
</graphml>`;

const GEXF = `<?xml version="1.0" encoding="UTF-8"?>
<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" version="1.3">
  <graph defaultedgetype="directed">
    <nodes>
      <node id="a" label="Alpha"><viz:position x="0" y="10.5"/></node>
      <node id="b" label="Beta"><viz:position x="20" y="0"/><nodes><node id="c" label="Gamma"><viz:position x="5" y="-5"/></node></nodes></node>
    </nodes>
    <edges>
      <edge id="0" source="a" target="b"/>
      <edge id="1" source="b" target="a"/>
      <edge id="2" source="c" target="a"/>
      <edge id="3" source="c" target="a"/>
      <edge id="4" source="b" target="c" type="undirected"/>
    </edges>
  </graph>
</gexf>`;

describe("GraphML", () => {
  test("nodes by their labels, edges before the nodes they join, entities, CDATA, places on a map", () => {
    const topology = read("net.graphml", GRAPHML);
    expect(ids(topology)).toEqual(["Köln & Bonn", "Paris", "Berlin"]);
    expect(pairs(topology)).toEqual(["Köln & Bonn-Paris", "Köln & Bonn-Berlin", "Berlin-Köln & Bonn"]);
    const [koeln, paris, berlin] = topology.nodes;
    expect(paris!.x).toBe(0);
    expect(berlin!.y).toBe(0);
    expect(koeln!.x).toBeLessThan(berlin!.x!);
    expect(koeln!.y).toBeLessThan(paris!.y!);
  });

  test("ids are used when labels are missing or not different, defaults count as data", () => {
    const key = '<key id="n" for="node" attr.name="name"><default>x</default></key>';
    expect(ids(read("a.graphml", `<graphml>${key}<graph><node id="p"/><node id="q"><data key="n">y</data></node></graph></graphml>`))).toEqual(["x", "y"]);
    expect(ids(read("a.graphml", `<graphml>${key}<graph><node id="p"/><node id="q"/></graph></graphml>`))).toEqual(["p", "q"]);
  });

  test("in a directed graph an edge and its reverse are one link", () => {
    const graph = (direction: string): string => `<graphml><graph edgedefault="${direction}"><node id="a"/><node id="b"/><edge source="a" target="b"/><edge source="b" target="a"/></graph></graphml>`;
    expect(pairs(read("a.graphml", graph("directed")))).toEqual(["a-b"]);
    expect(pairs(read("a.graphml", graph("undirected")))).toEqual(["a-b", "b-a"]);
  });

  test("labels, places and nested graphs of yEd", () => {
    const shape = (x: number, label: string): string => `<data key="d6"><y:ShapeNode><y:Geometry x="${x}" y="2.5" width="30"/><y:NodeLabel>${label}</y:NodeLabel></y:ShapeNode></data>`;
    const topology = read("a.graphml", `<graphml xmlns:y="u"><graph><node id="n0">${shape(1, "One")}<graph id="n0:"><node id="n0::n0">${shape(9, "Two")}</node></graph></node></graph></graphml>`);
    expect(topology.nodes).toEqual([{ id: "One", x: 0, y: 0 }, { id: "Two", x: 300, y: 0 }]);
  });
});

test("GEXF: labels, nested nodes, directions, positions with north up", () => {
  const topology = read("net.gexf", GEXF);
  expect(ids(topology)).toEqual(["Alpha", "Beta", "Gamma"]);
  expect(pairs(topology)).toEqual(["Alpha-Beta", "Gamma-Alpha", "Gamma-Alpha", "Beta-Gamma"]);
  expect(topology.nodes[0]).toEqual({ id: "Alpha", x: 0, y: 0 });
  expect(topology.nodes[2]!.y).toBeGreaterThan(topology.nodes[1]!.y!);
});

describe("DOT", () => {
  test("chains, subgraphs, ports, strings, comments, attributes", () => {
    const topology = read(
      "net.dot",
      `# made by a preprocessor
      strict graph "my net" { // a comment
        node [shape=box]; rankdir = LR
        a -- b:out:n -- c [weight=2]
        a -- { d "e f"; }
        subgraph cluster_1 { g -- h } -- -1.5
        a -- b /* again */
        <i<b>j</b>> -- "k" + "l"
      }`,
    );
    expect(ids(topology)).toEqual(["a", "b", "c", "d", "e f", "g", "h", "-1.5", "i<b>j</b>", "kl"]);
    expect(pairs(topology)).toEqual(["a-b", "b-c", "a-d", "a-e f", "g-h", "g--1.5", "h--1.5", "i<b>j</b>-kl"]);
  });

  test("a digraph, labels and positions", () => {
    const topology = read("net.gv", 'digraph { x [label="X one", pos="0,10!"]; y [label="Y" pos="20,0"] x -> y; y -> x; x -> y }');
    expect(topology).toEqual({ nodes: [{ id: "X one", x: 0, y: 0 }, { id: "Y", x: 300, y: 150 }], links: [{ a: "X one", b: "Y" }, { a: "X one", b: "Y" }] });
  });

  test("nesting costs no more than its length", () => {
    expect(ids(read("a.dot", `graph ${"{".repeat(90)}a${"}".repeat(90)}`))).toEqual(["a"]);
    expect(fault("a.dot", `graph ${"{".repeat(150)}a`)).toContain("nested more than 100 deep");
  });
});

test("plain JSON: ids, positions, pairs, D3's and NetworkX's words", () => {
  expect(pairs(read("a.json", '{"nodes": ["A", "B"], "links": [["A", "B"]]}'))).toEqual(["A-B"]);
  expect(pairs(read("a.json", '{"nodes": [{"id": "A"}, {"id": "B"}], "links": [{"source": "A", "target": "B"}]}'))).toEqual(["A-B"]);
  expect(pairs(read("a.json", '{"nodes": [{"name": "A"}, {"name": "B"}], "edges": [{"source": 0, "target": 1}]}'))).toEqual(["A-B"]);
  expect(read("a.json", '{"nodes": [{"id": 7, "x": 1, "y": 2}, {"id": 8, "x": 3, "y": 2}], "links": [{"a": 7, "b": 8}]}')).toEqual({ nodes: [{ id: "7", x: 0, y: 0 }, { id: "8", x: 300, y: 0 }], links: [{ a: "7", b: "8" }] });
});

test("without a known ending the first characters tell the format", () => {
  expect(ids(read("net.txt", GRAPHML))).toHaveLength(3);
  expect(ids(read("net", `\uFEFF${GEXF}`))).toHaveLength(3);
  expect(ids(read("net.xml", GEXF))).toHaveLength(3);
  expect(ids(read("net", '{"nodes": ["A"], "links": []}'))).toEqual(["A"]);
  expect(ids(read("net", "graph { A }"))).toEqual(["A"]);
});

test("what is read becomes a scenario", () => {
  for (const text of [GRAPHML, GEXF]) {
    expect(scenarioFromTopology("net", read("net", text), 1).ok).toBe(true);
    const written = scenarioTextOfFile("C:\\maps\\net.xml", text, 5);
    expect(written.ok && scenarioFromText(written.value)).toMatchObject({ ok: true, value: { title: "net.xml", seed: 5 } });
  }
  expect(scenarioTextOfFile("a.json", '{"spanscope": 1}', 5)).toEqual({ ok: true, value: '{"spanscope": 1}' });
  expect(scenarioTextOfFile("a.json", "[]", 5).ok).toBe(false);
});

describe("what is wrong, where, and what was expected", () => {
  test.each([
    ["a.graphml", "hello", 'line 1, column 1: found "hello"; expected an element'],
    ["a.graphml", "<graphml>\n  <graph>\n    <node id='a'>\n  </graph>\n</graphml>", "line 4, column 5: found </graph>; expected </node>"],
    ["a.graphml", "<graphml><graph>", "line 1, column 10: <graph> is never closed; expected </graph>"],
    ["a.graphml", "<graphml>\n<graph><node/></graph></graphml>", 'line 2, column 8: <node> has no id; expected <node id="…">'],
    ["a.graphml", '<graphml><graph><node id="a"/>\n<edge source="a" target="zz"/></graph></graphml>', 'line 2, column 1: an edge names the node "zz", which the file does not have'],
    ["a.graphml", '<graphml><graph><node id="a"/>\n<node id="a"/></graph></graphml>', 'line 2, column 1: there is a node "a" already'],
    ["a.graphml", '<graphml><graph><node id="a"/><edge source="a" target="a"/></graph></graphml>', 'joins the node "a" with itself'],
    ["a.graphml", '<graphml><graph><node id="a"><hyperedge/></node><hyperedge/></graph></graphml>', "a link joins two nodes, expected <edge>"],
    ["a.graphml", "<graphml/>", "found 0 graphs; expected one <graph>"],
    ["a.graphml", "<gexf/>", "line 1, column 1: found <gexf>; expected <graphml>"],
    ["a.graphml", '<graphml a="1" a="2"/>', "line 1, column 16: the attribute a stands twice"],
    ["a.graphml", "<graphml a=1/>", 'line 1, column 12: found "1/>"; expected the value of a in quotes'],
    ["a.graphml", "<graphml>&bogus;</graphml>", 'line 1, column 10: "&bogus;" is no entity that is known here; expected &amp;'],
    ["a.graphml", '<!DOCTYPE g [<!ENTITY a "b">]><graphml/>', "line 1, column 1: the DOCTYPE has an internal subset"],
    ["a.graphml", "<graphml/><graphml/>", "expected the end of the file behind </graphml>"],
    ["a.graphml", "<graphml><!-- never", "expected --> that ends the comment"],
    ["a.graphml", "<a>".repeat(200), "elements are nested more than 100 deep"],
    ["a.gexf", "<gexf/>", "there is no graph; expected <graph> in <gexf>"],
    ["a.gexf", '<gexf><graph><nodes><node id="a"/></nodes><edges>\n<edge source="a"/></edges></graph></gexf>', 'line 2, column 1: <edge> has no target; expected <edge target="…">'],
    ["a.dot", "graph {\n  a -- ;\n}", 'line 2, column 8: found ";"; expected a node, a subgraph or an attribute'],
    ["a.dot", "graph { a -> b }", 'line 1, column 11: found "-> b }"; expected "--", as this is a graph'],
    ["a.dot", "digraph { a -> b", 'line 1, column 17: found the end of the file; expected "}"'],
    ["a.dot", 'graph { "a }', 'line 1, column 9: a string is never closed; expected "'],
    ["a.dot", "grph { a }", 'line 1, column 1: found "grph { a }"; expected graph or digraph'],
    ["a.dot", "graph { a } graph { b }", "expected the end of the file: one graph is read"],
    ["a.dot", "graph { /* a }", "a comment is never closed; expected */"],
    ["a.dot", "graph { a -- ! }", "expected a name, a string, or one of"],
    ["a.dot", "graph {}", "(file): there is no node; expected at least one"],
    ["a.json", "[1]", '(file): expected {"nodes": [...], "links": [...]}'],
    ["a.json", "{", "(file): expected JSON"],
    ["a.json", '{"nodes": ["A"]}', "links: expected a list of links"],
    ["a.json", '{"nodes": ["A", {"id": {}}], "links": []}', "nodes[1].id: expected an id, as text or as a whole number, not {}"],
    ["a.json", '{"nodes": ["A"], "links": [["A"]]}', 'links[0]: expected ["A", "B"]'],
    ["a.json", '{"nodes": ["A"], "links": [["A", "B"]]}', 'links[0]: an edge names the node "B"'],
    ["a.json", '{"nodes": ["A", "B"], "links": [[0, 9]]}', 'links[0]: an edge names the node "9"'],
    ["a.json", '{"nodes": [""], "links": []}', "nodes[0]: the id of a node is empty"],
    ["a.json", '{"spanscope": 1, "nodes": [], "links": []}', "this is a scenario, not a graph"],
  ])("%s %j", (name, text, message) => {
    expect(fault(name, text)).toContain(message);
  });

  test("limits are checked while reading", () => {
    const nodes = Array.from({ length: LIMITS.nodesMax + 1 }, (_, i) => i);
    expect(fault("a.json", JSON.stringify({ nodes, links: [] }))).toBe(`nodes[${LIMITS.nodesMax}]: more than ${LIMITS.nodesMax} nodes, which is the limit of a run`);
    const group = Array.from({ length: 100 }, (_, i) => `n${i}`).join(";");
    expect(fault("a.dot", `graph { {${group}} -- {m${group.replaceAll("n", "m")}} }`)).toContain(`more than ${LIMITS.linksMax} links`);
    expect(fault("a.dot", " ".repeat(LIMITS.fileBytesMax + 1))).toContain("expected at most");
  });

  test("no text makes it throw", () => {
    const piece = fc.constantFrom("<graphml>", "<graph>", "<node id='a'/>", "</", ">", "<", "&", "&amp;", "'", '"', "graph", "{", "}", "a", "--", "->", "[", "]", "=", ";", ",", ":", "/*", "*/", "\n", "#", "+", " ", "0", "[]", "null");
    const text = fc.oneof(fc.array(piece, { maxLength: 30 }).map((all) => all.join("")), fc.string());
    fc.assert(fc.property(fc.constantFrom("a.graphml", "a.gexf", "a.dot", "a.json", "a"), text, (name, content) => void topologyFromFile(name, content)), { numRuns: 2_000 });
  });
});

describe("what a library for one format makes of the same file", () => {
  const known = (graph: Graph): { ids: string[]; edges: number } => ({ ids: graph.mapNodes((key, { label }) => String(label ?? key)), edges: graph.size });
  const ours = (topology: Topology): { ids: string[]; edges: number } => ({ ids: ids(topology), edges: topology.links.length });

  test("GraphML", () => {
    expect(ours(read("a.graphml", GRAPHML))).toEqual(known(graphml.parse(Graph, GRAPHML)));
  });

  test("GEXF, but for an edge and its reverse, which are one link here", () => {
    const graph = known(gexf.parse(Graph, GEXF));
    expect(ours(read("a.gexf", GEXF))).toEqual({ ...graph, edges: graph.edges - 1 });
  });
});
