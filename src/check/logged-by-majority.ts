import type { ProtocolNode } from "../node/protocol-node.ts";
import { reportEntry } from "../node/qrm/report.ts";
import { majorityOf } from "../node/qrm/votes.ts";
import type { World } from "../sim/world.ts";
import { QRM_DECISION } from "../wire/qrm.ts";
import { type Check, Findings, type Verdict } from "./check.ts";
import { msgidKey } from "./routed-message.ts";
import { TraceRow } from "./trace-row.ts";

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
  readonly claim = "What is committed was logged by a majority of the masters";
  readonly hears = { kinds: [], events: ["commitFinished", "commitDecided"] } as const;
  private readonly _findings = new Findings();
  private readonly _row = new TraceRow();
  private readonly _committed: Committed[] = [];

  observe(world: World, row: number): void {
    const { node, msgidHi, msgidLo, eventValue } = this._row.read(world, row);
    if (eventValue === QRM_DECISION.COMMIT) this._committed.push({ row, node, hi: msgidHi, lo: msgidLo });
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
    this._findings.violate(row, `${world.nodes[node]!.id} calls commit ${name} committed, which ${logged} of ${masters} masters have logged`);
  }

  verdict(): Verdict {
    return this._findings.verdict("nothing was committed yet", "times something was called committed, each logged by a majority");
  }
}

function hasLogged(protocol: ProtocolNode, place: number, hi: number, lo: number): boolean {
  return reportEntry(protocol, place, { hi, lo })?.loggedDecision === QRM_DECISION.COMMIT;
}
