import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { utf8Encode } from "../base/bytes.ts";
import { DEFAULT_SWITCHES } from "../node/config.ts";
import { EVENT, type EventName } from "../node/events.ts";
import type { Command } from "../sim/commands.ts";
import { LOST, TRACE, TRACE_FIELDS, Trace } from "../sim/trace.ts";
import { World } from "../sim/world.ts";
import { CMD, FLAG } from "../wire/constants.ts";
import { Encoder } from "../wire/encode.ts";
import { SENT } from "./header-peek.ts";
import { Journal } from "./journal.ts";

/** One message of each byte order, with everything that a send row shows of it. */
function messageBytes(bigEndian: boolean): Uint8Array {
  const encoder = new Encoder("header", bigEndian);
  encoder.salt = 0xabcdef01;
  encoder.msgidHi = 0x100;
  encoder.msgidLo = 0x80000007;
  encoder.spanidHi = 0x200;
  encoder.spanidLo = 9;
  encoder.flags = FLAG.CREATE | FLAG.DELETE;
  encoder.error = 0x21;
  return encoder.withAux(CMD.DBG_SHELL, Uint8Array.of(1, 2, 3));
}

function pingBytes(): Uint8Array {
  return new Encoder("header", false).header(CMD.LNK_PING);
}

/** A trace that a test fills, and the journal that reads it. */
class Script {
  readonly trace = new Trace();
  readonly journal: Journal;

  constructor(journal = new Journal()) {
    this.journal = journal;
  }

  send(message: number, bytes: Uint8Array, atUs = 0): this {
    this.trace.add(TRACE.send, atUs, 0, 0, 0, message, -1);
    this.trace.bytes[this.trace.count - 1] = bytes;
    return this;
  }

  end(kind: typeof TRACE.deliver | typeof TRACE.lost, message: number, atUs = 0): this {
    const row = this.trace.add(kind, atUs, 1, 0, 0, message, 0);
    if (kind === TRACE.lost) this.trace.fields[this.trace.at(row) + 6] = LOST.loss;
    return this;
  }

  event(name: EventName, { node = 0, msgidHi = 0x100, extra = 0, atUs = 0 } = {}): this {
    const at = this.trace.at(this.trace.add(TRACE.event, atUs, node, 0, -1, -1, -1));
    this.trace.fields[at + 6] = EVENT[name];
    this.trace.fields[at + 9] = msgidHi;
    this.trace.fields[at + 15] = extra;
    return this;
  }

  flush(): Journal {
    this.journal.append(this.trace);
    this.trace.drain();
    return this.journal;
  }
}

describe("a send row", () => {
  for (const bigEndian of [false, true]) {
    test(`shows the header's words, ${bigEndian ? "big" : "little"}-endian (WIRE-02)`, () => {
      const bytes = messageBytes(bigEndian);
      const journal = new Script().send(0, bytes).flush();
      const fields = journal.fieldsOf(0);
      const value = (name: keyof typeof SENT): number => fields[journal.at(0) + SENT[name]] >>> 0;
      expect(value("cmd")).toBe(0xc0100101);
      expect([value("msgidHi"), value("msgidLo"), value("spanidHi"), value("spanidLo")]).toEqual([0x100, 0x80000007, 0x200, 9]);
      expect([value("error"), value("wireBytes"), value("auxBytes"), value("salt")]).toEqual([0x21, 128, 3, 0xabcdef01]);
      const view = new DataView(bytes.buffer, bytes.byteOffset);
      expect(value("hdrCrc")).toBe(view.getUint32(60, !bigEndian));
    });
  }

  test("of the first bytes of a message says that it is none", () => {
    const journal = new Script().send(0, messageBytes(true).subarray(0, 63)).flush();
    expect(journal.fieldsOf(0)[journal.at(0) + SENT.cmd]).toBe(0);
  });

  test("of bytes that are no message says so, and never reads past them", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 2, maxLength: 90 }), fc.constantFrom([0x32, 0x48], [0x48, 0x32], [0, 0]), (bytes, magic) => {
        bytes.set(magic);
        const journal = new Script().send(0, bytes).flush();
        expect(journal.fieldsOf(0)[journal.at(0) + SENT.wireBytes]).toBe(bytes.length);
        if (bytes.length < 64) expect(journal.fieldsOf(0)[journal.at(0) + SENT.cmd]).toBe(0);
      }),
    );
  });
});

