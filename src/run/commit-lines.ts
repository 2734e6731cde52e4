import { id64 } from "../base/bytes.ts";
import type { ProtocolNode } from "../node/protocol-node.ts";
import { type EntryReport, keepsLog, reportCommit, reportEntry, reportLog } from "../node/qrm/report.ts";
import { bitOf, countOf, majorityOf } from "../node/qrm/votes.ts";
import type { CommitCondition } from "../sim/scenario-expect.ts";
import type { NamedCommit } from "../sim/named-commits.ts";
import { NODE_PHASE } from "../sim/trace.ts";
import type { World } from "../sim/world.ts";
import type { WorldNode } from "../sim/world-node.ts";
import type { WitnessedCommit } from "./expect/witnessed.ts";
import type { Run } from "./run.ts";
import type { CommitBoard, CommitCell, CommitLine, CommitLogEntry, NodeInspection } from "./shown.ts";

/** Commits as they stand now, read from their coordinators and from the logs of the masters (QRM-01). */

type Node = WorldNode<ProtocolNode>;

/** The node that is, or was, the master at that place: the one that keeps its log, or that offers it. */
function masterNode(world: World, place: number): Node | undefined {
  const { label } = world.cluster!.masters[place]!;
  const there = world.nodes.filter(({ phase }) => phase !== NODE_PHASE.removed);
  return there.find((node) => node.pfs.some((pfs) => pfs.label === label)) ?? there.find((node) => keepsLog(node.protocol, place));
}

function operationOf(commit: NamedCommit): { readonly hi: number; readonly lo: number } {
  return { hi: commit.operationHi, lo: commit.operationLo };
}

/** Commits that the board lists. */
const COMMITS_SHOWN = 60;

export function commitBoard(run: Run): CommitBoard {
  const { world } = run;
  const masters = (world.cluster?.masters ?? []).map(({ label }, place) => {
    const node = masterNode(world, place);
    return { label, node: node?.id ?? null, up: node?.phase === NODE_PHASE.up };
  });
  return { masters, lines: commitLines(run, COMMITS_SHOWN).reverse(), count: [...world.commits.living()].length };
}

/** What the masters of a node have written down; a node that is none has no logs. */
export function commitLogs(run: Run, node: WorldNode<ProtocolNode>): NodeInspection["logs"] {
  const { world } = run;
  return (world.cluster?.masters ?? []).flatMap(({ label }, place) => {
    if (masterNode(world, place) !== node) return [];
    return [{ master: label, entries: reportLog(node.protocol, place).map((entry) => logEntry(run, entry)) }];
  });
}

function logEntry(run: Run, entry: EntryReport): CommitLogEntry {
  const { operationHi, operationLo, text, state, inDoubt, promised, logged, loggedDecision } = entry;
  const operation = id64(operationHi, operationLo);
  const name = run.world.commits.byOperation(operationHi, operationLo)?.name ?? operation;
  return { name, operation, text, state, inDoubt, asksWith: asksWith(entry), promised, loggedBallot: logged, loggedDecision };
}

/** The ballot with which it asks a majority now. */
function asksWith({ recovery, asksWith: ballot }: EntryReport): string | null {
  return recovery === "asking" || recovery === "logging" ? ballot : null;
}

/** The newest `max` commits, oldest first. */
export function commitLines(run: Run, max: number): CommitLine[] {
  const { world } = run;
  if (world.cluster === null) return [];
  return [...world.commits.living()].slice(-max).map((commit) => lineOf(run, commit));
}

function lineOf(run: Run, commit: NamedCommit): CommitLine {
  const { world } = run;
  const masters = world.cluster!.masters;
  const node = world.nodes[commit.node]!;
  const report = reportCommit(node.protocol, operationOf(commit));
  return {
    name: commit.name,
    operation: id64(commit.operationHi, commit.operationLo),
    text: commit.text,
    startedUs: commit.startedUs,
    node: node.id,
    coordinator: report?.state ?? "forgotten",
    blocked: report?.blocked ?? false,
    ballot: report?.ballot ?? "",
    error: report?.error ?? 0,
    acked: countOf(report?.acked ?? 0),
    logged: countOf(report?.logged ?? 0),
    majority: majorityOf(masters.length),
    masters: masters.map(({ label }, place) => {
      const transaction = report?.transactions[place] ?? null;
      const voted = { acked: ((report?.acked ?? 0) & bitOf(place)) !== 0, logged: ((report?.logged ?? 0) & bitOf(place)) !== 0 };
      const name = transaction && (run.names.transactionName(transaction.msgidHi, transaction.msgidLo) ?? id64(transaction.msgidHi, transaction.msgidLo));
      return { ...cellOf(world, commit, label, place), ...voted, transaction: name };
    }),
  };
}

function cellOf(world: World, commit: NamedCommit, label: string, place: number): Omit<CommitCell, "acked" | "logged" | "transaction"> {
  const node = masterNode(world, place);
  const entry = node ? reportEntry(node.protocol, place, operationOf(commit)) : null;
  return {
    label,
    node: node?.id ?? null,
    up: node?.phase === NODE_PHASE.up,
    state: entry?.state ?? "unknown",
    inDoubt: entry?.inDoubt ?? false,
    asksWith: entry && asksWith(entry),
    promised: entry?.promised ?? "none",
    loggedBallot: entry?.logged ?? "none",
    loggedDecision: entry?.loggedDecision ?? 0,
  };
}

/** For expectations. */
export function witnessCommit(world: World, name: string): WitnessedCommit | null {
  const commit = world.commits.get(name);
  if (!commit || !world.cluster) return null;
  const report = reportCommit(world.nodes[commit.node]!.protocol, operationOf(commit));
  const coordinator = { state: coordinatorCondition(report?.state), error: report?.error ?? 0 };
  const masters = world.cluster.masters.map(({ label }, place) => {
    const node = masterNode(world, place);
    return { label, state: masterCondition(node ? reportEntry(node.protocol, place, operationOf(commit)) : null) };
  });
  return { coordinator, masters };
}

function coordinatorCondition(state: string | undefined): CommitCondition {
  if (state === undefined) return "unknown";
  return state === "committed" || state === "aborted" ? state : "undecided";
}

function masterCondition(entry: EntryReport | null): CommitCondition {
  if (!entry || entry.state === "unknown") return "unknown";
  if (entry.state === "committed" || entry.state === "aborted") return entry.state;
  return entry.inDoubt ? "in doubt" : "undecided";
}
