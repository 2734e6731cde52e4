import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseSync } from "vite";
import { describe, expect, test } from "vitest";

/**
 * Every word that is read or heard stands in a catalogue (a file of src/texts): none in the text of an element, none in
 * an attribute that people read. Signs, single letters (keys, marks) and units are no words.
 */

const ATTRIBUTES = new Set(["aria-label", "aria-description", "aria-roledescription", "aria-valuetext", "title", "placeholder", "label", "hint", "alt", "sentence", "submit"]);

/** Units: the same in every language. */
const UNITS = new Set(["s", "ms", "µs", "us", "B", "kB", "MB", "%", "×"]);

/** What is not to be translated: fields and commands of the protocol, the filter language, keys of a terminal. */
const PROPER = new Set(["clid", ", fsid", "CONN", "cmd == LNK_SPAN and flags has DELETE", "event == spanReceived and node == B", "^C", "&gt;", "Ctrl+C", "Ctrl+D"]);

interface Node {
  readonly type: string;
  readonly start: number;
  readonly [field: string]: unknown;
}

function isWord(text: string): boolean {
  const trimmed = text.trim();
  return trimmed.length > 1 && /\p{L}/u.test(trimmed) && !UNITS.has(trimmed) && !PROPER.has(trimmed);
}

/** What a tree of a file says by itself: "line: text". */
function literalsIn(source: string, name: string): string[] {
  const found: string[] = [];
  const note = (start: number, text: string): void => {
    if (isWord(text)) found.push(`${name}:${source.slice(0, start).split("\n").length}: ${text.trim()}`);
  };
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit);
    if (typeof value !== "object" || value === null || Array.isArray(value)) return;
    const node = value as Node;
    if (node.type === "JSXText") note(node.start, String(node.value));
    if (node.type === "JSXAttribute" && ATTRIBUTES.has(attributeName(node))) texts(node.value).forEach((text) => note(node.start, text));
    if (node.type === "JSXExpressionContainer" && !isAttribute.has(node)) texts(node.expression).forEach((text) => note(node.start, text));
    if (node.type === "JSXAttribute" && typeof node.value === "object" && node.value !== null) isAttribute.add(node.value as Node);
    for (const [key, child] of Object.entries(node)) if (key !== "parent") visit(child);
  };
  const isAttribute = new Set<Node>();
  visit(parseSync(name, source).program);
  return found;
}

function attributeName(node: Node): string {
  const { name } = node.name as { readonly name: unknown };
  return typeof name === "string" ? name : "";
}

/** The texts that an expression itself can come to. */
function texts(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  const node = value as Node;
  switch (node.type) {
    case "Literal":
      return typeof node.value === "string" ? [node.value] : [];
    case "TemplateLiteral":
      return (node.quasis as readonly { readonly value: { readonly cooked: string } }[]).map(({ value: { cooked } }) => cooked);
    case "ConditionalExpression":
      return [...texts(node.consequent), ...texts(node.alternate)];
    case "LogicalExpression":
      return texts(node.right);
    case "JSXExpressionContainer":
      return texts(node.expression);
    default:
      return [];
  }
}

const views = fileURLToPath(new URL(".", import.meta.url));
const files = readdirSync(views, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".tsx") && !file.includes(".test"));

describe("no word outside of the catalogues", () => {
  test("in what the page draws", () => {
    expect(files.length).toBeGreaterThan(80);
    expect(files.flatMap((file) => literalsIn(readFileSync(join(views, file), "utf8"), file))).toEqual([]);
  });

  test("a word in an element, an attribute, a choice or a template is seen", () => {
    const source = '<p title={wide ? "Wide" : TEXTS.narrow} className="narrow">Hello {name} · {cut && "gone"} <b aria-label={`node ${id}`}>5 ms</b></p>';
    expect(literalsIn(`const x = ${source};`, "x.tsx").map((line) => line.slice("x.tsx:1: ".length)).sort()).toEqual(["5 ms", "Hello", "Wide", "gone", "node"]);
  });
});
