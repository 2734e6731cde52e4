import { describe, expect, test } from "vitest";
import { readU16, readU32 } from "../base/bytes.ts";
import { copyGraph } from "../base/graph-copy.ts";
import { newAuthBody, newPfsBody, readAuthBody, readPfsBody } from "./bodies.ts";
import { AUX_BYTES_MAX, CMD, FLAG, type Profile } from "./constants.ts";
import { crc32c, sealHeader } from "./crc.ts";
import { Encoder } from "./encode.ts";
import { FRAME, Framer } from "./framer.ts";
import { auxOf, type Message } from "./message.ts";
import { auxMessage, CLID, concat, FSID, pingMessage, sameBytes, spanMessage } from "./wire.testkit.ts";

function read(bytes: Uint8Array, profile: Profile = "header"): Message {
  const framer = new Framer(profile, false);
  framer.push(bytes);
  expect(framer.next()).toBe(FRAME.MESSAGE);
  return framer.message;
}

describe("byte order", () => {
  test("[WIRE-02] the magic says it: 32 48 is little-endian, 48 32 big-endian", () => {
    expect([...pingMessage(0, false).subarray(0, 2)]).toEqual([0x32, 0x48]);
    expect([...pingMessage(0, true).subarray(0, 2)]).toEqual([0x48, 0x32]);
  });

  test("[WIRE-02] every multi-byte field is in the sender's order, the first three words of a uuid too; labels and aux data never", () => {
    const little = spanMessage("header", false);
    const big = spanMessage("header", true);
    for (const offset of [64, 80]) {
      expect([readU32(little, offset, false), readU16(little, offset + 4, false), readU16(little, offset + 6, false)]).toEqual([
        readU32(big, offset, true),
        readU16(big, offset + 4, true),
        readU16(big, offset + 6, true),
      ]);
      expect(little.slice(offset + 8, offset + 16)).toEqual(big.slice(offset + 8, offset + 16));
    }
    expect(big.slice(64, 80)).toEqual(Uint8Array.of(0x11, 0x22, 0x33, 0x01, 0x44, 0x55, 0x11, 0xe1, 0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0x01));
    expect(little.slice(64, 80)).toEqual(Uint8Array.of(0x01, 0x33, 0x22, 0x11, 0x55, 0x44, 0xe1, 0x11, 0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0x01));
    expect([readU16(big, 98, true), readU32(big, 100, true), readU32(big, 112, true)]).toEqual([1, 0x80000001, 3]);
    expect([readU16(little, 98, false), readU32(little, 100, false), readU32(little, 112, false)]).toEqual([1, 0x80000001, 3]);
    expect(little.slice(176)).toEqual(big.slice(176));
    const aux = Uint8Array.of(1, 2, 3, 4);
    expect(auxMessage("header", true, aux).slice(64)).toEqual(auxMessage("header", false, aux).slice(64));
  });

  test("[WIRE-02] c2012 swaps the base header only", () => {
    expect(spanMessage("c2012", true).slice(64)).toEqual(spanMessage("c2012", false).slice(64));
    expect(spanMessage("c2012", true).slice(0, 60)).toEqual(spanMessage("header", true).slice(0, 60));
  });
});

describe("bodies", () => {
  test.each(["header", "c2012"] as const)("[WIRE-01] LNK_SPAN in %s, both byte orders", (profile) => {
    for (const bigEndian of [false, true]) {
      const bytes = spanMessage(profile, bigEndian);
      expect(bytes.length).toBe(448);
      const message = read(bytes, profile);
      expect([message.base, message.flags, message.msgidHi, message.msgidLo]).toEqual([CMD.LNK_SPAN, FLAG.CREATE, 0xa000, 0x80000007]);
      const body = newPfsBody();
      readPfsBody(message, profile, body);
      expect(body).toEqual({ clid: CLID, fsid: FSID, pfsType: 8, protoVersion: 1, status: 0x80000001, dist: 3, labelAt: 176, labelBytes: 4 });
    }
  });

  test("[WIRE-01] dist is signed, and a label may fill its field without a NUL", () => {
    const label = new Uint8Array(256).fill(0x4c);
    const encoder = new Encoder("header", true);
    const body = newPfsBody();
    readPfsBody(read(encoder.pfs(CMD.LNK_CONN, CLID, FSID, 255, 65535, 0, -1, label)), "header", body);
    expect([body.dist, body.labelBytes, body.pfsType, body.protoVersion]).toEqual([-1, 256, 255, 65535]);
    expect(() => encoder.pfs(CMD.LNK_CONN, CLID, FSID, 0, 0, 0, 0, new Uint8Array(257))).toThrow("label longer");
  });

  test.each([false, true])("[WIRE-01] our LNK_AUTH (big-endian: %s)", (bigEndian) => {
    const auth = { host: FSID, protoClass: 0x1234, protoVersion: 0x5678, auxBytesMax: 65536, capabilities: 0x80000003, rights: 1, encryption: 0xfffffffe };
    const bytes = new Encoder("header", bigEndian).auth(auth);
    const body = newAuthBody();
    readAuthBody(read(bytes), body);
    expect([bytes.length, body]).toEqual([128, auth]);
  });
});

