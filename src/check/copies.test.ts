/** The checks over transactions in copies: they hold in a run as it should be, and each sees the fault that is planted for it. */
import { describe, expect, test } from "vitest";
import { bytesToHex, readU32, writeU32 } from "../base/bytes.ts";
import { EVENT } from "../node/events.ts";
import { EVENT_FIELDS, type Outbox, OUTPUT } from "../node/outbox.ts";
import { HALF } from "../node/tx-tables.ts";
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

/** Rows of an outbox that tell an event of that type. */
function toldIn(out: Outbox, type: number): number[] {
  return Array.from({ length: out.count }, (_, row) => row).filter((row) => out.kinds[row] === OUTPUT.event && out.fields[row * EVENT_FIELDS] === type);
}

/** Tells once more of what a row tells, as another event. */
function tellAgain(out: Outbox, row: number, type: number): void {
  const field = (at: number): number => out.fields[row * EVENT_FIELDS + at]!;
  out.event(type, field(1), field(2), field(3), field(4), field(5), field(6), field(7), field(8), field(9));
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

describe("what is planted is found", () => {
  test("[DUP-01] an end that aborts with the first lost copy", () => {
    const found = verdict("lost-copies", 1, (out) => {
      for (const row of toldIn(out, EVENT.copyEnded)) tellAgain(out, row, EVENT.transactionAborted);
    });
    expect(found).toMatch(/^violated: A aborts transaction .* although 1 of its copies are open$/);
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
