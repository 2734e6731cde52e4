import type { NodeCore } from "../../node/core.ts";
import type { Identities } from "../../node/identities.ts";
import { PHASE } from "../../node/link-end.ts";
import type { ProtocolNode } from "../../node/protocol-node.ts";
import { countsAlone } from "../../node/transactions.ts";

/** What a node knows, of its own tables alone: this file imports nothing of the world, so nothing else can get in. Links are the node's own numbers. */
export interface Knowledge {
  readonly links: readonly { readonly own: number; readonly session: "down" | "auth" | "open" }[];
  /** of each PFS its own offer or its best received SPAN (`row`, -1 = none) */
  readonly pfs: readonly { readonly pair: number; readonly identity: number; readonly label: string; readonly type: number; readonly own: boolean; readonly row: number; readonly dist: number; readonly link: number; readonly spans: number }[];
  readonly transactions: readonly { readonly msgidHi: number; readonly msgidLo: number; readonly identity: number; readonly role: "opener" | "target" | "hop" }[];
}

const SESSIONS = ["down", "auth", "open"] as const;
/** by ROLE */
const ROLES = ["opener", "target", "hop"] as const;

export function knownBy({ core }: ProtocolNode): Knowledge {
  return {
    links: core.links.map(({ number, phase }) => ({ own: number, session: SESSIONS[phase] ?? SESSIONS[PHASE.down] })),
    pfs: knownPfs(core),
    // Of copies of one transaction (DUP-01) one is told.
    transactions: [...core.transactions.all()].filter(countsAlone).map(({ msgidHi, msgidLo, pfs, role }) => ({ msgidHi, msgidLo, identity: pfs, role: ROLES[role]! })),
  };
}

function knownPfs(core: NodeCore): Knowledge["pfs"] {
  const { spans, identities } = core;
  const found: Knowledge["pfs"][number][] = [];
  for (const { pair, own, first } of core.pfs.entries()) {
    if (own === null && first < 0) continue;
    const identity = own?.identity ?? spans.identity(first);
    let count = 0;
    for (let row = first; row >= 0; row = spans.next(row)) count++;
    const best = own === null ? first : -1;
    found.push({ pair, identity, ...named(identities, identity), own: own !== null, row: best, dist: best < 0 ? -1 : spans.dist(best), link: best < 0 ? -1 : spans.link(best), spans: count });
  }
  return found.toSorted((x, y) => (x.label < y.label ? -1 : x.label > y.label ? 1 : x.pair - y.pair));
}

function named(identities: Identities, identity: number): { readonly label: string; readonly type: number } {
  return { label: identities.labelText(identity), type: identities.pfsTypeOf(identity) };
}
