import type { NodeCore } from "../core.ts";
import { PHASE } from "../link-end.ts";
import { ROLE } from "../transactions.ts";

/**
 * The variant "silent re-route", forbidden by ROUTE-04: what should be aborted because a received SPAN is lost goes on over another
 * SPAN of the same PFS, and so does the relay that the opener's side names. Nobody is told. What has no other way is left to be aborted.
 */
export function reroute(core: NodeCore, lost: number): void {
  const { spans, transactions } = core;
  for (const entry of transactions.usersOf(lost)) {
    if (entry.role !== ROLE.hop || entry.copy !== null || entry.dead || entry.outSide.span !== lost) continue; // copies do without it (DUP-01)
    const other = otherWay(core, lost, entry.inSide.link);
    if (other < 0) continue;
    const relay = entry.inSide.span;
    if (relay >= 0 && spans.other(relay) === lost) {
      spans.unlinkRelay(relay);
      spans.linkRelay(relay, other);
      core.rerouted.add(relay);
    }
    transactions.detach(entry, entry.outSide);
    transactions.attach(entry, entry.outSide, spans.link(other), other, spans.msgidHi(other), spans.msgidLo(other));
  }
}

/** The best other open SPAN of that PFS that does not lead back, or -1. */
function otherWay(core: NodeCore, lost: number, back: number): number {
  const { spans, links } = core;
  const entry = core.pfs.get(core.identities.pairOf(spans.identity(lost)));
  for (let row = entry?.first ?? -1; row >= 0; row = spans.next(row)) {
    const link = spans.link(row);
    if (row !== lost && link !== back && spans.isOpen(row) && links[link]!.phase === PHASE.open) return row;
  }
  return -1;
}
