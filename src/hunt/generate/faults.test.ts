import { describe, expect, test } from "vitest";
import { Prng } from "../../base/prng.ts";
import { DEFAULT_SWITCHES } from "../../node/config.ts";
import { DEFAULT_LOCK_SPACE } from "../../sim/cluster.ts";
import { Dice } from "./dice.ts";
import { Draft } from "./draft.ts";
import { type FaultName, harm } from "./faults.ts";

const SEEDS = Array.from({ length: 20 }, (_, i) => i + 1);

/** A hub and seven around it, and two beside that have no link. */
function star(seed: number): Draft {
  const around = ["B", "C", "D", "E", "F", "G", "H"];
  const nodes = ["A", ...around, "X", "Y"].map((id) => ({ id }));
  const links = around.map((id) => ({ id: `A-${id}`, a: "A", b: id, model: {} }));
  return new Draft(new Dice(new Prng(seed)), { form: "star:8", seed, nodes, links, masters: [], switches: DEFAULT_SWITCHES, locks: DEFAULT_LOCK_SPACE });
}

describe("what goes wrong always finds something that can", () => {
  test.each(["removeNode", "removeLink"] as const)("%s, again and again, leaves links", (name) => {
    for (const seed of SEEDS) {
      const draft = star(seed);
      for (let i = 0; i < 30; i++) harm(name, draft);
      expect(draft.links.size).toBeGreaterThanOrEqual(2);
      expect(draft.commands.length).toBeGreaterThan(0);
    }
  });

  const SURE: readonly FaultName[] = ["close", "silent", "suspend", "isolate", "crash", "powerLoss", "weight", "impair"];
  test.each(SURE)("%s says a command where everybody with a link is down", (name) => {
    for (const seed of SEEDS) {
      const draft = star(seed);
      for (const node of draft.nodes.values()) node.isUp = node.id === "X";
      harm(name, draft);
      expect(draft.commands.map(({ command }) => command.do)).toContain("setWeight");
    }
  });
});
