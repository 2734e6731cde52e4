import type { NodeConfig } from "../node/config.ts";
import type { Identities } from "../node/identities.ts";
import type { NodeInput, SpanRef, TransactionRef } from "../node/inputs.ts";
import type { Outbox } from "../node/outbox.ts";
import type { Prng } from "../base/prng.ts";

/** What the engine asks of a protocol node: one entry (invariant 3), and a few questions that change nothing. */
export interface SimNode {
  handle(nowUs: number, input: NodeInput, out: Outbox): void;
  /** A hold or a handshake is pending: the run is not quiet. */
  readonly busy: boolean;
  readonly linkCount: number;
  /** The best received SPAN of the PFS of that label; on `link` only unless it is -1. */
  bestSpan(label: string, link: number): SpanRef | null;
  /** DUP-01: the received SPANs of that PFS that copies of a transaction would take, in order. */
  copySpans(label: string, link: number): readonly SpanRef[];
  /** Whether this end's half of a transaction is open and could be closed. */
  mayClose(transaction: TransactionRef): boolean;
  /** CAC-01: whether its client holds the lock of that tag, waits for it, or has still to give it up. */
  mayUnlock(tag: number): boolean;
  /** Whether this node itself offers a PFS of that label. */
  offers(label: string): boolean;
}

export type MakeNode<Node extends SimNode> = (config: NodeConfig, identities: Identities, random: Prng) => Node;
