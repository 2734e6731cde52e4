import { LIMITS } from "../base/limits.ts";
import type { Amount } from "./commands.ts";
import type { GenerateCommand } from "./generators.ts";
import { textProblem } from "./apply-traffic.ts";

/** Longest interval, and longest time that something stays open: an hour. */
export const GENERATOR_US_MAX = 3_600_000_000;

interface PlanProblem {
  /** the key that is wrong */
  readonly path: string;
  readonly message: string;
}

/** What is wrong with a generator whatever the world looks like; null = nothing. */
export function generatorProblem(plan: GenerateCommand): PlanProblem | null {
  const { as, everyUs, burst = 1, count = 1, service = "echo" } = plan;
  if (as === "") return { path: "as", message: "expected a name" };
  if (!within(everyUs, LIMITS.generatorIntervalUsMin, GENERATOR_US_MAX)) return { path: "everyUs", message: `expected a whole number from ${LIMITS.generatorIntervalUsMin} to ${GENERATOR_US_MAX}` };
  if (!within(burst, 1, LIMITS.generatorBurstMax)) return { path: "burst", message: `expected a whole number from 1 to ${LIMITS.generatorBurstMax}` };
  if (!within(count, 1, Number.MAX_SAFE_INTEGER)) return { path: "count", message: "expected a whole number from 1" };
  for (const list of ["from", "to"] as const) if (plan[list]?.length === 0) return { path: list, message: "expected at least one, or nothing at all" };
  return textOrBytes(plan) ?? heldProblem(plan) ?? (service === "lock" || service === "commit" ? withoutTarget(plan) : null);
}

function textOrBytes({ text, bytes, service }: GenerateCommand): PlanProblem | null {
  if (text !== undefined && bytes !== undefined) return { path: "bytes", message: "expected either text or bytes" };
  if (bytes !== undefined && (service === "shell" || service === "lock")) return { path: "bytes", message: service === "shell" ? "a shell reads lines; expected text" : "a lock carries no text" };
  if (text !== undefined && service === "lock") return { path: "text", message: "a lock carries no text" };
  const problem = text === undefined ? null : textProblem(text);
  if (problem) return { path: "text", message: problem };
  return bytes === undefined ? null : amountProblem("bytes", bytes, 0, LIMITS.textBytesMax);
}

function heldProblem({ holdUs, lock, service }: GenerateCommand): PlanProblem | null {
  if (service === "lock" && lock === undefined) return { path: "lock", message: "expected what is locked: domain, state and keys" };
  if (service !== "lock" && lock !== undefined) return { path: "lock", message: 'only for "service": "lock"' };
  if (service === "lock") return holdUs === undefined ? { path: "holdUs", message: "expected how long a lock is kept" } : amountProblem("holdUs", holdUs, 1, GENERATOR_US_MAX);
  if (holdUs === undefined) return null;
  if (service === "oneWay" || service === "commit") return { path: "holdUs", message: service === "oneWay" ? "a one-way message opens nothing" : "a commit ends by itself" };
  return amountProblem("holdUs", holdUs, 0, GENERATOR_US_MAX);
}

function withoutTarget({ to, service }: GenerateCommand): PlanProblem | null {
  return to === undefined ? null : { path: "to", message: `a ${service} goes to the masters` };
}

function amountProblem(path: string, amount: Amount, least: number, most: number): PlanProblem | null {
  const range = typeof amount === "number" ? { least: amount, most: amount } : amount;
  if (!within(range.least, least, most) || !within(range.most, least, most)) return { path, message: `expected a whole number from ${least} to ${most}, or such bounds` };
  return range.least <= range.most ? null : { path, message: `least is ${range.least} and most is ${range.most}; expected no less` };
}

function within(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}
