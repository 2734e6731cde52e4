/** Single fields as values and back, at a place that is not the start. */
import { describe, expect, test } from "vitest";
import { parseInteger, readField, writeField } from "./fields.ts";
import type { Field, FieldKind } from "./layout.ts";

const BYTES = { u8: 1, u16: 2, u32: 4, i32: 4, u64: 8, uuid: 16, label: 6, bytes: 6 } as const;

function field(kind: FieldKind, hex = false): Field {
  return { offset: 3, length: BYTES[kind], kind, hex, reserved: false };
}

/** What the field reads after that value was written among bytes 0xee, 5 bytes on; what was expected instead if it was not. */
function through(kind: FieldKind, value: unknown, bigEndian: boolean, hex = false): string | number {
  const bytes = new Uint8Array(40).fill(0xee);
  const refused = writeField(bytes, 5, field(kind, hex), value, bigEndian);
  const around = [...bytes.subarray(0, 8), ...bytes.subarray(8 + BYTES[kind])];
  expect(around.every((byte) => byte === 0xee)).toBe(true);
  if (refused !== undefined) expect(bytes.every((byte) => byte === 0xee)).toBe(true);
  return refused === undefined ? readField(bytes, 5, field(kind, hex), bigEndian) : `expected ${refused}`;
}

const UUID = "11223301-4455-11e1-8899-aabbccddee01";

describe.each([false, true])("[WIRE-02] a field (big-endian: %s)", (bigEndian) => {
  test.each<[FieldKind, number, number]>([["u8", 0, 0xff], ["u16", 0, 0xffff], ["u32", 0, 0xffffffff], ["i32", -0x80000000, 0x7fffffff]])("%s takes %i to %i, as number or text, and no more", (kind, least, greatest) => {
    for (const value of [least, greatest, 0, 5]) expect([through(kind, value, bigEndian), through(kind, String(value), bigEndian)]).toEqual([value, value]);
    const refused = `expected a whole number from ${least} to ${greatest}`;
    for (const value of [least - 1, greatest + 1, "x", null]) expect(through(kind, value, bigEndian)).toBe(refused);
    if (kind !== "i32") expect(through(kind, greatest, bigEndian, true)).toBe(`0x${"ff".repeat(BYTES[kind])}`);
  });

  test("u64 takes ids of 16 digits, and what a number holds exactly", () => {
    expect(["0x0123456789abcdef", "0xa", "10", 10, 0].map((value) => through("u64", value, bigEndian))).toEqual(["0x0123456789abcdef", "0x000000000000000a", "0x000000000000000a", "0x000000000000000a", "0x0000000000000000"]);
    for (const value of [-1, "-1", 1.5, 2 ** 53, "0x00123456789abcdef", "0x", "x", null]) expect(through("u64", value, bigEndian)).toBe("expected a number or 0x with at most 16 hex digits");
  });

  test("a uuid, a label and bytes are texts, and what a shorter one leaves is zero", () => {
    expect([through("uuid", UUID, bigEndian), through("label", "pfs", bigEndian), through("label", "größe", bigEndian), through("bytes", "0102", bigEndian), through("bytes", "010203040506", bigEndian), through("label", "0102", bigEndian)]).toEqual([UUID, "pfs", "expected a text of at most 6 bytes", "010200000000", "010203040506", "0102"]);
    expect(through("label", "sixsix", bigEndian)).toBe("sixsix");
    for (const value of ["1122", 5]) expect(through("uuid", value, bigEndian)).toBe(`expected a uuid like ${UUID}`);
    for (const value of ["sevenye", 5]) expect(through("label", value, bigEndian)).toBe("expected a text of at most 6 bytes");
    for (const value of ["01020304050607", "0", "xx", 5]) expect(through("bytes", value, bigEndian)).toBe("expected hex of at most 6 bytes");
  });
});

test("a whole number is decimal, 0x or a number, and nothing else", () => {
  expect([5, "5", "-5", "0xFf", "0Xff", 0].map(parseInteger)).toEqual([5, 5, -5, 255, 255, 0]);
  for (const value of ["", " 5", "5 ", "5x", "x5", "1e3", "1.5", 1.5, "-0x5", 2 ** 53, Number.NaN, null, undefined, true, [5], "a0x5"]) expect([value, parseInteger(value)]).toEqual([value, undefined]);
});
