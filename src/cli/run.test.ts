import { describe, expect, test } from "vitest";
import { fail, ok, type Result } from "../base/result.ts";
import { replayCommand, replayOutputSchema } from "./replay.ts";
import { runCommand, type RunRequest } from "./run.ts";
import { type RunOutput, runOutputSchema } from "./run-output.ts";
import type { Platform } from "./run-platform.ts";

/** Files in memory, and a clock that goes on by a second with every look. */
class Desk implements Platform {
  readonly files = new Map<string, string>();
  #nowMs = 0;

  readText(path: string): Result<string, string> {
    const text = this.files.get(path);
    return text === undefined ? fail("ENOENT: no such file or directory") : ok(text);
  }

  writeText(path: string, text: string): Result<null, string> {
    if (path.startsWith("/")) return fail("EACCES: permission denied");
    this.files.set(path, text);
    return ok(null);
  }

  nowMs(): number {
    return (this.#nowMs += 1_000);
  }
}

const BASE: RunRequest = { maxVirtualUs: 600_000_000, json: true };

function output(request: Partial<RunRequest>, desk = new Desk()): RunOutput {
  const result = runCommand({ ...BASE, ...request }, desk);
  if (result.lines.length !== 1) throw new Error(result.errors.join("\n"));
  return runOutputSchema.parse(JSON.parse(result.lines[0]!));
}

const FILE = JSON.stringify({
  spanscope: 1,
  title: "A line",
  summary: "Three in a row.",
  seed: 5,
  topology: { generate: "line:3" },
  expect: [{ that: "span", node: "A", pfs: "C", dist: 1 }],
  $schema: "https://example.org/schema/scenario-1.schema.json",
});

describe("run", () => {
  test("a topology: every node a controller that offers a PFS labelled with its id, dist as received", () => {
    const run = output({ topology: "line:4", seed: 9 });
    expect(run).toMatchObject({ scenario: "line:4", seed: 9, quiet: true, unreachable: 0, violations: [], wallMs: 1_000, expectations: [] });
    expect(run.nodes.map(({ id }) => id)).toEqual(["A", "B", "C", "D"]);
    expect(run.nodes[0]).toEqual({
      id: "A",
      state: "up",
      best: [
        { pfs: "B", dist: 0, via: "A-B" },
        { pfs: "C", dist: 1, via: "A-B" },
        { pfs: "D", dist: 2, via: "A-B" },
      ],
      tables: { spansReceived: 3, spansSent: 1, transactions: 0, entries: 0 },
    });
    expect(run.spans).toEqual({ open: 12, opened: 12, closed: 0 });
    const { sent, delivered, lost, pings } = run.messages;
    expect(sent - delivered - lost).toBeLessThanOrEqual(pings); // quiet: nothing but PINGs is in flight
  });

  test("the same run gives the same object, another seed another digest", () => {
    expect(output({ topology: "random:12:20", seed: 4 })).toEqual(output({ topology: "random:12:20", seed: 4 }));
    expect(output({ topology: "ring:5", seed: 4 }).digest).not.toBe(output({ topology: "ring:5", seed: 5 }).digest);
    expect(output({ topology: "random:12:20", seed: 4 }).nodes).not.toEqual(output({ topology: "random:12:20", seed: 5 }).nodes);
  });

  test("relays, maximum distance and hold are switched from outside", () => {
    const of = (more: Partial<RunRequest>): RunOutput => output({ topology: "ring:8", ...more });
    expect(of({ topology: "complete:5", relaysMax: 1 }).spans.opened).toBeLessThan(of({ topology: "complete:5", relaysMax: 2 }).spans.opened);
    expect(of({ distanceMax: 1 })).toMatchObject({ unreachable: 8 });
    expect(of({ holdUs: 0 }).digest).not.toBe(of({}).digest);
  });

  test("a scenario by name or by file; --seed counts for what is drawn, too", () => {
    expect(output({ scenario: "spans-find-every-host" }).scenario).toBe("Spans find every host");
    const desk = new Desk();
    desk.files.set("my.json", FILE);
    expect(output({ scenario: "my.json" }, desk)).toMatchObject({ scenario: "A line", seed: 5, expectations: [{ state: "met" }] });
    expect(output({ scenario: "my.json", seed: 6 }, desk).seed).toBe(6);
  });

  test("a graph file as topology", () => {
    const desk = new Desk();
    desk.files.set("maps/net.dot", "graph { x -- y -- z }");
    expect(output({ topology: "maps/net.dot" }, desk)).toMatchObject({ scenario: "net.dot", nodes: [{ id: "x" }, { id: "y" }, { id: "z" }], unreachable: 0 });
  });

  test("until a time: the run stops there, and what it did not come to has not failed", () => {
    const request = { ...BASE, scenario: "spans-find-every-host", until: 100_000 };
    const run = output(request);
    expect(run).toMatchObject({ virtualUs: 100_000, quiet: false, violations: [] });
    expect(run.expectations.every(({ state }) => state === "pending")).toBe(true);
    expect(runCommand(request, new Desk()).exitCode).toBe(0);
  });

  test("what the scenario provokes is listed and fails nothing", () => {
    const desk = new Desk();
    desk.files.set("noise.json", JSON.stringify({ ...JSON.parse(FILE), commands: [{ at: "500ms", do: "inject", link: "A-B", from: "A", bytes: "00".repeat(64), how: "raw" }], expect: [] }));
    const result = runCommand({ ...BASE, scenario: "noise.json" }, desk);
    expect(result.exitCode).toBe(0);
    expect((JSON.parse(result.lines[0]!) as RunOutput).violations).toEqual([
      { type: "protocol", atUs: expect.any(Number), node: "B", link: "A-B", rule: "WIRE-02", error: "SYNC", text: expect.stringContaining("B"), provoked: true },
    ]);
  });

  test("a command that cannot be applied is told, and fails nothing", () => {
    const desk = new Desk();
    desk.files.set("early.json", JSON.stringify({ ...JSON.parse(FILE), commands: [{ at: 1, do: "open", as: "t", from: "A", to: "B", text: "" }] }));
    const result = runCommand({ ...BASE, scenario: "early.json" }, desk);
    expect(result).toMatchObject({ exitCode: 0, errors: [expect.stringMatching(/^refused at 0\.000001 s: open/)] });
    expect((JSON.parse(result.lines[0]!) as RunOutput).refusedCommands).toEqual([{ atUs: 1, do: "open", reason: expect.any(String) }]);
  });

  test("without --json a summary", () => {
    const { lines, errors, exitCode } = runCommand({ ...BASE, json: false, topology: "ring:5" }, new Desk());
    expect({ errors, exitCode }).toEqual({ errors: [], exitCode: 0 });
    expect(lines.slice(0, 2)).toEqual(["ring:5 (seed 1)", expect.stringMatching(/^quiet at \d+\.\d{6} s of simulated time, after 1000 ms here$/)]);
  });
});

describe("run that fails: exit 1", () => {
  test("an expectation that does not hold", () => {
    const desk = new Desk();
    desk.files.set("my.json", FILE.replace('"dist":1', '"dist":7'));
    const result = runCommand({ ...BASE, scenario: "my.json" }, desk);
    expect(result.exitCode).toBe(1);
    expect(result.errors).toEqual(["not met: at the end: A knows C at dist 7; found: known at dist 1 through A-B, SPANs of it: 1"]);
    expect((JSON.parse(result.lines[0]!) as RunOutput).violations).toEqual([{ type: "expectation", text: "at the end: A knows C at dist 7", found: "known at dist 1 through A-B, SPANs of it: 1" }]);
  });

  test("an expectation behind the end of its scenario", () => {
    const desk = new Desk();
    desk.files.set("my.json", JSON.stringify({ ...JSON.parse(FILE), until: "1s", expect: [{ at: "2s", that: "reached" }] }));
    expect(runCommand({ ...BASE, scenario: "my.json" }, desk)).toMatchObject({ exitCode: 1, errors: ["not met: at 2.000000 s: every node knows every PFS; the run ended before"] });
  });

  test("a run that does not become quiet in time", () => {
    const result = runCommand({ ...BASE, topology: "line:3", maxVirtualUs: 1_000_000 }, new Desk());
    expect(result).toMatchObject({ exitCode: 1, errors: ["the run was not quiet after 1.000000 s of simulated time (--max-virtual)"] });
    expect(result.lines).toHaveLength(1);
  });
});

describe("bad use of run: exit 2, and nothing on stdout", () => {
  test.each<[string, Partial<RunRequest>, string]>([
    ["nothing to run", {}, "give a SCENARIO or --topology; the library has"],
    ["both", { scenario: "spans-find-every-host", topology: "ring:5" }, "give one of the two"],
    ["no such scenario", { scenario: "nope" }, '"nope" is no scenario of the library, and no file that can be read (ENOENT'],
    ["no such topology", { topology: "nope" }, '"nope" is no topology, and no file that can be read (ENOENT'],
    ["numbers that cannot be", { topology: "ring:1" }, "ring:1: nodes must be a whole number from 3 to 2000"],
    ["a file that is no JSON", { scenario: "text.json" }, "text.json: (file): expected JSON"],
    ["a file with a fault", { scenario: "fault.json" }, "fault.json: seed: expected a whole number"],
    ["a graph with a fault", { topology: "fault.dot" }, 'fault.dot: line 1, column 9: found "!"; expected'],
    ["a run file that cannot be written", { topology: "ring:3", runFile: "/root.json" }, "/root.json cannot be written (EACCES"],
  ])("%s", (_, request, message) => {
    const desk = new Desk();
    desk.files.set("text.json", "hello");
    desk.files.set("fault.json", FILE.replace('"seed":5', '"seed":-5'));
    desk.files.set("fault.dot", "graph { !");
    const result = runCommand({ ...BASE, ...request }, desk);
    expect(result).toMatchObject({ exitCode: 2, lines: [] });
    expect(result.errors.join("\n")).toContain(message);
  });
});

describe("replay", () => {
  function recorded(): Desk {
    const desk = new Desk();
    expect(runCommand({ ...BASE, scenario: "a-transaction-never-changes-its-path", relaysMax: 3, seed: 12, runFile: "run.json" }, desk).exitCode).toBe(0);
    return desk;
  }

  test("a run file, switches and seed from outside included, gives the same digest", () => {
    const { lines, errors, exitCode } = replayCommand("run.json", recorded());
    expect({ errors, exitCode }).toEqual({ errors: [], exitCode: 0 });
    expect(replayOutputSchema.parse(JSON.parse(lines[0]!))).toMatchObject({ same: true, seed: 12, scenario: "A transaction never changes its path" });
  });

  test("a file that says another digest, another engine, or another seed is noticed", () => {
    const desk = recorded();
    const text = desk.files.get("run.json")!;
    const digest = /"digest": "([0-9a-f]{16})"/.exec(text)![1]!;
    desk.files.set("digest.json", text.replace(digest, "0123456789abcdef"));
    expect(replayCommand("digest.json", desk)).toMatchObject({ exitCode: 1, errors: [`the digest is ${digest}, the file says 0123456789abcdef: this is another run`] });
    desk.files.set("engine.json", text.replace(/"engine": "[^"]*"/, '"engine": "0.0"'));
    expect(replayCommand("engine.json", desk)).toMatchObject({ exitCode: 0, errors: [expect.stringContaining("written by engine 0.0")] });
    desk.files.set("seed.json", text.replace(/"seed": 12/, '"seed": 13'));
    expect(replayCommand("seed.json", desk).exitCode).toBe(1);
  });

  test("what is no run file is bad use", () => {
    const desk = new Desk();
    desk.files.set("my.json", FILE);
    expect(replayCommand("my.json", desk)).toMatchObject({ exitCode: 2, lines: [], errors: ["my.json: spanscopeRun: expected 1, the version of this format"] });
    expect(replayCommand("nope.json", desk)).toMatchObject({ exitCode: 2, errors: ["nope.json cannot be read (ENOENT: no such file or directory)"] });
  });
});
