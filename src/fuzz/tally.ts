/** What a run of the fuzzer has met: by kind of change, by outcome, by rule. A run that met too little has proven nothing. */
import { EVENT_NAMES } from "../node/events.ts";
import { RULES } from "../node/rules.ts";
import { errorName } from "../wire/constants.ts";
import { MUTATIONS } from "./mutate.ts";

/** What became of an input: the link lived (what the node did is told by its events), its stream waits for more, or it was closed with a reason number. */
export const OUTCOMES = ["taken", "discarded", "thrown out", "waits for more"] as const;
export type LivingOutcome = (typeof OUTCOMES)[number];

export class Tally {
  mutations = 0;
  sessions = 0;
  bytes = 0;
  /** inputs of which the node's own machine judged a message, and such messages */
  reachedNode = 0;
  messages = 0;
  /** inputs that were described and written as JSON as well */
  described = 0;
  probes = 0;
  readonly byKind: number[] = MUTATIONS.map(() => 0);
  /** of the inputs after which the link lived */
  readonly lived: Record<LivingOutcome, number> = { taken: 0, discarded: 0, "thrown out": 0, "waits for more": 0 };
  /** by the wire ERR with which the link was closed */
  readonly closedWith: number[] = [];
  /** by rule, and by event, of the attacked node */
  readonly rules: number[] = RULES.map(() => 0);
  readonly events: number[] = EVENT_NAMES.map(() => 0);

  event(type: number, rule: number): void {
    this.events[type]!++;
    this.rules[rule]!++;
  }

  closed(error: number): void {
    this.closedWith[error] = (this.closedWith[error] ?? 0) + 1;
  }

  /** Adds what another counted. */
  add(other: Tally): void {
    for (const key of ["mutations", "sessions", "bytes", "reachedNode", "messages", "described", "probes"] as const) this[key] += other[key];
    for (const key of ["byKind", "closedWith", "rules", "events"] as const) {
      const into = this[key];
      other[key].forEach((count, i) => (into[i] = (into[i] ?? 0) + count));
    }
    for (const outcome of OUTCOMES) this.lived[outcome] += other.lived[outcome];
  }
}

/** A report as plain values, for people and programs. */
export interface TallyReport {
  readonly mutations: number;
  readonly sessions: number;
  readonly bytes: number;
  readonly reachedNode: number;
  readonly messages: number;
  readonly described: number;
  readonly probes: number;
  readonly byKind: Readonly<Record<string, number>>;
  /** the link lived: what came of it; or the reason number and its name */
  readonly outcomes: Readonly<Record<string, number>>;
  readonly rules: Readonly<Record<string, number>>;
  readonly events: Readonly<Record<string, number>>;
}

export function reportOf(tally: Tally): TallyReport {
  const { mutations, sessions, bytes, reachedNode, messages, described, probes } = tally;
  const reasons = Object.fromEntries(tally.closedWith.flatMap((count, error) => (count > 0 ? [[`${error} ${errorName(error)}`, count]] : [])));
  return {
    mutations, sessions, bytes, reachedNode, messages, described, probes,
    byKind: Object.fromEntries(MUTATIONS.map((kind, i) => [kind, tally.byKind[i]!])),
    outcomes: { ...tally.lived, ...reasons },
    rules: Object.fromEntries(RULES.flatMap((rule, i) => (i > 0 && tally.rules[i]! > 0 ? [[rule, tally.rules[i]!]] : []))),
    events: Object.fromEntries(EVENT_NAMES.flatMap((name, i) => (tally.events[i]! > 0 ? [[name, tally.events[i]!]] : []))),
  };
}

/** Rules that a run of any size must have seen decide, reasons it must have closed a link with, and the share of inputs, in percent, that must reach the node. */
export const MUST_JUDGE: readonly string[] = [
  "WIRE-02", "WIRE-03", "WIRE-04", "WIRE-05", "WIRE-06", "WIRE-07", "WIRE-10", "LINK-01", "LINK-02", "LINK-04", "LINK-06", "LINK-07",
  "TX-01", "TX-02", "TX-04", "TX-05", "TX-06", "SPAN-01", "SPAN-03", "SPAN-06", "SPAN-08", "SPAN-09", "ROUTE-02", "ROUTE-03", "ROUTE-05", "ROUTE-08", "SVC-01", "SHM-01",
];
export const MUST_CLOSE_WITH: readonly number[] = [1, 4, 6, 7, 15, 17];
export const REACHED_PERCENT_MIN = 40;

/** What a run did not exercise, in words; empty when it exercised enough. */
export function notExercised(report: TallyReport): string[] {
  const missing: string[] = [];
  if (report.reachedNode * 100 < report.mutations * REACHED_PERCENT_MIN) missing.push(`only ${report.reachedNode} of ${report.mutations} inputs reached the node; at least ${REACHED_PERCENT_MIN} % must`);
  if (report.described * 20 < report.mutations) missing.push(`only ${report.described} of ${report.mutations} inputs were described`);
  if (report.probes === 0) missing.push("the healthy link was never tried");
  for (const [kind, count] of Object.entries(report.byKind)) if (count === 0) missing.push(`no input was made by "${kind}"`);
  for (const outcome of OUTCOMES) if (report.outcomes[outcome] === 0) missing.push(`no input was "${outcome}"`);
  for (const error of MUST_CLOSE_WITH) if (!Object.keys(report.outcomes).some((key) => key.startsWith(`${error} `))) missing.push(`no link was closed with ${error} ${errorName(error)}`);
  for (const rule of MUST_JUDGE) if (report.rules[rule] === undefined) missing.push(`${rule} never decided`);
  return missing;
}
