import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { scenarioFromJson } from "../sim/scenario.ts";
import { boundOf } from "./bound.ts";
import { CaseRun, eventsMaxOf } from "./case-run.ts";
import { generateCase } from "./generate/generate-case.ts";
import { type HuntCase, PLAIN_HUNT } from "./hunt-case.ts";
import { runCase } from "./run-case.ts";
import { huntSeed, LEAST, textPrint } from "./seed-record.ts";

const PINNED = Array.from({ length: 16 }, (_, i) => i + 1);
const OF_COMMIT = 10;

/** Other seeds with every commit; in a copy without history those of what the scenarios do. */
function commitSeeds(): { readonly commit: string; readonly seeds: readonly number[] } {
  let commit: string;
  try {
    commit = execFileSync("git", ["rev-parse", "HEAD"], { cwd: import.meta.dirname, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  } catch {
    commit = `digests ${textPrint(readFileSync(join(import.meta.dirname, "../scenarios/digests.txt"), "utf8"))}`;
  }
  const first = Number.parseInt(textPrint(commit), 16) >>> 1;
  return { commit, seeds: Array.from({ length: OF_COMMIT }, (_, i) => first + i) };
}

const { commit, seeds: derived } = commitSeeds();

describe("every check holds in drawn cases, and each is executed twice alike", () => {
  test.each([
    [`pinned seeds ${PINNED[0]} to ${PINNED.at(-1)}`, PINNED],
    [`seeds ${derived[0]} to ${derived.at(-1)}, of ${commit.slice(0, 20)}`, derived],
  ])("%s", (_, seeds) => {
    const records = seeds.map((seed) => huntSeed(seed, PLAIN_HUNT));
    expect(records.map(({ seed, state, violation, why }) => ({ seed, state, violation, why }))).toEqual(seeds.map((seed) => ({ seed, state: "holds", violation: null, why: "" })));
    for (const { tally, judged } of records) {
      expect(tally.simulatedUs).toBeGreaterThanOrEqual(LEAST.simulatedUs);
      expect(judged.filter(({ state }) => state === "holds").length).toBeGreaterThan(3);
    }
  }, 60_000);
});

describe("a case", () => {
  const drawn = generateCase(3);

  test("is the same for the same seed, and another for another", () => {
    expect(generateCase(3)).toEqual(drawn);
    expect(generateCase(4).scenario.commands).not.toEqual(drawn.scenario.commands);
  });

  test("has its bound from what the scenario says, and its end behind it", () => {
    expect(boundOf(drawn.scenario, drawn.faultsEndUs).us).toBe(drawn.boundUs);
    expect(drawn.endUs).toBeGreaterThan(drawn.faultsEndUs + drawn.boundUs);
    const slower = { ...drawn.scenario, switches: { ...drawn.scenario.switches, lossUs: drawn.scenario.switches.lossUs + 1_000 } };
    expect(boundOf(slower, drawn.faultsEndUs).us).toBe(drawn.boundUs + 2_000);
  });

  test("hunted on a scenario keeps its mesh, its switches and its commands", () => {
    const { scenario } = drawn;
    const { scenario: varied } = generateCase(9, { scenario, variants: [] });
    expect(varied.nodes).toEqual(scenario.nodes);
    expect(varied.links).toEqual(scenario.links);
    expect(varied.switches).toEqual(scenario.switches);
    // What was put off there is said when its time comes.
    for (const { command } of scenario.commands.slice(0, 20)) expect(varied.commands.map((timed) => timed.command)).toContainEqual(command.do === "schedule" ? command.command : command);
    expect(varied.commands.length).toBeGreaterThan(scenario.commands.length);
  });
});

describe("each kind of judgement finds what is planted for it", () => {
  const drawn = generateCase(3);
  const found = (huntCase: HuntCase, planted: Parameters<typeof runCase>[1] = {}): string => {
    const { state, violation, why } = runCase(huntCase, planted);
    return `${state}: ${violation?.check ?? why}`;
  };

  test("a check: a hop that answers by another path", () => {
    const seeds = [1, 2, 3, 4, 5, 6].map((seed) => found(generateCase(seed), { planted: "reply-by-another-path", twice: false }));
    expect(seeds).toContain("violated: reverse-path");
  });

  test("convergence: PINGs that do not count, so that links are lost for ever", () => {
    const seeds = [1, 2, 3, 4].map((seed) => runCase(generateCase(seed), { planted: "ping-not-received", twice: false }).violation);
    expect(seeds.map((violation) => violation?.check)).toContain("convergence");
    expect(seeds.find((violation) => violation?.check === "convergence")?.text).toMatch(/^faults ended at .* later it must be quiet, and is not: /);
  }, 60_000);

  test("convergence: a mesh whose SPANs multiply ends when it has said too much, soon", () => {
    const read = scenarioFromJson({ spanscope: 1, title: "t", summary: "s", seed: 1, topology: { generate: "complete:12" }, switches: { splitHorizon: false, holdUs: 0, distanceMax: 255, relaysMax: 4 }, commands: [{ at: "1s", do: "withdraw", node: "A", pfs: "A" }] });
    if (!read.ok) throw new Error(JSON.stringify(read.error));
    const { violation, tally } = runCase({ ...drawn, scenario: read.value }, { twice: false });
    expect(violation).toMatchObject({ check: "convergence", text: expect.stringMatching(/^more than 700000 events or steps by .*, and no end$/) });
    expect(tally.rows).toBeLessThan(900_000);
  }, 60_000);

  test("convergence: as often as links are broken off for what came over them, as much may be said anew", () => {
    const mesh = { nodes: drawn.scenario.nodes.slice(0, 1), links: [] };
    expect(eventsMaxOf(mesh, 1_000)).toBe(700_000);
    const { nodes, links } = drawn.scenario;
    const pairs = nodes.length * links.length;
    expect(eventsMaxOf({ nodes, links }, 0)).toBe(700_000);
    expect(eventsMaxOf({ nodes, links }, 7)).toBe(700_000 + 7 * 50 * pairs);
    expect(eventsMaxOf({ nodes, links }, 1e9)).toBe(4_700_000);
  });

  test("convergence: a run in which time stands still, and nothing is said", () => {
    const run = new CaseRun(drawn.scenario, true);
    let stepped = 0;
    run.world.step = () => ++stepped > 0;
    Object.defineProperty(run.world, "nextTimeUs", { value: 0 });
    expect(run.toQuiet(drawn.endUs)).toBe("endless");
    expect(stepped).toBe(run.eventsMax);
  });

  test("determinism: a scenario that says another seed each time, executed twice or gone on with as a copy", () => {
    for (const seed of [3, 4]) {
      let asked = 0;
      const fickle = Object.defineProperty({ ...drawn.scenario }, "seed", { get: () => ++asked });
      expect(found({ ...drawn, seed, scenario: fickle })).toBe("violated: determinism");
    }
  });

  test("assertion: a command that the engine does not know", () => {
    const commands = [...drawn.scenario.commands, { atUs: drawn.faultsEndUs, command: { do: "fly", node: drawn.scenario.nodes[0]!.id } as never }];
    expect(found({ ...drawn, scenario: { ...drawn.scenario, commands } }, { twice: false })).toBe("violated: assertion");
  });

  test("unknown: nothing happens, and that proves nothing", () => {
    expect(found({ ...drawn, scenario: { ...drawn.scenario, commands: [] } })).toBe("unknown: no transaction was opened");
  });
});
