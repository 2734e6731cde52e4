import { describe, expect, test } from "vitest";
import { Prng } from "../../base/prng.ts";
import { DEFAULT_SWITCHES } from "../../node/config.ts";
import { DEFAULT_LOCK_SPACE } from "../../sim/cluster.ts";
import { Dice } from "./dice.ts";
import { Draft } from "./draft.ts";
import { type FaultName, harm } from "./faults.ts";
import { mayDropCrcs } from "./mesh-link.ts";

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

describe("[WIRE-04] [SHM-01] a node that comes in the place of one with other checksums", () => {
  /** A chain of shared memory, without CRCs but where both ends write CRC-32; B does not write what the others do. */
  function chain(seed: number, othersArePlain: boolean, bySwitch: boolean): Draft {
    const ids = ["A", "B", "C", "D"];
    const isPlain = (id: string): boolean => (id === "B") !== othersArePlain;
    const nodes = ids.map((id) => ({ id, ...(isPlain(id) !== bySwitch && { plainCrc: isPlain(id) }) }));
    const links = ids.slice(1).map((b, i) => ({ id: `${ids[i]}-${b}`, a: ids[i]!, b, model: {}, kind: "shm" as const, shm: isPlain(ids[i]!) && isPlain(b) ? {} : { ringBytes: 4_096, crcOptionalA: true } }));
    return new Draft(new Dice(new Prng(seed)), { form: "chain:4", seed, nodes, links, masters: [], switches: { ...DEFAULT_SWITCHES, plainCrc: bySwitch }, locks: DEFAULT_LOCK_SPACE });
  }

  test.each([[true, true], [true, false], [false, true], [false, false]])("keeps CRCs with whoever writes CRC-32 like itself, and with nobody else (others: %s, by the switch: %s)", (othersArePlain, bySwitch) => {
    let alike = 0;
    let withoutCrcs = 0;
    for (const seed of SEEDS) {
      const draft = chain(seed, othersArePlain, bySwitch);
      for (let i = 0; i < 4; i++) draft.at(i * 20_000_000, () => harm("replaceNode", draft));
      draft.unfold(100_000_000);
      const isPlain = (id: string): boolean => draft.nodes.get(id)!.json.plainCrc ?? bySwitch;
      for (const { json } of draft.links.values()) {
        const bothPlain = isPlain(json.a) && isPlain(json.b);
        if (bothPlain) expect(mayDropCrcs(json), `seed ${seed}: ${json.id}`).toBe(false);
        if (bothPlain && json.shm?.ringBytes === 4_096) alike++;
        if (mayDropCrcs(json)) withoutCrcs++;
      }
      // What is said is what is known.
      for (const { command } of draft.commands) if (command.do === "addLink" && draft.links.get(command.link.id!)?.json === command.link) expect(command.link.shm).toEqual(draft.links.get(command.link.id!)!.json.shm);
    }
    expect([alike > 0, withoutCrcs > 0]).toEqual([true, true]);
  });
});
