import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LIMITS } from "../../base/limits.ts";
import { scenarioFromTopologyText, scenarioToFile } from "../../sim/scenario.ts";
import { Run } from "../run.ts";
import { applied, ranTo, sixNodes, TALK } from "../run.testkit.ts";
import { turned } from "../turned.ts";
import { Opening } from "./opening.ts";
import { FOREIGN_BOUNDS, OWN_BOUNDS, sharedRunFromText, sharedRunText, shortScenario, type SharedBounds, type SharedRun, type ToShare } from "./shared-run.ts";

/** A library of one. */
const CHAIN = sixNodes({ latencyUs: 700 });
const LIBRARY = [{ name: "chain", title: CHAIN.title, file: scenarioToFile(CHAIN) }];

const MORE: ToShare = { branch: null, place: null, watch: null, speedUsPerS: 20_000, playing: false };

function textOf(run: Run, more: ToShare = MORE): string {
  return sharedRunText(run, shortScenario(run.scenario, LIBRARY), more);
}

function read(text: string, bounds?: SharedBounds): SharedRun {
  const found = sharedRunFromText(text, LIBRARY, bounds);
  if (!found.ok) throw new Error(JSON.stringify(found.error));
  return found.value;
}

function faults(text: string, bounds?: SharedBounds): string[] {
  const found = sharedRunFromText(text, LIBRARY, bounds);
  return found.ok ? [] : found.error.map(({ path, message }) => `${path}: ${message}`);
}

function opened(shared: SharedRun, bounds = FOREIGN_BOUNDS): Opening {
  const opening = new Opening(shared, bounds);
  while (!opening.advance(50));
  return opening;
}

function watched(): Run {
  const { run } = ranTo(60_000);
  applied(run, TALK);
  run.advanceTo(90_000);
  applied(run, { do: "cut", link: "B-C", how: "close" });
  for (let i = 0; i < 40; i++) run.step();
  applied(run, { do: "impair", link: "A-E", model: { latencyUs: 2_500 } });
  return run;
}

describe("a shared run", () => {
  test("is read back as it was written, and executed to the same digest", () => {
    const run = watched();
    const more: ToShare = { branch: { name: "main 2", leftRow: 31, parent: "main" }, place: { row: 77, live: false }, watch: { inspect: { kind: "link", link: "B-C" } }, speedUsPerS: Number.POSITIVE_INFINITY, playing: true };
    const shared = read(textOf(run, more));
    expect(shared).toMatchObject({ branch: more.branch, place: more.place, watch: more.watch, speedUsPerS: Number.POSITIVE_INFINITY, playing: true, rows: run.journal.rowEnd, changedScenario: false });
    expect(shared.file.commands.map(({ command }) => command.do)).toEqual(["open", "cut", "impair"]);
    const opening = opened(shared);
    expect(opening.end).toBe("same");
    expect(opening.run.digest).toBe(run.digest);
    expect(opening.differences()).toEqual([]);
    expect(JSON.parse(textOf(opening.run, more))).toEqual(JSON.parse(textOf(run, more)));
  });

  test("of any commands at any places opens to the same digest", () => {
    const links = ["A-B", "B-C", "C-D", "E-F", "F-D"] as const;
    fc.assert(
      fc.property(fc.array(fc.record({ steps: fc.nat(60), link: fc.constantFrom(...links), what: fc.constantFrom("cut", "silent", "heal", "crash") }), { maxLength: 6 }), fc.nat(0xffff_ffff), (acts, seed) => {
        const run = new Run(sixNodes(), { seed, checks: false });
        for (const { steps, link, what } of acts) {
          for (let i = 0; i < steps; i++) run.step();
          if (what === "crash") run.apply({ do: "crash", node: link[0]! });
          else if (what === "heal") run.apply({ do: "heal", link });
          else run.apply({ do: "cut", link, how: what === "silent" ? "silent" : "suspend" });
        }
        expect(opened(read(textOf(run))).end).toBe("same");
      }),
      { numRuns: 25 },
    );
  });

  test("names a scenario of the library, says the text of a topology, and writes any other whole", () => {
    expect(shortScenario(CHAIN, LIBRARY)).toEqual({ library: "chain", print: expect.stringMatching(/^[0-9a-f]{8}$/) });
    const ring = scenarioFromTopologyText("ring:50", 9);
    if (!ring.ok) throw new Error("ring:50");
    expect(shortScenario(ring.value, LIBRARY)).toEqual({ topology: "ring:50", seed: 9 });
    expect(shortScenario(turned(ring.value, ["no-hold"]), LIBRARY)).toEqual({ topology: "ring:50", seed: 9, variants: ["no-hold"] });
    expect(shortScenario(sixNodes(), LIBRARY)).toEqual(scenarioToFile(sixNodes()));
    const changed = { ...ring.value, nodes: ring.value.nodes.slice(0, 40), links: [] };
    expect(shortScenario(changed, LIBRARY)).toMatchObject({ spanscope: 1, title: "ring:50" });
  });

  test("with variants on is opened with exactly these", () => {
    const run = new Run(turned(CHAIN, ["no-hold"]));
    run.advanceTo(50_000);
    const opening = opened(read(textOf(run)));
    expect([opening.end, opening.run.digest]).toEqual(["same", run.digest]);
    expect(opening.run.scenario.switches.holdUs).toBe(0);
  });
});

