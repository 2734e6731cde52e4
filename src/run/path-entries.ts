import { id64 } from "../base/bytes.ts";
import { ROLE } from "../node/transactions.ts";
import type { Run } from "./run.ts";
import type { PathEntry } from "./shown.ts";
import type { TransactionRecord } from "./transaction-history.ts";

/** ROUTE-03: the forwarding entries of a transaction, hop by hop from its opener on: under which spanid it comes in, and goes out. */
export function pathEntriesOf(run: Run, { hops, msgidHi, msgidLo }: TransactionRecord, nodeIndex: Int32Array | readonly number[]): PathEntry[] {
  return hops.slice(0, -1).map((hop, i) => {
    const next = hops[i + 1]!;
    return {
      node: nodeIndex[hop.node]!,
      inSpanid: id64(hop.spanidHi, hop.spanidLo),
      outSpanid: id64(next.spanidHi, next.spanidLo),
      held: holds(run, hop.node, msgidHi, msgidLo),
    };
  });
}

function holds(run: Run, node: number, msgidHi: number, msgidLo: number): boolean {
  for (const record of run.world.nodes[node]!.protocol.core.transactions.all()) {
    if (record.role === ROLE.hop && record.msgidHi === msgidHi && record.msgidLo === msgidLo) return true;
  }
  return false;
}
