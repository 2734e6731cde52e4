import { beforeEach, describe, expect, test, vi } from "vitest";
import { VARIANTS } from "../node/variants.ts";
import { runFileFromText } from "../record/run-file.ts";
import { replay } from "../run/replay.ts";
import { Run } from "../run/run.ts";
import { LIBRARY } from "../scenarios/library.ts";
import { scenarioFromJson } from "../sim/scenario.ts";
import { Host } from "./host.ts";
import { HostRig } from "./host.testkit.ts";
import type { Command, FromWorker } from "./messages.ts";

const NO_FILTER = { families: [], node: null, link: null, text: "" };
const CUT: Command = { do: "cut", link: "B-C", how: "close" };

let rig: HostRig;
beforeEach(() => {
  rig = new HostRig();
  rig.host.start();
});

describe("the page opens already running", () => {
  test("the library's first scenario is loaded, its first frame comes unasked, and it plays at its speed", () => {
    const { loaded } = rig.of("loaded")[0]!;
    expect(loaded).toMatchObject({ title: "Spans find every host", hint: "Click a link to cut it.", speedUsPerS: 50_000, holdUs: 1_000 });
    expect(loaded.library.map(({ name }) => name)).toEqual(LIBRARY.map(({ name }) => name));
    expect(loaded.watch).toMatchObject({ pfs: "pfsD", transaction: "talk" });
    expect(rig.frames).toHaveLength(1);
    expect(rig.frame).toMatchObject({ sequence: 1, playing: true, nowUs: 0, caption: "Click a link to cut it." });
    expect(rig.frame.topology!.nodes).toHaveLength(6);
    expect(rig.frame.tree!.pfs).toBe("pfsD");
    rig.play(1_000);
    expect(rig.frame.nowUs).toBeGreaterThan(49_000);
    expect(rig.frame.nowUs).toBeLessThan(51_500);
    expect(rig.frame.behind).toBe(false);
  });
});

test("a beat of the page is answered, whether a run is loaded, plays or stands still", () => {
  const said: FromWorker[] = [];
  const host = new Host((message) => said.push(message), rig.scheduler);
  host.receive({ type: "beat" });
  host.start();
  host.receive({ type: "control", control: { control: "pause" } });
  host.receive({ type: "beat" });
  expect(said.filter(({ type }) => type === "beat")).toHaveLength(2);
});

describe("frames", () => {
  test("one in flight: the next comes when the last was drawn, not before", () => {
    rig.scheduler.pass(500);
    expect(rig.frames).toHaveLength(1);
    rig.want();
    expect(rig.frames).toHaveLength(2);
    expect(rig.frame.nowUs).toBeGreaterThan(20_000);
    rig.scheduler.pass(500);
    expect(rig.frames).toHaveLength(2);
    expect(rig.frames.map(({ sequence }) => sequence)).toEqual([1, 2]);
  });

  test("a paused run that nothing changed sends none, however often it is asked; a change is sent at once", () => {
    rig.control({ control: "pause" });
    rig.want();
    const count = rig.frames.length;
    for (let i = 0; i < 5; i++) rig.want();
    rig.scheduler.pass(1_000);
    expect(rig.frames).toHaveLength(count);
    expect(rig.scheduler.waiting).toBe(0);
    rig.control({ control: "watch", watch: { inspect: { kind: "node", node: "B" }, pfs: null, transaction: null, shell: null, feedFilter: NO_FILTER, board: null } });
    expect(rig.frames).toHaveLength(count + 1);
    expect(rig.frame.inspection).toMatchObject({ kind: "node", id: "B" });
  });

  test("the filter of the feed counts from its control on", () => {
    rig.control({ control: "runTo", atUs: 320_000 });
    rig.play(100);
    rig.control({ control: "watch", watch: { inspect: null, pfs: null, transaction: null, shell: null, feedFilter: { ...NO_FILTER, text: "accepts transaction" }, board: null } });
    const found = rig.query({ query: "feed", from: 0, count: 10 });
    expect(found).toMatchObject({ query: "feed", from: 0, rows: [{ sentence: "D accepts transaction talk, which came in from C." }] });
    rig.play(32);
    expect([rig.frame.feedCount, rig.frame.feedTail.length]).toEqual([1, 1]);
  });
});

