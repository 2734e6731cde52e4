import type { Frame, NodeView } from "../../port/messages.ts";
import type { Selection } from "../../store/ui.ts";
import { TEXTS } from "../../texts/explain.ts";

/** A panel's frame with nothing in it but what one node knows: its transactions, and the PFSes that it heard of or offers. */
export function seenBy(view: NodeView, panel: Frame): Frame {
  const known = new Set(view.transactions.map(({ name }) => name));
  const pfs = new Set(view.pfs.map(({ label }) => label));
  return { ...panel, transactions: panel.transactions.filter(({ name }) => known.has(name)), pfs: panel.pfs.filter(({ label }) => pfs.has(label)), path: panel.path !== null && known.has(panel.path.name) ? panel.path : null, caption: captionOf(view) };
}

/** Whether what is selected is something that node knows. */
export function isKnown(view: NodeView, selection: Selection | null): boolean {
  switch (selection?.kind) {
    case undefined:
    case "draft":
      return true;
    case "node":
      return selection.node === view.node;
    case "link":
      return view.links.some(({ link }) => link === selection.link);
    case "transaction":
      return view.transactions.some(({ name }) => name === selection.name);
    case "message":
      return false;
  }
}

export function captionOf({ node, pfs, links, stale }: NodeView): string {
  const known = TEXTS.view.caption(node, pfs.length, links.length);
  return stale === 0 ? known : `${known} ${TEXTS.view.captionStale(stale)}`;
}
