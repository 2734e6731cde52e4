import { describe, expect, test } from "vitest";
import { AUX_BYTES_MAX, CMD, FLAG, HEADER_BYTES_MAX } from "./constants.ts";
import { Encoder } from "./encode.ts";
import { FRAME, Framer } from "./framer.ts";
import { BASE } from "./layout.ts";
import { auxOf } from "./message.ts";
import { auxMessage, concat, patch, pingMessage, spanMessage, verdictsOf } from "./wire.testkit.ts";

const { aux_bytes, aux_crc, aux_descr, cmd, salt } = BASE.fields;
const SPAN_CREATE = ((FLAG.CREATE << 24) | CMD.LNK_SPAN) >>> 0;

function verdict(bytes: Uint8Array, profile: "header" | "c2012" = "header", judgeSequence = false): string {
  const framer = new Framer(profile, judgeSequence);
  framer.push(bytes);
  const frame = framer.next();
  if (frame === FRAME.FAULT) return `${framer.fault.name} ${framer.fault.code} at ${framer.fault.offset}, ${framer.fault.rule}`;
  return frame === FRAME.MESSAGE ? "message" : `needs ${framer.missingBytes}`;
}

describe("each fault, with its number, offset and rule", () => {
  test("[WIRE-02] [WIRE-09] a wrong magic is SYNC, in either byte order", () => {
    expect(verdict(Uint8Array.of(0x33, 0x48))).toBe("SYNC 1 at 0, WIRE-02");
    expect(verdict(Uint8Array.of(0x32, 0x32))).toBe("SYNC 1 at 0, WIRE-02");
    expect(verdict(Uint8Array.of(0x48, 0x48))).toBe("SYNC 1 at 0, WIRE-02");
    expect(verdict(new Uint8Array(64))).toBe("SYNC 1 at 0, WIRE-02");
  });

  test.each([false, true])("[WIRE-03] header sizes 1..32 units are legal, 0 and 33..255 are FIELD (big-endian: %s)", (bigEndian) => {
    for (let units = 0; units < 256; units++) {
      const encoder = new Encoder("header", bigEndian);
      const bytes = units >= 1 && units <= 32 ? encoder.header(0x6fff00 | units) : patch(spanMessage("header", bigEndian), cmd, 0x6fff00 | units, bigEndian);
      expect(verdict(bytes)).toBe(units >= 1 && units <= 32 ? "message" : "FIELD 4 at 24, WIRE-03");
    }
  });

  test("[WIRE-03] [WIRE-08] FLAG0..2 are ignored", () => {
    const bytes = patch(spanMessage("header", false), cmd, (SPAN_CREATE | 0x07000000) >>> 0);
    const framer = new Framer("header", false);
    framer.push(bytes);
    expect(framer.next()).toBe(FRAME.MESSAGE);
    expect([framer.message.base, framer.message.flags]).toEqual([CMD.LNK_SPAN, 0x87]);
  });

  test("[WIRE-08] reserved fields and padding may hold anything that the CRC covers", () => {
    for (const offset of [2, 3, 48, 55, 56, 59, 97, 104, 111, 116, 175, 432, 447]) {
      const bytes = spanMessage("header", false);
      bytes[offset] = 0xa5;
      expect([offset, verdict(bytes)]).toEqual([offset, "XCRC 6 at 60, WIRE-04"]);
      patch(bytes, salt, 0);
      expect([offset, verdict(bytes)]).toEqual([offset, "message"]);
    }
  });

  test.each([false, true])("[WIRE-04] a wrong hdr_crc, and one in the other byte order, is XCRC (big-endian: %s)", (bigEndian) => {
    const bytes = spanMessage("header", bigEndian);
    expect(verdict(bytes)).toBe("message");
    bytes.subarray(60, 64).reverse();
    expect(verdict(bytes)).toBe("XCRC 6 at 60, WIRE-04");
  });

  test("[WIRE-04] nothing but magic and size is believed before the header's CRC", () => {
    const bytes = auxMessage("header", false, new Uint8Array(100), 9);
    bytes[aux_bytes.offset + 3] = 0xff; // an absurd length, a wrong counter, a wrong aux CRC: and a wrong hdr_crc
    bytes[100] = 1;
    expect(verdict(bytes, "header", true)).toBe("XCRC 6 at 60, WIRE-04");
    bytes[cmd.offset] = 0; // but the size is needed to know what the CRC covers
    expect(verdict(bytes, "header", true)).toBe("FIELD 4 at 24, WIRE-03");
    bytes[0] = 0;
    expect(verdict(bytes, "header", true)).toBe("SYNC 1 at 0, WIRE-02");
  });

  test("[WIRE-05] aux data and its padding are under aux_crc, and judged when all of it is there", () => {
    const good = auxMessage("header", false, Uint8Array.of(1, 2, 3));
    expect([good.length, verdict(good)]).toEqual([128, "message"]);
    for (const at of [64, 66, 67, 127]) {
      const bytes = good.slice();
      bytes[at] ^= 0x10;
      expect(verdict(bytes)).toBe("ACRC 7 at 28, WIRE-05");
      expect(verdict(bytes.subarray(0, 127))).toBe("needs 1");
    }
    expect(verdict(patch(good.slice(), aux_crc, 0))).toBe("ACRC 7 at 28, WIRE-05");
    expect(verdict(patch(pingMessage(0), aux_crc, 0x12345678))).toBe("message"); // no aux data, nothing to check
  });

  test("[WIRE-05] [WIRE-10] aux data of 65,536 bytes is accepted, one byte more is FIELD before anything is allocated", () => {
    const framer = new Framer("header", false);
    framer.push(auxMessage("header", false, new Uint8Array(AUX_BYTES_MAX)));
    expect(framer.next()).toBe(FRAME.MESSAGE);
    for (const length of [AUX_BYTES_MAX + 1, 0x04000001, 0x7fffffff, 0x80000000, 0xffffffff]) {
      expect(verdict(patch(pingMessage(0), aux_bytes, length))).toBe("FIELD 4 at 32, WIRE-10");
    }
  });

  test("[WIRE-10] c2012 counts units: 1,024 are accepted, more are FIELD, also where the C program wraps", () => {
    expect(verdict(auxMessage("c2012", false, new Uint8Array(AUX_BYTES_MAX)), "c2012")).toBe("message");
    for (const units of [1025, 0x04000001, 0x80000001, 0xffffffff]) {
      expect(verdict(patch(pingMessage(0), aux_bytes, units), "c2012")).toBe("FIELD 4 at 32, WIRE-10");
    }
  });

  test("[WIRE-05] what AUTH negotiated bounds aux data from then on", () => {
    const framer = new Framer("header", false);
    framer.auxBytesMax = 1000;
    framer.push(auxMessage("header", false, new Uint8Array(1000)));
    expect([framer.next(), framer.message.auxBytes, framer.message.auxWireBytes]).toEqual([FRAME.MESSAGE, 1000, 1024]);
    framer.next();
    framer.push(auxMessage("header", false, new Uint8Array(1001)));
    expect([framer.next(), framer.fault.offset]).toEqual([FRAME.FAULT, 32]);
    framer.reset();
    framer.push(auxMessage("header", false, new Uint8Array(1001)));
    expect(framer.next()).toBe(FRAME.MESSAGE);
  });

  test("[WIRE-06] out-of-band aux data takes nothing in the stream and keeps its length and descriptor", () => {
    const bytes = pingMessage(0);
    bytes[cmd.offset + 3] |= FLAG.AUXOOB;
    bytes.set([1, 2, 3, 4, 5, 6, 7, 8], aux_descr.offset);
    patch(patch(bytes, aux_bytes, 1000), aux_crc, 0xdeadbeef);
    const framer = new Framer("header", true);
    framer.push(concat([bytes, pingMessage(1)]));
    expect(framer.next()).toBe(FRAME.MESSAGE);
    const { message } = framer;
    expect([message.auxBytes, message.auxWireBytes, message.wireBytes, auxOf(message).length]).toEqual([1000, 0, 64, 0]);
    expect([message.auxDescrHi, message.auxDescrLo]).toEqual([0x08070605, 0x04030201]);
    expect(framer.next()).toBe(FRAME.MESSAGE);
    expect(verdict(patch(bytes, aux_bytes, AUX_BYTES_MAX + 1))).toBe("FIELD 4 at 32, WIRE-10");
  });

  test("[WIRE-07] a counter that is not the next one is MSGSEQ, before the aux data is waited for", () => {
    const bytes = auxMessage("header", false, new Uint8Array(100), 1);
    expect(verdict(bytes.subarray(0, 64), "header", true)).toBe("MSGSEQ 15 at 4, WIRE-07");
    expect(verdict(patch(bytes, aux_bytes, 0xffffffff), "header", true)).toBe("FIELD 4 at 32, WIRE-10");
  });
});

