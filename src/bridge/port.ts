import { bytesToHex } from "../base/bytes.ts";
import { LIMITS } from "../base/limits.ts";
import type { OutsideEnd } from "../node/outside.ts";
import type { Run } from "../run/run.ts";
import type { Command } from "../sim/commands.ts";
import type { Lane, WorldLink } from "../sim/link.ts";
import type { WorldNode } from "../sim/world-node.ts";
import { Splitter } from "./splitter.ts";

/** The stream to one peer, as far as a bridge needs to know it; tcp.ts makes one of a socket. */
export interface PeerStream {
  /** who is there: "127.0.0.1:51234" */
  readonly name: string;
  /** bytes handed over that the system has not taken yet */
  readonly unsentBytes: number;
  write(bytes: Uint8Array): void;
  /** Nothing more comes from here: the peer gets what was written, if it takes it within a while, and then the end. */
  end(): void;
  /** Whether `said` may go on to be called. */
  setReading(reads: boolean): void;
}

/** Every bound of one peer, in bytes unless the name says otherwise. */
export const PORT_LIMITS = {
  /** said by the peer and not yet in the run: beyond it the stream is not read */
  waitingHigh: LIMITS.bridgeWaitingBytesMax,
  waitingLow: LIMITS.bridgeWaitingBytesMax / 2,
  /** on their way from the peer to the node */
  inFlightMax: LIMITS.bridgeInFlightBytesMax,
  /** written and not taken by the system: beyond it the peer counts as one that does not read, and its node counts what waits (LINK-08) */
  unsentHigh: LIMITS.bridgeUnsentBytesMax,
  unsentLow: LIMITS.bridgeUnsentBytesMax / 4,
  /** simulated microseconds after a connection in which no other is taken: LINK-07 has the link down for as long anyway, and coming and going is no way to fill the run */
  pauseUs: 500_000,
  /** simulated microseconds for which the answers to what a peer said last may still go out. */
  lingerUs: 1_000_000,
} as const;

/** How a connection ended, in words; it is over when this is not null. */
export type Ending = string | null;

/**
 * One way out of the run, and who is there. What the peer says goes into the run as commands, what the run has for it goes to its stream; both by
 * turns (`feed`, `drain`), and no more at once than the limits say.
 */
export class Port {
  readonly node: WorldNode;
  readonly link: WorldLink;
  stream: PeerStream | null = null;
  /** commands and bytes that this port may still bring into the run; as they are the run's to keep, they do not come back */
  commandsLeft: number;
  bytesLeft: number;
  private readonly _run: Run;
  private readonly _outside: OutsideEnd;
  private readonly _side: 0 | 1;
  private _splitter: Splitter;
  private _reading = true;
  private _wasUp = false;
  /** the peer's stream is at its end */
  private _ended: Ending = null;
  private _lingersUs = -1;
  private _freeAtUs = 0;

  constructor(run: Run, node: WorldNode, link: WorldLink, commandsMax: number, bytesMax: number) {
    this._run = run;
    this.node = node;
    this.link = link;
    this.commandsLeft = commandsMax;
    this.bytesLeft = bytesMax;
    this._outside = node.protocol as unknown as OutsideEnd;
    this._outside.heard = [];
    this._side = link.a === node.index ? 0 : 1;
    this._splitter = new Splitter(link.profile);
  }

  get isUsedUp(): boolean {
    return this.commandsLeft <= 0 || this.bytesLeft <= 0;
  }

  /** Whether somebody can come. */
  get isFree(): boolean {
    return this.stream === null && !this.link.removed && !this.isUsedUp && this._run.nowUs >= this._freeAtUs;
  }

  /** Bytes that the peer said and that are not in the run yet. */
  get waitingBytes(): number {
    return this._splitter.heldBytes;
  }

  /** Somebody came. */
  open(stream: PeerStream): void {
    this.stream = stream;
    this._splitter = new Splitter(this.link.profile);
    this._reading = true;
    this._wasUp = false;
    this._ended = null;
    this._lingersUs = -1;
    this._outside.heard = [];
    this._apply({ do: "outsideUp", node: this.node.id });
  }

