import { PHASE } from "../node/link-end.ts";
import { SPAN_KIND } from "../node/span-table.ts";
import { BOTH_DELETED } from "../node/tx-tables.ts";
import type { World } from "../sim/world.ts";
import { CHECK_TEXTS, UNJUDGED_TEXTS } from "../texts/checks.ts";
import { type Check, Findings, lastRow, type Verdict } from "./check.ts";
import type { Forgery } from "./forgery.ts";
import { labelOfPair, linkOfEnd, linksOpen, type MeshNode, nodesUp, offersByNode, whyNotComparable } from "./mesh-view.ts";
import { OpenSpans } from "./open-spans.ts";
import type { Seen } from "./seen.ts";
import { whatLeaks } from "./table-leaks.ts";
import { censusOf } from "./transaction-census.ts";

const T = CHECK_TEXTS["nothing-left"];

/**
 * SPAN-08, ROUTE-03, ROUTE-05: once the run is quiet nothing is left open or dead for ever. A SPAN is open at both ends of
 * its link or at neither, nobody holds a SPAN of a PFS that nobody offers, no placeholder and no dead entry remains, no piece
 * of a shared region is in use, and no index keeps what its table has forgotten: when all was withdrawn and closed, all is empty.
 */
export class NothingLeft implements Check {
  readonly name = "nothing-left";
  readonly claim = T.claim;
  readonly rules = ["SPAN-08", "ROUTE-05", "LINK-07"] as const;
  readonly hears = { kinds: [], events: [] } as const;
  private readonly _findings = new Findings();
  private _lastRow = -1;
  private _wasQuiet = false;

  observe(): void {}

  atQuiet(world: World, { forgery }: Seen): void {
    this._findings.blind(whyNotComparable(world, forgery));
    if (this._findings.isBlind) return;
    this._wasQuiet = true;
    this._lastRow = lastRow(world);
    const offered = offeredPairs(world);
    const open = world.nodes.map((node) => new OpenSpans(node));
    for (const node of nodesUp(world)) this._judgeSpans(world, node, open[node.index]!, offered);
    for (const link of linksOpen(world)) {
      for (const side of [0, 1]) this._judgeLane(world, link, side, open);
      this._judgeRegion(world, link);
    }
    this._judgeTransactions(world, forgery);
    for (const node of nodesUp(world)) for (const text of whatLeaks(world, node)) this._left(text);
  }

  private _judgeSpans(world: World, node: MeshNode, survey: OpenSpans, offered: Uint8Array): void {
    const { spans, links } = node.protocol.core;
    this._findings.count(spans.count);
    if (survey.placeholder >= 0) this._left(T.placeholder(node.id, sayRow(world, node, survey.placeholder)));
    for (let row = 0; row < spans.extent; row++) {
      if (spans.kind(row) === SPAN_KIND.free) continue;
      if (offered[world.identities.pairOf(spans.identity(row))] === 0) this._left(T.unoffered(node.id, sayRow(world, node, row)));
      else if (links[spans.link(row)]!.phase === PHASE.down) this._left(T.down(node.id, sayRow(world, node, row)));
    }
  }

  /** What one end sent and keeps open is what the other received and keeps open. */
  private _judgeLane(world: World, link: World["links"][number], side: number, open: readonly OpenSpans[]): void {
    const sender = world.nodes[link.nodeAt(side)]!;
    const receiver = world.nodes[link.nodeAt(1 - side)]!;
    const from = 2 * link.ends[side] + 1;
    const to = 2 * link.ends[1 - side];
    const sent = open[sender.index]!;
    const received = open[receiver.index]!;
    if (sent.counts[from] === received.counts[to] && sent.mixes[from] === received.mixes[to]) return;
    this._left(T.lane(sender.id, sent.counts[from]!, receiver.id, link.id, received.counts[to]!, sent.counts[from] === received.counts[to]));
  }

  /** SHM-01: what was put into a shared region was read and released. */
  private _judgeRegion(world: World, link: World["links"][number]): void {
    if (link.memory === null) return;
    this._findings.count();
    for (const side of [0, 1]) {
      const [piece] = link.memory.region.pieces(side);
      if (piece) this._left(T.piece(world.nodes[link.nodeAt(side)]!.id, piece.bytes, piece.offset, link.id));
    }
  }

  /** What no end needs any more; whether the ends agree is for another check to say. */
  private _judgeTransactions(world: World, forgery: Forgery): void {
    for (const [key, { opener, target, hops, copies }] of censusOf(world)) {
      if (forgery.ofTransaction(key)) {
        this._findings.leaveOut(UNJUDGED_TEXTS.forgedTransaction);
        continue;
      }
      this._findings.count();
      const dead = [...hops, ...copies].find(({ record }) => record.dead);
      const closed = [opener, target].find((end) => end !== null && (end.record.bits & BOTH_DELETED) === BOTH_DELETED);
      const stray = opener === null && target === null ? [...hops, ...copies][0] : undefined;
      if (dead) this._left(T.dead(dead.node.id, key));
      else if (stray) this._left(T.entry(stray.node.id, key));
      else if (closed) this._left(T.closed(closed.node.id, key));
    }
  }

  private _left(text: string): void {
    this._findings.violate(this._lastRow, text);
  }

  verdict(): Verdict {
    const verdict = this._findings.verdict(T.nothing, T.done(this._findings.judged));
    const isEmpty = verdict.state === "unknown" && this._wasQuiet && !this._findings.isBlind && !this._findings.hasLeftOut;
    return isEmpty ? { state: "holds", text: T.empty } : verdict;
  }
}

/** By pair: 1 = somebody offers it. */
function offeredPairs(world: World): Uint8Array {
  const offered = new Uint8Array(world.identities.pairCount);
  for (const pairs of offersByNode(world)) for (const pair of pairs) offered[pair] = 1;
  return offered;
}

/** "pfsD on B-C" */
function sayRow(world: World, node: MeshNode, row: number): string {
  const { spans } = node.protocol.core;
  return T.span(labelOfPair(world, world.identities.pairOf(spans.identity(row))), world.links[linkOfEnd(node, spans.link(row))]!.id);
}
