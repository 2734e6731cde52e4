import { z } from "zod";
import { VARIANT_NAMES } from "../node/variants.ts";
import type { HuntReport } from "../hunt/report.ts";
import type { SeedRecord } from "../hunt/seed-record.ts";

/** What `spanscope hunt` and `spanscope merge` write: the report of a hunt, and the part of one that a shard is. */

const amount = z.int().min(0);
const text = z.string();
const spread = z.strictObject({ least: amount, median: amount, most: amount });
const violation = z.strictObject({
  seed: amount,
  check: text.describe("name of a check; or convergence, determinism, assertion, generator, hangs"),
  text: text.describe("what was found, and where"),
  row: z.int().describe("number of the event with which it was violated"),
  atUs: amount.describe("simulated time of that event"),
});

const report = z
  .strictObject({
    seeds: z.strictObject({ hunted: amount, hold: amount, violated: amount, unknown: amount.describe("exercised nothing") }),
    digest: text.describe("of all seeds with their cases and digests, in their order"),
    simulatedUs: amount,
    steps: amount,
    rows: amount,
    messages: amount,
    bytes: amount,
    transactions: amount,
    spread: z.strictObject({ nodes: spread, links: spread, simulatedUs: spread, faults: spread, transactions: spread }),
    faults: z.array(z.strictObject({ kind: text, count: amount, seeds: amount })),
    generated: z.array(z.strictObject({ name: text, seeds: amount })).describe("in how many seeds it was there"),
    checks: z.array(z.strictObject({ check: text, holds: amount.describe("seeds in which it judged something and found it right"), judged: amount.describe("how much, over all seeds"), violated: amount, unknown: amount })),
    rules: z.strictObject({ exercised: z.array(z.strictObject({ rule: text, seeds: amount, decided: amount.describe("of these: seeds in which a node or a link decided something by it"), judged: amount.describe("of these: seeds in which a check judged something of it and found it right") })), never: z.array(text).describe("rules that nobody decided anything by and no check judged anything of") }),
    convergence: z.strictObject({
      bound: z.array(text).describe("how the bound comes about"),
      boundUs: spread,
      tookUs: spread.describe("from the end of the faults to the last change"),
      most: z.strictObject({ seed: amount, perMille: amount.describe("of its bound") }).nullable(),
    }),
    violations: z.array(violation),
    unknown: z.array(z.strictObject({ seed: amount, why: text })),
  })
  .describe("the same whatever the workers and shards");

const asked = {
  engine: text.describe("version of the engine"),
  generator: text.describe("print of what the generator of cases draws: other prints, other cases"),
  seeds: z.strictObject({ first: amount, last: amount }),
  scenario: z.strictObject({ title: text, print: text }).nullable().describe("what was hunted on; null = drawn topologies"),
  variants: z.array(z.enum(VARIANT_NAMES)),
  planted: text.nullable().describe("a mistake that was planted on purpose, in tests"),
};

const shrunk = z.strictObject({
  seed: amount,
  check: text,
  text: text.describe("what the check says of the smaller case"),
  atUs: amount.describe("where the run file and the link stop: at the violation"),
  commands: amount,
  nodes: amount,
  links: amount,
  executions: amount.describe("that it took"),
  complete: z.boolean().describe("false: there may be a smaller one"),
  file: text,
  link: text,
});

const measured = z.strictObject({
  workers: amount,
  seconds: z.number(),
  seedsPerHour: amount,
  coreSecondsPerSeed: z.number().describe("of all cores together"),
  peakBytes: amount.describe("of memory"),
});

/** What `spanscope hunt --json` and `spanscope merge --json` print. */
export const huntOutputSchema = z
  .strictObject({ ...asked, shards: z.array(text).describe("what was joined, such as 2/4; a hunt of its own is 1/1"), complete: z.boolean().describe("every seed that was asked for was hunted"), report, measured: measured.nullable().describe("null: joined from several"), shrunk: z.array(shrunk).optional().describe("with --shrink: the first violations, made small") })
  .meta({ title: "Output of spanscope hunt --json and spanscope merge --json" });

export type HuntOutput = z.output<typeof huntOutputSchema>;

const record = z
  .strictObject({
    seed: amount,
    state: z.enum(["holds", "violated", "unknown"]),
    violation: violation.omit({ seed: true }).nullable(),
    why: text,
    digest: text,
    judged: z.array(z.strictObject({ check: text, state: z.enum(["holds", "violated", "unknown"]), count: amount })),
    tally: z.strictObject({
      steps: amount, rows: amount, messages: amount, bytes: amount, simulatedUs: amount, transactions: amount,
      faults: z.record(text, amount), rules: z.array(text), rulesJudged: z.array(text), quietUs: z.int(),
    }),
    nodes: amount,
    links: amount,
    boundUs: amount,
    faultsEndUs: amount,
    features: z.array(text),
    print: text,
  })
  .describe("one seed");

/** What `spanscope hunt --out` writes and `spanscope merge` reads. */
export const huntPartSchema = z
  .strictObject({ spanscopeHunt: z.literal(1), ...asked, shard: z.strictObject({ number: z.int().min(1), of: z.int().min(1) }), measured, records: z.array(record) })
  .meta({ title: "A shard's part of a hunt, written by spanscope hunt --out" });

export type HuntPart = z.output<typeof huntPartSchema>;

/** What was asked for, beside the shard. */
export type HuntAsked = Pick<HuntPart, "engine" | "generator" | "seeds" | "scenario" | "variants" | "planted">;

/** A compile error here says that a schema and the types of hunt/ differ. @public */
export type SchemasMatch = [Fits<HuntOutput["report"], HuntReport>, Fits<HuntPart["records"][number], SeedRecord>];
type Fits<Given extends Wanted, Wanted> = Given;

