import { IdTable } from "../base/id-table.ts";
import { EVENT } from "../node/events.ts";
import { TRACE } from "../sim/trace.ts";
import { CMD, FLAG } from "../wire/constants.ts";
import type { Row } from "./row.ts";

/** What a msgid stands for. A msgid is the same end to end and never reused within a run (TX-02), so one table serves the whole mesh. */
export const MSGID_KIND = { unknown: 0, auth: 1, conn: 2, span: 3, transaction: 4 } as const;
export type MsgidKind = (typeof MSGID_KIND)[keyof typeof MSGID_KIND];

/** ours: SPANs, CONNs and transactions of a run that are told by name; what is beyond is told by its number */
const MSGIDS_MAX = 2_097_152;

/** What each msgid of the run stands for, and the PFS that it is about; filled from the rows of the journal. */
export class Msgids {
  private readonly _ids = new IdTable();
  /** kind | (identity + 1) << 3 */
  private _facts = new Int32Array(1_024);
  private _count = 0;

  get count(): number {
    return this._count;
  }

  note(row: Row): void {
    if (row.kind === TRACE.send) this._noteSend(row);
    else if (row.kind === TRACE.event) this._noteEvent(row);
  }

  kindOf(hi: number, lo: number): MsgidKind {
    const at = this._ids.get(0, hi, lo);
    return at < 0 ? MSGID_KIND.unknown : ((this._facts[at] & 7) as MsgidKind);
  }

  /** Identity of the PFS that a SPAN announces or a transaction goes to, -1 = unknown. */
  pfsOf(hi: number, lo: number): number {
    const at = this._ids.get(0, hi, lo);
    return at < 0 ? -1 : (this._facts[at] >> 3) - 1;
  }

  private _noteSend(row: Row): void {
    if (((row.cmd >>> 24) & (FLAG.CREATE | FLAG.REPLY)) !== FLAG.CREATE) return;
    const base = row.cmd & 0xffffff;
    const kind = base === CMD.LNK_SPAN ? MSGID_KIND.span : base === CMD.LNK_CONN ? MSGID_KIND.conn : base === CMD.LNK_AUTH ? MSGID_KIND.auth : MSGID_KIND.transaction;
    this._put(row.msgidHi, row.msgidLo, kind, -1);
  }

  private _noteEvent(row: Row): void {
    switch (row.type) {
      case EVENT.announced:
      case EVENT.relayOpened:
      case EVENT.spanReceived:
        return this._put(row.msgidHi, row.msgidLo, MSGID_KIND.span, row.pfs);
      case EVENT.transactionOpened:
      case EVENT.transactionAccepted:
      case EVENT.entryOpened:
        return this._put(row.msgidHi, row.msgidLo, MSGID_KIND.transaction, row.pfs);
      default:
    }
  }

  private _put(hi: number, lo: number, kind: MsgidKind, pfs: number): void {
    if (hi === 0 && lo === 0) return;
    const at = this._ids.get(0, hi, lo);
    if (at >= 0) {
      if (pfs >= 0) this._facts[at] = kind | ((pfs + 1) << 3);
      return;
    }
    if (this._count === MSGIDS_MAX) return;
    if (this._count === this._facts.length) {
      const facts = new Int32Array(2 * this._count);
      facts.set(this._facts);
      this._facts = facts;
    }
    this._facts[this._count] = kind | ((pfs + 1) << 3);
    this._ids.set(0, hi, lo, this._count++);
  }
}
