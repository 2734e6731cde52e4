import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Queue, QueueEvents } from "bullmq";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { HuntOutput } from "../hunt-output.ts";
import { builtProgram, killAll, listening, redisServer, start, type Started, until } from "./queue.testkit.ts";

// The real terminal program, workers as processes, a real Redis server. What a queue brings must be what a hunt of one's own brings.

vi.setConfig({ testTimeout: 180_000 }); // many processes, on a machine that may be busy

let program: string;
let redis: Awaited<ReturnType<typeof redisServer>>;
const folder = mkdtempSync(join(tmpdir(), "spanscope-queue-"));

beforeAll(async () => {
  [program, redis] = await Promise.all([builtProgram("queue-test"), redisServer()]);
});

afterAll(async () => {
  killAll();
  await redis.close();
  rmSync(folder, { recursive: true, force: true });
});

function hunt(...args: string[]): Started {
  return start(process.execPath, [program, "hunt", ...args]);
}

/** One of the two sides, in a queue of the test's own. */
function coordinator(name: string, ...args: string[]): Started {
  return hunt("--queue", redis.url, "--queue-name", name, "--json", ...args);
}

function worker(name: string, ...args: string[]): Started {
  return hunt("--queue", redis.url, "--queue-name", name, "--work", "--workers", "1", ...args);
}

async function output({ ended }: Started): Promise<HuntOutput & { readonly exitCode: number | null; readonly stderr: string }> {
  const { exitCode, stdout, stderr } = await ended;
  if (stdout === "") throw new Error(`no output: ${stderr}`);
  return { ...(JSON.parse(stdout) as HuntOutput), exitCode, stderr };
}

/** What is the same whoever hunted. */
function asked({ report, engine, generator, seeds, scenario, variants, planted, shards, complete, exitCode }: Awaited<ReturnType<typeof output>>): object {
  return { report, engine, generator, seeds, scenario, variants, planted, shards, complete, exitCode };
}

async function seedsOf({ ended }: Started): Promise<number> {
  const { exitCode, stdout, stderr } = await ended;
  expect([exitCode, stderr]).toEqual([0, ""]);
  return Number(/(\d+) seeds hunted/.exec(stdout)?.[1] ?? 0);
}

