import { LIMITS } from "../base/limits.ts";
import { EVENT, EVENT_NAMES, type EventName } from "../node/events.ts";
import { RULES } from "../node/rules.ts";
import type { Reader } from "../run/chronicle.ts";
import { Row } from "../run/row.ts";
import type { Run } from "../run/run.ts";
import { tellingOf } from "../run/run-telling.ts";
import { sayRow, type Telling } from "../run/sentences.ts";
import { LINK_PHASE, TRACE } from "../sim/trace.ts";
import type { BridgeLine } from "./lines.ts";

/** What is told of the links to the outside: their sessions, SPANs, transactions, and how things end. */
const TOLD: readonly EventName[] = [
  "linkOpen", "linkDown", "linkLost", "authRefused", "authDenied", "violation", "decodeFault", "queueOverflow", "limitReached",
  "connSent", "connReceived", "connAcknowledged", "connRefused", "connDenied", "connClosed",
  "announced", "relayOpened", "relayClosing", "relayDenied", "spanReceived", "spanRefused", "spanClosing", "spanUpdated",
  "transactionOpened", "transactionAccepted", "transactionRefused", "transactionAborted", "transactionClosed",
  "entryOpened", "entryRefused", "entryDead", "entryClosed", "thrownOut", "oneWayReceived", "oneWayIgnored", "shellRuns",
];
const IS_TOLD = new Uint8Array(256);
for (const name of TOLD) IS_TOLD[EVENT[name]] = 1;

/** The events at the run's edge, in the sentences that the page has for them. */
export class EventLines implements Reader {
  private readonly _run: Run;
  private readonly _telling: Telling;
  private readonly _links = new Set<number>();
  private _rows: number[] = [];
  private _leftOut = 0;
  private readonly _row = new Row();

  constructor(run: Run) {
    this._run = run;
    this._telling = tellingOf(run);
    run.chronicle.addReader(this);
  }

  /** From now on what happens on that link is told. */
  watch(link: number): void {
    this._links.add(link);
  }

  note(row: Row): void {
    if (!this._links.has(row.link)) return;
    const told = row.kind === TRACE.event ? IS_TOLD[row.type] === 1 : row.kind === TRACE.linkState && (row.value6 === LINK_PHASE.up || row.value6 === LINK_PHASE.down);
    if (!told) return;
    // Beyond it they are left out, and how many is told.
    if (this._rows.length === LIMITS.bridgeLinesMax) this._leftOut++;
    else this._rows.push(row.number);
  }

  tell(onLine: (line: Omit<BridgeLine, "peer">) => void): void {
    const { chronicle, rows, names } = this._run;
    if (chronicle.behind === 0 && this._rows.length === 0) return;
    chronicle.catchUp();
    const numbers = this._rows;
    this._rows = [];
    const row = this._row;
    for (const number of numbers) {
      if (!rows.readIfKept(number, row)) continue;
      const event = row.kind === TRACE.event ? EVENT_NAMES[row.type]! : row.value6 === LINK_PHASE.up ? "up" : "down";
      onLine({ atUs: row.atUs, event, rule: row.kind === TRACE.event ? (RULES[row.rule] ?? "") : "", link: names.linkId(row.link), text: sayRow(row, this._telling) });
    }
    if (this._leftOut > 0) onLine({ atUs: this._run.nowUs, event: "leftOut", rule: "", link: "", text: `${this._leftOut} more events at once, which are not told one by one` });
    this._leftOut = 0;
  }
}
