/**
 * One message as a view on the bytes it came in: the base header's fields as numbers, the rest by
 * offset. The framer fills the same object again and again, so nothing is allocated per message.
 */
import { readU32 } from "../base/bytes.ts";
import { FLAG, type Profile } from "./constants.ts";
import { alignedBytes, BASE } from "./layout.ts";

const AT = {
  SALT: BASE.fields.salt.offset,
  MSGID: BASE.fields.msgid.offset,
  SPANID: BASE.fields.spanid.offset,
  CMD: BASE.fields.cmd.offset,
  AUX_BYTES: BASE.fields.aux_bytes.offset,
  ERROR: BASE.fields.error.offset,
  AUX_DESCR: BASE.fields.aux_descr.offset,
} as const;

export class Message {
  /** This message starts at bytes[at]. */
  bytes: Uint8Array = new Uint8Array(0);
  at = 0;
  /** The sender's byte order (WIRE-02). */
  bigEndian = false;
  salt = 0;
  /** The sender's message count modulo 256: the low byte of salt (WIRE-07). */
  sequence = 0;
  /** 64-bit ids are two unsigned words. */
  msgidHi = 0;
  msgidLo = 0;
  spanidHi = 0;
  spanidLo = 0;
  /** The whole field, unsigned; `flags` is its top byte and `base` its low 24 bits, to compare with CMD (WIRE-03). */
  cmd = 0;
  flags = 0;
  base = 0;
  headerBytes = 0;
  /** The exact length of the aux data (WIRE-05), wherever it is; in whole units of 64 in c2012 (C12-01). */
  auxBytes = 0;
  /** What the aux data takes in the stream, padding included: 0 when it is out of band (WIRE-06). */
  auxWireBytes = 0;
  auxAt = 0;
  error = 0;
  auxDescrHi = 0;
  auxDescrLo = 0;
  /** Out-of-band aux data that the message's link could reach (WIRE-06), exact length; a view that holds while the message is handled. */
  outOfBand: Uint8Array | null = null;

  /** What the message takes in the stream. */
  get wireBytes(): number {
    return this.headerBytes + this.auxWireBytes;
  }

  /** Reads the base header at bytes[at]; whoever calls has checked magic, size and CRC (WIRE-04). */
  readBase(bytes: Uint8Array, at: number, bigEndian: boolean): void {
    this.bytes = bytes;
    this.at = at;
    this.bigEndian = bigEndian;
    this.salt = readU32(bytes, at + AT.SALT, bigEndian);
    this.sequence = this.salt & 0xff;
    const first = bigEndian ? 0 : 4; // the more significant word comes first in big-endian
    this.msgidHi = readU32(bytes, at + AT.MSGID + first, bigEndian);
    this.msgidLo = readU32(bytes, at + AT.MSGID + 4 - first, bigEndian);
    this.spanidHi = readU32(bytes, at + AT.SPANID + first, bigEndian);
    this.spanidLo = readU32(bytes, at + AT.SPANID + 4 - first, bigEndian);
    const cmd = readU32(bytes, at + AT.CMD, bigEndian);
    this.cmd = cmd;
    this.flags = cmd >>> 24;
    this.base = cmd & 0xffffff;
    this.headerBytes = (cmd & 0xff) << 6;
    this.error = readU32(bytes, at + AT.ERROR, bigEndian);
    this.auxDescrHi = readU32(bytes, at + AT.AUX_DESCR + first, bigEndian);
    this.auxDescrLo = readU32(bytes, at + AT.AUX_DESCR + 4 - first, bigEndian);
  }

  /**
   * Reads the length of the aux data; false, and nothing computed from it, when it is beyond
   * `auxBytesMax` (WIRE-05, WIRE-10: the C program multiplied first, and wrapped).
   */
  readAux(profile: Profile, auxBytesMax: number): boolean {
    const raw = readU32(this.bytes, this.at + AT.AUX_BYTES, this.bigEndian);
    if (profile === "header") {
      if (raw > auxBytesMax) return false;
      this.auxBytes = raw;
    } else {
      if (raw > auxBytesMax >>> 6) return false;
      this.auxBytes = raw << 6;
    }
    const outOfBand = (this.flags & FLAG.AUXOOB) !== 0;
    this.auxWireBytes = outOfBand ? 0 : alignedBytes(this.auxBytes);
    this.auxAt = this.at + this.headerBytes;
    return true;
  }
}

/** The aux data without its padding: in-band (WIRE-05), or out of band where the link reaches it (WIRE-06); empty where it does not. */
export function auxOf(message: Message): Uint8Array {
  if (message.outOfBand !== null) return message.outOfBand;
  const length = message.auxWireBytes === 0 ? 0 : message.auxBytes;
  return message.bytes.subarray(message.auxAt, message.auxAt + length);
}