describe("counters", () => {
  test("keep the books of messages; PINGs apart", () => {
    const script = new Script().send(0, messageBytes(false)).send(1, pingBytes()).send(2, messageBytes(true)).send(3, pingBytes());
    expect(script.flush().counters).toMatchObject({ sent: 4, pings: 2, inFlight: 2, pingsInFlight: 2, bytes: 384, delivered: 0 });
    script.end(TRACE.deliver, 1).end(TRACE.lost, 0);
    expect(script.flush().counters).toMatchObject({ inFlight: 1, pingsInFlight: 1, delivered: 1, lost: 1 });
    expect([script.journal.sentRow(0), script.journal.endRow(0), script.journal.endRow(2)]).toEqual([0, 5, -1]);
  });

  test("count SPANs at their sender and transactions at their opener", () => {
    const script = new Script().event("announced").event("relayOpened").event("spanReceived").event("relayClosed").event("spanClosed");
    script.event("transactionOpened").event("transactionAccepted", { node: 1 });
    script.event("transactionAborted", { extra: 1 }).event("transactionAborted", { node: 1, extra: 0 });
    script.event("transactionClosed").event("transactionClosed", { node: 1 });
    script.event("violation").event("thrownOut").event("discarded");
    expect(script.flush().counters).toMatchObject({
      spansOpened: 2,
      spansClosed: 1,
      transactionsOpened: 1,
      transactionsClosed: 1,
      transactionsAborted: 1,
      violations: 1,
      discarded: 2,
      events: 14,
    });
  });

  test("close what a crashed node forgot without a word, and nothing of the others", () => {
    const script = new Script().event("announced").event("relayOpened").event("announced", { node: 1, msgidHi: 0x200 }).event("transactionOpened").event("crashed", { atUs: 7 });
    expect(script.flush().counters).toMatchObject({ spansOpened: 3, spansClosed: 2, transactionsOpened: 1, transactionsClosed: 1, transactionsAborted: 1, lastChangeUs: 7 });
    expect(script.event("relayClosed", { node: 1 }).flush().counters.spansClosed).toBe(3);
  });

  test("agree with what the nodes of a mesh know", () => {
    const { world, journal } = ring(6, 4_000_000, [{ do: "cut", link: "n0-n1", how: "close" }, { do: "crash", node: "n3" }]);
    let sent = 0;
    for (const node of world.nodes) for (const link of node.protocol.core.links) sent += link.spansSent;
    expect(journal.counters.spansOpened - journal.counters.spansClosed).toBe(sent);
    expect(sent).toBeGreaterThan(5);
    expect(journal.counters.sent).toBe(world.messageCount);
    expect(journal.counters.inFlight + journal.counters.pingsInFlight).toBe(world.listFlights(0).omitted);
  });
});

/** A ring in which every node offers a PFS, with commands at 1 s. */
function ring(count: number, untilUs: number, commands: readonly Command[] = [], journal = new Journal()): { world: World; journal: Journal } {
  const nodes = Array.from({ length: count }, (_, i) => ({ id: `n${i}`, pfs: [{ label: `n${i}` }] }));
  const links = nodes.map((node, i) => ({ a: node.id, b: `n${(i + 1) % count}` }));
  const world = new World({ nodes, links, switches: DEFAULT_SWITCHES, seed: 1, commands: commands.map((command) => ({ atUs: 1_000_000, command })) });
  do {
    journal.append(world.trace);
    world.trace.drain();
  } while (world.nextTimeUs <= untilUs && world.step());
  return { world, journal };
}

describe("the digest", () => {
  test("is the same for the same rows, in whatever portions they come", () => {
    const whole = new Script();
    const single = new Script();
    for (let i = 0; i < 100; i++) {
      whole.send(i, messageBytes(i % 2 === 0), i);
      single.send(i, messageBytes(i % 2 === 0), i).flush();
    }
    expect(single.journal.digest).toBe(whole.flush().digest);
    expect(whole.journal.digest).toMatch(/^[0-9a-f]{16}$/);
  });

  test("differs when any one integer of a row, its time, or the header of a message differs", () => {
    const digestOf = (change: (trace: Trace) => void): string => {
      const script = new Script().event("announced", { atUs: 5 }).event("relayOpened", { atUs: 5 });
      change(script.trace);
      return script.event("spanReceived", { atUs: 2 ** 40 }).flush().digest;
    };
    const digests = new Set([digestOf(() => {})]);
    for (let field = 0; field < 2 * TRACE_FIELDS; field++) {
      for (const bit of [0, 7, 31]) {
        digests.add(
          digestOf((trace) => {
            trace.fields[field] ^= 1 << bit;
          }),
        );
      }
    }
    for (const us of [6, 2 ** 32 + 5, 2 ** 45 + 5]) {
      digests.add(
        digestOf((trace) => {
          trace.timesUs[0] = us;
        }),
      );
    }
    expect(digests.size).toBe(1 + 2 * TRACE_FIELDS * 3 + 3);
    const bytes = messageBytes(false);
    const other = bytes.slice();
    other[60] ^= 1;
    expect(new Script().send(0, other).flush().digest).not.toBe(new Script().send(0, bytes).flush().digest);
  });

  test("differs when two rows or two values are swapped", () => {
    const one = new Script().event("announced").event("relayOpened").flush().digest;
    const two = new Script().event("relayOpened").event("announced").flush().digest;
    expect(one).not.toBe(two);
    const swapped = new Script();
    swapped.event("announced", { msgidHi: 1, extra: 2 });
    const straight = new Script();
    straight.event("announced", { msgidHi: 2, extra: 1 });
    expect(swapped.flush().digest).not.toBe(straight.flush().digest);
  });

  test("does not depend on what the journal still keeps", () => {
    const { journal } = ring(6, 3_000_000);
    const small = ring(6, 3_000_000, [], new Journal({ rowsMax: 1, bytesMax: 1 })).journal;
    expect(small.digest).toBe(journal.digest);
  });
});

