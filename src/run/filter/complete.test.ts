import { expect, test } from "vitest";
import { completionsAt } from "./complete.ts";
import { FIELDS } from "./fields.ts";
import { filterOf } from "./filter.ts";

const NAMES = { nodes: ["A", "B", "Boston", "my node"], links: ["A-B", "B-C"], transactions: ["talk", "shell1"], pfs: ["pfsA"] };

function at(marked: string) {
  const caret = marked.indexOf("^");
  const { completions, from, to } = completionsAt(marked.replace("^", ""), caret, (source) => NAMES[source]);
  return { texts: completions.map(({ text }) => text), part: marked.slice(from, to) };
}

test("what could stand at the caret, and what it replaces", () => {
  expect(at("fa^")).toEqual({ texts: ["family"], part: "fa" });
  expect(at("^").texts.length).toBe(12);
  expect(at("family ^")).toEqual({ texts: ["==", "!=", "~", "in"], part: "" });
  expect(at("family == a^").texts.slice(0, 2)).toEqual(["announcement", "abort"]);
  expect(at("family == abort ^").texts).toEqual(["and", "or"]);
  expect(at("family == abort and no^").texts).toEqual(["node"]);
  expect(at("node == bo^ and link == A-B")).toEqual({ texts: ["Boston"], part: "bo" });
  expect(at('node == "my^').texts).toEqual(['"my node"']);
  expect(at("flags has CREATE|re^")).toEqual({ texts: ["CREATE|REPLY", "CREATE|CREATE"], part: "CREATE|re" });
  expect(at("link in {A-B, ^").texts).toEqual(["A-B", "B-C"]);
  expect(at("event == transactionAb^").texts).toEqual(["transactionAborted"]);
  expect(at("error == SPAN^").texts).toEqual(["SPAN_LOST", "SPAN_REPLACED"]);
  expect(at("lost the ^").texts).toEqual(["and", "or"]);
});

test("every completion of a value makes a filter", () => {
  for (const { name, operators, type } of FIELDS) {
    if (type === "text" || type === "time" || type === "id") continue;
    const { completions, from, to } = completionsAt(`${name} ${operators[0]} `, 99, (source) => NAMES[source]);
    for (const { text } of completions) expect(filterOf(`${`${name} ${operators[0]} `.slice(0, Math.min(from, 99))} ${text}${"".slice(to)}`).ok).toBe(true);
  }
});
