import { describe, expect, test } from "vitest";
import { followsAfter, isCutOff, rowWindow, standingAfter, topFor } from "./row-window.ts";

const place = (top: number, height = 26_000) => ({ top, height, shown: 200 });

describe("the window of a list", () => {
  test("draws what is in sight and a little more", () => {
    const { from, to } = rowWindow(1_000, 26, place(2_600), false);
    expect(from).toBeLessThanOrEqual(100);
    expect(to).toBeGreaterThanOrEqual(108);
    expect(to - from).toBeLessThan(40);
  });

  test("draws the end while it follows, however far it has grown", () => {
    expect(rowWindow(1_000_000, 26, place(0), true)).toMatchObject({ to: 1_000_000 });
    expect(rowWindow(3, 26, place(0), true)).toEqual({ from: 0, to: 3 });
    expect(rowWindow(0, 26, place(0), true)).toEqual({ from: 0, to: 0 });
    expect(rowWindow(1_000, 26, place(0), true).from).toBeLessThanOrEqual(991); // 200 px are eight rows and a piece
    expect(rowWindow(1_000, 26, place(0), true).from).toBeGreaterThan(980);
  });

  test("stays in the list when it became shorter than the place it was scrolled to", () => {
    expect(rowWindow(10, 26, place(20_000), false)).toEqual({ from: 0, to: 10 });
  });
});

test("a list at its end follows, growth does not make it leave", () => {
  expect(followsAfter(false, place(100), place(25_800))).toBe(true);
  expect(followsAfter(true, place(25_800), place(25_800, 27_000))).toBe(true);
});

test("a step up leaves the end, unless the list became shorter", () => {
  expect(followsAfter(true, place(25_800), place(25_700))).toBe(false);
  expect(followsAfter(true, place(25_800), place(100, 500))).toBe(true);
  expect(followsAfter(false, place(300), place(400))).toBe(false);
});

test("a scroll is taken in as long as the list does not go on following at the same size", () => {
  const following = { follows: true, place: place(0) };
  expect(standingAfter(following, place(25_800), place(26_800, 27_000))).toBe(following);
  expect(standingAfter(following, place(25_800), { ...place(25_900, 26_000), shown: 100 }).place).toMatchObject({ top: 25_900, shown: 100 });
  expect(standingAfter(following, place(25_800), place(25_700))).toEqual({ follows: false, place: place(25_700) });
  // a row was shown, and the browser tells of that scroll: it does not follow again
  expect(standingAfter({ follows: false, place: place(300) }, place(300), place(300))).toEqual({ follows: false, place: place(300) });
});

test("a row comes into sight with the least of scrolling, or in the middle", () => {
  expect(topFor(10, 26, place(0), true)).toBe(173);
  expect(topFor(10, 26, place(0), false)).toBe(86);
  expect(topFor(3, 26, place(0), false)).toBe(0);
  expect(topFor(3, 26, place(500), false)).toBe(78);
});

test("a row is cut off when it was in sight, and no longer is because of the room that the list has lost", () => {
  const lower = { top: 2_600, height: 26_000, shown: 166 };
  expect(isCutOff(107, 26, lower, 200)).toBe(true); // ends at 208: a piece of it was in sight
  expect(isCutOff(106, 26, lower, 200)).toBe(true); // ends at 182
  expect(isCutOff(105, 26, lower, 200)).toBe(false); // ends at 156
  expect(isCutOff(108, 26, lower, 200)).toBe(false); // began below the rim
  expect(isCutOff(99, 26, lower, 200)).toBe(false);
  expect(isCutOff(106, 26, { ...lower, shown: 200 }, 166)).toBe(false); // more room than before
});
