import type { Switches } from "../node/config.ts";
import type { NodeInput } from "../node/inputs.ts";
import { ERR } from "../wire/constants.ts";
import type { CutKind } from "./commands.ts";
import { CUT, type Lane, type WorldLink } from "./link.ts";
import type { Transport } from "./link-transport.ts";
import { type Moment, WAKE } from "./moment.ts";
import { LINK_PHASE, LOST, NODE_PHASE, TRACE } from "./trace.ts";
import type { WorldNode } from "./world-node.ts";

const PHASE_OF_CUT: Readonly<Record<number, number>> = { [CUT.suspend]: LINK_PHASE.suspended, [CUT.close]: LINK_PHASE.closed, [CUT.silent]: LINK_PHASE.silent };

/** Who brings an input to a node. */
export interface Teller {
  tell(node: WorldNode, input: NodeInput): void;
}

/**
 * How links come up, are cut, are lost and come up again. A node learns of it by linkUp and linkDown alone; how a node
 * hears (`Teller`) is the world's matter. What a cut does is written at `CutKind`.
 */
export class LinkLife {
  /** links that are cut or lost and of which not every end that is up can know: a run with one is not quiet */
  unsettled = 0;
  /** links that come up again at some time */
  reconnecting = 0;
  private readonly _moment: Moment;
  private readonly _transport: Transport;
  private readonly _switches: Switches;
  private readonly _nodes: readonly WorldNode[];
  private readonly _teller: Teller;

  constructor(moment: Moment, transport: Transport, switches: Switches, nodes: readonly WorldNode[], teller: Teller) {
    this._moment = moment;
    this._transport = transport;
    this._switches = switches;
    this._nodes = nodes;
    this._teller = teller;
  }

  // -------------------------------------------------------------- up

  /** A link that was just made, or that may come up again: LINK-07's delay counts from when both ends were down. */
  mayComeUp(link: WorldLink): void {
    const wanted = link.isDown && this._isPassable(link);
    if (wanted === (link.upAtUs !== Number.POSITIVE_INFINITY)) return;
    this.reconnecting += wanted ? 1 : -1;
    link.upAtUs = Number.POSITIVE_INFINITY;
    if (!wanted) return;
    link.upAtUs = Math.max(this._moment.nowUs, link.downSinceUs + this.delayUs(link));
    this._moment.wake(WAKE.link, link.index, link.upAtUs);
  }

  /** LINK-07: how long both ends stay down: doubles with each refusal in a row. */
  delayUs(link: WorldLink): number {
    let delayUs = Math.max(1, this._switches.reconnectUs); // never again in the same instant
    for (let i = 0; i < link.refusals && delayUs < this._switches.reconnectUsMax; i++) delayUs *= 2;
    return link.refusals === 0 ? delayUs : Math.min(delayUs, this._switches.reconnectUsMax);
  }

  /** LINK-07: a new incarnation. */
  comeUp(link: WorldLink): void {
    this._moment.cause = link.phaseRow;
    link.upAtUs = Number.POSITIVE_INFINITY;
    this.reconnecting--;
    link.incarnation++;
    link.refused = false;
    for (const lane of link.lanes) this._transport.reset(lane);
    link.setUp(0, true);
    link.setUp(1, true);
    this._enter(link, LINK_PHASE.up);
    for (const side of [0, 1]) {
      if (link.isUp(side)) this._teller.tell(this._nodes[link.nodeAt(side)]!, { kind: "linkUp", link: link.endAt(side) });
    }
  }

  /** AUTH completed at an end: the delay starts from its least again. */
  opened(link: WorldLink): void {
    link.refusals = 0;
  }

  /** An end refused the other, or was refused: once an incarnation. */
  wasRefused(link: WorldLink): void {
    if (link.refused) return;
    link.refused = true;
    link.refusals++;
  }

  // -------------------------------------------------------------- down

  /** The node at that side closed its end; what it sent before still goes out, the end of the stream behind it. */
  hangup(link: WorldLink, side: number, error: number): void {
    if (!link.isUp(side)) return;
    const { cause } = this._moment;
    link.setUp(side, false);
    if (error === ERR.REFUSED) this.wasRefused(link);
    this._transport.end(link.lanes[side]!);
    this._settle(link);
    if (link.isDown) this._bothDown(link);
    this._moment.cause = cause; // what the node says next does not follow from this
  }

  /** The end of the stream arrived. */
  endOfStream(lane: Lane): void {
    this._goDown(lane.link, 1 - lane.direction);
  }

  /** Bytes came to an end that is down. As with TCP, the sender learns it by a reset, unless its own end of stream is under way. */
  unreceived(lane: Lane): void {
    const { link, direction } = lane;
    if (!link.isUp(direction) || link.cut !== CUT.none) return;
    if (this._nodes[lane.to]!.phase === NODE_PHASE.powerLost) return;
    this._transport.end(link.lanes[1 - direction]!);
    this._settle(link);
  }

