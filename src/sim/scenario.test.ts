import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DEFAULT_SWITCHES } from "../node/config.ts";
import { PERFECT_LINK } from "./commands.ts";
import { scenarioFromJson, scenarioFromText, scenarioFromTopologyText, scenarioJsonSchema, scenarioToFile, type Scenario } from "./scenario.ts";
import { COUNTERS, type Claim } from "./scenario-expect.ts";

const SMALL = {
  spanscope: 1,
  title: "Two know each other",
  summary: "A hears of B.",
  topology: { nodes: [{ id: "A" }, { id: "B", role: "leaf", pfs: [{ label: "pfsB" }] }], links: [{ a: "A", b: "B" }] },
  seed: 7,
};

function read(value: unknown): Scenario {
  const result = scenarioFromJson(value);
  if (!result.ok) throw new Error(result.error.map(({ path, message }) => `${path}: ${message}`).join("\n"));
  return result.value;
}

/** Faults as "path: message". */
function faults(value: unknown): string[] {
  const result = scenarioFromJson(value);
  return result.ok ? [] : result.error.map(({ path, message }) => `${path}: ${message}`);
}

describe("reading", () => {
  test("what a file leaves out is filled in", () => {
    const scenario = read(SMALL);
    expect(scenario).toMatchObject({ hint: "", until: "quiet", commands: [], expect: [], switches: DEFAULT_SWITCHES });
    expect(scenario.links).toEqual([{ id: "A-B", a: "A", b: "B", model: PERFECT_LINK }]);
    expect(scenario.view).toEqual({ speedUsPerS: 20_000, pfs: null, transaction: null, focus: null, board: null });
  });

  test("defaults of the links give way to what a link says, in commands too", () => {
    const scenario = read({
      ...SMALL,
      topology: { ...SMALL.topology, nodes: [{ id: "A" }, { id: "B" }], links: [{ a: "A", b: "B" }, { a: "A", b: "B", model: { latencyUs: 5 }, weight: 9 }], defaults: { model: { latencyUs: 3, jitterUs: 2 }, weight: 4 } },
      commands: [{ at: 5, do: "addLink", link: { a: "A", b: "B" } }],
    });
    expect(scenario.links.map(({ id, model, weight }) => [id, model.latencyUs, model.jitterUs, weight])).toEqual([["A-B", 3, 2, 4], ["A-B#2", 5, 2, 9]]);
    expect(scenario.commands[0]!.command).toMatchObject({ link: { id: "A-B#3", weight: 4, model: { latencyUs: 3 } } });
  });

  test("times are whole microseconds or text with a unit; commands come in order of time, those of one time as they stand", () => {
    const scenario = read({
      ...SMALL,
      commands: [
        { at: "2.1s", do: "heal", link: "A-B" },
        { at: "250ms", do: "cut", link: "A-B", how: "close" },
        { at: 2_100_000, do: "resumeAll" },
      ],
      until: "1min",
    });
    expect(scenario.commands.map(({ atUs, command }) => [atUs, command.do])).toEqual([[250_000, "cut"], [2_100_000, "heal"], [2_100_000, "resumeAll"]]);
    expect(scenario.until).toBe(60_000_000);
  });

  test("a generator takes its seed from the file, offers where it is told to, and its nodes may be replaced", () => {
    const scenario = read({ ...SMALL, topology: { generate: "ring:4", offers: ["C"], nodes: [{ id: "A", role: "endpoint", pfs: [{ label: "x" }] }] } });
    expect(scenario.nodes.map(({ id, role, pfs }) => [id, role, pfs?.map(({ label }) => label)])).toEqual([["A", "endpoint", ["x"]], ["B", undefined, undefined], ["C", undefined, ["C"]], ["D", undefined, undefined]]);
    expect(scenario.nodes[0]!.x).toBeTypeOf("number");
    const drawn = (seed: number): unknown => read({ ...SMALL, seed, topology: { generate: "random:9:14" } }).links;
    expect(drawn(1)).toEqual(drawn(1));
    expect(drawn(1)).not.toEqual(drawn(2));
  });

  test("speeds are given as people say them", () => {
    const speed = (text: string): number => read({ ...SMALL, view: { speed: text } }).view.speedUsPerS;
    expect(["1/1000", "1/3", "1", "20", "max"].map(speed)).toEqual([1_000, 333_333, 1_000_000, 20_000_000, Infinity]);
  });

  test("every node of a topology by text is a controller that offers one PFS labelled with its id", () => {
    const result = scenarioFromTopologyText("grid:2:2", 3);
    if (!result.ok) throw new Error("refused");
    expect(result.value.nodes.map(({ role, pfs }) => [role, pfs])).toEqual(["A", "B", "C", "D"].map((label) => [undefined, [{ label }]]));
    expect(scenarioFromTopologyText("grid:2", 3)).toEqual({ ok: false, error: [{ path: "topology", message: expect.stringContaining("height is missing") }] });
  });
});

