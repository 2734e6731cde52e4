import type { ClusterConfig } from "../node/config.ts";
import type { NodeJson } from "./commands.ts";
import { DEFAULT_CLUSTER, pfsOfJson, uuidOfName } from "./naming.ts";

/** CAC-01: the inodes that locks are about, where a scenario lists none. */
export const DEFAULT_TREE: readonly string[] = ["/", "/home", "/home/ann", "/home/ann/notes", "/home/bob", "/var", "/var/log"];

/** What locks are about, and how freely they are granted (CAC-01). */
export interface LockSpace {
  readonly tree: readonly string[];
  readonly broaderGrants: boolean;
}

export const DEFAULT_LOCK_SPACE: LockSpace = { tree: DEFAULT_TREE, broaderGrants: true };

/** The cluster that a scenario's masters make (CAC-02, QRM-01); null without any. A master that no node offers at the start has the uuid of its label. */
export function clusterOf(masters: readonly string[], nodes: readonly NodeJson[], locks: LockSpace): ClusterConfig | null {
  if (masters.length === 0) return null;
  const offered = nodes.flatMap(({ pfs }) => pfs ?? []).map(pfsOfJson);
  const specs = masters.map((label) => {
    const found = offered.find((pfs) => typeof pfs !== "string" && pfs.label === label);
    return typeof found === "object" ? found : null;
  });
  return {
    ...locks,
    clid: specs.find((spec) => spec !== null)?.clid ?? uuidOfName("cluster", DEFAULT_CLUSTER),
    masters: masters.map((label, i) => ({ label, fsid: specs[i]?.fsid ?? uuidOfName("pfs", label) })),
  };
}
