import { describe, expect, test } from "vitest";
import { ERR } from "../wire/constants.ts";
import { ProtocolNode } from "../node/protocol-node.ts";
import { CheckedWorld, meshOf, spoil } from "./checks.testkit.ts";

const MESH = { nodes: ["A", "B", "M1", "M2", "M3"].map((id) => ({ id, pfs: [{ label: id.toLowerCase() }] })), links: ["M1", "M2", "M3"].flatMap((b) => [{ a: "A", b }, { a: "B", b }]) };
const TWO = meshOf(MESH, {
  cluster: { masters: ["m1", "m2", "m3"] },
  commands: ["A", "B"].map((node) => ({ at: "200ms", do: "lock", as: node, node, key: "/home", domain: "TREE", state: "EXCLUSIVE" })),
});

describe("[CAC-01] [CAC-02] compatible locks", () => {
  test("as it should be: one holds, the other waits", () => {
    const run = new CheckedWorld(TWO).runTo(900_000).quiet();
    expect(run.verdict("compatible-locks")).toMatchObject({ state: "holds" });
    expect(run.in("violated")).toEqual([]);
  });

  test("nothing to judge while nobody asks for a lock", () => {
    expect(new CheckedWorld(meshOf(MESH, { cluster: { masters: ["m1"] } })).runTo(900_000).quiet().verdict("compatible-locks").state).toBe("unknown");
  });

  test("masters that forget what they granted are noticed", () => {
    const forgetful = new CheckedWorld(TWO, (config, identities, random) => {
      const node = new ProtocolNode(config, identities, random);
      // Whoever asks is told that he may: as if all clients were one.
      const { masters } = node.core.locks!;
      const open = masters.open.bind(masters);
      masters.open = (master, key, claimant, wire) => open(master, key, { ...claimant, fsid: new Uint32Array(4) }, wire);
      return node;
    });
    expect(forgetful.runTo(900_000).verdict("compatible-locks")).toMatchObject({ state: "violated", text: expect.stringMatching(/^\w holds EXCLUSIVE of TREE \/home, and at the same time \w holds EXCLUSIVE of TREE \/home$/) });
  });

  test("who takes one vote for a majority is noticed", () => {
    const hasty = new CheckedWorld(TWO, spoil(1, (_, __, { core }) => {
      for (const lock of core.locks!.client.locks.values()) Object.assign(lock, { quorum: 1 });
    }));
    expect(hasty.runTo(900_000).verdict("compatible-locks").text).toContain("A holds EXCLUSIVE of TREE /home, and has it from 1 of 3 masters");
  });

  test("who keeps what its masters have taken back is noticed when all is quiet", () => {
    const run = new CheckedWorld(TWO).runTo(900_000);
    const holder = run.world.nodes.find(({ protocol }) => protocol.core.locks?.client.locks.values().next().value?.isHeld)!;
    const lock = holder.protocol.core.locks!.client.locks.values().next().value!;
    for (const { protocol } of run.world.nodes) protocol.core.locks!.masters.crash();
    expect(lock.error).toBe(ERR.NONE);
    expect(run.quiet().verdict("compatible-locks").text).toContain("of 3 masters only 0 know of it");
  });
});
