/**
 * Bytes of messages, kept in chunks in the order in which they came; beyond its bound the oldest chunk is dropped. A place
 * is counted in bytes over the whole run. What was put at a place may be put there again, and must be the same bytes then.
 */
export class ByteStore {
  private readonly _chunkBytes: number;
  private readonly _chunksMax: number;
  /** _chunks[0] holds the places from _first on */
  private readonly _chunks: Uint8Array[] = [];
  private _first = 0;

  /** `chunkBytes` must hold the largest message. */
  constructor(chunkBytes: number, bytesMax: number) {
    this._chunkBytes = chunkBytes;
    this._chunksMax = Math.max(1, Math.floor(bytesMax / chunkBytes));
  }

  /** The oldest place that is still kept. */
  get firstPlace(): number {
    return this._first;
  }

  /** Bytes of memory. */
  get size(): number {
    return this._chunks.length * this._chunkBytes;
  }

  /** Copies the bytes, and others right behind them, to the first place from `from` on where they fit, and returns that place: a message does not straddle two chunks. */
  add(from: number, bytes: Uint8Array, behind?: Uint8Array): number {
    const count = bytes.length + (behind?.length ?? 0);
    const used = from % this._chunkBytes;
    const place = used + count > this._chunkBytes ? from + this._chunkBytes - used : from;
    const chunk = this._chunkAt(place);
    if (chunk === null) return place;
    const at = place % this._chunkBytes;
    chunk.set(bytes, at);
    if (behind !== undefined) chunk.set(behind, at + bytes.length);
    return place;
  }

  /** A view, or null when they were dropped. */
  read(place: number, count: number): Uint8Array | null {
    if (place < this._first) return null;
    const from = place % this._chunkBytes;
    return this._chunks[Math.floor((place - this._first) / this._chunkBytes)]!.subarray(from, from + count);
  }

  /** Another store with all before `end`, for another future: whole chunks are one for both, the rest is copied. */
  fork(end: number): ByteStore {
    const fork = new ByteStore(this._chunkBytes, this._chunksMax * this._chunkBytes);
    fork._first = this._first;
    for (let at = 0, place = this._first; place < end; at++, place += this._chunkBytes) {
      const chunk = this._chunks[at]!;
      fork._chunks.push(end - place < this._chunkBytes ? chunk.slice() : chunk);
    }
    return fork;
  }

  /** The chunk of a place, made when there is none yet; null when it was dropped. */
  private _chunkAt(place: number): Uint8Array | null {
    if (place < this._first) return null;
    const number = Math.floor((place - this._first) / this._chunkBytes);
    if (number === this._chunks.length) {
      this._chunks.push(new Uint8Array(this._chunkBytes));
      // The oldest is let go, not written over: somebody may still read it.
      if (this._chunks.length > this._chunksMax) {
        this._chunks.shift();
        this._first += this._chunkBytes;
        return this._chunks[number - 1]!;
      }
    }
    return this._chunks[number]!;
  }
}
