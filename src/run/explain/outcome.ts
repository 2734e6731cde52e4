import { NODE_PHASE } from "../../sim/trace.ts";
import { say, sayDuration } from "../fill.ts";
import { nameOf, targetOf } from "../inspect-transaction.ts";
import { LabelPairs } from "../received.ts";
import { Row } from "../row.ts";
import type { Run } from "../run.ts";
import type { AbortedThen, Outcome, PathThen, WhatIfChange } from "../shown-explain.ts";
import type { TransactionRecord } from "../transaction-history.ts";
import { trafficSince } from "./traffic-since.ts";
import { bestWays, sameWay, sayWay } from "./ways-known.ts";

/** ours: rows of a list that are told */
const LIST_MAX = 500;

/** Where a branch began: its row and its time. */
export interface Fork {
  readonly row: number;
  readonly atUs: number;
}

/**
 * What a change did: `after` is the run with it, `without` the same run without it, both gone on from the fork until they
 * were quiet. A run that was quiet at the fork is its own `without`.
 */
export function outcomeOf(after: Run, without: Run, fork: Fork, change: WhatIfChange, pfs: string | null): Outcome {
  after.chronicle.catchUp();
  without.chronicle.catchUp();
  const traffic = trafficSince(after, fork.row);
  const anyway = trafficSince(without, fork.row);
  const aborted = abortedOf(after, without, fork);
  const { paths, lost, moved, gained } = pathsOf(after, without);
  const settledUs = Math.max(0, after.journal.counters.lastChangeUs - fork.atUs);
  const counts = { aborted: aborted.length, lost, moved, gained };
  return {
    sentence: sentenceOf(after, change, counts, settledUs),
    atUs: fork.atUs,
    quiet: after.isQuiet,
    settledUs,
    settled: sayDuration(settledUs),
    messages: traffic.messages,
    bytes: traffic.bytes,
    anywayMessages: anyway.messages,
    anywayBytes: anyway.bytes,
    aborted: aborted.slice(0, LIST_MAX),
    spansClosed: traffic.spansClosed,
    spansOpened: traffic.spansOpened,
    closedAt: closedAtOf(after, traffic.closedAt),
    lost,
    moved,
    gained,
    paths: paths.slice(0, LIST_MAX),
    down: after.world.nodes.filter(({ phase, index }) => phase !== NODE_PHASE.up && phase !== NODE_PHASE.removed && without.world.nodes[index]?.phase === NODE_PHASE.up).map(({ id }) => id),
    tree: pfs === null ? [] : treeOf(after, without, pfs),
    pfs,
    digest: after.digest,
  };
}

function sentenceOf(run: Run, change: WhatIfChange, { aborted, lost, moved, gained }: Readonly<Record<"aborted" | "lost" | "moved" | "gained", number>>, settledUs: number): string {
  const what = change.do === "cut" ? say("explain.whatIf.cut", { link: run.names.linkById(change.link), how: say(`cut.${change.how}`) }) : say("explain.whatIf.crash", { node: change.node });
  if (aborted + lost + moved + gained === 0 && run.isQuiet) return say("explain.whatIf.nothing", { change: what });
  const aborts = aborted === 0 ? say("explain.whatIf.noAbort") : aborted === 1 ? say("explain.whatIf.oneAbort") : say("explain.whatIf.aborts", { count: aborted });
  const paths = lost + moved + gained === 0 ? say("explain.whatIf.noPaths") : say("explain.whatIf.paths", { lost, moved, gained });
  return say(run.isQuiet ? "explain.whatIf.sentence" : "explain.whatIf.unsettled", { change: what, aborted: aborts, paths, settled: sayDuration(settledUs) });
}

// ---------------------------------------------------------------- transactions

