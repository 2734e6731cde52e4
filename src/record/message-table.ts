/**
 * What the journal knows of every message by its number: the row that sent it, the row that ended it, where its bytes are.
 * In chunks; the oldest are dropped with their rows, but what is still in flight is remembered.
 */
const CHUNK = 16_384;

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
}

export class MessageTable {
  private readonly _chunks: Chunk[] = [];
  private _firstChunk = 0;
  /** PINGs in flight whose chunk was dropped */
  private readonly _oldPings = new Set<number>();
  private _count = 0;

  /** One more than the newest message's number. */
  get count(): number {
    return this._count;
  }

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
    this._count = message + 1;
  }

  /** Delivered or lost. True when it was a PING. */
  end(message: number, row: number): boolean {
    const chunk = this._chunkOf(message);
    if (chunk === undefined) return this._oldPings.delete(message);
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

  /** Drops whole chunks of messages that were sent before that row. */
  dropBefore(row: number): void {
    while (this._chunks.length > 1 && this._chunks[1]!.sentRow[0] < row) {
      const chunk = this._chunks.shift()!;
      for (let at = 0; at < CHUNK; at++) if (chunk.marks[at] & MARK.ping && chunk.endRow[at] < 0) this._oldPings.add(this._firstChunk * CHUNK + at);
      this._firstChunk++;
    }
  }

  private _chunkOf(message: number): Chunk | undefined {
    return message < 0 ? undefined : this._chunks[Math.floor(message / CHUNK) - this._firstChunk];
  }
}
