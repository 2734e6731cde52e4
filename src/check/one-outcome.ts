import { QRM_DECISION } from "../wire/qrm.ts";
import type { World } from "../sim/world.ts";
import { type Check, Findings, type Verdict } from "./check.ts";
import { msgidKey } from "./routed-message.ts";
import { TraceRow } from "./trace-row.ts";

/** Who was the first to know how a commit ends, and what it said. */
interface First {
  readonly decision: number;
  readonly who: string;
}

/** QRM-01: no two masters ever finish one commit differently, and no coordinator says otherwise. Judged by what they tell, over crashes and restarts. */
export class OneOutcome implements Check {
  readonly name = "one-outcome";
  readonly claim = "No two masters finish one commit differently";
  readonly hears = { kinds: [], events: ["commitFinished", "commitDecided"] } as const;
  private readonly _findings = new Findings();
  private readonly _first = new Map<string, First>();
  private readonly _row = new TraceRow();

  observe(world: World, row: number): void {
    const { node, msgidHi, msgidLo, pfs, eventValue: decision } = this._row.read(world, row);
    const key = msgidKey(msgidHi, msgidLo);
    const who = pfs < 0 ? `${world.nodes[node]!.id}, its coordinator,` : world.identities.labelText(pfs);
    const first = this._first.get(key);
    if (!first) {
      this._first.set(key, { decision, who });
      this._findings.count();
    } else if (first.decision !== decision) {
      const name = world.commits.byOperation(msgidHi, msgidLo)?.name ?? key;
      this._findings.violate(row, `commit ${name}: ${first.who} finished with ${word(first.decision)}, ${who} with ${word(decision)}`);
    }
  }

  verdict(): Verdict {
    return this._findings.verdict("no commit has finished yet", "commits, each with one outcome");
  }
}

function word(decision: number): string {
  return decision === QRM_DECISION.COMMIT ? "commit" : "abort";
}
