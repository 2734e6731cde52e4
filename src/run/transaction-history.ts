import { IdTable } from "../base/id-table.ts";
import { EVENT } from "../node/events.ts";
import { TRACE } from "../sim/trace.ts";
import { ERR, FLAG } from "../wire/constants.ts";
import { CopiesRecord } from "./copies-history.ts";
import { MSGID_KIND, type Msgids } from "./msgids.ts";
import type { Row } from "./row.ts";
import { laneMarkOf } from "./sequence/marks.ts";
import type { LaneMarkKind } from "./shown-trio.ts";

/** What one end knows of a transaction. none: it never heard of it; closed: both halves, without an abort. */
export type EndState = "none" | "open" | "closed" | "aborted" | "refused";

export interface EndRecord {
  state: EndState;
  /** wire ERR with which it ended, 0 = none */
  error: number;
  /** when it came to its last state, -1 = not yet */
  endedUs: number;
}

/** One of the two halves (TX-02), as the side that owns it sees it; -1 = not yet. */
export interface HalfRecord {
  openedUs: number;
  closedUs: number;
  aborted: boolean;
}

/** A message of one of the two halves, by the row that sent it first. */
export interface ElementRecord {
  readonly row: number;
  readonly message: number;
  readonly reply: boolean;
}

/** A step of the way: a node, and on what link and under which spanid it was reached. */
export interface HopRecord {
  readonly node: number;
  readonly link: number;
  readonly spanidHi: number;
  readonly spanidLo: number;
  /** row in which it says so */
  readonly row: number;
}

/** Something that befell it, for its lane. */
export interface MarkRecord {
  readonly kind: LaneMarkKind;
  readonly row: number;
  readonly node: number;
}

/** ours: marks of one transaction that are kept, the first */
const MARKS_MAX = 24;
/** Elements of one transaction that are kept: the first and, behind them, the newest. */
const ELEMENTS_MAX = 400;
/** ours: transactions that are remembered, open ones included */
const RECORDS_MAX = 20_000;

export class TransactionRecord {
  readonly msgidHi: number;
  readonly msgidLo: number;
  readonly opener: number;
  readonly openedUs: number;
  /** row of its opening */
  readonly openedRow: number;
  /** identity of the PFS it goes to, -1 = the direct peer */
  readonly pfs: number;
  /** the link over which the opener sends, and the spanid it uses there */
  readonly firstLink: number;
  readonly spanidHi: number;
  readonly spanidLo: number;
  /** node index, -1 = nobody accepted it */
  target = -1;
  /** node that refused it, target or hop; -1 = nobody */
  refusedBy = -1;
  readonly ends: readonly [EndRecord, EndRecord] = [newEnd(), newEnd()];
  /** command half, reply half */
  readonly halves: readonly [HalfRecord, HalfRecord] = [newHalf(), newHalf()];
  /** the nodes its first message reached behind the opener */
  readonly hops: HopRecord[] = [];
  readonly elements: ElementRecord[] = [];
  elementsOmitted = 0;
  /** row of the first abort, refusal or crash, -1 = none */
  brokenRow = -1;
  /** aborts, refusals and discards; null = none */
  marks: MarkRecord[] | null = null;
  /** DUP-01: its copies, null = there is one way */
  copies: CopiesRecord | null = null;

  constructor(row: Row, opener = row.node) {
    this.msgidHi = row.msgidHi;
    this.msgidLo = row.msgidLo;
    this.opener = opener;
    this.openedUs = row.atUs;
    this.openedRow = row.number;
    this.pfs = row.pfs;
    this.firstLink = row.link;
    this.spanidHi = row.spanidHi;
    this.spanidLo = row.spanidLo;
    this.ends[0].state = "open";
    this.halves[0].openedUs = row.atUs;
  }

  get isOver(): boolean {
    return this.ends[0].endedUs >= 0 && (this.target < 0 || this.ends[1].endedUs >= 0);
  }

  /** For lists: what both ends together make of it. */
  get state(): "opening" | "open" | "closing" | "closed" | "aborted" | "refused" {
    const [opener, target] = this.ends;
    if (opener.state === "refused" || target.state === "refused") return "refused";
    if (opener.state === "aborted" || target.state === "aborted") return "aborted";
    if (opener.state === "closed" && (this.target < 0 || target.state === "closed")) return "closed";
    if (this.halves[0].closedUs >= 0 || this.halves[1].closedUs >= 0) return "closing";
    return this.target < 0 ? "opening" : "open";
  }

  /** When its opener saw it end, or null. */
  get endedUs(): number | null {
    return this.ends[0].endedUs < 0 ? null : this.ends[0].endedUs;
  }

  /** The links of its way as far as it came, from the opener on. */
  get links(): readonly number[] {
    return this.hops.length === 0 ? [this.firstLink] : this.hops.map(({ link }) => link);
  }
}

function newEnd(): EndRecord {
  return { state: "none", error: 0, endedUs: -1 };
}

function newHalf(): HalfRecord {
  return { openedUs: -1, closedUs: -1, aborted: false };
}

