/**
 * Whatever is forbidden and whatever is planted must be caught by the hunter, and become small. canaries.txt says by which seed and by what;
 * with that seed it must be caught again. Where it is not any more, other seeds are tried, so that `npm run golden` writes the table anew.
 */
import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { CANARIES, caught, commandsLeft, rowOf, search, SEEDS_MAX, seedsOf, shrunkOf, tableOf, withoutCanary } from "./canaries.testkit.ts";
import { runCase } from "./run-case.ts";

const TABLE = "src/hunt/canaries.txt";
const seeds = seedsOf(existsSync(TABLE) ? readFileSync(TABLE, "utf8") : "");
const rows = new Map<string, string[]>();

describe("a canary", () => {
  test.each(CANARIES.map((canary) => [canary.rules.map((rule) => `[${rule}]`).join(" "), canary.name, canary] as const))("%s %s is caught, and shrinks to what shows it alone", { timeout: 600_000 }, (_, __, canary) => {
    const seed = seeds.get(canary.name);
    const found = (seed === undefined ? null : caught(canary, seed)) ?? search(canary);
    const small = found === null ? null : shrunkOf(canary, found);
    rows.set(canary.name, rowOf(canary, found, small));
    expect(small, `caught within ${SEEDS_MAX} seeds, and again when it is shrunk`).not.toBeNull();
    expect(commandsLeft(small!.huntCase.scenario)).toBeLessThanOrEqual(canary.commandsMax);
    expect(small!.isComplete).toBe(true);
    // Without the canary the shrunk case has nothing wrong: what was found is the canary, and not the check.
    expect(runCase(withoutCanary(canary, small!.huntCase), { twice: false }).violation).toBeNull();
  });

  test("the table of them is the published one", async () => {
    expect(rows.size).toBe(CANARIES.length);
    await expect(tableOf([...rows.values()])).toMatchFileSnapshot("canaries.txt");
    expect(readFileSync("docs/canaries.md", "utf8"), "docs/canaries.md shows canaries.txt as it is").toContain(readFileSync(TABLE, "utf8"));
  });
});
