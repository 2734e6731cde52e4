import { EVENT } from "../node/events.ts";
import { RULE } from "../node/rules.ts";
import type { World } from "../sim/world.ts";
import { type Check, Findings, type Verdict } from "./check.ts";
import { msgidKey } from "./routed-message.ts";
import { TraceRow } from "./trace-row.ts";

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
  readonly claim = "An end never notices a lost copy while another is open";
  readonly hears = { kinds: [], events: ["transactionOpened", "transactionAccepted", "copyOpened", "copyJoined", "copyEnded", "transactionAborted", "transactionClosed"] } as const;
  private readonly _findings = new Findings();
  private readonly _ends = new Map<string, End>();
  private readonly _row = new TraceRow();

  observe(world: World, row: number): void {
    const at = this._row.read(world, row);
    const key = `${at.node}/${msgidKey(at.msgidHi, at.msgidLo)}`;
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
        if (end && end.lost > 0) this._aborted(world, row, end);
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

  private _aborted(world: World, row: number, end: End): void {
    const at = this._row;
    if (at.rule === RULE["TX-06"] || end.open === 0) return; // an end wanted it, or none is left
    this._findings.violate(row, `${world.nodes[at.node]!.id} aborts transaction ${msgidKey(at.msgidHi, at.msgidLo)} although ${end.open} of its copies are open`);
  }

  verdict(): Verdict {
    return this._findings.verdict("no copy was lost yet while another was open", "copies lost that no end noticed");
  }
}
