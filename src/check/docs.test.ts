import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { DEFAULT_SWITCHES } from "../node/config.ts";
import { CHECK_TEXTS } from "../texts/checks.ts";
import { allChecks } from "./checks.ts";

test("docs/checks.md lists every check by its name, its claim and its rules, and no other; the catalogue has a text for each", () => {
  const docs = readFileSync(join(import.meta.dirname, "../../docs/checks.md"), "utf8");
  const rows = [...docs.matchAll(/^\| <a id="([a-z-]+)"><\/a>`([a-z-]+)` \| ([^|]+) \| ([^|]+) \|/gm)].map(([, anchor, name, claim, rules]) => ({ anchor, name, claim, rules }));
  const all = allChecks({ ...DEFAULT_SWITCHES, duplication: true }, 3);
  const listed = all.map(({ name, claim, rules }) => ({ anchor: name, name, claim, rules: rules.join(", ") }));
  const byName = (a: { readonly name?: string | undefined }, b: { readonly name?: string | undefined }): number => (a.name! < b.name! ? -1 : 1);
  expect(rows.toSorted(byName)).toEqual(listed.toSorted(byName));
  expect(Object.keys(CHECK_TEXTS).sort()).toEqual(all.map(({ name }) => name).sort());
});
