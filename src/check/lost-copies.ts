import { EVENT } from "../node/events.ts";
import { RULE } from "../node/rules.ts";
import type { World } from "../sim/world.ts";
import { CHECK_TEXTS } from "../texts/checks.ts";
import { type Check, Findings, type Verdict } from "./check.ts";
import type { Seen } from "./seen.ts";

const T = CHECK_TEXTS["lost-copies"];

/** What an end has of a transaction that runs in copies. */
interface End {
  open: number;
  lost: number;
}

/**
 * DUP-01: a lost path ends its copy; the transaction aborts with the last one. Judged from what ends tell: an end that says
 * a transaction was aborted by loss has no copy of it left.
 */
export class LostCopies implements Check {
  readonly name = "lost-copies";
  readonly claim = T.claim;
  readonly rules = ["DUP-01"] as const;
  readonly hears = { kinds: [], events: ["transactionOpened", "transactionAccepted", "copyOpened", "copyJoined", "copyEnded", "transactionAborted", "transactionClosed"] } as const;
  private readonly _findings = new Findings();
  private readonly _ends = new Map<string, End>();

  observe(world: World, at: Seen): void {
    const key = `${at.node}/${at.eventKey}`;
    const end = this._ends.get(key);
    switch (at.value) {
      case EVENT.transactionOpened:
      case EVENT.transactionAccepted:
        this._ends.set(key, { open: 1, lost: 0 });
        return;
      case EVENT.copyOpened:
      case EVENT.copyJoined:
        if (end) end.open++;
        return;
      case EVENT.copyEnded:
        if (end) this._ended(end, at.eventValue);
        return;
      case EVENT.transactionAborted:
        if (end && end.lost > 0) this._aborted(world, at, end);
        return;
      default:
        this._ends.delete(key);
    }
  }

  private _ended(end: End, error: number): void {
    end.open--;
    if (error === 0) return;
    end.lost++;
    if (end.open > 0) this._findings.count();
  }

  private _aborted(world: World, at: Seen, end: End): void {
    if (at.rule === RULE["TX-06"] || end.open === 0) return; // an end wanted it, or none is left
    this._findings.violate(at.row, T.aborts(world.nodes[at.node]!.id, at.eventKey, end.open));
  }

  verdict(): Verdict {
    return this._findings.verdict(T.nothing, T.done(this._findings.judged));
  }
}
