import { inflateRawSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { fail, ok } from "../base/result.ts";
import type { PlantedName } from "../node/planted.ts";
import { runFileFromText } from "../record/run-file.ts";
import { Replay } from "../run/replay.ts";
import { sharedRunFromText } from "../run/share/shared-run.ts";
import { huntCommand, type HuntMachine, type HuntRequest } from "./hunt.ts";
import type { HuntOutput } from "./hunt-output.ts";
import { publishedSchemas } from "./schema.ts";

/** `spanscope hunt --shrink`: what a violation becomes, as file, link and lines. */

const WANTED: HuntRequest = { seeds: { first: 1, last: 2 }, variants: ["plain-crc"], shard: { number: 1, of: 1 }, workers: 1, json: true, shrink: "found" };

function machine(files: Map<string, string>, refused = ""): HuntMachine & { readonly told: string[] } {
  const told: string[] = [];
  return {
    told,
    readText: () => fail("ENOENT: no such file or directory"),
    writeText: (path, text) => (refused === path ? fail("EACCES: permission denied") : (files.set(path, text), ok(null))),
    makeFolder: (path) => (refused === path ? fail("EEXIST: file already exists") : ok(null)),
    nowMs: () => 0,
    cpuUs: () => 0,
    peakBytes: () => 1,
    isInterrupted: () => false,
    progress: (line) => void told.push(line),
  };
}

async function shrunkWith(request: Partial<HuntRequest>, files = new Map<string, string>()) {
  const here = machine(files);
  const result = await huntCommand({ ...WANTED, ...request }, here);
  return { ...result, files, told: here.told };
}

describe("hunt --shrink", () => {
  test("writes a run file that stops at the violation, and prints a link to the same run", async () => {
    const { lines, files, told, exitCode } = await shrunkWith({});
    const output = JSON.parse(lines[0]!) as HuntOutput;
    const [first] = output.shrunk!;
    expect(exitCode).toBe(1);
    expect(z.fromJSONSchema(JSON.parse(publishedSchemas().get("hunt-1.schema.json")!) as Parameters<typeof z.fromJSONSchema>[0]).safeParse(output).success).toBe(true);
    expect(output.shrunk!.map(({ seed, check, file }) => ({ seed, check, file }))).toEqual(output.report.violations.slice(0, 3).map(({ seed, check }) => ({ seed, check, file: `found/seed-${seed}.run.json` })));
    expect([...files.keys()]).toEqual(output.shrunk!.map(({ file }) => file));
    expect(first).toMatchObject({ complete: true, commands: expect.any(Number), link: expect.stringMatching(/^http:\/\/127\.0\.0\.1:4173\/#run=[\w-]{100,4000}$/) });
    expect(first!.commands).toBeLessThanOrEqual(6);

    const file = runFileFromText(files.get(first!.file)!);
    const shared = sharedRunFromText(inflateRawSync(Buffer.from(first!.link.split("#run=")[1]!, "base64url")).toString(), []);
    if (!file.ok || !shared.ok) throw new Error("both can be read");
    expect(shared.value.file).toEqual(file.value);
    const replay = new Replay(file.value);
    while (replay.step());
    expect([replay.isSame, replay.run.nowUs, replay.run.verdicts().find(({ name }) => name === first!.check)?.verdict.state]).toEqual([true, first!.atUs, "violated"]);
    expect(told.some((line) => /^shrinking seed \d+: [a-z' ]+, \d+ of at most 1500 executions; \d+ commands and \d+ nodes are left$/.test(line))).toBe(true);
  });

  test("in lines: how small, what is violated, and the address of the lab that was given", async () => {
    const { lines } = await shrunkWith({ json: false, lab: "https://lab.example/" });
    const at = lines.findIndex((line) => line.startsWith("shrunk: seed "));
    expect(lines[at]).toMatch(/^shrunk: seed \d+ to \d+ commands?, \d+ nodes? and \d+ links? \(\d+ executions\): found\/seed-\d+\.run\.json$/);
    expect(lines[at + 1]).toMatch(/^ {2}[a-z-]+ at \d+\.\d+ s: /);
    expect(lines[at + 2]).toMatch(/^ {2}https:\/\/lab\.example\/#run=/);
  });

  test("where nothing is violated nothing is written", async () => {
    const { lines, files, exitCode } = await shrunkWith({ variants: [] });
    expect([exitCode, (JSON.parse(lines[0]!) as HuntOutput).shrunk, files.size]).toEqual([0, [], 0]);
  });

  test("a folder that cannot be made is told before anything is hunted, a file that cannot be written behind it", async () => {
    const folder = await huntCommand(WANTED, machine(new Map(), "found"));
    expect(folder).toEqual({ lines: [], exitCode: 2, errors: ["found cannot be made (EEXIST: file already exists)"] });
    const file = await huntCommand({ ...WANTED, seeds: { first: 2, last: 2 } }, machine(new Map(), "found/seed-2.run.json"));
    expect(file).toEqual({ lines: [], exitCode: 2, errors: ["found/seed-2.run.json cannot be written (EACCES: permission denied)"] });
  });

  test("a planted fault is shrunk with it, and its file does not say so", async () => {
    const plant: PlantedName = "distance-off-by-one";
    const { lines, files } = await shrunkWith({ variants: [], plant, seeds: { first: 1, last: 3 } });
    const [first] = (JSON.parse(lines[0]!) as HuntOutput).shrunk!;
    expect([first!.nodes <= 3, files.get(first!.file)!.includes(plant)]).toEqual([true, false]);
  });
});
