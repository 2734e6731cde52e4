import { ERR } from "../../wire/constants.ts";

/**
 * DUP-01 and TX-08 as data. Two things have a state: each copy, which is a transaction of its own on its path and is judged by
 * TX-04 and TX-05 there, and the transaction, which counts. The documentation, the inspector and the tests are made from these tables.
 */

/** What a copy is at a node. */
export const COPY_STATES = ["open", "lost", "closed"] as const;
export type CopyState = (typeof COPY_STATES)[number];

/** What can happen to one copy, and what that means for it and for the transaction. */
export interface CopyRule {
  readonly event: string;
  /** where: at the opener, at the target, at a hop where copies meet; all unless it matters */
  readonly at: "opener" | "target" | "hop" | "any";
  readonly copy: string;
  readonly transaction: string;
}

export const COPY_RULES: readonly CopyRule[] = [
  { event: "CREATE with a msgid that is known here for the same PFS", at: "any", copy: "opens; gets every reply sent until now", transaction: "has one copy more" },
  { event: "the k-th message of this copy, and k messages are known", at: "any", copy: "its halves follow the message", transaction: "ignored" },
  { event: "the k-th message of this copy, and k-1 messages are known", at: "any", copy: "its halves follow the message", transaction: "the message counts: it is delivered, or passed on" },
  { event: "a message that TX-04 or TX-05 forbids on this copy", at: "any", copy: "violation: its link dies", transaction: "goes on without this copy" },
  { event: "ABORT|DELETE with an error of a lost path", at: "any", copy: "lost; our half of it is closed in answer", transaction: "goes on while another copy is open" },
  { event: "ABORT|DELETE with another error", at: "any", copy: "its halves follow the message", transaction: "aborted by its end: the message counts" },
  { event: "a refusal as the first reply", at: "opener", copy: "lost", transaction: "refused when no other copy is left, and no reply ever came" },
  { event: "its SPAN or its link is lost", at: "any", copy: "lost; ABORT|DELETE goes to the side that is still there", transaction: "goes on while another copy is open" },
  { event: "the last copy is lost", at: "opener", copy: "lost", transaction: "aborted at once: an opener knows all its copies" },
  { event: "the last known copy is lost within the wait", at: "target", copy: "lost", transaction: "waits for another copy until the wait is over, then it is aborted" },
  { event: "the last known copy is lost within the wait", at: "hop", copy: "lost", transaction: "the way to the target stays open until the wait is over, then it is aborted" },
  { event: "the way to the target is lost", at: "hop", copy: "all that meet here are lost", transaction: "goes on over copies that do not pass here" },
  { event: "DELETE in both directions", at: "any", copy: "closed, forgotten", transaction: "forgotten when every copy is; a target remembers its replies for copies that come later" },
];

/**
 * Errors that a path says of itself: a copy that ends with one of them is lost, the transaction is not. An end aborts with
 * others; a SPAN refused by its receiver therefore ends copies with SPAN_LOST, because REFUSED is what an end says.
 */
export const PATH_ERRORS: readonly number[] = [ERR.EOF, ERR.SOCK, ERR.SPAN_LOST, ERR.SPAN_REPLACED, ERR.EXISTS, ERR.LIMIT, ERR.TOO_BIG, ERR.NO_RIGHT, ERR.WITHDRAWN];

/** How a path says `error`. */
export function pathError(error: number): number {
  return PATH_ERRORS.includes(error) ? error : ERR.SPAN_LOST;
}

/** Copies of one transaction that a command may ask for. */
export const COPIES_MAX = 4;