/** Those that break behind the fork and would not have without the change. */
function abortedOf(after: Run, without: Run, fork: Fork): AbortedThen[] {
  const found: AbortedThen[] = [];
  for (const record of after.chronicle.transactions.newest()) {
    if (!isBroken(record, fork)) continue;
    const other = without.chronicle.transactions.find(record.msgidHi, record.msgidLo);
    if (other === undefined || !isBroken(other, fork)) found.push(brokenThen(after, record, fork));
  }
  return found.reverse();
}

function isBroken({ state, brokenRow }: TransactionRecord, fork: Fork): boolean {
  return (state === "aborted" || state === "refused") && brokenRow >= fork.row;
}

function brokenThen(run: Run, record: TransactionRecord, fork: Fork): AbortedThen {
  const row = new Row();
  const at = run.rows.readIfKept(record.brokenRow, row) ? run.names.node(row.node) : "";
  const since = (endedUs: number): number => (endedUs < fork.atUs ? -1 : endedUs - fork.atUs);
  const [opener, target] = record.ends;
  const [name, from, to] = [nameOf(run, record), run.names.node(record.opener), targetOf(run, record)];
  const transaction = run.names.transaction(record.msgidHi, record.msgidLo);
  return { name, from, to, state: record.state === "refused" ? "refused" : "aborted", at, openerUs: since(opener.endedUs), targetUs: since(target.endedUs), sentence: say("explain.whatIf.abort", { transaction, from, to, at }) };
}

// ---------------------------------------------------------------- ways

function pathsOf(after: Run, without: Run): { readonly paths: readonly PathThen[]; readonly lost: number; readonly moved: number; readonly gained: number } {
  const before = bestWays(without);
  const then = bestWays(after);
  const counts = { lost: 0, moved: 0, gained: 0 };
  const paths: PathThen[] = [];
  const { identities, nodes } = after.world;
  const labels = labelsOf(after);
  for (const [node, ways] of then) {
    const old = before.get(node);
    if (old === undefined) continue;
    for (const pair of new Set([...old.keys(), ...ways.keys()])) {
      const [one, other] = [old.get(pair), ways.get(pair)];
      if (sameWay(one, other)) continue;
      const kind = other === undefined ? "lost" : one === undefined ? "gained" : "moved";
      counts[kind]++;
      paths.push({ node: nodes[node]!.id, pfs: labels.get(pair) ?? String(identities.fsidOfPair(pair)), kind, before: sayWay(without, node, one), after: sayWay(after, node, other) });
    }
  }
  return { paths: paths.toSorted((x, y) => KINDS.indexOf(x.kind) - KINDS.indexOf(y.kind)), ...counts };
}

const KINDS: readonly PathThen["kind"][] = ["lost", "moved", "gained"];

/** A label of each pair: what some LNK_SPAN called it. */
function labelsOf({ world: { identities } }: Run): Map<number, string> {
  const labels = new Map<number, string>();
  for (let identity = 0; identity < identities.count; identity++) labels.set(identities.pairOf(identity), identities.labelText(identity));
  return labels;
}

function treeOf(after: Run, without: Run, label: string): Outcome["tree"] {
  const { pairs } = new LabelPairs(after.world.identities, label);
  const before = bestWays(without);
  const tree: Outcome["tree"][number][] = [];
  for (const [node, ways] of bestWays(after)) {
    const pair = pairs.find((one) => ways.has(one));
    if (pair === undefined) continue;
    const way = ways.get(pair)!;
    tree.push({ node: after.names.node(node), dist: way.dist, link: after.names.linkId(way.link), changed: !sameWay(before.get(node)?.get(pair), way) });
  }
  return tree;
}

function closedAtOf({ names }: Run, closedAt: ReadonlyMap<string, number>): Outcome["closedAt"] {
  const all = [...closedAt].map(([key, count]) => {
    const [node, link] = key.split(" ").map(Number) as [number, number];
    return { node: names.node(node), peer: names.node(names.peerOf(node, link)), link: names.linkId(link), count };
  });
  return all.toSorted((x, y) => y.count - x.count || (`${x.node} ${x.link}` < `${y.node} ${y.link}` ? -1 : 1)).slice(0, LIST_MAX);
}