describe("what is refused, with its path and what was expected", () => {
  const command = (one: object): unknown => ({ ...SMALL, commands: [one] });
  const claim = (one: object): unknown => ({ ...SMALL, expect: [one] });
  test.each<[string, unknown, string]>([
    ["no object", 5, "(file): expected an object"],
    ["another version", { ...SMALL, spanscope: 2 }, "spanscope: expected 1, the version of this format"],
    ["no title", { ...SMALL, title: undefined }, "title: expected text"],
    ["an unknown key", { ...SMALL, sed: 7 }, '(file): unknown key "sed"; expected spanscope, title'],
    ["a seed that is no integer", { ...SMALL, seed: 1.5 }, "seed: expected a whole number from 0 to 4294967295"],
    ["an unknown switch", { ...SMALL, switches: { relays: 3 } }, 'switches: unknown key "relays"; expected profile, relaysMax'],
    ["nine relays", { ...SMALL, switches: { relaysMax: 9 } }, "switches.relaysMax: expected a whole number from 1 to 8"],
    ["a generator with an unknown key", { ...SMALL, topology: { generate: "ring:5", offer: [] } }, 'topology: unknown key "offer"; expected generate, offers'],
    ["a generator that cannot be", { ...SMALL, topology: { generate: "ring:1" } }, "topology.generate: ring:1: nodes must be a whole number from 3"],
    ["an offer by nobody", { ...SMALL, topology: { generate: "ring:3", offers: ["Z"] } }, 'topology.offers[0]: ring:3 makes no node "Z"'],
    ["a topology without links", { ...SMALL, topology: { nodes: [{ id: "A" }] } }, "topology.links: expected a list of links"],
    ["an unknown role", { ...SMALL, topology: { nodes: [{ id: "A", role: "hub" }], links: [] } }, "topology.nodes[0].role: expected controller, endpoint, leaf or outside"],
    ["two nodes of one name", { ...SMALL, topology: { nodes: [{ id: "A" }, { id: "A" }], links: [] } }, 'topology.nodes[1].id: there is a node "A" already'],
    ["a link to nowhere", { ...SMALL, topology: { nodes: [{ id: "A" }], links: [{ a: "A", b: "Z" }] } }, 'topology.links[0].b: no node "Z" then; expected one of A'],
    ["a link to itself", { ...SMALL, topology: { nodes: [{ id: "A" }], links: [{ a: "A", b: "A" }] } }, "topology.links[0]: joins A with itself"],
    ["a fraction of a microsecond", command({ at: "0.1us", do: "resumeAll" }), 'commands[0].at: expected a time: whole microseconds, or text such as "2.1s"'],
    ["no time", command({ do: "resumeAll" }), "commands[0].at: expected a time"],
    ["an unknown command", command({ at: 1, do: "explode" }), "commands[0].do: expected one of addNode, removeNode"],
    ["an unknown way to cut", command({ at: 1, do: "cut", link: "A-B", how: "softly" }), "commands[0].how: expected suspend, close or silent"],
    ["an unknown link", command({ at: 1, do: "heal", link: "A-C" }), 'commands[0].link: no link "A-C" then; expected one of A-B'],
    ["a stranger to a link", { ...SMALL, topology: { generate: "line:3" }, commands: [{ at: 1, do: "setWeight", link: "A-B", node: "C", weight: 2 }] }, 'commands[0].node: "C" is no end of link A-B; expected A or B'],
    ["a way that is not the opener's", { ...SMALL, topology: { generate: "line:3" }, commands: [{ at: 1, do: "open", as: "t", from: "A", to: "C", via: "B-C", text: "" }] }, "commands[0].via: link B-C joins B and C; expected a link of A"],
    ["an unknown PFS", command({ at: 1, do: "open", as: "t", from: "A", to: "pfsX", text: "" }), 'commands[0].to: no PFS "pfsX" then; expected one of pfsB'],
    ["a transaction before it is opened", { ...SMALL, commands: [{ at: 1, do: "open", as: "t", from: "A", to: "pfsB", text: "" }, { at: 0, do: "send", transaction: "t", text: "" }] }, 'commands[1].transaction: no transaction "t" then; there is none'],
    ["a node that was removed", { ...SMALL, commands: [{ at: 1, do: "removeNode", node: "B" }, { at: 2, do: "heal", link: "A-B" }] }, 'commands[1].link: no link "A-B" then; there is none'],
    ["a second link of a leaf", command({ at: 1, do: "addLink", link: { a: "B", b: "A" } }), "commands[0].link.a: a leaf has one link (SPAN-05)"],
    ["odd hex", command({ at: 1, do: "inject", link: "A-B", from: "A", bytes: "abc", how: "raw" }), "commands[0].bytes: expected bytes in hex"],
    ["an unknown claim", claim({ that: "peace" }), "expect[0].that: expected one of span, relays"],
    ["an unknown key of a claim", claim({ that: "span", node: "A", pfs: "pfsB", distance: 3 }), 'expect[0]: unknown key "distance"; expected at, that, node, pfs, known, dist'],
    ["a claim on an unknown node", claim({ that: "span", node: "Q", pfs: "pfsB" }), 'expect[0].node: no node "Q" then; expected one of A, B'],
    ["an unknown counter", claim({ that: "count", of: "happiness", is: 1 }), `expect[0].of: expected one of ${COUNTERS.join(", ")}`],
    ["a bound that is none", claim({ that: "count", of: "pings", is: { least: 3 } }), 'expect[0].is: unknown key "least"; expected atLeast, atMost'],
    ["an unknown speed", { ...SMALL, view: { speed: "fast" } }, 'view.speed: expected a speed such as "1/50"'],
    ["an unknown focus", { ...SMALL, view: { focus: { link: "B-C" } } }, 'view.focus.link: no link "B-C" then'],
  ])("%s", (_, value, message) => {
    const found = faults(value);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(message);
  });

  test("all faults are told at once", () => {
    expect(faults({ ...SMALL, seed: -1, commands: [{ at: -1, do: "resumeAll" }, { at: 1, do: "heal" }] })).toHaveLength(3);
  });

  test("text that is no JSON", () => {
    const result = scenarioFromText("{ title: 1 }");
    expect(result).toMatchObject({ ok: false, error: [{ path: "(file)", message: expect.stringContaining("expected JSON") }] });
  });

  test("no JSON value makes it throw", () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => void scenarioFromJson(value)));
    const keys = fc.constantFrom("spanscope", "title", "summary", "seed", "topology", "commands", "expect", "view", "switches");
    fc.assert(fc.property(keys, fc.jsonValue(), (key, value) => void scenarioFromJson({ ...SMALL, [key]: value })));
  });
});

