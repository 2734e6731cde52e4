import type { Command } from "../sim/commands.ts";
import { type Scenario, scenarioFromJson } from "../sim/scenario.ts";
import { Frames } from "./frame.ts";
import { Run } from "./run.ts";
import type { Inspectable, TransactionInspection } from "./shown.ts";

/** Small runs for tests: A to F as on the page's first picture, with pfsD behind two ways. */

export interface TestFile {
  readonly commands?: readonly Readonly<Record<string, unknown>>[];
  readonly switches?: Readonly<Record<string, unknown>>;
  readonly expect?: readonly Readonly<Record<string, unknown>>[];
  readonly until?: string;
  readonly hint?: string;
  readonly latencyUs?: number;
}

export function sixNodes({ commands = [], switches = {}, expect = [], until, hint, latencyUs = 1_000 }: TestFile = {}): Scenario {
  const pfs = (label: string) => [{ label }];
  return scenarioOf({
    spanscope: 1,
    title: "Six nodes",
    summary: "A, B, C, D in a line; A, E, F, D another way",
    ...(hint === undefined ? {} : { hint }),
    seed: 7,
    topology: {
      nodes: [{ id: "A", role: "endpoint", pfs: pfs("pfsA") }, { id: "B" }, { id: "C" }, { id: "D", role: "endpoint", pfs: pfs("pfsD") }, { id: "E" }, { id: "F", bigEndian: true }],
      links: ["AB", "AE", "BC", "CD", "EF", "FD", "BE"].map(([a, b]) => ({ a, b })),
      defaults: { model: { latencyUs } },
    },
    switches,
    commands,
    expect,
    ...(until === undefined ? {} : { until }),
  });
}

/** A scenario's file executed to where it ends, without checks. */
export function endedRun(file: unknown): Run {
  const scenario = scenarioOf(file);
  const run = new Run(scenario, { checks: false });
  if (scenario.until === "quiet") run.advanceUntilQuiet(60_000_000);
  else run.advanceTo(scenario.until);
  return run;
}

function scenarioOf(file: unknown): Scenario {
  const read = scenarioFromJson(file);
  if (!read.ok) throw new Error(read.error.map(({ path, message }) => `${path}: ${message}`).join("\n"));
  return read.value;
}

/** A run up to a time, with everything its journal tells read. */
export function ranTo(atUs: number, file: TestFile = {}): { readonly run: Run; readonly frames: Frames } {
  const run = new Run(sixNodes(file));
  const frames = new Frames(run);
  run.advanceTo(atUs);
  frames.catchUp();
  return { run, frames };
}

/** Commands of somebody who watches; one that is refused fails the test. */
export function applied(run: Run, ...commands: readonly Command[]): void {
  for (const command of commands) {
    const refusal = run.apply(command);
    if (refusal !== null) throw new Error(`${command.do}: ${refusal}`);
  }
}

export const TALK: Command = { do: "open", as: "talk", from: "A", to: "pfsD", text: "hello" };

export function inspected({ run, frames }: { readonly run: Run; readonly frames: Frames }, inspect: Inspectable) {
  frames.setWatch({ ...frames.watch, inspect });
  run.chronicle.catchUp();
  return frames.build({ playing: false, speedUsPerS: 1_000_000, behind: false }).inspection;
}

export function inspectedTransaction(made: { readonly run: Run; readonly frames: Frames }, name: string): TransactionInspection {
  const inspection = inspected(made, { kind: "transaction", name });
  if (inspection?.kind !== "transaction") throw new Error(`no transaction ${name}`);
  return inspection;
}

/** All rows of the feed as sentences. */
export function feedOf({ frames }: { readonly frames: Frames }): string[] {
  frames.catchUp();
  return Array.from({ length: Math.ceil(frames.feed.count / 500) }, (_, page) => frames.feed.read(500 * page, 500).map(({ sentence }) => sentence)).flat();
}