describe("controls", () => {
  test("pause stands still, play goes on", () => {
    rig.play(200);
    rig.control({ control: "pause" });
    const stopped = rig.runFile().endUs;
    rig.play(500);
    expect(rig.runFile().endUs).toBe(stopped);
    rig.control({ control: "play" });
    rig.play(200);
    expect(rig.frame.nowUs).toBeGreaterThan(Number(stopped) + 9_000);
    expect(rig.frame.nowUs).toBeLessThan(Number(stopped) + 12_000);
  });

  test("one event on is something that the journal tells, then it pauses", () => {
    rig.control({ control: "pause" });
    const rows = () => rig.frame.counters.events;
    for (let i = 0; i < 30; i++) {
      const before = rows();
      rig.control({ control: "stepEvent" });
      rig.want();
      expect(rows()).toBeGreaterThan(before);
      expect(rig.frame.playing).toBe(false);
    }
  });

  test("to a time as fast as it goes, then pause", () => {
    rig.control({ control: "runTo", atUs: 250_000 });
    rig.play(64);
    expect(rig.frame).toMatchObject({ nowUs: 250_000, playing: false });
    rig.control({ control: "runTo", atUs: 100 });
    rig.play(64);
    expect(rig.frame.nowUs).toBe(250_000);
  });

  test("speed changes at once, from slow motion to as fast as it goes", () => {
    rig.control({ control: "speed", usPerS: 1_000 });
    rig.play(1_000);
    expect(rig.frame.nowUs).toBeLessThan(2_000);
    rig.control({ control: "speed", usPerS: 1_000_000 });
    rig.play(1_000);
    expect(rig.frame.nowUs).toBeGreaterThan(990_000);
    expect(rig.frame.nowUs).toBeLessThan(1_030_000);
    rig.scheduler.lookMs = 0.2;
    rig.control({ control: "speed", usPerS: Number.POSITIVE_INFINITY });
    rig.play(100);
    expect(rig.frame.nowUs).toBeGreaterThan(3_000_000);
    expect(rig.frame.speedUsPerS).toBe(Number.POSITIVE_INFINITY);
  });

  test("slices stay short, so that controls never wait", () => {
    const slow = new HostRig(0.2);
    slow.host.start();
    slow.control({ control: "speed", usPerS: Number.POSITIVE_INFINITY });
    slow.play(200);
    expect(slow.scheduler.longestSliceMs).toBeGreaterThan(10);
    expect(slow.scheduler.longestSliceMs).toBeLessThan(25);
    slow.control({ control: "pause" });
    const { nowUs } = slow.frame;
    slow.play(100);
    expect(slow.frame.nowUs).toBeGreaterThanOrEqual(nowUs);
    expect(slow.frame.playing).toBe(false);
  });

  test("a worker that cannot keep up says so and does not pile up a debt", () => {
    const slow = new HostRig(20);
    slow.host.start();
    slow.control({ control: "load", source: { topology: "ring:30", seed: 1 } });
    slow.control({ control: "speed", usPerS: 1_000_000_000 });
    slow.play(1_000);
    expect(slow.frame.behind).toBe(true);
    slow.control({ control: "speed", usPerS: 1 });
    slow.play(200);
    expect(slow.frame.behind).toBe(false);
  });

  test("restart begins again, with the same or another seed", () => {
    rig.play(500);
    rig.command(CUT);
    rig.control({ control: "restart" });
    rig.want();
    expect(rig.frame.nowUs).toBeLessThan(1_000);
    expect(rig.frame.topology).not.toBeNull();
    rig.control({ control: "restart", seed: 99 });
    expect(rig.of("loaded").map(({ loaded }) => loaded.seed)).toEqual([7, 7, 99]);
  });
});

