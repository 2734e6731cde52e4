import { expect, test } from "vitest";
import { followsAfter } from "./follow.ts";
import { LISTED_MAX, listed } from "./row-target.ts";

const place = (top: number, height = 1_000) => ({ top, height, shown: 200 });

test("a list at its end follows, growth does not make it leave", () => {
  expect(followsAfter(false, place(100), place(800))).toBe(true);
  expect(followsAfter(true, place(800), place(800, 1_100))).toBe(true);
});

test("a step up leaves the end, unless the list became shorter", () => {
  expect(followsAfter(true, place(800), place(700))).toBe(false);
  expect(followsAfter(true, place(800), place(100, 500))).toBe(true);
  expect(followsAfter(false, place(300), place(400))).toBe(false);
});

test("of a feed beyond what a browser can lay out the newest rows are listed", () => {
  expect(listed(10)).toEqual({ count: 10, first: 0 });
  expect(listed(LISTED_MAX + 5)).toEqual({ count: LISTED_MAX, first: 5 });
});
