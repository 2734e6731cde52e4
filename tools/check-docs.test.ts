import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { checkDocs, provenRules } from "./check-docs.mjs";

let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "spanscope-docs-"));
  write("src/base/bytes.ts", "export {};");
});

afterEach(() => rmSync(folder, { recursive: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

test.each([
  ["README.md", "see `src/base/bytes.ts`, `src/base` and [it](./src/base/bytes.ts#top)", 0],
  ["src/README.md", "see `base/bytes.ts` and `src/base/bytes.ts:1`", 0],
  ["README.md", "`dist/cli.mjs`, `a/b`, `Math.imul`, `/usr/bin/env`, [x](https://a.example/b)", 0],
  ["README.md", "```\nsrc/base/gone.ts `src/base/gone.ts`\n```", 0],
  ["README.md", "see `src/base/gone.ts`", 1],
  ["README.md", "see `src/gone`", 1],
  ["README.md", "see `gone/gone.ts`", 1],
  ["docs/a.md", "see [it](gone.md) and `../src/base/gone.ts`", 2],
])("%s: %s: %d missing", (path, text, count) => {
  problemsWith('test("[TX-04] [SVC-01]", f)');
  write(path, text);
  expect(checkDocs(folder).problems).toHaveLength(count);
});

/** All rules stated; the names of the tests are up to the caller. */
function problemsWith(testText: string): string[] {
  const ids = Object.entries(provenRules).flatMap(([group, highest]) =>
    Array.from({ length: highest }, (_, i) => `${group}-${String(i + 1).padStart(2, "0")}`),
  );
  write("docs/rules.md", ids.join("\n"));
  const others = ids.filter((id) => id !== "TX-04" && id !== "SVC-01");
  write("src/base/a.test.ts", `test("[${others.join("] [")}] all", () => {});\n${testText}`);
  return checkDocs(folder).problems;
}

test("a rule counts as proven by the name of a test, not by a comment", () => {
  expect(problemsWith('// [TX-04] [SVC-01]\ntest("TX-04 and SVC-01", f)')).toEqual([
    "TX-04: no test has [TX-04] in its name",
    "SVC-01: no test has [SVC-01] in its name",
  ]);
  expect(problemsWith('test.each(cells)("[TX-04] %s", f); describe(`[SVC-01] ${x}`, f);')).toEqual([]);
});

test("a rule in a test's name must be stated", () => {
  expect(problemsWith('test("[TX-04, SVC-01, TX-99]", f)')).toEqual([
    "docs/rules.md: TX-99 is in a test's name, but not stated",
  ]);
});

test("reports count the tests that passed", () => {
  problemsWith("");
  write(
    "vitest.json",
    JSON.stringify({
      testResults: [
        {
          assertionResults: [
            { status: "passed", fullName: "[TX-04] a" },
            { status: "failed", fullName: "[TX-05] a" },
          ],
        },
      ],
    }),
  );
  write(
    "playwright.json",
    JSON.stringify({ suites: [{ title: "a", suites: [{ title: "[SVC-01]", specs: [{ title: "b", ok: true }] }] }] }),
  );
  const { problems } = checkDocs(folder, [join(folder, "vitest.json"), join(folder, "playwright.json")]);
  expect(problems).toContain("TX-05: no test has [TX-05] in its name");
  expect(problems.join()).not.toMatch(/TX-04|SVC-01/);
});

test("without the rules nothing is proven", () => {
  expect(checkDocs(folder).problems).toEqual([expect.stringContaining("docs/rules.md does not exist")]);
});
