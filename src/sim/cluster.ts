import type { ClusterConfig } from "../node/config.ts";
import type { NodeJson } from "./commands.ts";
import { DEFAULT_CLUSTER, pfsOfJson, uuidOfName } from "./naming.ts";

/** The cluster that a scenario's masters make (CAC-02, QRM-01); null without any. A master that no node offers at the start has the uuid of its label. */
export function clusterOf(masters: readonly string[], nodes: readonly NodeJson[]): ClusterConfig | null {
  if (masters.length === 0) return null;
  const offered = nodes.flatMap(({ pfs }) => pfs ?? []).map(pfsOfJson);
  const specs = masters.map((label) => {
    const found = offered.find((pfs) => typeof pfs !== "string" && pfs.label === label);
    return typeof found === "object" ? found : null;
  });
  return {
    clid: specs.find((spec) => spec !== null)?.clid ?? uuidOfName("cluster", DEFAULT_CLUSTER),
    masters: masters.map((label, i) => ({ label, fsid: specs[i]?.fsid ?? uuidOfName("pfs", label) })),
  };
}
