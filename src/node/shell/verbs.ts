import type { NodeCore } from "../core.ts";
import type { Transaction } from "../transactions.ts";
import { linksReport } from "./report-links.ts";
import { routeReport } from "./report-route.ts";
import { spanReport } from "./report-span.ts";
import { statesReport } from "./report-states.ts";
import { statsReport } from "./report-stats.ts";

/** What a command of the shell may look at: this node's tables and nothing of the world's. */
export interface Asking {
  readonly core: NodeCore;
  /** the shell that asks; null = one without a transaction (C12-06) */
  readonly transaction: Transaction | null;
  /** shells open at this node */
  readonly shells: number;
}

/** One command of the shell (DBG-01): lines out of the node's tables. It changes nothing. */
export interface Verb {
  readonly name: string;
  /** as help shows it: "span [LABEL]" */
  readonly usage: string;
  readonly summary: string;
  /** words it may have beside its name */
  readonly wordsMax: number;
  readonly report: (asking: Asking, words: readonly string[]) => readonly string[];
}

export const WATCH_USAGE = "watch: expected the time between two rounds and a command, such as watch 2 span";

/** In the order of `help`; an event names a command by its index here, counted from 1. */
export const VERBS: readonly Verb[] = [
  { name: "help", usage: "help [COMMAND]", summary: "what can be asked", wordsMax: 1, report: (_, words) => helpText(words[0]) },
  { name: "span", usage: "span [LABEL]", summary: "clusters, their nodes, and the SPANs received for each; LABEL with * and ?", wordsMax: 1, report: spanReport },
  { name: "links", usage: "links", summary: "the links and what their sessions have come to", wordsMax: 0, report: linksReport },
  { name: "states", usage: "states", summary: "open transactions and forwarding entries, half by half", wordsMax: 0, report: statesReport },
  { name: "route", usage: "route [LABEL]", summary: "over which SPAN a message to a PFS would go, and what is passed on now", wordsMax: 1, report: routeReport },
  { name: "stats", usage: "stats", summary: "counters and sizes of tables", wordsMax: 0, report: statsReport },
  { name: "watch", usage: "watch SECONDS COMMAND", summary: "repeats a command until a mid-stream abort; also 250ms, 2s, 1min", wordsMax: 3, report: () => [WATCH_USAGE] },
  { name: "exit", usage: "exit", summary: "closes this shell", wordsMax: 0, report: () => [] },
];

/** Index into VERBS, -1 = there is no such command. */
export function verbNamed(name: string): number {
  return VERBS.findIndex((verb) => verb.name === name);
}

function helpText(name: string | undefined): string[] {
  if (name !== undefined && verbNamed(name) < 0) return unknownText(name);
  const shown = name === undefined ? VERBS : VERBS.filter((verb) => verb.name === name);
  const width = Math.max(...VERBS.map(({ usage }) => usage.length));
  return shown.map(({ usage, summary }) => `${usage.padEnd(width)}  ${summary}`);
}

/** The answer to what is no command: what there is, and which may have been meant. */
export function unknownText(name: string): string[] {
  const close = VERBS.find((verb) => isClose(verb.name, name.toLowerCase()));
  const names = VERBS.map((verb) => verb.name).join(", ");
  return [`no command "${name}"${close ? `; "${close.name}" perhaps?` : ""}`, `expected one of ${names}`];
}

/** One is the start of the other, or they differ in one place: enough for names of four letters. */
function isClose(known: string, typed: string): boolean {
  if (typed.length < 2) return false;
  if (known.startsWith(typed) || typed.startsWith(known)) return true;
  if (Math.abs(known.length - typed.length) > 1) return false;
  let at = 0;
  while (at < known.length && known[at] === typed[at]) at++;
  const skip = (text: string, more: number): string => text.slice(at + more);
  return [[1, 1], [1, 0], [0, 1]].some(([k, t]) => skip(known, k!) === skip(typed, t!));
}
