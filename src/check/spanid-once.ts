import { LINK_PHASE, TRACE } from "../sim/trace.ts";
import type { World } from "../sim/world.ts";
import { CHECK_TEXTS, UNJUDGED_TEXTS } from "../texts/checks.ts";
import { CMD } from "../wire/constants.ts";
import { type Check, Findings, type Verdict } from "./check.ts";
import type { Seen } from "./seen.ts";
import type { SentHeader } from "./sent-header.ts";

const T = CHECK_TEXTS["spanid-once"];

/** The ids that wait to be closed on one lane, by msgid. */
interface Ids {
  /** the opener sent its DELETE, and the other side's has not come */
  readonly closing: Set<string>;
  /** the other side's DELETE came first */
  readonly answered: Set<string>;
}

/**
 * SPAN-08, TX-02: the id of a SPAN is a placeholder until both halves are closed, and names no other SPAN before. Judged by the
 * bytes of link 0, as the opener of the SPAN sees them: what it sends counts at once, what the other side answers when it arrives.
 */
export class SpanidOnce implements Check {
  readonly name = "spanid-once";
  readonly claim = T.claim;
  readonly rules = ["SPAN-08", "TX-02"] as const;
  readonly hears = { kinds: [TRACE.linkState], events: [], sent: "direct" } as const;
  private readonly _findings = new Findings();
  /** by the lane on which the opener sends */
  private readonly _lanes: (Ids | undefined)[] = [];
  /** answers under way: message -> the lane and msgid that they answer */
  private readonly _answers = new Map<number, { readonly lane: number; readonly key: string }>();

  observe(world: World, seen: Seen): void {
    switch (seen.kind) {
      case TRACE.send:
        return this._sent(world, seen, seen.header);
      case TRACE.deliver:
        return this._delivered(seen.message);
      case TRACE.lost:
        this._answers.delete(seen.message);
        return;
      default:
        // A new incarnation has empty tables (LINK-07); so has one that is over.
        if (seen.value === LINK_PHASE.up || seen.value === LINK_PHASE.down || seen.value === LINK_PHASE.removed) for (const lane of [2 * seen.link, 2 * seen.link + 1]) this._lanes[lane] = undefined;
    }
  }

  private _sent(world: World, seen: Seen, header: SentHeader): void {
    const opens = header.base === CMD.LNK_SPAN && header.isCreate;
    if (!opens && !header.endsByError) return;
    const { lane, message } = seen;
    if (header.isReply) {
      if (!header.endsByError) return;
      this._answers.set(message, { lane: lane ^ 1, key: header.key });
      seen.awaitEnd(this);
    } else if (header.endsByError) this._closed(lane, header.key);
    else if (seen.forgery.onLink(seen.link)) this._findings.leaveOut(UNJUDGED_TEXTS.forgedLink(world.links[seen.link]!.id));
    else this._opened(world, seen, lane, header.key);
  }

  private _opened(world: World, { row, node, link }: Seen, lane: number, key: string): void {
    this._findings.count();
    if (this._lanes[lane]?.closing.has(key)) this._findings.violate(row, T.reused(world.nodes[node]!.id, world.links[link]!.id, key));
  }

  private _closed(lane: number, key: string): void {
    const ids = (this._lanes[lane] ??= { closing: new Set(), answered: new Set() });
    if (!ids.answered.delete(key)) ids.closing.add(key);
  }

  private _delivered(message: number): void {
    const answer = this._answers.get(message);
    if (!answer) return;
    this._answers.delete(message);
    const ids = (this._lanes[answer.lane] ??= { closing: new Set(), answered: new Set() });
    if (!ids.closing.delete(answer.key)) ids.answered.add(answer.key);
  }

  verdict(): Verdict {
    return this._findings.verdict(T.nothing, T.done(this._findings.judged));
  }
}