describe("[WIRE-07] the sender's message counter", () => {
  const stream = Array.from({ length: 1000 }, (_, i) => pingMessage(i & 0xff));

  function accepted(messages: readonly Uint8Array[]): number {
    return verdictsOf(new Framer("header", true), messages).messages.length;
  }

  test("[WIRE-07] starts at 0 and wraps at 256", () => {
    expect(accepted(stream)).toBe(1000);
    expect(accepted(stream.slice(1))).toBe(0);
  });

  test("[WIRE-07] a loss is noticed, except exactly a multiple of 256 messages in a row", () => {
    for (let lost = 1; lost <= 800; lost++) {
      const rest = [...stream.slice(0, 100), ...stream.slice(100 + lost)];
      expect([lost, accepted(rest)]).toEqual([lost, lost % 256 === 0 ? rest.length : 100]);
    }
  });

  test("[WIRE-07] doubled and reordered messages are noticed", () => {
    expect(accepted([...stream.slice(0, 7), ...stream.slice(6)])).toBe(7);
    expect(accepted([...stream.slice(0, 7), stream[8]!, stream[7]!, ...stream.slice(9)])).toBe(7);
  });

  test("[WIRE-07] is not judged when nobody asks, and starts anew after reset", () => {
    const framer = new Framer("header", false);
    expect(verdictsOf(framer, [stream[5]!, stream[5]!]).messages.length).toBe(2);
    expect(framer.sequenceExpected).toBe(6);
    framer.reset();
    expect(framer.sequenceExpected).toBe(0);
  });
});

