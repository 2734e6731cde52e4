/**
 * Where the bytes of sent messages live: zeroed pieces of shared chunks, so that a message costs no allocation of its own
 * and a thousand idle link ends cost nothing. Who knows that nobody looks at a message any more may give its bytes back;
 * they are handed out again while they are still in the processor's cache. Bytes never given back live as long as somebody
 * holds them.
 */
import { ALIGN_BYTES, HEADER_BYTES_MAX } from "./constants.ts";

/** Small enough that the allocator takes it from memory that it has, rather than fresh pages from the system. */
const CHUNK_BYTES = 65_536;
/** Pieces of one size that wait to be handed out again. */
const WAITING_MAX = 8_192;

export class MessageArena {
  /** After `take`: the view of the buffer that the piece lies in, and where; a cached view writes words several times faster than bytes. */
  view: DataView = new DataView(new ArrayBuffer(0));
  at = 0;
  #chunk = new Uint8Array(0);
  #chunkView = this.view;
  #used = 0;
  /** by size in units of 64 bytes */
  readonly #waiting: Uint8Array[][] = Array.from({ length: HEADER_BYTES_MAX / ALIGN_BYTES + 1 }, () => []);
  readonly #views = new WeakMap<ArrayBufferLike, DataView>();
  #lastBuffer: ArrayBufferLike = this.view.buffer;

  /** `count` zeroed bytes. */
  take(count: number): Uint8Array {
    const again = count <= HEADER_BYTES_MAX && count % ALIGN_BYTES === 0 ? this.#waiting[count / ALIGN_BYTES]!.pop() : undefined;
    return again ? this.#reuse(again) : this.#cut(count);
  }

  /** The bytes of a message that `take` made and that nobody holds any more; a part of it, or somebody else's bytes, must not be given. */
  give(bytes: Uint8Array): void {
    if (bytes.length > HEADER_BYTES_MAX || bytes.length % ALIGN_BYTES !== 0) return;
    const waiting = this.#waiting[bytes.length / ALIGN_BYTES]!;
    if (waiting.length < WAITING_MAX && this.#views.has(bytes.buffer)) waiting.push(bytes);
  }

  #reuse(bytes: Uint8Array): Uint8Array {
    bytes.fill(0);
    const { buffer } = bytes;
    if (buffer !== this.#lastBuffer) {
      this.#lastBuffer = buffer;
      this.view = this.#views.get(buffer)!;
    }
    this.at = bytes.byteOffset;
    return bytes;
  }

  #cut(count: number): Uint8Array {
    if (count > HEADER_BYTES_MAX) return this.#cutAlone(count);
    if (this.#used + count > this.#chunk.length) this.#newChunk();
    this.view = this.#chunkView;
    this.#lastBuffer = this.#chunk.buffer;
    this.at = this.#used;
    this.#used += count;
    return this.#chunk.subarray(this.at, this.#used);
  }

  /** A big one lives and dies alone. */
  #cutAlone(count: number): Uint8Array {
    const bytes = new Uint8Array(count);
    this.view = new DataView(bytes.buffer);
    this.#lastBuffer = bytes.buffer;
    this.at = 0;
    return bytes;
  }

  #newChunk(): void {
    this.#chunk = new Uint8Array(CHUNK_BYTES);
    this.#chunkView = new DataView(this.#chunk.buffer);
    this.#views.set(this.#chunk.buffer, this.#chunkView);
    this.#used = 0;
  }
}
