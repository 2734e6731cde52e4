import { CMD, FLAG, HEADER_BYTES_MAX } from "../../wire/constants.ts";
import type { SharedEndConfig } from "../config.ts";
import type { Ring } from "./memory.ts";
import type { SharedRegion } from "./region.ts";

const TRANSACTIONAL = FLAG.CREATE | FLAG.DELETE | FLAG.ABORT;

/** One end of a shared-memory link (SHM-01): where it writes and reads in the two rings, and its pieces of the region. */
export class SharedEnd {
  readonly region: SharedRegion;
  readonly side: 0 | 1;
  /** what we write and what we read */
  readonly ringOut: Ring;
  readonly ringIn: Ring;
  /** where our next byte goes in our ring, and where the next comes from in theirs */
  writeAt = 0;
  readAt = 0;
  /** PADs written, to fill the end of the ring */
  pads = 0;
  /** AUTH negotiated aux data out of band (LINK-02) */
  outOfBand = false;
  private _generation = 0;

  constructor({ memory, side }: SharedEndConfig) {
    this.region = memory.region;
    this.side = side;
    this.ringOut = memory.rings[side];
    this.ringIn = memory.rings[1 - side]!;
  }

  /** LINK-07: a new incarnation; our half of the region is ours to clear, the other end clears its own. */
  reset(): void {
    this.writeAt = 0;
    this.readAt = 0;
    this.pads = 0;
    this.outOfBand = false;
    this._generation = 0;
    this.region.clear(this.side);
  }

  /** SHM-01: one-way messages and AUTH keep their aux data inline, the rest puts it into the region if that was negotiated. */
  goesOutOfBand(base: number, flags: number, msgidHi: number, msgidLo: number, auxBytes: number): boolean {
    if (!this.outOfBand || auxBytes === 0 || base === CMD.LNK_AUTH) return false;
    return (flags & TRANSACTIONAL) !== 0 || (msgidHi | msgidLo) !== 0;
  }

  /** The most aux data that can be beside a message; inline it must fit into the ring behind any header. */
  get auxBytesMax(): number {
    return this.auxBytesMaxWith(this.outOfBand);
  }

  auxBytesMaxWith(outOfBand: boolean): number {
    return outOfBand ? this.region.halfBytes : this.ringOut.bytes - HEADER_BYTES_MAX;
  }

  /** Whether the region has no place for so many bytes now: some of our pieces were not released yet. */
  isFullFor(auxBytes: number): boolean {
    return this.outOfBand && auxBytes > 0 && this.region.roomFor(this.side, auxBytes) < 0;
  }

  /** Puts the data into a piece of ours; its offset and, for the descriptor, its generation (`generation`). There must be room. */
  place(data: Uint8Array): number {
    const offset = this.region.roomFor(this.side, data.length);
    this._generation = (this._generation + 1) >>> 0 || 1;
    this.region.take(offset, data, this._generation);
    return offset;
  }

  /** That of the newest piece. */
  get generation(): number {
    return this._generation;
  }

  /** Bytes that a message of that length must have in front of it, so that it does not run over the end of the ring. */
  fillBefore(bytes: number): number {
    const rest = this.ringOut.bytes - this.writeAt;
    return bytes > rest ? rest : 0;
  }

  wrote(bytes: number): void {
    this.writeAt = (this.writeAt + bytes) % this.ringOut.bytes;
  }
}
