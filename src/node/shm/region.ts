import { assert } from "../../base/assert.ts";
import { ALIGN_BYTES } from "../../wire/constants.ts";
import { alignedBytes } from "../../wire/layout.ts";

/** A unit of the map: not in use, the first of a piece, or a later one of it. */
export const UNIT = { free: 0, first: 1, more: 2 } as const;

/** The map has a record of eight bytes for each 64 bytes of the region: two words of 32 bits. */
const RECORD_WORDS = 2;
/** word 0: which piece last began at this unit; it stays when the piece is released */
const GENERATION = 0;
/** word 1: UNIT in the low 8 bits, above them the length of a piece in units */
const STATE = 1;

/** A piece in use: where its sender put the aux data of one message. */
export interface Piece {
  readonly offset: number;
  readonly bytes: number;
  readonly generation: number;
}

/** What is wrong with a descriptor, or with how the ring was written (SHM-01, WIRE-06). */
export const SHM_FAULT = { none: 0, unaligned: 1, outside: 2, foreign: 3, notInUse: 4, released: 5, generation: 6, tooLong: 7, oneWay: 8, ringEnd: 9, ringOverrun: 10, auxCrc: 11, auth: 12 } as const;
export const SHM_FAULT_TEXTS: Readonly<Record<number, string>> = {
  1: "the descriptor's offset is not a multiple of 64",
  2: "the data reaches beyond the region",
  3: "the descriptor names a place in the receiver's half of the region",
  4: "no piece begins where the descriptor says",
  5: "the piece was released before it was read",
  6: "the place was taken anew before its piece was released",
  7: "the data is longer than its piece",
  8: "a one-way message carries its aux data inline",
  9: "the message runs over the end of the ring",
  10: "the ring was written beyond what its reader has read",
  11: "the data is not what its CRC says",
  12: "AUTH carries its aux data inline",
};

/**
 * The memory beside a link that both ends see (SHM-01): bytes in units of 64, and a map that says of each unit whether a piece
 * begins there, how long it is, and its generation. Each end takes pieces in a half of its own, side 0 in the lower one, and the
 * other end releases them: no word of the map has two writers at a time, so nobody has to lock it.
 */
export class SharedRegion {
  readonly length: number;
  private _bytes: Uint8Array | null = null;
  private _map: Uint32Array | null = null;

  constructor(length: number) {
    assert(length % (2 * ALIGN_BYTES) === 0, "SharedRegion: not two halves of whole units");
    this.length = length;
  }

  /** The memory itself; there from its first use on, for most links of a large mesh are quiet. */
  get bytes(): Uint8Array {
    this._bytes ??= new Uint8Array(this.length);
    return this._bytes;
  }

  private get _words(): Uint32Array {
    this._map ??= new Uint32Array((this.length >>> 6) * RECORD_WORDS);
    return this._map;
  }

  /** The largest piece that an end can have. */
  get halfBytes(): number {
    return this.length >>> 1;
  }

  /** LINK-07: a new incarnation: nothing is in use in the half of that side. */
  clear(side: number): void {
    const from = side * this.halfBytes;
    this._bytes?.fill(0, from, from + this.halfBytes);
    const units = this.halfBytes >>> 6;
    this._map?.fill(0, side * units * RECORD_WORDS, (side + 1) * units * RECORD_WORDS);
  }

  /** Where that end would put so many bytes: the first place that is large enough; -1 = there is none. */
  roomFor(side: number, auxBytes: number): number {
    const wanted = Math.max(1, alignedBytes(auxBytes) >>> 6);
    const words = this._words;
    const end = ((side + 1) * this.halfBytes) >>> 6;
    let free = 0;
    for (let unit = (side * this.halfBytes) >>> 6; unit < end; unit++) {
      free = (words[unit * RECORD_WORDS + STATE] & 255) === UNIT.free ? free + 1 : 0;
      if (free === wanted) return (unit - wanted + 1) * ALIGN_BYTES;
    }
    return -1;
  }

  /** Takes a piece at a place that `roomFor` found, and writes the data into it, padded with zeros to 64. */
  take(offset: number, data: Uint8Array, generation: number): void {
    const units = Math.max(1, alignedBytes(data.length) >>> 6);
    const words = this._words;
    const first = offset >>> 6;
    for (let unit = first; unit < first + units; unit++) words[unit * RECORD_WORDS + STATE] = UNIT.more;
    words[first * RECORD_WORDS + STATE] = UNIT.first | (units << 8);
    words[first * RECORD_WORDS + GENERATION] = generation;
    this.bytes.set(data, offset);
    this.bytes.fill(0, offset + data.length, offset + units * ALIGN_BYTES);
  }

  /** The receiver is done with a piece: its owner may use the place again. */
  release(offset: number): void {
    const words = this._words;
    const first = offset >>> 6;
    const units = words[first * RECORD_WORDS + STATE] >>> 8;
    for (let unit = first; unit < first + units; unit++) words[unit * RECORD_WORDS + STATE] = UNIT.free;
  }

  /** Why the end of the other side may not believe a descriptor of that side's; SHM_FAULT.none = it may. */
  faultOf(side: number, generation: number, offset: number, auxBytes: number): number {
    if (offset % ALIGN_BYTES !== 0) return SHM_FAULT.unaligned;
    if (offset + alignedBytes(auxBytes) > this.length || offset === this.length) return SHM_FAULT.outside;
    if (offset < this.halfBytes !== (side === 0)) return SHM_FAULT.foreign;
    const words = this._words;
    const at = (offset >>> 6) * RECORD_WORDS;
    const known = generation !== 0 && words[at + GENERATION] === generation;
    const state = words[at + STATE];
    if ((state & 255) !== UNIT.first) return known ? SHM_FAULT.released : SHM_FAULT.notInUse;
    if (!known) return SHM_FAULT.generation;
    return alignedBytes(auxBytes) > (state >>> 8) * ALIGN_BYTES ? SHM_FAULT.tooLong : SHM_FAULT.none;
  }

  /** What one end has in use, by offset. */
  pieces(side: number): Piece[] {
    const found: Piece[] = [];
    if (this._map === null) return found;
    const from = side * this.halfBytes;
    for (let offset = from; offset < from + this.halfBytes; offset += ALIGN_BYTES) {
      const at = (offset >>> 6) * RECORD_WORDS;
      const state = this._map[at + STATE];
      if ((state & 255) === UNIT.first) found.push({ offset, bytes: (state >>> 8) * ALIGN_BYTES, generation: this._map[at + GENERATION] });
    }
    return found;
  }
}
