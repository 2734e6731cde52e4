import type { OwnPfs } from "../../node/pfs-table.ts";
import { isAnnouncementOf, mayAnnounce, NOT_RELAYED_TEXTS, NOT_RELAYED, passes } from "../../node/relays.ts";
import { NODE_PHASE } from "../../sim/trace.ts";
import { say } from "../fill.ts";
import { filterShown } from "../kept-out.ts";
import { LabelPairs } from "../received.ts";
import type { Run } from "../run.ts";
import { sayFilter } from "../sentence-commands.ts";
import type { WayExplained } from "../shown-explain.ts";
import { type End, endsOf, isSessionOpen, type Node, troubleOf } from "./place.ts";
import { Reasons } from "./reasons.ts";
import { type ReceivedRow, receivedRows } from "./received-rows.ts";

type Because = WayExplained["because"];
type Said = Pick<WayExplained, "sentence" | "rule" | "because">;

/** "Why does C not hear of D by way of B?": for each link of a node what comes over it of a PFS, or why nothing does. Reads the neighbours' tables. */
export function waysOf(run: Run, node: Node, label: string, ends: readonly End[]): WayExplained[] {
  const wanted = new LabelPairs(run.world.identities, label);
  const rows = receivedRows(node, wanted);
  return ends.map((end) => {
    const here = rows.filter(({ row }) => node.protocol.core.spans.link(row) === end.own);
    const hears = here.filter(({ rank }) => rank > 0).length;
    const way = { link: end.id, linkName: end.name, peer: end.peer.id, hears };
    return { ...way, ...(hears > 0 ? heard(node, end, label, here) : new Way(run, node, end, wanted).why(here.length > 0)) };
  });
}

function heard(node: Node, end: End, label: string, here: readonly ReceivedRow[]): Said {
  const { spans } = node.protocol.core;
  const dists = here.filter(({ rank }) => rank > 0).map(({ row }) => spans.dist(row));
  const values = { node: node.id, pfs: label, peer: end.peer.id, dist: Math.min(...dists), count: dists.length };
  return { sentence: say(dists.length === 1 ? "explain.way.hears" : "explain.way.hearsMany", values), rule: "SPAN-02", because: [] };
}

/** Nothing of the PFS comes over one link: why. */
class Way {
  private readonly _run: Run;
  private readonly _end: End;
  private readonly _wanted: LabelPairs;
  private readonly _names: Readonly<Record<string, string>>;

  constructor(run: Run, node: Node, end: End, wanted: LabelPairs) {
    this._run = run;
    this._end = end;
    this._wanted = wanted;
    this._names = { node: node.id, peer: end.peer.id, link: end.name, pfs: wanted.label };
  }

  /** `closing`: a span came this way and is being closed. */
  why(closing: boolean): Said {
    const { peer, theirs } = this._end;
    if (peer.phase !== NODE_PHASE.up || !isSessionOpen(peer, theirs)) return this._noSession();
    if (closing) return this._say("explain.way.closing", "SPAN-08");
    const own = peer.protocol.core.pfs.own.find(({ spec }) => spec.label === this._wanted.label);
    return own === undefined ? this._notRelayed() : this._notAnnounced(own);
  }

  private _say(key: "explain.way.closing" | "explain.way.onItsWay" | "explain.way.refused" | "explain.way.noConn" | "explain.way.full" | "explain.way.unknown", rule: string, because: Because = []): Said {
    return { sentence: say(key, this._names), rule, because };
  }

  private _noSession(): Said {
    const trouble = troubleOf(this._run, this._end);
    return { sentence: say("explain.way.noSession", { ...this._names, why: trouble === "" ? say("explain.trouble.handshake", this._names) : trouble }), rule: "LINK-01", because: [] };
  }

  /** The neighbour offers it itself. */
  private _notAnnounced(own: OwnPfs): Said {
    const { core } = this._end.peer.protocol;
    const link = core.links[this._end.theirs]!;
    for (let row = 0; row < core.spans.extent; row++) if (core.spans.link(row) === link.number && isAnnouncementOf(core, row, own)) return this._say("explain.way.onItsWay", "SPAN-01");
    if (!mayAnnounce(core, link)) return this._say("explain.way.noConn", "LINK-04");
    if (link.refusedOwn.has(core.identities.pairOf(own.identity))) return this._say("explain.way.refused", "SPAN-09");
    if (link.peerFilter !== null && !passes(core, link.peerFilter, own.identity)) return { sentence: say("explain.way.filtered", { ...this._names, filter: sayFilter(filterShown(link.peerFilter)) }), rule: "LINK-05", because: [] };
    return this._say("explain.way.full", "SPAN-01");
  }

  /** It may have received spans: what became of each on this link (SPAN-07). */
  private _notRelayed(): Said {
    const { peer, link, theirs } = this._end;
    const rows = receivedRows(peer, this._wanted);
    if (rows.length === 0) return this._say("explain.way.unknown", "SPAN-02");
    const back = endsOf(this._run, peer).find((one) => one.link === link && one.own === theirs)!;
    const reasons = new Reasons(this._run, peer, back);
    const decided = rows.map((one) => reasons.decide(one, rows));
    if (decided.some(({ rank }) => rank > 0)) return this._say("explain.way.onItsWay", "SPAN-03");
    const because = decided.map(({ reason, sentence, rule }) => ({ reason, sentence, rule }));
    const [first] = decided;
    const all = decided.every(({ reason }) => reason === first!.reason) && first!.reason === NOT_RELAYED_TEXTS[NOT_RELAYED.splitHorizon];
    return { sentence: say(all ? "explain.way.echo" : "explain.way.notRelayed", { ...this._names, count: rows.length }), rule: "SPAN-07", because };
  }
}
