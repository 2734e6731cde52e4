import { z } from "zod";
import { ENGINE_VERSION } from "../record/version.ts";
import { replay } from "../run/replay.ts";
import { OWN_BOUNDS, sharedRunFromText } from "../run/share/shared-run.ts";
import { LIBRARY } from "../scenarios/library.ts";
import type { CommandResult } from "./decode.ts";
import type { Platform } from "./run-platform.ts";
import { sayFault } from "./run-source.ts";

/** What `spanscope replay` prints. */
export const replayOutputSchema = z
  .strictObject({
    same: z.boolean().describe("the digests are equal"),
    version: z.string().describe("of this engine"),
    recordedVersion: z.string().describe("of the engine that wrote the file"),
    scenario: z.string(),
    seed: z.int().min(0),
    digest: z.string(),
    recordedDigest: z.string(),
    steps: z.int().min(0),
    virtualUs: z.int().min(0),
    wallMs: z.int().min(0),
  })
  .meta({ title: "Output of spanscope replay" });

export type ReplayOutput = z.output<typeof replayOutputSchema>;

/** Executes a run file again. Exit 1: the digest is another one. */
export function replayCommand(path: string, platform: Platform): CommandResult {
  const text = platform.readText(path);
  if (!text.ok) return bad(`${path} cannot be read (${text.error})`);
  const read = sharedRunFromText(text.value, LIBRARY, OWN_BOUNDS);
  if (!read.ok) return bad(...read.error.map((fault) => sayFault(path, fault)));
  const { file } = read.value;
  const { engine, digest, scenario, seed } = file;
  const startMs = platform.nowMs();
  const run = replay(file, { checks: false });
  const wallMs = Math.round(platform.nowMs() - startMs);
  const same = run.digest === digest;
  const output: ReplayOutput = {
    same,
    version: ENGINE_VERSION,
    recordedVersion: engine,
    scenario: scenario.title,
    seed,
    digest: run.digest,
    recordedDigest: digest,
    steps: run.steps,
    virtualUs: run.nowUs,
    wallMs,
  };
  const errors = [];
  if (engine !== ENGINE_VERSION) errors.push(`the file was written by engine ${engine}, this is engine ${ENGINE_VERSION}; their digests may differ`);
  if (!same) errors.push(`the digest is ${run.digest}, the file says ${digest}: this is another run`);
  return { lines: [JSON.stringify(output)], exitCode: same ? 0 : 1, errors };
}

function bad(...errors: string[]): CommandResult {
  return { lines: [], exitCode: 2, errors };
}
