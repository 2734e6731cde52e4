import { IdTable } from "../base/id-table.ts";
import { LIMITS } from "../base/limits.ts";
import type { Copies, Copy } from "./dup/copies.ts";

/** What a record stands for: one of the two ends, or a hop's forwarding entry (ROUTE-03). */
export const ROLE = { opener: 0, target: 1, hop: 2 } as const;

/** One side of a record: towards the opener (in) or towards the target (out). */
export interface Side {
  /** own number of the link, -1 = no such side (an end) or gone */
  link: number;
  /** row of the SPAN that names this side: in = a SPAN that we sent, out = one that we received; -1 = the direct peer (spanid 0) */
  span: number;
  spanidHi: number;
  spanidLo: number;
  /** DELETE seen, from us to that side and from that side to us: what a dead entry waits for (ROUTE-05) */
  sentDelete: boolean;
  receivedDelete: boolean;
}

/** A routed or link-0 transaction at an end, or a forwarding entry at a hop. */
export class Transaction {
  readonly index: number;
  readonly role: number;
  /** CMD of the message that opened it */
  readonly base: number;
  readonly msgidHi: number;
  readonly msgidLo: number;
  /** HALF bits (tx-tables) */
  bits: number;
  readonly inSide: Side;
  readonly outSide: Side;
  /** ROUTE-05: its path is lost; nothing is judged any more */
  dead = false;
  aborted = false;
  /** why it ended, wire ERR */
  error = 0;
  /** its service heard that it ended */
  told = false;
  /** the opener's tag, -1 elsewhere */
  tag = -1;
  /** identity of the PFS that it goes to, -1 when unknown */
  pfs = -1;
  /** DUP-01: this record is one copy, with one side, of the transaction that it names */
  copy: Copy | null = null;
  /** DUP-01: this is an end of a transaction that runs in copies; they have the sides, and its own only names one that lives */
  copies: Copies | null = null;

  constructor(index: number, role: number, base: number, msgidHi: number, msgidLo: number, bits: number) {
    this.index = index;
    this.role = role;
    this.base = base;
    this.msgidHi = msgidHi;
    this.msgidLo = msgidLo;
    this.bits = bits;
    this.inSide = emptySide();
    this.outSide = emptySide();
  }
}

/**
 * Whether a record counts as a transaction or entry of its node: of copies (DUP-01) an end counts once, and a hop once for
 * each that comes in.
 */
export function countsAlone({ copy, role }: Transaction): boolean {
  return copy === null || (role === ROLE.hop && !copy.outward);
}

function emptySide(): Side {
  return { link: -1, span: -1, spanidHi: 0, spanidLo: 0, sentDelete: false, receivedDelete: false };
}

/**
 * The routed transactions of a node by {SPAN row, msgid} and those with a direct peer by {link, who opened, msgid}. A row
 * is a SPAN we sent (peer opened) or received (we, or somebody behind us, opened), so the row tells the opener too.
 */
export class TransactionTable {
  private readonly _all: (Transaction | undefined)[] = [];
  private readonly _free: number[] = [];
  private readonly _keys = new IdTable();
  private readonly _uses = new Map<number, Set<Transaction>>();
  private _count = 0;

  get count(): number {
    return this._count;
  }

  /** Keys under which records are found: one for each side that is attached. */
  get keyCount(): number {
    return this._keys.size;
  }

  /** From here on new ones are refused. */
  get isFull(): boolean {
    return this._count >= LIMITS.transactionsPerNodeMax;
  }

  /** Even those refused, which wait for the DELETE of their opener, have filled it up. */
  get isOverfull(): boolean {
    return this._count >= 2 * LIMITS.transactionsPerNodeMax;
  }

  *all(): Generator<Transaction> {
    for (const transaction of this._all) if (transaction) yield transaction;
  }

  /** The record at an index, undefined when it was removed. */
  at(index: number): Transaction | undefined {
    return this._all[index];
  }

  find(space: number, msgidHi: number, msgidLo: number): Transaction | undefined {
    const index = this._keys.get(space, msgidHi, msgidLo);
    return index < 0 ? undefined : this._all[index];
  }

  add(role: number, base: number, msgidHi: number, msgidLo: number, bits: number): Transaction {
    const index = this._free.pop() ?? this._all.length;
    const transaction = new Transaction(index, role, base, msgidHi, msgidLo, bits);
    this._all[index] = transaction;
    this._count++;
    return transaction;
  }

  /** Puts one side of a record on a link; from then on it is found by it. */
  attach(transaction: Transaction, side: Side, link: number, span: number, spanidHi: number, spanidLo: number): void {
    side.link = link;
    side.span = span;
    side.spanidHi = spanidHi;
    side.spanidLo = spanidLo;
    this._keys.set(spaceOf(transaction, side), transaction.msgidHi, transaction.msgidLo, transaction.index);
    if (span < 0) return;
    const uses = this._uses.get(span);
    if (uses) uses.add(transaction);
    else this._uses.set(span, new Set([transaction]));
  }

  /** The side is gone: its link is down or its SPAN fully closed. */
  detach(transaction: Transaction, side: Side): void {
    if (side.link < 0) return;
    // The head of copies only names a side of one of them.
    if (transaction.copies === null) this._keys.delete(spaceOf(transaction, side), transaction.msgidHi, transaction.msgidLo);
    const uses = this._uses.get(side.span);
    if (uses) {
      uses.delete(transaction);
      if (uses.size === 0) this._uses.delete(side.span);
    }
    side.link = -1;
    side.span = -1;
  }

  remove(transaction: Transaction): void {
    this.detach(transaction, transaction.inSide);
    this.detach(transaction, transaction.outSide);
    this._all[transaction.index] = undefined;
    this._free.push(transaction.index);
    this._count--;
  }

  /** Records that a SPAN carries, by msgid: the order in which a loss ends them. A copy, so that they may be removed meanwhile. */
  usersOf(span: number): Transaction[] {
    const uses = this._uses.get(span);
    return uses ? [...uses].sort(byMsgid) : [];
  }

  /** Records with a side on this link, by msgid (LINK-06). */
  onLink(link: number): Transaction[] {
    return [...this.all()].filter((each) => each.copies === null && (each.inSide.link === link || each.outSide.link === link)).sort(byMsgid);
  }

  clear(): void {
    this._all.length = 0;
    this._free.length = 0;
    this._keys.clear();
    this._uses.clear();
    this._count = 0;
  }
}

/** Space of a key: the SPAN row, or for spanid 0 a negative number of link and opener. */
export function linkSpace(link: number, weOpened: boolean): number {
  return -1 - (link * 2 + (weOpened ? 1 : 0));
}

function spaceOf(transaction: Transaction, side: Side): number {
  return side.span >= 0 ? side.span : linkSpace(side.link, side === transaction.outSide);
}

function byMsgid(a: Transaction, b: Transaction): number {
  return compareIds(a.msgidHi, a.msgidLo, b.msgidHi, b.msgidLo);
}

/** Order of two 64-bit ids, unsigned. */
export function compareIds(aHi: number, aLo: number, bHi: number, bLo: number): number {
  return aHi === bHi ? (aLo >>> 0) - (bLo >>> 0) : (aHi >>> 0) - (bHi >>> 0);
}
