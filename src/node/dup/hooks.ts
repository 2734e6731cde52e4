import type { Message } from "../../wire/message.ts";
import type { SpanRef } from "../inputs.ts";
import type { LinkEnd } from "../link-end.ts";
import type { Element } from "../service/elements.ts";
import type { Transaction } from "../transactions.ts";
import type { Verdict } from "../violation.ts";

/**
 * What the rest of a node asks of the duplication (DUP-01), each behind one test: whether a record is a copy (`copy`) or the
 * head of several (`copies`), or whether a link negotiated duplication.
 */
export interface CopyHooks {
  /** Duplication is switched on, or one of our links offers it. */
  readonly isActive: boolean;
  /** A link end was made. */
  linkAdded(link: LinkEnd): void;
  /** A message of a copy (TX-08). */
  received(link: LinkEnd, limb: Transaction, message: Message, reply: boolean): Verdict;
  /** A message that opens a transaction over a SPAN: true when it was one more copy of a transaction that is known here, and was dealt with. */
  joined(link: LinkEnd, span: number, message: Message): boolean;
  /** The first copy reaches a hop. */
  openedAtHop(link: LinkEnd, out: LinkEnd, span: number, source: number, message: Message): void;
  /** The first copy reaches its target; the transaction as its service will know it. */
  openedAtTarget(link: LinkEnd, span: number, message: Message): Transaction;
  /** We open a transaction in one copy over each of these SPANs; the reason when it cannot be. */
  open(via: readonly SpanRef[], element: Element, flags: number, tag: number): Transaction | number;
  /** The received SPANs that copies to the PFS of `via` would take: `via` first if it must be among them, the best of each link before a second one of a link. */
  spansFor(via: SpanRef, mustUseVia: boolean): readonly SpanRef[];
  /** A path of a copy is lost (ROUTE-05, ROUTE-06). */
  lost(limb: Transaction, error: number): void;
  /** The SPAN that names a copy is closed in both directions. */
  released(limb: Transaction): void;
  /** One message of our half over all copies. */
  send(head: Transaction, flags: number, element: Element): boolean;
  /** A bodiless one, without the bookkeeping of halves. */
  sendBare(head: Transaction, flags: number, error: number): void;
  /** The transaction is closed in both halves or can get nothing any more (TX-02). */
  over(head: Transaction): void;
  /** The node is about to forget all that it learned: it waits for no further copy. */
  crashing(): void;
  /** The transaction of that msgid at this end. */
  endOf(msgidHi: number, msgidLo: number): Transaction | undefined;
}
