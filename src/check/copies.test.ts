/** The checks over transactions in copies: they hold in a run as it should be, and each sees the fault that is planted for it. */
import { describe, expect, test } from "vitest";
import { bytesToHex, readU32, writeU32 } from "../base/bytes.ts";
import { EVENT } from "../node/events.ts";
import { EVENT_FIELDS, type Outbox, OUTPUT } from "../node/outbox.ts";
import type { ProtocolNode } from "../node/protocol-node.ts";
import { HALF } from "../node/tx-tables.ts";
import type { Scenario } from "../sim/scenario.ts";
import type { MakeNode } from "../sim/sim-node.ts";
import { TRACE_FIELDS } from "../sim/trace.ts";
import { BASE } from "../wire/layout.ts";
import { CheckedWorld, meshOf, spoil } from "./checks.testkit.ts";

/** A ring A-B-C-D-A: A talks to C over B and over D, and the way over B is cut. */
const TALK = meshOf(
  { generate: "ring:4", offers: ["A", "C"] },
  {
    switches: { duplication: true },
    commands: [
      { at: "1s", do: "open", as: "t", from: "A", to: "C", text: "one", copies: 2 },
      { at: "2s", do: "cut", link: "A-B", how: "close" },
      { at: "4s", do: "send", transaction: "t", text: "two" },
      { at: "5s", do: "close", transaction: "t" },
    ],
  },
);

/** C is behind A by a link that takes no copies; between A and B there are two. What A sends to C over B comes back to A, which is a hop for it there. */
function roundByB(copies: number, command: object): Scenario {
  const nodes = [{ id: "A", pfs: [] }, { id: "B", pfs: [] }, { id: "C", pfs: [{ label: "C" }] }];
  const links = [{ id: "A-B", a: "A", b: "B" }, { id: "B-A", a: "B", b: "A" }, { id: "C-A", a: "C", b: "A", duplication: false }];
  return meshOf({ nodes, links }, { switches: { duplication: true }, commands: [{ at: "1s", do: "open", as: "t", from: "A", to: "C", text: "one", copies }, { at: "2s", ...command }] });
}

/** Rows of an outbox that tell an event of that type. */
function toldIn(out: Outbox, type: number): number[] {
  return Array.from({ length: out.count }, (_, row) => row).filter((row) => out.kinds[row] === OUTPUT.event && out.fields[row * EVENT_FIELDS] === type);
}

/** Tells once more of what a row tells, as another event. */
function tellAgain(out: Outbox, row: number, type: number, extra?: number): void {
  const field = (at: number): number => out.fields[row * EVENT_FIELDS + at]!;
  out.event(type, field(1), field(2), field(3), field(4), field(5), field(6), field(7), field(8), extra ?? field(9));
}

/** A node that aborts with whatever copy it loses, as the opener or as the target. */
function abortsWithAny(node: number, asOpener: boolean): MakeNode<ProtocolNode> {
  return spoil(node, (out) => {
    for (const row of toldIn(out, EVENT.copyEnded)) tellAgain(out, row, EVENT.transactionAborted, asOpener ? 1 : 0);
  });
}

function verdict(name: string, node: number, how: (out: Outbox) => void): string {
  const { state, text } = new CheckedWorld(TALK, spoil(node, how)).runTo(10_000_000).quiet().verdict(name);
  return `${state}: ${text}`;
}

test("[DUP-01] everything holds while one of two copies is lost", () => {
  const run = new CheckedWorld(TALK).runTo(10_000_000).quiet();
  expect(run.checks.verdicts().filter(({ verdict: { state } }) => state === "violated")).toEqual([]);
  expect(run.in("holds")).toEqual(expect.arrayContaining(["same-path", "reverse-path", "in-order", "nothing-left", "transactions-agree", "lost-copies"]));
  expect(run.verdict("lost-copies").text).toMatch(/^[1-9]\d* copies lost that no end noticed$/);
});

test("[DUP-01] [TX-08] what somebody forged into one copy is held against no end", () => {
  const run = new CheckedWorld(TALK);
  const forged = { message: -1, bytes: "" };
  while (run.world.nextTimeUs <= 1_000_000) {
    run.world.step();
    const { trace } = run.world;
    for (let row = 0; row < trace.count; row++) {
      if (trace.bytes[row] !== undefined) Object.assign(forged, { message: trace.fields[row * TRACE_FIELDS + 4], bytes: bytesToHex(trace.bytes[row]!) });
    }
    run.checks.afterStep();
    trace.drain();
  }
  expect(run.world.apply({ do: "forgeMessage", ...forged })).toBe(null);
  run.runTo(10_000_000).quiet();
  expect(run.world.links.map(({ incarnation }) => incarnation), "nothing was refused").toEqual([1, 1, 1, 1]);
  expect(run.verdict("in-order")).toMatchObject({ state: "unknown" });
  expect(run.in("violated")).toEqual([]);
});

