import { quoted } from "./lexer.ts";
import type { FilterNode } from "./syntax.ts";

/** The text of a filter, which reads as that filter again. */
export function printFilter(node: FilterNode): string {
  switch (node.is) {
    case "all":
      return "";
    case "words":
      return isPlain(node.words) ? node.words : quoted(node.words);
    case "compare":
      return `${node.field} ${node.operator} ${node.operator === "in" ? `{${node.values.map(quoted).join(", ")}}` : quoted(node.values[0]!)}`;
    case "not":
      return `not ${inner(node.of, node.of.is === "and" || node.of.is === "or")}`;
    case "and":
      return node.of.map((part) => inner(part, part.is === "or")).join(" and ");
    case "or":
      return node.of.map((part) => inner(part, false)).join(" or ");
  }
}

function inner(node: FilterNode, bracketed: boolean): string {
  return bracketed ? `(${printFilter(node)})` : printFilter(node);
}

function isPlain(words: string): boolean {
  return words.split(" ").every((word) => quoted(word) === word);
}
