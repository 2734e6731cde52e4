import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { setTimeout } from "node:timers/promises";
import type { Job, Worker } from "bullmq";
import { ENGINE_VERSION } from "../../record/version.ts";
import { seedsOf, type HuntMachine } from "../hunt.ts";
import { measuredOf } from "../hunt-measured.ts";
import type { HuntPart } from "../hunt-output.ts";
import { generatorPrint } from "../hunt-plan.ts";
import { HuntPool } from "../hunt-pool.ts";
import { TAKEOVERS_MAX } from "./coordinate.ts";
import { type HuntJobResult, type ReadJob, readJob } from "./hunt-jobs.ts";
import { type QueueDoor, sentenceOf } from "./redis.ts";

export interface WorkRequest {
  /** seeds beside each other, each in a thread */
  readonly workers: number;
  /** no job is begun after so long */
  readonly minutes: number | undefined;
  /** seconds without a word from a thread after which it is ended */
  readonly patienceS: number | undefined;
  /** do not end when nothing is left to do */
  readonly stay: boolean;
}

/** How a worker ended. */
export interface Worked {
  readonly jobs: number;
  readonly seeds: number;
  /** a job was there before it ended */
  readonly hadWork: boolean;
  /** why it may not do what is in the queue, or that Redis was lost */
  readonly refusal: string | null;
}

/** A worker says so often that it lives; a job of which nobody says so any more is taken over. The threads hunt, this one is free to say it. */
const LOCK_MS = 10_000;
const STALLED_EVERY_MS = 3_000;
const TICK_MS = 200;
/** Workers may be started a little before the coordinator. */
const FIRST_JOB_MS = 10_000;
/** A queue in which nothing was left twice, so long apart, is drained: between two states a job may be in none. */
const DRAINED_MS = 1_000;

/** Executes jobs until none are left, here and in the hands of others: what another worker leaves behind when it dies is taken over. */
export async function work(door: QueueDoor, request: WorkRequest, machine: HuntMachine): Promise<Worked> {
  const shift = new Shift(door, request, machine);
  try {
    return await shift.run();
  } finally {
    await shift.close();
  }
}

class Shift {
  private readonly _door: QueueDoor;
  private readonly _request: WorkRequest;
  private readonly _machine: HuntMachine;
  private readonly _pool: HuntPool;
  private readonly _worker: Worker;
  private readonly _name = `${hostname()}-${process.pid}-${randomUUID().slice(0, 8)}`;
  private readonly _executor = { engine: ENGINE_VERSION, generator: generatorPrint() };
  private _refusal: string | null = null;
  private _jobs = 0;
  private _seeds = 0;
  private _hadWork = false;
  private _toldCpuUs: number;

  constructor(door: QueueDoor, request: WorkRequest, machine: HuntMachine) {
    this._door = door;
    this._request = request;
    this._machine = machine;
    this._toldCpuUs = machine.cpuUs();
    this._pool = new HuntPool(request.workers, request.patienceS);
    const opts = { ...door.options, concurrency: request.workers, lockDuration: LOCK_MS, stalledInterval: STALLED_EVERY_MS, maxStalledCount: TAKEOVERS_MAX, drainDelay: 1, autorun: false };
    this._worker = new door.bull.Worker(door.name, (job, token) => this._execute(job, token ?? ""), opts);
    this._worker.on("error", () => undefined); // the connection comes back, or `lost` says that it does not
    this._worker.on("completed", ({ returnvalue }) => this._completed(returnvalue as HuntJobResult));
    void door.lost.then((sentence) => (this._refusal ??= sentence));
  }

  async run(): Promise<Worked> {
    const { minutes } = this._request;
    const startMs = performance.now();
    const endMs = minutes === undefined ? Number.POSITIVE_INFINITY : startMs + 60_000 * minutes;
    void this._worker.run().catch((error: unknown) => (this._refusal ??= sentenceOf(error)));
    while (this._refusal === null && performance.now() < endMs && !this._machine.isInterrupted()) {
      if (!this._request.stay && (await this._isDrained(startMs))) break;
      await setTimeout(TICK_MS);
    }
    this._machine.progress("");
    return { jobs: this._jobs, seeds: this._seeds, hadWork: this._hadWork, refusal: this._refusal };
  }

  /** Ends what is in hand first, but not what Redis can no longer be told. */
  async close(): Promise<void> {
    const lost = this._door.lost.then(() => this._worker.close(true));
    await Promise.race([this._worker.close(), lost]).catch(() => undefined);
    await this._pool.close();
  }

  private async _isDrained(startMs: number): Promise<boolean> {
    if (await this._hasJobs()) return false;
    if (!this._hadWork && performance.now() - startMs < FIRST_JOB_MS) return false;
    await setTimeout(DRAINED_MS);
    return !(await this._hasJobs());
  }

  private async _hasJobs(): Promise<boolean> {
    const left = await Promise.race([this._door.queue.getJobCountByTypes("waiting", "active", "delayed", "prioritized"), this._door.lost.then(() => 1)]);
    if (left > 0) this._hadWork = true;
    return left > 0;
  }

  private async _execute(job: Job, token: string): Promise<HuntJobResult> {
    const read = readJob(job.data, this._executor);
    if (!read.ok) {
      // Others may do it: it goes back, and this worker goes.
      this._refusal ??= `job ${job.id ?? ""} of queue ${this._door.name} is not for this worker: ${read.error}`;
      void this._worker.pause(true);
      await job.moveToWait(token);
      throw new this._door.bull.WaitingError();
    }
    return { worker: this._name, part: await this._hunted(read.value) };
  }

  private async _hunted({ job, options, planted }: ReadJob): Promise<HuntPart> {
    const { engine, generator, seeds, scenario, variants, shard } = job;
    const startMs = performance.now();
    const records: HuntPart["records"] = [];
    // One after the other: other jobs of this worker are executed beside it.
    for (const seed of seedsOf(seeds, shard)) records.push(...((await this._pool.hunt({ seeds: [seed], options, planted })) as HuntPart["records"]));
    const cpuUs = this._machine.cpuUs() - this._toldCpuUs;
    this._toldCpuUs += cpuUs;
    const measured = measuredOf({ workers: this._request.workers, seeds: records.length, ms: performance.now() - startMs, cpuUs, peakBytes: this._machine.peakBytes() });
    return { spanscopeHunt: 1, engine, generator, seeds, scenario, variants, planted, shard, measured, records };
  }

  private _completed({ part }: HuntJobResult): void {
    this._jobs++;
    this._seeds += part.records.length;
    this._machine.progress(`${this._seeds} seeds in ${this._jobs} jobs`);
  }
}
