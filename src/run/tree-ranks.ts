import type { ProtocolNode } from "../node/protocol-node.ts";
import type { LabelPairs } from "./received.ts";

/** Ranks above this are not told apart. */
const RANK_MAX = 255;

/**
 * SPAN-02, SPAN-03: what one node received of a PFS, lane by lane: the rank of the best copy that came there in the order of
 * the node (1 = the one it uses), and on how many connections the copies of that lane are relayed further.
 * `laneOf` maps the node's own number of a link to the lane towards it, -1 = none that is shown.
 */
export function rankReceived(node: ProtocolNode, wanted: LabelPairs, laneOf: (ownLink: number) => number, rank: Uint8Array, relays: Uint8Array): void {
  const { pfs, spans, identities } = node.core;
  let place = 0;
  for (const pair of wanted.pairs) {
    for (let row = pfs.get(pair)?.first ?? -1; row >= 0; row = spans.next(row)) {
      if (identities.labelText(spans.identity(row)) !== wanted.label) continue;
      place = Math.min(place + 1, RANK_MAX);
      const lane = laneOf(spans.link(row));
      if (lane < 0) continue;
      if (rank[lane] === 0) rank[lane] = place;
      for (let relay = spans.other(row); relay >= 0; relay = spans.next(relay)) if (relays[lane] < RANK_MAX) relays[lane]++;
    }
  }
}
