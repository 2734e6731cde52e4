import { readU16, readU32 } from "../base/bytes.ts";
import { CMD, FLAG, MAGIC } from "../wire/constants.ts";
import { crc32c } from "../wire/crc.ts";
import { alignedBytes, BASE } from "../wire/layout.ts";

const { magic, msgid, spanid, cmd, aux_crc, aux_bytes, error } = BASE.fields;
const NO_BYTES = new Uint8Array(0);

/** The base header of a message as it was sent, read from its bytes (WIRE-01, WIRE-02). One object is used again for every message; every check reads the same. */
export class SentHeader {
  msgidHi = 0;
  msgidLo = 0;
  spanidHi = 0;
  spanidLo = 0;
  /** flag bits of cmd */
  flags = 0;
  /** proto, command and size of cmd */
  base = 0;
  bigEndian = false;
  bytes: Uint8Array = NO_BYTES;
  private _outOfBand: Uint8Array | undefined = undefined;
  private _key = "";

  /** `outOfBand`: its aux data, when that is elsewhere (WIRE-06). */
  read(bytes: Uint8Array, outOfBand?: Uint8Array): void {
    const bigEndian = readU16(bytes, magic.offset, false) !== MAGIC;
    const highAt = bigEndian ? 0 : 4;
    this.bytes = bytes;
    this.bigEndian = bigEndian;
    this.spanidHi = readU32(bytes, spanid.offset + highAt, bigEndian);
    this.spanidLo = readU32(bytes, spanid.offset + 4 - highAt, bigEndian);
    this.msgidHi = readU32(bytes, msgid.offset + highAt, bigEndian);
    this.msgidLo = readU32(bytes, msgid.offset + 4 - highAt, bigEndian);
    const word = readU32(bytes, cmd.offset, bigEndian);
    this.flags = word >>> 24;
    this.base = word & 0xff_ffff;
    this._outOfBand = outOfBand;
    this._key = "";
  }

  /** Lets go of the bytes, which are used again. */
  forget(): void {
    this.bytes = NO_BYTES;
    this._outOfBand = undefined;
  }

  /** It is routed by a SPAN and belongs to a transaction. */
  get isRouted(): boolean {
    return (this.spanidHi | this.spanidLo) !== 0 && (this.msgidHi | this.msgidLo) !== 0;
  }

  /** It goes to the direct peer and says something: neither PING nor PAD. */
  get isDirect(): boolean {
    return (this.spanidHi | this.spanidLo) === 0 && this.base !== CMD.LNK_PING && this.base !== CMD.LNK_PAD;
  }

  get isReply(): boolean {
    return (this.flags & FLAG.REPLY) !== 0;
  }

  get isCreate(): boolean {
    return (this.flags & FLAG.CREATE) !== 0;
  }

  get isAbort(): boolean {
    return (this.flags & FLAG.ABORT) !== 0;
  }

  get isDelete(): boolean {
    return (this.flags & FLAG.DELETE) !== 0;
  }

  /** LNK_ERROR with DELETE: an end says so, or a hop that refuses or lost the path. */
  get endsByError(): boolean {
    return this.base === CMD.LNK_ERROR && this.isDelete;
  }

  get error(): number {
    return readU32(this.bytes, error.offset, this.bigEndian);
  }

  get auxBytes(): number {
    return readU32(this.bytes, aux_bytes.offset, this.bigEndian);
  }

  get headerBytes(): number {
    return (this.base & 0xff) << 6;
  }

  /** Its aux data goes without a CRC (SHM-01). */
  get lacksAuxCrc(): boolean {
    return this.auxBytes !== 0 && readU32(this.bytes, aux_crc.offset, this.bigEndian) === 0;
  }

  /** Its aux CRC; where there is none, what it would be. */
  get auxCrc(): number {
    return this.lacksAuxCrc ? crcOf(this._outOfBand ?? this.bytes.subarray(this.headerBytes)) : readU32(this.bytes, aux_crc.offset, this.bigEndian);
  }

  /** Its msgid as the key of a Map; the same end to end (TX-02). */
  get key(): string {
    if (this._key === "") this._key = msgidKey(this.msgidHi, this.msgidLo);
    return this._key;
  }
}

/** SHM-01: what the CRC of aux data without one would be, over the data padded to 64. */
function crcOf(aux: Uint8Array): number {
  const padded = new Uint8Array(alignedBytes(aux.length));
  padded.set(aux);
  return crc32c(padded, 0, padded.length);
}

/** A msgid as the key of a Map. */
export function msgidKey(hi: number, lo: number): string {
  return `${(hi >>> 0).toString(16)}:${(lo >>> 0).toString(16)}`;
}
