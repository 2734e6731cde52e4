import type { World } from "../sim/world.ts";
import { CHECK_TEXTS } from "../texts/checks.ts";
import { CMD } from "../wire/constants.ts";
import { QRM_DECISION } from "../wire/qrm.ts";
import { type Check, Findings, type Verdict } from "./check.ts";
import type { Seen } from "./seen.ts";

const T = CHECK_TEXTS["one-outcome"];

/** Who was the first to know how a commit ends, and what it said. */
interface First {
  readonly decision: number;
  readonly who: string;
}

/** QRM-01: no two masters ever finish one commit differently, and no coordinator says otherwise. Judged by what they tell, over crashes and restarts. */
export class OneOutcome implements Check {
  readonly name = "one-outcome";
  readonly claim = T.claim;
  readonly rules = ["QRM-01"] as const;
  readonly hears = { kinds: [], events: ["commitFinished", "commitDecided"] } as const;
  private readonly _findings = new Findings();
  private readonly _first = new Map<string, First>();

  observe(world: World, seen: Seen): void {
    if (seen.forgery.ofService(CMD.QRM_COMMIT)) {
      this._findings.blind(T.forged);
      return;
    }
    const { node, pfs, eventValue: decision, eventKey: key } = seen;
    const who = pfs < 0 ? T.coordinator(world.nodes[node]!.id) : world.identities.labelText(pfs);
    const first = this._first.get(key);
    if (!first) {
      this._first.set(key, { decision, who });
      this._findings.count();
    } else if (first.decision !== decision) {
      const name = world.commits.byOperation(seen.msgidHi, seen.msgidLo)?.name ?? key;
      this._findings.violate(seen.row, T.differs(name, first.who, word(first.decision), who, word(decision)));
    }
  }

  verdict(): Verdict {
    return this._findings.verdict(T.nothing, T.done(this._findings.judged));
  }
}

function word(decision: number): string {
  return decision === QRM_DECISION.COMMIT ? T.commit : T.abort;
}
