import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { PLAIN_HUNT } from "../hunt/hunt-case.ts";
import { reportOf } from "../hunt/report.ts";
import { huntSeed } from "../hunt/seed-record.ts";
import type { HuntOutput } from "./hunt-output.ts";

const ROOT = join(import.meta.dirname, "../..");

test("workers, started from the one file of the terminal program, find what one finds who works alone", () => {
  // The bundle is made as dist/cli.mjs is: by the plugin that lets a worker start the bundle itself.
  const text = execFileSync(process.execPath, ["tools/run-ts.mjs", "src/cli.ts", "hunt", "--seeds", "1-6", "--workers", "2", "--json"], { cwd: ROOT, encoding: "utf8" });
  const output = JSON.parse(text) as HuntOutput;
  expect(output.measured!.workers).toBe(2);
  expect(output.report).toEqual(JSON.parse(JSON.stringify(reportOf([1, 2, 3, 4, 5, 6].map((seed) => huntSeed(seed, PLAIN_HUNT))))));
}, 120_000);