describe("[DUP-01] where an end is more than that for one transaction", () => {
  test.each([
    ["the way from the hop to the target is lost", 2, { do: "removeNode", node: "C" }, 1],
    ["a link is lost by which one leaves and the other comes back", 3, { do: "cut", link: "B-A", how: "close" }, 2],
  ])("what comes back to its opener, a hop there, is no copy of the end: %s", (_, copies, command, judged) => {
    const run = new CheckedWorld(roundByB(copies, command)).runTo(5_000_000);
    expect(run.verdict("lost-copies")).toMatchObject({ state: "holds", judged });
    expect(run.in("violated")).toEqual([]);
  });

  test("and an end that aborts with the first copy that it loses is found there as well", () => {
    const { state, text } = new CheckedWorld(roundByB(2, { do: "removeNode", node: "C" }), abortsWithAny(1, true)).runTo(5_000_000).verdict("lost-copies");
    expect(`${state}: ${text}`).toMatch(/^violated: A aborts transaction .* although 1 of its copies are open$/);
  });

  test("a node that opens one to itself has the copies that go out and those that come in", () => {
    const commands = [{ at: "1s", do: "open", as: "t", from: "A", to: "A", text: "one", copies: 2 }, { at: "2s", do: "cut", link: "A-B", how: "close" }];
    const self = meshOf({ generate: "ring:3", offers: ["A"] }, { switches: { duplication: true }, commands });
    expect(new CheckedWorld(self).runTo(5_000_000).verdict("lost-copies")).toMatchObject({ state: "holds", judged: 2 });
    const { state, text } = new CheckedWorld(self).runTo(5_000_000).verdict("in-order");
    expect(`${state}: ${text}`).toMatch(/^holds: /);
    for (const asOpener of [true, false]) expect(new CheckedWorld(self, abortsWithAny(1, asOpener)).runTo(5_000_000).verdict("lost-copies").text).toMatch(/although 1 of its copies are open$/);
  });
});

describe("what is planted is found", () => {
  test.each([["A", 1, true], ["C", 3, false]])("[DUP-01] an end that aborts with the first lost copy: %s", (id, node, asOpener) => {
    const { state, text } = new CheckedWorld(TALK, abortsWithAny(node, asOpener)).runTo(10_000_000).verdict("lost-copies");
    expect(`${state}: ${text}`).toMatch(new RegExp(`^violated: ${id} aborts transaction .* although 1 of its copies are open$`));
  });

  test("[TX-08] an element that is given to a service twice", () => {
    const found = verdict("in-order", 3, (out) => {
      for (const row of toldIn(out, EVENT.duplicateIgnored)) tellAgain(out, row, EVENT.elementReceived);
    });
    expect(found).toMatch(/^violated: C took an element of transaction .* twice$/);
  });

  test("[DUP-01] an end that says one thing on one copy and another on the other", () => {
    const { error, spanid } = BASE.fields;
    let sent = 0;
    const found = verdict("in-order", 1, (out) => {
      for (let row = 0; row < out.count; row++) {
        const bytes = out.bytes[row];
        if (out.kinds[row] !== OUTPUT.transmit || !bytes || (readU32(bytes, spanid.offset, false) | readU32(bytes, spanid.offset + 4, false)) === 0) continue;
        if (++sent === 2) writeU32(bytes, error.offset, 77, false);
      }
    });
    expect(found).toMatch(/^violated: A sent on one copy of transaction .* another message than before as number 1$/);
  });

  test("[DUP-01] a copy that is not the same at both ends of its link", () => {
    const open = meshOf({ generate: "ring:4", offers: ["A", "C"] }, { switches: { duplication: true }, commands: [{ at: "1s", do: "open", as: "t", from: "A", to: "C", text: "one", copies: 2 }] });
    const nodes = spoil(4, (_, __, { core }) => {
      if (core.nowUs < 5_000_000) return;
      for (const record of core.transactions.all()) if (record.copy?.outward) record.bits |= HALF.commandDeleted;
    });
    expect(new CheckedWorld(open).runTo(10_000_000).quiet().verdict("transactions-agree").state).toBe("holds");
    expect(new CheckedWorld(open, nodes).runTo(10_000_000).quiet().verdict("transactions-agree").text).toMatch(/^a copy of transaction .* is not the same at both ends of its link$/);
  });
});
