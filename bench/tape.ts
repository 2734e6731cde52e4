/**
 * What going back in time costs: a run of a million events (the ring of 100 with 25 chords, whose links are cut and healed
 * one after the other), and from its end to places drawn at random, each as far as the frame that shows it.
 */
import { LIMITS } from "../src/base/limits.ts";
import { Prng } from "../src/base/prng.ts";
import { Frames } from "../src/run/frame.ts";
import { Run } from "../src/run/run.ts";
import { Tape } from "../src/run/tape/tape.ts";
import { scenarioFromJson } from "../src/sim/scenario.ts";
import { ring } from "./mesh.ts";

const EVENTS = 1_000_000;
const NODES = 100;
const SEEKS = 100;
const STEPS = 64;
const BETWEEN_US = 400_000;

export interface TapeResult {
  readonly events: number;
  readonly keyFrames: number;
  readonly keyFrameMegabytes: number;
  readonly medianMs: number;
  readonly p95Ms: number;
  readonly stepBackMedianMs: number;
  /** wall time of the run itself with its key frames, and of the same run without */
  readonly runMs: number;
  readonly plainMs: number;
}

function newRun(): Run {
  const read = scenarioFromJson({ spanscope: 1, title: "bench", summary: "bench", seed: 1, topology: ring(true), switches: { holdUs: 1_000 }, commands: [], until: "1s" });
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return new Run(read.value, { quietChecksSpansMax: 50_000 });
}

/** Cuts and heals one chord after the other until there are so many events; returns the wall time. */
function drive(run: Run, apply: (index: number, kind: "cut" | "heal") => void, advance: (atUs: number) => void): number {
  const startMs = performance.now();
  advance(2_000_000);
  for (let turn = 0; run.journal.rowEnd < EVENTS; turn++) {
    apply(NODES + (Math.floor(turn / 2) % (NODES / 4)), turn % 2 === 0 ? "cut" : "heal");
    advance(run.nowUs + BETWEEN_US);
  }
  return performance.now() - startMs;
}

function commandOf(run: Run, index: number, kind: "cut" | "heal") {
  const link = run.world.links[index]!.id;
  return kind === "cut" ? ({ do: "cut", link, how: "close" } as const) : ({ do: "heal", link } as const);
}

export function benchTape(): TapeResult {
  const plain = newRun();
  const plainMs = drive(plain, (index, kind) => plain.apply(commandOf(plain, index, kind)), (atUs) => plain.advanceTo(atUs));
  const tape = new Tape(newRun());
  const { run } = tape.head;
  const runMs = drive(run, (index, kind) => tape.apply(commandOf(run, index, kind)), (atUs) => {
    while (tape.advanceTo(atUs, STEPS) === "more");
  });
  const frames = new Frames(tape.cursor);
  frames.catchUp();
  const random = new Prng(7);
  const seeks: number[] = [];
  const steps: number[] = [];
  for (let seek = 0; seek < SEEKS; seek++) {
    seeks.push(timed(tape, frames, () => tape.seek({ rowEnd: 1 + random.below(run.journal.rowEnd - 1) })));
    timed(tape, frames, () => tape.stepBack());
    steps.push(timed(tape, frames, () => tape.stepBack()));
  }
  return { events: run.journal.rowEnd, keyFrames: tape.keyFrames.all.length, keyFrameMegabytes: tape.keyFrameBytes / 1_048_576, medianMs: part(seeks, 0.5), p95Ms: part(seeks, 0.95), stepBackMedianMs: part(steps, 0.5), runMs, plainMs };
}

function timed(tape: Tape, frames: Frames, go: () => void): number {
  const startMs = performance.now();
  go();
  while (tape.isBusy) tape.work(STEPS);
  frames.show(tape.cursor, tape.head);
  frames.catchUp();
  frames.build({ playing: false, speedUsPerS: 1, behind: false }, tape.view());
  return performance.now() - startMs;
}

function part(values: readonly number[], at: number): number {
  return values.toSorted((x, y) => x - y)[Math.floor(values.length * at)]!;
}

export const KEY_FRAME_MEGABYTES_MAX = LIMITS.keyFrameBytesMax / 1_048_576;
