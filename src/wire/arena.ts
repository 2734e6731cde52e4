/**
 * Where the bytes of sent messages live: pieces of shared chunks, so that a message costs no allocation of its own
 * and a thousand idle link ends cost nothing. Who knows that nobody looks at a message any more may give its bytes back;
 * they are handed out again while they are still in the processor's cache. Bytes never given back live as long as somebody
 * holds them.
 */
import { COPY_AS } from "../base/graph-copy.ts";
import { HEADER_BYTES_MAX } from "./constants.ts";

/** Small enough that the allocator takes it from memory that it has, rather than fresh pages from the system. */
const CHUNK_BYTES = 65_536;
/** Pieces of one size that wait to be handed out again. */
const WAITING_MAX = 8_192;

export class MessageArena {
  private _chunk = new Uint8Array(0);
  private _used = 0;
  /** By size in units of 64 bytes. */
  private readonly _waiting: Uint8Array[][] = Array.from({ length: (HEADER_BYTES_MAX >>> 6) + 1 }, () => []);

  /** A copy of whoever uses it takes from an arena of its own. */
  [COPY_AS](): MessageArena {
    return new MessageArena();
  }

  /** `count` bytes, in which anything may stand. */
  take(count: number): Uint8Array {
    if (count > HEADER_BYTES_MAX) return new Uint8Array(count); // a big one lives and dies alone
    const waiting = this._waiting[(count + 63) >>> 6]!;
    if (waiting.length > 0 && (count & 63) === 0) return waiting.pop()!;
    if (this._used + count > this._chunk.length) {
      this._chunk = new Uint8Array(CHUNK_BYTES);
      this._used = 0;
    }
    const at = this._used;
    this._used += count;
    return this._chunk.subarray(at, this._used);
  }

  /** The bytes of a message that `take` made and that nobody holds any more; a part of it, or somebody else's bytes, must not be given. */
  give(bytes: Uint8Array): void {
    if (bytes.length > HEADER_BYTES_MAX || (bytes.length & 63) !== 0) return;
    const waiting = this._waiting[bytes.length >>> 6]!;
    if (waiting.length < WAITING_MAX) waiting.push(bytes);
  }
}
