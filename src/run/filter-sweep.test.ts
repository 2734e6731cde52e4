/** LINK-05, SPAN-06: whatever dies while a filter changes or a status travels, the mesh comes to rest with both as they were asked for. */
import { expect, test } from "vitest";
import type { Command } from "../sim/commands.ts";
import { sixNodes } from "./run.testkit.ts";
import type { Run } from "./run.ts";
import { sweep } from "./sweep.testkit.ts";

const FAULTS: readonly (readonly Command[])[] = [
  [{ do: "cut", link: "B-C", how: "close" }],
  [{ do: "cut", link: "B-C", how: "silent" }],
  [{ do: "cut", link: "A-B", how: "close" }],
  [{ do: "crash", node: "B" }, { do: "restart", node: "B" }],
  [{ do: "crash", node: "C" }, { do: "restart", node: "C" }],
];
const HEAL = { us: 15_000_000, commands: [{ do: "resumeAll" }] } as const;

function labelsReceived(run: Run, node: string, link: string): string[] {
  const { protocol, ends } = run.world.nodeById(node)!;
  const end = ends.findIndex((one) => one >> 1 === run.world.linkById(link)!.index);
  const { spans, identities } = protocol.core;
  const labels = new Set<string>();
  for (let row = 0; row < spans.extent; row++) if (spans.kind(row) === 1 && spans.link(row) === end) labels.add(identities.labelText(spans.identity(row)));
  return [...labels];
}

test("[LINK-05] [LINK-04] [LINK-07] a filter changes, and the link or an end of it dies behind every event of the change", () => {
  const scenario = sixNodes({ commands: [{ at: "300ms", do: "setFilter", link: "B-C", node: "B", filter: { label: "pfsD" } }] });
  const runs = sweep(scenario, {
    fromUs: 300_000,
    toUs: 310_000,
    faults: FAULTS,
    afterwards: HEAL,
    judge: (run) => {
      expect(labelsReceived(run, "B", "B-C")).toEqual(["pfsD"]);
      const { core } = run.world.nodeById("C")!.protocol;
      expect(core.links.map(({ peerFilter }) => peerFilter?.text ?? "")).toContain("pfsD");
    },
  });
  expect(runs).toBeGreaterThan(40);
}, 60_000);

test("[SPAN-06] a status update travels, and a link or a hop dies behind every event of its way: in the end everybody has it", () => {
  const scenario = sixNodes({ commands: [{ at: "300ms", do: "updateStatus", node: "D", pfs: "pfsD", status: 5, text: "degraded" }] });
  const runs = sweep(scenario, {
    fromUs: 300_000,
    toUs: 306_000,
    faults: FAULTS,
    afterwards: HEAL,
    judge: ({ world }) => {
      for (const node of world.nodes.filter(({ id }) => id !== "D")) {
        const { pfs, updates, identities, spans } = node.protocol.core;
        const entry = [...pfs.entries()].find(({ first }) => first >= 0 && identities.labelText(spans.identity(first)) === "pfsD")!;
        expect({ node: node.id, status: updates.get(entry.first)?.status }).toEqual({ node: node.id, status: 5 });
      }
    },
  });
  expect(runs).toBeGreaterThan(40);
}, 60_000);
