import { SPAN_KIND } from "../node/span-table.ts";
import type { MeshNode } from "./mesh-view.ts";

/** The open SPANs of a node, summed up by link end: how many, and a mixture of their msgids that does not depend on their order. */
export class OpenSpans {
  /** at 2 * link those received, at 2 * link + 1 those sent */
  readonly counts: Int32Array;
  readonly mixes: Int32Array;
  /** a row that waits to be closed, or -1 */
  readonly placeholder: number;

  constructor(node: MeshNode) {
    const { spans, links } = node.protocol.core;
    const counts = new Int32Array(2 * links.length);
    const mixes = new Int32Array(2 * links.length);
    let placeholder = -1;
    for (let row = 0; row < spans.extent; row++) {
      const kind = spans.kind(row);
      if (kind === SPAN_KIND.free) continue;
      if (!spans.isOpen(row)) {
        placeholder = row;
        continue;
      }
      const at = 2 * spans.link(row) + (kind === SPAN_KIND.sent ? 1 : 0);
      counts[at]++;
      mixes[at] += Math.imul(spans.msgidHi(row) ^ Math.imul(spans.msgidLo(row), 0x9e3779b1), 0x85ebca6b);
    }
    this.counts = counts;
    this.mixes = mixes;
    this.placeholder = placeholder;
  }
}
