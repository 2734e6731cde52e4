import { describe, expect, test } from "vitest";
import { digestGraph } from "../base/graph-digest.ts";
import { LIBRARY } from "../scenarios/library.ts";
import { scenarioFromJson } from "../sim/scenario.ts";
import { Run } from "../run/run.ts";
import { copyRun, copyWatched, WatchedRun } from "../run/watched-run.ts";

function runOf(name: string): Run {
  const read = scenarioFromJson(LIBRARY.find((entry) => entry.name === name)!.file);
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return new Run(read.value);
}

describe("a copy of a run goes on as the run itself", () => {
  test.each(LIBRARY.map(({ name }) => name))("%s: copied at four places", (name) => {
    const straight = runOf(name);
    for (let steps = 0; steps < 4_000 && straight.step(); steps++);
    const watched = new WatchedRun(runOf(name));
    for (let quarter = 0; quarter < 4; quarter++) {
      for (let steps = 0; steps < straight.steps / 5 && watched.run.step(); steps++);
      const { copy, bytes } = copyWatched(watched);
      expect(bytes).toBeGreaterThan(10_000);
      expect(digestGraph(copy.run.world)).toBe(digestGraph(watched.run.world));
      while (copy.run.steps < straight.steps) copy.run.step();
      expect([copy.run.digest, copy.run.nowUs, digestGraph(copy.run.world)]).toEqual([straight.digest, straight.nowUs, digestGraph(straight.world)]);
      expect(copy.run.verdicts()).toEqual(straight.verdicts());
    }
  });

  test("a copy with a future of its own leaves the run as it was", () => {
    const run = runOf("a-transaction-never-changes-its-path");
    run.advanceTo(500_000);
    const before = [run.digest, digestGraph(run.world)];
    const other = copyRun(run);
    const link = other.world.links[0]!.id;
    expect(other.apply({ do: "cut", link, how: "close" })).toBeNull();
    other.advanceUntilQuiet(60_000_000);
    expect(other.digest).not.toBe(before[0]);
    expect([run.digest, digestGraph(run.world)]).toEqual(before);
    const straight = runOf("a-transaction-never-changes-its-path");
    straight.advanceTo(500_000);
    straight.apply({ do: "cut", link, how: "close" });
    straight.advanceUntilQuiet(60_000_000);
    expect(other.digest).toBe(straight.digest);
    run.advanceUntilQuiet(60_000_000);
    const undisturbed = runOf("a-transaction-never-changes-its-path");
    undisturbed.advanceTo(500_000);
    undisturbed.advanceUntilQuiet(60_000_000);
    expect(run.digest).toBe(undisturbed.digest);
  });
});
