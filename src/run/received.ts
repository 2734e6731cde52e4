import type { ProtocolNode } from "../node/protocol-node.ts";
import { SPAN_KIND } from "../node/span-table.ts";
import type { Identities } from "../node/identities.ts";

/** What nodes know of the PFSes of one label, read from their tables without a copy of them. */

/** The (cluster, node) pairs that some LNK_SPAN with this label named; read on when more identities have come. */
export class LabelPairs {
  private readonly _identities: Identities;
  readonly label: string;
  private readonly _pairs: number[] = [];
  private _seen = 0;

  constructor(identities: Identities, label: string) {
    this._identities = identities;
    this.label = label;
  }

  get pairs(): readonly number[] {
    for (; this._seen < this._identities.count; this._seen++) {
      if (this._identities.labelText(this._seen) !== this.label) continue;
      const pair = this._identities.pairOf(this._seen);
      if (!this._pairs.includes(pair)) this._pairs.push(pair);
    }
    return this._pairs;
  }
}

/** Row of the best SPAN that a node received for one of these pairs, -1 = none. */
export function bestReceived(node: ProtocolNode, wanted: LabelPairs): number {
  const { pfs, spans, identities } = node.core;
  let best = -1;
  for (const pair of wanted.pairs) {
    const row = pfs.get(pair)?.first ?? -1;
    if (row < 0 || identities.labelText(spans.identity(row)) !== wanted.label) continue;
    if (best < 0 || spans.dist(row) < spans.dist(best)) best = row;
  }
  return best;
}

/** Open SPANs of a label that a node received, best first: own number of the link, and dist. */
export function allReceived(node: ProtocolNode, wanted: LabelPairs): { readonly link: number; readonly dist: number }[] {
  const { pfs, spans, identities } = node.core;
  const found: { link: number; dist: number }[] = [];
  for (const pair of wanted.pairs) {
    for (let row = pfs.get(pair)?.first ?? -1; row >= 0; row = spans.next(row)) {
      if (identities.labelText(spans.identity(row)) === wanted.label) found.push({ link: spans.link(row), dist: spans.dist(row) });
    }
  }
  return found;
}

/** SPANs of a label that a node has open on one of its links, announcements and relays. */
export function sentOn(node: ProtocolNode, ownLink: number, label: string): number {
  const { spans, identities } = node.core;
  let count = 0;
  for (let row = 0; row < spans.extent; row++) {
    if (spans.kind(row) !== SPAN_KIND.sent || spans.link(row) !== ownLink || !spans.isOpen(row)) continue;
    if (identities.labelText(spans.identity(row)) === label) count++;
  }
  return count;
}
