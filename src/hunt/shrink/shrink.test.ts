import { describe, expect, test } from "vitest";
import { DEFAULT_SWITCHES } from "../../node/config.ts";
import { isRunFileText, runFileFromText } from "../../record/run-file.ts";
import { Replay } from "../../run/replay.ts";
import { sharedRunFromText } from "../../run/share/shared-run.ts";
import { PERFECT_LINK } from "../../sim/commands.ts";
import { type Scenario, scenarioFromJson } from "../../sim/scenario.ts";
import type { HuntCase } from "../hunt-case.ts";
import { runCase } from "../run-case.ts";
import { atViolation, filesOf } from "./moment.ts";
import { repaired } from "./repair.ts";
import type { ShrinkProgress } from "./search.ts";
import { shrink, shrunk } from "./shrink.ts";

const SECOND_US = 1_000_000;

function scenarioOf(more: object): Scenario {
  const read = scenarioFromJson({ spanscope: 1, title: "A test", summary: "More than it takes.", seed: 99, ...more });
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return read.value;
}

/** A transaction over A-B-C-D that is cut in the middle, and much that has nothing to do with it. */
const CROWDED = scenarioOf({
  topology: {
    nodes: ["A", "B", "C", "D", "E", "F", "G"].map((id, i) => ({ id, bigEndian: i % 2 === 0, pfs: [{ label: id }, { label: `${id}2`, type: "SLAVE" }] })),
    links: [["A", "B"], ["B", "C"], ["C", "D"], ["D", "E"], ["E", "F"], ["F", "G"], ["G", "E"]].map(([a, b], i) => ({ a, b, weight: 2 + i })),
    defaults: { model: { latencyUs: 7_321, jitterUs: 100 } },
  },
  switches: { relaysMax: 3, holdUs: 2_000, distanceMax: 40, reconnectUs: 70_000 },
  cluster: { masters: ["A", "D", "E"] },
  commands: [
    { at: 1_234_567, do: "updateStatus", node: "F", pfs: "F", status: 3, text: "busy" },
    { at: 1_334_567, do: "open", as: "other", from: "G", to: "F", text: "something else" },
    { at: 1_434_567, do: "send", transaction: "other", text: "more of it" },
    { at: 2_234_567, do: "open", as: "asked", from: "A", to: "D", text: "a long text that does not matter" },
    { at: 2_334_567, do: "generate", as: "load", from: ["E", "F"], to: ["G"], everyUs: 100_000, count: 5 },
    { at: 3_234_567, do: "lock", as: "l", node: "F", key: "/home", domain: "ATTR", state: "SHARED" },
    { at: 3_434_567, do: "setWeight", link: "E-F", node: "E", weight: 77 },
    { at: 4_234_567, do: "cut", link: "A-B", how: "silent" },
    { at: 4_434_567, do: "close", transaction: "other" },
    { at: 9_234_567, do: "crash", node: "G" },
    { at: 15_234_567, do: "restart", node: "G" },
    { at: 20_000_000, do: "resumeAll" },
  ],
});

function caseOf(scenario: Scenario): HuntCase {
  const faultsEndUs = 20 * SECOND_US;
  return { seed: 99, form: "test", scenario, faultsEndUs, boundUs: 40 * SECOND_US, endUs: 60 * SECOND_US };
}

const PLANTED = { planted: "lost-abort" } as const;

const whole = caseOf(CROWDED);
const small = shrunk(whole, "transactions-agree", PLANTED)!;

describe("shrinking", () => {
  test("the case holds without the fault and is violated with it, before and after", () => {
    expect([whole, small.huntCase].map((one) => [runCase(one, { twice: false }).violation, runCase(one, { ...PLANTED, twice: false }).violation?.check])).toEqual([[null, "transactions-agree"], [null, "transactions-agree"]]);
    expect(small.text).toContain("still keeps");
  });

  test("nothing is left but what it takes: who talks over a hop, and a cut", () => {
    const { nodes, links, commands, masters } = small.huntCase.scenario;
    expect(commands.map(({ command }) => command.do)).toEqual(["open", "cut"]);
    expect([nodes.length, links.length, masters, nodes.flatMap(({ pfs }) => pfs ?? []).length]).toEqual([3, 2, [], 1]);
    expect(small.isComplete).toBe(true);
  });

  test("settings, models, roles, texts and names are plain, times are round", () => {
    const { switches, nodes, links, commands } = small.huntCase.scenario;
    expect(switches).toEqual(DEFAULT_SWITCHES);
    expect(links).toEqual(links.map(({ a, b }) => ({ id: `${a}-${b}`, a, b, model: PERFECT_LINK })));
    expect(nodes.every((node) => Object.keys(node).every((field) => field === "id" || field === "pfs"))).toBe(true);
    expect(commands[0]!.command).toMatchObject({ do: "open", as: "t1", text: "x" });
    expect(commands[1]!.command).toMatchObject({ do: "cut", how: "close" });
    for (const { atUs } of commands) expect([atUs % 10_000, atUs < SECOND_US]).toEqual([0, true]);
  });

  test("goes the same way every time, one execution at a step, and says how far it is", () => {
    const seen: ShrinkProgress[] = [];
    const steps = shrink(whole, "transactions-agree", PLANTED);
    let last = steps.next();
    for (; !last.done; last = steps.next()) seen.push(last.value);
    expect(last.value).toEqual(small);
    expect(seen.map(({ runs }) => runs)).toEqual(seen.map((_, at) => at + 1));
    expect(new Set(seen.map(({ pass }) => pass)).size).toBeGreaterThan(5);
    expect(seen.at(-1)!.best).toEqual(small.huntCase);
  });

  test("whoever stops has the smallest case so far; a budget that is used up is told", () => {
    const steps = shrink(whole, "transactions-agree", PLANTED);
    let best = whole;
    for (let i = 0; i < 12; i++) best = (steps.next().value as ShrinkProgress).best;
    expect(best.scenario.commands.length).toBeLessThan(CROWDED.commands.length);
    expect(runCase(best, { ...PLANTED, twice: false }).violation?.check).toBe("transactions-agree");
    expect(shrunk(whole, "transactions-agree", { ...PLANTED, runsMax: 12 })).toEqual({ ...small, huntCase: best, text: expect.any(String), runs: 12, isComplete: false });
  });

  test("what is not violated is not shrunk", () => {
    expect([shrunk(whole, "transactions-agree"), shrunk(whole, "in-order", PLANTED), shrunk(whole, "no such check", PLANTED), shrunk(whole, "convergence"), shrunk(whole, "determinism", PLANTED)]).toEqual([null, null, null, null, null]);
  });
});

