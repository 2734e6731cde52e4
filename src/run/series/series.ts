import { SENT } from "../../record/header-peek.ts";
import type { Journal } from "../../record/journal.ts";
import { EventTally, newCounters } from "../../record/tally.ts";
import type { TimedCommand } from "../../sim/commands.ts";
import { TRACE } from "../../sim/trace.ts";
import { familyOfMessage } from "../families.ts";
import type { Reader } from "../chronicle.ts";
import type { Msgids } from "../msgids.ts";
import type { Row } from "../row.ts";
import { Buckets, SUM } from "./buckets.ts";
import { Convergences } from "./convergences.ts";

/** The curves of a run, counted row by row as the chronicle reads it: bounded, however long the run becomes. */
export class Series implements Reader {
  readonly buckets = new Buckets();
  readonly convergences: Convergences;
  /** time of the newest row that was counted */
  endUs = 0;
  private readonly _counters = newCounters();
  private readonly _tally: EventTally;
  private readonly _journal: Journal;
  private readonly _msgids: Msgids;

  /** `log`: the run's commands, as the world keeps them. */
  constructor(journal: Journal, msgids: Msgids, log: readonly TimedCommand[]) {
    this._tally = new EventTally(this._counters, journal.numbersFrom);
    this._journal = journal;
    this._msgids = msgids;
    this.convergences = new Convergences(log);
  }

  note(row: Row): void {
    this.endUs = row.atUs;
    if (row.kind === TRACE.event) this._noteEvent(row);
    else if (row.kind === TRACE.send) this._noteSend(row);
    else if (row.kind === TRACE.command) this.convergences.noteCommand(row);
  }

  private _noteSend(row: Row): void {
    const { buckets, _journal: journal } = this;
    buckets.add(familyOfMessage(row.cmd, this._msgids.kindOf(row.msgidHi, row.msgidLo)), row.atUs, 1);
    buckets.add(SUM.bytes, row.atUs, journal.fieldsOf(row.number)[journal.at(row.number) + SENT.wireBytes]!);
  }

  private _noteEvent(row: Row): void {
    const { buckets, _counters: counters } = this;
    const { spansOpened, spansClosed, transactionsOpened, transactionsClosed, transactionsAborted } = counters;
    this._tally.count(row.node, row.type, row.msgidHi, row.extra, row.atUs);
    if (counters.spansOpened !== spansOpened || counters.spansClosed !== spansClosed) buckets.setLevel(0, row.atUs, counters.spansOpened - counters.spansClosed);
    if (counters.transactionsOpened !== transactionsOpened || counters.transactionsClosed !== transactionsClosed) buckets.setLevel(1, row.atUs, counters.transactionsOpened - counters.transactionsClosed);
    if (counters.transactionsAborted !== transactionsAborted) buckets.add(SUM.aborted, row.atUs, counters.transactionsAborted - transactionsAborted);
    this.convergences.noteEvent(row);
  }
}
