import { EVENT } from "../node/events.ts";
import { TRACE } from "../sim/trace.ts";
import type { World } from "../sim/world.ts";
import { type Check, Findings, type Verdict } from "./check.ts";
import { forgedBytes, forgedKey } from "./forgery.ts";
import { msgidKey, RoutedMessage } from "./routed-message.ts";
import { bytesOfRow, TraceRow } from "./trace-row.ts";

/** Where a node sends the command half of one transaction: always there. */
interface Way {
  readonly lane: number;
  readonly spanidHi: number;
  readonly spanidLo: number;
}

interface Watched {
  /** by node; one for each time that the path comes by there, and of a transaction in copies one for each copy (DUP-01) */
  readonly ways: Map<number, Way[]>;
  /** by node: how often it noted the transaction as a hop, or opened it; a path may come by the same node again, over a SPAN that the node itself had sent out */
  readonly passes: Map<number, number>;
  isCopied: boolean;
  /** ends that have forgotten it */
  closedEnds: number;
}

/** ROUTE-04: a hop never moves a transaction to another path. Judged by the bytes: msgid, spanid and the lane they leave on. */
export class SamePath implements Check {
  readonly name = "same-path";
  readonly claim = "A transaction never changes its path";
  readonly hears = { kinds: [TRACE.send, TRACE.command], events: ["copyOpened", "transactionOpened", "entryOpened", "transactionClosed"] } as const;
  private readonly _findings = new Findings();
  private readonly _watched = new Map<string, Watched>();
  /** transactions that somebody forged messages of: nothing can be said of them */
  private readonly _forged = new Set<string>();
  private readonly _row = new TraceRow();
  private readonly _message = new RoutedMessage();

  observe(world: World, row: number): void {
    const at = this._row.read(world, row);
    if (at.kind === TRACE.send) this._sent(world, row);
    else if (at.isEvent && at.value === EVENT.copyOpened) this._copied(msgidKey(at.msgidHi, at.msgidLo));
    else if (at.isEvent && at.value !== EVENT.transactionClosed) this._passed(at.node, msgidKey(at.msgidHi, at.msgidLo));
    else if (at.isEvent) this._closed(msgidKey(at.msgidHi, at.msgidLo));
    else this._command(forgedBytes(world, at.value));
  }

  private _sent(world: World, row: number): void {
    const message = this._message;
    if (!message.read(bytesOfRow(world, row)) || message.isReply) return;
    const { key } = message;
    if (this._forged.has(key)) return;
    const { node, lane } = this._row;
    let watched = this._watched.get(key);
    if (!watched) {
      if (!message.isCreate) return;
      watched = this._begin(key);
    }
    const ways = watched.ways.get(node);
    const way = ways?.[0];
    if (watched.ways.size === 0) this._findings.count();
    if (!ways) watched.ways.set(node, [{ lane, spanidHi: message.spanidHi, spanidLo: message.spanidLo }]);
    else if (way && !ways.some((one) => one.lane === lane && one.spanidHi === message.spanidHi && one.spanidLo === message.spanidLo)) {
      // A copy begins its own path with CREATE and keeps it; so does the same path each time that it comes by.
      if (message.isCreate && (watched.isCopied || ways.length < (watched.passes.get(node) ?? 1))) {
        ways.push({ lane, spanidHi: message.spanidHi, spanidLo: message.spanidLo });
        return;
      }
      const link = (index: number): string => world.links[index >> 1]!.id;
      this._findings.violate(row, `${world.nodes[node]!.id} sent a command of transaction ${key} on ${link(lane)}, an earlier one on ${link(way.lane)}`);
    }
  }

  private _begin(key: string): Watched {
    const watched = { ways: new Map<number, Way[]>(), passes: new Map<number, number>(), closedEnds: 0, isCopied: false };
    this._watched.set(key, watched);
    return watched;
  }

  /** Told before the first message of a transaction that runs in copies. */
  private _copied(key: string): void {
    const watched = this._watched.get(key) ?? this._begin(key);
    watched.isCopied = true;
  }

  private _passed(node: number, key: string): void {
    const { passes } = this._watched.get(key) ?? this._begin(key);
    passes.set(node, (passes.get(node) ?? 0) + 1);
  }

  private _closed(key: string): void {
    const watched = this._watched.get(key);
    if (watched && ++watched.closedEnds === 2) this._watched.delete(key);
  }

  private _command(bytes: Uint8Array | null): void {
    const key = bytes && forgedKey(bytes);
    if (key) this._forged.add(key);
  }

  verdict(): Verdict {
    return this._findings.verdict("no transaction was opened yet", "transactions, each on one path");
  }
}