describe("a hunt by a queue", () => {
  test("with two workers reports what a hunt of one's own reports; its part is one that merge reads; nothing stays in Redis", async () => {
    const seeds = ["--seeds", "1-6"];
    const whole = hunt(...seeds, "--workers", "1", "--json");
    const part = join(folder, "part.json");
    const waiting = coordinator("two", ...seeds, "--out", part);
    const workers = [worker("two"), worker("two")];
    const [local, queued] = await Promise.all([output(whole), output(waiting)]);
    expect(asked(queued)).toEqual(asked(local));
    expect(queued).toMatchObject({ exitCode: 0, complete: true, report: { seeds: { hunted: 6, hold: 6 } } });
    const counts = await Promise.all(workers.map(seedsOf));
    expect(counts[0] + counts[1]).toBe(6);
    expect(queued.measured).toMatchObject({ workers: counts.filter((count) => count > 0).length, coreSecondsPerSeed: expect.any(Number) });
    const merged = await output(start(process.execPath, [program, "merge", part, "--json"]));
    expect(merged.report).toEqual(local.report);
    const queue = new Queue("two", { prefix: "spanscope", connection: { port: redis.port } });
    expect(await queue.getJobCountByTypes("waiting", "active", "delayed", "completed", "failed")).toBe(0);
    await queue.close();
  });

  test("on a scenario, with a variant and a mistake that is planted: all of that travels with the jobs, and what is found ends with 1", async () => {
    const wish = ["--seeds", "1-3", "--scenario", "spans-find-every-host", "--variant", "early-spanid", "--plant", "distance-off-by-one"];
    const local = hunt(...wish, "--workers", "1", "--json");
    const queued = coordinator("scenario", ...wish);
    const [own, others] = await Promise.all([output(local), output(queued), seedsOf(worker("scenario"))]);
    expect(asked(others)).toEqual(asked(own));
    expect(others).toMatchObject({ exitCode: 1, planted: "distance-off-by-one", variants: ["early-spanid"] });
    expect(others.report.violations.length).toBeGreaterThan(0);
  });

  test("a worker and the coordinator are killed half-way: others go on, what was in hand is taken over, every seed is counted once", async () => {
    const seeds = ["--seeds", "101-108"];
    const whole = output(hunt(...seeds, "--workers", "1", "--json"));
    const connection = { port: redis.port };
    const queue = new Queue("killed", { prefix: "spanscope", connection });
    const events = new QueueEvents("killed", { prefix: "spanscope", connection });
    const stalled: string[] = [];
    events.on("stalled", ({ jobId }) => stalled.push(jobId));
    const first = coordinator("killed", ...seeds);
    const victim = worker("killed");
    await until(async () => (await queue.getCompletedCount()) >= 2 && (await queue.getActiveCount()) === 1);
    victim.child.kill("SIGKILL");
    first.child.kill("SIGKILL");
    await Promise.all([victim.ended, first.ended]);
    const held = (await queue.getActive()).map(({ id }) => id);
    const done = await queue.getCompletedCount();
    expect(held).toHaveLength(1); // Redis still thinks that somebody executes it
    const again = coordinator("killed", ...seeds);
    const second = worker("killed");
    const [local, queued, count] = await Promise.all([whole, output(again), seedsOf(second)]);
    expect(asked(queued)).toEqual(asked(local));
    expect(count).toBe(8 - done); // what the one that died had finished was not done again
    expect(stalled).toEqual(held);
    await Promise.all([queue.close(), events.close()]);
  });

  test("a worker of another engine version refuses: it says so, ends with 2, and leaves the jobs to others", async () => {
    const other = await builtProgram("queue-test-other", "1776");
    const waiting = coordinator("engines", "--seeds", "1-2");
    const foreign = await start(process.execPath, [other, "hunt", "--queue", redis.url, "--queue-name", "engines", "--work", "--workers", "1"]).ended;
    expect(foreign).toMatchObject({ exitCode: 2, stdout: "" });
    expect(foreign.stderr).toMatch(/is not for this worker: it is for engine \d+, this program has engine 1776: start workers of the same version/);
    const [queued, count] = await Promise.all([output(waiting), seedsOf(worker("engines"))]);
    expect(queued).toMatchObject({ exitCode: 0, complete: true });
    expect(count).toBe(2);
  });
});

describe("Redis that cannot be used ends coordinator and worker with 2, within seconds, and it is said why:", () => {
  async function refused(url: string, ...args: string[]): Promise<string> {
    const startMs = performance.now();
    const { exitCode, stdout, stderr } = await hunt("--queue", url, ...args).ended;
    expect({ exitCode, stdout, soon: performance.now() - startMs < 20_000 }).toEqual({ exitCode: 2, stdout: "", soon: true });
    return stderr;
  }

  test("nobody listens", async () => {
    const { server, port } = await listening(() => undefined);
    await new Promise((done) => server.close(done));
    const url = `redis://127.0.0.1:${port}`;
    const [one, two] = await Promise.all([refused(url, "--seeds", "1-2"), refused(url, "--work")]);
    expect(one).toBe(`Redis at ${url}/0 cannot be used: connect ECONNREFUSED 127.0.0.1:${port}\n`);
    expect(two).toBe(one);
  });

  test("what listens says nothing, or is no Redis", async () => {
    const silent = await listening(() => undefined);
    const other = await listening((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
    const said = await Promise.all([silent, other].map(({ port }) => refused(`redis://127.0.0.1:${port}`, "--work")));
    expect(said[0]).toContain("no answer within 5 s");
    expect(said[1]).toContain("cannot be used: ");
    for (const { server } of [silent, other]) server.close();
  });

  test("it wants a password", async () => {
    const locked = await redisServer("--requirepass", "secret");
    expect(await refused(locked.url, "--work")).toContain("NOAUTH");
    expect(await refused(`redis://:wrong@127.0.0.1:${locked.port}`, "--seeds", "1-1")).toMatch(/cannot be used: .*WRONGPASS/);
    const right = `redis://:secret@127.0.0.1:${locked.port}`;
    const [queued] = await Promise.all([output(hunt("--queue", right, "--seeds", "1-1", "--json")), hunt("--queue", right, "--work", "--workers", "1").ended]);
    expect(queued.exitCode).toBe(0);
    await locked.close();
  });

  test("the URL is none", async () => {
    expect(await refused("localhost:6379", "--work")).toContain("--queue: expected redis://HOST:PORT");
  });
});
