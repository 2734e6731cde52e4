import { PHASE } from "../../node/link-end.ts";
import { SPAN_KIND } from "../../node/span-table.ts";
import { say, sayDuration } from "../fill.ts";
import type { Run } from "../run.ts";
import { endOf, type Node, troubleOf } from "./place.ts";
import { listed } from "./reasons.ts";

/** Where what a node believes differs from what is. Each returns a sentence, "" = it is so. */

/** The way of a received SPAN, hop by hop as its relays stand for one another, up to the node that announced it. */
export function staleSpan(run: Run, node: Node, row: number): string {
  const first = endOf(run, node, node.protocol.core.spans.link(row));
  const why = brokenAt(run, node, row);
  if (why === "") return "";
  return say("explain.stale.pfs", { node: node.id, pfs: labelOf(node, row), via: first.name, why });
}

function labelOf({ protocol: { core } }: Node, row: number): string {
  return core.identities.labelText(core.spans.identity(row));
}

function brokenAt(run: Run, believer: Node, believed: number): string {
  const seen = new Map<Node, Set<number>>();
  let node = believer;
  let row = believed;
  for (;;) {
    const rows = seen.get(node) ?? new Set();
    seen.set(node, rows);
    if (rows.has(row)) return say("explain.stale.echo", { nodes: listed([...seen.keys()].map(({ id }) => id)) });
    rows.add(row);
    const next = hop(run, node, row);
    if ("why" in next) return node === believer || next.why === "" ? next.why : say("explain.stale.hop", { peer: node.id, why: next.why });
    ({ node, row } = next);
  }
}

/** The received SPAN at the next node for which this one stands; or why there is none, "" = it was announced there. */
function hop(run: Run, node: Node, row: number): { readonly node: Node; readonly row: number } | { readonly why: string } {
  const { spans } = node.protocol.core;
  const end = endOf(run, node, spans.link(row));
  const trouble = troubleOf(run, end);
  if (trouble !== "") return { why: trouble };
  const { core } = end.peer.protocol;
  const sent = core.findSpan(end.theirs, true, spans.msgidHi(row), spans.msgidLo(row));
  if (sent < 0 || core.spans.kind(sent) !== SPAN_KIND.sent || !core.spans.isOpen(sent)) return { why: say("explain.stale.takenBack", { peer: end.peer.id }) };
  const source = core.spans.other(sent);
  if (source >= 0) return { node: end.peer, row: source };
  const offered = core.pfs.own.some(({ identity }) => core.identities.pairOf(identity) === core.identities.pairOf(core.spans.identity(sent)));
  return { why: offered ? "" : say("explain.stale.withdrawn", { peer: end.peer.id }) };
}

/** Whether a session that a node believes open is: its own end says open, and the link or its peer is gone, or the other way round. */
export function staleLink(run: Run, node: Node, own: number): string {
  const end = endOf(run, node, own);
  const trouble = troubleOf(run, end);
  if (node.protocol.core.links[own]!.phase !== PHASE.open || trouble === "") return "";
  return say("explain.stale.link", { node: node.id, link: end.name, why: trouble });
}

/** An open transaction whose other end has ended already. */
export function staleTransaction(run: Run, node: Node, msgidHi: number, msgidLo: number): string {
  const record = run.chronicle.transactions.find(msgidHi, msgidLo);
  if (record === undefined) return "";
  const ends = [record.opener, record.target];
  const ended = record.ends.findIndex(({ endedUs }, i) => endedUs >= 0 && ends[i] !== node.index);
  if (ended < 0) return "";
  return say("explain.stale.transaction", { node: node.id, peer: run.names.node(ends[ended]!), ago: sayDuration(Math.max(0, run.nowUs - record.ends[ended]!.endedUs)) });
}
