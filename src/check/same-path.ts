import { EVENT } from "../node/events.ts";
import type { World } from "../sim/world.ts";
import { CHECK_TEXTS } from "../texts/checks.ts";
import { type Check, Findings, type Verdict } from "./check.ts";
import type { Seen } from "./seen.ts";
import type { SentHeader } from "./sent-header.ts";
import { TransactionBook } from "./transaction-book.ts";

const T = CHECK_TEXTS["same-path"];

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
}

/** ROUTE-04: a hop never moves a transaction to another path. Judged by the bytes: msgid, spanid and the lane they leave on. */
export class SamePath implements Check {
  readonly name = "same-path";
  readonly claim = T.claim;
  readonly rules = ["ROUTE-04"] as const;
  readonly hears = { kinds: [], events: ["copyOpened", "transactionOpened", "entryOpened", "transactionClosed"], sent: "routed" } as const;
  private readonly _findings = new Findings();
  private readonly _book = new TransactionBook<Watched>();

  observe(world: World, seen: Seen): void {
    if (!seen.isEvent) this._sent(world, seen, seen.header);
    else if (seen.value === EVENT.copyOpened) this._copied(seen.eventKey);
    else if (seen.value === EVENT.transactionClosed) this._book.endClosed(seen.eventKey);
    else this._passed(seen.node, seen.eventKey);
  }

  private _sent(world: World, seen: Seen, header: SentHeader): void {
    if (header.isReply || seen.forgery.ofTransaction(header.key)) return;
    const { node, lane } = seen;
    let watched = this._book.get(header.key);
    if (!watched) {
      if (!header.isCreate) return;
      watched = this._begin(header.key);
    }
    const ways = watched.ways.get(node);
    const way = ways?.[0];
    if (watched.ways.size === 0) this._findings.count();
    if (!ways || !way) watched.ways.set(node, [wayOf(lane, header)]);
    else if (!ways.some((one) => one.lane === lane && one.spanidHi === header.spanidHi && one.spanidLo === header.spanidLo)) {
      // A copy begins its own path with CREATE and keeps it; so does the same path each time that it comes by.
      if (header.isCreate && (watched.isCopied || ways.length < (watched.passes.get(node) ?? 1))) {
        ways.push(wayOf(lane, header));
        return;
      }
      const link = (index: number): string => world.links[index >> 1]!.id;
      this._findings.violate(seen.row, T.moved(world.nodes[node]!.id, header.key, link(lane), link(way.lane)));
    }
  }

  private _begin(key: string): Watched {
    return this._book.open(key, { ways: new Map(), passes: new Map(), isCopied: false });
  }

  /** Told before the first message of a transaction that runs in copies. */
  private _copied(key: string): void {
    const watched = this._book.get(key) ?? this._begin(key);
    watched.isCopied = true;
  }

  private _passed(node: number, key: string): void {
    const { passes } = this._book.get(key) ?? this._begin(key);
    passes.set(node, (passes.get(node) ?? 0) + 1);
  }

  verdict(): Verdict {
    return this._findings.verdict(T.nothing, T.done(this._findings.judged));
  }
}

function wayOf(lane: number, { spanidHi, spanidLo }: SentHeader): Way {
  return { lane, spanidHi, spanidLo };
}
