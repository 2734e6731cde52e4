import type { ProtocolNode } from "../node/protocol-node.ts";
import { inspectLinkOf } from "./inspect-link.ts";
import { inspectMessageOf } from "./inspect-message.ts";
import { inspectNodeOf } from "./inspect-node.ts";
import { findTransaction, inspectTransactionOf } from "./inspect-transaction.ts";
import type { Run } from "./run.ts";
import type { Telling } from "./sentences.ts";
import type { Inspectable, Inspection } from "./shown.ts";

/** A node with more SPANs times links than this is not looked through for every frame while the run plays … */
const LARGE = 20_000;
/** … but for one frame in so many. */
const LARGE_EVERY = 15;

/** Looks at what is watched; what cannot have changed is not looked at again. */
export class Inspector {
  private readonly _run: Run;
  private readonly _telling: Telling;
  private _of = "";
  private _rowEnd = -1;
  private _nowUs = -1;
  private _last: Inspection | null = null;
  private _skipped = 0;

  constructor(run: Run, telling: Telling) {
    this._run = run;
    this._telling = telling;
  }

  inspect(what: Inspectable, playing: boolean): Inspection | null {
    const of = JSON.stringify(what);
    const { journal, nowUs } = this._run;
    const moves = what.kind === "message" || what.kind === "link";
    if (of === this._of && journal.rowEnd === this._rowEnd && (!moves || nowUs === this._nowUs)) return this._last;
    if (of === this._of && playing && this._isLarge(what) && ++this._skipped < LARGE_EVERY) return this._last;
    this._skipped = 0;
    this._of = of;
    this._rowEnd = journal.rowEnd;
    this._nowUs = nowUs;
    this._last = this._look(what);
    return this._last;
  }

  private _look(what: Inspectable): Inspection | null {
    const run = this._run;
    switch (what.kind) {
      case "node": {
        const node = run.world.nodeById(what.node);
        return node === undefined ? null : inspectNodeOf(run, node);
      }
      case "link": {
        const link = run.world.linkById(what.link);
        return link === undefined ? null : inspectLinkOf(run, link);
      }
      case "transaction": {
        const record = findTransaction(run, what.name);
        return record === undefined ? null : inspectTransactionOf(run, record, this._telling);
      }
      case "message":
        return inspectMessageOf(run, what.message, this._telling);
    }
  }

  private _isLarge(what: Inspectable): boolean {
    if (what.kind !== "node") return false;
    const node: ProtocolNode | undefined = this._run.world.nodeById(what.node)?.protocol;
    return node !== undefined && node.core.spans.extent * node.core.links.length > LARGE;
  }
}
