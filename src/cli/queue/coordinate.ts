import { setTimeout } from "node:timers/promises";
import type { Job, JobState, QueueEvents } from "bullmq";
import type { HuntPart } from "../hunt-output.ts";
import { type HuntJobResult, type NamedJob, readResult } from "./hunt-jobs.ts";
import type { QueueDoor } from "./redis.ts";

/** What came of the jobs. */
export interface Coordinated {
  readonly results: readonly HuntJobResult[];
  /** of them, those that came while this process waited */
  readonly resultsNow: number;
  /** jobs without a result, and why */
  readonly failures: readonly string[];
  /** every job has ended, well or not */
  readonly ended: boolean;
}

export interface CoordinateWatch {
  /** true: waiting ends here */
  isOver(): boolean;
  told(done: readonly HuntJobResult[], of: number): void;
}

/** How often it is looked whether it is over. */
const TICK_MS = 100;
/** Events tell what ended; one that was missed, and a job that Redis lost, is found by looking at all of them. */
const SWEEP_MS = 3_000;
/** So many questions at once. */
const BATCH = 200;
/** A job whose worker died so often may be the reason. */
export const TAKEOVERS_MAX = 5;
/** Of a job in which something was thrown. */
const ATTEMPTS_MAX = 3;

/** Puts the jobs into the queue, each once, and waits for their results. The jobs stay there: `forget` takes them out. */
export async function coordinate(door: QueueDoor, jobs: readonly NamedJob[], watch: CoordinateWatch): Promise<Coordinated> {
  const events = new door.bull.QueueEvents(door.name, door.options);
  try {
    await events.waitUntilReady();
    return await new Coordination(door, jobs, events).wait(watch);
  } finally {
    await events.close().catch(() => undefined);
  }
}

/** Takes all jobs of a hunt out of the queue, with their results. One that is being executed stays, and nobody asks for it. */
export async function forget({ queue }: QueueDoor, jobs: readonly NamedJob[]): Promise<void> {
  await inBatches(jobs, async ({ id }) => void (await queue.remove(id).catch(() => 0)));
}

class Coordination {
  private readonly _door: QueueDoor;
  private readonly _open = new Map<string, NamedJob>();
  private readonly _rung = new Set<string>();
  private readonly _results: HuntJobResult[] = [];
  private readonly _failures: string[] = [];
  private readonly _of: number;

  constructor(door: QueueDoor, jobs: readonly NamedJob[], events: QueueEvents) {
    this._door = door;
    this._of = jobs.length;
    for (const job of jobs) this._open.set(job.id, job);
    events.on("error", () => undefined); // the connection comes back, or `lost` says that it does not
    const ring = ({ jobId }: { jobId: string }): void => void (this._open.has(jobId) && this._rung.add(jobId));
    events.on("completed", ring);
    events.on("failed", ring);
  }

  async wait(watch: CoordinateWatch): Promise<Coordinated> {
    await this._add([...this._open.values()]);
    await this._lookAt([...this._open.keys()]);
    const before = this._results.length;
    let sweptMs = performance.now();
    while (this._open.size > 0 && !watch.isOver()) {
      watch.told(this._results, this._of);
      const due = performance.now() - sweptMs >= SWEEP_MS;
      if (due) sweptMs = performance.now();
      const ids = due ? [...this._open.keys()] : [...this._rung];
      this._rung.clear();
      await this._lookAt(ids);
      if (this._open.size > 0) await setTimeout(TICK_MS);
    }
    return { results: this._results, resultsNow: this._results.length - before, failures: this._failures, ended: this._open.size === 0 };
  }

  /** A job that is already there stays as it is. */
  private async _add(jobs: readonly NamedJob[]): Promise<void> {
    for (let at = 0; at < jobs.length; at += BATCH) {
      const opts = { attempts: ATTEMPTS_MAX };
      await this._door.queue.addBulk(jobs.slice(at, at + BATCH).map(({ id, data }) => ({ name: "hunt", data, opts: { ...opts, jobId: id } })));
    }
  }

  private async _lookAt(ids: readonly string[]): Promise<void> {
    const gone: NamedJob[] = [];
    await inBatches(ids, async (id) => {
      const state: JobState | "unknown" = await this._door.queue.getJobState(id);
      if (state === "unknown") gone.push(this._open.get(id)!);
      if (state !== "completed" && state !== "failed") return;
      const job = await this._door.queue.getJob(id);
      if (job) this._ended(this._open.get(id)!, state, job);
    });
    await this._add(gone);
  }

  private _ended(named: NamedJob, state: "completed" | "failed", job: Job): void {
    const { number, of } = named.data.shard;
    const result = state === "completed" ? readResult(job.returnvalue, named) : null;
    this._open.delete(named.id);
    if (result?.ok) this._results.push(result.value);
    else this._failures.push(`job ${number}/${of}: ${result === null ? sayFailed(job.failedReason) : result.error}`);
  }
}

/** BullMQ's own words for a job whose workers died. */
function sayFailed(reason: string): string {
  return /stalled more than allowable limit/.test(reason) ? `${TAKEOVERS_MAX + 1} workers ended while they executed it` : reason;
}

/** The parts as one: every seed once, whoever brought it. */
export function partOf(asked: Omit<HuntPart, "records" | "shard" | "measured">, measured: HuntPart["measured"], parts: readonly HuntPart[]): HuntPart {
  const records = parts.flatMap(({ records: some }) => some).sort((a, b) => a.seed - b.seed);
  return { ...asked, shard: { number: 1, of: 1 }, measured, records };
}

async function inBatches<Item>(items: readonly Item[], action: (item: Item) => Promise<void>): Promise<void> {
  for (let at = 0; at < items.length; at += BATCH) await Promise.all(items.slice(at, at + BATCH).map(action));
}
