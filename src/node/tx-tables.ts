/**
 * TX-04 and TX-05 as data: for each state of our record and each combination of the flags CREATE, DELETE and ABORT, what a
 * message means. A record is four bits (two of each half); the two tables look at the same bits from the two sides.
 * The state diagrams of the lab, the documentation and the tests are drawn from these tables.
 */

/** The two halves of a transaction: C and D of the opener's command half, C and D of the other side's reply half. */
export const HALF = { commandCreated: 1, commandDeleted: 2, replyCreated: 4, replyDeleted: 8 } as const;
/** Both halves closed: the record is forgotten (TX-02). */
export const BOTH_DELETED = HALF.commandDeleted | HALF.replyDeleted;

export const OUTCOME = {
  /** one-way if msgid 0, else discard */
  oneWayOrDiscard: 0,
  /** silent and harmless, counted (TX-07) */
  discard: 1,
  /** kills the link with TRANS (TX-07) */
  violation: 2,
  /** the command half opens; the record is made */
  open: 3,
  /** the command half opens and closes in one message */
  openPeerClosed: 4,
  /** the reply half opens */
  replyOpens: 5,
  /** one more element of the stream, or the one message of a reply half that was opened before */
  element: 6,
  midStreamAbort: 7,
  /** the sender's half is closed, ours is not */
  peerClosed: 8,
  peerClosedAborted: 9,
  /** abort after delete: the sender's half was closed before, ours is still open (TX-06) */
  aborted: 10,
  /** both halves are closed now */
  forgotten: 11,
  forgottenAborted: 12,
} as const;
export type Outcome = (typeof OUTCOME)[keyof typeof OUTCOME];

/** Names for people, by outcome. */
export const OUTCOME_TEXTS: readonly string[] = [
  "one-way if msgid 0, else discarded",
  "discarded",
  "violation",
  "opens",
  "opens, the sender's half is closed at once",
  "the reply half opens",
  "element",
  "mid-stream abort",
  "the sender's half closes",
  "the sender's half closes, aborted",
  "aborted",
  "closed both ways, forgotten",
  "closed both ways, aborted, forgotten",
];

/** Columns of both tables, by the bits CREATE = 1, DELETE = 2, ABORT = 4. */
export const FLAG_COLUMNS: readonly string[] = ["-", "C", "D", "CD", "A", "CA", "DA", "CDA"];

const O = OUTCOME;

/** TX-04, by COMMAND_STATE and flag column. */
export const COMMAND_STATES = ["none", "open", "peer half closed, ours open", "our half closed, peer's open"] as const;
export const COMMAND_TABLE: readonly (readonly Outcome[])[] = [
  //  -                  C            D                CD                A                 CA           DA                     CDA
  [O.oneWayOrDiscard, O.open, O.violation, O.openPeerClosed, O.discard, O.open, O.discard, O.openPeerClosed],
  [O.element, O.violation, O.peerClosed, O.violation, O.midStreamAbort, O.violation, O.peerClosedAborted, O.violation],
  [O.violation, O.violation, O.violation, O.violation, O.discard, O.violation, O.aborted, O.violation],
  [O.element, O.violation, O.forgotten, O.violation, O.midStreamAbort, O.violation, O.forgotten, O.violation],
];

/** TX-05, by REPLY_STATE and flag column (REPLY is set in all of them). */
export const REPLY_STATES = ["none", "open, no reply yet", "open both ways", "peer half closed, ours open", "ours closed, no reply yet", "ours closed, peer's open"] as const;
export const REPLY_TABLE: readonly (readonly Outcome[])[] = [
  //  -                  C              D                CD               A                 CA             DA                     CDA
  [O.oneWayOrDiscard, O.violation, O.violation, O.violation, O.discard, O.violation, O.discard, O.discard],
  [O.violation, O.replyOpens, O.violation, O.peerClosed, O.discard, O.replyOpens, O.peerClosedAborted, O.peerClosed],
  [O.element, O.violation, O.peerClosed, O.violation, O.midStreamAbort, O.violation, O.peerClosedAborted, O.violation],
  [O.violation, O.violation, O.violation, O.violation, O.discard, O.violation, O.aborted, O.violation],
  [O.violation, O.replyOpens, O.violation, O.forgotten, O.discard, O.replyOpens, O.forgottenAborted, O.forgotten],
  [O.element, O.violation, O.forgotten, O.violation, O.midStreamAbort, O.violation, O.forgottenAborted, O.violation],
];

/** Row of COMMAND_TABLE for a record's bits; -1 stands for no record. */
export function commandState(bits: number): number {
  if (bits < 0) return 0;
  if (bits & HALF.commandDeleted) return 2;
  return bits & HALF.replyDeleted ? 3 : 1;
}

/** Row of REPLY_TABLE for a record's bits; -1 stands for no record. */
export function replyState(bits: number): number {
  if (bits < 0) return 0;
  if (bits & HALF.commandDeleted) return bits & HALF.replyCreated ? 5 : 4;
  if (bits & HALF.replyDeleted) return 3;
  return bits & HALF.replyCreated ? 2 : 1;
}

/** Column of both tables for a message's flags (wire FLAG bits). */
export function flagColumn(flags: number): number {
  return ((flags >>> 7) & 1) | ((flags >>> 5) & 2) | ((flags >>> 2) & 4);
}

/** What a message means for a record. `bits` -1 = no record; `reply`: the message is a reply to what we opened. */
export function judge(reply: boolean, bits: number, flags: number): Outcome {
  const column = flagColumn(flags);
  return reply ? REPLY_TABLE[replyState(bits)]![column]! : COMMAND_TABLE[commandState(bits)]![column]!;
}

/** A record's bits after a message of the command or reply half with these flags went by. */
export function bitsAfter(bits: number, reply: boolean, flags: number): number {
  const half = ((flags >>> 7) & 1) | ((flags >>> 5) & 2);
  return bits | (reply ? half << 2 : half);
}
