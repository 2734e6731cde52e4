/**
 * Bytes of messages, kept in chunks in the order in which they came; beyond its bound the oldest chunk is dropped. A place
 * is counted in bytes over the whole run.
 */
export class ByteStore {
  readonly #chunkBytes: number;
  readonly #chunksMax: number;
  /** #chunks[0] holds the places from #first on */
  readonly #chunks: Uint8Array[] = [];
  #first = 0;
  #next = 0;
  /** room left in the newest chunk */
  #room = 0;

  /** `chunkBytes` must hold the largest message. */
  constructor(chunkBytes: number, bytesMax: number) {
    this.#chunkBytes = chunkBytes;
    this.#chunksMax = Math.max(1, Math.floor(bytesMax / chunkBytes));
  }

  /** The oldest place that is still kept. */
  get firstPlace(): number {
    return this.#first;
  }

  /** Copies the bytes, and others right behind them, and returns their place. */
  add(bytes: Uint8Array, behind?: Uint8Array): number {
    const count = bytes.length + (behind?.length ?? 0);
    if (count > this.#room || this.#room === 0) this.#open();
    const place = this.#next;
    const chunk = this.#chunks[this.#chunks.length - 1]!;
    chunk.set(bytes, this.#chunkBytes - this.#room);
    if (behind !== undefined) chunk.set(behind, this.#chunkBytes - this.#room + bytes.length);
    this.#room -= count;
    this.#next += count;
    return place;
  }

  /** A view, or null when they were dropped. */
  read(place: number, count: number): Uint8Array | null {
    if (place < this.#first) return null;
    const offset = place - this.#first;
    const chunk = this.#chunks[Math.floor(offset / this.#chunkBytes)]!;
    const from = offset % this.#chunkBytes;
    return chunk.subarray(from, from + count);
  }

  /** A message does not straddle two chunks: the rest of the old one stays empty. */
  #open(): void {
    this.#next += this.#room;
    this.#room = this.#chunkBytes;
    if (this.#chunks.length === this.#chunksMax) {
      this.#chunks.push(this.#chunks.shift()!); // the oldest is written over
      this.#first += this.#chunkBytes;
    } else this.#chunks.push(new Uint8Array(this.#chunkBytes));
  }
}
