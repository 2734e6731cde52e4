import { readU32 } from "../base/bytes.ts";
import { BASE_BYTES, HEADER_BYTES_MAX, AUX_BYTES_MAX, FLAG, type Profile } from "../wire/constants.ts";
import { BASE, alignedBytes } from "../wire/layout.ts";

/** The largest message there can be, and so the most that the splitter ever hands over in one piece. */
export const PIECE_BYTES_MAX = HEADER_BYTES_MAX + AUX_BYTES_MAX;

const AT_CMD = BASE.fields.cmd.offset;
const AT_AUX_BYTES = BASE.fields.aux_bytes.offset;

/**
 * Cuts what a peer says into its messages, so that each travels by itself in the run. It believes sizes and judges nothing: where the
 * bytes are no message it hands them on as they are, from there to the end, and the node that receives them says what is wrong. Never holds
 * more than one largest message beside what the caller has pushed and not yet taken.
 */
export class Splitter {
  /** bytes pushed and not taken */
  heldBytes = 0;
  private readonly _profile: Profile;
  private _held: Uint8Array = new Uint8Array(0);
  private _at = 0;
  /** the bytes are no messages (any more) */
  private _raw = false;

  constructor(profile: Profile) {
    this._profile = profile;
  }

  push(chunk: Uint8Array): void {
    const end = this._at + this.heldBytes;
    if (end + chunk.length > this._held.length) this._makeRoom(chunk.length);
    this._held.set(chunk, this._at + this.heldBytes);
    this.heldBytes += chunk.length;
  }

  /** What is held moves to the front, of something larger if it must be; twice as large, so that bytes which drip in are not copied again and again. */
  private _makeRoom(bytes: number): void {
    const rest = this._held.subarray(this._at, this._at + this.heldBytes);
    const needed = rest.length + bytes;
    if (2 * needed <= this._held.length) this._held.copyWithin(0, this._at, this._at + this.heldBytes);
    else {
      this._held = new Uint8Array(2 * needed);
      this._held.set(rest);
    }
    this._at = 0;
  }

  /** The next whole message, or what is none; null = more bytes are needed. */
  next(): Uint8Array | null {
    const bytes = this._raw ? Math.min(this.heldBytes, PIECE_BYTES_MAX) : this._messageBytes();
    return bytes === 0 || bytes > this.heldBytes ? null : this._take(bytes);
  }

  /** The stream is at its end: the start of a message that will never be whole, or null. */
  rest(): Uint8Array | null {
    return this.heldBytes === 0 ? null : this._take(Math.min(this.heldBytes, PIECE_BYTES_MAX));
  }

  /** What the first message held takes; Infinity = not known yet. */
  private _messageBytes(): number {
    if (this.heldBytes < BASE_BYTES) return this._looksLikeOne() ? Number.POSITIVE_INFINITY : this._giveUp();
    if (!this._looksLikeOne()) return this._giveUp();
    const bytes = this._held;
    const bigEndian = bytes[this._at] === 0x48;
    const cmd = readU32(bytes, this._at + AT_CMD, bigEndian);
    const headerBytes = (cmd & 0xff) << 6;
    const aux = readU32(bytes, this._at + AT_AUX_BYTES, bigEndian);
    const auxMax = this._profile === "c2012" ? AUX_BYTES_MAX >>> 6 : AUX_BYTES_MAX;
    if (headerBytes < BASE_BYTES || headerBytes > HEADER_BYTES_MAX || aux > auxMax) return this._giveUp();
    if ((cmd >>> 24) & FLAG.AUXOOB) return headerBytes;
    return headerBytes + (this._profile === "c2012" ? aux << 6 : alignedBytes(aux));
  }

  private _looksLikeOne(): boolean {
    const [first, second] = [this._held[this._at], this._held[this._at + 1]];
    if (this.heldBytes === 0) return true;
    if (this.heldBytes === 1) return first === 0x32 || first === 0x48;
    return (first === 0x32 && second === 0x48) || (first === 0x48 && second === 0x32);
  }

  private _giveUp(): number {
    this._raw = true;
    return Math.min(this.heldBytes, PIECE_BYTES_MAX);
  }

  private _take(bytes: number): Uint8Array {
    const taken = this._held.slice(this._at, this._at + bytes);
    this._at += bytes;
    this.heldBytes -= bytes;
    if (this.heldBytes === 0) {
      this._held = new Uint8Array(0);
      this._at = 0;
    }
    return taken;
  }
}
