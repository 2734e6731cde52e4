import { expect, test } from "vitest";
import { CheckedWorld } from "./checks.testkit.ts";
import { HAPPENINGS, randomScenario } from "./random-scenario.testkit.ts";

/** Long enough for every loss time (10 s) and reconnection after the last command. */
const END_US = 60_000_000;

test("every check holds in random meshes in which links are cut, nodes crash, transactions run, PFSes come and go", () => {
  const judged = new Map<string, number>();
  for (let seed = 1; seed <= 60; seed++) {
    const run = new CheckedWorld(randomScenario(seed, HAPPENINGS)).runTo(END_US).quiet();
    const violated = run.checks.verdicts().filter(({ verdict }) => verdict.state === "violated");
    expect({ seed, violated }).toEqual({ seed, violated: [] });
    for (const name of run.in("holds")) judged.set(name, (judged.get(name) ?? 0) + 1);
  }
  // A run that exercised nothing proves nothing.
  const rare = ["lost-copies", "filters-kept"];
  expect(judged.size).toBe(16);
  expect([...judged].filter(([name, runs]) => runs <= (rare.includes(name) ? 0 : 16))).toEqual([]);
}, 60_000);
