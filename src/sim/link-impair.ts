import type { Prng } from "../base/prng.ts";
import type { Lane } from "./link.ts";

/** TCP's least retransmission timeout as Linux has it (TCP_RTO_MIN); RFC 6298 has 1 s. A round trip comes on top. */
export const RTO_US_MIN = 200_000;
/** RFC 6298 (2.5): the timeout doubles with every loss of the same segment up to a maximum, at least 60 s. */
export const RTO_US_MAX = 60_000_000;
/** net.ipv4.tcp_retries2: TCP gives up after so many; here the message then passes. LINK-03 lost the link long before. */
export const RETRANSMISSIONS_MAX = 15;

/**
 * Stream mode: how long losses delay a message. Each loss costs one timeout, doubling. `tell` hears of each delay.
 * Draws one number for each attempt, none on a link without loss.
 */
export function delayUs(lane: Lane, tell: (us: number) => void): number {
  const { lossPerMillion, latencyUs } = lane.model;
  let rtoUs = RTO_US_MIN + 2 * latencyUs;
  let totalUs = 0;
  for (let attempt = 0; attempt < RETRANSMISSIONS_MAX && lane.random.chancePerMillion(lossPerMillion); attempt++) {
    tell(rtoUs);
    totalUs += rtoUs;
    rtoUs = Math.min(2 * rtoUs, Math.max(RTO_US_MAX, RTO_US_MIN + 2 * latencyUs));
  }
  return totalUs;
}

/** A copy with one to three different bits flipped, and which; bit 8*i+j is bit j (1 << j) of byte i. */
export function corrupted(bytes: Uint8Array, random: Prng): { readonly bytes: Uint8Array; readonly flipped: number[] } {
  const copy = bytes.slice();
  const flipped: number[] = [];
  const wanted = Math.min(1 + random.below(3), 8 * copy.length);
  while (flipped.length < wanted) {
    const bit = random.below(8 * copy.length);
    if (flipped.includes(bit)) continue;
    flipped.push(bit);
    copy[bit >>> 3] ^= 1 << (bit & 7);
  }
  return { bytes: copy, flipped };
}
