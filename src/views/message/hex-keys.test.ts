import { describe, expect, test } from "vitest";
import { hexStep, type HexCursor, withBit } from "./hex-keys.ts";

const digits = "00112233445566778899aabbccddeeff00";

function typed(keys: readonly string[], from: HexCursor = { at: 0, half: false }): readonly [number, string] {
  let cursor = from;
  let now = digits;
  for (const key of keys) {
    const step = hexStep(key, cursor, now, digits);
    if (step === null) continue;
    ({ cursor, digits: now } = step);
  }
  return [cursor.at, now];
}

describe("keys in the grid of bytes", () => {
  test("two digits write a byte and go to the next", () => {
    expect(typed(["A", "b"])).toEqual([1, `ab${digits.slice(2)}`]);
    expect(typed(["1"])).toEqual([0, `10${digits.slice(2)}`]);
    expect(typed(["1", "ArrowRight", "2", "3"])).toEqual([2, `1023${digits.slice(4)}`]);
  });

  test("arrows stay within the bytes, up and down go by rows", () => {
    expect(typed(["ArrowDown", "ArrowDown", "ArrowDown"])[0]).toBe(16);
    expect(typed(["End", "ArrowDown"])[0]).toBe(15);
    expect(typed(["PageDown", "ArrowRight"])[0]).toBe(16);
    expect(typed(["ArrowLeft", "ArrowUp"])[0]).toBe(0);
    expect(typed(["Home"], { at: 13, half: false })[0]).toBe(8);
  });

  test("Delete takes a byte back to what it was, Backspace too and goes on to the one before", () => {
    expect(typed(["f", "f", "f", "f", "ArrowLeft", "Delete"])).toEqual([1, `ff11${digits.slice(4)}`]);
    expect(typed(["f", "f", "ArrowLeft", "Backspace"])).toEqual([0, digits]);
  });

  test("other keys do nothing", () => {
    for (const key of ["g", "Enter", "Tab", "F1", "z"]) expect(hexStep(key, { at: 0, half: false }, digits, digits)).toBeNull();
    expect(hexStep("a", { at: 0, half: false }, "", "")).toBeNull();
  });

  test("a bit flips and flips back", () => {
    expect(withBit(digits, 1, 7)).toBe(`0091${digits.slice(4)}`);
    expect(withBit(withBit(digits, 1, 7), 1, 7)).toBe(digits);
  });
});
