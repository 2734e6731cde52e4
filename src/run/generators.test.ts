import { describe, expect, test } from "vitest";
import { LIMITS } from "../base/limits.ts";
import { EVENT } from "../node/events.ts";
import { Row } from "./row.ts";
import { Run } from "./run.ts";
import { applied, feedOf, ranTo, sixNodes, type TestFile } from "./run.testkit.ts";
import { scenarioFromJson } from "../sim/scenario.ts";
import { GENERATED, TRACE } from "../sim/trace.ts";
import { sweep } from "./sweep.testkit.ts";

const LOAD = { do: "generate", as: "load", from: ["A"], to: ["pfsD"], everyUs: 10_000 } as const;

interface Act {
  readonly atUs: number;
  readonly code: number;
  readonly number: number;
  readonly node: string;
  readonly to: string;
}

/** What the generators of a run did, row by row. */
function actsOf(run: Run): Act[] {
  const row = new Row();
  const acts: Act[] = [];
  for (let number = run.rows.first; number < run.rows.end; number++) {
    run.rows.read(number, row);
    if (row.kind === TRACE.generator) acts.push({ atUs: row.atUs, code: row.value7, number: row.value, node: run.names.node(row.node), to: run.names.generatorTarget(row.value6, row.extra) });
  }
  return acts;
}

const finished = (file: TestFile): Run => {
  const run = new Run(sixNodes(file));
  run.advanceUntilQuiet(60_000_000);
  return run;
};

/** How often a node was asked for what cannot be: a generator never closes what is over already. */
function refusals(run: Run): number {
  const row = new Row();
  return Array.from({ length: run.rows.end }, (_, number) => number).filter((number) => {
    run.rows.read(number, row);
    return row.kind === TRACE.event && row.type === EVENT.requestRefused;
  }).length;
}

const names = (run: Run): string[] => run.world.transactions.all.map(({ name }) => name);

describe("a generator", () => {
  test("acts at once and then every so often, as often as it was told, and closes what it opened", () => {
    const run = finished({ commands: [{ at: "500ms", ...LOAD, count: 5, holdUs: 4_000 }] });
    expect(actsOf(run).map(({ atUs, code }) => [atUs, code])).toEqual([...[0, 1, 2, 3, 4].map((i) => [500_000 + 10_000 * i, GENERATED.act]), [540_000, GENERATED.done]]);
    expect(names(run)).toEqual(["load#1", "load#2", "load#3", "load#4", "load#5"]);
    expect(run.journal.counters).toMatchObject({ transactionsOpened: 5, transactionsClosed: 5, transactionsAborted: 0 });
    expect(run.isQuiet).toBe(true);
  });

  test("ends when its time is over, not later", () => {
    const run = finished({ commands: [{ at: "500ms", ...LOAD, untilUs: 530_000 }] });
    expect(actsOf(run).map(({ atUs, code }) => [atUs, code])).toEqual([[500_000, GENERATED.act], [510_000, GENERATED.act], [520_000, GENERATED.act], [520_000, GENERATED.over]]);
  });

  test("a burst is several at once, and the last one is cut to the number", () => {
    const run = finished({ commands: [{ at: "500ms", ...LOAD, burst: 4, count: 6 }] });
    expect(actsOf(run).map(({ atUs }) => atUs)).toEqual([500_000, 500_000, 500_000, 500_000, 510_000, 510_000, 510_000]);
  });

  test("at random: another seed, other times; the same seed, the same", () => {
    const file = { commands: [{ at: "500ms", ...LOAD, random: true, bytes: { least: 1, most: 400 }, holdUs: { least: 0, most: 20_000 }, count: 40 }] };
    const times = (seed: number): number[] => {
      const run = new Run(sixNodes(file), { seed });
      run.advanceUntilQuiet(60_000_000);
      return actsOf(run).map(({ atUs }) => atUs);
    };
    const seven = times(7);
    expect(times(7)).toEqual(seven);
    expect(times(8)).not.toEqual(seven);
    const intervals = seven.slice(1).map((at, i) => at - seven[i]!);
    expect(new Set(intervals).size).toBeGreaterThan(30);
  });

  test("two generators of one plan have streams of their own, and neither moves the other's", () => {
    const plan = { at: "500ms", ...LOAD, random: true, bytes: { least: 0, most: 99 }, count: 20 };
    const timesOf = (run: Run, name: string): number[] => {
      const { index } = run.world.generators.get(name)!;
      const row = new Row();
      return Array.from({ length: run.rows.end }, (_, number) => number).flatMap((number) => {
        run.rows.read(number, row);
        return row.kind === TRACE.generator && row.value6 === index ? [row.atUs] : [];
      });
    };
    const both = finished({ commands: [plan, { ...plan, as: "other" }] });
    expect(timesOf(both, "load")).toHaveLength(21);
    expect(timesOf(both, "load")).not.toEqual(timesOf(both, "other"));
    expect(timesOf(both, "load")).toEqual(timesOf(finished({ commands: [plan] }), "load"));
  });

  test("from any node to any PFS: everybody acts, nobody to itself", () => {
    const run = finished({ commands: [{ at: "500ms", do: "generate", as: "all", everyUs: 1_000, count: 60 }] });
    const acts = actsOf(run).filter(({ code }) => code === GENERATED.act);
    expect(new Set(acts.map(({ node }) => node))).toEqual(new Set(["A", "B", "C", "D", "E", "F"]));
    expect(acts.every(({ node, to }) => to === "pfsA" || to === "pfsD" ? !(node === "A" && to === "pfsA") && !(node === "D" && to === "pfsD") : false)).toBe(true);
    expect(acts).toHaveLength(60);
  });

  test("every service: shells, one-way messages", () => {
    const run = finished({ commands: [{ at: "500ms", ...LOAD, as: "s", service: "shell", holdUs: 50_000, count: 2 }, { at: "700ms", ...LOAD, as: "o", service: "oneWay", bytes: 300, count: 7 }] });
    run.chronicle.catchUp();
    expect(run.world.transactions.all.map(({ service }) => service)).toEqual(["shell", "shell"]);
    expect(run.journal.counters).toMatchObject({ transactionsOpened: 2, transactionsClosed: 2, transactionsAborted: 0 });
    const sentences = feedOf(ranTo(2_000_000, { commands: [{ at: "500ms", ...LOAD, as: "o", service: "oneWay", text: "over here", count: 7 }] }));
    expect(sentences.filter((one) => one.includes("one-way") && one.includes("over here"))).toHaveLength(7);
  });
});

