import { availableParallelism } from "node:os";
import { fail, ok, type Result } from "../../base/result.ts";
import type { CommandResult } from "../decode.ts";
import { type HuntMachine, type HuntRequest, reported } from "../hunt.ts";
import { measuredOf } from "../hunt-measured.ts";
import type { HuntPart } from "../hunt-output.ts";
import { type HuntPlan, planOf } from "../hunt-plan.ts";
import { coordinate, type Coordinated, forget, partOf } from "./coordinate.ts";
import { jobsOf } from "./hunt-jobs.ts";
import { openQueue, type QueueDoor, sentenceOf } from "./redis.ts";
import { redisAddress } from "./redis-address.ts";
import { work } from "./work.ts";

/** `spanscope hunt --queue` as the command line says it: `given` names what was given beside, as not everything goes together. */
export interface QueueRequest {
  readonly url: string;
  readonly name: string;
  readonly role: "coordinator" | "worker";
  readonly stay: boolean;
  readonly hunt: HuntRequest;
  readonly given: readonly string[];
}

/** What only one of the two may be told; everything else of a hunt travels with the jobs. */
const NOT_FOR_COORDINATOR = ["workers", "patience", "shard", "case", "stay"];
const NOT_FOR_WORKER = ["seeds", "scenario", "variant", "shard", "json", "out", "case", "shrink", "lab", "plant"];

/** As a coordinator: the exit codes of `hunt`, and 1 when a job failed. As a worker: 0, and 2 when the queue holds what it may not do. Both: 2 when Redis cannot be used. */
export async function queueCommand(request: QueueRequest, machine: HuntMachine): Promise<CommandResult> {
  const checked = checkedOf(request);
  if (!checked.ok) return bad(checked.error);
  const address = redisAddress(request.url);
  if (!address.ok) return bad(`--queue: ${address.error}`);
  const plan = request.role === "coordinator" ? planOf(request.hunt, machine) : null;
  if (plan?.ok === false) return { lines: [], exitCode: 2, errors: plan.error };
  const door = await openQueue(address.value, request.name);
  if (!door.ok) return bad(door.error);
  try {
    return await (plan === null ? worker(request, door.value, machine) : coordinator(request, plan.value, door.value, machine));
  } catch (error) {
    return bad(`Redis at ${address.value.shown} said no: ${sentenceOf(error)}`);
  } finally {
    await door.value.close();
  }
}

function bad(error: string): CommandResult {
  return { lines: [], exitCode: 2, errors: [error] };
}

function checkedOf({ role, name, given }: QueueRequest): Result<null, string> {
  if (!/^[\w.-]{1,100}$/.test(name)) return fail(`--queue-name: expected letters, digits, "-", "_" and ".", not "${name}"`);
  const [not] = (role === "worker" ? NOT_FOR_WORKER : NOT_FOR_COORDINATOR).filter((option) => given.includes(option));
  if (not === undefined) return ok(null);
  return fail(role === "worker" ? `--${not}: a worker (--work) is told by the jobs what to hunt; give it to the coordinator` : `--${not} does not go with --queue: workers (--work) hunt, this only hands out their jobs${["stay", "workers", "patience"].includes(not) ? `; give --${not} to them` : ""}`);
}

// -------------------------------------------------------------- the coordinator

const PROGRESS_EVERY_MS = 250;

async function coordinator({ hunt }: QueueRequest, plan: HuntPlan, door: QueueDoor, machine: HuntMachine): Promise<CommandResult> {
  const { asked, options } = plan;
  const jobs = jobsOf(asked, options.scenario);
  const startMs = machine.nowMs();
  const endMs = hunt.minutes === undefined ? Number.POSITIVE_INFINITY : startMs + 60_000 * hunt.minutes;
  let toldMs = Number.NEGATIVE_INFINITY;
  const watch = {
    isOver: () => machine.isInterrupted() || machine.nowMs() >= endMs,
    told: (done: Coordinated["results"], of: number): void => {
      if (machine.nowMs() - toldMs < PROGRESS_EVERY_MS) return;
      toldMs = machine.nowMs();
      machine.progress(progressText(done, of));
    },
  };
  const done = await Promise.race([coordinate(door, jobs, watch), door.lost]);
  machine.progress("");
  if (typeof done === "string") return bad(done);
  if (done.ended) await forget(door, jobs);
  const part = partOf({ spanscopeHunt: 1, ...asked }, measuredAll(done, machine.nowMs() - startMs), done.results.map(({ part: one }) => one));
  const result = reported(part, hunt, machine, plan);
  const waiting = done.ended ? [] : [`${jobs.length - done.results.length - done.failures.length} of ${jobs.length} jobs are still in queue ${door.name}: the same command goes on from here`];
  return { ...result, exitCode: done.failures.length > 0 && result.exitCode !== 2 ? 1 : result.exitCode, errors: [...done.failures.slice(0, 20), ...waiting, ...result.errors] };
}

function progressText(done: Coordinated["results"], of: number): string {
  if (done.length === 0) return `0 of ${of} jobs; workers are started with --work`;
  const records = done.flatMap(({ part }) => part.records);
  const failed = records.filter(({ state }) => state !== "holds").length;
  return `${done.length} of ${of} jobs by ${new Set(done.map(({ worker: name }) => name)).size} workers, ${failed === 0 ? "all seeds hold" : `${failed} seeds do not hold`}`;
}

/** Of all machines: their threads, the processor time of all, the memory of the largest. Time and speed are those since this command began. */
function measuredAll({ results, resultsNow }: Coordinated, ms: number): HuntPart["measured"] {
  const byWorker = new Map(results.map(({ worker: name, part }) => [name, part.measured.workers]));
  const seedsIn = (some: Coordinated["results"]): number => some.reduce((sum, { part }) => sum + part.records.length, 0);
  const cpuUs = results.reduce((sum, { part }) => sum + 1_000_000 * part.measured.coreSecondsPerSeed * part.records.length, 0);
  const peakBytes = results.reduce((most, { part }) => Math.max(most, part.measured.peakBytes), 0);
  const workers = [...byWorker.values()].reduce((sum, threads) => sum + threads, 0);
  const all = measuredOf({ workers, seeds: seedsIn(results), ms, cpuUs, peakBytes });
  return { ...all, seedsPerHour: measuredOf({ workers, seeds: seedsIn(results.slice(results.length - resultsNow)), ms, cpuUs, peakBytes }).seedsPerHour };
}

// -------------------------------------------------------------- the worker

async function worker({ stay, hunt: { workers = availableParallelism(), minutes, patience: patienceS } }: QueueRequest, door: QueueDoor, machine: HuntMachine): Promise<CommandResult> {
  const { jobs, seeds, hadWork, refusal } = await work(door, { workers, minutes, patienceS, stay }, machine);
  if (refusal !== null) return bad(refusal);
  const nothing = hadWork ? "others did all that there was" : "there was nothing to do; --stay waits for it";
  return { lines: [`queue ${door.name}: ${jobs === 0 ? nothing : `${seeds} seeds hunted in ${jobs} jobs`}`], exitCode: 0, errors: [] };
}
