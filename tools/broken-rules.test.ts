/** The table of breaks fits the code: each text stands once where it says, and no rule is without one. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { isTestOf, judged, testFilesOf } from "./break-rules.mjs";
import { BREAKS } from "./broken-rules.mjs";
import { provenRules } from "./check-docs.mjs";
import { root } from "./ensure.mjs";

const rules = Object.entries(provenRules).flatMap(([group, highest]) => Array.from({ length: highest }, (_, i) => `${group}-${String(i + 1).padStart(2, "0")}`));

test("every rule is broken, and nothing else", () => {
  expect([...new Set(BREAKS.map(({ rule }) => rule))].sort()).toEqual([...rules].sort());
});

test.each(BREAKS)("$rule: $what", ({ file, old, new: broken, what }) => {
  const path = join(root, file);
  expect([file, existsSync(path)]).toEqual([file, true]);
  expect({ what, found: readFileSync(path, "utf8").split(old).length - 1 }).toEqual({ what, found: 1 });
  expect(broken).not.toBe(old);
  expect(file).not.toMatch(/\.(?:test|testkit)\./);
});

describe("the tests of a rule", () => {
  test("are those with its id in brackets in their names, the fast rooms first", () => {
    expect(isTestOf("TX-04", 'test("[TX-04] [TX-05] x", f)')).toBe(true);
    expect(isTestOf("TX-04", 'test("[SVC-01, TX-04] x", f)')).toBe(true);
    expect(isTestOf("TX-04", "// TX-04 says so")).toBe(false);
    const { near, far } = testFilesOf(root, "TX-04");
    expect([near.length > 3, near.every((path) => /^src\/(?:wire|node|sim|base)\//.test(path)), far.some((path) => near.includes(path))]).toEqual([true, true, false]);
  });

  test("a run counts as red only by a test of that rule that failed", () => {
    const report = (status: string, fullName: string, numFailedTestSuites = 0) => ({ numTotalTests: 1, numFailedTestSuites, testResults: [{ message: "", assertionResults: [{ status, fullName }] }] });
    expect(judged("TX-04", report("failed", "[TX-04] x"))).toBe("red");
    expect(judged("TX-04", report("passed", "[TX-04] x"))).toBe("survives");
    expect(judged("TX-04", report("failed", "[TX-05] x"))).toBe("no test ran");
    expect(judged("TX-04", report("skipped", "[TX-04] x"))).toBe("no test ran");
    expect(judged("TX-04", { numTotalTests: 0, numFailedTestSuites: 1, testResults: [{ message: "SyntaxError", assertionResults: [] }] })).toBe("does not load");
  });
});
