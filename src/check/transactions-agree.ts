import type { World } from "../sim/world.ts";
import { CHECK_TEXTS, UNJUDGED_TEXTS } from "../texts/checks.ts";
import { type Check, Findings, lastRow, type Verdict } from "./check.ts";
import { whyNotComparable } from "./mesh-view.ts";
import type { Seen } from "./seen.ts";
import { censusOf, type KeptRecord, type KeptTransaction } from "./transaction-census.ts";

const T = CHECK_TEXTS["transactions-agree"];

/**
 * TX-02, ROUTE-03, ROUTE-05: once the run is quiet, a transaction is forgotten at both its ends, closed or aborted, or open at
 * both, and then both ends and every hop between them say the same of its two halves.
 */
export class TransactionsAgree implements Check {
  readonly name = "transactions-agree";
  readonly claim = T.claim;
  readonly rules = ["TX-02", "ROUTE-03"] as const;
  readonly hears = { kinds: [], events: ["transactionOpened", "transactionClosed"] } as const;
  private readonly _findings = new Findings();
  /** transactions that were opened and, as far as ends have told, not forgotten by both */
  private readonly _ends = new Map<string, number>();
  private _closed = 0;

  observe(_world: World, seen: Seen): void {
    const key = seen.eventKey;
    if (!this._ends.has(key)) this._ends.set(key, 0);
    else if (this._ends.get(key) === 1) {
      this._ends.delete(key);
      this._closed++;
    } else this._ends.set(key, 1);
  }

  atQuiet(world: World, { forgery }: Seen): void {
    this._findings.blind(whyNotComparable(world, forgery));
    if (this._findings.isBlind) return;
    // Of those that both ends forgot nothing is left to disagree.
    this._findings.count(this._closed);
    this._closed = 0;
    for (const [key, kept] of censusOf(world)) {
      if (forgery.ofTransaction(key)) {
        this._findings.leaveOut(UNJUDGED_TEXTS.forgedTransaction);
        continue;
      }
      this._findings.count();
      const wrong = whatIsWrong(key, kept);
      if (wrong !== null) this._findings.violate(lastRow(world), wrong);
    }
  }

  verdict(): Verdict {
    return this._findings.verdict(T.nothing, T.done(this._findings.judged));
  }
}

function whatIsWrong(key: string, kept: KeptTransaction): string | null {
  const { opener, target, hops, copies } = kept;
  if (!opener || !target) {
    const holder = opener ?? target;
    return holder === null ? null : T.forgotten(holder.node.id, key, opener !== null);
  }
  const unlike = [target, ...hops.filter(({ record }) => !record.dead)].find(({ record }) => record.bits !== opener.record.bits);
  if (unlike) return T.unlike(unlike.node.id, opener.node.id, key);
  return copies.some((copy) => !copy.record.dead && !hasCounterpart(copy, kept)) ? T.copy(key) : null;
}

/** What a node keeps of a copy, the node at the other end of its link keeps too: under the same spanid, with the same halves open. */
function hasCounterpart({ node, record }: KeptRecord, { opener, target, copies, hops }: KeptTransaction): boolean {
  const side = record.copy!.outward ? record.outSide : record.inSide;
  const end = node.ends[side.link]!;
  return [...copies, ...hops, opener, target].some((other) => {
    if (!other || other.record.copies !== null || other.node === node || other.record.bits !== record.bits) return false;
    return [other.record.inSide, other.record.outSide].some((far) => far.link >= 0 && other.node.ends[far.link] === (end ^ 1) && far.spanidLo === side.spanidLo && far.spanidHi === side.spanidHi);
  });
}
