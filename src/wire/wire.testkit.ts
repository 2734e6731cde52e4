/** Makes messages for tests: by hand, and by fast-check. */
import fc from "fast-check";
import { readU32, utf8Encode, writeU32 } from "../base/bytes.ts";
import { CMD, FLAG, type Profile } from "./constants.ts";
import { sealHeader } from "./crc.ts";
import { Encoder } from "./encode.ts";
import type { DecodeFault } from "./faults.ts";
import { FRAME, type Framer } from "./framer.ts";
import { BASE, type Field } from "./layout.ts";

export const CLID = Uint32Array.of(0x11223301, 0x445511e1, 0x8899aabb, 0xccddee01);
export const FSID = Uint32Array.of(0xa1b2c301, 0xd4e511e1, 0x9abcdef0, 0x12345678);

/** A LNK_SPAN CREATE of dist 3, labelled "pfsA", with `sequence` as the low byte of its salt. */
export function spanMessage(profile: Profile, bigEndian: boolean, sequence = 0): Uint8Array {
  const encoder = new Encoder(profile, bigEndian);
  encoder.salt = 0x5eed0000 | sequence;
  encoder.msgidHi = 0x0000a000;
  encoder.msgidLo = 0x80000007;
  encoder.flags = FLAG.CREATE;
  return encoder.pfs(CMD.LNK_SPAN, CLID, FSID, 8, 1, 0x80000001, 3, utf8Encode("pfsA"));
}

/** A one-way DBG_SHELL with aux data. */
export function auxMessage(profile: Profile, bigEndian: boolean, aux: Uint8Array, sequence = 0): Uint8Array {
  const encoder = new Encoder(profile, bigEndian);
  encoder.salt = 0x5eed0000 | sequence;
  return encoder.withAux(CMD.DBG_SHELL, aux);
}

/** A PING, the smallest message. */
export function pingMessage(sequence: number, bigEndian = false): Uint8Array {
  const encoder = new Encoder("header", bigEndian);
  encoder.salt = 0x5eed0000 | sequence;
  return encoder.header(CMD.LNK_PING);
}

/** Changes a 32-bit field of the base header in place and makes hdr_crc fit again. */
export function patch(bytes: Uint8Array, field: Field, value: number, bigEndian = false): Uint8Array {
  writeU32(bytes, field.offset, value, bigEndian);
  const headerBytes = (readU32(bytes, BASE.fields.cmd.offset, bigEndian) & 0xff) << 6;
  sealHeader(bytes, 0, headerBytes, bigEndian);
  return bytes;
}

export function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** expect's toEqual takes its time over 65,536 bytes. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

export interface Verdicts {
  /** Copies of the bytes of each accepted message. */
  readonly messages: Uint8Array[];
  readonly fault: DecodeFault | undefined;
  readonly missingBytes: number;
  readonly heldBytesMax: number;
}

/** All that a framer says about a stream that arrives in these chunks. */
export function verdictsOf(framer: Framer, chunks: readonly Uint8Array[]): Verdicts {
  const messages: Uint8Array[] = [];
  let heldBytesMax = 0;
  for (const chunk of chunks) {
    framer.push(chunk);
    for (;;) {
      const verdict = framer.next();
      if (verdict === FRAME.FAULT) return { messages, fault: framer.fault, missingBytes: 0, heldBytesMax };
      if (verdict === FRAME.NEED) break;
      const { bytes, at, wireBytes } = framer.message;
      messages.push(bytes.slice(at, at + wireBytes));
    }
    heldBytesMax = Math.max(heldBytesMax, framer.heldBytes);
  }
  return { messages, fault: undefined, missingBytes: framer.missingBytes, heldBytesMax };
}

/** Cuts bytes at the given places, in any order and number; a place is taken modulo the length. */
export function chunksOf(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const cuts = [...new Set([0, ...places.map((place) => place % (bytes.length + 1)), bytes.length])].sort((a, b) => a - b);
  return cuts.slice(1).map((to, i) => bytes.slice(cuts[i], to));
}

export const anyProfile = fc.constantFrom<Profile>("header", "c2012");
export const anyWord = fc.oneof(fc.constantFrom(0, 1, 0x7fffffff, 0x80000000, 0xffffffff), fc.nat(0xffffffff));
export const anyUuid = fc.tuple(anyWord, anyWord, anyWord, anyWord).map((words) => Uint32Array.from(words));
/** Label bytes: no NUL inside, up to the 256 of the field. */
export const anyLabel = fc
  .oneof(fc.uint8Array({ min: 1, maxLength: 24 }), fc.uint8Array({ min: 1, minLength: 254, maxLength: 256 }))
  .map((bytes) => Uint8Array.from(bytes));
export const anyAux = fc
  .oneof(fc.uint8Array({ maxLength: 200 }), fc.nat(65536).map((length) => new Uint8Array(length).fill(0x61)))
  .map((bytes) => Uint8Array.from(bytes));

/** The header's fields that an encoder takes. */
export const anyHeader = fc.record({
  salt: anyWord,
  msgidHi: anyWord,
  msgidLo: anyWord,
  spanidHi: anyWord,
  spanidLo: anyWord,
  flags: fc.nat(255).map((flags) => flags & ~FLAG.AUXOOB),
  error: anyWord,
});
export type Header = typeof anyHeader extends fc.Arbitrary<infer T> ? T : never;

export function encoderFor(profile: Profile, bigEndian: boolean, header: Header): Encoder {
  return Object.assign(new Encoder(profile, bigEndian), header);
}

/** A whole message of any kind. */
export function anyMessage(profile: Profile, bigEndian: boolean): fc.Arbitrary<Uint8Array> {
  const bare = fc.tuple(anyHeader, fc.constantFrom(...Object.values(CMD), 0x6fff20)).map(([header, base]) =>
    encoderFor(profile, bigEndian, header).header(base));
  const span = fc.tuple(anyHeader, anyUuid, anyUuid, anyLabel).map(([header, clid, fsid, label]) =>
    encoderFor(profile, bigEndian, header).pfs(CMD.LNK_SPAN, clid, fsid, 1, 1, 0, 0, label));
  const aux = fc.tuple(anyHeader, anyAux).map(([header, data]) => encoderFor(profile, bigEndian, header).withAux(CMD.DBG_SHELL, data));
  return fc.oneof(bare, span, aux);
}
