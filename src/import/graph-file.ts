import { LIMITS } from "../base/limits.ts";
import { fail, ok, type Result } from "../base/result.ts";
import { scenarioOfTopology } from "../sim/scenario-of-topology.ts";
import type { FileFault, Topology } from "../sim/topology.ts";
import { topologyFromDot } from "./dot.ts";
import { topologyFromGexf } from "./gexf.ts";
import { topologyFromGraphml } from "./graphml.ts";
import { topologyFromGraphJson } from "./json-graph.ts";
import { GraphFault } from "./text-place.ts";

/**
 * Reads the graph files of other tools. The readers are our own: they know where in the file they are, they hold what a file
 * may cost to what it is long, and they give the same topology in every browser and in the terminal.
 */

export const GRAPH_FORMATS = ["graphml", "gexf", "dot", "json"] as const;
export type GraphFormat = (typeof GRAPH_FORMATS)[number];

const READERS: Readonly<Record<GraphFormat, (text: string) => Topology>> = {
  graphml: topologyFromGraphml,
  gexf: topologyFromGexf,
  dot: topologyFromDot,
  json: topologyFromGraphJson,
};

/** The topology in a file; `name` tells the format by its ending, else the first characters do. */
export function topologyFromFile(name: string, text: string): Result<Topology, FileFault> {
  if (text.length > LIMITS.fileBytesMax) return fail({ path: "(file)", message: `expected at most ${LIMITS.fileBytesMax} characters` });
  try {
    return ok(READERS[formatOf(name, text)](text));
  } catch (error) {
    if (error instanceof GraphFault) return fail({ path: error.place, message: error.message });
    throw error;
  }
}

/** What a run can be loaded from: the text of a scenario. A scenario or run file stays as it is, a graph becomes one, titled by the file's name. */
export function scenarioTextOfFile(name: string, text: string, seed: number): Result<string, FileFault> {
  if (formatOf(name, text) === "json" && /"spanscope(Run)?"\s*:/.test(text.slice(0, 10_000))) return ok(text);
  const topology = topologyFromFile(name, text);
  if (!topology.ok) return topology;
  const title = name.replace(/^.*[\\/]/, "").slice(0, 200) || "graph";
  return ok(JSON.stringify(scenarioOfTopology(title, topology.value, seed)));
}

function formatOf(name: string, text: string): GraphFormat {
  const ending = /\.([a-z]+)$/i.exec(name)?.[1]?.toLowerCase();
  if (ending === "gv") return "dot";
  const known = GRAPH_FORMATS.find((format) => format === ending);
  if (known) return known;
  const start = text.slice(0, 10_000).replace(/^\uFEFF/, "").trimStart();
  if (start.startsWith("<")) return /<(?:\w+:)?gexf[\s>]/.test(start) ? "gexf" : "graphml";
  return start.startsWith("{") || start.startsWith("[") ? "json" : "dot";
}
