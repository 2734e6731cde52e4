import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { execute, read } from "./recipes.testkit.ts";

// Each recipe is executed with a program in the place of ours that writes down how it is called, and what it was called with is read by the
// command line of the real one: an option that is renamed, or a shard that is counted wrongly, is seen here.

function text(path: string): string {
  return readFileSync(join(import.meta.dirname, path), "utf8");
}

const ENV = { SEEDS: "1-100", SHARDS: "7", PARTS: "parts" };

describe("Slurm", () => {
  test("a task of the array hunts its shard, also when it alone is started again", () => {
    const env = { ...ENV, SLURM_ARRAY_TASK_ID: "7", SLURM_ARRAY_TASK_COUNT: "1", SLURM_CPUS_PER_TASK: "4" };
    const { calls, exitCode } = execute(["bash", join(import.meta.dirname, "slurm/hunt.sbatch")], env);
    expect(exitCode).toBe(0);
    expect(calls).toMatchObject([{ hunt: { seeds: { first: 1, last: 100 }, shard: { number: 7, of: 7 }, workers: 4, out: "parts/7.json" } }]);
  });

  test("merge joins what is there", () => {
    expect(execute(["bash", join(import.meta.dirname, "slurm/merge.sbatch")], ENV).calls).toEqual([{ merge: { parts: ["parts/*.json"], json: false } }]);
  });

  test("the array has as many tasks as there are shards, from 1 on; the report waits for it, well or not", () => {
    const { stdout, exitCode, stderr } = execute(["bash", join(import.meta.dirname, "slurm/submit.sh"), "1-100", "7", "--partition=short"], { PARTS: "parts" }, { sbatch: 'echo "$SEEDS $SHARDS $PARTS $*" >> sbatch.log; echo "42;cluster"; cat sbatch.log >&2' });
    expect([exitCode, stdout.split("\n")[0]]).toEqual([0, "array 42 hunts, job 42 writes parts/report.txt"]);
    const submitted = stderr.trim().split("\n").slice(-2);
    expect(submitted[0]).toMatch(/^1-100 7 parts .*--array=1-7 .*--partition=short .*\/slurm\/hunt\.sbatch$/);
    expect(submitted[1]).toMatch(/--dependency=afterany:42 .*\/slurm\/merge\.sbatch$/);
  });

  test.each(readdirSync(join(import.meta.dirname, "slurm")))("%s has options where Slurm reads them: before the first command", (name) => {
    const lines = text(`slurm/${name}`).split("\n");
    expect(lines[0]).toBe("#!/usr/bin/env bash");
    const firstCommand = lines.findIndex((line) => line !== "" && !line.startsWith("#"));
    expect(lines.findLastIndex((line) => line.startsWith("#SBATCH"))).toBeLessThan(firstCommand);
  });
});

interface Container {
  readonly name: string;
  readonly image: string;
  readonly command: readonly string[];
  readonly envFrom?: readonly { readonly configMapRef: { readonly name: string } }[];
  readonly volumeMounts?: readonly { readonly name: string }[];
}

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly data?: Readonly<Record<string, string>>;
  readonly spec?: {
    readonly completionMode?: string;
    readonly completions?: number;
    readonly replicas?: number;
    readonly selector?: { readonly matchLabels?: Readonly<Record<string, string>>; readonly app?: string };
    readonly ports?: readonly { readonly port: number }[];
    readonly podFailurePolicy?: { readonly rules: readonly { readonly onExitCodes: { readonly containerName: string } }[] };
    readonly template?: { readonly metadata?: { readonly labels: Readonly<Record<string, string>> }; readonly spec: { readonly containers: readonly Container[]; readonly volumes?: readonly { readonly name: string; readonly persistentVolumeClaim: { readonly claimName: string } }[] } };
  };
}

