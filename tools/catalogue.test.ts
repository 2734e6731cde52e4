import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseSync } from "vite";
import { describe, expect, test } from "vitest";
import { pseudoOf, speakPseudo } from "./pseudo-speech.mjs";
import { VARIANT_TEXTS } from "../src/texts/variants.ts";

/** The texts are plain data: that is what lets another language stand in their place. */

const room = fileURLToPath(new URL("../src/texts/", import.meta.url));
const files = readdirSync(room).filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"));
const modules = new Map(await Promise.all(files.map(async (file) => [file, (await import(/* @vite-ignore */ join(room, file))) as Record<string, unknown>] as const)));
const catalogues = [...modules].flatMap(([file, module]) => Object.entries(module).map(([name, value]) => ({ file, name, value })).filter(({ value }) => typeof value !== "function"));

/** Where something stands that is no string, no function and no plain object or list of them. */
function notPlain(value: unknown, path: string): string[] {
  if (typeof value === "string" || typeof value === "function") return [];
  const plain = Array.isArray(value) || (typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype);
  if (!plain) return [`${path}: ${String(value)}`];
  return Object.entries(value as object).flatMap(([key, one]) => notPlain(one, `${path}.${key}`));
}

/** Keys that one object of a file writes twice; the later would win unseen. */
function writtenTwice(source: string, name: string): string[] {
  const found: string[] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    const { type, properties } = value as { readonly type?: string; readonly properties?: readonly { readonly key?: { readonly name?: string; readonly value?: string } }[] };
    if (type === "ObjectExpression") {
      const keys = properties!.flatMap(({ key }) => key?.name ?? key?.value ?? []);
      found.push(...keys.filter((key, at) => keys.indexOf(key) !== at).map((key) => `${name}: ${key}`));
    }
    Object.values(value).forEach(visit);
  };
  visit(parseSync(name, source).program);
  return found;
}

describe("the room of texts", () => {
  test("holds strings, functions, and objects and lists of them; no key is written twice", () => {
    expect(files.length).toBeGreaterThan(20);
    expect(catalogues.length).toBeGreaterThan(30);
    expect(catalogues.flatMap(({ file, name, value }) => notPlain(value, `${file} ${name}`))).toEqual([]);
    expect(files.flatMap((file) => writtenTwice(readFileSync(join(room, file), "utf8"), file))).toEqual([]);
  });

  test("what the run says is joined of parts that do not say the same key", () => {
    const parts = [...readFileSync(join(room, "run.ts"), "utf8").matchAll(/^ {2}"([a-zA-Z.0-9]+)":/gm)].map(([, key]) => key!);
    const joined = [modules.get("run-explain.ts")!.EXPLAIN_TEXTS, modules.get("run-tape.ts")!.TAPE_TEXTS, modules.get("run-capture.ts")!.CAPTURE_TEXTS].flatMap((part) => Object.keys(part as object));
    const keys = [...parts, ...joined];
    expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([]);
    expect(new Set(keys)).toEqual(new Set(Object.keys(modules.get("run.ts")!.TEXTS as object)));
  });

  test("is the only one: no file of texts stands elsewhere", () => {
    const all = readdirSync(join(room, ".."), { recursive: true, encoding: "utf8" });
    expect(all.filter((file) => /(?:^|[\\/])texts\.tsx?$/.test(file))).toEqual([]);
  });

  test("what a check would find is found", () => {
    expect(notPlain({ a: "x", b: { c: 1 }, d: [null] }, "T")).toEqual(["T.b.c: 1", "T.d.0: null"]);
    expect(writtenTwice("export const A = { a: '1', b: { a: '2' }, 'a': '3' };", "a.ts")).toEqual(["a.ts: a"]);
  });

  test("each variant has a sentence", () => {
    for (const { sentence } of Object.values(VARIANT_TEXTS)) expect(sentence).toMatch(/^[A-Z].*\.$/);
  });
});

describe("the language that nobody speaks", () => {
  test("keeps places, signs and what a function puts in; nothing is spoken twice", () => {
    const texts = { say: "{node} offers {pfs}", sign: "–", list: ["one", ""], count: (count: number, name: string) => `${count} of ${name}`, deep: { only: (count: number) => String(count) } };
    const all = { ...texts };
    speakPseudo(texts);
    expect(texts).toMatchObject({ say: "[!! {node} öffÉrš {pfs} !!]".replace("É", "é"), sign: "–", list: ["[!! öñé !!]", ""] });
    expect([texts.count(2, "alice"), texts.deep.only(3)]).toEqual(["[!! 2 of alice !!]", "3"]);
    const joined = { ...texts };
    speakPseudo(joined);
    expect([joined.say, joined.count(1, "b")]).toEqual([texts.say, "[!! 1 of b !!]"]);
    expect(all.say).toBe("{node} offers {pfs}");
    expect(pseudoOf("12 %")).toBe("12 %");
  });
});
