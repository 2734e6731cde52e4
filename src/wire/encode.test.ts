import { describe, expect, test } from "vitest";
import { readU16, readU32 } from "../base/bytes.ts";
import { newAuthBody, newPfsBody, readAuthBody, readPfsBody } from "./bodies.ts";
import { AUX_BYTES_MAX, CMD, FLAG, type Profile } from "./constants.ts";
import { crc32c } from "./crc.ts";
import { Encoder } from "./encode.ts";
import { FRAME, Framer } from "./framer.ts";
import { auxOf, type Message } from "./message.ts";
import { auxMessage, CLID, FSID, pingMessage, sameBytes, spanMessage } from "./wire.testkit.ts";

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
    for (const bytes of [span.subarray(0, 63), span.subarray(0, 100), new Uint8Array(64), noSize, new Uint8Array(0)]) {
      expect(encoder.resend(bytes, 0xffffffff)).toEqual(bytes.slice());
    }
  });
});

test("[WIRE-01] every message has bytes of its own, zero where nothing was written", () => {
  const encoder = new Encoder("header", false);
  const messages = Array.from({ length: 2000 }, (_, i) => {
    encoder.salt = i;
    return i % 100 === 99 ? encoder.withAux(CMD.DBG_SHELL, new Uint8Array(5000).fill(i)) : encoder.pfs(CMD.LNK_SPAN, CLID, FSID, 1, 1, 0, i, Uint8Array.of(0x61));
  });
  messages.forEach((bytes, i) => expect([read(bytes).salt, bytes.subarray(2, 4).join()]).toEqual([i, "0,0"]));
});
