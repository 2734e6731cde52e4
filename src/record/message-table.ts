/**
 * What the journal knows of every message by its number: the row that sent it, the row that ended it, where its bytes are.
 * In chunks; the oldest are dropped with their rows, but PINGs that were in flight then are remembered. A run that is executed again
 * writes the same again, so it may know of an end that has not come yet: whoever asks compares rows.
 */
const CHUNK = 16_384;
const CHUNK_BYTES = CHUNK * 33;

/** `sealed`: it travelled as a record, which is kept behind its bytes (LINK-02). */
const MARK = { ping: 1, sealed: 2 } as const;

class Chunk {
  readonly sentRow = new Float64Array(CHUNK).fill(-1);
  /** delivered or lost; -1 = in flight */
  readonly endRow = new Float64Array(CHUNK).fill(-1);
  readonly place = new Float64Array(CHUNK);
  /** of the message itself, in the clear */
  readonly bytes = new Int32Array(CHUNK);
  /** aux data that is kept behind them (WIRE-06) */
  readonly outOfBandBytes = new Int32Array(CHUNK);
  /** MARK bits */
  readonly marks = new Uint8Array(CHUNK);

  /** As it was before that row. */
  before(rowEnd: number): Chunk {
    const copy = new Chunk();
    for (let at = 0; at < CHUNK && this.sentRow[at] >= 0 && this.sentRow[at] < rowEnd; at++) {
      copy.sentRow[at] = this.sentRow[at];
      if (this.endRow[at] < rowEnd) copy.endRow[at] = this.endRow[at];
      copy.place[at] = this.place[at];
      copy.bytes[at] = this.bytes[at];
      copy.outOfBandBytes[at] = this.outOfBandBytes[at];
      copy.marks[at] = this.marks[at];
    }
    return copy;
  }
}

export class MessageTable {
  private readonly _chunks: Chunk[] = [];
  private _firstChunk = 0;
  /** PINGs whose chunk was dropped while they were in flight */
  private readonly _oldPings = new Set<number>();

  /** Messages come in the order of their numbers. */
  add(message: number, row: number, place: number, bytes: number, outOfBandBytes: number, ping: boolean, sealed: boolean): void {
    const number = Math.floor(message / CHUNK) - this._firstChunk;
    while (this._chunks.length <= number) this._chunks.push(new Chunk());
    const chunk = this._chunks[number]!;
    const at = message % CHUNK;
    chunk.sentRow[at] = row;
    chunk.place[at] = place;
    chunk.bytes[at] = bytes;
    chunk.outOfBandBytes[at] = outOfBandBytes;
    chunk.marks[at] = (ping ? MARK.ping : 0) | (sealed ? MARK.sealed : 0);
  }

  /** Delivered or lost. True when it was a PING. */
  end(message: number, row: number): boolean {
    const chunk = this._chunkOf(message);
    if (chunk === undefined) return this._oldPings.has(message);
    chunk.endRow[message % CHUNK] = row;
    return (chunk.marks[message % CHUNK] & MARK.ping) !== 0;
  }

  /** Row that sent it, or -1 when unknown or dropped. */
  sentRow(message: number): number {
    return this._chunkOf(message)?.sentRow[message % CHUNK] ?? -1;
  }

  /** Row that delivered or lost it, or -1. */
  endRow(message: number): number {
    return this._chunkOf(message)?.endRow[message % CHUNK] ?? -1;
  }

  place(message: number): number {
    return this._chunkOf(message)?.place[message % CHUNK] ?? -1;
  }

  bytes(message: number): number {
    return this._chunkOf(message)?.bytes[message % CHUNK] ?? 0;
  }

  sealed(message: number): boolean {
    return ((this._chunkOf(message)?.marks[message % CHUNK] ?? 0) & MARK.sealed) !== 0;
  }

  outOfBandBytes(message: number): number {
    return this._chunkOf(message)?.outOfBandBytes[message % CHUNK] ?? 0;
  }

  /** Bytes of memory. */
  get size(): number {
    return this._chunks.length * CHUNK_BYTES;
  }

  /** Another table with the messages below `messageEnd` as they were before `rowEnd`, for another future. */
  fork(messageEnd: number, rowEnd: number): MessageTable {
    const fork = new MessageTable();
    fork._firstChunk = this._firstChunk;
    for (const message of this._oldPings) fork._oldPings.add(message);
    for (let at = 0; at < this._chunks.length && (this._firstChunk + at) * CHUNK < messageEnd; at++) {
      fork._chunks.push(this._chunks[at]!.before(rowEnd));
    }
    return fork;
  }

  /** Drops whole chunks of messages that were sent before that row. */
  dropBefore(row: number): void {
    while (this._chunks.length > 1 && this._chunks[1]!.sentRow[0] < row) {
      const chunk = this._chunks.shift()!;
      for (let at = 0; at < CHUNK; at++) if (chunk.marks[at] & MARK.ping && (chunk.endRow[at] < 0 || chunk.endRow[at] >= row)) this._oldPings.add(this._firstChunk * CHUNK + at);
      this._firstChunk++;
    }
  }

  private _chunkOf(message: number): Chunk | undefined {
    return message < 0 ? undefined : this._chunks[Math.floor(message / CHUNK) - this._firstChunk];
  }
}
