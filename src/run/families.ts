import { EVENT, EVENT_NAMES, type EventName } from "../node/events.ts";
import { GENERATED, TRACE } from "../sim/trace.ts";
import { CMD, FLAG, PROTO } from "../wire/constants.ts";
import { MSGID_KIND, type MsgidKind } from "./msgids.ts";
import type { Row } from "./row.ts";
import type { FAMILIES, FeedRow } from "./shown.ts";

/**
 * Which of the five families (VISUAL) something belongs to, and whether it is red: by numbers alone, without a sentence,
 * because the filters of the feed ask this of every row.
 */
export const FAMILY = { announcement: 0, transaction: 1, data: 2, abort: 3, housekeeping: 4 } as const satisfies Record<(typeof FAMILIES)[number], number>;
/** Index into FAMILIES. */
export type FamilyIndex = (typeof FAMILY)[keyof typeof FAMILY];

export type Severity = FeedRow["severity"];

interface Manner {
  readonly family: FamilyIndex;
  readonly severity: Severity;
  /** rows that only repeat what another row says are not in the feed */
  readonly inFeed: boolean;
}

function manner(family: FamilyIndex, severity: Severity = "normal", inFeed = true): Manner {
  return { family, severity, inFeed };
}

const LINK = manner(FAMILY.housekeeping);
const LOST_LINK = manner(FAMILY.housekeeping, "abort");
const SPAN = manner(FAMILY.announcement);
const TRANSACTION = manner(FAMILY.transaction);
const DATA = manner(FAMILY.data);
const ABORT = manner(FAMILY.abort, "abort");
const VIOLATION = manner(FAMILY.housekeeping, "violation");

const OF_EVENT: Readonly<Record<EventName, Manner>> = {
  none: manner(FAMILY.housekeeping, "normal", false),
  linkUp: LINK,
  linkDown: LINK,
  authRefused: LINK,
  authDenied: LINK,
  linkOpen: LINK,
  linkLost: LOST_LINK,
  violation: VIOLATION,
  decodeFault: VIOLATION,
  pingSent: manner(FAMILY.housekeeping, "normal", false), // the row of the message says it
  connSent: LINK,
  connReceived: LINK,
  connAcknowledged: LINK,
  connRefused: LINK,
  connDenied: LINK,
  connClosing: LINK,
  connClosed: LINK,
  pfsOffered: SPAN,
  pfsWithdrawn: SPAN,
  announced: SPAN,
  relayOpened: SPAN,
  relayClosing: SPAN,
  relayClosed: SPAN,
  relayDenied: SPAN,
  spanReceived: SPAN,
  spanRefused: SPAN,
  spanClosing: SPAN,
  spanClosed: SPAN,
  spanUpdated: SPAN,
  bestChanged: SPAN,
  transactionOpened: TRANSACTION,
  transactionAccepted: TRANSACTION,
  elementSent: DATA,
  elementReceived: DATA,
  ourHalfClosed: TRANSACTION,
  peerHalfClosed: TRANSACTION,
  transactionAborted: ABORT,
  midStreamAbort: ABORT,
  transactionClosed: TRANSACTION,
  transactionRefused: TRANSACTION,
  requestRefused: TRANSACTION,
  entryOpened: TRANSACTION,
  entryRefused: TRANSACTION,
  entryHalfClosed: TRANSACTION,
  entryDead: ABORT,
  entryClosed: TRANSACTION,
  forwarded: DATA, // see familyOfRow: by the flags of the message
  thrownOut: TRANSACTION,
  discarded: TRANSACTION,
  oneWayReceived: DATA,
  oneWayIgnored: DATA,
  limitReached: LINK,
  queueOverflow: ABORT,
  injected: LINK,
  crashed: LOST_LINK,
  // --- security of links
  keyOffered: LINK,
  hostAuthenticated: LINK,
  hostUnknown: VIOLATION,
  hostKeyWrong: VIOLATION,
  signatureWrong: VIOLATION,
  keyReflected: VIOLATION,
  keyUnusable: VIOLATION,
  ownKeyMissing: VIOLATION,
  suiteMismatch: VIOLATION,
  recordUnopened: VIOLATION,
  shellRuns: DATA,
  shellEnded: DATA,
  shellPrompt: DATA,
  shellLineRefused: DATA,
  copyOpened: TRANSACTION,
  copyJoined: TRANSACTION,
  duplicateIgnored: DATA,
  copyEnded: TRANSACTION,
  copyAwaited: ABORT,
  // --- shared memory
  crcsDropped: LINK,
  padSent: manner(FAMILY.housekeeping, "normal", false), // the row of the message says it
  pieceTaken: DATA,
  pieceReleased: DATA,
  regionFull: ABORT,
  auxCopied: DATA,
  shmFault: VIOLATION,
  commitStarted: TRANSACTION,
  commitAcknowledged: DATA,
  commitToBeLogged: TRANSACTION,
  commitCounted: DATA,
  commitDecided: TRANSACTION,
  commitBlocked: ABORT,
  commitWithdrawn: ABORT,
  commitAnswered: TRANSACTION,
  commitPrepared: DATA,
  commitLogged: DATA,
  commitPromised: DATA,
  commitRefused: DATA,
  commitInDoubt: ABORT,
  commitAsked: DATA,
  commitProposed: DATA,
  commitGivenUp: DATA,
  commitFinished: TRANSACTION,
  lockAsked: TRANSACTION,
  lockHeld: TRANSACTION,
  lockWaits: TRANSACTION,
  lockNarrowed: TRANSACTION,
  lockRefused: TRANSACTION,
  lockDeadlocked: ABORT,
  lockLost: ABORT,
  lockReleased: TRANSACTION,
  lockGranted: TRANSACTION,
  lockQueued: TRANSACTION,
  lockCalled: TRANSACTION,
  lockCallTakenBack: TRANSACTION,
  lockNarrowedAt: TRANSACTION,
  lockDenied: TRANSACTION,
  lockFreed: TRANSACTION,
  lockRevoked: ABORT,
  lockFault: ABORT,
};
const BY_TYPE: readonly Manner[] = EVENT_NAMES.map((name) => OF_EVENT[name]);

