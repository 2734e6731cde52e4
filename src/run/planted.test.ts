/** What each planted fault makes of a run in which nothing else is wrong; and that no file can plant one. */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type CanaryName, isPlantedName, NEVER_RETURNS, PLANT, PLANTED_FAULTS, PLANTED_NAMES, plantOf } from "../node/planted.ts";
import type { ProtocolNode } from "../node/protocol-node.ts";
import { countOf } from "../node/qrm/votes.ts";
import type { Qrm } from "../node/qrm/qrm.ts";
import { RULES } from "../node/rules.ts";
import { runFileFromText } from "../record/run-file.ts";
import type { Command } from "../sim/commands.ts";
import { type Scenario, scenarioFromJson } from "../sim/scenario.ts";
import { CMD } from "../wire/constants.ts";
import { QRM_DECISION } from "../wire/qrm.ts";
import { Replay } from "./replay.ts";
import { Run } from "./run.ts";

const SECOND_US = 1_000_000;

interface Seen {
  readonly topology: string | object;
  readonly more?: object;
  readonly commands?: readonly (Command & { readonly at: number })[];
  readonly see: (run: Run) => unknown;
  readonly right: unknown;
  readonly wrong: unknown;
}

function scenarioOf({ topology, more, commands = [] }: Pick<Seen, "topology" | "more" | "commands">): Scenario {
  const read = scenarioFromJson({ spanscope: 1, title: "A test", summary: "Nothing is wrong.", seed: 7, topology: typeof topology === "string" ? { generate: topology } : topology, commands, ...more });
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return read.value;
}

function node(run: Run, id: string): ProtocolNode {
  return run.world.nodeById(id)!.protocol;
}

/** Distances of the SPANs of a label that a node received, in their order. */
function costs(run: Run, id: string, label: string): number[] {
  const { pfs, spans, links, identities } = node(run, id).core;
  const found: number[] = [];
  for (const entry of pfs.entries()) {
    for (let row = entry.first; row >= 0; row = spans.next(row)) if (identities.labelText(spans.identity(row)) === label) found.push(spans.dist(row) + links[spans.link(row)]!.weight);
  }
  return found;
}

function known(run: Run, id: string, atUs = SECOND_US): string[] {
  run.advanceTo(atUs);
  return run.scenario.nodes.map((each) => each.id).filter((label) => costs(run, id, label).length > 0);
}

function records(run: Run, id: string, atUs: number): number {
  run.advanceTo(atUs);
  return node(run, id).core.transactions.count;
}

/** What is done to the newest message under way; then the time at which its link came up last: one that died has come up again. */
function afterHarm(run: Run, harm: (message: number) => Command): number {
  run.advanceTo(SECOND_US + 5_000);
  expect(run.apply(harm(run.world.messageCount - 1))).toBeNull();
  run.advanceTo(5 * SECOND_US);
  return node(run, "A").core.links[0]!.upSinceUs;
}

const SLOW_LINE = { nodes: [{ id: "A", pfs: [{ label: "A" }] }, { id: "B", pfs: [{ label: "B" }] }], links: [{ a: "A", b: "B" }], defaults: { model: { latencyUs: 10_000 } } };
/** S asks T through H, which has another link besides. */
const STAR = { nodes: ["S", "T", "X", "H"].map((id) => ({ id, pfs: [{ label: id }] })), links: ["S", "T", "X"].map((a) => ({ a, b: "H" })) };
const MASTERS = {
  nodes: [{ id: "X" }, ...["1", "2", "3"].map((n) => ({ id: `M${n}`, pfs: [{ label: `m${n}`, type: "MASTER" }] }))],
  links: ["1", "2", "3"].map((n) => ({ a: "X", b: `M${n}`, model: { latencyUs: Number(n) * 10_000 } })),
};

