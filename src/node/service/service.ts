import type { Message } from "../../wire/message.ts";
import type { Transaction } from "../transactions.ts";

/**
 * What runs at the two ends of the transactions of one command. A node has one of each kind; its state is that node's
 * alone. The protocol machine has judged every message before a service sees it (TX-04, TX-05), and it closes an aborted
 * half by itself (TX-06): a service never has to answer an abort. While it handles a call a service may send, close and
 * open transactions, and set alarms; it is never called from within a call of its own.
 */
export interface Service {
  /** the command that opens its transactions, wire CMD */
  readonly base: number;
  /** ROUTE-07: the PFS types that serve it on link 0; null = any */
  readonly pfsTypes: readonly number[] | null;
  /** A transaction reached us as its target: ERR.NONE accepts it, and `element` follows with the same message; anything else refuses it. */
  accept(transaction: Transaction, message: Message): number;
  /** A message of the other side: at the target from the first on, at the opener every reply, refusals included. `closes`: their half is closed with it. */
  element(transaction: Transaction, message: Message, closes: boolean): void;
  /** TX-06: from now on nothing may block, and what is not sent yet is dropped. */
  midStreamAbort(transaction: Transaction): void;
  /** It was aborted, or is closed both ways; told once, when the input or the alarm that ended it has been handled. `transaction.aborted` and `.error` say how. */
  ended(transaction: Transaction): void;
  /** The alarm of that key is due. */
  alarm(key: number): void;
  /**
   * The ways to these PFSes, by their (cluster, node) pairs, have changed: another best SPAN, or it is offered here, or not any
   * more; -1 stands for a link that opened. Told once, when the input or the alarm that changed them, and what ended by it, have been handled.
   */
  waysChanged?(pairs: ReadonlySet<number>): void;
  /** Everything but what is durable is forgotten. All links are down and all transactions have ended. */
  crash(): void;
}

/** The services of a node by command, and the ends of transactions that they still have to hear of. */
export class Services {
  private readonly _byBase = new Map<number, Service>();
  private readonly _ended: Transaction[] = [];
  private readonly _watchers: Service[] = [];
  private _ways = new Set<number>();

  add(service: Service): void {
    this._byBase.set(service.base, service);
    if (service.waysChanged) this._watchers.push(service);
  }

  get(base: number): Service | undefined {
    return this._byBase.get(base);
  }

  /** The transaction ended at this node. */
  noteEnd(transaction: Transaction): void {
    if (transaction.told) return;
    transaction.told = true;
    if (this._byBase.has(transaction.base)) this._ended.push(transaction);
  }

  /** There is another way to the PFS of that pair, or none any more; -1: a link opened. */
  noteWay(pair: number): void {
    if (this._watchers.length > 0) this._ways.add(pair);
  }

  /** Ends and ways that nobody was told of yet; none when an input has been handled. */
  get untold(): number {
    return this._ended.length + this._ways.size;
  }

  /** Tells of what ended, then of ways; that may end more. True when there was anything. */
  tellEnds(): boolean {
    if (this._ended.length === 0) return this._tellWays();
    for (let at = 0; at < this._ended.length; at++) {
      const transaction = this._ended[at]!;
      this._byBase.get(transaction.base)!.ended(transaction);
    }
    this._ended.length = 0;
    return true;
  }

  private _tellWays(): boolean {
    if (this._ways.size === 0) return false;
    const ways = this._ways;
    this._ways = new Set();
    for (const service of this._watchers) service.waysChanged!(ways);
    return true;
  }

  crash(): void {
    this._ended.length = 0;
    this._ways.clear();
    for (const service of this._byBase.values()) service.crash();
  }
}