describe("variants", () => {
  const last = () => rig.of("loaded").at(-1)!.loaded;
  const on = (): string[] => last().variants.flatMap((one) => (one.on ? [one.name] : []));

  test("a restart with other variants is a run of its own, whose file says so and replays to the same digest", () => {
    expect([on(), last().variants.length]).toEqual([[], VARIANTS.length]);
    expect(last().variants.find(({ name }) => name === "silent-reroute")).toMatchObject({ forbiddenBy: ["ROUTE-04", "ROUTE-05"], sentence: expect.stringMatching(/^A hop that loses a path/) });
    rig.control({ control: "restart", variants: ["plain-crc", "no-split-horizon"] });
    expect(on()).toEqual(["no-split-horizon", "plain-crc"]);
    rig.play(2_000);
    rig.command(CUT);
    rig.play(500);
    const file = rig.runFile();
    expect(file.scenario).toMatchObject({ switches: { splitHorizon: false, plainCrc: true } });
    rig.control({ control: "load", source: { json: JSON.stringify(file) } });
    expect(on()).toEqual(["no-split-horizon", "plain-crc"]);
    rig.control({ control: "speed", usPerS: 50_000_000 });
    rig.play(2_000);
    expect(rig.of("notice").at(-1)!.text).toContain(file.digest);
  });

  test("a plain restart keeps them, none takes them off, and what is none is no request", () => {
    rig.control({ control: "restart", variants: ["no-hold"] });
    rig.control({ control: "restart", seed: 3 });
    expect([on(), last().seed]).toEqual([["no-hold"], 3]);
    rig.control({ control: "restart", variants: ["no-such"] });
    expect(rig.of("loaded")).toHaveLength(3);
    rig.control({ control: "restart", variants: [] });
    expect([on(), last().seed]).toEqual([[], 3]);
  });

  test("what a scenario claims is said of the variants it was written with, and only of those", () => {
    rig.control({ control: "load", source: { name: "a-hop-that-re-routes-silently-is-caught" } });
    rig.want();
    const claims = (): number => (rig.want(), rig.frame.expectations.length);
    expect([on(), claims()]).toEqual([["silent-reroute"], 7]);
    rig.control({ control: "restart", variants: [] });
    expect([on(), claims()]).toEqual([[], 0]);
    rig.control({ control: "restart", variants: ["silent-reroute"] });
    expect([on(), claims()]).toEqual([["silent-reroute"], 7]);
  });

  test("a run that never ends by itself stands still at its limit, which is told once", () => {
    rig.control({ control: "load", source: { name: "without-a-maximum-distance-it-never-ends" } });
    rig.control({ control: "speed", usPerS: Number.POSITIVE_INFINITY });
    for (let waited = 0; waited < 400 && rig.of("notice").length === 0; waited++) rig.play(1_000, 500);
    expect(rig.of("notice").map(({ text }) => text)).toEqual([expect.stringMatching(/^The run stands still: it has 340000 rows, and with no split horizon, no maximum distance, no hold it would never end/)]);
    rig.play(1_000);
    expect(rig.frame.playing).toBe(false);
    rig.control({ control: "play" });
    rig.play(1_000);
    expect(rig.of("notice")).toHaveLength(1);
  });
});

describe("loading", () => {
  test("by name, as the text of a file, and as a topology", () => {
    rig.control({ control: "load", source: { name: "a-transaction-never-changes-its-path" } });
    rig.control({ control: "load", source: { topology: "ring:5", seed: 3 } });
    rig.control({ control: "load", source: { json: JSON.stringify({ ...(LIBRARY[0]!.file as object), title: "Mine" }) } });
    expect(rig.of("loaded").map(({ loaded }) => loaded.title).slice(1)).toEqual(["A transaction never changes its path", "ring:5", "Mine"]);
    rig.want();
    expect(rig.frame.topology!.nodes).toHaveLength(6);
  });

  test("a run file plays to where it stopped, to the same digest, and says so", () => {
    rig.play(2_000);
    rig.command({ do: "cut", link: "B-C", how: "close" });
    rig.play(1_500);
    rig.control({ control: "pause" });
    const file = rig.runFile();
    rig.control({ control: "load", source: { name: "a-transaction-never-changes-its-path" } });
    rig.control({ control: "load", source: { json: JSON.stringify(file) } });
    expect(rig.command({ do: "cut", link: "B-C", how: "close" })).toContain("being replayed");
    rig.control({ control: "speed", usPerS: Number.POSITIVE_INFINITY });
    rig.play(500);
    expect(rig.frame).toMatchObject({ playing: false, digest: file.digest });
    expect(rig.of("notice").map(({ text }) => text)).toEqual([expect.stringContaining(`the same digest ${file.digest}`)]);
    expect(rig.runFile()).toEqual(file);
    // From here on it is a run like any other.
    expect(rig.command({ do: "heal", link: "B-C" })).toBeNull();
  });

  test("a run file whose digest is another one is replayed all the same, and that is said", () => {
    rig.play(300);
    const file = { ...rig.runFile(), digest: "0123456789abcdef" };
    rig.control({ control: "load", source: { json: JSON.stringify(file) } });
    rig.control({ control: "speed", usPerS: Number.POSITIVE_INFINITY });
    rig.play(500);
    expect(rig.of("notice").at(-1)!.text).toContain("instead of 0123456789abcdef");
  });

  test.each([
    [{ name: "nothing" }, "name"],
    [{ json: "{" }, "(file)"],
    [{ json: JSON.stringify({ ...(LIBRARY[0]!.file as object), seed: "x" }) }, "seed"],
    [{ topology: "ring:-1", seed: 1 }, "topology"],
    [{ json: '{"spanscopeRun": 1}' }, "engine"],
  ])("a broken one answers with path and expectation, and the old run lives on (%#)", (source, path) => {
    rig.play(200);
    const { nowUs } = rig.frame;
    rig.control({ control: "load", source });
    const failed = rig.of("loadFailed").at(-1)!;
    expect(failed.errors[0]!.path).toBe(path);
    expect(failed.errors[0]!.message).not.toBe("");
    rig.play(200);
    expect(rig.of("loaded")).toHaveLength(1);
    expect(rig.frame.nowUs).toBeGreaterThan(nowUs);
  });
});

