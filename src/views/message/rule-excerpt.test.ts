import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readRules } from "../shell/rules-text.ts";
import { excerptOf } from "./rule-excerpt.ts";

const markdown = readFileSync(join(import.meta.dirname, "../../../docs/rules.md"), "utf8");
const parts = readRules(markdown);
const ids = [...new Set(markdown.match(/^### ([A-Z]+\d*-\d\d)$/gm)?.map((line) => line.slice(4)))];

test("every rule of the document has first words, without its id and its proofs", () => {
  expect(ids.length).toBeGreaterThan(40);
  const poor = ids.filter((id) => {
    const said = excerptOf(parts, id) ?? "";
    return said.length < 20 || said.length > 330 || /Proven by|`|\*\*/.test(said);
  });
  expect(poor).toEqual([]);
  expect(excerptOf(parts, "NONE-00")).toBeNull();
});