describe("Kubernetes", () => {
  const manifests = readdirSync(join(import.meta.dirname, "kubernetes")).flatMap((name) =>
    parseAllDocuments(text(`kubernetes/${name}`), { strict: true }).map((document) => {
      if (document.errors.length > 0) throw new Error(`${name}: ${document.errors.join("; ")}`);
      return document.toJS() as Manifest;
    }),
  );
  const of = (kind: string, name: string): Manifest => manifests.find((one) => one.kind === kind && one.metadata.name === name)!;
  const containersOf = ({ spec }: Manifest): readonly Container[] => spec?.template?.spec.containers ?? [];
  const envOf = ({ envFrom = [] }: Container): Record<string, string> => Object.assign({}, ...envFrom.map(({ configMapRef }) => of("ConfigMap", configMapRef.name).data)) as Record<string, string>;
  const run = (container: Container, env: Record<string, string> = {}): ReturnType<typeof execute> => execute(container.command, { ...envOf(container), PARTS: "parts", ...env });

  test("the indices from 0 on of the Indexed Job are all shards from 1 on", () => {
    const job = of("Job", "spanscope-hunt");
    const [container] = containersOf(job);
    const shards = job.spec!.completions!;
    expect([job.apiVersion, job.spec!.completionMode, envOf(container)["SHARDS"]]).toEqual(["batch/v1", "Indexed", String(shards)]);
    for (const index of [0, 1, shards - 1]) {
      const { calls, exitCode } = run(container, { JOB_COMPLETION_INDEX: String(index) });
      expect(exitCode).toBe(0);
      expect(calls).toMatchObject([{ hunt: { seeds: { first: 1, last: 20_000 }, shard: { number: index + 1, of: shards }, workers: 2, out: `parts/${index}.json` } }]);
    }
  });

  test("a shard that found something is a shard that is done; one that could not be hunted is done again", () => {
    const [container] = containersOf(of("Job", "spanscope-hunt"));
    const endingWith = (code: number): number | null => execute(container.command, { ...envOf(container), JOB_COMPLETION_INDEX: "0" }, { recorder: `exit ${code}` }).exitCode;
    expect([0, 1].map(endingWith)).toEqual([0, 0]);
    expect([2, 137].map(endingWith)).toEqual([1, 1]);
  });

  test("merge, coordinator and workers are called as the program is to be called", () => {
    expect(run(containersOf(of("Job", "spanscope-merge"))[0]).calls).toEqual([{ merge: { parts: ["parts/*.json"], json: false } }]);
    expect(run(containersOf(of("Job", "spanscope-coordinator"))[0]).calls).toMatchObject([{ queue: { url: "redis://spanscope-redis:6379", role: "coordinator", stay: false, given: ["seeds", "queue"], hunt: { seeds: { first: 1, last: 20_000 } } } }]);
    expect(run(containersOf(of("Deployment", "spanscope-worker"))[0]).calls).toMatchObject([{ queue: { url: "redis://spanscope-redis:6379", role: "worker", stay: true, hunt: { workers: 2 } } }]);
  });

  test("what one manifest names, another one is: volumes, ConfigMaps, services, labels, containers", () => {
    for (const manifest of manifests) {
      const { template, selector, podFailurePolicy } = manifest.spec ?? {};
      for (const container of containersOf(manifest)) {
        for (const { configMapRef } of container.envFrom ?? []) expect(of("ConfigMap", configMapRef.name)).toBeDefined();
        for (const { name } of container.volumeMounts ?? []) expect(template!.spec.volumes!.map((volume) => volume.name)).toContain(name);
      }
      for (const { persistentVolumeClaim } of template?.spec.volumes ?? []) expect(of("PersistentVolumeClaim", persistentVolumeClaim.claimName)).toBeDefined();
      if (selector?.matchLabels) expect(template!.metadata!.labels).toEqual(selector.matchLabels);
      for (const { onExitCodes } of podFailurePolicy?.rules ?? []) expect(containersOf(manifest).map(({ name }) => name)).toContain(onExitCodes.containerName);
    }
    const service = of("Service", "spanscope-redis");
    expect(of("Deployment", service.spec!.selector!.app!).spec!.template!.metadata!.labels["app"]).toBe("spanscope-redis");
    expect(of("ConfigMap", "spanscope-queue").data!["QUEUE"]).toBe(`redis://${service.metadata.name}:${service.spec!.ports![0].port}`);
  });
});

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Workflow {
  readonly env: Readonly<Record<string, string | number>>;
  readonly jobs: Readonly<Record<string, { readonly needs?: string | readonly string[]; readonly strategy?: { readonly matrix: { readonly shard: readonly number[] } }; readonly steps: readonly Step[] }>>;
}

