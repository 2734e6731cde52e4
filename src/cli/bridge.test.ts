import { createServer } from "node:net";
import { describe, expect, test } from "vitest";
import { FastClock } from "../bridge/clock.testkit.ts";
import { fail, ok } from "../base/result.ts";
import { type BridgePlatform, type BridgeRequest, bridgeCommand, bridgeLineSchema } from "./bridge.ts";
import type { CommandResult } from "./decode.ts";
import { replayCommand } from "./replay.ts";

/** A machine of which every file lies in a map, and the clock is fast. */
class Desk {
  readonly clock = new FastClock();
  readonly files = new Map<string, string>();
  readonly printed: string[] = [];
  stop: () => void = () => {};

  get platform(): BridgePlatform {
    return {
      readText: (path) => (this.files.has(path) ? ok(this.files.get(path)!) : fail("ENOENT: no such file or directory")),
      writeText: (path, text) => (path.startsWith("/") ? fail("EACCES: permission denied") : (this.files.set(path, text), ok(null))),
      nowMs: () => 0,
      clock: this.clock,
      print: (line) => this.printed.push(line),
      onStop: (stop) => (this.stop = stop),
      chance: () => 7,
    };
  }

  run(request: Partial<BridgeRequest>): Promise<CommandResult> {
    return bridgeCommand({ peers: 4, json: false, ...request }, this.platform);
  }

  /** The command to its end, in the clock's time. */
  async ended(request: Partial<BridgeRequest>): Promise<CommandResult> {
    const command = this.run(request);
    let result: CommandResult | null = null;
    void command.then((one) => (result = one));
    await this.clock.until(() => result !== null);
    return command;
  }

  get port(): string {
    return /listens on 127\.0\.0\.1:(\d+)/.exec(this.printed.join("\n"))?.[1] ?? "";
  }
}

describe("bad use says what was expected", () => {
  test.each<[string, Partial<BridgeRequest>, string]>([
    ["neither way", {}, "give one of --listen HOST:PORT and --connect HOST:PORT"],
    ["both ways", { listen: "1", connect: "1" }, "give one of --listen HOST:PORT and --connect HOST:PORT"],
    ["no address", { listen: "here" }, '--listen "here": expected HOST:PORT such as 127.0.0.1:4000'],
    ["no port to go to", { connect: "127.0.0.1:0" }, "--connect: expected a port from 1 to 65535"],
    ["no scenario", { listen: "0", scenario: "nowhere.json" }, '"nowhere.json" is no scenario of the library, and no file that can be read'],
    ["no node", { listen: "0", node: "X" }, '--node: no node "X"; expected one of listener'],
  ])("%s", async (_, request, text) => {
    const { errors, exitCode, lines } = await new Desk().run(request);
    expect([exitCode, lines, errors.join("\n")]).toEqual([2, [], expect.stringContaining(text)]);
  });

  test("a leaf that has its link already", async () => {
    const desk = new Desk();
    const nodes = [{ id: "A" }, { id: "L", role: "leaf", pfs: [{ label: "l" }] }];
    desk.files.set("s.json", JSON.stringify({ spanscope: 1, title: "t", summary: "s", seed: 1, topology: { nodes, links: [{ a: "A", b: "L" }] } }));
    expect(await desk.run({ listen: "0", scenario: "s.json", node: "L" })).toEqual({ lines: [], exitCode: 2, errors: ["L cannot have a link to the outside: L is a leaf and has its one link"] });
  });

  test("an address that somebody else has", async () => {
    const server = createServer();
    const port = await new Promise<number>((resolve) => server.listen(0, "127.0.0.1", () => resolve((server.address() as { readonly port: number }).port)));
    expect(await new Desk().run({ listen: `${port}` })).toEqual({ lines: [], exitCode: 1, errors: [`127.0.0.1:${port} cannot be listened on (EADDRINUSE)`] });
    server.close();
  });
});

describe("a bridge", () => {
  test("listens on this machine alone unless told otherwise, and says so", async () => {
    const desk = new Desk();
    const { lines, exitCode } = await desk.ended({ listen: "0", forUs: 1_000_000 });
    expect(desk.printed[0]).toMatch(/listens on 127\.0\.0\.1:\d+, from this machine alone; each connection is a link of listener, at most 4$/);
    expect([exitCode, lines[0]]).toEqual([0, expect.stringMatching(/^ended after 1\.00\d{4} s: its time is over \(--for 1\.000000 s\); digest [0-9a-f]{16}$/)]);
    const open = new Desk();
    await open.ended({ listen: "0.0.0.0:0", forUs: 1_000 });
    expect(open.printed[0]).toContain("from everywhere that reaches 0.0.0.0: whoever comes is taken for a neighbour");
  });

  test("ends when it is told to, says why a peer cannot be reached, and tries again ever more seldom", async () => {
    const desk = new Desk();
    const free = createServer();
    const port = await new Promise<number>((resolve) => free.listen(0, "127.0.0.1", () => resolve((free.address() as { readonly port: number }).port)));
    await new Promise((resolve) => free.close(resolve));
    const command = desk.run({ connect: `127.0.0.1:${port}` });
    await desk.clock.pass(9_000_000);
    desk.stop();
    expect((await command).lines[0]).toContain("it was told to end");
    expect(desk.printed.map((line) => /again in (\d+) s/.exec(line)?.[1]).filter((again) => again !== undefined)).toEqual(["1", "2", "4", "8"]);
    expect(desk.printed[1]).toContain(`127.0.0.1:${port} cannot be reached (ECONNREFUSED)`);
  });

  test.each(["header", "c2012"] as const)("and another find each other in the profile %s; what is printed fits the schema, and the run file replays", async (profile) => {
    const listener = new Desk();
    const listens = listener.run({ listen: "0", profile, json: true, runFile: "run.json" });
    await listener.clock.until(() => listener.port !== "");
    const connector = new Desk();
    const connects = connector.run({ connect: `127.0.0.1:${listener.port}`, profile });
    const knows = (): boolean => listener.printed.some((line) => line.includes("listener hears of connector from outside at distance 0.")) && connector.printed.some((line) => line.includes("connector hears of listener from outside"));
    for (let turn = 0; turn < 3_000 && !knows(); turn++) await Promise.all([listener.clock.turn(), connector.clock.turn()]);
    expect(knows()).toBe(true);
    connector.stop();
    let isOver = false;
    void connects.then(() => (isOver = true));
    for (let turn = 0; turn < 3_000 && !(isOver && listener.printed.some((line) => line.includes("peerGone"))); turn++) await Promise.all([listener.clock.turn(), connector.clock.turn()]);
    listener.stop();
    await listener.clock.pass(5_000);
    const { lines } = await listens;
    const events = [...listener.printed, ...lines].map((line) => bridgeLineSchema.parse(JSON.parse(line)));
    const told = new Set(events.map(({ event }) => event));
    expect(["listening", "peerCame", "up", "connReceived", "connSent", "spanReceived", "announced", "peerGone", "down", "linkDown", "end"].filter((event) => !told.has(event))).toEqual([]);
    const replayed = replayCommand("run.json", listener.platform);
    expect([replayed.exitCode, replayed.errors, (JSON.parse(replayed.lines[0]!) as { digest: string }).digest]).toEqual([0, [], (events.at(-1) as { digest: string }).digest]);
  });

  test("a run file that cannot be written is told", async () => {
    expect(await new Desk().ended({ listen: "0", forUs: 1_000, runFile: "/nowhere/run.json" })).toEqual({ lines: [], exitCode: 2, errors: ["/nowhere/run.json cannot be written (EACCES: permission denied)"] });
  });
});