const SEEN: Record<CanaryName, Seen> = {
  "distance-off-by-one": {
    topology: "line:3",
    see: (run) => known(run, "A") && costs(run, "A", "C"),
    right: [2],
    wrong: [3],
  },
  "relays-by-arrival": {
    topology: { nodes: [{ id: "a", pfs: [{ label: "a" }] }, { id: "b" }, { id: "c" }], links: [{ a: "a", b: "b", weight: 9 }, { a: "a", b: "c" }, { a: "c", b: "b" }] },
    see: (run) => known(run, "b") && costs(run, "b", "a"),
    right: [2, 9],
    wrong: [9, 2],
  },
  "maximum-distance-off-by-one": { topology: "line:4", more: { switches: { distanceMax: 1 } }, see: (run) => known(run, "D"), right: ["A", "B", "C"], wrong: ["B", "C"] },
  "filter-ignored": {
    topology: { nodes: ["A", "B", "C"].map((id) => ({ id, pfs: [{ label: id }] })), links: [{ a: "A", b: "B" }, { a: "B", b: "C", filterB: { label: "other" } }] },
    see: (run) => known(run, "C"),
    right: [],
    wrong: ["A"],
  },
  "relay-outlives-source": { topology: "line:3", commands: [{ at: SECOND_US, do: "withdraw", node: "A", pfs: "A" }], see: (run) => known(run, "C", 2 * SECOND_US), right: ["B"], wrong: ["A", "B"] },
  "status-dropped": {
    topology: "line:3",
    commands: [{ at: SECOND_US, do: "updateStatus", node: "A", pfs: "A", status: 5, text: "busy" }],
    see: (run) => known(run, "C", 2 * SECOND_US) && [node(run, "B").core.updates.size, node(run, "C").core.updates.size],
    right: [1, 1],
    wrong: [1, 0],
  },
  "lost-abort": {
    topology: "line:3",
    commands: [{ at: SECOND_US, do: "open", as: "t", from: "A", to: "C", text: "x" }, { at: 2 * SECOND_US, do: "cut", link: "A-B", how: "close" }],
    see: (run) => records(run, "C", 3 * SECOND_US),
    right: 0,
    wrong: 1,
  },
  "entry-never-forgotten": {
    topology: "line:3",
    commands: [{ at: SECOND_US, do: "open", as: "t", from: "A", to: "C", text: "x", close: true }],
    see: (run) => [records(run, "B", 2 * SECOND_US), records(run, "C", 2 * SECOND_US)],
    right: [0, 0],
    wrong: [1, 0],
  },
  "reply-by-another-path": {
    topology: STAR,
    commands: [{ at: SECOND_US, do: "open", as: "t", from: "S", to: "T", text: "x" }],
    see: (run) => records(run, "S", 2 * SECOND_US) && [...node(run, "S").core.transactions.all()].map(({ bits }) => bits),
    right: [0b101],
    wrong: [0b001],
  },
  "wrong-half-closed": {
    topology: SLOW_LINE,
    commands: [{ at: SECOND_US, do: "open", as: "t", from: "A", to: "B", text: "x" }, { at: 2 * SECOND_US, do: "close", transaction: "t" }],
    see: (run) => records(run, "A", 3 * SECOND_US) + node(run, "A").core.counters.violations,
    right: 0,
    wrong: 1,
  },
  "msgids-start-again": {
    topology: "line:2",
    commands: [{ at: SECOND_US, do: "crash", node: "A" }, { at: 2 * SECOND_US, do: "restart", node: "A" }],
    see: (run) => {
      const conn = (): number => node(run, "A").core.links[0]!.ourConn.msgidLo;
      run.advanceTo(SECOND_US - 1);
      const before = conn();
      run.advanceTo(5 * SECOND_US);
      return conn() > before;
    },
    right: true,
    wrong: false,
  },
  "crc-unchecked": {
    topology: SLOW_LINE,
    commands: [{ at: SECOND_US, do: "open", as: "t", from: "A", to: "B", text: "text" }],
    see: (run) => afterHarm(run, (message) => ({ do: "corruptMessage", message, bit: 8 * 64 })) > 0,
    right: true,
    wrong: false,
  },
  "counter-unchecked": {
    topology: SLOW_LINE,
    commands: [{ at: SECOND_US, do: "open", as: "t", from: "A", to: "B", text: "text" }],
    see: (run) => afterHarm(run, (message) => ({ do: "dropMessage", message })) > 0,
    right: true,
    wrong: false,
  },
  "ping-not-received": {
    topology: "line:2",
    see: (run) => {
      run.advanceTo(30 * SECOND_US);
      return node(run, "A").core.links[0]!.upSinceUs > 0;
    },
    right: false,
    wrong: true,
  },
  "lock-granted-twice": {
    topology: { nodes: ["A", "B"].map((id) => ({ id, pfs: [{ label: id, type: "CLIENT" }] })).concat([{ id: "M", pfs: [{ label: "m1", type: "MASTER" }] }]), links: ["A", "B"].map((a) => ({ a, b: "M" })) },
    more: { cluster: { masters: ["m1"] } },
    commands: [
      { at: SECOND_US, do: "lock", as: "a", node: "A", key: "/home", domain: "ATTR", state: "EXCLUSIVE" },
      { at: 2 * SECOND_US, do: "lock", as: "b", node: "B", key: "/home", domain: "ATTR", state: "SHARED" },
    ],
    see: (run) => {
      run.advanceTo(3 * SECOND_US);
      return ["A", "B"].map((id) => [...node(run, id).core.locks!.client.locks.values()].some(({ isHeld }) => isHeld));
    },
    right: [true, false],
    wrong: [true, true],
  },
  "vote-counted-twice": {
    topology: MASTERS,
    more: { cluster: { masters: ["m1", "m2", "m3"] } },
    commands: [{ at: SECOND_US, do: "commit", as: "c", node: "X", text: "rename" }],
    see: (run) => {
      run.advanceTo(SECOND_US);
      const [commit] = (node(run, "X").core.services.get(CMD.QRM_COMMIT) as Qrm).desk.commits.values();
      while (commit!.coordinator.outcome === QRM_DECISION.NONE) run.step();
      return countOf(commit!.coordinator.logged);
    },
    right: 2,
    wrong: 1,
  },
};

