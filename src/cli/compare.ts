import { z } from "zod";
import { formatUs } from "../base/time.ts";
import { isVariantName, VARIANT_NAMES } from "../node/variants.ts";
import { isRunFileText, runFileFromText } from "../record/run-file.ts";
import { Comparison, type ComparedSide } from "../run/compare/comparison.ts";
import { COSTS, type ComparisonShown } from "../run/shown-compare.ts";
import { LIBRARY } from "../scenarios/library.ts";
import { fail, ok, type Result } from "../base/result.ts";
import type { CommandResult } from "./decode.ts";
import type { Platform } from "./run-platform.ts";
import { scenarioOf, sayFault } from "./run-source.ts";

/** `spanscope compare` as the command line says it. */
export interface CompareRequest {
  readonly left: string;
  /** the left one with other options unless given */
  readonly right?: string;
  readonly seeds: readonly [number | undefined, number | undefined];
  readonly variants: readonly [readonly string[], readonly string[]];
  readonly until?: number;
  readonly maxVirtualUs: number;
  readonly json: boolean;
}

const amount = z.int().min(0);
const told = z.strictObject({ atUs: amount, sentence: z.string() }).nullable().describe("null: there is no such row in this run");
const side = z.strictObject({ scenario: z.string(), seed: amount, variants: z.array(z.string()), digest: z.string(), rows: amount, quiet: z.boolean() });

/** What `spanscope compare --json` prints. */
export const compareOutputSchema = z
  .strictObject({
    same: z.boolean().describe("no row differs"),
    virtualUs: amount.describe("simulated time up to which both went"),
    left: side,
    right: side,
    difference: z.strictObject({ row: amount.describe("number of the first row that differs"), left: told, right: told }).nullable(),
    costs: z.array(z.strictObject({ cost: z.enum(COSTS), left: amount, right: amount, difference: z.int().describe("right minus left"), ratio: z.number().nullable().describe("right to left, rounded down to thousandths; null = left is 0") })),
  })
  .meta({ title: "Output of spanscope compare --json" });

type CompareOutput = z.output<typeof compareOutputSchema>;

/** Steps after which the rows that are there are compared. */
const STEPS_BETWEEN = 2_000;

/** Exit 0: no row differs; 1: one does; 2: bad use. */
export function compareCommand(request: CompareRequest, platform: Platform): CommandResult {
  const left = sideOf(request.left, 0, request, platform);
  if (!left.ok) return { lines: [], exitCode: 2, errors: left.error };
  const right = sideOf(request.right ?? request.left, 1, request, platform);
  if (!right.ok) return { lines: [], exitCode: 2, errors: right.error };
  const [a, b] = [left.value, right.value];
  const untilUs = request.until ?? Math.max(timeOf(a, request), timeOf(b, request));
  const comparison = new Comparison(a, b, untilUs, request.until === undefined && a.scenario.until === "quiet" && b.scenario.until === "quiet");
  while (!comparison.goOn(STEPS_BETWEEN));
  const output = outputOf(comparison, a, b, request);
  return { lines: request.json ? [JSON.stringify(output)] : compareText(output), exitCode: output.same ? 0 : 1, errors: [] };
}

function timeOf({ scenario }: ComparedSide, { maxVirtualUs }: CompareRequest): number {
  return scenario.until === "quiet" ? maxVirtualUs : scenario.until;
}

function sideOf(name: string, at: 0 | 1, request: CompareRequest, platform: Platform): Result<ComparedSide, string[]> {
  const seed = request.seeds[at];
  const variants = request.variants[at];
  const unknown = variants.find((one) => !isVariantName(one));
  if (unknown !== undefined) return fail([`--variant-${at === 0 ? "a" : "b"}: "${unknown}" is no variant; expected one of ${VARIANT_NAMES.join(", ")}`]);
  const text = LIBRARY.some((entry) => entry.name === name) ? null : platform.readText(name);
  if (text?.ok && isRunFileText(text.value)) {
    if (seed !== undefined || variants.length > 0) return fail([`${name} is a run file and brings its seed and variants; give a scenario to change them`]);
    const file = runFileFromText(text.value);
    return file.ok ? ok({ scenario: file.value.scenario, options: { seed: file.value.seed, commands: file.value.commands } }) : fail(file.error.map((fault) => sayFault(name, fault)));
  }
  const scenario = scenarioOf({ scenario: name, ...(seed === undefined ? {} : { seed }), variants: variants.filter(isVariantName) }, platform);
  return scenario.ok ? ok({ scenario: scenario.value }) : fail(scenario.error);
}

function outputOf(comparison: Comparison, a: ComparedSide, b: ComparedSide, { variants }: CompareRequest): CompareOutput {
  const found = comparison.shown();
  const of = (one: ComparedSide, at: 0 | 1) => ({ scenario: one.scenario.title, seed: one.options?.seed ?? one.scenario.seed, variants: [...variants[at]], digest: found.digests[at], rows: found.rows[at], quiet: found.quiet[at] });
  return { same: found.difference === null && found.digests[0] === found.digests[1], virtualUs: found.atUs, left: of(a, 0), right: of(b, 1), difference: found.difference, costs: found.costs.map(costOf) };
}

function costOf({ cost, left, right, perMille }: ComparisonShown["costs"][number]): CompareOutput["costs"][number] {
  return { cost, left, right, difference: right - left, ratio: perMille === null ? null : perMille / 1_000 };
}

function compareText(output: CompareOutput): string[] {
  const side = (name: string, one: CompareOutput["left"]): string => `${name}  ${one.scenario} (seed ${one.seed}${one.variants.length === 0 ? "" : `, with ${one.variants.join(", ")}`}), ${one.quiet ? "quiet" : "not quiet"}, ${one.rows} rows, digest ${one.digest}`;
  const { difference } = output;
  const lines = [side("A", output.left), side("B", output.right)];
  if (difference === null) lines.push(output.same ? "no row differs" : "no row that is kept differs, and the digests do");
  else {
    lines.push(`the first difference is row ${difference.row}`);
    lines.push(`  A  ${difference.left === null ? "has no such row" : `${formatUs(difference.left.atUs)}  ${difference.left.sentence}`}`);
    lines.push(`  B  ${difference.right === null ? "has no such row" : `${formatUs(difference.right.atUs)}  ${difference.right.sentence}`}`);
  }
  lines.push(["", "A", "B", "B - A", "B / A"].map(cell).join(""));
  for (const { cost, left, right, difference: more, ratio } of output.costs) lines.push([NAMES[cost], String(left), String(right), `${more > 0 ? "+" : ""}${more}`, ratio === null ? "-" : ratio.toFixed(3)].map(cell).join(""));
  return lines;
}

function cell(text: string, at: number): string {
  return at === 0 ? `  ${text.padEnd(26)}` : text.padStart(14);
}

const NAMES: Readonly<Record<(typeof COSTS)[number], string>> = {
  messages: "messages",
  bytes: "bytes",
  pings: "PINGs",
  spansRelayed: "spans relayed",
  transactionsOpened: "transactions opened",
  transactionsAborted: "transactions aborted",
  violations: "violations",
  convergenceUs: "longest convergence, us",
};
