import { describe, expect, test } from "vitest";
import type { HuntRequest } from "../hunt.ts";
import type { HuntPart } from "../hunt-output.ts";
import { planOf } from "../hunt-plan.ts";
import { NODE_PLATFORM } from "../run-platform.ts";
import { jobsOf, type NamedJob, readJob, readResult } from "./hunt-jobs.ts";

const own = (({ engine, generator }) => ({ engine, generator }))(jobs({}).at(0)!.data);

function jobs({ seeds = { first: 1, last: 20 }, variants = [], scenario }: Partial<Pick<HuntRequest, "seeds" | "variants" | "scenario">>): NamedJob[] {
  const plan = planOf({ seeds, variants, ...(scenario === undefined ? {} : { scenario }) }, NODE_PLATFORM);
  if (!plan.ok) throw new Error(plan.error.join());
  return jobsOf(plan.value.asked, plan.value.options.scenario);
}

/** Through Redis and back. */
function travelled(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

describe("the jobs of a hunt", () => {
  test("are its shards: each seed in one of them, at most eight in each, one in each where there are few", () => {
    const shards = (last: number): number => jobs({ seeds: { first: 1, last } }).length;
    expect([1, 20, 64, 65, 512, 20_000].map(shards)).toEqual([1, 20, 64, 33, 64, 2_500]);
  });

  test("have names that are the same for the same hunt, and no other's", () => {
    const names = [jobs({}), jobs({ seeds: { first: 2, last: 21 } }), jobs({ variants: ["early-spanid"] }), jobs({ scenario: "spans-find-every-host" })].map((some) => some.map(({ id }) => id));
    expect(names[0]).toEqual(jobs({}).map(({ id }) => id));
    expect(new Set(names.flat()).size).toBe(80);
    expect(names.flat().every((id) => /^hunt-[0-9a-f]{16}-\d+$/.test(id))).toBe(true);
  });

  test("are few when each carries a large scenario", () => {
    const [{ data }] = jobs({ scenario: "two-hundred-nodes-find-one-another" });
    const bytes = JSON.stringify(data.scenarioFile).length;
    const many = jobs({ scenario: "two-hundred-nodes-find-one-another", seeds: { first: 0, last: 0xffff } });
    expect(many.length * bytes).toBeLessThanOrEqual(67_108_864);
    expect(many.length).toBeGreaterThan(100);
  });

  test("bring all that a worker needs: the scenario is read as the same one", () => {
    const [{ data }] = jobs({ scenario: "spans-find-every-host", variants: ["early-spanid"] });
    const read = readJob(travelled(data), own);
    expect(read).toMatchObject({ ok: true, value: { planted: null, options: { variants: ["early-spanid"], scenario: { title: "Spans find every host" } } } });
  });
});

describe("a worker refuses", () => {
  const [{ data }] = jobs({ scenario: "spans-find-every-host" });
  test.each([
    ["another engine", { ...data, engine: "x" }, "it is for engine x, this program has engine"],
    ["another generator of cases", { ...data, generator: "x" }, "its cases are drawn by generator x"],
    ["what is no job", 5, "it is no job of a hunt"],
    ["what it does not know", { ...data, spanscopeJob: 2 }, "spanscopeJob: "],
    ["a mistake that it cannot plant", { ...data, planted: "roses" }, '"roses" cannot be planted'],
    ["a scenario that is not the one that was meant", { ...data, scenarioFile: { ...data.scenarioFile, seed: 77 } }, 'its scenario "Spans find every host" is another one here'],
  ])("%s", (_, changed, text) => {
    expect(readJob(travelled(changed), own)).toEqual({ ok: false, error: expect.stringContaining(text) });
  });
});

describe("a result", () => {
  const [job] = jobs({});
  const { spanscopeJob: _, scenarioFile: __, ...said } = job.data;
  const tally = { steps: 1, rows: 1, messages: 1, bytes: 1, simulatedUs: 1, transactions: 1, faults: {}, rules: [], rulesJudged: [], quietUs: 1 };
  const record: HuntPart["records"][number] = { seed: 1, state: "holds", violation: null, why: "", digest: "", judged: [], tally, nodes: 3, links: 2, boundUs: 1, faultsEndUs: 1, features: [], print: "" };
  const measured = { workers: 1, seconds: 1, seedsPerHour: 1, coreSecondsPerSeed: 1, peakBytes: 1 };
  const result = { worker: "w", part: { spanscopeHunt: 1, ...said, measured, records: [record] } };

  test("of a job has its seeds, and was asked the same", () => {
    expect(readResult(travelled(result), job)).toEqual({ ok: true, value: result });
  });

  test.each([
    ["no part", null, "its result is no part of a hunt"],
    ["that of another job", { ...result, part: { ...result.part, shard: { number: 2, of: 20 } } }, 'another job: shard {"number":2,"of":20}, expected {"number":1,"of":20}'],
    ["without its seeds", { ...result, part: { ...result.part, records: [] } }, "its result has seeds , expected 1"],
    ["with a seed twice", { ...result, part: { ...result.part, records: [record, record] } }, "its result has seeds 1, 1, expected 1"],
  ])("is refused when it is %s", (_name, changed, text) => {
    expect(readResult(travelled(changed), job)).toEqual({ ok: false, error: expect.stringContaining(text) });
  });
});
