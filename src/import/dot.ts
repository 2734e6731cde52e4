import type { Topology } from "../sim/topology.ts";
import { DotTokens } from "./dot-tokens.ts";
import { type GivenPlace, GraphBuilder, numberOf, placeOf } from "./graph-builder.ts";
import { GraphFault, type Where } from "./text-place.ts";

/** Subgraphs inside subgraphs: no graph needs more. */
const DEPTH_MAX = 100;

/** DOT (https://graphviz.org/doc/info/lang.html): one graph or digraph; labels and `pos` of nodes are read, other attributes are passed over. */
export function topologyFromDot(text: string): Topology {
  return new DotGraph(new DotTokens(text)).topology();
}

/** Nodes named by one side of an edge, or by a subgraph. */
type Keys = Set<string>;

class DotGraph {
  readonly #tokens: DotTokens;
  readonly #builder = new GraphBuilder();
  #directed = false;
  #strict = false;
  readonly #joined = new Set<string>();

  constructor(tokens: DotTokens) {
    this.#tokens = tokens;
  }

  topology(): Topology {
    const tokens = this.#tokens;
    this.#strict = tokens.isKeyword("strict");
    if (this.#strict) tokens.take();
    if (!tokens.isKeyword("graph") && !tokens.isKeyword("digraph")) tokens.expected("graph or digraph");
    this.#directed = tokens.take().text.toLowerCase() === "digraph";
    if (tokens.next.kind === "word") tokens.take();
    this.#block(0);
    if (tokens.next.kind !== "end") tokens.expected("the end of the file: one graph is read");
    return this.#builder.topology();
  }

  /** { statements }; the nodes that they name. */
  #block(depth: number): Keys {
    const tokens = this.#tokens;
    if (!tokens.isMark("{")) tokens.expected('"{"');
    if (depth > DEPTH_MAX) throw new GraphFault(tokens.place(tokens.next.offset), `subgraphs are nested more than ${DEPTH_MAX} deep`);
    tokens.take();
    const keys: Keys = new Set();
    while (!tokens.isMark("}")) {
      if (tokens.next.kind === "end") tokens.expected('"}"');
      for (const key of this.#statement(depth)) keys.add(key);
      if (tokens.isMark(";")) tokens.take();
    }
    tokens.take();
    return keys;
  }

  #statement(depth: number): Keys {
    const tokens = this.#tokens;
    for (const keyword of ["graph", "node", "edge"]) {
      if (!tokens.isKeyword(keyword)) continue;
      tokens.take();
      if (!tokens.isMark("[")) tokens.expected('"["');
      this.#attributes();
      return new Set();
    }
    const keys: Keys = new Set();
    let left = this.#side(depth, keys);
    if (left === undefined) return keys; // name = value
    const isEdge = tokens.isMark("--") || tokens.isMark("->");
    while (tokens.isMark("--") || tokens.isMark("->")) {
      const operator = this.#directed ? "->" : "--";
      if (!tokens.isMark(operator)) tokens.expected(`"${operator}", as this is a ${this.#directed ? "digraph" : "graph"}`);
      const { offset } = tokens.take();
      const right = this.#side(depth, keys);
      if (right === undefined) tokens.expected("a node or a subgraph, not an assignment");
      this.#join(left, right!, () => tokens.place(offset));
      left = right!;
    }
    const { offset } = tokens.next;
    const attributes = tokens.isMark("[") ? this.#attributes() : undefined;
    if (attributes && !isEdge) for (const key of left) this.#builder.describe(key, labelOf(attributes), placeOfPos(attributes.get("pos")), () => tokens.place(offset));
    return keys;
  }

  /** A node or a subgraph; undefined for `name = value`. */
  #side(depth: number, keys: Keys): Keys | undefined {
    const tokens = this.#tokens;
    if (tokens.isMark("{") || tokens.isKeyword("subgraph")) {
      if (tokens.isKeyword("subgraph")) {
        tokens.take();
        if (tokens.next.kind === "word") tokens.take();
      }
      const inner = this.#block(depth + 1);
      for (const key of inner) keys.add(key);
      return inner;
    }
    if (tokens.next.kind !== "word") tokens.expected("a node, a subgraph or an attribute");
    const { text, offset } = tokens.take();
    if (tokens.isMark("=")) {
      tokens.take();
      this.#word("a value");
      return undefined;
    }
    for (let ports = 0; tokens.isMark(":"); ports++) {
      if (ports === 2) tokens.expected("at most a port and a compass point");
      tokens.take();
      this.#word("a port");
    }
    this.#builder.describe(text, undefined, undefined, () => tokens.place(offset));
    keys.add(text);
    return new Set([text]);
  }

  #join(left: Keys, right: Keys, where: Where): void {
    for (const a of left) {
      for (const b of right) {
        const key = JSON.stringify(this.#directed || a < b ? [a, b] : [b, a]);
        if (this.#strict && this.#joined.has(key)) continue;
        this.#joined.add(key);
        this.#builder.edge(a, b, this.#directed, where);
      }
    }
  }

  /** [name = value, …] once or several times. */
  #attributes(): Map<string, string> {
    const tokens = this.#tokens;
    const attributes = new Map<string, string>();
    while (tokens.isMark("[")) {
      tokens.take();
      while (!tokens.isMark("]")) {
        const name = this.#word('an attribute or "]"');
        let value = "true";
        if (tokens.isMark("=")) {
          tokens.take();
          value = this.#word("a value");
        }
        attributes.set(name, value);
        if (tokens.isMark(",") || tokens.isMark(";")) tokens.take();
      }
      tokens.take();
    }
    return attributes;
  }

  #word(expected: string): string {
    if (this.#tokens.next.kind !== "word") this.#tokens.expected(expected);
    return this.#tokens.take().text;
  }
}

/** A label as a name: without escapes, which are for the drawing. */
function labelOf(attributes: ReadonlyMap<string, string>): string | undefined {
  const label = attributes.get("label");
  return label === undefined || label.includes("\\") ? undefined : label;
}

/** pos="x,y" or "x,y!", in points; north is up there. */
function placeOfPos(pos: string | undefined): GivenPlace | undefined {
  const parts = pos?.replace(/!$/, "").split(",") ?? [];
  const y = numberOf(parts[1]);
  return placeOf(numberOf(parts[0]), y === undefined ? undefined : -y);
}