/** How nodes number their links. */
export interface OwnLinks {
  /** the link that a node knows by its own number, -1 = none */
  linkOf(node: number, ownNumber: number): number;
  /** the outside that a link leads to, -1 = it does not leave the run */
  outsideOf(link: number): number;
}

const NO_LINKS: OwnLinks = Object.freeze({ linkOf: () => -1, outsideOf: () => -1 });

/** The transactions of a run from their opening to their end, out of the rows of the journal. */
export class TransactionHistory {
  /** in the order of opening; what is over and oldest goes first when there are too many */
  private readonly _records: (TransactionRecord | undefined)[] = [];
  private readonly _byMsgid = new IdTable();
  private readonly _open = new Set<TransactionRecord>();
  private readonly _msgids: Msgids;
  private _count = 0;
  private _oldest = 0;
  private _copied = 0;
  /** nodes that are no nodes, as far as transactions end there */
  private readonly _outsides = new Set<number>();
  private readonly _ownLinks: OwnLinks;

  /** `ownLinks`: how nodes number their links. */
  constructor(msgids: Msgids, ownLinks: OwnLinks = NO_LINKS) {
    this._ownLinks = ownLinks;
    this._msgids = msgids;
  }

  get count(): number {
    return this._count;
  }

  /** All that were ever opened, the forgotten ones too. */
  get opened(): number {
    return this._records.length;
  }

  /** DUP-01: some transaction of the run was opened in copies. */
  get hasCopies(): boolean {
    return this._copied > 0;
  }

  /** Those that are not over at both ends. */
  get open(): ReadonlySet<TransactionRecord> {
    return this._open;
  }

  find(msgidHi: number, msgidLo: number): TransactionRecord | undefined {
    const at = this._byMsgid.get(0, msgidHi, msgidLo);
    return at < 0 ? undefined : this._records[at];
  }

  /** Those that are remembered, in the order of opening. */
  *all(): Generator<TransactionRecord> {
    for (const record of this._records) if (record !== undefined) yield record;
  }

  /** The newest first. */
  *newest(): Generator<TransactionRecord> {
    for (let at = this._records.length - 1; at >= this._oldest; at--) {
      const record = this._records[at];
      if (record !== undefined) yield record;
    }
  }

  note(row: Row): void {
    if (row.kind === TRACE.send) this._noteSend(row);
    else if (row.kind === TRACE.event) this._noteEvent(row);
  }

  // -------------------------------------------------------------- messages of its ends

  private _noteSend(row: Row): void {
    if (this._count === 0 || this._msgids.kindOf(row.msgidHi, row.msgidLo) !== MSGID_KIND.transaction) return;
    const record = this.find(row.msgidHi, row.msgidLo);
    if (record === undefined) return;
    const flags = row.cmd >>> 24;
    const reply = (flags & FLAG.REPLY) !== 0;
    // Of who is outside there are no events: what comes from there is all that is known of it.
    if (reply && record.target < 0 && row.node === this._ownLinks.outsideOf(row.link)) {
      this._outsides.add(row.node);
      accepted(record, row);
    }
    const copied = record.copies?.sent(row);
    if (copied && !copied.isFirst) return;
    if (row.node !== (reply ? (record.target < 0 ? record.refusedBy : record.target) : record.opener)) return; // passed on, or made by a hop
    if (reply && record.halves[1].openedUs < 0) record.halves[1].openedUs = row.atUs;
    if (record.elements.length >= ELEMENTS_MAX) {
      record.elements.splice(ELEMENTS_MAX / 2, 1);
      record.elementsOmitted++;
    }
    record.elements.push({ row: row.number, message: row.message, reply });
  }

  // -------------------------------------------------------------- events

  private _noteEvent(row: Row): void {
    if (row.type === EVENT.transactionOpened) this._add(row);
    else if (row.type === EVENT.crashed) this._crashed(row);
    else if (CONCERNS[row.type] === 1) {
      if (row.type === EVENT.entryOpened || row.type === EVENT.transactionAccepted) this._noteOpenedOutside(row);
      if (this._count === 0) return;
      const record = this.find(row.msgidHi, row.msgidLo);
      if (record !== undefined) this._update(record, row);
    }
  }

  /** The first that is heard of a transaction that somebody outside has opened. */
  private _noteOpenedOutside(row: Row): void {
    const outside = this._ownLinks.outsideOf(row.link);
    if (outside < 0 || this.find(row.msgidHi, row.msgidLo) !== undefined) return;
    this._outsides.add(outside);
    this._add(row, outside);
  }

  private _add(row: Row, opener = row.node): void {
    if (this._byMsgid.get(0, row.msgidHi, row.msgidLo) >= 0) return;
    if (this._count >= RECORDS_MAX && !this._dropOldest()) return;
    const record = new TransactionRecord(row, opener);
    this._byMsgid.set(0, row.msgidHi, row.msgidLo, this._records.push(record) - 1);
    this._open.add(record);
    this._count++;
  }

