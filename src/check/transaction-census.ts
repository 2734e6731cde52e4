import { ROLE, type Transaction } from "../node/transactions.ts";
import type { World } from "../sim/world.ts";
import { type MeshNode, nodesUp } from "./mesh-view.ts";
import { msgidKey } from "./sent-header.ts";

/** A node and a record that it keeps. */
export interface KeptRecord {
  readonly node: MeshNode;
  readonly record: Transaction;
}

/** Everything the mesh holds of one transaction. */
export interface KeptTransaction {
  opener: KeptRecord | null;
  target: KeptRecord | null;
  readonly hops: KeptRecord[];
  /** DUP-01: copies as their nodes keep them, each with one side */
  readonly copies: KeptRecord[];
}

/** What all nodes that are up keep of transactions, by the key of their msgids (TX-02: the same end to end). */
export function censusOf(world: World): ReadonlyMap<string, KeptTransaction> {
  const all = new Map<string, KeptTransaction>();
  for (const node of nodesUp(world)) {
    for (const record of node.protocol.core.transactions.all()) {
      const key = msgidKey(record.msgidHi, record.msgidLo);
      let kept = all.get(key);
      if (!kept) {
        kept = { opener: null, target: null, hops: [], copies: [] };
        all.set(key, kept);
      }
      if (record.copy !== null) kept.copies.push({ node, record });
      else if (record.role === ROLE.opener) kept.opener = { node, record };
      else if (record.role === ROLE.target) kept.target = { node, record };
      else kept.hops.push({ node, record });
    }
  }
  return all;
}
