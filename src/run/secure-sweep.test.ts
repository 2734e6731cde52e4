/** A secured link that dies at every event of its handshake and of what runs over it: both ends agree, and what comes up again has new keys. */
import { expect, test } from "vitest";
import type { Command } from "../sim/commands.ts";
import { scenarioFromJson, type Scenario } from "../sim/scenario.ts";
import type { Run } from "./run.ts";
import { sweep } from "./sweep.testkit.ts";

function line(security: string, commands: readonly object[]): Scenario {
  const read = scenarioFromJson({
    spanscope: 1,
    title: "A, B, C in a line",
    summary: "B–C is secured",
    seed: 7,
    topology: {
      nodes: [{ id: "A", role: "endpoint", pfs: [{ label: "pfsA" }] }, { id: "B" }, { id: "C", role: "endpoint", bigEndian: true, pfs: [{ label: "pfsC" }] }],
      links: [{ a: "A", b: "B" }, { a: "B", b: "C", security }],
    },
    switches: { reconnectUs: 10_000 },
    commands,
  });
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return read.value;
}

const HEAL: readonly Command[] = [{ do: "resumeAll" }, { do: "restart", node: "B" }, { do: "restart", node: "C" }];
/** Faults, and how long they last: nobody hears of a silent one for ten seconds, and in a stream that lost bytes unheard nothing is next any more. */
const SOON = { faults: [[{ do: "cut", link: "B-C", how: "close" }], [{ do: "cut", link: "B-C", how: "suspend" }], [{ do: "crash", node: "C" }]], afterwards: { us: 50_000, commands: HEAL } } as const;
const LATE = { faults: [[{ do: "cut", link: "B-C", how: "silent" }], [{ do: "powerLoss", node: "B" }]], afterwards: { us: 11_000_000, commands: HEAL } } as const;

/** All is as if nothing had been: the link is open at both ends, sealed, with as many records opened as were sealed. */
function sealedAgain(run: Run): void {
  const link = run.world.linkById("B-C")!;
  const [b, c] = [0, 1].map((side) => run.world.nodes[link.nodeAt(side)]!.protocol.core.links[link.endAt(side)]!);
  for (const [end, other] of [[b!, c!], [c!, b!]] as const) {
    expect([end.security!.authenticated, end.security!.suite]).toEqual([true, 1]);
    expect(end.sealer!.count).toBeGreaterThan(2);
    expect(end.sealer!.count - other.records!.numberExpected).toBeLessThanOrEqual(1); // a PING may be on its way
  }
  for (const [node, label] of [["A", "pfsC"], ["C", "pfsA"]] as const) expect(run.world.nodeById(node)!.protocol.bestSpan(label, -1)).not.toBeNull();
}

test.each([["that both hear of", SOON], ["that nobody hears of", LATE]])("[LINK-02] [LINK-01] [LINK-06] a fault %s behind every event of a secured handshake, healed: all checks hold, and the link is sealed again", (_, faults) => {
  expect(sweep(line("require", []), { fromUs: 1, toUs: 6_000, ...faults, judge: sealedAgain })).toBeGreaterThan(25);
});

test.each([["that both hear of", SOON], ["that nobody hears of", LATE]])("[LINK-02] [LINK-06] a fault %s behind every event of a transaction over a secured link, healed: all checks hold, and the link is sealed again", (_, faults) => {
  const talk = [{ at: "100ms", do: "open", as: "talk", from: "A", to: "pfsC", text: "hello" }, { at: "102ms", do: "send", transaction: "talk", text: "again" }, { at: "110ms", do: "close", transaction: "talk" }];
  expect(sweep(line("require", talk), { fromUs: 100_000, toUs: 115_000, ...faults, judge: sealedAgain })).toBeGreaterThan(25);
});
