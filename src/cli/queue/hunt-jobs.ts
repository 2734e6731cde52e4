import { createHash } from "node:crypto";
import { z } from "zod";
import { fail, ok, type Result } from "../../base/result.ts";
import type { HuntOptions } from "../../hunt/hunt-case.ts";
import { isPlantedName, type PlantedName } from "../../node/planted.ts";
import { type Scenario, scenarioFromJson, scenarioToFile } from "../../sim/scenario.ts";
import { seedsOf } from "../hunt.ts";
import { type HuntAsked, type HuntPart, huntPartSchema } from "../hunt-output.ts";
import { scenarioPrint } from "../hunt-plan.ts";

/** What goes through the queue: a shard of a hunt as a job, its part as the result. All of it is plain JSON. */

const jobSchema = z.strictObject({
  spanscopeJob: z.literal(1),
  ...huntPartSchema.pick({ engine: true, generator: true, seeds: true, scenario: true, variants: true, planted: true, shard: true }).shape,
  scenarioFile: z.record(z.string(), z.unknown()).nullable(),
});

const resultSchema = z.strictObject({ worker: z.string(), part: huntPartSchema });

export type HuntJob = z.output<typeof jobSchema>;

/** `worker`: a name that no other worker has. */
export interface HuntJobResult {
  readonly worker: string;
  readonly part: HuntPart;
}

/** A job has at most so many seeds: some seconds of work, so that a killed worker costs little and Redis is rarely asked. */
const SEEDS_PER_JOB_MAX = 8;
/** Where there are seeds enough: so that many workers have something to do. */
const JOBS_LEAST = 64;
/** All scenarios of all jobs together: what a small Redis server holds beside the results. */
const SCENARIO_BYTES_MAX = 67_108_864;

/** A job and the name under which it can be in the queue only once. */
export interface NamedJob {
  readonly id: string;
  readonly data: HuntJob;
}

/** The shards of a hunt. The same hunt has the same jobs with the same ids, whoever asks, and however often. */
export function jobsOf(asked: HuntAsked, scenario: Scenario | null): NamedJob[] {
  const scenarioFile = scenario === null ? null : (JSON.parse(JSON.stringify(scenarioToFile(scenario))) as Record<string, unknown>);
  const count = asked.seeds.last - asked.seeds.first + 1;
  const fitting = scenarioFile === null ? count : Math.max(1, Math.floor(SCENARIO_BYTES_MAX / JSON.stringify(scenarioFile).length));
  const of = Math.min(Math.ceil(count / Math.min(SEEDS_PER_JOB_MAX, Math.ceil(count / JOBS_LEAST))), fitting);
  const hunt = createHash("sha256").update(JSON.stringify([asked, of])).digest("hex").slice(0, 16);
  return Array.from({ length: of }, (_, i) => ({ id: `hunt-${hunt}-${i + 1}`, data: { spanscopeJob: 1, ...asked, shard: { number: i + 1, of }, scenarioFile } }));
}

/** Who executes: jobs are for the same engine and generator only, as others would find something else. */
export interface Executor {
  readonly engine: string;
  readonly generator: string;
}

/** What a worker needs of a job. */
export interface ReadJob {
  readonly job: HuntJob;
  readonly options: HuntOptions;
  readonly planted: PlantedName | null;
}

const versionSchema = z.looseObject({ engine: z.string(), generator: z.string() });

/** The job, or why this worker may not do it. */
export function readJob(data: unknown, own: Executor): Result<ReadJob, string> {
  const version = versionSchema.safeParse(data);
  if (!version.success) return fail("it is no job of a hunt");
  const { engine, generator } = version.data;
  if (engine !== own.engine) return fail(`it is for engine ${engine}, this program has engine ${own.engine}: start workers of the same version as the coordinator`);
  if (generator !== own.generator) return fail(`its cases are drawn by generator ${generator}, this program has ${own.generator}: start workers of the same version as the coordinator`);
  const read = jobSchema.safeParse(data);
  if (!read.success) return fail(`it is no job that this program knows: ${read.error.issues[0]!.path.join(".")}: ${read.error.issues[0]!.message}`);
  const { planted, variants, scenario, scenarioFile } = read.data;
  if (planted !== null && !isPlantedName(planted)) return fail(`"${planted}" cannot be planted in this program`);
  if (scenarioFile === null) return ok({ job: read.data, planted, options: { scenario: null, variants } });
  const parsed = scenarioFromJson(scenarioFile);
  if (!parsed.ok || scenarioPrint(parsed.value) !== scenario?.print) return fail(`its scenario "${scenario?.title ?? ""}" is another one here`);
  return ok({ job: read.data, planted, options: { scenario: parsed.value, variants } });
}

/** Said by both, a job and its part; written by the same schema, so that they are the same text. */
const JOB_OF_PART = ["engine", "generator", "seeds", "scenario", "variants", "planted", "shard"] as const;

/** The part that a worker brought for a job, or what is wrong with it. */
export function readResult(value: unknown, { data }: NamedJob): Result<HuntJobResult, string> {
  const read = resultSchema.safeParse(value);
  if (!read.success) return fail(`its result is no part of a hunt: ${read.error.issues[0]!.path.join(".")}: ${read.error.issues[0]!.message}`);
  const { part } = read.data;
  for (const key of JOB_OF_PART) if (JSON.stringify(part[key]) !== JSON.stringify(data[key])) return fail(`its result is that of another job: ${key} ${JSON.stringify(part[key])}, expected ${JSON.stringify(data[key])}`);
  const wanted = seedsOf(data.seeds, data.shard);
  const seeds = part.records.map(({ seed }) => seed);
  return wanted.join() === seeds.join() ? ok(read.data) : fail(`its result has seeds ${seeds.join(", ")}, expected ${wanted.join(", ")}`);
}
