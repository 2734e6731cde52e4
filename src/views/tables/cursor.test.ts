import { describe, expect, test } from "vitest";
import { cursorAfter } from "./cursor.ts";

describe("keys in a table of 100 rows and 5 columns", () => {
  test.each([
    ["ArrowDown", false, [3, 2], [4, 2]],
    ["ArrowDown", false, [99, 2], [99, 2]],
    ["ArrowUp", false, [0, 2], [-1, 2]],
    ["ArrowUp", false, [-1, 2], [-1, 2]],
    ["ArrowRight", false, [3, 4], [3, 4]],
    ["ArrowLeft", false, [3, 1], [3, 0]],
    ["PageDown", false, [95, 1], [99, 1]],
    ["PageUp", false, [4, 1], [0, 1]],
    ["PageUp", false, [-1, 1], [-1, 1]],
    ["Home", false, [50, 3], [50, 0]],
    ["End", false, [50, 3], [50, 4]],
    ["Home", true, [50, 3], [0, 0]],
    ["End", true, [50, 3], [99, 4]],
  ] as const)("%s (control %s) from %s", (key, control, [row, column], [toRow, toColumn]) => {
    expect(cursorAfter(key, control, { row, column }, 100, 5)).toEqual({ row: toRow, column: toColumn });
  });

  test("other keys are not the table's", () => {
    expect(cursorAfter("a", false, { row: 0, column: 0 }, 100, 5)).toBeNull();
  });
});
