import { id64 } from "../../base/bytes.ts";
import type { NodeCore } from "../../node/core.ts";
import { costOf } from "../../node/relays.ts";
import { SPAN_KIND } from "../../node/span-table.ts";
import { NODE_PHASE } from "../../sim/trace.ts";
import { pfsTypeName } from "../../wire/names.ts";
import { say } from "../fill.ts";
import type { Run } from "../run.ts";
import type { SpanTableRow } from "../shown-tables.ts";
import { ranksOf, type TableSource } from "./source.ts";

/** What one wants to see of them: received by this node, of a PFS with this label. */
export interface SpanWish {
  readonly node: string | null;
  readonly pfs: string | null;
}

/** The received SPANs of all nodes, read in place: a mesh of 100 nodes has 30,000, and only a window of them is ever told. */
export class SpanRows implements TableSource<SpanTableRow> {
  private readonly _run: Run;
  /** of each: its node, and its row in that node's table */
  private readonly _nodes: number[] = [];
  private readonly _spans: number[] = [];
  private readonly _best: boolean[] = [];
  private readonly _nodeRanks: Int32Array;
  private readonly _linkRanks: Int32Array;
  private readonly _labelRanks: Int32Array;

  constructor(run: Run, wish: SpanWish) {
    const { nodes, links, identities } = run.world;
    this._run = run;
    this._nodeRanks = ranksOf(nodes.map(({ id }) => id));
    this._linkRanks = ranksOf(links.map(({ id }) => id));
    this._labelRanks = ranksOf(Array.from({ length: identities.count }, (_, identity) => identities.labelText(identity)));
    for (const node of nodes) {
      if (node.phase === NODE_PHASE.up && (wish.node === null || node.id === wish.node)) this._addOf(node.index, node.protocol.core, wish.pfs);
    }
  }

  private _addOf(node: number, core: NodeCore, pfs: string | null): void {
    const { spans, identities } = core;
    const best = new Set<number>();
    for (const entry of core.pfs.entries()) if (entry.first >= 0 && !entry.own) best.add(entry.first);
    for (let row = 0; row < spans.extent; row++) {
      // one refused because there was no room for it has no identity to show
      if (spans.kind(row) !== SPAN_KIND.received || spans.identity(row) < 0) continue;
      if (pfs !== null && identities.labelText(spans.identity(row)) !== pfs) continue;
      this._nodes.push(node);
      this._spans.push(row);
      this._best.push(best.has(row));
    }
  }

  get count(): number {
    return this._nodes.length;
  }

  text(at: number): string {
    const { node, pfs, type, link, peer, state, best } = this._read(at);
    return `${node} ${pfs} ${type} ${link} ${peer} ${state} ${best ? say("table.best") : ""}`;
  }

  key(at: number, column: string): number {
    const node = this._nodes[at]!;
    const row = this._spans[at]!;
    const core = this._core(at);
    const { spans } = core;
    switch (column) {
      case "pfs":
        return this._labelRanks[spans.identity(row)]!;
      case "type":
        return core.identities.pfsTypeOf(spans.identity(row));
      case "link":
        return this._linkRanks[this._run.names.linkOf(node, spans.link(row))]!;
      case "peer":
        return this._nodeRanks[this._peer(at)]!;
      case "dist":
        return spans.dist(row);
      case "cost":
        return costOf(core, row);
      case "best":
        return this._best[at] ? 0 : 1;
      case "relays":
        return relaysOf(core, row);
      case "state":
        return spans.isOpen(row) ? 0 : 1;
      default:
        return this._nodeRanks[node]!;
    }
  }

  row(at: number): SpanTableRow {
    const core = this._core(at);
    const row = this._spans[at]!;
    const { spans } = core;
    return { ...this._read(at), msgid: id64(spans.msgidHi(row), spans.msgidLo(row)), dist: spans.dist(row), cost: costOf(core, row), relays: relaysOf(core, row), closing: !spans.isOpen(row) };
  }

  private _read(at: number): Pick<SpanTableRow, "node" | "pfs" | "type" | "link" | "peer" | "state" | "best"> {
    const { names } = this._run;
    const { spans, identities } = this._core(at);
    const row = this._spans[at]!;
    const identity = spans.identity(row);
    return {
      node: names.node(this._nodes[at]!),
      pfs: identities.labelText(identity),
      type: pfsTypeName(identities.pfsTypeOf(identity)),
      link: names.linkId(names.linkOf(this._nodes[at]!, spans.link(row))),
      peer: names.node(this._peer(at)),
      state: say(spans.isOpen(row) ? "state.open" : "table.closing"),
      best: this._best[at]!,
    };
  }

  private _core(at: number): NodeCore {
    return this._run.world.nodes[this._nodes[at]!]!.protocol.core;
  }

  private _peer(at: number): number {
    const node = this._nodes[at]!;
    return this._run.names.peerOf(node, this._run.names.linkOf(node, this._core(at).spans.link(this._spans[at]!)));
  }
}

function relaysOf({ spans }: NodeCore, row: number): number {
  let count = 0;
  for (let relay = spans.other(row); relay >= 0; relay = spans.next(relay)) if (spans.isOpen(relay)) count++;
  return count;
}