describe("a planted fault", () => {
  test.each(PLANTED_NAMES)("%s: what is wrong can be seen, and without it nothing is", (name) => {
    const { see, right, wrong, ...file } = SEEN[name];
    const scenario = scenarioOf(file);
    expect({ right: see(new Run(scenario)), wrong: see(new Run(scenario, { planted: name })) }).toEqual({ right, wrong });
  });

  test("each has a name and a number of its own, a rule that exists, and a sentence", () => {
    expect([...PLANTED_FAULTS, NEVER_RETURNS].map(({ plant }) => plant).toSorted((a, b) => a - b)).toEqual(Object.values(PLANT).slice(1));
    expect(new Set(PLANTED_NAMES).size).toBe(PLANTED_FAULTS.length);
    for (const { rule, what } of PLANTED_FAULTS) expect([RULES.includes(rule), what]).toEqual([true, expect.stringMatching(/^[A-Z].*\.$/)]);
    expect([isPlantedName("lost-abort"), isPlantedName("lost"), plantOf(null), plantOf("lost-abort")]).toEqual([true, false, PLANT.none, PLANT.lostAbort]);
  });
});

describe("nothing but a run's options plants a fault", () => {
  const clean = { spanscope: 1, title: "A test", summary: "Nothing is wrong.", seed: 7, topology: { nodes: [{ id: "a", pfs: [{ label: "a" }] }, { id: "b" }, { id: "c" }], links: [{ a: "a", b: "b" }, { a: "b", b: "c" }] } };
  const planted = "distance-off-by-one";

  test("not a scenario file, wherever it says so", () => {
    const files = [
      { ...clean, planted },
      { ...clean, switches: { planted } },
      { ...clean, topology: { ...clean.topology, nodes: [{ id: "a", planted }] } },
      { ...clean, commands: [{ at: 0, do: "addNode", node: { id: "z", planted } }] },
    ];
    for (const file of files) expect(scenarioFromJson(file)).toMatchObject({ ok: false, error: [{ message: expect.stringContaining("planted") }] });
  });

  test("not a run file: what it says of one is not read", () => {
    const read = scenarioFromJson(clean);
    if (!read.ok) throw new Error("the scenario is right");
    const run = new Run(read.value);
    run.advanceTo(SECOND_US);
    const file = JSON.parse(run.runFile()) as object;
    const again = runFileFromText(JSON.stringify({ ...file, planted }));
    if (!again.ok) throw new Error("the run file is right");
    const replay = new Replay(again.value);
    while (replay.step());
    expect(replay.run.world.nodes.map(({ protocol }) => protocol.core.plant)).toEqual([PLANT.none, PLANT.none, PLANT.none]);
    expect(costs(replay.run, "c", "a")).toEqual([2]);
  });

  test("and no room of the page, and none that reads files, knows the word", () => {
    const rooms = ["port", "store", "views", "import", "record", "run/share", "scenarios"];
    const files = rooms.flatMap((room) => readdirSync(`src/${room}`, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => `${entry.parentPath}/${entry.name}`));
    expect(files.length).toBeGreaterThan(100);
    expect(files.filter((file) => /planted/.test(readFileSync(file, "utf8")))).toEqual([]);
    for (const file of readdirSync("src/sim").filter((name) => name.startsWith("scenario"))) expect([file, readFileSync(`src/sim/${file}`, "utf8")]).toEqual([file, expect.not.stringMatching(/planted/)]);
  });
});
