import { describe, expect, test } from "vitest";
import { inspectLocks, lockRows } from "../node/cac/report.ts";
import type { Command } from "../sim/commands.ts";
import { type Scenario, scenarioFromJson } from "../sim/scenario.ts";
import { NODE_PHASE } from "../sim/trace.ts";
import type { Run } from "./run.ts";
import { sweep } from "./sweep.testkit.ts";

interface Layout {
  readonly masters: readonly string[];
  readonly links: readonly { readonly a: string; readonly b: string; readonly model?: { readonly latencyUs: number } }[];
}

/** Clients A and B at a hub, and so many masters there. */
function hub(count: number): Layout {
  const masters = Array.from({ length: count }, (_, i) => `M${i + 1}`);
  return { masters, links: ["A", "B", ...masters].map((a) => ({ a, b: "H" })) };
}

/** A is near M1 and B near M2, nobody reaches M3: each has one vote of the two that it needs before the other asks. */
const APART: Layout = {
  masters: ["M1", "M2", "M3"],
  links: [["A", "M1", 1_000], ["A", "M2", 3_000], ["B", "M1", 3_000], ["B", "M2", 1_000]].map(([a, b, latencyUs]) => ({ a: String(a), b: String(b), model: { latencyUs: Number(latencyUs) } })),
};

function mesh({ masters, links }: Layout, commands: readonly object[]): Scenario {
  const read = scenarioFromJson({
    spanscope: 1,
    title: "Locks",
    summary: "Two clients, masters",
    seed: 7,
    topology: {
      nodes: [...["A", "B"].map((id) => ({ id, role: "endpoint", pfs: [{ label: id.toLowerCase(), type: "CLIENT" }] })), { id: "H" }, ...masters.map((id) => ({ id, role: "endpoint", pfs: [{ label: id.toLowerCase() }] }))],
      links,
      defaults: { model: { latencyUs: 1_000 } },
    },
    switches: { reconnectUs: 10_000, pingUs: 20_000_000, lossUs: 100_000_000 },
    cluster: { masters: masters.map((id) => id.toLowerCase()) },
    commands,
  });
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return read.value;
}

/** Every lock that is not over, by the name that its command gave it. */
function active(run: Run): { readonly node: string; readonly name: string; readonly condition: string }[] {
  return run.world.nodes.flatMap((node) => {
    if (node.phase !== NODE_PHASE.up) return [];
    const locks = inspectLocks(node.protocol)!.client.filter(({ condition }) => ["waiting", "held", "upgrading"].includes(condition));
    return locks.map(({ tag, condition }) => ({ node: node.id, name: run.world.locks.all[tag]!.name, condition }));
  });
}

/** Whoever waits waits for somebody who holds something and waits for nothing; when all have let go, one after the other, nothing is left anywhere. */
function nobodyWaitsForEver(run: Run): void {
  const waiting = new Set(active(run).flatMap(({ node, condition }) => (condition === "held" ? [] : [node])));
  if (waiting.size > 0 && !active(run).some(({ node }) => !waiting.has(node))) throw new Error(`they wait for one another: ${JSON.stringify(active(run))}`);
  for (let rounds = 0; active(run).length > 0; rounds++) {
    const held = active(run).filter(({ condition }) => condition !== "waiting");
    if (held.length === 0 || rounds > 5) throw new Error(`they wait for nobody: ${JSON.stringify(active(run))}`);
    for (const { name } of held) run.apply({ do: "unlock", lock: name });
    run.advanceUntilQuiet(run.nowUs + 100_000_000);
  }
  for (const { id, phase, protocol } of run.world.nodes) {
    if (phase !== NODE_PHASE.up) continue;
    const left = lockRows(protocol) + protocol.core.transactions.count;
    if (left > 0) throw new Error(`${id} has ${left} locks and transactions left`);
  }
  for (const { claim, verdict } of run.verdicts()) if (verdict.state === "violated") throw new Error(`afterwards, ${claim}: ${verdict.text}`);
}

