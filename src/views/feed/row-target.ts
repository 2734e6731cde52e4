import type { FeedRow, Inspectable } from "../../port/messages.ts";

/** What a click on a row selects: the nearest thing that the event is about. */
export function targetOf({ message, transaction, link, node }: FeedRow): Inspectable | null {
  if (message !== null) return { kind: "message", message };
  if (transaction !== null) return { kind: "transaction", name: transaction };
  if (link !== null) return { kind: "link", link };
  return node === null ? null : { kind: "node", node };
}

/** A browser cannot lay out a list of any height: of a very long feed the newest rows are listed. */
export const LISTED_MAX = 400_000;

/** The part of the feed that the list shows: how many rows, and the position of its first. */
export function listed(feedCount: number): { readonly count: number; readonly first: number } {
  const first = Math.max(0, feedCount - LISTED_MAX);
  return { count: feedCount - first, first };
}
