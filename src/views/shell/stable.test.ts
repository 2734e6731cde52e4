import { expect, test } from "vitest";
import { isSame } from "./stable.ts";

test("equal in all that they hold is the same", () => {
  expect(isSame([{ a: 1, b: [null, "x"] }], [{ a: 1, b: [null, "x"] }])).toBe(true);
  expect(isSame([1, 2], [1, 2, 3])).toBe(false);
  expect(isSame({ a: 1 }, { b: 1 })).toBe(false);
  expect(isSame([], {})).toBe(false);
  expect(isSame({ a: null }, { a: {} })).toBe(false);
  expect(isSame(Number.NaN, Number.NaN)).toBe(true);
});
