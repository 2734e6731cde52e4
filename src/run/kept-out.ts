import { formatUuid } from "../base/uuid.ts";
import type { NodeCore } from "../node/core.ts";
import type { LinkEnd, PeerFilter } from "../node/link-end.ts";
import { NOT_RELAYED, passes, whyNotRelayed } from "../node/relays.ts";

/** LINK-05: how many spans a node does not send to a peer because that one asked so, its own offers included (SPAN-07, filtered). */
export function keptOut(core: NodeCore, link: LinkEnd): number {
  const filter = link.peerFilter;
  if (filter === null) return 0;
  let count = 0;
  for (const entry of core.pfs.entries()) {
    if (entry.own && !passes(core, filter, entry.own.identity)) count++;
    for (let row = entry.first; row >= 0; row = core.spans.next(row)) if (whyNotRelayed(core, row, link) === NOT_RELAYED.filtered) count++;
  }
  return count;
}

/** A filter as it was asked for; "" = no limit. */
export function filterShown(filter: Pick<PeerFilter, "clid" | "fsid" | "text">): { readonly label: string; readonly clid: string; readonly fsid: string } {
  return { label: filter.text === "*" ? "" : filter.text, clid: filter.clid === null ? "" : formatUuid(filter.clid), fsid: filter.fsid === null ? "" : formatUuid(filter.fsid) };
}
