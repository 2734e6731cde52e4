import { PHASE } from "../node/link-end.ts";
import type { ProtocolNode } from "../node/protocol-node.ts";
import { SPAN_KIND } from "../node/span-table.ts";
import { ROLE, type Transaction } from "../node/transactions.ts";
import { BOTH_DELETED } from "../node/tx-tables.ts";
import { TRACE } from "../sim/trace.ts";
import type { WorldNode } from "../sim/world-node.ts";
import type { World } from "../sim/world.ts";
import { type Check, Findings, type Verdict } from "./check.ts";
import { forgedBytes } from "./forgery.ts";
import { labelOfPair, linksOpen, nodesUp, offersByNode } from "./mesh-view.ts";
import { msgidKey } from "./routed-message.ts";
import { TraceRow } from "./trace-row.ts";

type Node = WorldNode<ProtocolNode>;

/** Everything the mesh holds of one transaction. */
interface Kept {
  opener: { readonly node: Node; readonly record: Transaction } | null;
  target: { readonly node: Node; readonly record: Transaction } | null;
  readonly hops: { readonly node: Node; readonly record: Transaction }[];
  /** DUP-01: copies as their nodes keep them, each with one side */
  readonly copies: { readonly node: Node; readonly record: Transaction }[];
}

/**
 * SPAN-08, ROUTE-03, ROUTE-05: once the run is quiet nothing is left open or dead for ever. A SPAN is open at both ends of
 * its link or at neither, nobody holds a SPAN of a PFS that nobody offers, no placeholder and no dead entry remains, no piece
 * of a shared region is in use, and a transaction is the same at both its ends and at every hop between them.
 */
export class NothingLeft implements Check {
  readonly name = "nothing-left";
  readonly claim = "Once quiet, nothing is left open or dead for ever";
  readonly hears = { kinds: [TRACE.command], events: [] } as const;
  private readonly _findings = new Findings();
  private readonly _row = new TraceRow();
  private _lastRow = -1;
  private _wasQuiet = false;

  observe(world: World, row: number): void {
    if (forgedBytes(world, this._row.read(world, row).value)) this._findings.blind("messages were forged: what they opened need not be closed");
  }

  atQuiet(world: World): void {
    if (this._findings.isBlind) return;
    this._wasQuiet = true;
    this._lastRow = world.trace.firstRow + world.trace.count - 1;
    const offered = offeredPairs(world);
    const open = world.nodes.map((node) => new OpenSpans(node));
    for (const node of nodesUp(world)) this._judgeSpans(world, node, open[node.index]!, offered);
    for (const link of linksOpen(world)) {
      for (const side of [0, 1]) this._judgeLane(world, link, side, open);
      this._judgeRegion(world, link);
    }
    this._judgeTransactions(world);
  }

  private _judgeSpans(world: World, node: Node, survey: OpenSpans, offered: Uint8Array): void {
    const { spans, links } = node.protocol.core;
    this._findings.count(spans.count);
    if (survey.placeholder >= 0) this._left(`${node.id} still keeps a placeholder of ${sayRow(world, node, survey.placeholder)}`);
    for (let row = 0; row < spans.extent; row++) {
      if (spans.kind(row) === SPAN_KIND.free) continue;
      if (offered[world.identities.pairOf(spans.identity(row))] === 0) this._left(`${node.id} holds a SPAN of ${sayRow(world, node, row)}, which nobody offers`);
      else if (links[spans.link(row)]!.phase === PHASE.down) this._left(`${node.id} holds a SPAN of ${sayRow(world, node, row)}, which is down`);
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
    const unlike = sent.counts[from] === received.counts[to] ? ", not the same" : "";
    this._left(`${sender.id} has ${sent.counts[from]} SPANs open to ${receiver.id} on ${link.id}, and ${receiver.id} has ${received.counts[to]} from there${unlike}`);
  }

  /** SHM-01: what was put into a shared region was read and released. */
  private _judgeRegion(world: World, link: World["links"][number]): void {
    if (link.memory === null) return;
    this._findings.count();
    for (const side of [0, 1]) {
      const [piece] = link.memory.region.pieces(side);
      if (piece) this._left(`${world.nodes[link.nodeAt(side)]!.id} still has ${piece.bytes} bytes at ${piece.offset} of the shared region of ${link.id}`);
    }
  }

  private _judgeTransactions(world: World): void {
    for (const [key, kept] of collect(world)) {
      this._findings.count();
      const { opener, target, hops, copies } = kept;
      const dead = [...hops, ...copies].find(({ record }) => record.dead);
      if (dead) this._left(`${dead.node.id} still keeps a dead entry of transaction ${key}`);
      else if (!opener || !target) {
        const holder = opener ?? target ?? hops[0];
        this._left(`${holder.node.id} still keeps transaction ${key}, which ${opener ? "its target" : target ? "its opener" : "both ends"} forgot`);
      } else {
        const unlike = [target, ...hops].find(({ record }) => record.bits !== opener.record.bits);
        if (unlike) this._left(`${unlike.node.id} and ${opener.node.id} disagree on which halves of transaction ${key} are open`);
        else if (copies.some((copy) => !hasCounterpart(copy, kept))) this._left(`a copy of transaction ${key} is not the same at both ends of its link`);
        else if ((opener.record.bits & BOTH_DELETED) === BOTH_DELETED) this._left(`${opener.node.id} still keeps transaction ${key}, which is closed both ways`);
      }
    }
  }

  private _left(text: string): void {
    this._findings.violate(this._lastRow, text);
  }

  verdict(): Verdict {
    const verdict = this._findings.verdict("the run was not quiet yet", "SPANs and transactions, each the same at both ends");
    return verdict.state === "unknown" && this._wasQuiet && !this._findings.isBlind ? { state: "holds", text: "all tables are empty" } : verdict;
  }
}

/** The open SPANs of a node, summed up by link end: how many, and a mixture of their msgids that does not depend on their order. */
class OpenSpans {
  /** at 2 * link those received, at 2 * link + 1 those sent */
  readonly counts: Int32Array;
  readonly mixes: Int32Array;
  /** a row that waits to be closed, or -1 */
  readonly placeholder: number;