describe("a case that does not become quiet", () => {
  test("is shrunk to what goes on for ever; traffic that only lasts longer is no such thing", () => {
    const restless = scenarioOf({
      topology: { generate: "ring:4" },
      switches: { lossUs: 1_500_000 },
      commands: [{ at: "2s", do: "open", as: "t", from: "A", to: "C", text: "x" }, { at: "3s", do: "cut", link: "A-B", how: "close" }, { at: "4s", do: "generate", as: "load", everyUs: 1_000_000, count: 5 }],
    });
    const found = shrunk({ ...caseOf(restless), faultsEndUs: 9 * SECOND_US }, "convergence", { planted: "ping-not-received" })!;
    expect([found.huntCase.scenario.commands, found.huntCase.scenario.nodes.length, found.huntCase.scenario.switches.lossUs]).toEqual([[], 2, 1_500_000]);
    expect(runCase(found.huntCase, { twice: false }).violation).toBeNull();
  });
});

describe("what is left of a scenario", () => {
  test("commands that name what is gone go too, and what follows from them", () => {
    const without = repaired({ ...CROWDED, commands: CROWDED.commands.filter(({ command }) => command.do !== "open") })!;
    expect(without.commands.map(({ command }) => command.do)).not.toContain("send");
    expect(without.commands.length).toBe(CROWDED.commands.length - 4);
  });

  test("what is no scenario at all is none", () => {
    expect(repaired({ ...CROWDED, nodes: [] })).toBeNull();
    expect(repaired({ ...CROWDED, masters: ["nobody"] })).toBeNull();
  });
});

describe("the moment of the violation", () => {
  const rerouted = scenarioOf({
    topology: { nodes: ["A", "B", "C", "D", "E"].map((id) => ({ id, pfs: [{ label: id }] })), links: [["A", "B"], ["B", "C"], ["C", "D"], ["B", "E"], ["E", "D"]].map(([a, b]) => ({ a, b })) },
    switches: { silentReroute: true },
    commands: [
      { at: "1s", do: "open", as: "asked", from: "A", to: "D", text: "the first part" },
      { at: "2s", do: "open", as: "other", from: "B", to: "E", text: "something else" },
      { at: "3s", do: "cut", link: "B-C", how: "close" },
      { at: "4s", do: "send", transaction: "asked", text: "the second part" },
    ],
  });
  const caught = shrunk(caseOf(rerouted), "same-path")!;

  test("a shrunk case of a forbidden variant is a run file and a link that stop there, and claim it", () => {
    const files = filesOf(caught);
    const read = runFileFromText(files.runFile);
    const shared = sharedRunFromText(files.sharedJson, []);
    if (!read.ok || !shared.ok) throw new Error("both can be read");
    expect([isRunFileText(files.runFile), shared.value.file]).toEqual([true, read.value]);
    const replay = new Replay(read.value);
    while (replay.step());
    expect([replay.isSame, replay.run.nowUs]).toEqual([true, files.atUs]);
    expect(replay.run.verdicts().find(({ name }) => name === "same-path")?.verdict.state).toBe("violated");
    replay.run.judgeEnd();
    expect(replay.run.expectations.results.map(({ state }) => state)).toEqual(["met"]);
  });

  test("one step earlier nothing was violated yet", () => {
    const run = atViolation(caught.huntCase, "same-path");
    const before = atViolation({ ...caught.huntCase, endUs: run.nowUs - 1 }, "same-path");
    expect(before.verdicts().filter(({ verdict }) => verdict.state === "violated")).toEqual([]);
  });

  test("whoever waits is told that executions go on, and nothing becomes another by that", () => {
    let beats = 0;
    const beat = (): void => void beats++;
    expect(filesOf(caught, null, beat)).toEqual(filesOf(caught));
    const forFiles = beats;
    expect(forFiles).toBeGreaterThan(1);
    expect(shrunk(caseOf(rerouted), "same-path", { beat })).toEqual(caught);
    expect(beats - forFiles).toBeGreaterThan(caught.runs);
  });

  test("the files of one with a planted fault do not say so, and claim nothing", () => {
    const files = filesOf(small, "lost-abort");
    expect(files.runFile).not.toMatch(/lost-abort|planted/);
    expect((JSON.parse(files.runFile) as { scenario: { expect: unknown[] } }).scenario.expect).toEqual([]);
  });
});
