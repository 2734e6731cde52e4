import { SPAN_KIND } from "../node/span-table.ts";
import { NODE_PHASE } from "../sim/trace.ts";
import type { WorldLink } from "../sim/link.ts";
import type { World } from "../sim/world.ts";
import { type MeshNode, offersByNode } from "./mesh-view.ts";

/** Where the chain of a received SPAN ends. */
export const FATE = {
  unknown: 0,
  /** it is being followed */
  followed: 1,
  /** at the node that offers its PFS and announces it */
  announced: 2,
  /** on the way somebody has sent its DELETE: it ends by itself */
  closing: 3,
  /** at a cut link of which an end cannot learn */
  unnoticed: 4,
  /** at a SPAN that its sender has forgotten, or whose sender is down */
  orphan: 5,
  /** at an announcement of what its node does not offer */
  gone: 6,
  /** nowhere: it comes round to itself */
  echo: 7,
} as const;
export type Fate = (typeof FATE)[keyof typeof FATE];

/** Follows received SPANs to their sources through the tables of all nodes, each row once. */
export class SourceSearch {
  /** where the last chain broke off */
  brokenAt: MeshNode | null = null;
  brokenRow = -1;
  /** the world's index of the link there */
  brokenOn = -1;
  private readonly _world: World;
  private readonly _fates: Uint8Array[];
  private readonly _offers: readonly ReadonlySet<number>[];
  private readonly _lossUs: number;

  constructor(world: World, lossUs: number) {
    this._world = world;
    this._lossUs = lossUs;
    this._offers = offersByNode(world);
    this._fates = world.nodes.map(({ protocol }) => new Uint8Array(protocol.core.spans.extent));
  }

  isReceived({ protocol }: MeshNode, row: number): boolean {
    const { spans } = protocol.core;
    return spans.kind(row) === SPAN_KIND.received && spans.isOpen(row);
  }

  follow(from: MeshNode, fromRow: number): Fate {
    const chain: { readonly node: MeshNode; readonly row: number }[] = [];
    let node = from;
    let row = fromRow;
    let fate: Fate = FATE.unknown;
    while (fate === FATE.unknown) {
      const known = this._fates[node.index]![row] as Fate;
      if (known === FATE.followed) fate = FATE.echo;
      else if (known !== FATE.unknown) fate = known;
      else {
        this._fates[node.index]![row] = FATE.followed;
        chain.push({ node, row });
        const step = this._step(node, row);
        if (typeof step === "number") fate = step;
        else ({ node, row } = step);
      }
    }
    for (const { node: passed, row: at } of chain) this._fates[passed.index]![at] = fate;
    return fate;
  }

  /** What the SPAN stands for at its sender, or where it ends. */
  private _step(node: MeshNode, row: number): Fate | { readonly node: MeshNode; readonly row: number } {
    const { spans } = node.protocol.core;
    const end = node.ends[spans.link(row)]!;
    const link = this._world.links[end >> 1]!;
    this.brokenAt = node;
    this.brokenRow = row;
    this.brokenOn = link.index;
    const side = 1 - (end & 1);
    const sender = this._world.nodes[link.nodeAt(side)]!;
    if (link.unsettled && this._neverNoticed(link)) return FATE.unnoticed;
    if (sender.phase !== NODE_PHASE.up) return FATE.orphan;
    const { core } = sender.protocol;
    const sent = core.findSpan(link.endAt(side), true, spans.msgidHi(row), spans.msgidLo(row));
    if (sent < 0) return FATE.orphan;
    if (!core.spans.isOpen(sent)) return FATE.closing;
    const source = core.spans.other(sent);
    if (source >= 0) return { node: sender, row: source };
    return this._offers[sender.index]!.has(this._world.identities.pairOf(core.spans.identity(sent))) ? FATE.announced : FATE.gone;
  }

  /** LINK-03, C12-04: without a loss time, and towards the C program, silence is never taken for a loss. */
  private _neverNoticed(link: WorldLink): boolean {
    const c2012 = [0, 1].some((side) => this._world.nodes[link.nodeAt(side)]!.protocol.core.links[link.endAt(side)]!.profile === "c2012");
    return this._lossUs === 0 || c2012;
  }
}