  private _goDown(link: WorldLink, side: number): void {
    if (!link.isUp(side)) return;
    link.setUp(side, false);
    this._settle(link);
    if (link.isDown) this._bothDown(link);
    this._teller.tell(this._nodes[link.nodeAt(side)]!, { kind: "linkDown", link: link.endAt(side), error: ERR.EOF });
  }

  /** Both ends know: nothing of this incarnation can arrive any more. */
  private _bothDown(link: WorldLink): void {
    for (const lane of link.lanes) this._transport.purge(lane, LOST.hangup);
    link.downSinceUs = this._moment.nowUs;
    if (link.cut === CUT.none) this._enter(link, LINK_PHASE.down);
    this._settle(link);
    this.mayComeUp(link);
  }

  /** Both ends go down at once and bytes in flight are gone; those in `untold` do not hear of it. */
  private _close(link: WorldLink, phase: number, lost: number, untold: WorldNode | null): void {
    for (const lane of link.lanes) this._transport.purge(lane, lost);
    const told = [0, 1].filter((side) => link.isUp(side) && this._nodes[link.nodeAt(side)] !== untold);
    if (!link.isDown) link.downSinceUs = this._moment.nowUs;
    link.setUp(0, false);
    link.setUp(1, false);
    this._enter(link, phase);
    this._settle(link);
    this.mayComeUp(link);
    for (const side of told) this._teller.tell(this._nodes[link.nodeAt(side)]!, { kind: "linkDown", link: link.endAt(side), error: ERR.EOF });
  }

  // -------------------------------------------------------------- cuts

  cut(link: WorldLink, how: CutKind): void {
    link.cut = CUT[how];
    this.mayComeUp(link);
    const phase = PHASE_OF_CUT[link.cut]!;
    if (how === "close") {
      this._close(link, phase, LOST.hardClose, null);
      return;
    }
    this._enter(link, phase);
    for (const lane of link.lanes) {
      if (how === "silent") this._transport.silence(lane);
      else {
        lane.silent = false;
        this._transport.hold(lane);
      }
    }
    this._settle(link);
  }

  heal(link: WorldLink): void {
    link.cut = CUT.none;
    for (const lane of link.lanes) lane.silent = false;
    this._enter(link, link.isDown ? LINK_PHASE.down : LINK_PHASE.up);
    for (const lane of link.lanes) this._transport.release(lane);
    this._settle(link);
    this.mayComeUp(link);
  }

  remove(link: WorldLink): void {
    link.removed = true;
    link.cut = CUT.none;
    this.mayComeUp(link);
    this._close(link, LINK_PHASE.removed, LOST.linkRemoved, null);
  }

  // -------------------------------------------------------------- nodes come and go

  /**
   * A node crashed: its ends are down. The other end knows at once, unless the link is cut: then the end of the stream
   * waits in a suspended one and vanishes in a silent one.
   */
  crashed(node: WorldNode, link: WorldLink): void {
    const side = this._sideOf(node, link);
    if (link.cut !== CUT.none) this.hangup(link, side, ERR.NONE);
    else if (link.isDown) this.mayComeUp(link);
    else this._close(link, LINK_PHASE.down, LOST.hardClose, node);
  }

  /** A node lost its power: nobody is told, and what is in flight vanishes. */
  powerLost(node: WorldNode, link: WorldLink): void {
    const side = this._sideOf(node, link);
    const wasUp = link.isUp(side);
    for (const lane of link.lanes) this._transport.loseAll(lane, LOST.silent);
    link.setUp(side, false);
    if (link.isDown) {
      if (wasUp) this._bothDown(link);
      this.mayComeUp(link);
    } else if (link.cut === CUT.none) this._enter(link, LINK_PHASE.silent);
    this._settle(link);
  }

  // -------------------------------------------------------------- inside

  private _sideOf(node: WorldNode, link: WorldLink): number {
    return link.a === node.index ? 0 : 1;
  }

  private _isPassable(link: WorldLink): boolean {
    return !link.removed && link.cut === CUT.none && this._canTakePart(link.a) && this._canTakePart(link.b);
  }

  private _canTakePart(index: number): boolean {
    const node = this._nodes[index]!;
    return node.phase === NODE_PHASE.up && node.isThere;
  }

  private _settle(link: WorldLink): void {
    const unsettled = !link.isDown && (link.cut !== CUT.none || !link.isUp(0) || !link.isUp(1));
    if (unsettled === link.unsettled) return;
    link.unsettled = unsettled;
    this.unsettled += unsettled ? 1 : -1;
  }

  /** What follows has this as its cause. */
  private _enter(link: WorldLink, phase: number): void {
    link.phase = phase;
    link.sinceUs = this._moment.nowUs;
    const { trace, nowUs, cause } = this._moment;
    const row = trace.add(TRACE.linkState, nowUs, -1, link.index, -1, -1, cause);
    const at = trace.at(row);
    trace.fields[at + 6] = phase;
    trace.fields[at + 7] = link.cut;
    link.phaseRow = row;
    this._moment.cause = row;
  }
}
