import { EVENT } from "../node/events.ts";
import { RULE } from "../node/rules.ts";
import type { World } from "../sim/world.ts";
import { CHECK_TEXTS } from "../texts/checks.ts";
import { type Check, Findings, type Verdict } from "./check.ts";
import type { Seen } from "./seen.ts";

const T = CHECK_TEXTS["lost-copies"];

/** What an end has of a transaction that may run in copies. */
interface End {
  /** its first copy, by which it is told */
  readonly lead: string;
  readonly open: Set<string>;
  lost: number;
}

/**
 * DUP-01: a lost path ends its copy; the transaction aborts with the last one. Judged from what ends tell: an end that says
 * a transaction was aborted by loss has no copy of it left. A copy is known by the link and the spanid that it has at its end: a path may
 * come by the opener again, which is a hop there and tells of what passes like of its own; and a node may open one to itself.
 */
export class LostCopies implements Check {
  readonly name = "lost-copies";
  readonly claim = T.claim;
  readonly rules = ["DUP-01"] as const;
  readonly hears = { kinds: [], events: ["transactionOpened", "transactionAccepted", "copyOpened", "copyJoined", "copyEnded", "transactionAborted", "transactionClosed"] } as const;
  private readonly _findings = new Findings();
  private readonly _openers = new Map<string, End>();
  private readonly _targets = new Map<string, End>();

  observe(world: World, at: Seen): void {
    const key = `${at.node}/${at.eventKey}`;
    const copy = `${at.link}/${at.spanidKey}`;
    switch (at.value) {
      case EVENT.transactionOpened:
        this._openers.set(key, newEnd(copy));
        return;
      case EVENT.transactionAccepted:
        this._targets.set(key, newEnd(copy));
        return;
      case EVENT.copyOpened:
        this._openers.get(key)?.open.add(copy);
        return;
      case EVENT.copyJoined:
        this._targets.get(key)?.open.add(copy); // no node is a hop on the way to its own PFS
        return;
      case EVENT.copyEnded:
        this._ended(this._openers.get(key), copy, at.eventValue);
        this._ended(this._targets.get(key), copy, at.eventValue);
        return;
      case EVENT.transactionAborted:
        this._aborted(world, at, (at.eventExtra === 1 ? this._openers : this._targets).get(key));
        return;
      default:
        for (const ends of [this._openers, this._targets]) if (ends.get(key)?.lead === copy) ends.delete(key);
    }
  }

  private _ended(end: End | undefined, copy: string, error: number): void {
    if (!end?.open.delete(copy) || error === 0) return;
    end.lost++;
    if (end.open.size > 0) this._findings.count();
  }

  private _aborted(world: World, at: Seen, end: End | undefined): void {
    if (!end || end.lost === 0 || at.rule === RULE["TX-06"] || end.open.size === 0) return; // nothing was lost, an end wanted it, or none is left
    this._findings.violate(at.row, T.aborts(world.nodes[at.node]!.id, at.eventKey, end.open.size));
  }

  verdict(): Verdict {
    return this._findings.verdict(T.nothing, T.done(this._findings.judged));
  }
}

function newEnd(lead: string): End {
  return { lead, open: new Set([lead]), lost: 0 };
}
