import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bytesToHex, hexToBytes, id64, parseId64, readU16, readU32, utf8Decode, utf8Encode, writeU16, writeU32 } from "./bytes.ts";

describe("hex", () => {
  test("is read back as it was written", () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(hexToBytes(bytesToHex(bytes))).toEqual(bytes);
      }),
    );
  });

  test("may have white space, and nothing else that is not a digit", () => {
    expect(hexToBytes("32 48\n0A")).toEqual(Uint8Array.of(0x32, 0x48, 0x0a));
    for (const text of ["1", "0x12", "zz", "12,34"]) expect(hexToBytes(text)).toBeUndefined();
  });
});

describe("words", () => {
  test("are read as DataView reads them, in both byte orders", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 12, maxLength: 12 }), fc.nat(8), fc.boolean(), (bytes, at, bigEndian) => {
        const view = new DataView(bytes.buffer, bytes.byteOffset);
        expect(readU16(bytes, at, bigEndian)).toBe(view.getUint16(at, !bigEndian));
        expect(readU32(bytes, at, bigEndian)).toBe(view.getUint32(at, !bigEndian));
      }),
    );
  });

  test("are read back as they were written", () => {
    fc.assert(
      fc.property(fc.nat(0xffff), fc.nat(0xffff_ffff), fc.boolean(), (u16, u32, bigEndian) => {
        const bytes = new Uint8Array(8);
        writeU16(bytes, 1, u16, bigEndian);
        writeU32(bytes, 3, u32, bigEndian);
        expect([readU16(bytes, 1, bigEndian), readU32(bytes, 3, bigEndian), bytes[0], bytes[7]]).toEqual([u16, u32, 0, 0]);
      }),
    );
  });
});

describe("UTF-8", () => {
  test("is what the platform's encoder and decoder make of text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        expect(utf8Encode(text)).toEqual(new TextEncoder().encode(text));
        expect(utf8Decode(new TextEncoder().encode(text))).toBe(text);
      }),
    );
  });

  test("reads any bytes without a throw, and well-formed ones as the platform does", () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(typeof utf8Decode(bytes)).toBe("string");
      }),
    );
    expect(utf8Decode(Uint8Array.of(0x41, 0xff, 0x42))).toBe("A\ufffdB");
    expect(utf8Decode(Uint8Array.of(0xc0, 0xaf))).toBe("\ufffd\ufffd"); // overlong
    expect(utf8Decode(Uint8Array.of(0xed, 0xa0, 0x80))).toBe("\ufffd\ufffd\ufffd"); // a surrogate
    expect(utf8Encode("\ud800")).toEqual(Uint8Array.of(0xef, 0xbf, 0xbd));
  });
});

describe("64-bit ids", () => {
  test("are read back as they were written", () => {
    fc.assert(
      fc.property(fc.nat(0xffff_ffff), fc.nat(0xffff_ffff), (hi, lo) => {
        expect(parseId64(id64(hi, lo))).toEqual({ hi, lo });
      }),
    );
  });

  test("may be short or grouped", () => {
    expect(parseId64("0x7")).toEqual({ hi: 0, lo: 7 });
    expect(parseId64("0x0000_a000_0000_0007")).toEqual({ hi: 0xa000, lo: 7 });
    for (const text of ["7", "0x", "0x12345678123456781", "0xg"]) expect(parseId64(text)).toBeUndefined();
  });
});
