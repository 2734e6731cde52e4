import { EVENT } from "../../node/events.ts";
import { SENT } from "../../record/header-peek.ts";
import { newCounters, EventTally, type Counters } from "../../record/tally.ts";
import { TRACE } from "../../sim/trace.ts";
import { CMD } from "../../wire/constants.ts";
import type { Run } from "../run.ts";
import { isDisturbing, isSpanChange } from "../series/convergences.ts";
import type { CostName } from "../shown-compare.ts";

/** What a run cost up to one of its rows, counted row by row: a copy can be counted on from there. */
export class CostTally {
  /** rows below this one are counted */
  next = 0;
  private readonly _counters: Counters;
  private readonly _events: EventTally;
  private _spansRelayed: number;
  /** the last disturbance: its time, and whether it was a command (else the start) */
  private _sinceUs: number;
  private _byCommand: boolean;
  private _longestUs: number;

  constructor(from: CostTally | null = null) {
    this.next = from?.next ?? 0;
    this._counters = from === null ? newCounters() : { ...from._counters };
    this._events = new EventTally(this._counters);
    this._spansRelayed = from?._spansRelayed ?? 0;
    this._sinceUs = from?._sinceUs ?? 0;
    this._byCommand = from?._byCommand ?? false;
    this._longestUs = from?._longestUs ?? 0;
  }

  copy(): CostTally {
    return new CostTally(this);
  }

  /** Counts on, up to a row; rows that are no longer kept were counted in time, or by the tally that this one is a copy of. */
  readTo(run: Run, end: number): void {
    const { journal } = run;
    this._events.numbersFrom = journal.numbersFrom;
    for (; this.next < end; this.next++) {
      if (!journal.has(this.next)) continue;
      const fields = journal.fieldsOf(this.next);
      this._count(run, fields, journal.at(this.next), journal.timeUs(this.next));
    }
  }

  private _count(run: Run, fields: Int32Array, at: number, atUs: number): void {
    const counters = this._counters;
    switch (fields[at]) {
      case TRACE.send:
        counters.sent++;
        counters.bytes += fields[at + SENT.wireBytes];
        if ((fields[at + SENT.cmd] & 0xffffff) === CMD.LNK_PING) counters.pings++;
        break;
      case TRACE.event:
        this._events.count(fields[at + 1], fields[at + 6], fields[at + 9], fields[at + 15], atUs);
        if (fields[at + 6] === EVENT.relayOpened) this._spansRelayed++;
        if (isSpanChange(fields[at + 6])) this._longestUs = Math.max(this._longestUs, atUs - this._sinceUs);
        break;
      case TRACE.command: {
        const command = run.world.log[fields[at + 6]]?.command;
        if (command === undefined || !isDisturbing(command.do) || (this._byCommand && this._sinceUs === atUs)) break;
        this._sinceUs = atUs;
        this._byCommand = true;
      }
    }
  }

  cost(name: CostName): number {
    const { sent, bytes, pings, transactionsOpened, transactionsAborted, violations } = this._counters;
    const costs: Readonly<Record<CostName, number>> = { messages: sent, bytes, pings, spansRelayed: this._spansRelayed, transactionsOpened, transactionsAborted, violations, convergenceUs: this._longestUs };
    return costs[name];
  }
}
