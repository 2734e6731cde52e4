/** Mutated bytes against framer and node: `npm run fuzz` is the same without end. */
/* oxlint-disable typescript/unbound-method -- methods are planted over and called with their own `this` */
import { afterEach, describe, expect, test, vi } from "vitest";
import { readU32 } from "../base/bytes.ts";
import { EVENT } from "../node/events.ts";
import { ProtocolNode } from "../node/protocol-node.ts";
import { TransactionTable } from "../node/transactions.ts";
import { CORPUS, SEEDS } from "./corpus.ts";
import { type Crash, BATCH_MUTATIONS, kindOf, runBatch } from "./fuzz.ts";
import { RIGS } from "./rig.ts";
import { notExercised, reportOf, Tally } from "./tally.ts";
import { CMD } from "../wire/constants.ts";
import { Framer } from "../wire/framer.ts";
import { Message } from "../wire/message.ts";

const MUTATIONS = 200_000;

afterEach(() => {
  vi.restoreAllMocks();
});

/** The first broken promise of so many batches. */
function firstCrash(batches: number, tally = new Tally()): Crash | null {
  for (let batch = 0; batch < batches; batch++) {
    const crash = runBatch(1, batch, BATCH_MUTATIONS, tally);
    if (crash !== null) return crash;
  }
  return null;
}

test("the seeds are the recorded messages and conversations of the C program, and messages of the library", () => {
  expect([CORPUS.golden.length > 60, CORPUS.conversations.length > 10, CORPUS.gathered.length > 50]).toEqual([true, true, true]);
  const commands = new Set(SEEDS.filter(({ bytes }) => bytes.length >= 64).map(({ bytes }) => readU32(bytes, 24, bytes[0] === 0x48) & 0xffffff));
  expect(Object.entries(CMD).filter(([, base]) => !commands.has(base))).toEqual([]);
});

test(`[WIRE-09] [TX-07] [LINK-06] ${MUTATIONS} mutated inputs: nobody throws, refusals have reasons, only the attacker's link pays, nothing of it is left`, () => {
  const tally = new Tally();
  expect(firstCrash(MUTATIONS / BATCH_MUTATIONS, tally)).toBeNull();
  const report = reportOf(tally);
  expect(report.mutations).toBe(MUTATIONS);
  expect(notExercised(report)).toEqual([]);
}, 180_000);

test("the same seed makes the same inputs, whatever ran before; another seed others", () => {
  const told = (seed: number): string => {
    const tally = new Tally();
    runBatch(seed, 5, 500, tally);
    return JSON.stringify(reportOf(tally));
  };
  const first = told(7);
  expect(told(8)).not.toBe(first);
  expect(told(7)).toBe(first);
});

test.each([2, 5, 8, 25])("one shard of %i sees every kind of mesh", (shards) => {
  const kinds = new Set(Array.from({ length: 20 }, (_, i) => kindOf(1, i * shards).name));
  expect(kinds.size).toBe(RIGS.length);
});

describe("a promise that is broken on purpose is noticed", () => {
  test("[WIRE-09] a node that throws", () => {
    const handle = ProtocolNode.prototype.handle;
    vi.spyOn(ProtocolNode.prototype, "handle").mockImplementation(function (this: ProtocolNode, nowUs, input, out) {
      handle.call(this, nowUs, input, out);
      for (let i = 0; i < out.count; i++) if (out.kinds[i] === 5 && out.fields[i * 10] === EVENT.spanUpdated) throw new Error("planted");
    });
    expect(firstCrash(8)?.what).toBe("planted");
  });

  test("[WIRE-09] a framer whose verdict depends on the chunks", () => {
    const push = Framer.prototype.push;
    vi.spyOn(Framer.prototype, "push").mockImplementation(function (this: Framer, chunk) {
      push.call(this, chunk.length === 63 ? chunk.subarray(1) : chunk);
    });
    expect(firstCrash(8)?.what).toMatch(/of the whole and .* of its pieces|what cannot be read|healthy link/);
  });

  test("[WIRE-09] a framer that reads what is behind its input", () => {
    const readAux = Message.prototype.readAux;
    vi.spyOn(Message.prototype, "readAux").mockImplementation(function (this: Message, profile, auxBytesMax) {
      const behind = new Uint8Array(this.bytes.buffer)[this.bytes.byteOffset + this.bytes.length] ?? 0;
      return behind !== 0x32 && readAux.call(this, profile, auxBytesMax);
    });
    expect(firstCrash(2)?.what).toMatch(/of the whole and .* of its pieces|described with|closed with 4/);
  });

  test("[TX-02] a table that is never cleaned", () => {
    const remove = TransactionTable.prototype.remove;
    let removed = 0;
    vi.spyOn(TransactionTable.prototype, "remove").mockImplementation(function (this: TransactionTable, transaction) {
      if (removed++ !== 100) remove.call(this, transaction);
    });
    expect(firstCrash(2)?.what).toMatch(/keeps \d+ transactions/);
  });
});

test("a run that exercised nothing is said to have proven nothing", () => {
  const missing = notExercised(reportOf(new Tally()));
  expect(missing.length).toBeGreaterThan(40);
  expect(missing).toContain("no link was closed with 17 TRANS");
});
