import type { Command } from "../sim/commands.ts";
import { type Scenario, scenarioFromJson } from "../sim/scenario.ts";
import { commitLines } from "./commit-lines.ts";
import type { Run } from "./run.ts";
import type { CommitLine } from "./shown.ts";

/** Clusters of masters for tests of QRM-01: m1, m2 … each on the node M1, M2 …, every two of them linked, the coordinator X linked to all. */
export interface ClusterFile {
  readonly masters?: number;
  readonly commands?: readonly Readonly<Record<string, unknown>>[];
  readonly switches?: Readonly<Record<string, unknown>>;
  /** "star": the masters are linked to the coordinator's controller alone */
  readonly shape?: "mesh" | "star";
  readonly bigEndian?: readonly string[];
}

export function cluster({ masters = 3, commands = [], switches = {}, shape = "mesh", bigEndian = [] }: ClusterFile = {}): Scenario {
  const ids = Array.from({ length: masters }, (_, i) => `M${i + 1}`);
  const hub = shape === "star" ? [{ id: "H" }] : [];
  const links = ids.flatMap((id, i) => (shape === "star" ? [{ a: "H", b: id }] : [{ a: "X", b: id }, ...ids.slice(i + 1).map((other) => ({ a: id, b: other }))]));
  const order = (id: string) => (bigEndian.includes(id) ? { bigEndian: true } : {});
  const read = scenarioFromJson({
    spanscope: 1,
    title: "A cluster of masters",
    summary: "For a test.",
    seed: 7,
    topology: {
      nodes: [{ id: "X", ...order("X") }, ...hub, ...ids.map((id) => ({ id, role: "endpoint", pfs: [{ label: id.toLowerCase() }], ...order(id) }))],
      // Every link is another microsecond long, so that nothing happens at once.
      links: [...(shape === "star" ? [{ a: "X", b: "H" }] : []), ...links].map((link, i) => ({ ...link, model: { latencyUs: 1_000 + 317 * i } })),
    },
    cluster: { masters: ids.map((id) => id.toLowerCase()) },
    switches: { reconnectUs: 100_000, ...switches },
    commands,
  });
  if (!read.ok) throw new Error(read.error.map(({ path, message }) => `${path}: ${message}`).join("\n"));
  return read.value;
}

export const COMMIT: Command = { do: "commit", as: "c", node: "X", text: "one" };

/** "committed | committed committed aborted?": the coordinator and the masters; "?" = in doubt, "-" = down */
export function standing(run: Run, name = "c"): string {
  const line = lineOf(run, name);
  return `${line.coordinator} | ${line.masters.map(({ state, inDoubt, up }) => `${state}${inDoubt ? "?" : ""}${up ? "" : "-"}`).join(" ")}`;
}

export function lineOf(run: Run, name = "c"): CommitLine {
  const line = commitLines(run, 100).find((one) => one.name === name);
  if (!line) throw new Error(`no commit ${name}`);
  return line;
}
