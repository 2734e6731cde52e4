/**
 * `npm run fuzz -- [--mutations N] [--seed N] [--shard i/n] [--batch N] [--json]`: mutated bytes against framer and node, with a report.
 * `npm run fuzz -- --gather`: writes src/fuzz/library.json, one message of each shape that the library's runs send.
 * What breaks a promise is made small and written to src/fuzz/crashes/; then the exit code is 1. Bad use: 2.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { crashFileName, crashToJson } from "../src/fuzz/crash.ts";
import { BATCH_MUTATIONS, runBatch } from "../src/fuzz/fuzz.ts";
import { minimised } from "../src/fuzz/minimise.ts";
import { runSecureBatch, SECURE_BATCH, SECURE_EVERY, secureNotExercised, SecureTally } from "../src/fuzz/secure.ts";
import { notExercised, reportOf, Tally } from "../src/fuzz/tally.ts";
import { gather } from "./fuzz-gather.ts";
import { reportText } from "./fuzz-report.ts";

const USAGE = "usage: npm run fuzz -- [--mutations N] [--seed N] [--shard i/n] [--batch N] [--json] | --gather";
const CRASHES = "src/fuzz/crashes";
const DEFAULT_MUTATIONS = 200_000;
/** A run stops when it has found so many. */
const CRASHES_MAX = 10;
const PROGRESS_MS = 30_000;

interface Options {
  readonly mutations: number;
  readonly seed: number;
  readonly shard: { readonly index: number; readonly of: number };
  /** only this one */
  readonly batch: number | null;
  readonly json: boolean;
}

function usage(message: string): never {
  console.error(`${message}\n${USAGE}`);
  process.exit(2);
}

function whole(text: string | undefined, name: string, min: number, fallback: number): number {
  if (text === undefined) return fallback;
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < min) usage(`--${name} ${text}: expected a whole number from ${min} on`);
  return value;
}

function readOptions(): Options | "gather" {
  const { values } = parseOrExit();
  if (values.gather) return "gather";
  const shard = /^(\d+)\/(\d+)$/.exec(values.shard ?? "1/1");
  if (!shard || Number(shard[1]) < 1 || Number(shard[1]) > Number(shard[2])) usage(`--shard ${values.shard}: expected i/n, 1 <= i <= n`);
  return {
    mutations: whole(values.mutations, "mutations", 1, DEFAULT_MUTATIONS),
    seed: whole(values.seed, "seed", 0, 1),
    shard: { index: Number(shard[1]) - 1, of: Number(shard[2]) },
    batch: values.batch === undefined ? null : whole(values.batch, "batch", 0, 0),
    json: values.json ?? false,
  };
}

function parseOrExit() {
  try {
    const text = { type: "string" } as const;
    return parseArgs({ options: { mutations: text, seed: text, shard: text, batch: text, json: { type: "boolean" }, gather: { type: "boolean" } } });
  } catch (error) {
    return usage(error instanceof Error ? error.message : String(error));
  }
}

/** The batches of this shard, each with its number of inputs. */
function* batchesOf({ mutations, shard, batch }: Options): Generator<readonly [batch: number, mutations: number]> {
  if (batch !== null) yield [batch, BATCH_MUTATIONS];
  else for (let i = 0; i * BATCH_MUTATIONS < mutations; i++) if (i % shard.of === shard.index) yield [i, Math.min(BATCH_MUTATIONS, mutations - i * BATCH_MUTATIONS)];
}

function main(): void {
  const options = readOptions();
  if (options === "gather") {
    console.log(gather());
    return;
  }
  const tally = new Tally();
  const secure = new SecureTally();
  const startMs = performance.now();
  let nextMs = startMs + PROGRESS_MS;
  let crashes = 0;
  for (const [batch, mutations] of batchesOf(options)) {
    const crash = runBatch(options.seed, batch, mutations, tally);
    if (crash !== null) {
      const small = minimised(crash);
      const path = join(CRASHES, crashFileName(small));
      writeFileSync(path, crashToJson(small));
      console.error(`batch ${batch} (${crash.rig}): ${crash.what}\n  written to ${path}`);
      if (++crashes === CRASHES_MAX) break;
    }
    // Encrypted links: made by their seed and batch alone, which is all that there is to keep.
    const broken = batch % SECURE_EVERY === 0 || options.batch !== null ? runSecureBatch(options.seed, batch, SECURE_BATCH, secure) : null;
    if (broken !== null) {
      console.error(`encrypted links: ${broken}`);
      if (++crashes === CRASHES_MAX) break;
    }
    if (performance.now() > nextMs) {
      nextMs += PROGRESS_MS;
      console.error(`${tally.mutations} inputs, ${crashes} broken promises, ${Math.round(process.memoryUsage().heapUsed / 1e6)} MB`);
    }
  }
  const seconds = (performance.now() - startMs) / 1000;
  const report = reportOf(tally);
  // One batch is one kind of mesh and too little to meet everything.
  const missing = options.batch === null ? [...notExercised(report), ...secureNotExercised(secure)] : [];
  const heapMb = Math.round(process.memoryUsage().heapUsed / 1e6);
  if (options.json) console.log(JSON.stringify({ seed: options.seed, shard: `${options.shard.index + 1}/${options.shard.of}`, seconds, crashes, missing, heapMb, ...report, encrypted: secure }, null, 1));
  else console.log(reportText(options.seed, seconds, crashes, missing, heapMb, report, secure));
  process.exitCode = crashes > 0 || missing.length > 0 ? 1 : 0;
}

main();
