import { connIsOpen } from "../node/relays.ts";
import { SPAN_KIND } from "../node/span-table.ts";
import type { World } from "../sim/world.ts";
import { CHECK_TEXTS } from "../texts/checks.ts";
import { linkOfEnd, type MeshNode } from "./mesh-view.ts";

const T = CHECK_TEXTS["nothing-left"];

/** What the smaller tables of a node keep beyond what its SPANs, CONNs and transactions need: ids, statuses, refusals, counts. */
export function* whatLeaks(world: World, node: MeshNode): Generator<string> {
  const { core } = node.protocol;
  const { spans, links } = core;
  const conns = links.reduce((sum, { ourConn, theirConn }) => sum + (ourConn.bits >= 0 ? 1 : 0) + (theirConn.bits >= 0 ? 1 : 0), 0);
  if (core.index.size !== spans.count + conns) yield T.ids(node.id, core.index.size, spans.count + conns);
  for (const row of core.updates.keys()) if (spans.kind(row) !== SPAN_KIND.received) yield T.update(node.id);
  const sent = new Int32Array(links.length);
  const received = new Int32Array(links.length);
  for (let row = 0; row < spans.extent; row++) {
    const kind = spans.kind(row);
    if (kind === SPAN_KIND.received) received[spans.link(row)]!++;
    else if (kind === SPAN_KIND.sent) sent[spans.link(row)]!++;
  }
  for (const link of links) {
    const id = world.links[linkOfEnd(node, link.number)]!.id;
    if (sent[link.number] !== link.spansSent || received[link.number] !== link.spansReceived) yield T.counts(node.id, id, link.spansSent, link.spansReceived);
    if (!connIsOpen(link.theirConn.bits)) continue;
    for (const row of link.refused) if (spans.kind(row) !== SPAN_KIND.received) yield T.refusal(node.id, id);
  }
  if (core.transactions.keyCount !== sidesOf(node)) yield T.keys(node.id);
}

/** Sides of records that are on a link; of a transaction that runs in copies, theirs. */
function sidesOf(node: MeshNode): number {
  let sides = 0;
  for (const { inSide, outSide, copies } of node.protocol.core.transactions.all()) if (copies === null) sides += (inSide.link >= 0 ? 1 : 0) + (outSide.link >= 0 ? 1 : 0);
  return sides;
}