  said(bytes: Uint8Array): void {
    if (this.stream === null || this._ended !== null) return;
    this._splitter.push(bytes);
    this._pace();
  }

  /** The peer's stream is at its end, or broke. */
  ended(how: string): void {
    this._ended ??= how;
  }

  /** What the run has for the peer goes out; and whether the connection is over. */
  drain(): Ending {
    const { stream } = this;
    if (stream === null) return null;
    this._write(stream);
    const up = this.link.isUp(this._side);
    if (up) this._wasUp = true;
    else if (this._wasUp) return this._close("the node closed the link");
    const gaveUp = up && !this.link.isUp(1 - this._side) && this._toPeer.heldSinceUs >= 0;
    return gaveUp ? this._close("the node gave the link up, and the peer did not read") : null;
  }

  /** What the peer said goes into the run, as it is now; and whether the connection is over. */
  feed(): Ending {
    if (this.stream === null) return null;
    if (this.link.isUp(this._side)) this._bring();
    this._pace();
    if (this.stream.unsentBytes > PORT_LIMITS.unsentHigh) this._holdBack(true);
    else if (this.stream.unsentBytes <= PORT_LIMITS.unsentLow) this._holdBack(false);
    if (this.isUsedUp) return this._close("the peer has said as much as a run keeps of one");
    return this._ended === null ? null : this._linger();
  }

  /** The bridge ends, or has to do without this peer. */
  close(why: string): void {
    if (this.stream !== null) this._close(why);
  }

  private get _toPeer(): Lane {
    return this.link.lanes[1 - this._side]!;
  }

  private _write(stream: PeerStream): void {
    const heard = this._outside.heard!;
    if (heard.length === 0) return;
    for (const bytes of heard) stream.write(bytes);
    heard.length = 0;
    if (stream.unsentBytes > PORT_LIMITS.unsentHigh) this._holdBack(true);
  }

  private _holdBack(wanted: boolean): void {
    const held = this._toPeer.heldSinceUs >= 0;
    if (held === wanted || this.link.cut !== 0 || !this.link.isUp(this._side)) return;
    this._apply({ do: "outsideReads", node: this.node.id, reads: !wanted });
  }

  private _bring(): void {
    const lane = this.link.lanes[this._side];
    while (lane.inFlightBytes < PORT_LIMITS.inFlightMax && !this.isUsedUp) {
      const piece = this._splitter.next();
      if (piece === null) break;
      this._bringOne(piece);
    }
    if (this._ended === null || lane.inFlightBytes >= PORT_LIMITS.inFlightMax) return;
    const rest = this._splitter.rest();
    if (rest !== null && !this.isUsedUp) this._bringOne(rest);
  }

  private _bringOne(bytes: Uint8Array): void {
    this.bytesLeft -= bytes.length;
    this._apply({ do: "outsideBytes", node: this.node.id, bytes: bytesToHex(bytes) });
  }

  private _apply(command: Command): void {
    this.commandsLeft--;
    this._run.apply(command);
  }

  private _pace(): void {
    const { heldBytes } = this._splitter;
    const reads = this._reading ? heldBytes < PORT_LIMITS.waitingHigh : heldBytes <= PORT_LIMITS.waitingLow;
    if (reads === this._reading) return;
    this._reading = reads;
    this.stream!.setReading(reads);
  }

  /** The peer said all it had to say: what it said last is answered before the node hears of the end. */
  private _linger(): Ending {
    const { nowUs } = this._run;
    if (this._lingersUs < 0) this._lingersUs = nowUs;
    const quiet = this._splitter.heldBytes === 0 && this.link.lanes[0].inFlight + this.link.lanes[1].inFlight === 0;
    if (this.link.isUp(this._side) && !quiet && nowUs < this._lingersUs + PORT_LIMITS.lingerUs) return null;
    return this._close(this._ended!);
  }

  private _close(why: string): string {
    const stream = this.stream!;
    this._write(stream);
    this.stream = null;
    this._splitter = new Splitter(this.link.profile);
    this._apply({ do: "outsideDown", node: this.node.id });
    this._freeAtUs = this._run.nowUs + PORT_LIMITS.pauseUs;
    stream.end();
    return why;
  }
}