describe("aux data", () => {
  test.each([0, 1, 63, 64, 65, AUX_BYTES_MAX])("[WIRE-05] %i bytes: exact length, padded with zeros, CRC over the padded data", (length) => {
    const aux = new Uint8Array(length).fill(0xee);
    for (const profile of ["header", "c2012"] as const) {
      const bytes = auxMessage(profile, false, aux);
      const padded = Math.ceil(length / 64) * 64;
      const message = read(bytes, profile);
      expect([bytes.length, message.auxWireBytes]).toEqual([64 + padded, padded]);
      expect(readU32(bytes, 32, false)).toBe(profile === "header" ? length : padded / 64);
      expect(readU32(bytes, 28, false)).toBe(length === 0 ? 0 : crc32c(bytes, 64, bytes.length));
      expect(sameBytes(auxOf(message).subarray(0, length), aux)).toBe(true);
      expect(auxOf(message).length).toBe(profile === "header" ? length : padded);
      expect(bytes.subarray(64 + length).every((byte) => byte === 0)).toBe(true);
    }
  });

  test("[WIRE-05] more than the protocol allows is our own mistake", () => {
    expect(() => auxMessage("header", false, new Uint8Array(AUX_BYTES_MAX + 1))).toThrow("more aux data");
  });

  test("[WIRE-06] [WIRE-08] what is not out of band has aux_descr 0, and reserved fields are sent as 0", () => {
    const bytes = auxMessage("header", false, Uint8Array.of(1));
    expect(bytes.subarray(40, 60).every((byte) => byte === 0)).toBe(true);
    const span = spanMessage("header", true);
    for (const [from, to] of [[2, 4], [48, 60], [97, 98], [104, 112], [116, 176], [432, 448]] as const) {
      expect(span.subarray(from, to).every((byte) => byte === 0)).toBe(true);
    }
  });
});

describe("a hop and an injection", () => {
  const encoder = new Encoder("header", false);

  test.each([false, true])("[WIRE-02] a hop keeps the byte order and changes only spanid, salt and hdr_crc (big-endian: %s)", (bigEndian) => {
    for (const bytes of [spanMessage("header", bigEndian), auxMessage("header", bigEndian, Uint8Array.of(1, 2, 3))]) {
      bytes[2] = 0x77; // what it does not know it passes on
      encoder.resend(bytes, 0);
      const arrived = encoder.resend(bytes, 0x01020300);
      const forwarded = encoder.forward(read(arrived), 0xaabbccdd, 0x11223344, 0x99887766);
      const message = read(forwarded);
      expect([message.spanidHi, message.spanidLo, message.salt, message.bigEndian]).toEqual([0xaabbccdd, 0x11223344, 0x99887766, bigEndian]);
      for (const [from, to] of [[0, 4], [8, 16], [24, 60], [64, bytes.length]] as const) {
        expect(forwarded.slice(from, to)).toEqual(bytes.slice(from, to));
      }
    }
  });

  test("[WIRE-07] injected bytes get the sender's counter and a CRC that fits, in their own byte order", () => {
    for (const bigEndian of [false, true]) {
      const original = spanMessage("header", bigEndian, 200);
      const before = original.slice();
      const sent = encoder.resend(original, 0x5eed0011);
      expect([read(sent).sequence, original]).toEqual([0x11, before]);
      expect(sent.slice(8, 60)).toEqual(original.slice(8, 60));
      expect(sent.slice(64)).toEqual(original.slice(64));
    }
  });

  test("injected bytes without a whole header stay as they are", () => {
    const span = spanMessage("header", false);
    const noSize = span.slice();
    noSize[24] = 0;
    const noMagic = span.slice();
    noMagic[0] = 0x33;
    const tooLarge = new Uint8Array(33 * 64);
    tooLarge.set(span);
    tooLarge[24] = 33;
    for (const bytes of [span.subarray(0, 63), span.subarray(0, 100), new Uint8Array(64), noSize, noMagic, tooLarge, new Uint8Array(0)]) {
      expect(encoder.resend(bytes, 0xffffffff)).toEqual(bytes.slice());
    }
  });

  test("[WIRE-03] the smallest and the largest header are whole ones", () => {
    for (const units of [1, 32]) expect(read(encoder.resend(encoder.header(0x6fff00 | units), 0x12345678)).salt).toBe(0x12345678);
  });

  test("[WIRE-07] a message that others came before gets another number, and keeps the rest of its salt", () => {
    const bytes = spanMessage("header", true, 5);
    encoder.recount(bytes, 0x1ff);
    expect(read(bytes).salt).toBe(0x5eed00ff);
  });
});

