import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
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
  let text = "";
  let exitCode = 0;
  try {
    // Of these seeds one withdraws a PFS, which is where the planted mistake never returns.
    execFileSync(process.execPath, ["tools/run-ts.mjs", "src/cli.ts", "hunt", "--seeds", "36-39", "--workers", "2", "--patience", "4", "--plant", "never-returns", "--json"], { cwd: ROOT, encoding: "utf8", stdio: "pipe" });
  } catch (error) {
    ({ stdout: text, status: exitCode } = error as { readonly stdout: string; readonly status: number });
  }
  const output = JSON.parse(text) as HuntOutput;
  expect(exitCode).toBe(1);
  expect(output.report.violations).toEqual([{ seed: 37, check: "hangs", text: "no step of the engine came to its end for 4 s, and its worker was ended", row: 0, atUs: 0 }]);
  const records = [36, 37, 38, 39].map((seed) => (seed === 37 ? hung(seed, 4) : huntSeed(seed, PLAIN_HUNT)));
  expect(output.report).toEqual(JSON.parse(JSON.stringify(reportOf(records))));
}, 180_000);
