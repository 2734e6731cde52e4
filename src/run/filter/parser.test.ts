import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FIELDS, fieldNamed } from "./fields.ts";
import { filterOf } from "./filter.ts";
import { parseFilter } from "./parser.ts";
import { printFilter } from "./printer.ts";
import { FILTER_DEPTH_MAX, FILTER_TEXT_MAX, type FilterNode } from "./syntax.ts";
import { valueOf } from "./values.ts";

function read(text: string): FilterNode {
  const parsed = parseFilter(text);
  if (!parsed.ok) throw new Error(parsed.error.text);
  return parsed.value;
}

function faultOf(text: string) {
  const parsed = parseFilter(text);
  if (parsed.ok) throw new Error(`“${text}” is a filter`);
  return parsed.error;
}

describe("a filter is read", () => {
  test("as a packet analyser reads it", () => {
    expect(read("family == abort && node == B")).toEqual({
      is: "and",
      of: [
        { is: "compare", field: "family", operator: "==", values: ["abort"] },
        { is: "compare", field: "node", operator: "==", values: ["B"] },
      ],
    });
    expect(read("time > 2.1s")).toEqual({ is: "compare", field: "time", operator: ">", values: ["2100000us"] });
    expect(read("flags has reply|CREATE")).toEqual({ is: "compare", field: "flags", operator: "has", values: ["CREATE|REPLY"] });
    expect(read("node in {A, B C}")).toEqual({ is: "compare", field: "node", operator: "in", values: ["A", "B", "C"] });
    expect(read("msgid == 0xa7")).toEqual({ is: "compare", field: "msgid", operator: "==", values: ["0x00000000000000a7"] });
    expect(read("!(a || b) && c")).toEqual({ is: "and", of: [{ is: "not", of: { is: "or", of: [{ is: "words", words: "a" }, { is: "words", words: "b" }] } }, { is: "words", words: "c" }] });
  });

  test("words that stand side by side are looked for side by side, in and has among them", () => {
    expect(read("lost   the way")).toEqual({ is: "words", words: "lost the way" });
    expect(read("is in doubt")).toEqual({ is: "words", words: "is in doubt" });
    expect(read("nobody has it")).toEqual({ is: "words", words: "nobody has it" });
    expect(read('"not so (fast)"')).toEqual({ is: "words", words: "not so (fast)" });
    expect(read("  ")).toEqual({ is: "all" });
  });
});

describe("what is no filter says where, what and what was expected", () => {
  test.each([
    ["famly == abort", 0, "famly", "a field", "family"],
    ["family = abort", 7, "=", "an operator that family has", "=="],
    ["family == abrot", 10, "abrot", "a value of family: announcement, transaction", "abort"],
    ["family ==", 9, "", "a value of family", null],
    ["node == B link == A-B", 10, "link", "“and”, “or” or the end", null],
    ["(node == B", 10, "", "“and”, “or” or “)”", null],
    ["node == ", 8, "", "a name", null],
    ["time > 2.1", 7, "2.1", "a time with its unit", null],
    ["time > 2.0000001s", 7, "2.0000001s", "a time with its unit", null],
    ["flags has CREATE|REPLAY", 10, "CREATE|REPLAY", "a value of flags: CREATE, DELETE", "CREATE|REPLY"],
    ["event == transactionAbort", 9, "transactionAbort", "a value of event", "transactionAborted"],
    ["rule == SPAN-7", 8, "SPAN-7", "a value of rule", "SPAN-07"],
    ['rule ~ "XY-*"', 7, "XY-*", "a pattern that some value of rule matches", null],
    ["node < B", 5, "<", "an operator that node has: ==", null],
    ["row ~ 3", 4, "~", "an operator that row has", "=="],
    ["node in A", 8, "A", "“{” and a list", null],
    ["node in {A; ", 12, "", "“,” and another value", null],
    ["and node == B", 0, "and", "a condition", null],
    ["node == B and", 13, "", "a condition", null],
    ['text ~ "lost', 12, "", "a closing quote", null],
    ["node == B & link == A-B", 10, "&", "“and”, “or” or the end", "&&"],
    ["flgs has CREATE", 0, "flgs", "a field", "flags"],
    ["constructor == B", 0, "constructor", "a field", null],
    ["cmd == toString", 7, "toString", "a value of cmd", null],
    ["error == 99999999999999999999", 9, "99999999999999999999", "a whole number", null],
  ])("%s", (text, at, found, expected, suggestion) => {
    const fault = faultOf(text);
    expect(fault).toMatchObject({ at, found, suggestion });
    expect(fault.expected).toContain(expected);
    expect(fault.text).toContain(`Character ${at + 1}: found `);
    expect(text.slice(fault.at, fault.at + fault.length).includes(found)).toBe(true);
  });

  test("what is too long or too deep is refused before anything else", () => {
    expect(faultOf("a".repeat(FILTER_TEXT_MAX + 1)).expected).toContain(String(FILTER_TEXT_MAX));
    expect(faultOf(`${"(".repeat(500)}a`).expected).toContain(String(FILTER_DEPTH_MAX));
    expect(faultOf("!".repeat(900)).expected).toContain(String(FILTER_DEPTH_MAX));
    expect(read(`${"(".repeat(FILTER_DEPTH_MAX - 1)}a${")".repeat(FILTER_DEPTH_MAX - 1)}`)).toEqual({ is: "words", words: "a" });
  });
});

