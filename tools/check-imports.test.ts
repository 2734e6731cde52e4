import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { checkImports } from "./check-imports.mjs";

let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "spanscope-imports-"));
  write("package.json", '{ "dependencies": { "d3": "1" }, "devDependencies": { "fast-check": "1" } }');
  write("src/base/bytes.ts", "export const size = 1;\nexport type Size = number;\n");
  write("src/wire/crc.ts", 'import { size } from "../base/bytes.ts";\nimport C from "crc-32/crc32c.js";\n');
});

afterEach(() => rmSync(folder, { recursive: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

/** What the checker says of the project with one file more. */
function verdict(path: string, text: string): string[] {
  write(path, text);
  return checkImports(folder).violations.map((v) => `${v.file}:${v.line}: ${v.message}`);
}

test("a tree that keeps the rules passes, and its files were counted", () => {
  expect(checkImports(folder)).toEqual({ files: 2, violations: [] });
});

test("a tree without files fails", () => {
  rmSync(join(folder, "src"), { recursive: true });
  const { files, violations } = checkImports(folder);
  expect(files).toBe(0);
  expect(violations).toHaveLength(1);
});

test.each([
  ["an import to the right", "src/base/a.ts", 'import "../wire/crc.ts";'],
  ["a type to the right", "src/base/a.ts", 'export type { X } from "../wire/crc.ts";'],
  ["an import type expression", "src/base/a.ts", 'type X = import("../wire/crc.ts").X;'],
  ["a dynamic import", "src/base/a.ts", 'await import("../wire/crc.ts");'],
  ["a computed import", "src/base/a.ts", "await import(name);"],
  ["an address", "src/store/a.ts", 'new URL("../wire/crc.ts", import.meta.url);'],
  ["a re-export", "src/base/a.ts", 'export * from "../wire/crc.ts";'],
  ["a test that reaches right", "src/base/a.test.ts", 'import "../wire/crc.ts";'],
  ["a missing file", "src/wire/a.ts", 'import "../base/gone.ts";'],
  ["a missing extension", "src/wire/a.ts", 'import "../base/bytes";'],
  ["a way out of src", "src/wire/a.ts", 'import "../../tools/x.ts";'],
  ["a package that is not allowed here", "src/wire/a.ts", 'import "d3";'],
  ["a builtin in a pure folder", "src/wire/a.ts", 'import "node:fs";'],
  ["a package for tests", "src/views/a.ts", 'import "fast-check";'],
  ["a builtin on the page", "src/views/a.ts", 'import "node:fs";'],
  ["an unknown package in a test", "src/wire/a.test.ts", 'import "left-pad";'],
  ["an unknown folder", "src/utils/a.ts", "export {};"],
  ["an unknown door", "src/other.ts", "export {};"],
  ["a text that depends on the locale", "src/texts/a.ts", "export const a = (n: number) => n.toLocaleString();"],
  ["a file that cannot be parsed", "src/base/a.ts", "export const = 1;"],
  ["Date", "src/base/a.ts", "export const now = Date.now();"],
  ["Math.random", "src/base/a.ts", "export const x = Math.random();"],
  ["a transcendental function", "src/base/a.ts", "export const x = Math.log2(8);"],
  ["Math by the back door", "src/base/a.ts", "const { sin } = Math; sin(1);"],
  ["a computed member of Math", "src/base/a.ts", "const f = 'sin'; Math[f](1);"],
  ["a power", "src/base/a.ts", "export const f = (x: number) => x ** 3;"],
  ["the locale", "src/base/a.ts", "export const f = (a: string) => a.localeCompare('b');"],
  ["globalThis", "src/base/a.ts", "globalThis.x = 1;"],
])("%s is one violation", (_, path, text) => {
  expect(verdict(path, text)).toEqual([expect.stringMatching(new RegExp(`^${path}:`))]);
});

test.each([
  ["a name that only looks like Date", "src/base/a.ts", "export const f = (x: { Date: 1 }) => x.Date;"],
  ["exact arithmetic", "src/base/a.ts", "export const x = Math.imul(2, 3) + Math.floor(1.5) + 2 ** 32;"],
  ["a test with a package for tests", "src/wire/a.test.ts", 'import "fast-check"; import "node:fs"; Date.now();'],
  ["d3 on the page", "src/views/a.ts", 'import { zoom } from "d3";'],
])("%s is allowed", (_, path, text) => {
  expect(verdict(path, text)).toEqual([]);
});

test("views take types from port, never values", () => {
  write("src/port/messages.ts", "export const a = 1; export type A = 1;");
  expect(verdict("src/views/a.ts", 'import type { A } from "../port/messages.ts";')).toEqual([]);
  expect(verdict("src/views/a.ts", 'import { type A } from "../port/messages.ts";')).toEqual([]);
  expect(verdict("src/views/a.ts", 'import { a } from "../port/messages.ts";')).toHaveLength(1);
});

test("texts take types from what they speak of, never values, and nothing from the page's own code", () => {
  write("src/run/fields.ts", "export const a = 1; export type A = 1;");
  write("src/views/action.ts", "export type B = 1;");
  expect(verdict("src/texts/a.ts", 'import type { A } from "../run/fields.ts"; import { size } from "../base/bytes.ts";')).toEqual([]);
  expect(verdict("src/texts/a.ts", 'import { a } from "../run/fields.ts";')).toHaveLength(1);
  expect(verdict("src/texts/a.ts", 'import type { B } from "../views/action.ts";')).toHaveLength(1);
});

test("the engine is reached through port/host and the worker only", () => {
  write("src/run/run.ts", "export const run = 1;");
  expect(verdict("src/port/host.ts", 'import { run } from "../run/run.ts";')).toEqual([]);
  expect(verdict("src/worker.ts", 'import "./port/host.ts";')).toEqual([]);
  expect(verdict("src/main.tsx", 'new Worker(new URL("./worker.ts", import.meta.url));')).toEqual([]);
  write("src/hunt/hunt.ts", "export const hunt = 1;");
  expect(verdict("src/port/host-hunt.ts", 'import { hunt } from "../hunt/hunt.ts";')).toEqual([]);
  expect(verdict("src/hunt-worker.ts", 'import "./port/host-hunt.ts";')).toEqual([]);
  expect(verdict("src/main.tsx", 'new Worker(new URL("./hunt-worker.ts", import.meta.url));')).toEqual([]);
  expect(verdict("src/port/hunt-client.ts", 'import { hunt } from "../hunt/hunt.ts";')).toHaveLength(1);
  rmSync(join(folder, "src/port/hunt-client.ts"));
  expect(verdict("src/store/a.ts", 'import "../port/host.ts";')).toHaveLength(1);
  rmSync(join(folder, "src/store"), { recursive: true });
  expect(verdict("src/port/client.ts", 'import { run } from "../run/run.ts";')).toHaveLength(1);
});

test("what serves tests is not for the program", () => {
  write("src/base/world.testkit.ts", "export {};");
  expect(verdict("src/wire/a.test.ts", 'import "../base/world.testkit.ts";')).toEqual([]);
  expect(verdict("src/wire/a.ts", 'import "../base/world.testkit.ts";')).toHaveLength(1);
});
