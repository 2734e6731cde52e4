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
});
