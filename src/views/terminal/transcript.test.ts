import { expect, test } from "vitest";
import type { ShellEntry, TransactionLine } from "../../port/messages.ts";
import { blocksOf, freshShell, recalled, shellsOf, typedLines } from "./transcript.ts";

function entries(...list: readonly (readonly [ShellEntry["kind"], string])[]): ShellEntry[] {
  return list.map(([kind, text], number) => ({ number, kind, text, atUs: 10 * number }));
}

test("elements of one answer are one block, whole even where a line came in parts", () => {
  const shown = blocksOf(entries(["line", "span"], ["text", "cluster\n  pf"], ["text", "sD\n"], ["stop", ""], ["text", "late\n"]));
  expect(shown.map(({ key, kind, text }) => [key, kind, text])).toEqual([[0, "line", "span"], [1, "text", "cluster\n  pfsD"], [3, "stop", ""], [4, "text", "late"]]);
});

test("arrow keys lead through the lines that were typed, and back to what is being typed", () => {
  expect(typedLines(entries(["line", "span"], ["text", "x"], ["line", "span"], ["line", ""], ["line", "links"]))).toEqual(["span", "links"]);
  expect([recalled(2, -1, 1), recalled(2, 0, 1), recalled(2, 1, 1), recalled(2, 0, -1), recalled(2, -1, -1), recalled(0, -1, 1)]).toEqual([0, 1, 1, -1, -1, -1]);
});

test("a node has the shells that it opened and those that run at it; a new one has a name of its own", () => {
  const line = (name: string, from: string, to: string, service: TransactionLine["service"] = "shell"): TransactionLine => ({ name, from, to, service, state: "open", openedUs: 0, endedUs: null, copies: [] });
  const all = [line("sh1", "A", "pfsD"), line("talk", "A", "pfsD", "echo"), line("desk", "B", "pfsC"), line("sh3", "C", "D")];
  expect(shellsOf(all, "A", []).map(({ name }) => name)).toEqual(["sh1"]);
  expect(shellsOf(all, "D", [{ label: "pfsD" }]).map(({ name }) => name)).toEqual(["sh1", "sh3"]);
  expect([freshShell(all), freshShell([]), freshShell([line("sh2", "A", "x"), line("talk", "A", "x", "echo")])]).toEqual(["sh4", "sh1", "sh3"]);
});