  constructor(node: Node) {
    const { spans, links } = node.protocol.core;
    const counts = new Int32Array(2 * links.length);
    const mixes = new Int32Array(2 * links.length);
    let placeholder = -1;
    for (let row = 0; row < spans.extent; row++) {
      const kind = spans.kind(row);
      if (kind === SPAN_KIND.free) continue;
      if (!spans.isOpen(row)) {
        placeholder = row;
        continue;
      }
      const at = 2 * spans.link(row) + (kind === SPAN_KIND.sent ? 1 : 0);
      counts[at]++;
      mixes[at] += Math.imul(spans.msgidHi(row) ^ Math.imul(spans.msgidLo(row), 0x9e3779b1), 0x85ebca6b);
    }
    this.counts = counts;
    this.mixes = mixes;
    this.placeholder = placeholder;
  }
}

/** By pair: 1 = somebody offers it. */
function offeredPairs(world: World): Uint8Array {
  const offered = new Uint8Array(world.identities.pairCount);
  for (const pairs of offersByNode(world)) for (const pair of pairs) offered[pair] = 1;
  return offered;
}

/** "pfsD on B-C" */
function sayRow(world: World, node: Node, row: number): string {
  const { spans } = node.protocol.core;
  return `${labelOfPair(world, world.identities.pairOf(spans.identity(row)))} on ${world.links[node.ends[spans.link(row)] >> 1]!.id}`;
}

/** What a node keeps of a copy, the node at the other end of its link keeps too: under the same spanid, with the same halves open. */
function hasCounterpart({ node, record }: { readonly node: Node; readonly record: Transaction }, { opener, target, copies, hops }: Kept): boolean {
  const side = record.copy!.outward ? record.outSide : record.inSide;
  const end = node.ends[side.link];
  return [...copies, ...hops, opener, target].some((other) => {
    if (!other || other.record.copies !== null || other.node === node || other.record.bits !== record.bits) return false;
    return [other.record.inSide, other.record.outSide].some((far) => far.link >= 0 && other.node.ends[far.link] === (end ^ 1) && far.spanidLo === side.spanidLo && far.spanidHi === side.spanidHi);
  });
}

function collect(world: World): Map<string, Kept> {
  const all = new Map<string, Kept>();
  for (const node of nodesUp(world)) {
    for (const record of node.protocol.core.transactions.all()) {
      const key = msgidKey(record.msgidHi, record.msgidLo);
      let kept = all.get(key);
      if (!kept) {
        kept = { opener: null, target: null, hops: [], copies: [] };
        all.set(key, kept);
      }
      if (record.copy !== null) kept.copies.push({ node, record });
      else if (record.role === ROLE.opener) kept.opener = { node, record };
      else if (record.role === ROLE.target) kept.target = { node, record };
      else kept.hops.push({ node, record });
    }
  }
  return all;
}
