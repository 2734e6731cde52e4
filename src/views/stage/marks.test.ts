import { describe, expect, test } from "vitest";
import { FAMILIES, LINK_STATE, NODE_STATE } from "../../store/contract.ts";
import { markOf } from "./marks.ts";
import { KEY_TEXTS, TEXTS } from "../../texts/stage.ts";

/** Every two of a set that look the same without colour. */
function alike(marks: readonly (readonly [string, { readonly d: string; readonly filled: boolean }])[]): string[] {
  return marks.flatMap(([name, mark], i) => marks.slice(i + 1).flatMap(([other, one]) => (one.d === mark.d && one.filled === mark.filled ? [`${name} and ${other}`] : [])));
}

describe("colour is never alone", () => {
  const shown = FAMILIES.flatMap((family) => [[family, markOf(family, false)] as const, ...(family === "abort" ? [] : [[`${family}, reply`, markOf(family, true)] as const])]);

  test("every two families differ in shape or filling, commands and replies alike", () => {
    expect(alike(shown)).toEqual([]);
  });

  test("two that differ in colour alone are seen", () => {
    expect(alike([...shown, ["another", markOf("announcement", false)]])).toEqual(["announcement and another"]);
  });

  test("every state of a node and a link has a word of its own", () => {
    for (const [codes, words] of [
      [LINK_STATE, TEXTS.linkState],
      [NODE_STATE, TEXTS.nodeState],
    ] as const) {
      expect(Object.keys(words).sort()).toEqual(Object.keys(codes).sort());
      expect(new Set(Object.values(words)).size).toBe(Object.keys(codes).length);
    }
  });

  test("no two rows of the key say the same", () => {
    const rows = Object.values(KEY_TEXTS);
    expect(new Set(rows).size).toBe(rows.length);
  });
});