describe("a generator that cannot", () => {
  test("says that nobody has announced, and goes on until somebody has", () => {
    const run = finished({ commands: [{ at: 0, ...LOAD, everyUs: 1_000, count: 30 }] });
    const acts = actsOf(run);
    expect(acts.slice(0, 4).map(({ code, node, to }) => [code, node, to])).toEqual(Array.from({ length: 4 }, () => [GENERATED.noSpan, "A", "pfsD"]));
    expect(acts.at(-2)).toMatchObject({ code: GENERATED.act, number: 30 });
    expect(run.world.generators.get("load")).toMatchObject({ acts: 30, state: "ended" });
    expect(run.world.generators.get("load")!.failed).toBe(acts.filter(({ code }) => code === GENERATED.noSpan).length);
    expect(feedOf(ranTo(3_000, { commands: [{ at: 0, ...LOAD, count: 1 }] }))).toContain("Traffic load, number 1: A sends nothing, as it knows no way to pfsD.");
  });

  test("says that nobody else offers anything", () => {
    const run = finished({ commands: [{ at: "500ms", ...LOAD, to: ["pfsA"], count: 2 }] });
    expect(actsOf(run).map(({ code }) => code)).toEqual([GENERATED.nobody, GENERATED.nobody, GENERATED.done]);
    expect(names(run)).toEqual([]);
  });

  test("says what its node refuses", () => {
    const run = finished({ commands: [{ at: "500ms", ...LOAD, bytes: 4_096, count: 1 }] });
    expect(run.world.transactions.all).toHaveLength(1);
    expect(actsOf(run).map(({ code }) => code)).toEqual([GENERATED.act, GENERATED.done]);
  });

  test("opens nothing beyond what may be open at once", () => {
    const run = new Run(sixNodes({ until: "3s", commands: [{ at: "500ms", ...LOAD, everyUs: 1_000, burst: 256, holdUs: 3_000_000 }] }), { checks: false });
    run.advanceTo(520_000);
    expect(run.world.generators.heldCount).toBe(LIMITS.generatedOpenMax);
    expect(actsOf(run).at(-1)).toMatchObject({ code: GENERATED.full });
  });
});

