import type { World } from "../sim/world.ts";
import { CHECK_TEXTS } from "../texts/checks.ts";
import { type Check, Findings, type Verdict } from "./check.ts";
import type { Seen } from "./seen.ts";
import type { SentHeader } from "./sent-header.ts";
import { TransactionBook } from "./transaction-book.ts";

const T = CHECK_TEXTS["reverse-path"];

/** The spanid that commands of a transaction carried on a lane. */
interface Named {
  readonly spanidHi: number;
  readonly spanidLo: number;
}

interface Watched {
  /** several on one lane only when a transaction runs in copies (DUP-01) */
  readonly lanes: Map<number, Named[]>;
}

/** ROUTE-01, ROUTE-04: a reply takes the links of the commands in reverse and carries, on every link, the spanid that the command carried there. */
export class ReversePath implements Check {
  readonly name = "reverse-path";
  readonly claim = T.claim;
  readonly rules = ["ROUTE-01", "ROUTE-04"] as const;
  readonly hears = { kinds: [], events: ["transactionClosed"], sent: "routed" } as const;
  private readonly _findings = new Findings();
  private readonly _book = new TransactionBook<Watched>();

  observe(world: World, seen: Seen): void {
    if (seen.isEvent) this._book.endClosed(seen.eventKey);
    else this._sent(world, seen, seen.header);
  }

  private _sent(world: World, seen: Seen, header: SentHeader): void {
    if (seen.forgery.ofTransaction(header.key)) return;
    const watched = this._book.get(header.key);
    if (header.isReply) this._replied(world, seen, watched, header);
    else if (watched) name(watched, seen.lane, header);
    else if (header.isCreate) name(this._book.open(header.key, { lanes: new Map() }), seen.lane, header);
  }

  private _replied(world: World, { row, node: index, lane }: Seen, watched: Watched | undefined, { key, spanidHi, spanidLo }: SentHeader): void {
    if (!watched) return; // closed at both ends: what still comes is thrown out
    const command = watched.lanes.get(lane ^ 1);
    const node = world.nodes[index]!.id;
    const link = world.links[lane >> 1]!.id;
    this._findings.count();
    if (!command) this._findings.violate(row, T.elsewhere(node, key, link));
    else if (!command.some((named) => named.spanidHi === spanidHi && named.spanidLo === spanidLo)) this._findings.violate(row, T.otherSpanid(node, key, link));
  }

  verdict(): Verdict {
    return this._findings.verdict(T.nothing, T.done(this._findings.judged));
  }
}

function name({ lanes }: Watched, lane: number, { spanidHi, spanidLo, isCreate }: SentHeader): void {
  const named = lanes.get(lane);
  if (!named) lanes.set(lane, [{ spanidHi, spanidLo }]);
  else if (isCreate) named.push({ spanidHi, spanidLo });
}
