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
  readonly #run: Run;
  readonly #telling: Telling;
  #of = "";
  #rowEnd = -1;
  #nowUs = -1;
  #last: Inspection | null = null;
  #skipped = 0;

  constructor(run: Run, telling: Telling) {
    this.#run = run;
    this.#telling = telling;
  }

  inspect(what: Inspectable, playing: boolean): Inspection | null {
    const of = JSON.stringify(what);
    const { journal, nowUs } = this.#run;
    const moves = what.kind === "message" || what.kind === "link";
    if (of === this.#of && journal.rowEnd === this.#rowEnd && (!moves || nowUs === this.#nowUs)) return this.#last;
    if (of === this.#of && playing && this.#isLarge(what) && ++this.#skipped < LARGE_EVERY) return this.#last;
    this.#skipped = 0;
    this.#of = of;
    this.#rowEnd = journal.rowEnd;
    this.#nowUs = nowUs;
    this.#last = this.#look(what);
    return this.#last;
  }

  #look(what: Inspectable): Inspection | null {
    const run = this.#run;
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
        return record === undefined ? null : inspectTransactionOf(run, record, this.#telling);
      }
      case "message":
        return inspectMessageOf(run, what.message, this.#telling);
    }
  }

  #isLarge(what: Inspectable): boolean {
    if (what.kind !== "node") return false;
    const node: ProtocolNode | undefined = this.#run.world.nodeById(what.node)?.protocol;
    return node !== undefined && node.core.spans.extent * node.core.links.length > LARGE;
  }
}
