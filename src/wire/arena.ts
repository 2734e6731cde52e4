/**
 * Where the bytes of sent messages live: zeroed pieces of shared chunks, so that a message costs no allocation of its own
 * and a thousand idle link ends cost nothing. Who knows that nobody looks at a message any more may give its bytes back;
 * they are handed out again while they are still in the processor's cache. Bytes never given back live as long as somebody
 * holds them. (Nothing is looked up by buffer: a WeakMap of the chunks took a quarter of the time of a whole encoding.)
 */
import { COPY_AS } from "../base/graph-copy.ts";
import { HEADER_BYTES_MAX } from "./constants.ts";

/** Small enough that the allocator takes it from memory that it has, rather than fresh pages from the system. */
const CHUNK_BYTES = 65_536;
/** Pieces of one size that wait to be handed out again. */
const WAITING_MAX = 8_192;

export class MessageArena {
  /** After `take`: the view of the buffer that the piece lies in, and where; a cached view writes words several times faster than bytes. */
  view: DataView = new DataView(new ArrayBuffer(0));
  at = 0;
  private _chunk = new Uint8Array(0);
  private _chunkView = this.view;
  private _used = 0;
  /** By size in units of 64 bytes. */
  private readonly _waiting: Uint8Array[][] = Array.from({ length: (HEADER_BYTES_MAX >>> 6) + 1 }, () => []);

  /** A copy of whoever uses it takes from an arena of its own. */
  [COPY_AS](): MessageArena {
    return new MessageArena();
  }

  /** `count` zeroed bytes. */
  take(count: number): Uint8Array {
    if (count > HEADER_BYTES_MAX) return this._takeAlone(count);
    const waiting = this._waiting[(count + 63) >>> 6]!;
    if (waiting.length > 0 && (count & 63) === 0) return this._takeAgain(waiting.pop()!);
    const at = this._used;
    const end = at + count;
    if (end > this._chunk.length) return this._takeFromNewChunk(count);
    this.view = this._chunkView;
    this.at = at;
    this._used = end;
    return this._chunk.subarray(at, end);
  }

  /** The bytes of a message that `take` made and that nobody holds any more; a part of it, or somebody else's bytes, must not be given. */
  give(bytes: Uint8Array): void {
    if (bytes.length > HEADER_BYTES_MAX || (bytes.length & 63) !== 0) return;
    const waiting = this._waiting[bytes.length >>> 6]!;
    if (waiting.length < WAITING_MAX) waiting.push(bytes);
  }

  private _takeAgain(bytes: Uint8Array): Uint8Array {
    bytes.fill(0);
    if (this.view.buffer !== bytes.buffer) this.view = new DataView(bytes.buffer); // seldom: neighbours come back together
    this.at = bytes.byteOffset;
    return bytes;
  }

  private _takeFromNewChunk(count: number): Uint8Array {
    this._chunk = new Uint8Array(CHUNK_BYTES);
    this._chunkView = new DataView(this._chunk.buffer);
    this._used = 0;
    return this.take(count);
  }

  /** A big one lives and dies alone. */
  private _takeAlone(count: number): Uint8Array {
    const bytes = new Uint8Array(count);
    this.view = new DataView(bytes.buffer);
    this.at = 0;
    return bytes;
  }
}
