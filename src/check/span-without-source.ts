import { US_PER_S } from "../base/time.ts";
import type { Switches } from "../node/config.ts";
import { EVENT } from "../node/events.ts";
import { DISTANCE_UNLIMITED } from "../node/variants.ts";
import { TRACE } from "../sim/trace.ts";
import type { World } from "../sim/world.ts";
import { CHECK_TEXTS } from "../texts/checks.ts";
import { type Check, Findings, lastRow, type Verdict } from "./check.ts";
import { labelOfPair, linkOfEnd, type MeshNode, nodesUp, whyNotComparable } from "./mesh-view.ts";
import type { Seen } from "./seen.ts";
import { FATE, type Fate, SourceSearch } from "./source-search.ts";

const T = CHECK_TEXTS["span-without-source"];

/** Between two looks at a mesh that nobody touches. */
const AGAIN_US = 10 * US_PER_S;
/** A mesh with more open SPANs is looked at when all is quiet, and not while it goes on. */
const SPANS_MAX = 50_000;
/** A SPAN of the largest dist that is relayed has come over so many links more: the announcement, and the one on which it is too far. */
const HOPS_MORE = 2;

/**
 * SPAN-03, SPAN-04, SPAN-08: no SPAN stays open for long when its source is gone. Each is followed from end to end, received row to sent row
 * to the received row that it stands for, until the node that announces it; a chain that breaks off, or bites its own tail, has no
 * source. How long that may last: a loss is noticed within the loss time (LINK-03); from then on nothing new begins at the source, a SPAN
 * that has come over k links closes one link's delay after the one it stands for, and none comes farther than the maximum distance.
 * The change that counts is the last of what can take a source away: a link or a node that goes, a PFS that is withdrawn.
 */
export class SpanWithoutSource implements Check {
  readonly name = "span-without-source";
  readonly claim = T.claim;
  readonly rules = ["SPAN-03", "SPAN-08"] as const;
  readonly hears = { kinds: [TRACE.linkState, TRACE.nodeState], events: ["linkDown", "pfsWithdrawn", "relayClosing"] } as const;
  dueUs = Number.POSITIVE_INFINITY;
  private readonly _findings = new Findings();
  private readonly _switches: Switches;
  private _changedUs = 0;
  /** the longest that a closing has taken over a link since the last change, as far as links know */
  private _slowestUs = 0;
  private _bound = "";

  constructor(switches: Switches) {
    this._switches = switches;
  }

  private get _isBounded(): boolean {
    return this._switches.distanceMax < DISTANCE_UNLIMITED;
  }

  observe(world: World, seen: Seen): void {
    if (!seen.isEvent || seen.value !== EVENT.relayClosing) {
      this._changedUs = world.nowUs;
      this._slowestUs = 0;
    } else this._noteDelay(world, seen);
  }

  /** What was just sent on that lane arrives when everything before it has. */
  private _noteDelay(world: World, { link: index, node }: Seen): void {
    const link = world.links[index]!;
    const lane = link.lanes[link.a === node ? 0 : 1]!;
    const waits = lane.ring?.waiting ?? 0;
    const us = Math.max(0, lane.lastArriveUs - world.nowUs) + 2 * waits * lane.model.latencyUs;
    if (us > this._slowestUs) this._slowestUs = us;
  }

  endOfStep(world: World): void {
    this.dueUs = this._isBounded ? this._changedUs + this._boundUs(world) + 1 : Number.POSITIVE_INFINITY;
  }

  onTime(world: World, { forgery }: Seen): void {
    this.dueUs = world.nowUs + AGAIN_US;
    const lateUs = this._latestArrivalUs(world);
    if (lateUs > world.nowUs + this._hopUs(world)) this.dueUs = lateUs + this._boundUs(world);
    else if (this._openSpans(world) <= SPANS_MAX) this._judge(world, forgery.whyBlind(world));
  }

  atQuiet(world: World, { forgery }: Seen): void {
    this._judge(world, whyNotComparable(world, forgery));
  }

  private _judge(world: World, blind: string | null): void {
    this._boundUs(world);
    this._findings.blind(blind);
    if (blind !== null) return;
    const search = new SourceSearch(world, this._switches.lossUs);
    for (const node of nodesUp(world)) {
      const { spans } = node.protocol.core;
      for (let row = 0; row < spans.extent; row++) {
        if (!search.isReceived(node, row)) continue;
        const fate = search.follow(node, row);
        if (fate === FATE.announced) this._findings.count();
        else if (fate === FATE.unnoticed) this._findings.leaveOut(T.unnoticed(world.links[search.brokenOn]!.id));
        else if (fate !== FATE.closing) this._findings.violate(lastRow(world), this._say(world, search, fate), search.brokenAt!.id);
      }
    }
  }

  private _say(world: World, search: SourceSearch, fate: Fate): string {
    const node: MeshNode = search.brokenAt!;
    const { spans } = node.protocol.core;
    const row = search.brokenRow;
    const pfs = labelOfPair(world, world.identities.pairOf(spans.identity(row)));
    const link = world.links[linkOfEnd(node, spans.link(row))]!;
    if (fate === FATE.orphan) return T.orphan(node.id, pfs, link.id, world.nodes[link.a === node.index ? link.b : link.a]!.id, this._bound);
    return fate === FATE.echo ? T.echo(node.id, pfs, link.id, this._bound) : T.gone(node.id, pfs, link.id, this._bound);
  }

  // -------------------------------------------------------------- the bound

  /** One link further: what its delay may be, and a decision that was held back. */
  private _hopUs(world: World): number {
    let mostUs = this._slowestUs;
    for (const { lanes, removed } of world.links) {
      if (removed) continue;
      for (const { model } of lanes) mostUs = Math.max(mostUs, model.latencyUs + model.jitterUs + (model.reorderPerMillion > 0 ? model.reorderUs : 0));
    }
    return mostUs + this._switches.holdUs;
  }

  private _boundUs(world: World): number {
    const { distanceMax, lossUs } = this._switches;
    const hopUs = this._hopUs(world);
    const hops = distanceMax + HOPS_MORE;
    const boundUs = lossUs + hops * hopUs;
    this._bound = T.bound(boundUs, lossUs, hops, hopUs);
    return boundUs;
  }

  private _latestArrivalUs(world: World): number {
    let latestUs = 0;
    for (const { lanes, removed } of world.links) if (!removed) for (const { lastArriveUs } of lanes) latestUs = Math.max(latestUs, lastArriveUs);
    return latestUs;
  }

  private _openSpans(world: World): number {
    return world.nodes.reduce((sum, { protocol }) => sum + protocol.core.spans.count, 0);
  }

  verdict(): Verdict {
    if (!this._isBounded && this._findings.judged === 0 && !this._findings.isViolated) return { state: "unknown", text: T.noBound };
    return this._findings.verdict(T.nothing(this._bound), T.done(this._findings.judged, this._bound));
  }
}