const HEALED: readonly Command[] = [{ do: "resumeAll" }, ...["A", "B", "H", "M1", "M2", "M3"].map((node): Command => ({ do: "restart", node }))];

/** Nothing at all, each link is cut, each client and master crashes: and is back at once, or when all else is healed. */
function faultsOf({ masters, links }: Layout): (readonly Command[])[] {
  const ends = ["A", "B", ...masters];
  const cuts = links.map(({ a, b }): readonly Command[] => [{ do: "cut", link: `${a}-${b}`, how: "close" }]);
  const crashes = ends.map((node): readonly Command[] => [{ do: "crash", node }]);
  const restarts = ends.map((node): readonly Command[] => [{ do: "crash", node }, { do: "restart", node }]);
  return [[], ...cuts, ...crashes, ...restarts];
}

const LOCK = { domain: "ATTR", key: "/home/ann" };
const TAKEN = [
  { at: "100ms", do: "lock", as: "a", node: "A", ...LOCK, state: "SHARED" },
  { at: "108ms", do: "lock", as: "b", node: "B", ...LOCK, state: "SHARED" },
  { at: "120ms", do: "upgrade", lock: "a", state: "EXCLUSIVE" },
  { at: "130ms", do: "unlock", lock: "b" },
  { at: "140ms", do: "unlock", lock: "a" },
];
const DEADLOCKED = [
  { at: "100ms", do: "lock", as: "a", node: "A", ...LOCK, state: "EXCLUSIVE" },
  { at: "101ms", do: "lock", as: "b", node: "B", domain: "TREE", key: "/var", state: "EXCLUSIVE" },
  { at: "110ms", do: "lock", as: "a2", node: "A", domain: "ATTR", key: "/var/log", state: "SHARED" },
  { at: "111ms", do: "lock", as: "b2", node: "B", domain: "TREE", key: "/home", state: "MODIFIED", retries: true },
];
const CROSSED = [
  { at: "100ms", do: "lock", as: "a", node: "A", ...LOCK, state: "EXCLUSIVE" },
  { at: "100ms", do: "lock", as: "b", node: "B", ...LOCK, state: "EXCLUSIVE", yields: true },
];
const OBTAINED = [
  { at: "100ms", do: "lock", as: "a", node: "A", ...LOCK, state: "SHARED", mode: "one", master: "m1" },
  { at: "112ms", do: "lock", as: "b", node: "B", ...LOCK, state: "SHARED" },
  { at: "126ms", do: "lock", as: "c", node: "B", domain: "TREE", key: "/home", state: "EXCLUSIVE", mode: "one", master: "m2" },
  { at: "150ms", do: "unlock", lock: "a" },
];

describe("whatever dies when: compatibility holds, nobody waits for ever once all is healed, tables are empty after releases", () => {
  test.each([
    ["1 master: shared, shared, an upgrade, releases", hub(1), TAKEN, 145_000],
    ["3 masters: shared, shared, an upgrade, releases", hub(3), TAKEN, 145_000],
    ["1 master: a deadlock", hub(1), DEADLOCKED, 125_000],
    ["3 masters: a deadlock", hub(3), DEADLOCKED, 120_000],
    ["2 of 3 masters, each client has one vote", APART, CROSSED, 125_000],
    ["3 masters, one obtains it from all", hub(3), OBTAINED, 155_000],
  ] as const)("[CAC-01] [CAC-02] [LINK-06] %s", { timeout: 120_000 }, (_, layout, commands, toUs) => {
    const runs = sweep(mesh(layout, commands), { fromUs: 100_000, toUs, faults: faultsOf(layout), afterwards: { us: 60_000, commands: HEALED }, judge: nobodyWaitsForEver });
    expect(runs).toBeGreaterThan(200);
  });
});