describe("commands", () => {
  test("are applied now, in simulated time, and recorded", () => {
    rig.play(3_000);
    expect(rig.command(CUT)).toBeNull();
    const at = rig.frame.nowUs;
    const { commands } = rig.runFile() as unknown as { commands: { at: number; do: string }[] };
    expect(commands).toHaveLength(1);
    expect(commands[0]).toMatchObject({ do: "cut", link: "B-C", at: expect.any(Number) });
    expect(Math.abs(commands[0]!.at - at)).toBeLessThan(1_000);
  });

  test("one that cannot be is refused, with a reason", () => {
    expect(rig.command({ do: "cut", link: "nowhere", how: "close" })).toBe("there is no link nowhere");
    expect(rig.command({ do: "cut", link: "B-C", how: "bite" } as unknown as Command)).toBe("how: expected suspend, close or silent");
    expect(rig.command(null as unknown as Command)).toBe("a command is an object");
    expect(rig.command({ do: "inject", link: "A-B", from: "A", bytes: "0".repeat(1_000_000), how: "raw" })).toMatch(/^bytes: /);
  });
});

describe("one digest, whoever drives", () => {
  test("host with odd slices, replay of its run file, and the run itself", () => {
    const odd = new HostRig(0.37);
    odd.host.start();
    for (const [i, ms] of [3, 301, 11, 999, 5, 1_300, 1, 177].entries()) {
      odd.play(ms);
      odd.control({ control: "speed", usPerS: [50_000, 1_333, 999_999, 20_000][i % 4]! });
      if (i === 3) odd.command(CUT);
      if (i === 5) odd.command({ do: "heal", link: "B-C" });
      if (i === 6) odd.control({ control: "stepEvent" });
      if (i === 6) odd.command({ do: "open", as: "again", from: "A", to: "pfsD", text: "again" });
      odd.control({ control: "play" });
    }
    odd.control({ control: "pause" });
    const text = JSON.stringify(odd.runFile());
    const file = runFileFromText(text);
    if (!file.ok) throw new Error(JSON.stringify(file.error));
    expect(file.value.commands).toHaveLength(3);
    expect(replay(file.value).digest).toBe(file.value.digest);
    // The same commands at the same places, by hand.
    const scenario = scenarioFromJson(LIBRARY[0]!.file);
    if (!scenario.ok) throw new Error("the library is broken");
    const run = new Run(scenario.value);
    for (const { atUs, afterSteps, command } of file.value.commands) {
      while (run.steps < afterSteps!) run.step();
      if (atUs > run.nowUs) run.world.advanceTo(atUs);
      run.apply(command);
    }
    while (run.steps < file.value.steps) run.step();
    expect(run.digest).toBe(file.value.digest);
  });

  test("a run that only plays has the digest of its scenario", () => {
    rig.scheduler.lookMs = 0.2;
    rig.control({ control: "speed", usPerS: Number.POSITIVE_INFINITY });
    rig.play(50);
    rig.control({ control: "pause" });
    const { digest, steps } = rig.runFile();
    const scenario = scenarioFromJson(LIBRARY[0]!.file);
    if (!scenario.ok) throw new Error("the library is broken");
    const run = new Run(scenario.value);
    while (run.steps < steps) run.step();
    expect(run.digest).toBe(digest);
  });
});