describe("when its node dies", () => {
  test("it pauses with a word, and goes on an interval after the restart", () => {
    const run = finished({
      commands: [{ at: "500ms", ...LOAD, everyUs: 100_000, count: 8, holdUs: 30_000 }, { at: "720ms", do: "crash", node: "A" }, { at: "1s", do: "restart", node: "A" }],
    });
    const acts = actsOf(run);
    const [paused, resumed] = [acts.find(({ code }) => code === GENERATED.paused), acts.find(({ code }) => code === GENERATED.resumed)];
    expect([paused?.atUs, resumed?.atUs]).toEqual([720_000, 1_000_000]);
    expect(acts.filter(({ atUs }) => atUs > 720_000 && atUs < 1_100_000)).toEqual([resumed]);
    expect(acts.at(-1)).toMatchObject({ code: GENERATED.done, number: 8 });
    expect(run.journal.counters.transactionsOpened).toBe(run.journal.counters.transactionsClosed);
  });

  test("while it pauses the run may be quiet", () => {
    const run = new Run(sixNodes({ until: "60s", commands: [{ at: "500ms", ...LOAD }, { at: "600ms", do: "crash", node: "A" }] }));
    run.advanceUntilQuiet(50_000_000);
    expect(run.isQuiet).toBe(true);
    expect(run.nowUs).toBeLessThan(20_000_000);
  });

  test("another of its nodes goes on without it; removed, it does not come back", () => {
    const run = new Run(sixNodes({ until: "60s", commands: [{ at: "500ms", ...LOAD, from: ["A", "B"] }, { at: "600ms", do: "removeNode", node: "A" }] }));
    run.advanceTo(800_000);
    expect(new Set(actsOf(run).filter(({ atUs }) => atUs > 600_000).map(({ node }) => node))).toEqual(new Set(["B"]));
    applied(run, { do: "removeNode", node: "B" });
    run.advanceUntilQuiet(50_000_000);
    expect(actsOf(run).at(-1)?.code).toBe(GENERATED.paused);
    expect(run.isQuiet).toBe(true);
  });
});

describe("quiet", () => {
  test("a run with an endless generator never is, its expectations are judged all the same, and stopped it comes to rest", () => {
    const run = new Run(sixNodes({ until: "2s", commands: [{ at: "500ms", ...LOAD, everyUs: 1_000_000 }], expect: [{ at: "3s", that: "transaction", name: "load#2", state: "closed" }, { at: "8s", that: "count", of: "transactionsOpened", is: 8 }] }));
    run.advanceUntilQuiet(10_000_000);
    expect(run.isQuiet).toBe(false);
    expect(run.expectations.results.map(({ state }) => state)).toEqual(["met", "met"]);
    expect(run.world.pendingWork().generators).toBe(1);
    applied(run, { do: "stopGenerator", generator: "load" });
    run.advanceUntilQuiet(30_000_000);
    expect(run.isQuiet).toBe(true);
    expect(run.apply({ do: "stopGenerator", generator: "load" })).toBe('"load" has ended already');
    expect(run.apply({ do: "stopGenerator", generator: "lod" })).toBe('there is no generator "lod"');
  });

  test("not before what is held open was closed", () => {
    const run = new Run(sixNodes({ commands: [{ at: "500ms", ...LOAD, count: 1, holdUs: 10_000_000 }] }));
    run.advanceTo(9_000_000);
    expect(run.isQuiet).toBe(false);
    run.advanceUntilQuiet(60_000_000);
    expect(run.nowUs).toBeGreaterThan(13_000_000);
    expect(run.journal.counters).toMatchObject({ transactionsOpened: 1, transactionsClosed: 1, transactionsAborted: 0 });
  });
});

describe("a generator and a cut", () => {
  test("[TX-06] what was open is aborted, what comes later says that it knows no way; nothing is left", () => {
    const run = finished({ commands: [{ at: "500ms", ...LOAD, count: 100, holdUs: 50_000 }, { at: "800ms", do: "cut", link: "C-D", how: "close" }, { at: "800ms", do: "cut", link: "F-D", how: "close" }] });
    expect(run.journal.counters.transactionsAborted).toBeGreaterThan(2);
    expect(refusals(run)).toBe(0);
    expect(actsOf(run).some(({ code }) => code === GENERATED.noSpan)).toBe(true);
    expect(run.world.nodes.every(({ protocol }) => protocol.core.transactions.count === 0)).toBe(true);
    expect(run.journal.counters.violations).toBe(0);
  });

  test("[LINK-06] [TX-06] whatever is cut when: all checks hold, and the tables are empty", { timeout: 120_000 }, () => {
    const scenario = sixNodes({ commands: [{ at: "300ms", ...LOAD, from: ["A", "E"], to: ["pfsD", "pfsA"], random: true, everyUs: 2_000, bytes: { least: 0, most: 200 }, holdUs: { least: 0, most: 9_000 }, count: 12 }] });
    const runs = sweep(scenario, {
      fromUs: 300_000,
      toUs: 320_000,
      faults: [[{ do: "cut", link: "C-D", how: "close" }], [{ do: "crash", node: "A" }, { do: "restart", node: "A" }], [{ do: "cut", link: "A-B", how: "silent" }]],
      judge: (run) => {
        const left = run.world.nodes.filter(({ protocol }) => protocol.core.transactions.count > 0);
        if (left.length > 0) throw new Error(`${left.map(({ id }) => id).join(", ")}: transactions left`);
        if (run.world.generators.get("load")!.state !== "ended") throw new Error("the generator goes on");
      },
    });
    expect(runs).toBeGreaterThan(100);
  });
});

