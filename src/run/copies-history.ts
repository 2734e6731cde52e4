import { EVENT } from "../node/events.ts";
import { type CopyState, PATH_ERRORS } from "../node/dup/dup-tables.ts";
import { ERR, FLAG } from "../wire/constants.ts";
import type { Row } from "./row.ts";
import { COPY_NUMBERS } from "./shown.ts";
import type { HopRecord, OwnLinks, TransactionRecord } from "./transaction-history.ts";

/** One copy of a transaction: the way that it takes, and how it ended. */
export interface CopyRecord {
  /** the link over which the opener sends it, and the spanid there */
  readonly firstLink: number;
  readonly spanidHi: number;
  readonly spanidLo: number;
  /** the nodes it reached behind the opener */
  readonly hops: HopRecord[];
  /** the link by which it goes on from the last of them, -1 = nowhere */
  nextLink: number;
  state: CopyState;
  /** wire ERR with which it was lost, 0 = none */
  error: number;
  endedUs: number;
  /** row that says so, -1 = none yet */
  endedRow: number;
}


/** Ids of messages are 31 bits: so many transactions in copies have ids of their own. */
const IDS_MAX = 50_000;

/** One message of a half, however often it is on its way. */
export interface CopiedMessage {
  /** the same for all that carry it, and for nothing else in the run */
  readonly id: number;
  readonly reply: boolean;
  /** 1 = the first of its half */
  readonly number: number;
  /** numbers of the messages that carry it: one a link of each copy */
  readonly messages: number[];
}

/** A transaction that runs in copies: their ways, and which messages are the same. */
export class CopiesRecord {
  readonly copies: CopyRecord[] = [];
  /** messages seen on each copy of each link: by link, sender, spanid and half */
  private readonly _passed = new Map<string, number>();
  private readonly _numbered = new Map<number, CopiedMessage>();
  private readonly _halves: readonly [CopiedMessage[], CopiedMessage[]] = [[], []];
  private readonly _ownLinks: OwnLinks;

  private readonly _index: number;

  /** `index`: 1 = the first of the run that has copies. */
  constructor(record: TransactionRecord, ownLinks: OwnLinks, index: number) {
    this._index = index;
    this._ownLinks = ownLinks;
    this.copies.push(newCopy(record.firstLink, record.spanidHi, record.spanidLo, record.hops));
  }

  opened(row: Row): void {
    this.copies.push(newCopy(row.link, row.spanidHi, row.spanidLo, []));
  }

  /** A copy, or what several have become, reached a node. */
  reached(row: Row, isTarget: boolean): void {
    const out = isTarget || row.value < 0 ? -1 : this._ownLinks.linkOf(row.node, row.value);
    const hop: HopRecord = { node: row.node, link: row.link, spanidHi: row.spanidHi, spanidLo: row.spanidLo, row: row.number };
    const gone = this.copies.find(({ hops }) => hops.some(({ node }) => node === row.node));
    for (const copy of this.copies) {
      if (copy.nextLink !== row.link || (copy.hops.length === 0 && (copy.spanidLo !== row.spanidLo || copy.spanidHi !== row.spanidHi))) continue;
      copy.hops.push(hop);
      copy.nextLink = out;
      if (gone && !isTarget && row.type === EVENT.copyJoined) follow(copy, gone, row.node);
    }
  }

  /** What an end says of a copy that it has no more. */
  ended(record: TransactionRecord, row: Row): void {
    for (const copy of this.copies) {
      const last = copy.hops.at(-1);
      const isIt = row.node === record.opener ? copy.firstLink === row.link && copy.spanidLo === row.spanidLo : last?.node === row.node && last.link === row.link && last.spanidLo === row.spanidLo;
      if (!isIt || copy.state === "lost") continue;
      if (row.value === ERR.NONE && row.node !== record.opener) continue; // the opener closes it last
      copy.state = row.value === ERR.NONE ? "closed" : "lost";
      copy.error = row.value;
      copy.endedUs = row.atUs;
      copy.endedRow = row.number;
    }
  }

  /** Notes a message that a node sends; the number it has in its half, 0 = none, and whether an end sends it for the first time. */
  sent(row: Row): { readonly number: number; readonly isFirst: boolean } {
    const flags = row.cmd >>> 24;
    const reply = (flags & FLAG.REPLY) !== 0;
    if (flags & FLAG.ABORT && flags & FLAG.DELETE && PATH_ERRORS.includes(row.error)) return { number: 0, isFirst: false };
    const key = `${row.link}/${row.direction}/${row.spanidHi}/${row.spanidLo}/${reply}`;
    const number = flags & FLAG.CREATE ? 1 : (this._passed.get(key) ?? 0) + 1;
    this._passed.set(key, number);
    const half = this._halves[reply ? 1 : 0];
    const isFirst = half.length < number;
    if (isFirst) half.push({ id: 2 * ((this._index % IDS_MAX) * COPY_NUMBERS + (number % COPY_NUMBERS)) + (reply ? 1 : 0), reply, number, messages: [] });
    const message = half[number - 1];
    if (message && this._numbered.size < COPY_NUMBERS) {
      message.messages.push(row.message);
      this._numbered.set(row.message, message);
    }
    return { number, isFirst };
  }

  /** The message of the transaction that this one is a copy of. */
  copied(message: number): CopiedMessage | undefined {
    return this._numbered.get(message);
  }
}

function newCopy(firstLink: number, spanidHi: number, spanidLo: number, hops: HopRecord[]): CopyRecord {
  return { firstLink, spanidHi, spanidLo, hops, nextLink: firstLink, state: "open", error: 0, endedUs: -1, endedRow: -1 };
}

/** From where two copies meet they go one way. */
function follow(copy: CopyRecord, before: CopyRecord, node: number): void {
  const at = before.hops.findIndex((hop) => hop.node === node);
  if (before === copy || at < 0) return;
  copy.hops.push(...before.hops.slice(at + 1));
  copy.nextLink = before.nextLink;
}
