import CRC32 from "crc-32";
import CRC32C from "crc-32/crc32c.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readU32 } from "../base/bytes.ts";
import { crc32c, headerCrc, sealHeader } from "./crc.ts";
import { goldenCrcs, goldenMessages, unpackHex } from "./golden/golden.testkit.ts";

describe("CRC-32C", () => {
  test.each(goldenCrcs)("[WIRE-04] the C program's value for $name", ({ hex, len, crc }) => {
    const bytes = unpackHex(hex);
    expect(bytes.length).toBe(len);
    expect(crc32c(bytes, 0, len)).toBe(Number(crc));
    const inside = new Uint8Array(len + 7).fill(0x55);
    inside.set(bytes, 3);
    expect(crc32c(inside, 3, 3 + len)).toBe(Number(crc));
  });

  test("[WIRE-04] the header's CRC takes hdr_crc as 0 and leaves the bytes as they were", () => {
    const { bytes } = goldenMessages.find(({ name }) => name === "LNK_SPAN create dist 0")!;
    const before = bytes.slice();
    const crc = headerCrc(bytes, 0, 448);
    expect(bytes).toEqual(before);
    expect(crc).toBe(readU32(before, 60, false));
    bytes.fill(0xee, 60, 64);
    expect(headerCrc(bytes, 0, 448)).toBe(crc);
    sealHeader(bytes, 0, 448, false);
    expect(bytes).toEqual(before);
  });

  // Bytes of which most are 0, in lengths around those of a step and of what is summed at once.
  const anyByte = fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat(255));
  const anyLength = fc.oneof(fc.nat(70), fc.integer({ min: 2_030, max: 2_070 }), fc.integer({ min: 4_090, max: 4_110 }));
  const anyBytes = fc.tuple(anyLength, fc.array(anyByte, { minLength: 1, maxLength: 40 })).map(([length, pattern]) => Uint8Array.from({ length }, (_, i) => pattern[(i * i) % pattern.length]!));

  test("[WIRE-04] [WIRE-05] any bytes, anywhere, have the CRC-32C of another program, and the CRC-32", () => {
    fc.assert(
      fc.property(anyBytes, fc.nat(40), fc.nat(40), (bytes, before, behind) => {
        const inside = new Uint8Array(before + bytes.length + behind).fill(0x55);
        inside.set(bytes, before);
        expect(crc32c(inside, before, before + bytes.length)).toBe(CRC32C.buf(bytes) >>> 0);
        expect(crc32c(inside, before, before + bytes.length, true)).toBe(CRC32.buf(bytes) >>> 0);
      }),
    );
  });

  test("[WIRE-04] of a header longer than any that is legal, only the field itself is taken as 0", () => {
    const bytes = Uint8Array.from({ length: 255 * 64 }, (_, i) => 31 * i + 7);
    const zeroed = bytes.slice().fill(0, 60, 64);
    expect(headerCrc(bytes, 0, bytes.length)).toBe(CRC32C.buf(zeroed) >>> 0);
  });
});
