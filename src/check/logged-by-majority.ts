import type { ProtocolNode } from "../node/protocol-node.ts";
import { reportEntry } from "../node/qrm/report.ts";
import { majorityOf } from "../node/qrm/votes.ts";
import type { World } from "../sim/world.ts";
import { CHECK_TEXTS } from "../texts/checks.ts";
import { CMD } from "../wire/constants.ts";
import { QRM_DECISION } from "../wire/qrm.ts";
import { type Check, Findings, type Verdict } from "./check.ts";
import type { Seen } from "./seen.ts";
import { msgidKey } from "./sent-header.ts";

const T = CHECK_TEXTS["logged-by-majority"];

interface Committed {
  readonly row: number;
  readonly node: number;
  readonly hi: number;
  readonly lo: number;
}

/**
 * QRM-01: nobody calls a commit committed, neither its coordinator nor a master, before a majority of the configured masters has logged it.
 * Counted in the logs themselves, which are durable, over all nodes that a master has ever been at.
 */
export class LoggedByMajority implements Check {
  readonly name = "logged-by-majority";
  readonly claim = T.claim;
  readonly rules = ["QRM-01"] as const;
  readonly hears = { kinds: [], events: ["commitFinished", "commitDecided"] } as const;
  private readonly _findings = new Findings();
  private readonly _committed: Committed[] = [];

  observe(_world: World, { row, node, msgidHi, msgidLo, eventValue, forgery }: Seen): void {
    if (forgery.ofService(CMD.QRM_COMMIT)) this._findings.blind(T.forged);
    else if (eventValue === QRM_DECISION.COMMIT) this._committed.push({ row, node, hi: msgidHi, lo: msgidLo });
  }

  endOfStep(world: World): void {
    for (const committed of this._committed) this._judge(world, committed);
    this._committed.length = 0;
  }

  private _judge(world: World, { row, node, hi, lo }: Committed): void {
    const masters = world.cluster?.masters.length ?? 0;
    let logged = 0;
    for (let place = 0; place < masters; place++) if (world.nodes.some(({ protocol }) => hasLogged(protocol, place, hi, lo))) logged++;
    this._findings.count();
    if (logged >= majorityOf(masters)) return;
    const name = world.commits.byOperation(hi, lo)?.name ?? msgidKey(hi, lo);
    this._findings.violate(row, T.minority(world.nodes[node]!.id, name, logged, masters));
  }

  verdict(): Verdict {
    return this._findings.verdict(T.nothing, T.done(this._findings.judged));
  }
}

function hasLogged(protocol: ProtocolNode, place: number, hi: number, lo: number): boolean {
  return reportEntry(protocol, place, { hi, lo })?.loggedDecision === QRM_DECISION.COMMIT;
}
