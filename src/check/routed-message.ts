import { readU16, readU32 } from "../base/bytes.ts";
import { CMD, FLAG, MAGIC } from "../wire/constants.ts";
import { crc32c } from "../wire/crc.ts";
import { alignedBytes, BASE } from "../wire/layout.ts";

const { magic, msgid, spanid, cmd, aux_crc, aux_bytes, error } = BASE.fields;

/** The fields of a routed message of a transaction, read from its bytes (WIRE-01, WIRE-02). One object is used again for every message. */
export class RoutedMessage {
  msgidHi = 0;
  msgidLo = 0;
  spanidHi = 0;
  spanidLo = 0;
  /** flag bits of cmd */
  flags = 0;
  /** proto, command and size of cmd */
  base = 0;
  error = 0;
  auxCrc = 0;
  auxBytes = 0;

  /** False for what is not routed (spanid 0) or belongs to no transaction (msgid 0); only then the fields are not set. `outOfBand`: its aux data, when that is elsewhere. */
  read(bytes: Uint8Array, outOfBand?: Uint8Array): boolean {
    const bigEndian = readU16(bytes, magic.offset, false) !== MAGIC;
    const highAt = bigEndian ? 0 : 4;
    const spanidHi = readU32(bytes, spanid.offset + highAt, bigEndian);
    const spanidLo = readU32(bytes, spanid.offset + 4 - highAt, bigEndian);
    if ((spanidHi | spanidLo) === 0) return false;
    const msgidHi = readU32(bytes, msgid.offset + highAt, bigEndian);
    const msgidLo = readU32(bytes, msgid.offset + 4 - highAt, bigEndian);
    if ((msgidHi | msgidLo) === 0) return false;
    const word = readU32(bytes, cmd.offset, bigEndian);
    this.spanidHi = spanidHi;
    this.spanidLo = spanidLo;
    this.msgidHi = msgidHi;
    this.msgidLo = msgidLo;
    this.flags = word >>> 24;
    this.base = word & 0xff_ffff;
    this.error = readU32(bytes, error.offset, bigEndian);
    this.auxCrc = readU32(bytes, aux_crc.offset, bigEndian);
    this.auxBytes = readU32(bytes, aux_bytes.offset, bigEndian);
    if (this.auxCrc === 0 && readU32(bytes, aux_bytes.offset, bigEndian) !== 0) this.auxCrc = crcOf(outOfBand ?? bytes.subarray((word & 0xff) << 6));
    return true;
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

  /** LNK_ERROR with DELETE: an end says so, or a hop that refuses or lost the path. */
  get endsByError(): boolean {
    return this.base === CMD.LNK_ERROR && (this.flags & FLAG.DELETE) !== 0;
  }

  get key(): string {
    return msgidKey(this.msgidHi, this.msgidLo);
  }
}

/** SHM-01: what the CRC of aux data without one would be, over the data padded to 64. */
function crcOf(aux: Uint8Array): number {
  const padded = new Uint8Array(alignedBytes(aux.length));
  padded.set(aux);
  return crc32c(padded, 0, padded.length);
}

/** A msgid as the key of a Map; the same end to end (TX-02). */
export function msgidKey(hi: number, lo: number): string {
  return `${(hi >>> 0).toString(16)}:${(lo >>> 0).toString(16)}`;
}
