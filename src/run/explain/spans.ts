import { id64 } from "../../base/bytes.ts";
import type { NodeCore } from "../../node/core.ts";
import { costOf } from "../../node/relays.ts";
import { NODE_PHASE } from "../../sim/trace.ts";
import { say } from "../fill.ts";
import { LabelPairs } from "../received.ts";
import type { Run } from "../run.ts";
import type { ConnectionExplained, OrderCriterion, ReceivedExplained, SpansExplained } from "../shown-explain.ts";
import { type End, endsOf, type Node } from "./place.ts";
import { Reasons } from "./reasons.ts";
import { type ReceivedRow, receivedRows } from "./received-rows.ts";
import { waysOf } from "./ways.ts";

/** What a node received of one PFS, why in this order (SPAN-02), and what became of it on every connection (SPAN-03, SPAN-07). Null when there is no such node. */
export function explainSpans(run: Run, nodeId: string, label: string): SpansExplained | null {
  const node = run.world.nodeById(nodeId);
  if (node === undefined || node.phase === NODE_PHASE.removed) return null;
  const rows = receivedRows(node, new LabelPairs(run.world.identities, label));
  const ends = endsOf(run, node);
  const received = rows.map((_, at) => receivedOf(node, rows, at, ends));
  return {
    node: node.id,
    pfs: label,
    headline: headlineOf(node, label, received),
    received,
    connections: ends.map((end) => connectionOf(run, node, rows, end)),
    ways: waysOf(run, node, label, ends),
  };
}

function headlineOf(node: Node, label: string, received: readonly ReceivedExplained[]): string {
  const names = { node: node.id, pfs: label };
  if (node.phase !== NODE_PHASE.up) return say("explain.headline.down", names);
  const open = received.filter(({ rank }) => rank > 0);
  const best = open.find((one) => one.best);
  if (node.protocol.core.pfs.own.some((own) => own.spec.label === label)) return say(open.length === 0 ? "explain.headline.own" : "explain.headline.ownEchoes", { ...names, count: open.length });
  if (best === undefined) return say("explain.headline.none", names);
  return say(open.length === 1 ? "explain.headline.one" : "explain.headline.many", { ...names, count: open.length, peer: best.peer, dist: best.dist, sum: best.sum });
}

// ---------------------------------------------------------------- SPAN-02

function receivedOf(node: Node, rows: readonly ReceivedRow[], at: number, ends: readonly End[]): ReceivedExplained {
  const { core } = node.protocol;
  const { spans } = core;
  const { row, entry, rank } = rows[at]!;
  const own = spans.link(row);
  const end = ends.find((one) => one.own === own);
  const { criterion, order } = orderOf(core, rows, at, ends);
  return {
    link: end?.id ?? "",
    linkName: end?.name ?? "",
    peer: end?.peer.id ?? "",
    msgid: id64(spans.msgidHi(row), spans.msgidLo(row)),
    dist: spans.dist(row),
    weight: core.links[own]!.weight,
    sum: costOf(core, row),
    rank,
    best: rank === 1 && entry?.own === null,
    criterion,
    order,
  };
}

/** Against its neighbour in the list: the first against the second, each other one against the one before it. */
function orderOf(core: NodeCore, rows: readonly ReceivedRow[], at: number, ends: readonly End[]): { readonly criterion: OrderCriterion; readonly order: string } {
  const { row, entry, rank } = rows[at]!;
  if (entry === null) return { criterion: "closing", order: say("explain.order.closing") };
  const other = rows[rank === 1 ? at + 1 : at - 1];
  if (other === undefined || other.entry !== entry) return { criterion: "only", order: say("explain.order.only") };
  const { spans } = core;
  const side = rank === 1 ? "before" : "behind";
  const nameOf = (own: number): string => ends.find((end) => end.own === own)?.name ?? "";
  const [sum, otherSum] = [costOf(core, row), costOf(core, other.row)];
  const values = { sum, otherSum, place: rank === 1 ? 2 : rank - 1, link: nameOf(spans.link(row)), other: nameOf(spans.link(other.row)), number: spans.link(row), otherNumber: spans.link(other.row) };
  if (sum !== otherSum) return { criterion: "sum", order: say(`explain.order.sum.${side}`, values) };
  if (spans.link(row) !== spans.link(other.row)) return { criterion: "link", order: say(`explain.order.link.${side}`, values) };
  return { criterion: "msgid", order: say(`explain.order.msgid.${side}`, { ...values, msgid: shortId(core, row), otherMsgid: shortId(core, other.row) }) };
}

function shortId(core: NodeCore, row: number): string {
  return id64(core.spans.msgidHi(row), core.spans.msgidLo(row));
}

// ---------------------------------------------------------------- SPAN-03, SPAN-07

function connectionOf(run: Run, node: Node, rows: readonly ReceivedRow[], end: End): ConnectionExplained {
  const reasons = new Reasons(run, node, end);
  const decisions = rows.map((one) => reasons.decide(one, rows));
  return { link: end.id, linkName: end.name, peer: end.peer.id, chosen: decisions.filter(({ rank }) => rank > 0).length, relaysMax: node.protocol.core.config.switches.relaysMax, decisions };
}
