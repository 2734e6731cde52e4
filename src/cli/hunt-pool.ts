import { setImmediate } from "node:timers/promises";
import Tinypool from "tinypool";
import type { HuntOptions } from "../hunt/hunt-case.ts";
import { hung, huntSeed, type SeedRecord } from "../hunt/seed-record.ts";
import type { PlantedName } from "../node/planted.ts";
import { newPulse, PATIENCE_S, PulseWatch, PulseWriter } from "./hunt-watch.ts";

/** Some seeds for one worker. */
export interface HuntTask {
  readonly seeds: readonly number[];
  readonly options: HuntOptions;
  readonly planted: PlantedName | null;
}

/** What a worker does: the terminal program exports it, as that is the file that a worker starts (tools/tinypool-in-bundle.mjs). */
export function huntTask({ seeds, options, planted, pulse }: HuntTask & { readonly pulse: SharedArrayBuffer }): SeedRecord[] {
  const writer = new PulseWriter(pulse);
  return seeds.map((seed, at) => {
    writer.begin(at);
    return huntSeed(seed, options, planted, () => writer.beat());
  });
}

export interface PoolRequest {
  readonly seeds: readonly number[];
  readonly options: HuntOptions;
  readonly planted: PlantedName | null;
  /** 1 = none, everything happens here */
  readonly workers: number;
  /** a worker from which no word comes for so many seconds is ended */
  readonly patienceS?: number;
  /** asked before each piece of work: true = no more of it is begun */
  readonly isOver: () => boolean;
  readonly onDone: (records: readonly SeedRecord[]) => void;
}

/** Seeds that a worker gets at once: few, so that all are busy until the end and Ctrl+C is soon heard. */
const SEEDS_PER_TASK = 4;

/** Hunts the seeds, by workers where there are several. Resolves when all are done, or what was begun when it was over. */
export async function huntAll(request: PoolRequest): Promise<void> {
  const tasks = tasksOf(request);
  if (request.workers === 1) await huntHere(request, tasks);
  else await huntByWorkers(request, tasks);
}

function tasksOf({ seeds, options, planted }: PoolRequest): HuntTask[] {
  const tasks: HuntTask[] = [];
  for (let at = 0; at < seeds.length; at += SEEDS_PER_TASK) tasks.push({ seeds: seeds.slice(at, at + SEEDS_PER_TASK), options, planted });
  return tasks;
}

async function huntHere({ isOver, onDone }: PoolRequest, tasks: readonly HuntTask[]): Promise<void> {
  for (const { seeds, options, planted } of tasks) {
    for (const seed of seeds) {
      if (isOver()) return;
      onDone([huntSeed(seed, options, planted)]);
      await setImmediate(); // so that signals are heard after every case
    }
  }
}

async function huntByWorkers({ workers, patienceS, isOver, onDone }: PoolRequest, tasks: readonly HuntTask[]): Promise<void> {
  const pool = new HuntPool(workers, patienceS);
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < tasks.length && !isOver()) onDone(await pool.hunt(tasks[next++]));
  };
  try {
    await Promise.all(Array.from({ length: workers }, work));
  } finally {
    await pool.close();
  }
}

/** Threads that hunt: whoever started them goes on meanwhile. */
export class HuntPool {
  private readonly _pool: Tinypool;
  private readonly _patienceS: number;

  constructor(threads: number, patienceS: number = PATIENCE_S) {
    this._patienceS = patienceS;
    this._pool = new Tinypool({ filename: import.meta.url, name: "huntTask", runtime: "worker_threads", minThreads: threads, maxThreads: threads });
  }

  /**
   * Rejects when the thread dies. One that does not come back from a seed is ended, and another takes its place: that seed is reported as
   * one that hangs, and the others of the task are hunted anew, which gives what it would have given.
   */
  async hunt(task: HuntTask): Promise<SeedRecord[]> {
    if (task.seeds.length === 0) return [];
    const pulse = newPulse();
    const ending = new AbortController();
    const watch = new PulseWatch(pulse, this._patienceS, () => ending.abort());
    try {
      return (await this._pool.run({ ...task, pulse }, { signal: ending.signal })) as SeedRecord[];
    } catch (error) {
      if (!ending.signal.aborted) throw error;
      const { seeds } = task;
      const at = watch.seedAt;
      const before = await this.hunt({ ...task, seeds: seeds.slice(0, at) });
      return [...before, hung(seeds[at]!, this._patienceS), ...(await this.hunt({ ...task, seeds: seeds.slice(at + 1) }))];
    } finally {
      watch.end();
    }
  }

  async close(): Promise<void> {
    await this._pool.destroy();
  }
}
