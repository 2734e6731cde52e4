import { id64 } from "../base/bytes.ts";
import type { NodeCounters } from "./core.ts";
import { type LinkEnd, PHASE } from "./link-end.ts";
import type { StatusUpdate } from "./pfs-table.ts";
import type { ProtocolNode } from "./protocol-node.ts";
import { connIsOpen, costOf, NOT_RELAYED, relayOn, whyNotRelayed } from "./relays.ts";
import { SPAN_KIND } from "./span-table.ts";
import { countsAlone, ROLE, type Transaction } from "./transactions.ts";
import { HALF } from "./tx-tables.ts";

/** What one node knows, as plain values that stay true when the node goes on: for inspectors, checks and the terminal. */
export interface NodeReport {
  readonly links: readonly LinkReport[];
  /** received SPANs, PFS by PFS, each best first (SPAN-02) */
  readonly received: readonly ReceivedReport[];
  readonly sent: readonly SentReport[];
  readonly own: readonly { readonly identity: number; readonly label: string; readonly pfsType: number; readonly update: StatusUpdate | null }[];
  readonly transactions: readonly TransactionReport[];
  readonly entries: readonly EntryReport[];
  readonly counters: Readonly<NodeCounters>;
}

export type ConnState = "none" | "opening" | "open" | "closing";

export interface LinkReport {
  readonly link: number;
  readonly session: "down" | "auth" | "open";
  readonly ourConn: ConnState;
  readonly theirConn: ConnState;
  /** what the peer asked us to limit ourselves to, or "" */
  readonly filter: string;
  readonly weight: number;
  readonly auxBytesMax: number;
  /** low byte of the next salt we send, and of the next we expect (WIRE-07) */
  readonly nextSequence: number;
  readonly expectedSequence: number;
  readonly queuedBytes: number;
  readonly spansSent: number;
  readonly spansReceived: number;
}

export interface ReceivedReport {
  readonly identity: number;
  readonly pair: number;
  readonly link: number;
  readonly msgid: string;
  readonly dist: number;
  /** dist + weight of the link */
  readonly cost: number;
  readonly best: boolean;
  readonly closing: boolean;
  /** SPAN-06 */
  readonly update: StatusUpdate | null;
  /** for each link: 0 = relayed with the msgid given, or the one NOT_RELAYED reason of SPAN-07 */
  readonly relays: readonly { readonly link: number; readonly reason: number; readonly msgid: string | null; readonly dist: number }[];
}

export interface SentReport {
  readonly identity: number;
  readonly link: number;
  readonly msgid: string;
  readonly dist: number;
  readonly announcement: boolean;
  readonly closing: boolean;
  /** the received SPAN it stands for: link and msgid, null for an announcement or a placeholder */
  readonly source: { readonly link: number; readonly msgid: string } | null;
}

export type HalfState = "not open" | "open" | "closed";

export interface TransactionReport {
  readonly msgid: string;
  readonly link: number;
  readonly spanid: string;
  readonly opener: boolean;
  readonly identity: number;
  readonly commandHalf: HalfState;
  readonly replyHalf: HalfState;
  readonly aborted: boolean;
  readonly error: number;
  readonly tag: number;
  /** DUP-01: one of several copies; each is reported */
  readonly isCopy: boolean;
}

export interface EntryReport {
  readonly msgid: string;
  readonly inLink: number;
  readonly inSpanid: string;
  readonly outLink: number;
  readonly outSpanid: string;
  readonly identity: number;
  readonly commandHalf: HalfState;
  readonly replyHalf: HalfState;
  readonly dead: boolean;
  readonly error: number;
}

export function inspectNode(node: ProtocolNode): NodeReport {
  const { core } = node;
  const ends: TransactionReport[] = [];
  const entries: EntryReport[] = [];
  for (const transaction of core.transactions.all()) {
    if (transaction.role !== ROLE.hop) ends.push(...(transaction.copies && transaction.copies.limbs.length > 0 ? [] : [transactionReport(transaction)]));
    else if (countsAlone(transaction) || transaction.copy!.group.limbs.length === 1) entries.push(entryReport(transaction));
  }
  return {
    links: core.links.map(linkReport),
    received: receivedReports(node),
    sent: sentReports(node),
    own: core.pfs.own.map((own) => ({ identity: own.identity, label: own.spec.label, pfsType: own.spec.pfsType, update: own.update })),
    transactions: ends,
    entries,
    counters: { ...core.counters },
  };
}

const SESSIONS = ["down", "auth", "open"] as const;

