import { expect, test } from "vitest";
import { cleanHex, spacedHex } from "./hex-text.ts";

test("hex is read as people write it, and refused where it is none", () => {
  expect(cleanHex("32 48 00\n0x0A, FF")).toBe("3248000aff");
  expect(cleanHex("")).toBe("");
  expect(cleanHex("123")).toBeNull();
  expect(cleanHex("zz")).toBeNull();
});

test("what the form shows reads back as the same bytes", () => {
  const digits = "00112233445566778899aabbccddeeff01";
  expect(cleanHex(spacedHex(digits))).toBe(digits);
  expect(spacedHex("0011223344556677 8899".replace(" ", ""))).toBe("00 11 22 33  44 55 66 77\n88 99");
});