  private _dropOldest(): boolean {
    for (let at = this._oldest; at < this._records.length; at++) {
      const record = this._records[at];
      if (record !== undefined && !record.isOver) continue;
      if (at === this._oldest) this._oldest++;
      if (record === undefined) continue;
      this._records[at] = undefined;
      this._byMsgid.delete(0, record.msgidHi, record.msgidLo);
      this._count--;
      return true;
    }
    return false;
  }

  private _update(record: TransactionRecord, row: Row): void {
    const mark = laneMarkOf(row);
    if (mark !== null) noteMark(record, mark, row);
    if (row.type === EVENT.discarded || row.type === EVENT.thrownOut) return;
    const at = row.node === record.opener ? 0 : 1;
    const end = record.ends[at];
    switch (row.type) {
      case EVENT.copyOpened:
        record.copies ??= new CopiesRecord(record, this._ownLinks, ++this._copied);
        record.copies.opened(row);
        return;
      case EVENT.copyJoined:
        record.copies?.reached(row, row.value < 0);
        return;
      case EVENT.copyEnded:
        record.copies?.ended(record, row);
        return;
      case EVENT.entryOpened:
        if (record.copies) record.copies.reached(row, false);
        else record.hops.push({ node: row.node, link: row.link, spanidHi: row.spanidHi, spanidLo: row.spanidLo, row: row.number });
        return;
      case EVENT.transactionAccepted:
        accepted(record, row);
        return;
      case EVENT.transactionRefused:
      case EVENT.entryRefused:
        refused(record, row);
        break;
      case EVENT.ourHalfClosed:
        closeHalf(record, at, row.atUs, end.state === "aborted");
        return;
      case EVENT.peerHalfClosed:
        closeHalf(record, 1 - at, row.atUs, row.extra === 1);
        if (at === 0 && row.value !== ERR.NONE && row.extra !== 1) finish(record, end, "refused", row);
        return;
      case EVENT.transactionAborted:
        finish(record, end, "aborted", row);
        break;
      case EVENT.entryDead:
        if (record.brokenRow < 0) record.brokenRow = row.number;
        return;
      default: // transactionClosed
        if (end.state === "open") finish(record, end, "closed", row);
        else if (end.endedUs < 0) end.endedUs = row.atUs;
    }
    this._endOutside(record, 1 - at, row);
    if (record.isOver) this._open.delete(record);
  }

  /** An end outside is over when the one in the run is. */
  private _endOutside(record: TransactionRecord, at: number, row: Row): void {
    const other = record.ends[1 - at]!;
    const node = at === 0 ? record.opener : record.target;
    if (node < 0 || other.endedUs < 0 || record.ends[at]!.endedUs >= 0 || !this._outsides.has(node)) return;
    finish(record, record.ends[at]!, other.state, row);
  }

  /** A node forgets all of its transactions without a word (TX-02). */
  private _crashed(row: Row): void {
    for (const record of this._open) {
      const at = record.opener === row.node ? 0 : record.target === row.node ? 1 : -1;
      if (at === -1 || record.ends[at].endedUs >= 0) continue;
      finish(record, record.ends[at], "aborted", row);
      record.ends[at].error = ERR.EOF;
      closeHalf(record, at, row.atUs, true);
      if (record.isOver) this._open.delete(record);
    }
  }
}

const CONCERNS = new Uint8Array(256);
for (const name of ["entryOpened", "transactionAccepted", "transactionRefused", "entryRefused", "ourHalfClosed", "peerHalfClosed", "transactionAborted", "entryDead", "transactionClosed", "copyOpened", "copyJoined", "copyEnded", "discarded", "thrownOut"] as const) {
  CONCERNS[EVENT[name]] = 1;
}

function noteMark(record: TransactionRecord, kind: LaneMarkKind, { number, node }: Row): void {
  record.marks ??= [];
  if (record.marks.length < MARKS_MAX) record.marks.push({ kind, row: number, node });
}

function accepted(record: TransactionRecord, row: Row): void {
  if (record.target >= 0) return;
  record.target = row.node;
  record.ends[1].state = "open";
  reachedTarget(record, row);
}

function reachedTarget(record: TransactionRecord, row: Row): void {
  if (record.copies) record.copies.reached(row, true);
  else record.hops.push({ node: row.node, link: row.link, spanidHi: row.spanidHi, spanidLo: row.spanidLo, row: row.number });
}

function refused(record: TransactionRecord, row: Row): void {
  record.refusedBy = row.node;
  if (record.brokenRow < 0) record.brokenRow = row.number;
  if (row.type === EVENT.entryRefused) return;
  record.target = row.node;
  reachedTarget(record, row);
  finish(record, record.ends[1], "refused", row);
}

function finish(record: TransactionRecord, end: EndRecord, state: EndState, row: Row): void {
  end.state = state;
  if (row.type !== EVENT.transactionClosed) end.error = row.value;
  if (end.endedUs < 0) end.endedUs = row.atUs;
  if (state !== "closed" && record.brokenRow < 0) record.brokenRow = row.number;
}

function closeHalf(record: TransactionRecord, half: number, atUs: number, aborted: boolean): void {
  const closed = record.halves[half]!;
  if (closed.closedUs < 0) closed.closedUs = atUs;
  if (aborted) closed.aborted = true;
}