/** The family of a message, from its header and from what its msgid stands for. */
export function familyOfMessage(cmd: number, kind: MsgidKind): FamilyIndex {
  const base = cmd & 0xffffff;
  const flags = cmd >>> 24;
  if (base === CMD.LNK_SPAN || kind === MSGID_KIND.span) return FAMILY.announcement;
  if (base === CMD.LNK_PAD || base === CMD.LNK_PING || base === CMD.LNK_AUTH || base === CMD.LNK_CONN) return FAMILY.housekeeping;
  if (kind === MSGID_KIND.conn || kind === MSGID_KIND.auth) return FAMILY.housekeeping;
  if (((base >>> 20) & 15) === PROTO.LNK && base !== CMD.LNK_ERROR) return FAMILY.housekeeping;
  return familyOfFlags(flags);
}

function familyOfFlags(flags: number): FamilyIndex {
  if (isAbort(flags)) return FAMILY.abort;
  return flags & (FLAG.CREATE | FLAG.DELETE) ? FAMILY.transaction : FAMILY.data;
}

/** TX-06: with CREATE, ABORT only says not to block, unless the same message closes a reply half. */
export function isAbort(flags: number): boolean {
  if ((flags & FLAG.ABORT) === 0) return false;
  if ((flags & FLAG.CREATE) === 0) return true;
  return (flags & FLAG.REPLY) !== 0 && (flags & FLAG.DELETE) !== 0;
}

/** The family of a row of the journal. */
export function familyOfRow(row: Row, kind: MsgidKind): FamilyIndex {
  switch (row.kind) {
    case TRACE.send:
    case TRACE.deliver:
    case TRACE.lost:
    case TRACE.altered:
      return familyOfMessage(row.cmd, kind);
    case TRACE.event:
      if (row.type === EVENT.forwarded || row.type === EVENT.thrownOut) return familyOfFlags(row.extra);
      return BY_TYPE[row.type]!.family;
    case TRACE.generator:
      return FAMILY.transaction;
    default:
      return FAMILY.housekeeping;
  }
}

/** Red or not. */
export function severityOfRow(row: Row, family: FamilyIndex): Severity {
  switch (row.kind) {
    case TRACE.event: {
      const { severity } = BY_TYPE[row.type]!;
      return severity === "normal" && family === FAMILY.abort ? "abort" : severity;
    }
    case TRACE.command:
    case TRACE.refused:
      return "command";
    case TRACE.linkState:
      return row.isCut ? "abort" : "normal";
    case TRACE.nodeState:
      return row.value6 === 0 ? "normal" : "abort";
    default:
      return family === FAMILY.abort ? "abort" : "normal";
  }
}

/** Whether the feed lists a row: arrivals, and acts of generators, are told by the events that they cause. */
export function isInFeed(row: Row): boolean {
  if (row.kind === TRACE.generator) return row.value7 !== GENERATED.act;
  if (row.kind === TRACE.event) return BY_TYPE[row.type]!.inFeed;
  return row.kind !== TRACE.deliver;
}
