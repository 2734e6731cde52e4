import type { PfsEntry } from "../../node/pfs-table.ts";
import { SPAN_KIND } from "../../node/span-table.ts";
import type { LabelPairs } from "../received.ts";
import type { Node } from "./place.ts";

/** A received SPAN and its place among those of its PFS. */
export interface ReceivedRow {
  readonly row: number;
  /** null = it is being closed, and stands in no order */
  readonly entry: PfsEntry | null;
  readonly rank: number;
}

/** Those in order first, then those that are being closed. */
export function receivedRows(node: Node, { pairs, label }: LabelPairs): ReceivedRow[] {
  const { pfs, spans, identities } = node.protocol.core;
  const found: ReceivedRow[] = [];
  for (const pair of pairs) {
    const entry = pfs.get(pair);
    let rank = 1;
    for (let row = entry?.first ?? -1; row >= 0; row = spans.next(row)) found.push({ row, entry: entry!, rank: rank++ });
  }
  for (let row = 0; row < spans.extent; row++) {
    if (spans.kind(row) !== SPAN_KIND.received || spans.isOpen(row) || spans.identity(row) < 0) continue;
    if (pairs.includes(identities.pairOf(spans.identity(row))) && !found.some((one) => one.row === row)) found.push({ row, entry: null, rank: 0 });
  }
  return found.filter(({ row }) => pairs.length === 1 || identities.labelText(spans.identity(row)) === label);
}