describe("queries", () => {
  test("a message with its bytes, or null", () => {
    rig.play(2_000);
    expect(rig.query({ query: "message", message: 0 })).toMatchObject({ message: { kind: "message", from: "A", to: "B", description: { name: "LNK_AUTH" } } });
    expect(rig.query({ query: "message", message: 1e9 })).toMatchObject({ message: null });
  });

  test("hex bytes described, and what is wrong with them", () => {
    const sheet = (hex: string) => rig.query({ query: "sheet", hex, edit: null, end: null });
    expect(sheet("32 48")).toMatchObject({ sheet: { description: { byteOrder: "little" } }, error: null });
    expect(sheet("zz")).toMatchObject({ sheet: null, error: expect.stringContaining("hex") });
    expect(sheet("")).toMatchObject({ sheet: null, error: expect.any(String) });
  });

  test.each([
    ["DBG_SHELL", "ls"],
    ["LNK_SPAN", "mine"],
    ["LNK_CONN", ""],
    ["LNK_ERROR", ""],
    ["LNK_PING", ""],
  ])("a well-formed %s to start from", (name, text) => {
    const made = rig.query({ query: "template", name, spanid: "0x0000020000000003", msgid: "0x77", flags: ["CREATE", "DELETE"], text });
    if (made.query !== "template") throw new Error("another answer");
    const described = rig.query({ query: "sheet", hex: made.hex, edit: null, end: null });
    expect(described).toMatchObject({ sheet: { description: { name, flags: ["CREATE", "DELETE"], faults: [] } } });
    if (described.query !== "sheet") throw new Error("another answer");
    expect(described.sheet!.description.fields.find((field) => field.name === "spanid")!.value).toBe("0x0000020000000003");
  });

  test("an unknown command has no template", () => {
    expect(rig.query({ query: "template", name: "LNK_NOTHING", spanid: "", msgid: "", flags: [], text: "" })).toEqual({ query: "template", hex: "" });
  });
});

describe("what is no request is nothing", () => {
  const watch = { inspect: null, pfs: null, transaction: null, shell: null, feedFilter: NO_FILTER, board: null };
  const control = (more: object) => ({ type: "control", control: more });
  test.each<[string, unknown]>([
    ["null", null],
    ["text", "want"],
    ["a list", [1]],
    ["a control that is none", { type: "control" }],
    ["a speed in words", control({ control: "speed", usPerS: "fast" })],
    ["a time without end", control({ control: "runTo", atUs: Number.POSITIVE_INFINITY })],
    ["a name of a thousand characters", control({ control: "watch", watch: { ...watch, inspect: { kind: "node", node: "x".repeat(1_000) } } })],
    ["a family that is none", control({ control: "watch", watch: { ...watch, feedFilter: { ...NO_FILTER, families: ["nonsense"] } } })],
    ["a negative seed", control({ control: "load", source: { topology: "ring:5", seed: -1 } })],
    ["a negative position", { type: "query", id: 1, query: { query: "feed", from: -1, count: 3 } }],
    ["a megabyte of hex", { type: "query", id: 1, query: { query: "describe", hex: "0".repeat(1_000_000) } }],
    ["an id in words", { type: "query", id: "x", query: { query: "runFile" } }],
    ["half an id", { type: "command", id: 1.5, command: CUT }],
  ])("%s", (_, request) => {
    rig.want();
    const before = rig.said.length;
    rig.host.receive(request);
    expect(rig.said).toHaveLength(before);
  });

  test("speeds that cannot be become ones that can", () => {
    rig.control({ control: "pause" });
    for (const [usPerS, become] of [[Number.NaN, 1_000_000], [-1, 1], [0, 1], [1e300, Number.POSITIVE_INFINITY]] as const) {
      rig.control({ control: "speed", usPerS });
      rig.want();
      expect(rig.frame.speedUsPerS).toBe(become);
    }
  });
});

describe("a mistake of ours", () => {
  test("stops the run, is told, and does not leave anybody waiting; loading begins anew", () => {
    rig.play(200);
    const broken = vi.spyOn(Run.prototype, "advanceTo").mockImplementation(() => {
      throw new Error("World: something impossible");
    });
    rig.play(50);
    broken.mockRestore();
    expect(rig.of("crashed")).toEqual([{ type: "crashed", message: "World: something impossible" }]);
    expect(rig.command(CUT)).toBe("World: something impossible");
    expect(rig.query({ query: "runFile" })).toMatchObject({ query: "runFile" });
    rig.control({ control: "play" });
    rig.play(100);
    expect(rig.of("crashed")).toHaveLength(1);
    rig.control({ control: "restart" });
    rig.play(200);
    expect(rig.frame).toMatchObject({ playing: true });
    expect(rig.frame.nowUs).toBeGreaterThan(0);
  });
});
