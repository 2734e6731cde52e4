/**
 * Bytes of messages, kept in chunks in the order in which they came; beyond its bound the oldest chunk is dropped. A place
 * is counted in bytes over the whole run.
 */
export class ByteStore {
  private readonly _chunkBytes: number;
  private readonly _chunksMax: number;
  /** _chunks[0] holds the places from _first on */
  private readonly _chunks: Uint8Array[] = [];
  private _first = 0;
  private _next = 0;
  /** room left in the newest chunk */
  private _room = 0;

  /** `chunkBytes` must hold the largest message. */
  constructor(chunkBytes: number, bytesMax: number) {
    this._chunkBytes = chunkBytes;
    this._chunksMax = Math.max(1, Math.floor(bytesMax / chunkBytes));
  }

  /** The oldest place that is still kept. */
  get firstPlace(): number {
    return this._first;
  }

  /** Copies the bytes, and others right behind them, and returns their place. */
  add(bytes: Uint8Array, behind?: Uint8Array): number {
    const count = bytes.length + (behind?.length ?? 0);
    if (count > this._room || this._room === 0) this._open();
    const place = this._next;
    const chunk = this._chunks[this._chunks.length - 1]!;
    chunk.set(bytes, this._chunkBytes - this._room);
    if (behind !== undefined) chunk.set(behind, this._chunkBytes - this._room + bytes.length);
    this._room -= count;
    this._next += count;
    return place;
  }

  /** A view, or null when they were dropped. */
  read(place: number, count: number): Uint8Array | null {
    if (place < this._first) return null;
    const offset = place - this._first;
    const chunk = this._chunks[Math.floor(offset / this._chunkBytes)]!;
    const from = offset % this._chunkBytes;
    return chunk.subarray(from, from + count);
  }

  /** A message does not straddle two chunks: the rest of the old one stays empty. */
  private _open(): void {
    this._next += this._room;
    this._room = this._chunkBytes;
    if (this._chunks.length === this._chunksMax) {
      this._chunks.push(this._chunks.shift()!); // the oldest is written over
      this._first += this._chunkBytes;
    } else this._chunks.push(new Uint8Array(this._chunkBytes));
  }
}
