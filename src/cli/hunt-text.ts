import { formatUs } from "../base/time.ts";
import type { HuntOutput } from "./hunt-output.ts";
import { shrunkText } from "./shrink.ts";

type Report = HuntOutput["report"];
type Spread = Report["spread"]["nodes"];

/** The longest name is that of a check; a space at least follows. */
const NAME_WIDTH = 20;

/** What `spanscope hunt` and `spanscope merge` print without --json. */
export function huntText(output: HuntOutput): string[] {
  const { report } = output;
  return [
    headOf(output),
    ...(output.measured === null ? [] : [row("speed", speedText(output.measured))]),
    row("seeds", `${report.seeds.hunted} hunted: ${report.seeds.hold} hold, ${report.seeds.violated} violated, ${report.seeds.unknown} exercised nothing${output.complete ? "" : "; not all that were asked for"}`),
    row("simulated", `${hours(report.simulatedUs)} hours, ${report.messages} messages, ${report.bytes} bytes, ${report.transactions} transactions, ${report.rows} events`),
    row("a seed has", `${spreadText(report.spread.nodes)} nodes, ${spreadText(report.spread.links)} links, ${spreadText(report.spread.faults)} faults, ${spreadText(report.spread.transactions)} transactions, ${secondsText(report.spread.simulatedUs)} s simulated (least, median, most)`),
    ...convergenceText(report),
    ...listed("faults", report.faults.map(({ kind, count, seeds }) => `${kind} ${count} (${seeds} seeds)`)),
    ...listed("generated", report.generated.map(({ name, seeds }) => `${name} ${seeds}`)),
    "checks: seeds in which each judged something and found it right, and how much",
    ...report.checks.map(({ check, holds, judged, violated, unknown }) => row(check, `${holds} seeds, ${judged} judged${violated > 0 ? `; violated in ${violated}` : ""}${unknown > 0 ? `; could not tell in ${unknown}` : ""}`)),
    `rules: ${report.rules.exercised.length} were exercised; seeds in which nodes or links decided something by them + seeds in which checks judged something of them`,
    ...listed("rules", report.rules.exercised.map(({ rule, decided, judged }) => `${rule} ${decided}+${judged}`)),
    row("never", report.rules.never.length === 0 ? "none; every rule was exercised" : report.rules.never.join(", ")),
    ...report.violations.map((one) => violationText(one)),
    ...shrunkText(output.shrunk ?? []),
    ...report.unknown.map(({ seed, why }) => `unknown: seed ${seed}: ${why}`),
    row("digest", report.digest),
  ];
}

/** What has to be looked at, as errors. */
export function sayFound({ report, scenario }: HuntOutput): string[] {
  const { violated, unknown, hunted } = report.seeds;
  const found: string[] = [];
  if (hunted === 0) found.push("no seed was hunted");
  if (violated > 0) found.push(`${violated} of ${hunted} seeds violate a check; see one: spanscope hunt --seeds ${report.violations[0]!.seed}-${report.violations[0]!.seed}${scenario === null ? "" : " --scenario …"} --case case.json && spanscope run case.json`);
  if (unknown > 0) found.push(`${unknown} of ${hunted} seeds exercised nothing: what they draw proves nothing`);
  return found;
}

function violationText({ seed, check, text, row: event, atUs }: Report["violations"][number]): string {
  return `violated: seed ${seed}: ${check} at ${formatUs(atUs)}, event ${event}: ${text}`;
}

function headOf({ seeds, scenario, variants, planted, shards, engine }: HuntOutput): string {
  const on = scenario === null ? "drawn topologies" : scenario.title;
  const withVariants = variants.length === 0 ? "" : `, with ${variants.join(", ")}`;
  const withPlanted = planted === null ? "" : `, with ${planted} planted`;
  return `seeds ${seeds.first} to ${seeds.last} on ${on}${withVariants}${withPlanted}; ${shards.length === 1 && shards[0] === "1/1" ? "" : `shards ${shards.join(", ")}; `}engine ${engine}`;
}

function speedText({ workers, seconds, seedsPerHour, coreSecondsPerSeed, peakBytes }: NonNullable<HuntOutput["measured"]>): string {
  return `${seedsPerHour} seeds an hour with ${workers} worker${workers === 1 ? "" : "s"}; ${coreSecondsPerSeed} core seconds a seed, ${seconds} s in all, ${Math.round(peakBytes / 1_048_576)} MiB`;
}

function convergenceText({ convergence: { bound, boundUs, tookUs, most } }: Report): string[] {
  const nearest = most === null ? "" : `; seed ${most.seed} came nearest to its bound, with ${(most.perMille / 10).toFixed(1)} % of it`;
  return [row("convergence", `within ${secondsText(tookUs)} s of ${secondsText(boundUs)} s that it may take${nearest}`), "the bound of a seed is the sum of", ...bound.map((part) => `  ${part}`)];
}

function hours(us: number): string {
  return (us / 3_600_000_000).toFixed(2);
}

function spreadText({ least, median, most }: Spread): string {
  return `${least} ${median} ${most}`;
}

function secondsText({ least, median, most }: Spread): string {
  return [least, median, most].map((us) => (us / 1_000_000).toFixed(1)).join(" ");
}

function row(name: string, text: string): string {
  return `  ${name.padEnd(NAME_WIDTH)}${text}`;
}

/** A list over as many lines as it needs. */
function listed(name: string, items: readonly string[]): string[] {
  const lines: string[] = [];
  let line = "";
  for (const item of items) {
    if (line !== "" && line.length + item.length > 120) {
      lines.push(line);
      line = "";
    }
    line += line === "" ? item : `, ${item}`;
  }
  if (line !== "") lines.push(line);
  return lines.map((text, at) => row(at === 0 ? name : "", text));
}