describe.each([false, true])("a hop where shared memory is on one side (big-endian: %s)", (bigEndian) => {
  const aux = Uint8Array.of(1, 2, 3, 4, 5);
  const place = { descrHi: 3, descrLo: 128, auxBytes: 5, auxCrc: 0xabcdef01 };

  function arrived(bytes: Uint8Array): Message {
    const framer = new Framer("header", false);
    framer.push(concat([pingMessage(0), bytes]));
    expect([framer.next(), framer.next()]).toEqual([FRAME.MESSAGE, FRAME.MESSAGE]);
    return framer.message;
  }

  test("[ROUTE-08] [WIRE-06] aux data goes out of band and comes back into the stream; nothing else changes but spanid, salt and CRCs", () => {
    const source = new Encoder("header", bigEndian);
    source.flags = FLAG.CREATE;
    source.error = 7;
    const hop = new Encoder("header", false);
    const out = hop.forwardCopied(arrived(source.withAux(CMD.DOM_ECHO, aux)), 0xaabbccdd, 0x11223344, 0x99887766, place);
    const there = arrived(out);
    expect(there).toMatchObject({ bigEndian, salt: 0x99887766, spanidHi: 0xaabbccdd, spanidLo: 0x11223344, flags: FLAG.CREATE | FLAG.AUXOOB, base: CMD.DOM_ECHO, error: 7, auxBytes: 5, auxWireBytes: 0, auxDescrHi: 3, auxDescrLo: 128 });
    expect([out.length, readU32(out, 28, bigEndian)]).toEqual([64, 0xabcdef01]);
    const back = hop.forwardCopied(there, 1, 2, 3, aux);
    expect(arrived(back)).toMatchObject({ bigEndian, salt: 3, spanidHi: 1, spanidLo: 2, flags: FLAG.CREATE, auxBytes: 5, auxWireBytes: 64, auxDescrHi: 0, auxDescrLo: 0 });
    expect([auxOf(arrived(back)), readU32(back, 28, bigEndian)]).toEqual([aux, crc32c(back, 64, 128)]);
    const empty = hop.forwardCopied(there, 1, 2, 3, new Uint8Array(0));
    expect([arrived(empty).auxBytes, empty.length, readU32(empty, 28, bigEndian)]).toEqual([0, 64, 0]);
  });

  test("[ROUTE-08] [SHM-01] on a link without CRCs both are 0, and what is there is not counted on", () => {
    const hop = new Encoder("header", false);
    hop.crcs = false;
    const message = arrived(auxMessage("header", bigEndian, aux));
    for (const bytes of [hop.forwardCopied(message, 1, 2, 3, aux), hop.forwardCopied(message, 1, 2, 3, place)]) expect([readU32(bytes, 28, bigEndian), readU32(bytes, 60, bigEndian)]).toEqual([0, 0]);
    expect(hop.auxCrc(aux, 0, 5)).toBe(0);
    const sent = hop.resend(pingMessage(0, bigEndian), 1);
    expect([readU32(sent, 4, bigEndian), sent.slice(60)]).toEqual([1, pingMessage(0, bigEndian).slice(60)]);
    hop.crcs = true;
    expect(hop.auxCrc(aux, 1, 4)).toBe(crc32c(aux, 1, 4));
  });
});

test("aux data that the link reaches out of band is that of the message", () => {
  const message = read(auxMessage("header", false, Uint8Array.of(1)));
  message.outOfBand = Uint8Array.of(7, 8);
  expect(auxOf(message)).toEqual(Uint8Array.of(7, 8));
});

test("a label ends with its field, whatever padding follows", () => {
  const bytes = new Encoder("header", false).pfs(CMD.LNK_SPAN, CLID, FSID, 1, 1, 0, 0, new Uint8Array(256).fill(0x4c));
  bytes.fill(0x4d, 432);
  sealHeader(bytes, 0, 448, false);
  const body = newPfsBody();
  readPfsBody(read(bytes), "header", body);
  expect(body.labelBytes).toBe(256);
});

test("a copy of an encoder or a framer shares neither message nor bytes with it", () => {
  const encoder = new Encoder("header", false);
  encoder.header(CMD.LNK_PING);
  expect([...copyGraph(encoder).buffers].filter(({ byteLength }) => byteLength > 0)).toEqual([]);
  const framer = new Framer("header", false);
  framer.push(pingMessage(0));
  framer.next();
  const { copy } = copyGraph({ encoder, framer });
  copy.encoder.salt = 5;
  expect([read(copy.encoder.header(CMD.LNK_PING)).salt, copy.encoder["_arena"] === encoder["_arena"]]).toEqual([5, false]);
  expect([copy.framer.message.bytes.length, copy.framer.next()]).toEqual([0, FRAME.NEED]);
});

test("[WIRE-01] every message has bytes of its own, zero where nothing was written", () => {
  const encoder = new Encoder("header", false);
  const messages = Array.from({ length: 2000 }, (_, i) => {
    encoder.salt = i;
    return i % 100 === 99 ? encoder.withAux(CMD.DBG_SHELL, new Uint8Array(5000).fill(i)) : encoder.pfs(CMD.LNK_SPAN, CLID, FSID, 1, 1, 0, i, Uint8Array.of(0x61));
  });
  messages.forEach((bytes, i) => expect([read(bytes).salt, bytes.subarray(2, 4).join()]).toEqual([i, "0,0"]));
});
