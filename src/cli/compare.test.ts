import { describe, expect, test } from "vitest";
import { Run } from "../run/run.ts";
import { sixNodes } from "../run/run.testkit.ts";
import { compareCommand, compareOutputSchema, type CompareRequest } from "./compare.ts";
import type { Platform } from "./run-platform.ts";

const files = new Map<string, string>();
const PLATFORM: Platform = {
  nowMs: () => 0,
  readText: (path) => (files.has(path) ? { ok: true, value: files.get(path)! } : { ok: false, error: "ENOENT" }),
  writeText: () => ({ ok: false, error: "no" }),
} as Platform;

const request = (change: Partial<CompareRequest>): CompareRequest => ({ left: "spans-find-every-host", seeds: [undefined, undefined], variants: [[], []], maxVirtualUs: 60_000_000, json: true, ...change });

describe("spanscope compare", () => {
  test("a scenario and itself: exit 0, no row differs", () => {
    const { lines, exitCode } = compareCommand(request({}), PLATFORM);
    const output = compareOutputSchema.parse(JSON.parse(lines[0]!));
    expect([exitCode, output.same, output.difference]).toEqual([0, true, null]);
  });

  test("another variant: exit 1, the first row that differs with both sentences, costs with difference and ratio", () => {
    const { lines, exitCode } = compareCommand(request({ variants: [[], ["no-split-horizon"]] }), PLATFORM);
    const output = compareOutputSchema.parse(JSON.parse(lines[0]!));
    expect(exitCode).toBe(1);
    expect(output.difference?.left?.sentence).not.toBe(output.difference?.right?.sentence);
    const relayed = output.costs.find(({ cost }) => cost === "spansRelayed")!;
    expect(relayed.difference).toBe(relayed.right - relayed.left);
    expect(relayed.ratio).toBeGreaterThan(1);
  });

  test("as text: both sides, the row, the table", () => {
    const { lines } = compareCommand(request({ seeds: [undefined, 8], json: false }), PLATFORM);
    expect(lines[0]).toMatch(/^A {2}Spans find every host \(seed 7\)/);
    expect(lines[1]).toMatch(/^B {2}Spans find every host \(seed 8\)/);
    expect(lines[2]).toMatch(/^the first difference is row \d+$/);
    expect(lines.at(-1)).toContain("longest convergence, us");
  });

  test("run files stand for their runs", () => {
    const run = new Run(sixNodes());
    run.advanceTo(500_000);
    run.apply({ do: "cut", link: "B-C", how: "close" });
    run.advanceTo(600_000);
    files.set("cut.json", run.runFile());
    const { lines } = compareCommand(request({ left: "cut.json", right: "cut.json", until: 600_000 }), PLATFORM);
    expect(compareOutputSchema.parse(JSON.parse(lines[0]!)).left.digest).toBe(run.digest);
    expect(compareCommand(request({ left: "cut.json", seeds: [3, undefined] }), PLATFORM).errors[0]).toContain("is a run file and brings its seed");
  });

  test.each([
    [{ left: "nope" }, '"nope" is no scenario of the library'],
    [{ right: "nope" }, '"nope" is no scenario of the library'],
    [{ variants: [[], ["fast"]] as const }, '--variant-b: "fast" is no variant; expected one of'],
  ])("%j is refused", (change, said) => {
    const { exitCode, errors, lines } = compareCommand(request(change), PLATFORM);
    expect([exitCode, lines]).toEqual([2, []]);
    expect(errors[0]).toContain(said);
  });
});
