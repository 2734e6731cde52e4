import type { ScenarioFile } from "./scenario-schema.ts";
import { withPfsEverywhere, type Topology } from "./topology.ts";

/** The scenario file in which every node of a topology offers a PFS labelled with its id, and nothing else happens. */
export function scenarioOfTopology(title: string, topology: Topology, seed: number): ScenarioFile {
  const { nodes, links } = withPfsEverywhere(topology);
  const count = (many: number, one: string): string => `${many} ${one}${many === 1 ? "" : "s"}`;
  return {
    spanscope: 1,
    title,
    summary: `${count(nodes.length, "node")} and ${count(links.length, "link")}; every node announces what it offers.`,
    seed,
    topology: { nodes: nodes.map(({ knows, ...node }) => ({ ...node, ...(knows === undefined ? {} : { knows: [...knows] }), pfs: [...(node.pfs ?? [])] })), links: [...links] },
  };
}
