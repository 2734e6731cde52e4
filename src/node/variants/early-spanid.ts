import type { NodeCore } from "../core.ts";
import type { LinkEnd } from "../link-end.ts";
import { SPAN_KIND } from "../span-table.ts";

/**
 * The variant "spanid reused too early", forbidden by TX-02 and SPAN-08: a SPAN of ours on this link whose closing the peer
 * has not answered yet, so that its id should still be a placeholder; -1 = there is none.
 */
export function halfClosedSent(core: NodeCore, link: LinkEnd): number {
  const { spans } = core;
  for (let row = 0; row < spans.extent; row++) {
    if (spans.kind(row) === SPAN_KIND.sent && spans.link(row) === link.number && !spans.isOpen(row)) return row;
  }
  return -1;
}
