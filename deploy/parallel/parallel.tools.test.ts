import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { builtProgram, killAll, start } from "../../src/cli/queue/queue.testkit.ts";

const folder = mkdtempSync(join(tmpdir(), "spanscope-parallel-"));
vi.setConfig({ testTimeout: 180_000 }); // many processes, on a machine that may be busy

let program: string;

beforeAll(async () => {
  program = await builtProgram("parallel-test");
});

afterAll(() => {
  killAll();
  rmSync(folder, { recursive: true, force: true });
});

test("GNU parallel: shards are hunted beside each other and joined to what one hunt of all says; one that is missing is named", async () => {
  const recipe = resolve(import.meta.dirname, "hunt.sh");
  const run = (): ReturnType<typeof start>["ended"] => start("bash", [recipe, "1-4", "3", "--jobs", "2"], { cwd: folder, env: { SPANSCOPE: `${process.execPath} ${program}`, PARTS: "parts" } }).ended;
  const [whole, shards] = await Promise.all([start(process.execPath, [program, "hunt", "--seeds", "1-4", "--workers", "1"]).ended, run()]);
  const digest = (text: string): string | undefined => /^ {2}digest +([0-9a-f]{8})$/m.exec(text)?.[1];
  expect(shards).toMatchObject({ exitCode: 0, stderr: "" });
  expect(shards.stdout).toContain("4 hunted: 4 hold");
  expect(digest(shards.stdout)).toBe(digest(whole.stdout));
  expect(readdirSync(join(folder, "parts")).sort()).toEqual(["1.json", "1.txt", "2.json", "2.txt", "3.json", "3.txt", "parallel.log"]);
  rmSync(join(folder, "parts", "2.json"));
  const lacking = await run(); // parallel's log says that it was done
  expect(lacking).toMatchObject({ exitCode: 1, stderr: expect.stringContaining("of 3 shards these are missing: 2") });
});
