import { thrownText } from "../base/thrown.ts";
import { LIMITS } from "../base/limits.ts";
import { allChecks } from "../check/checks.ts";
import { generateCase } from "../hunt/generate/generate-case.ts";
import type { Beat } from "../hunt/case-run.ts";
import type { HuntCase } from "../hunt/hunt-case.ts";
import { huntSeed } from "../hunt/seed-record.ts";
import { filesOf } from "../hunt/shrink/moment.ts";
import type { ShrinkProgress } from "../hunt/shrink/search.ts";
import { type Shrunk, shrink } from "../hunt/shrink/shrink.ts";
import { tried } from "../hunt/shrink/trial.ts";
import { type Scenario, scenarioFromText, scenarioToFile } from "../sim/scenario.ts";
import type { Scheduler } from "./host.ts";
import type { CaseSize, FromHunter, ShrunkCase, Shrinking, ToHunter } from "./hunt-messages.ts";

/**
 * The hunt worker's side: draws, executes and shrinks cases as the terminal's `hunt --scenario` does. A case is done in one go, since
 * whoever does not want it any more ends the worker; a shrinking goes on in slices, so that it can be told to be enough, and leaves the
 * smallest case so far.
 */

export type PostFound = (message: FromHunter) => void;

/** Wall time of one slice of a shrinking, which is one execution at least, and between two reports. */
const SLICE_MS = 60;
const REPORT_MS = 120;
/** Between two words that a case goes on. */
const BEAT_MS = 1_000;
const NAME_MAX = 100;
const TEXT_MAX = 2_000;

/** A shrinking that is under way. */
interface Job {
  readonly huntCase: HuntCase;
  readonly check: string;
  readonly text: string;
  readonly steps: Generator<ShrinkProgress, Shrunk | null>;
  last: ShrinkProgress | null;
  reportedMs: number;
}

export class HuntHost {
  readonly #post: PostFound;
  readonly #scheduler: Scheduler;
  #scenario: Scenario | null = null;
  #job: Job | null = null;
  #beatMs = 0;

  constructor(post: PostFound, scheduler: Scheduler) {
    this.#post = post;
    this.#scheduler = scheduler;
  }

  /** One message of the page. What is not a request is nothing. */
  receive(data: unknown): void {
    const request = readRequest(data);
    if (request !== null) this.#guard(() => this.#do(request));
  }

  #do(request: ToHunter): void {
    const beat = (): void => this.#beat();
    if (request.type === "begin") return this.#begin(request.json);
    if (request.type === "enough") return this.#job === null ? undefined : this.#finish(this.#job, stopped(this.#job, beat));
    const scenario = this.#scenario;
    if (scenario === null) return;
    const options = { scenario, variants: [] };
    if (request.type === "case") return this.#post({ type: "outcome", outcome: huntSeed(request.seed, options, null, beat) });
    const huntCase = generateCase(request.seed, options);
    const { check, text } = request;
    this.#job = { huntCase, check, text, steps: shrink(huntCase, check, { beat }), last: null, reportedMs: this.#scheduler.nowMs() };
    this.#post({ type: "shrinking", shrinking: { ...sizeOf(huntCase), runs: 0, runsMax: 0, pass: "" } });
    this.#soon();
  }

  /** Whoever waits hears now and then that the case goes on, or one of a shrinking, and would not if a step of the engine never came to its end. */
  #beat(): void {
    const nowMs = this.#scheduler.nowMs();
    if (nowMs - this.#beatMs < BEAT_MS) return;
    this.#beatMs = nowMs;
    this.#post({ type: "beat" });
  }

  #begin(json: string): void {
    const read = scenarioFromText(json);
    if (!read.ok) return this.#post({ type: "refused", errors: read.error });
    this.#scenario = read.value;
    this.#post({ type: "ready", checks: allChecks(read.value.switches, read.value.masters.length).map(({ name, claim }) => ({ name, claim })) });
  }

  // -------------------------------------------------------------- shrinking

  #soon(): void {
    this.#scheduler.later(() => this.#guard(() => this.#slice()), 0);
  }

  #slice(): void {
    const job = this.#job;
    if (job === null) return;
    const untilMs = this.#scheduler.nowMs() + SLICE_MS;
    let nowMs: number;
    do {
      const { done, value } = job.steps.next();
      if (done) return this.#finish(job, value ?? unshrunk(job));
      job.last = value;
      nowMs = this.#scheduler.nowMs();
    } while (nowMs < untilMs);
    if (nowMs - job.reportedMs >= REPORT_MS) {
      job.reportedMs = nowMs;
      this.#post({ type: "shrinking", shrinking: shrinkingOf(job.last) });
    }
    this.#soon();
  }

  #finish(job: Job, shrunk: Shrunk): void {
    this.#job = null;
    this.#post({ type: "shrunk", shrunk: shrunkCase(job, shrunk, () => this.#beat()) });
  }

  /** Our own mistake: this worker does no more. */
  #guard(act: () => void): void {
    try {
      act();
    } catch (error) {
      this.#scenario = null;
      this.#job = null;
      this.#post({ type: "failed", message: thrownText(error) });
    }
  }
}

// ---------------------------------------------------------------- what is told of a case

function sizeOf({ scenario: { commands, nodes, links } }: HuntCase): CaseSize {
  return { commands: commands.length, nodes: nodes.length, links: links.length };
}

function shrinkingOf({ runs, runsMax, pass, best }: ShrinkProgress): Shrinking {
  return { ...sizeOf(best), runs, runsMax, pass };
}

/** The smallest case so far. */
function stopped({ huntCase, check, text, last }: Job, beat: Beat): Shrunk {
  const best = last?.best ?? huntCase;
  return { huntCase: best, check, text: tried(best, { check, beat })?.text ?? text, runs: last?.runs ?? 0, isComplete: false };
}

/** What shows only when it is executed twice, or otherwise cannot be found again, stays as it is. */
function unshrunk({ huntCase, check, text }: Job): Shrunk {
  return { huntCase, check, text, runs: 1, isComplete: false };
}

function shrunkCase({ huntCase }: Job, shrunk: Shrunk, beat: Beat): ShrunkCase {
  const { runs, isComplete, text } = shrunk;
  const scenario = JSON.stringify(scenarioToFile(shrunk.huntCase.scenario), null, 2);
  return { ...sizeOf(shrunk.huntCase), from: sizeOf(huntCase), runs, isComplete, text, scenario, files: shrunk.check === "assertion" ? null : filesOf(shrunk, null, beat) };
}

// ---------------------------------------------------------------- requests

function readRequest(data: unknown): ToHunter | null {
  if (typeof data !== "object" || data === null) return null;
  const { type, json, seed, check, text } = data as Readonly<Record<string, unknown>>;
  if (type === "begin") return typeof json === "string" && json.length <= LIMITS.fileBytesMax ? { type, json } : null;
  if (type === "enough") return { type };
  if (typeof seed !== "number" || !Number.isInteger(seed) || seed < 0 || seed > 0xffff_ffff) return null;
  if (type === "case") return { type, seed };
  if (type !== "shrink" || typeof check !== "string" || check.length > NAME_MAX || typeof text !== "string") return null;
  return { type, seed, check, text: text.slice(0, TEXT_MAX) };
}