describe("GitHub Actions", () => {
  const workflow = parse(text("ci/hunt.yml"), { strict: true }) as Workflow;
  const shards = workflow.jobs["hunt"].strategy!.matrix.shard;
  const runOf = (job: string, shard = ""): ReturnType<typeof execute> => {
    const [script] = workflow.jobs[job].steps.flatMap((step) => (step.run === undefined ? [] : [step.run]));
    return execute(["bash", "-e", "-c", script.replaceAll("${{ matrix.shard }}", shard)], { SEEDS: "1-20000", SHARDS: String(workflow.env["SHARDS"]) });
  };

  test("the matrix is all shards", () => {
    expect(shards).toEqual(Array.from({ length: workflow.env["SHARDS"] as number }, (_, i) => i + 1));
    const calls = [1, shards.length].flatMap((shard) => runOf("hunt", String(shard)).calls);
    expect(calls).toMatchObject([1, shards.length].map((number) => ({ hunt: { seeds: { first: 1, last: 20_000 }, shard: { number, of: shards.length }, out: `part-${number}.json` } })));
  });

  test("merge gets the parts that the shards gave", () => {
    expect(runOf("merge").calls).toEqual([{ merge: { parts: ["part-*.json"], json: false } }]);
    const uploaded = workflow.jobs["hunt"].steps.find(({ uses }) => uses?.startsWith("actions/upload-artifact@"))!.with!;
    const downloaded = workflow.jobs["merge"].steps.flatMap((step) => (step.uses?.startsWith("actions/download-artifact@") ? [step.with!] : []));
    expect(uploaded).toEqual({ name: "part-${{ matrix.shard }}", path: "part-${{ matrix.shard }}.json" });
    expect(downloaded).toContainEqual({ pattern: "part-*", "merge-multiple": true });
    expect(workflow.jobs["merge"].needs).toContain("hunt");
  });
});

test("GNU parallel: each shard is hunted by the line that parallel is given", () => {
  const line = /"(mkdir -p \$parts; .*)" \|\|/.exec(text("parallel/hunt.sh"))![1].replaceAll("\\$", "$");
  const { calls, exitCode } = execute(["bash", "-c", line.replaceAll("{}", "3").replaceAll("$spanscope", "$SPANSCOPE")], { seeds: "1-100", shards: "7", parts: "parts" });
  expect(exitCode).toBe(0);
  expect(calls).toMatchObject([{ hunt: { seeds: { first: 1, last: 100 }, shard: { number: 3, of: 7 }, workers: 1, out: "parts/3.json" } }]);
});

test("the lines of docs/hunt-many-machines.md are lines that the program knows", () => {
  const doc = text("../docs/hunt-many-machines.md");
  const lines = [...doc.matchAll(/^(?: {4}|\$ )spanscope ((?:hunt|merge) [^\n#|>&]*)/gm)].map(([, line]) => line.trim());
  expect(lines.length).toBeGreaterThan(5);
  for (const line of lines) read(line.split(/\s+/)); // throws
});

test("a line with an option that does not exist is refused", () => {
  expect(() => read(["hunt", "--shrad", "1/2"])).toThrow("unknown option '--shrad'");
  expect(() => read(["hunt", "--shard", "0/2"])).toThrow("expected a shard");
});
