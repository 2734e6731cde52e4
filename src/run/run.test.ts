import { describe, expect, test } from "vitest";
import { runFileFromText } from "../record/run-file.ts";
import type { Command } from "../sim/commands.ts";
import { replay } from "./replay.ts";
import { QUIET_US, Run } from "./run.ts";
import { applied, ranTo, sixNodes, TALK } from "./run.testkit.ts";

const COMMANDS = [
  { at: "40ms", do: "open", as: "talk", from: "A", to: "pfsD", text: "one" },
  { at: "60ms", do: "cut", link: "B-C", how: "close" },
  { at: "90ms", do: "heal", link: "B-C" },
];
const END_US = 2_500_000;

describe("a run is (engine version, scenario, seed, commands)", () => {
  const whole = new Run(sixNodes({ commands: COMMANDS }));
  whole.advanceTo(END_US);

  test("driven step by step it gives the same digest", () => {
    const run = new Run(sixNodes({ commands: COMMANDS }));
    while (run.world.nextTimeUs <= END_US) run.step();
    expect(run.digest).toBe(whole.digest);
    expect(run.steps).toBe(whole.steps);
  });

  test("driven in odd stretches with small budgets it gives the same digest", () => {
    const run = new Run(sixNodes({ commands: COMMANDS }));
    for (let atUs = 0, stretch = 1; run.nowUs < END_US; stretch = (stretch * 7) % 5_003) {
      atUs = Math.min(END_US, atUs + stretch);
      while (run.advanceTo(atUs, 1 + (stretch % 3)) === "more");
    }
    expect(run.digest).toBe(whole.digest);
  });

  test("what is checked and what is read of it changes nothing", () => {
    const run = new Run(sixNodes({ commands: COMMANDS }), { checks: false });
    run.advanceTo(END_US);
    run.chronicle.catchUp();
    expect(run.digest).toBe(whole.digest);
  });

  test("another seed gives another", () => {
    const run = new Run(sixNodes({ commands: COMMANDS }), { seed: 8 });
    run.advanceTo(END_US);
    expect(run.digest).not.toBe(whole.digest);
  });
});

describe("a run file replays it", () => {
  /** Commands in between, also between two steps of one microsecond and where nothing happens. */
  function watched(): Run {
    const run = new Run(sixNodes({ commands: COMMANDS }));
    run.advanceTo(44_000, 100);
    for (let i = 0; i < 20; i++) run.step();
    applied(run, { do: "updateStatus", node: "D", pfs: "pfsD", status: 3, text: "busy" });
    run.step();
    applied(run, { do: "impair", link: "A-E", model: { latencyUs: 2_500, jitterUs: 700 } });
    run.advanceTo(77_777);
    applied(run, { do: "cut", link: "C-D", how: "silent" });
    run.apply({ do: "heal", link: "nowhere" });
    run.advanceTo(12_345_678);
    return run;
  }

  test("to the same digest, steps and time, the refused command included", () => {
    const run = watched();
    const file = runFileFromText(run.runFile());
    if (!file.ok) throw new Error(JSON.stringify(file.error));
    const again = replay(file.value);
    expect(again.digest).toBe(run.digest);
    expect([again.steps, again.nowUs, again.refusedCommands]).toEqual([run.steps, run.nowUs, 1]);
    expect(JSON.parse(again.runFile())).toEqual(JSON.parse(run.runFile()));
  });

  test("also when the last thing in it is a command", () => {
    const run = new Run(sixNodes());
    run.advanceTo(30_500);
    applied(run, TALK);
    const file = runFileFromText(run.runFile());
    if (!file.ok) throw new Error(JSON.stringify(file.error));
    expect(replay(file.value).digest).toBe(run.digest);
  });
});