describe("what is not as it was", () => {
  function changedText(change: (file: Record<string, unknown>) => void): string {
    const file = JSON.parse(textOf(watched())) as Record<string, unknown>;
    change(file);
    return JSON.stringify(file);
  }

  test("another digest is told, with what differs", () => {
    const opening = opened(read(changedText((file) => ((file.digest = "0123456789abcdef"), (file.rows = 5)))));
    expect(opening.end).toBe("differs");
    expect(opening.differences().map(({ what }) => what)).toEqual(["digest", "events"]);
  });

  test("another engine, and another scenario of that name, are known before anything runs", () => {
    const run = new Run(CHAIN);
    run.advanceTo(1_000);
    const file = JSON.parse(textOf(run)) as { engine: string; scenario: { print: string } };
    file.engine = "1";
    file.scenario.print = "00000000";
    const opening = new Opening(read(JSON.stringify(file)), FOREIGN_BOUNDS);
    expect([opening.isOtherEngine, opening.shared.changedScenario, opening.run.steps]).toEqual([true, true, 0]);
    while (!opening.advance(100));
    expect(opening.end).toBe("same");
  });

  test("a file that is broken says where, and what was expected", () => {
    expect(faults("")).toEqual([expect.stringContaining("(file): expected JSON")]);
    expect(faults(changedText((file) => (file.place = 7)))[0]).toContain("place: expected an object");
    expect(faults(changedText((file) => (file.branch = { name: "x".repeat(101) })))[0]).toContain("branch: expected");
    expect(faults(changedText((file) => (file.speed = -1)))[0]).toContain("speed: expected");
    expect(faults(changedText((file) => (file.scenario = { library: "no-such" })))[0]).toContain('there is no scenario "no-such"');
    expect(faults(changedText((file) => (file.scenario = { topology: "ring:1", seed: 1 })))[0]).toContain("topology");
    expect(faults(changedText((file) => (file.scenario = { topology: "ring:5", seed: "1" })))[0]).toContain("seed: expected");
    expect(faults(changedText((file) => (file.scenario = { topology: "ring:5", seed: 1, variants: ["nonsense"] })))[0]).toContain("variants: expected");
    expect(faults(changedText((file) => (file.scenario = 5)))[0]).toContain("scenario");
  });
});