function linkReport(link: LinkEnd): LinkReport {
  return {
    link: link.number,
    session: SESSIONS[link.phase]!,
    ourConn: connState(link.ourConn.bits),
    theirConn: connState(link.theirConn.bits),
    filter: link.peerFilter ? link.peerFilter.text || "cluster" : "",
    weight: link.weight,
    auxBytesMax: link.auxBytesMax,
    nextSequence: link.sentCount & 255,
    expectedSequence: link.framer.sequenceExpected,
    queuedBytes: link.phase === PHASE.down ? 0 : link.queuedBytes,
    spansSent: link.spansSent,
    spansReceived: link.spansReceived,
  };
}

function connState(bits: number): ConnState {
  if (bits < 0) return "none";
  if (!connIsOpen(bits)) return "closing";
  return bits & HALF.replyCreated ? "open" : "opening";
}

function receivedReports(node: ProtocolNode): ReceivedReport[] {
  const { core } = node;
  const { spans } = core;
  const reports: ReceivedReport[] = [];
  for (const entry of core.pfs.entries()) {
    for (let row = entry.first; row >= 0; row = spans.next(row)) reports.push(receivedReport(node, row, row === entry.first && !entry.own));
  }
  for (let row = 0; row < spans.extent; row++) {
    // One refused because there was no room for it has no identity to show.
    if (spans.kind(row) === SPAN_KIND.received && !spans.isOpen(row) && spans.identity(row) >= 0) reports.push(receivedReport(node, row, false));
  }
  return reports;
}

function receivedReport(node: ProtocolNode, row: number, best: boolean): ReceivedReport {
  const { core } = node;
  const { spans } = core;
  const update = core.updates.get(row);
  return {
    identity: spans.identity(row),
    pair: core.identities.pairOf(spans.identity(row)),
    link: spans.link(row),
    msgid: id64(spans.msgidHi(row), spans.msgidLo(row)),
    dist: spans.dist(row),
    cost: costOf(core, row),
    best,
    closing: !spans.isOpen(row),
    update: update ?? null,
    relays: core.links.map((link) => {
      const relay = relayOn(core, row, link.number);
      const reason = spans.isOpen(row) ? whyNotRelayed(core, row, link) : NOT_RELAYED.closing;
      return { link: link.number, reason, msgid: relay < 0 ? null : id64(spans.msgidHi(relay), spans.msgidLo(relay)), dist: relay < 0 ? -1 : spans.dist(relay) };
    }),
  };
}

function sentReports(node: ProtocolNode): SentReport[] {
  const { core } = node;
  const { spans } = core;
  const announced = new Set(core.pfs.own.map((own) => own.identity));
  const reports: SentReport[] = [];
  for (let row = 0; row < spans.extent; row++) {
    if (spans.kind(row) !== SPAN_KIND.sent) continue;
    const source = spans.other(row);
    reports.push({
      identity: spans.identity(row),
      link: spans.link(row),
      msgid: id64(spans.msgidHi(row), spans.msgidLo(row)),
      dist: spans.dist(row),
      announcement: source < 0 && announced.has(spans.identity(row)),
      closing: !spans.isOpen(row),
      source: source < 0 ? null : { link: spans.link(source), msgid: id64(spans.msgidHi(source), spans.msgidLo(source)) },
    });
  }
  return reports;
}

function half(bits: number, created: number, deleted: number): HalfState {
  if (bits & deleted) return "closed";
  return bits & created ? "open" : "not open";
}

function transactionReport(transaction: Transaction): TransactionReport {
  const opener = transaction.role === ROLE.opener;
  const side = transaction.copies?.lead ?? (opener ? transaction.outSide : transaction.inSide);
  const whole = transaction.copy?.group.head ?? transaction;
  return {
    msgid: id64(transaction.msgidHi, transaction.msgidLo),
    link: side.link,
    spanid: id64(side.spanidHi, side.spanidLo),
    opener,
    identity: transaction.pfs,
    commandHalf: half(transaction.bits, HALF.commandCreated, HALF.commandDeleted),
    replyHalf: half(transaction.bits, HALF.replyCreated, HALF.replyDeleted),
    aborted: whole.aborted,
    error: whole.error,
    tag: whole.tag,
    isCopy: transaction.copy !== null && transaction.copy.group.known > 1,
  };
}

function entryReport(entry: Transaction): EntryReport {
  // DUP-01: of several that come in, each is told with the one way out.
  const outSide = entry.copy?.group.out?.outSide ?? entry.outSide;
  return {
    msgid: id64(entry.msgidHi, entry.msgidLo),
    inLink: entry.inSide.link,
    inSpanid: id64(entry.inSide.spanidHi, entry.inSide.spanidLo),
    outLink: outSide.link,
    outSpanid: id64(outSide.spanidHi, outSide.spanidLo),
    identity: entry.pfs,
    commandHalf: half(entry.bits, HALF.commandCreated, HALF.commandDeleted),
    replyHalf: half(entry.bits, HALF.replyCreated, HALF.replyDeleted),
    dead: entry.dead,
    error: entry.error,
  };
}
