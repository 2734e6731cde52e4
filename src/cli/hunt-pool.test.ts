import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { generateCase } from "../hunt/generate/generate-case.ts";
import { PLAIN_HUNT } from "../hunt/hunt-case.ts";
import { reportOf } from "../hunt/report.ts";
import { hung, huntSeed } from "../hunt/seed-record.ts";
import type { HuntOutput } from "./hunt-output.ts";

const ROOT = join(import.meta.dirname, "../..");

test("workers, started from the one file of the terminal program, find what one finds who works alone", () => {
  // The bundle is made as dist/cli.mjs is: by the plugin that lets a worker start the bundle itself.
  const text = execFileSync(process.execPath, ["tools/run-ts.mjs", "src/cli.ts", "hunt", "--seeds", "1-6", "--workers", "2", "--json"], { cwd: ROOT, encoding: "utf8" });
  const output = JSON.parse(text) as HuntOutput;
  expect(output.measured!.workers).toBe(2);
  expect(output.report).toEqual(JSON.parse(JSON.stringify(reportOf([1, 2, 3, 4, 5, 6].map((seed) => huntSeed(seed, PLAIN_HUNT))))));
}, 120_000);

test("a worker that does not come back from a step of the engine is ended, its seed is reported as one that hangs, and the others are hunted as ever", () => {
  // Of these seeds one withdraws a PFS, which is where the planted mistake never returns.
  const seeds = fourSeeds();
  const hangs = seeds.find((seed) => withdraws(seed))!;
  let text = "";
  let exitCode = 0;
  try {
    execFileSync(process.execPath, ["tools/run-ts.mjs", "src/cli.ts", "hunt", "--seeds", `${seeds[0]}-${seeds.at(-1)}`, "--workers", "2", "--patience", "4", "--plant", "never-returns", "--json"], { cwd: ROOT, encoding: "utf8", stdio: "pipe" });
  } catch (error) {
    ({ stdout: text, status: exitCode } = error as { readonly stdout: string; readonly status: number });
  }
  const output = JSON.parse(text) as HuntOutput;
  expect(exitCode).toBe(1);
  expect(output.report.violations).toEqual([{ seed: hangs, check: "hangs", text: "no step of the engine came to its end for 4 s, and its worker was ended", row: 0, atUs: 0 }]);
  const records = seeds.map((seed) => (seed === hangs ? hung(seed, 4) : huntSeed(seed, PLAIN_HUNT)));
  expect(output.report).toEqual(JSON.parse(JSON.stringify(reportOf(records))));
}, 180_000);

function withdraws(seed: number): boolean {
  return generateCase(seed).scenario.commands.some(({ command }) => command.do === "withdraw");
}

/** The first four in a row of which just one withdraws. */
function fourSeeds(): number[] {
  for (let first = 1; ; first++) {
    const seeds = [first, first + 1, first + 2, first + 3];
    if (seeds.filter((seed) => withdraws(seed)).length === 1) return seeds;
  }
}