const someText = fc.string({ minLength: 1, maxLength: 12, unit: "grapheme" }).filter((text) => text.trim() !== "");
const words = fc.array(fc.oneof(someText, fc.constantFrom("not", "in", "has", "lost", "node", "a*b", '"', "\\")), { minLength: 1, maxLength: 3 }).map((all): FilterNode => ({ is: "words", words: all.join(" ").trim().replace(/\s+/g, " ") }));

const comparison = fc.constantFrom(...FIELDS).chain((field) =>
  fc.tuple(fc.constantFrom(...field.operators), fc.array(valueFor(field.name), { minLength: 1, maxLength: 3 })).map(([operator, texts]): FilterNode => {
    const values = texts.map((text) => (operator === "~" ? patternFor(field.name, text) : valueOf(field, operator, text)!));
    return { is: "compare", field: field.name, operator, values: operator === "in" ? [...new Set(values)] : values.slice(0, 1) };
  }),
);

/** Something that the field takes, by the way of its own reader, so that it is in its printed form. */
function valueFor(name: string): fc.Arbitrary<string> {
  const field = fieldNamed(name)!;
  switch (field.type) {
    case "enum":
      return fc.constantFrom(...field.values);
    case "flags":
      return fc.oneof(fc.subarray([...field.values], { minLength: 1 }).map((flags) => flags.join("|")), fc.constant("none"));
    case "id":
      return fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map((id) => `0x${id.toString(16)}`);
    case "count":
      return fc.oneof(fc.nat(10 ** 9).map(String), ...(field.values.length === 0 ? [] : [fc.constantFrom(...field.values)]));
    case "time":
      return fc.oneof(fc.nat(10 ** 8).map((us) => `${us}us`), fc.nat(99_999).map((ms) => `${Math.floor(ms / 1_000)}.${String(ms % 1_000).padStart(3, "0")}ms`));
    default:
      return someText;
  }
}

function patternFor(name: string, text: string): string {
  return fieldNamed(name)!.type === "enum" ? `${text.slice(0, 2)}*` : text;
}

const { node: anyFilter } = fc.letrec<{ node: FilterNode }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    comparison,
    words,
    tie("node").map((of): FilterNode => ({ is: "not", of })),
    joined("and", tie("node")),
    joined("or", tie("node")),
  ),
}));

function joined(is: "and" | "or", part: fc.Arbitrary<FilterNode>): fc.Arbitrary<FilterNode> {
  return fc.array(part, { minLength: 2, maxLength: 3 }).map((parts): FilterNode => ({ is, of: parts.flatMap((one) => (one.is === is ? one.of : [one])) }));
}

describe("every filter", () => {
  test("reads as itself again when it is printed", () => {
    fc.assert(
      fc.property(anyFilter, (filter) => {
        const text = printFilter(filter);
        fc.pre(text.length <= FILTER_TEXT_MAX);
        expect(read(text)).toEqual(filter);
        expect(filterOf(text).ok).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test("any text at all is a filter, or has a fault within it", () => {
    const piece = fc.oneof(fc.constantFrom("(", ")", "{", "}", "==", "=", "!", "&&", "&", "|", "||", "and", "in", "has", "not", '"', "\\", ",", "~", "<", "0x1", "2.1s", ...FIELDS.map(({ name }) => name)), fc.string({ maxLength: 4 }));
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), fc.constantFrom("", " "), (pieces, between) => {
        const text = pieces.join(between);
        const parsed = parseFilter(text);
        if (parsed.ok) expect(read(printFilter(parsed.value))).toEqual(parsed.value);
        else {
          expect(parsed.error.at).toBeGreaterThanOrEqual(0);
          expect(parsed.error.at + parsed.error.length).toBeLessThanOrEqual(text.length);
          expect(parsed.error.expected).not.toBe("");
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
