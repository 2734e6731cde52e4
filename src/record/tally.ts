import { EVENT, type EventName } from "../node/events.ts";

/** What is counted over a whole run, whatever the journal still keeps. */
export interface Counters {
  rows: number;
  /** messages that left a node, copies and injected ones of the links included: sent = delivered + lost + in flight */
  sent: number;
  delivered: number;
  lost: number;
  pings: number;
  /** in flight; PINGs apart */
  inFlight: number;
  pingsInFlight: number;
  /** bytes sent */
  bytes: number;
  /** of the messages sent, those that travelled as records of an encrypted link (LINK-02) */
  sealed: number;
  /** thrown out or discarded by a receiver, of those delivered */
  discarded: number;
  /** LNK_SPAN transactions, counted at their sender */
  spansOpened: number;
  spansClosed: number;
  /** transactions of the layers above, counted at their opener */
  transactionsOpened: number;
  transactionsClosed: number;
  transactionsAborted: number;
  violations: number;
  events: number;
  commands: number;
  /** simulated time of the last change of a span or a transaction, -1 = none yet */
  lastChangeUs: number;
}

export function newCounters(): Counters {
  return {
    rows: 0,
    sent: 0,
    delivered: 0,
    lost: 0,
    pings: 0,
    inFlight: 0,
    pingsInFlight: 0,
    bytes: 0,
    sealed: 0,
    discarded: 0,
    spansOpened: 0,
    spansClosed: 0,
    transactionsOpened: 0,
    transactionsClosed: 0,
    transactionsAborted: 0,
    violations: 0,
    events: 0,
    commands: 0,
    lastChangeUs: -1,
  };
}

/** Events that say that a span or a transaction changed: a run is not quiet for a while after one. */
const CHANGES: readonly EventName[] = [
  "announced",
  "relayOpened",
  "relayClosing",
  "relayClosed",
  "relayDenied",
  "spanReceived",
  "spanRefused",
  "spanClosing",
  "spanClosed",
  "spanUpdated",
  "bestChanged",
  "transactionOpened",
  "transactionAccepted",
  "elementSent",
  "elementReceived",
  "ourHalfClosed",
  "peerHalfClosed",
  "transactionAborted",
  "midStreamAbort",
  "transactionClosed",
  "transactionRefused",
  "entryOpened",
  "entryRefused",
  "entryHalfClosed",
  "entryDead",
  "entryClosed",
];

/** What an event does to the counters. */
const EFFECT = { none: 0, spanOpened: 1, spanClosed: 2, opened: 3, closed: 4, aborted: 5, violation: 6, discarded: 7, crashed: 8 } as const;
const EFFECT_OF: Partial<Readonly<Record<EventName, number>>> = {
  announced: EFFECT.spanOpened,
  relayOpened: EFFECT.spanOpened,
  relayClosed: EFFECT.spanClosed,
  transactionOpened: EFFECT.opened,
  transactionClosed: EFFECT.closed,
  transactionAborted: EFFECT.aborted,
  violation: EFFECT.violation,
  decodeFault: EFFECT.violation,
  discarded: EFFECT.discarded,
  thrownOut: EFFECT.discarded,
  crashed: EFFECT.crashed,
};

const IS_CHANGE = new Uint8Array(256);
for (const name of CHANGES) IS_CHANGE[EVENT[name]] = 1;
/** Whether an event says that a span or a transaction changed. */
export function isChange(type: number): boolean {
  return IS_CHANGE[type] === 1;
}

const EFFECTS = new Uint8Array(256);
for (const [name, effect] of Object.entries(EFFECT_OF)) EFFECTS[EVENT[name as EventName]] = effect;

/** Counts the events of the nodes. A crashed node forgets its spans and transactions without a word, so both are also counted by node. */
export class EventTally {
  private readonly _counters: Counters;
  /** TX-02: the node with index 0 has the number after this one */
  numbersFrom: number;
  private _spansOpen = new Int32Array(64);
  private _transactionsOpen = new Int32Array(64);

  constructor(counters: Counters, numbersFrom = 0) {
    this._counters = counters;
    this.numbersFrom = numbersFrom;
  }

  /** `msgidHi`: of the event; its upper 24 bits are the number of the node that allocated it (TX-02). */
  count(node: number, type: number, msgidHi: number, extra: number, atUs: number): void {
    const counters = this._counters;
    counters.events++;
    if (IS_CHANGE[type] === 1) counters.lastChangeUs = atUs;
    const effect = EFFECTS[type];
    if (effect === EFFECT.none) return;
    if (node >= this._spansOpen.length) this._widen(node);
    switch (effect) {
      case EFFECT.spanOpened:
        counters.spansOpened++;
        this._spansOpen[node]++;
        break;
      case EFFECT.spanClosed:
        counters.spansClosed++;
        this._spansOpen[node]--;
        break;
      case EFFECT.opened:
        counters.transactionsOpened++;
        this._transactionsOpen[node]++;
        break;
      case EFFECT.closed:
        if (msgidHi >>> 8 !== this.numbersFrom + node + 1) break; // the other end's
        counters.transactionsClosed++;
        this._transactionsOpen[node]--;
        break;
      case EFFECT.aborted:
        if (extra === 1) counters.transactionsAborted++;
        break;
      case EFFECT.violation:
        counters.violations++;
        break;
      case EFFECT.discarded:
        counters.discarded++;
        break;
      default:
        this._forget(node, atUs);
    }
  }

  private _forget(node: number, atUs: number): void {
    const counters = this._counters;
    counters.spansClosed += this._spansOpen[node];
    counters.transactionsClosed += this._transactionsOpen[node];
    counters.transactionsAborted += this._transactionsOpen[node];
    if (this._spansOpen[node] + this._transactionsOpen[node] > 0) counters.lastChangeUs = atUs;
    this._spansOpen[node] = 0;
    this._transactionsOpen[node] = 0;
  }

  private _widen(node: number): void {
    const spans = new Int32Array(2 * (node + 1));
    spans.set(this._spansOpen);
    const transactions = new Int32Array(2 * (node + 1));
    transactions.set(this._transactionsOpen);
    this._spansOpen = spans;
    this._transactionsOpen = transactions;
  }
}