describe("writing", () => {
  const claims: readonly (Claim & { readonly at: number })[] = [{ at: 3, that: "reached" }];
  const full = {
    ...SMALL,
    hint: "Try it.",
    switches: { relaysMax: 3, splitHorizon: false },
    commands: [{ at: "1s", do: "open", as: "t", from: "A", to: "pfsB", text: "hello" }, { at: 9, do: "impair", link: "A-B", model: { lossPerMillion: 5 } }],
    until: "20s",
    view: { speed: "1/100", pfs: "pfsB", transaction: "t", focus: { transaction: "t" } },
    expect: [...claims, { that: "transaction", name: "t", state: "aborted", error: "EOF" }, { that: "count", of: "pings", is: { atMost: 9 } }],
  };

  test("a scenario written and read again is the same", () => {
    for (const value of [SMALL, full, { ...full, view: { speed: "max", focus: { node: "A" } } }, { ...SMALL, topology: { generate: "geant" } }]) {
      const scenario = read(value);
      expect(read(JSON.parse(JSON.stringify(scenarioToFile(scenario))))).toEqual(scenario);
    }
  });

  test("errors are written by their names", () => {
    expect(scenarioToFile(read(full)).expect![1]).toMatchObject({ that: "transaction", error: "EOF" });
    expect(read(full).expect[1]!.claim).toMatchObject({ error: 2 });
  });

  test("the JSON Schema names every part of the format", () => {
    const schema = JSON.stringify(scenarioJsonSchema());
    for (const word of ["spanscope", "topology", "switches", "commands", "expect", "resumeAll", "tablesEmpty", "splitHorizon"]) expect(schema).toContain(`"${word}"`);
  });
});