describe("quiet", () => {
  test("three seconds after the last change, PINGs or not", () => {
    const { run } = ranTo(1_000_000);
    const { lastChangeUs } = run.journal.counters;
    expect(lastChangeUs).toBeGreaterThan(0);
    expect(run.isQuiet).toBe(false);
    run.advanceTo(lastChangeUs + QUIET_US - 1);
    expect(run.isQuiet).toBe(false);
    run.advanceTo(lastChangeUs + QUIET_US);
    expect(run.isQuiet).toBe(true);
    expect(run.journal.counters.pings).toBeGreaterThan(0);
  });

  test("comes at that very moment also where nothing happens by itself", () => {
    const run = new Run(sixNodes({ switches: { pingUs: 0, lossUs: 0 } }));
    expect(run.advanceUntilQuiet(600_000_000)).toBe("done");
    expect(run.isQuiet).toBe(true);
    expect(run.nowUs).toBe(run.journal.counters.lastChangeUs + QUIET_US);
  });

  /** A command after everything was quiet; the run may not be quiet again after so long. */
  test.each<[string, Command]>([
    ["a silent cut that nobody noticed", { do: "cut", link: "B-C", how: "silent" }],
    ["a suspended link", { do: "cut", link: "B-C", how: "suspend" }],
    ["a link that is to come up again by itself", { do: "inject", link: "B-C", from: "B", bytes: "00".repeat(64), how: "raw" }],
  ])("not with %s", (_, command) => {
    const run = new Run(sixNodes({ switches: { reconnectUs: 8_000_000 } }));
    run.advanceUntilQuiet(600_000_000);
    applied(run, command);
    run.advanceTo(run.nowUs + 5_000_000);
    expect(run.isQuiet).toBe(false);
  });

  test("not before the scenario's last command", () => {
    const { run } = ranTo(8_000_000, { commands: [{ at: "9s", do: "cut", link: "B-C", how: "close" }] });
    expect(run.isQuiet).toBe(false);
    expect(run.world.pendingWork().scheduledCommands).toBe(1);
  });

  test("a hard cut that everybody knows of is quiet again", () => {
    const run = new Run(sixNodes());
    run.advanceUntilQuiet(600_000_000);
    applied(run, { do: "cut", link: "B-C", how: "close" });
    expect(run.isQuiet).toBe(false);
    run.advanceUntilQuiet(run.nowUs + 10_000_000);
    expect(run.isQuiet).toBe(true);
  });

  test("stops at the time it was given", () => {
    const run = new Run(sixNodes());
    expect(run.advanceUntilQuiet(20_000)).toBe("done");
    expect([run.isQuiet, run.nowUs]).toEqual([false, 20_000]);
    expect(run.advanceUntilQuiet(600_000_000, 3)).toBe("more");
  });
});

test("what can only be judged at quiet is left out where it would take too long", () => {
  const verdicts = (quietChecksSpansMax: number) => {
    const run = new Run(sixNodes(), { quietChecksSpansMax });
    run.advanceUntilQuiet(600_000_000);
    return run.verdicts().filter(({ name }) => name === "best-distances")[0]!.verdict;
  };
  expect(verdicts(1_000).state).toBe("holds");
  expect(verdicts(3)).toEqual({ state: "unknown", text: expect.stringContaining("the terminal program") });
});

describe("expectations", () => {
  const claim = (at: string | undefined, dist: number) => ({ ...(at === undefined ? {} : { at }), that: "span", node: "A", pfs: "pfsD", dist });
  const states = (run: Run) => run.expectations.results.map(({ state }) => state);

  test("are judged at their time, when everything up to then has happened, and at the end", () => {
    const run = new Run(sixNodes({ expect: [claim("1ms", 2), claim("30ms", 2), claim(undefined, 3)] }));
    run.advanceTo(29_999);
    expect(states(run)).toEqual(["failed", "pending", "pending"]);
    run.advanceTo(30_000);
    expect(states(run)).toEqual(["failed", "met", "pending"]);
    run.advanceUntilQuiet(600_000_000);
    expect(states(run)).toEqual(["failed", "met", "failed"]);
    expect(run.expectations.results[2]!.found).toContain("dist 2");
  });

  test("the end may be a time", () => {
    const run = new Run(sixNodes({ until: "25ms", expect: [claim(undefined, 2)] }));
    run.advanceTo(24_999);
    expect(states(run)).toEqual(["pending"]);
    run.advanceTo(25_000);
    expect(states(run)).toEqual(["met"]);
  });

  test("speak of the scenario as written: a visitor's command calls off what is still to come", () => {
    const run = new Run(sixNodes({ expect: [claim("10ms", 2), claim("30ms", 2), claim(undefined, 2)] }));
    run.advanceTo(20_000);
    applied(run, { do: "crash", node: "D" });
    run.advanceTo(30_000);
    run.judgeEnd();
    expect(states(run)).toEqual([states(run)[0], "pending", "pending"]);
    expect(states(run)[0]).not.toBe("pending");
  });

  test("counts of events by rule and node, of the whole run", () => {
    const events = (is: number, more: object) => ({ that: "events", name: "transactionAborted", is, ...more });
    const run = new Run(
      sixNodes({
        commands: [{ at: "40ms", do: "open", as: "talk", from: "A", to: "pfsD", text: "one" }, { at: "60ms", do: "cut", link: "B-C", how: "close" }],
        expect: [events(2, {}), events(1, { node: "A" }), events(2, { rule: "TX-06" }), events(0, { rule: "ROUTE-06" }), events(0, { node: "B" })],
      }),
    );
    run.advanceUntilQuiet(600_000_000);
    expect(states(run)).toEqual(["met", "met", "met", "met", "met"]);
  });
});
