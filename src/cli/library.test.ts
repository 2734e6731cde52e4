import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, test } from "vitest";
import { Run } from "../run/run.ts";
import { LIBRARY } from "../scenarios/library.ts";
import { scenarioFromJson, type Scenario } from "../sim/scenario.ts";

function read(file: unknown): Scenario {
  const result = scenarioFromJson(file);
  if (!result.ok) throw new Error(result.error.map(({ path, message }) => `${path}: ${message}`).join("\n"));
  return result.value;
}

function finished(scenario: Scenario, seed = scenario.seed): Run {
  const run = new Run(scenario, { seed });
  run.advanceUntilQuiet(60_000_000);
  run.judgeEnd();
  return run;
}

describe("the library", () => {
  test("lists every file of its folder, each by its name and by a title of its own", () => {
    const files = readdirSync(join(import.meta.dirname, "../scenarios")).filter((file) => file.endsWith(".json"));
    expect(LIBRARY.map(({ name }) => name).sort()).toEqual(files.map((file) => basename(file, ".json")).sort());
    expect(new Set(LIBRARY.map(({ title }) => title)).size).toBe(LIBRARY.length);
    for (const { name, title } of LIBRARY) expect(name).toBe(title.toLowerCase().replace(/[^a-z0-9]+/g, "-"));
  });

  test("opens with six nodes, controllers and endpoints, that know each other within a quarter of a second", () => {
    const { nodes, links } = read(LIBRARY[0]!.file);
    expect([nodes.length, links.length]).toEqual([6, 7]);
    expect(new Set(nodes.map(({ role }) => role ?? "controller"))).toEqual(new Set(["controller", "endpoint"]));
    expect(nodes.some(({ bigEndian }) => bigEndian)).toBe(true);
  });

  describe.each(LIBRARY.map((entry) => [entry.title, entry] as const))("%s", (_, { file }) => {
    const scenario = read(file);
    const run = finished(scenario);

    /** Checks that it wants to be violated, because something is wrong on purpose. */
    const caught = scenario.expect.flatMap(({ claim }) => (claim.that === "check" && claim.state === "violated" ? [claim.name] : []));

    test("becomes quiet, or is stopped as it says, and what it claims holds", () => {
      const stopped = scenario.expect.some(({ claim }) => claim.that === "limit" && claim.reached !== false);
      expect([run.isQuiet, run.isAtLimit]).toEqual([!stopped, stopped]);
      expect(run.refusedCommands).toBe(0);
      expect(run.expectations.results.filter(({ state }) => state !== "met")).toEqual([]);
      expect(scenario.expect.length).toBeGreaterThan(1);
    });

    test("no check is violated but those that it expects", () => {
      const violated = run.verdicts().filter(({ verdict }) => verdict.state === "violated");
      expect(violated.map(({ name }) => name).sort()).toEqual([...new Set(caught)].sort());
    });

    test("gives the same digest again, and holds with another seed too", () => {
      expect(finished(scenario).digest).toBe(run.digest);
      const other = finished(scenario, scenario.seed + 1);
      expect(other.expectations.results.filter(({ state }) => state !== "met")).toEqual([]);
    });
  });
});

test("digests and costs are those written down: a change of behaviour is read as a diff (npm run golden writes them)", async () => {
  const rows = LIBRARY.map(({ name, file }) => {
    const run = finished(read(file));
    const { sent, delivered, spansOpened, transactionsOpened, transactionsAborted } = run.journal.counters;
    return `${run.digest}  ${name}: ${run.nowUs} us, ${sent} sent, ${delivered} delivered, ${spansOpened} spans, ${transactionsOpened} transactions, ${transactionsAborted} aborted`;
  });
  await expect(`${rows.join("\n")}\n`).toMatchFileSnapshot(join(import.meta.dirname, "../scenarios/digests.txt"));
});

describe("a claim that does not hold is noticed", () => {
  test.each([
    ["spans-find-every-host", { that: "span", node: "A", pfs: "pfsD", dist: 1 }],
    ["a-transaction-never-changes-its-path", { that: "path", transaction: "retry", nodes: ["A", "B", "C", "D"] }],
    ["only-the-best-two-are-relayed", { that: "relays", node: "B", link: "B-C", pfs: "pfsA", count: 3 }],
    ["a-silent-link-is-noticed-after-ten-seconds", { at: "9s", that: "span", node: "A", pfs: "pfsD", known: false }],
  ])("%s", (name, claim) => {
    const { file } = LIBRARY.find((entry) => entry.name === name)!;
    const run = finished(read({ ...(file as object), expect: [claim] }));
    expect(run.expectations.results.map(({ state }) => state)).toEqual(["failed"]);
  });
});
