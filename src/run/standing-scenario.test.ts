import { describe, expect, test } from "vitest";
import type { Command } from "../sim/commands.ts";
import { scenarioFromJson, scenarioFromTopologyText, scenarioToFile, type Scenario } from "../sim/scenario.ts";
import { Run } from "./run.ts";
import { standingScenario } from "./standing-scenario.ts";

function ring(): Scenario {
  const read = scenarioFromTopologyText("ring:5", 3);
  if (!read.ok) throw new Error("ring:5");
  return read.value;
}

function after(...commands: readonly Command[]): Scenario {
  const run = new Run(ring());
  run.advanceTo(500_000);
  for (const command of commands) {
    expect(run.world.apply(command)).toBeNull();
    run.advanceTo(run.nowUs + 10_000);
  }
  return standingScenario(run, []);
}

describe("the topology of a run as it stands now", () => {
  test("is the one it began with, when nobody changed it", () => {
    const { nodes, links, switches } = ring();
    expect(after()).toMatchObject({ nodes, links, switches, commands: [], expect: [] });
  });

  test("has what was added, and nothing of what was removed", () => {
    const now = after(
      { do: "addNode", node: { id: "new", pfs: [{ label: "fresh" }] } },
      { do: "addLink", link: { a: "new", b: "A", model: { latencyUs: 7_000 } } },
      { do: "removeNode", node: "B" },
      { do: "addNode", node: { id: "B", role: "endpoint" } },
      { do: "addLink", link: { a: "B", b: "A" } },
      { do: "removeLink", link: "D-E" },
    );
    expect(now.nodes.map(({ id, role }) => `${id} ${role ?? ""}`)).toEqual(["A ", "C ", "D ", "E ", "new ", "B endpoint"]);
    expect(now.links.map(({ id, model }) => [id, model.latencyUs])).toEqual([["C-D", 1_000], ["E-A", 1_000], ["new-A", 7_000], ["B-A", 1_000]]);
  });

  test("[SPAN-02] [LINK-05] has models, weights, filters and offers as they were changed, each direction its own", () => {
    const now = after(
      { do: "impair", link: "A-B", model: { lossPerMillion: 5 } },
      { do: "impair", link: "B-C", from: "C", model: { latencyUs: 9_000 } },
      { do: "setWeight", link: "A-B", node: "B", weight: 7 },
      { do: "setFilter", link: "A-B", node: "A", filter: { label: "x*" } },
      { do: "announce", node: "A", pfs: { label: "more" } },
      { do: "withdraw", node: "B", pfs: "B" },
    );
    expect(now.links[0]).toMatchObject({ model: { lossPerMillion: 5 }, weightB: 7, filterA: { label: "x*" } });
    expect(now.links[1]!.model.latencyUs).toBe(1_000);
    expect(now.commands).toMatchObject([{ atUs: 0, command: { do: "impair", link: "B-C", from: "C", model: { latencyUs: 9_000 } } }]);
    expect(now.nodes.slice(0, 2).map(({ pfs }) => pfs)).toEqual([[{ label: "A" }, { label: "more" }], []]);
  });

  test("leaves out what is only for a while, and what was refused; it can be read back as it is written", () => {
    const run = new Run(ring());
    run.advanceTo(500_000);
    for (const command of [{ do: "cut", link: "A-B", how: "close" }, { do: "crash", node: "C" }, { do: "addNode", node: { id: "A" } }] as const) run.world.apply(command);
    const now = standingScenario(run, ["early-spanid"]);
    expect(now).toMatchObject({ nodes: ring().nodes, links: ring().links, commands: [], switches: { earlySpanid: true } });
    const read = scenarioFromJson(scenarioToFile(now));
    expect(read).toEqual({ ok: true, value: now });
  });
});