describe("any chunking", () => {
  test("[WIRE-09] needs the base header first, then what the size says, then the aux data", () => {
    const bytes = auxMessage("header", false, new Uint8Array(1000));
    const span = spanMessage("header", true);
    const needs = (whole: Uint8Array, count: number): string => verdict(whole.subarray(0, count));
    expect([0, 1, 2, 27, 28, 63].map((count) => needs(span, count))).toEqual([64, 63, 62, 37, 420, 385].map((n) => `needs ${n}`));
    expect([64, 65, 1087].map((count) => needs(bytes, count))).toEqual([1024, 1023, 1].map((n) => `needs ${n}`));
  });

  test("[WIRE-09] byte by byte, and never more held than one message", () => {
    const stream = [pingMessage(0), spanMessage("header", true, 1), auxMessage("header", false, new Uint8Array(500).fill(7), 2)];
    const bytes = concat(stream);
    const { messages, heldBytesMax, missingBytes } = verdictsOf(new Framer("header", true), Array.from(bytes, (byte) => Uint8Array.of(byte)));
    expect(messages).toEqual(stream);
    expect([heldBytesMax, missingBytes]).toEqual([64 + 512 - 1, 64]);
  });

  test("[WIRE-09] cut in two anywhere, a stream gives the same messages, and a fault when the byte that shows it is there", () => {
    const stream = [pingMessage(0), auxMessage("header", true, new Uint8Array(70).fill(7), 1), pingMessage(2)];
    const bytes = concat(stream);
    const broken = bytes.slice();
    broken[64 + 64] ^= 1;
    for (let cut = 0; cut <= bytes.length; cut++) {
      expect([cut, verdictsOf(new Framer("header", true), [bytes.subarray(0, cut), bytes.subarray(cut)]).messages]).toEqual([cut, stream]);
      const { messages, fault } = verdictsOf(new Framer("header", true), [broken.subarray(0, cut), broken.subarray(cut)]);
      expect([cut, messages.length, fault?.name]).toEqual([cut, 1, "ACRC"]);
    }
  });

  test("[WIRE-10] holds at most the largest header and the largest aux data", () => {
    const encoder = new Encoder("header", false);
    const largest = encoder.withAux(0x6fff20, new Uint8Array(AUX_BYTES_MAX).fill(1));
    const most = HEADER_BYTES_MAX + AUX_BYTES_MAX;
    expect(largest.length).toBe(most);
    const framer = new Framer("header", false);
    expect(verdictsOf(framer, [largest.subarray(0, 5), largest.subarray(5, most - 1)]).heldBytesMax).toBe(most - 1);
    expect(framer.missingBytes).toBe(1);
    expect(verdictsOf(framer, [concat([largest.subarray(most - 1), largest, pingMessage(0)])]).messages.length).toBe(3);
  });

  test("a chunk of whole messages is not copied", () => {
    const chunk = concat([pingMessage(0), spanMessage("header", false, 1)]);
    const framer = new Framer("header", true);
    framer.push(chunk);
    expect([framer.next(), framer.message.bytes === chunk, framer.message.at]).toEqual([FRAME.MESSAGE, true, 0]);
    expect([framer.next(), framer.message.bytes === chunk, framer.message.at]).toEqual([FRAME.MESSAGE, true, 64]);
    expect([framer.next(), framer.heldBytes]).toEqual([FRAME.NEED, 0]);
  });

  test("the chunk's bytes are the same after framing as before", () => {
    const chunk = concat([spanMessage("header", false), auxMessage("header", true, Uint8Array.of(1), 1), Uint8Array.of(0, 0)]);
    const before = chunk.slice();
    verdictsOf(new Framer("header", true), [chunk]);
    expect(chunk).toEqual(before);
  });

  test("[WIRE-09] after a fault the framer stays broken until reset", () => {
    const framer = new Framer("header", true);
    framer.push(concat([pingMessage(0), pingMessage(5), pingMessage(1)]));
    expect([framer.next(), framer.next(), framer.next()]).toEqual([FRAME.MESSAGE, FRAME.FAULT, FRAME.FAULT]);
    for (const chunk of [pingMessage(1), pingMessage(2)]) {
      framer.push(chunk);
      expect(framer.next()).toBe(FRAME.FAULT);
    }
    framer.reset();
    framer.push(pingMessage(0));
    expect(framer.next()).toBe(FRAME.MESSAGE);
  });

  test("[LINK-02] what lies behind a message is taken out of the stream as it is, but not out of the middle of a message", () => {
    const framer = new Framer("header", true);
    framer.push(concat([pingMessage(0), Uint8Array.of(9, 8, 7)]));
    expect(framer.next()).toBe(FRAME.MESSAGE);
    expect(framer.takeRest()).toEqual(Uint8Array.of(9, 8, 7));
    expect([framer.next(), framer.heldBytes, framer.takeRest().length]).toEqual([FRAME.NEED, 0, 0]);
    framer.push(pingMessage(1).subarray(0, 10));
    expect(framer.next()).toBe(FRAME.NEED);
    expect(() => framer.takeRest()).toThrow("in the middle of a message");
  });

  test("[SHM-01] CRCs that were negotiated away are not looked at until reset", () => {
    const framer = new Framer("header", true);
    const bytes = auxMessage("header", false, Uint8Array.of(1));
    bytes.fill(0xee, 60, 65);
    framer.crcs = false;
    framer.push(bytes);
    expect(framer.next()).toBe(FRAME.MESSAGE);
    framer.reset();
    framer.push(bytes);
    expect([framer.next(), framer.fault.name]).toEqual([FRAME.FAULT, "XCRC"]);
  });

  test("a push before the last chunk was drained is our own mistake", () => {
    const framer = new Framer("header", true);
    framer.push(concat([pingMessage(0), pingMessage(1)]));
    framer.next();
    expect(() => framer.push(pingMessage(2))).toThrow("before next said NEED");
    expect(() => framer.fault).toThrow("before there was one");
  });
});