describe("what is kept", () => {
  test("is every row as it was, and the bytes of every message", () => {
    const { world, journal } = ring(6, 2_000_000);
    const rows = journal.rowEnd;
    expect(rows).toBeGreaterThan(400);
    let messages = 0;
    for (let row = 0; row < rows; row++) {
      const fields = journal.fieldsOf(row);
      const at = journal.at(row);
      if (fields[at] !== TRACE.send) continue;
      const message = fields[at + 4];
      expect(journal.sentRow(message)).toBe(row);
      expect(journal.bytesOf(message)).toHaveLength(fields[at + SENT.wireBytes]);
      messages++;
    }
    expect(messages).toBe(world.messageCount);
    expect(journal.rowAt(0)).toBe(0);
    expect(journal.timeUs(journal.rowAt(1_000_000))).toBeGreaterThanOrEqual(1_000_000);
    expect(journal.timeUs(journal.rowAt(1_000_000) - 1)).toBeLessThan(1_000_000);
    expect(journal.rowAt(1e12)).toBe(rows);
  });

  test("is bounded: the oldest rows go, and their messages, and it says what is the oldest", () => {
    const script = new Script(new Journal({ rowsMax: 32_768, bytesMax: 2_097_152 }));
    const ping = pingBytes();
    script.send(0, ping);
    script.send(1, ping).end(TRACE.deliver, 1);
    for (let message = 2; message <= 60_000; message++) {
      script.send(message, ping, message);
      if (message % 1_000 === 0) script.flush();
    }
    const journal = script.end(TRACE.deliver, 0).end(TRACE.lost, 59_999).flush();
    expect(journal.rowEnd).toBe(60_004);
    expect(journal.firstRow).toBe(32_768);
    expect([journal.has(32_767), journal.has(32_768)]).toEqual([false, true]);
    expect(journal.timeUs(journal.firstRow)).toBe(32_767);
    expect([journal.sentRow(5), journal.bytesOf(5), journal.endRow(1)]).toEqual([-1, null, -1]);
    expect(journal.sentRow(60_000)).toBe(60_001);
    expect(journal.bytesOf(60_000)).toEqual(ping);
    // PINGs that were forgotten in flight are still told from other messages when they arrive.
    expect(journal.counters).toMatchObject({ sent: 60_001, pingsInFlight: 59_998, inFlight: 0, delivered: 2, lost: 1 });
  });

  test("is the bytes of a forged message by its row", () => {
    const script = new Script().send(0, pingBytes());
    script.trace.add(TRACE.altered, 0, -1, 0, 0, 0, -1);
    script.trace.bytes[1] = Uint8Array.of(1, 2);
    const journal = script.flush();
    expect([journal.forgedBytes(1), journal.forgedBytes(0)]).toEqual([Uint8Array.of(1, 2), null]);
  });
});

describe("quiet", () => {
  test("is when nothing but PINGs is in flight and nothing has changed for the time asked", () => {
    const script = new Script().event("spanReceived", { atUs: 1_000 }).send(0, messageBytes(false)).send(1, pingBytes());
    script.event("pingSent", { atUs: 9_000 });
    const journal = script.flush();
    expect(journal.isQuiet(10_000, 3_000)).toBe(false);
    script.end(TRACE.deliver, 0).flush();
    expect(journal.isQuiet(3_999, 3_000)).toBe(false);
    expect(journal.isQuiet(4_000, 3_000)).toBe(true);
  });
});

describe("a message without CRCs (SHM-01)", () => {
  const sent = (text: string, aux: string): Journal => {
    const encoder = new Encoder("header", false);
    encoder.crcs = false;
    const bytes = encoder.withAux(CMD.DOM_ECHO, utf8Encode(text));
    const script = new Script().send(0, bytes);
    script.trace.outOfBand.set(0, utf8Encode(aux));
    return script.flush();
  };

  test("[SHM-01] the digest covers its bytes and the data beside it all the same", () => {
    const digest = sent("one", "beside").digest;
    expect(sent("one", "beside").digest).toBe(digest);
    expect(sent("two", "beside").digest).not.toBe(digest);
    expect(sent("one", "besidf").digest).not.toBe(digest);
  });

  test("[WIRE-06] the data beside it is kept with it", () => {
    const journal = sent("one", "beside");
    expect([journal.bytesOf(0)!.length, journal.outOfBandOf(0), journal.recordOf(0)]).toEqual([128, utf8Encode("beside"), null]);
    expect(new Script().send(0, pingBytes()).flush().outOfBandOf(0)).toBeNull();
  });
});
