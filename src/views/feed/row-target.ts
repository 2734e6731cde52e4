/** A browser cannot lay out a list of any height: of a very long feed the newest rows are listed. */
export const LISTED_MAX = 400_000;

/** The part of the feed that the list shows: how many rows, and the position of its first. */
export function listed(feedCount: number): { readonly count: number; readonly first: number } {
  const first = Math.max(0, feedCount - LISTED_MAX);
  return { count: feedCount - first, first };
}
