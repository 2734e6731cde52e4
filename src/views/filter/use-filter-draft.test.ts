import { expect, test } from "vitest";
import { quotedName } from "./quote.ts";
import { mayBecomeField } from "./use-filter-draft.ts";

const family = { completions: [{ text: "family", meaning: "" }] };

test("a word behind and, or, not that may become a field is not looked for yet", () => {
  expect(mayBecomeField("node == B and fam", { from: 14, to: 17, ...family })).toBe(true);
  expect(mayBecomeField("!fam", { from: 1, to: 4, ...family })).toBe(true);
  expect(mayBecomeField("fam", { from: 0, to: 3, ...family })).toBe(false);
  expect(mayBecomeField("node == B and x", { from: 14, to: 15, completions: [] })).toBe(false);
});

test("a name that would not read as one word stands in quotes", () => {
  expect(["t1", "B-C#2", "my node", "in", 'say "a"'].map(quotedName)).toEqual(["t1", "B-C#2", '"my node"', '"in"', '"say \\"a\\""']);
});
