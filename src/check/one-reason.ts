import { LIMITS } from "../base/limits.ts";
import type { Switches } from "../node/config.ts";
import type { NodeCore } from "../node/core.ts";
import { type LinkEnd, PHASE } from "../node/link-end.ts";
import type { PfsEntry } from "../node/pfs-table.ts";
import { connIsOpen, NOT_RELAYED, NOT_RELAYED_TEXTS, passes, relayOn, whyNotRelayed } from "../node/relays.ts";
import { compareIds } from "../node/transactions.ts";
import type { World } from "../sim/world.ts";
import { CHECK_TEXTS } from "../texts/checks.ts";
import { type Check, Findings, lastRow, type Verdict } from "./check.ts";
import { nodesUp } from "./mesh-view.ts";

const T = CHECK_TEXTS["one-reason"];

type Node = World["nodes"][number];

/**
 * SPAN-07: every received SPAN that is not relayed on a connection has exactly one reason, the first of the list that
 * holds. Once the run is quiet the reasons are worked out again, by the words of the rule, and compared with what the node
 * says; SPAN-02's order and SPAN-03's best N are worked out anew on the way.
 */
export class OneReason implements Check {
  readonly name = "one-reason";
  readonly claim = T.claim;
  readonly rules = ["SPAN-07"] as const;
  readonly local = true;
  readonly hears = { kinds: [], events: [] } as const;
  private readonly _findings = new Findings();
  private readonly _switches: Switches;

  constructor(switches: Switches) {
    this._switches = switches;
  }

  observe(): void {}

  atQuiet(world: World): void {
    for (const node of nodesUp(world)) {
      const { core } = node.protocol;
      for (const entry of core.pfs.entries()) {
        const rows = rowsOf(core, entry);
        for (const link of core.links) this._compare(world, node, entry, rows, link);
      }
    }
  }

  private _compare(world: World, node: Node, entry: PfsEntry, rows: readonly number[], link: LinkEnd): void {
    const { core } = node.protocol;
    let better = 0;
    for (const row of rows) {
      const reason = reasonOf(node, this._switches, entry, row, link, better);
      if (reason === NOT_RELAYED.relayed || reason === NOT_RELAYED.worseThanBest) better++;
      this._findings.count();
      const said = whyNotRelayed(core, row, link);
      const relayed = relayOn(core, row, link.number) >= 0;
      if (said === reason && relayed === (reason === NOT_RELAYED.relayed)) continue;
      const from = world.links[node.ends[core.spans.link(row)] >> 1]!.id;
      const to = world.links[node.ends[link.number] >> 1]!.id;
      const label = core.identities.labelText(core.spans.identity(row));
      this._findings.violate(lastRow(world), T.other(node.id, label, from, to, NOT_RELAYED_TEXTS[said]!, NOT_RELAYED_TEXTS[reason]!), node.id);
    }
  }

  verdict(): Verdict {
    return this._findings.verdict(T.nothing, T.done(this._findings.judged));
  }
}

/** The received SPANs of a PFS in the order of SPAN-02: dist plus weight, then receiving link, then msgid. */
function rowsOf(core: NodeCore, entry: PfsEntry): number[] {
  const { spans } = core;
  const rows: number[] = [];
  for (let row = entry.first; row >= 0; row = spans.next(row)) rows.push(row);
  const cost = (row: number): number => spans.dist(row) + core.links[spans.link(row)]!.weight;
  return rows.sort((a, b) => cost(a) - cost(b) || spans.link(a) - spans.link(b) || compareIds(spans.msgidHi(a), spans.msgidLo(a), spans.msgidHi(b), spans.msgidLo(b)));
}

/** SPAN-07's list, read from the top; `better`: how many better SPANs of this PFS may be relayed there. Nothing holds in a quiet run. */
function reasonOf(node: Node, switches: Switches, entry: PfsEntry, row: number, link: LinkEnd, better: number): number {
  const { core } = node.protocol;
  const { spans } = core;
  if (!spans.isOpen(row)) return NOT_RELAYED.closing;
  if (node.role !== "controller") return NOT_RELAYED.notARelay;
  if (link.phase !== PHASE.open || !connIsOpen(link.theirConn.bits)) return NOT_RELAYED.noConn;
  if (entry.own) return NOT_RELAYED.ownEcho;
  if (switches.splitHorizon && spans.link(row) === link.number) return NOT_RELAYED.splitHorizon;
  if (spans.dist(row) > switches.distanceMax) return NOT_RELAYED.beyondDistanceMax;
  if (link.peerFilter && !passes(core, link.peerFilter, spans.identity(row))) return NOT_RELAYED.filtered;
  if (link.refused.has(row)) return NOT_RELAYED.refusedByPeer;
  if (link.spansSent >= LIMITS.spansPerLinkMax && relayOn(core, row, link.number) < 0) return NOT_RELAYED.tableFull;
  return better >= switches.relaysMax ? NOT_RELAYED.worseThanBest : NOT_RELAYED.relayed;
}