describe("locks and commits", () => {
  const mesh = (commands: readonly object[]) => {
    const masters = ["M1", "M2", "M3"];
    const read = scenarioFromJson({
      spanscope: 1,
      title: "Locks",
      summary: "Two clients, three masters",
      seed: 7,
      topology: { nodes: [...["A", "B"].map((id) => ({ id, pfs: [{ label: id.toLowerCase(), type: "CLIENT" }] })), { id: "H" }, ...masters.map((id) => ({ id, pfs: [{ label: id.toLowerCase() }] }))], links: ["A", "B", ...masters].map((a) => ({ a, b: "H" })) },
      cluster: { masters: masters.map((id) => id.toLowerCase()) },
      commands,
    });
    if (!read.ok) throw new Error(JSON.stringify(read.error));
    return new Run(read.value);
  };

  test("[CAC-01] two clients take turns; who has its lock still says so; all are let go", () => {
    const run = mesh([{ at: "500ms", do: "generate", as: "cache", from: ["A", "B"], service: "lock", everyUs: 5_000, random: true, holdUs: { least: 1_000, most: 30_000 }, count: 60, lock: { keys: ["/", "/home"], domain: "ATTR", state: "EXCLUSIVE" } }]);
    run.advanceUntilQuiet(120_000_000);
    const codes = actsOf(run).map(({ code }) => code);
    expect(codes.filter((code) => code === GENERATED.act).length).toBeGreaterThan(10);
    expect(codes).toContain(GENERATED.busy);
    expect(run.isQuiet).toBe(true);
    expect(refusals(run)).toBe(0);
    expect(run.world.locks.all.map(({ name }) => name).toSorted()).toEqual(["cache.A", "cache.B"]);
    expect(run.world.nodes.every(({ protocol }) => protocol.core.transactions.count === 0)).toBe(true);
    for (const { claim, verdict } of run.verdicts()) expect([claim, verdict.state]).not.toEqual([claim, "violated"]);
  });

  test("[CAC-01] a lock that was refused, and taken again since, is kept as long as the later one says", () => {
    const run = mesh([
      { at: "500ms", do: "lock", as: "first", node: "B", key: "/", domain: "ATTR", state: "EXCLUSIVE" },
      { at: "600ms", do: "generate", as: "cache", from: ["A"], service: "lock", everyUs: 50_000, holdUs: 70_000, count: 2, lock: { keys: ["/"], domain: "ATTR", state: "EXCLUSIVE" } },
      { at: "610ms", do: "stopWaiting", lock: "cache.A" },
      { at: "620ms", do: "unlock", lock: "first" },
    ]);
    run.advanceTo(690_000);
    expect(actsOf(run).map(({ code }) => code)).toEqual([GENERATED.act, GENERATED.act, GENERATED.done]);
    expect(run.world.nodes[0]!.protocol.mayUnlock(run.world.locks.tagOf("cache.A"))).toBe(true);
    run.advanceTo(730_000);
    expect(run.world.nodes[0]!.protocol.mayUnlock(run.world.locks.tagOf("cache.A"))).toBe(false);
  });

  test("[QRM-01] commits by number, each has one outcome", () => {
    const run = mesh([{ at: "500ms", do: "generate", as: "log", from: ["A"], service: "commit", everyUs: 20_000, bytes: 12, count: 10 }]);
    run.advanceUntilQuiet(120_000_000);
    expect(run.world.commits.get("log#10")).toBeDefined();
    expect(run.isQuiet).toBe(true);
    expect(run.journal.counters.violations).toBe(0);
  });
});

describe("replayed", () => {
  test("commands of a watcher, generators included, give the same digest from the run file", async () => {
    const { runFileFromText } = await import("../record/run-file.ts");
    const { Replay } = await import("./replay.ts");
    const run = new Run(sixNodes());
    run.advanceTo(400_123);
    applied(run, { ...LOAD, random: true, holdUs: { least: 0, most: 5_000 } });
    run.advanceTo(700_000);
    applied(run, { do: "stopGenerator", generator: "load" });
    run.advanceTo(900_000);
    const file = runFileFromText(run.runFile());
    if (!file.ok) throw new Error(JSON.stringify(file.error));
    const replay = new Replay(file.value, {});
    while (!replay.finished && replay.step());
    expect(replay.run.digest).toBe(run.digest);
    expect(replay.run.world.generators.get("load")?.acts).toBe(run.world.generators.get("load")?.acts);
  });
});
