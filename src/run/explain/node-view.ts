import { id64 } from "../../base/bytes.ts";
import { NODE_PHASE } from "../../sim/trace.ts";
import { pfsTypeName } from "../../wire/names.ts";
import type { Run } from "../run.ts";
import type { NodeView } from "../shown-explain.ts";
import { type Knowledge, knownBy } from "./known.ts";
import { endOf, type Node } from "./place.ts";
import { staleLink, staleSpan, staleTransaction } from "./truth.ts";

/** What one node knows (known.ts), with names, each thing beside what is true of it. Null when there is no such node; one that is down knows nothing. */
export function nodeViewOf(run: Run, nodeId: string): NodeView | null {
  const node = run.world.nodeById(nodeId);
  if (node === undefined || node.phase === NODE_PHASE.removed) return null;
  const up = node.phase === NODE_PHASE.up;
  const knowledge = up ? knownBy(node.protocol) : { links: [], pfs: [], transactions: [] };
  const links = linksOf(run, node, knowledge);
  const pfs = pfsOf(run, node, knowledge);
  const transactions = transactionsOf(run, node, knowledge);
  return { node: node.id, links, pfs, transactions, stale: [...links, ...pfs, ...transactions].filter(({ stale }) => stale !== "").length, unknown: up ? unknownTo(run, node) : [] };
}

function linksOf(run: Run, node: Node, { links }: Knowledge): NodeView["links"] {
  return links.flatMap(({ own, session }) => {
    const end = endOf(run, node, own);
    return end.link.removed ? [] : [{ link: end.id, linkName: end.name, session, stale: staleLink(run, node, own) }];
  });
}

function pfsOf(run: Run, node: Node, { pfs }: Knowledge): NodeView["pfs"] {
  return pfs.map(({ label, type, own, row, dist, link, spans }) => {
    const end = link < 0 ? null : endOf(run, node, link);
    return { label, type: pfsTypeName(type), own, dist, link: end?.id ?? null, linkName: end?.name ?? "", spans, stale: row < 0 ? "" : staleSpan(run, node, row) };
  });
}

function transactionsOf(run: Run, node: Node, { transactions }: Knowledge): NodeView["transactions"] {
  return transactions.map(({ msgidHi, msgidLo, identity, role }) => ({
    name: run.names.transactionName(msgidHi, msgidLo) ?? id64(msgidHi, msgidLo),
    pfs: identity < 0 ? "" : run.names.pfs(identity),
    role,
    stale: staleTransaction(run, node, msgidHi, msgidLo),
  }));
}

/** Labels that nodes which are up offer and of which this one knows no PFS. */
function unknownTo({ world }: Run, node: Node): string[] {
  const { identities, pfs } = node.protocol.core;
  const unknown = new Set<string>();
  for (const other of world.nodes) {
    if (other.phase !== NODE_PHASE.up || other === node) continue;
    for (const { identity, spec } of other.protocol.core.pfs.own) {
      const entry = pfs.get(identities.pairOf(identity));
      if (entry === undefined || (entry.own === null && entry.first < 0)) unknown.add(spec.label);
    }
  }
  return [...unknown].toSorted();
}
