import { describe, expect, test } from "vitest";
import type { TimedCommand } from "../sim/commands.ts";
import { type Scenario, scenarioFromJson } from "../sim/scenario.ts";
import { World } from "../sim/world.ts";
import { Journal } from "./journal.ts";
import { runFileFromText, runFileText } from "./run-file.ts";
import { ENGINE_VERSION } from "./version.ts";

function scenario(): Scenario {
  const read = scenarioFromJson({
    spanscope: 1,
    title: "A ring",
    summary: "Three nodes",
    topology: { generate: "ring:3" },
    seed: 5,
    commands: [{ at: "1s", do: "crash", node: "B" }],
  });
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return read.value;
}

function play(from: Scenario, seed: number, commands: readonly TimedCommand[], steps: number, act: (world: World) => void): { world: World; journal: Journal } {
  const world = new World({ ...from, seed, commands: [...from.commands, ...commands] });
  const journal = new Journal();
  const read = (): void => {
    journal.append(world.trace);
    world.trace.drain();
  };
  read();
  while (world.steps < steps && world.step()) {
    read();
    act(world);
    read();
  }
  return { world, journal };
}

describe("a run file", () => {
  test("is read back and executed again to the same digest", () => {
    const live = play(scenario(), 9, [], 150, (world) => {
      if (world.steps === 40) world.apply({ do: "cut", link: world.links[0]!.id, how: "suspend" });
      if (world.steps === 90) world.apply({ do: "heal", link: "no such link" });
      if (world.steps === 91) world.apply({ do: "resumeAll" });
    });
    const text = runFileText(scenario(), 9, live.world.log, live.world.steps, live.world.nowUs, live.journal.digest);
    const read = runFileFromText(text);
    if (!read.ok) throw new Error(JSON.stringify(read.error));
    expect(read.value).toMatchObject({ engine: ENGINE_VERSION, seed: 9, steps: 150, digest: live.journal.digest });
    expect(read.value.commands.map(({ afterSteps, command }) => [afterSteps, command.do])).toEqual([
      [40, "cut"],
      [90, "heal"],
      [91, "resumeAll"],
    ]);
    const again = play(read.value.scenario, read.value.seed, read.value.commands, read.value.steps, () => {});
    expect(again.journal.digest).toBe(live.journal.digest);
    expect(runFileText(scenario(), 9, again.world.log, again.world.steps, again.world.nowUs, again.journal.digest)).toBe(text);
  });

  test("that is broken says where, and what was expected", () => {
    const faultsOf = (change: (file: Record<string, unknown>) => void): string[] => {
      const file = JSON.parse(runFileText(scenario(), 1, [{ atUs: 5, afterSteps: 2, command: { do: "resumeAll" } }], 3, 4, "0123456789abcdef")) as Record<string, unknown>;
      change(file);
      const read = runFileFromText(JSON.stringify(file));
      return read.ok ? [] : read.error.map((fault) => `${fault.path}: ${fault.message}`);
    };
    expect(faultsOf(() => {})).toEqual([]);
    expect(faultsOf((file) => (file.spanscopeRun = 2))).toEqual(["spanscopeRun: expected 1, the version of this format"]);
    expect(faultsOf((file) => (file.digest = "abc"))).toEqual(["digest: expected 16 hex digits"]);
    expect(faultsOf((file) => (file.seed = -1))[0]).toContain("seed: expected a whole number");
    expect(faultsOf((file) => (file.engine = 1))[0]).toContain("engine");
    expect(faultsOf((file) => (file.commands = {}))[0]).toContain("commands: expected a list");
    expect(faultsOf((file) => (file.commands = [{ at: 5, do: "resumeAll" }]))[0]).toContain("commands[0].afterSteps");
    expect(faultsOf((file) => (file.commands = [7]))[0]).toContain("commands[0]");
    expect(faultsOf((file) => (file.commands = [2, 1].map((afterSteps) => ({ at: 5, afterSteps, do: "resumeAll" }))))[0]).toContain("expected at least 2");
    expect(faultsOf((file) => (file.commands = [{ at: 5, afterSteps: 2, do: "cut", link: "x", how: "gently" }]))[0]).toContain("commands[0].how");
    expect(faultsOf((file) => (file.scenario = { spanscope: 1 })).every((fault) => fault.startsWith("scenario."))).toBe(true);
    const notJson = runFileFromText("{");
    expect(notJson.ok ? "" : notJson.error[0]!.message).toContain("expected JSON");
    expect(runFileFromText("[]").ok).toBe(false);
  });
});