describe("a hostile run", () => {
  const base = (): Record<string, unknown> => JSON.parse(textOf(watched())) as Record<string, unknown>;
  const bounded = (change: Record<string, unknown>): string[] => faults(JSON.stringify({ ...base(), ...change }));

  test("is refused by counting, with the bound, before it is read", () => {
    expect(bounded({ steps: LIMITS.sharedStepsMax + 1 })).toEqual([`steps: expected at most ${LIMITS.sharedStepsMax} steps of the engine, found ${LIMITS.sharedStepsMax + 1}`]);
    expect(bounded({ endUs: LIMITS.sharedEndUsMax + 1 })[0]).toContain(`expected at most ${LIMITS.sharedEndUsMax} microseconds`);
    expect(bounded({ rows: LIMITS.sharedRowsMax + 1 })[0]).toContain(`expected at most ${LIMITS.sharedRowsMax} events`);
    const commands = Array.from({ length: LIMITS.sharedCommandsMax + 1 }, () => ({ at: 0, afterSteps: 1, do: "resumeAll" }));
    expect(bounded({ commands })[0]).toContain(`expected at most ${LIMITS.sharedCommandsMax} commands`);
    const node = (id: number) => ({ id: `n${id}` });
    const nodes = Array.from({ length: LIMITS.nodesMax + 1 }, (_, i) => node(i));
    expect(bounded({ scenario: { spanscope: 1, topology: { nodes, links: [] } } })).toEqual([`scenario.topology.nodes: expected at most ${LIMITS.nodesMax} nodes, found ${LIMITS.nodesMax + 1}`]);
    const links = Array.from({ length: LIMITS.linksMax + 1 }, () => ({ a: "n1", b: "n2" }));
    expect(bounded({ scenario: { spanscope: 1, topology: { nodes: [node(1), node(2)], links } } })[0]).toContain(`at most ${LIMITS.linksMax} links`);
    expect(bounded({ scenario: { topology: "complete:2000", seed: 1 } })[0]).toContain("topology");
  });

  test("is refused for its length and for its depth before it is parsed", () => {
    const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
    expect(faults(deep)[0]).toContain(`at most ${LIMITS.linkJsonDepthMax} deep; at character ${LIMITS.linkJsonDepthMax}`);
    expect(faults(JSON.stringify({ ...base(), watch: JSON.parse(`${'{"a":'.repeat(30)}1${"}".repeat(30)}`) as unknown }))[0]).toContain("deeper");
    expect(faults(JSON.stringify({ ...base(), title: "[".repeat(50) })), "brackets in a text are text").toEqual([]);
    expect(faults(`"${"x".repeat(LIMITS.linkJsonBytesMax)}"`)[0]).toContain(`at most ${LIMITS.linkJsonBytesMax} characters`);
  });

  test("with keys of the prototype changes nothing and opens as it is", () => {
    const text = textOf(watched()).replace("{", '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},');
    expect(read(text).file.seed).toBe(7);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
    const inCommand = textOf(watched()).replace('"do":"cut"', '"__proto__":{"do":"crash"},"do":"cut"');
    const found = sharedRunFromText(inCommand, LIBRARY);
    if (found.ok) expect(found.value.file.commands.map(({ command }) => command.do)).toEqual(["open", "cut", "impair"]);
    expect(faults(textOf(watched()).replace('"spanscope":1', '"spanscope":1,"__proto__":{"seed":3}')).every((fault) => fault.startsWith("scenario."))).toBe(true);
  });

  test("that has more events than it says is stopped at the bound, and says how far it came", () => {
    const shared = read(JSON.stringify({ ...base(), rows: 10 }));
    const opening = opened(shared, { ...FOREIGN_BOUNDS, rows: 100 });
    expect(opening.end).toBe("tooMany");
    expect(opening.run.journal.rowEnd).toBeLessThan(400);
    const own = opened(shared, OWN_BOUNDS);
    expect([own.end, own.differences().map(({ what }) => what)], "the visitor's own has no such bound").toEqual(["same", ["events"]]);
  });

  test("never makes the reader throw, whatever was changed in it", () => {
    const text = textOf(watched());
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.nat(30), fc.string({ maxLength: 8 }), (at, cut, put) => {
        const found = sharedRunFromText(text.slice(0, at) + put + text.slice(at + cut), LIBRARY);
        if (!found.ok) expect(found.error.length).toBeGreaterThan(0);
      }),
      { numRuns: 300 },
    );
    fc.assert(
      fc.property(fc.json(), (json) => {
        expect(sharedRunFromText(json, LIBRARY).ok).toBe(false);
      }),
    );
  });
});
