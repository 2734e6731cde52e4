/** A stream of mutated bytes as far as it can still be walked: to aim its messages at ids, and to put right what a framer would refuse. */
import { readU32, writeU32 } from "../base/bytes.ts";
import { AUX_BYTES_MAX, BASE_BYTES, FLAG, HEADER_BYTES_MAX, type Profile } from "../wire/constants.ts";
import { crc32c, sealHeader } from "../wire/crc.ts";
import { writeU64 } from "../wire/encode.ts";
import { alignedBytes, BASE } from "../wire/layout.ts";

const { salt, msgid, spanid, cmd, aux_crc: auxCrc, aux_bytes: auxBytes } = BASE.fields;

/** One message of a stream: where it begins, and what its header claims. */
export interface Part {
  readonly at: number;
  readonly bigEndian: boolean;
  readonly headerBytes: number;
  /** what the aux data would take in the stream; 0 where the claim is beyond all limits */
  readonly auxWireBytes: number;
  /** all of it is there */
  readonly whole: boolean;
}

/** The messages that headers with a good magic and a legal size claim, one behind the other; it ends at the first that has none. */
export function partsOf(bytes: Uint8Array, profile: Profile): Part[] {
  const parts: Part[] = [];
  for (let at = 0; at + BASE_BYTES <= bytes.length; ) {
    const bigEndian = bytes[at] === 0x48 && bytes[at + 1] === 0x32;
    if (!bigEndian && (bytes[at] !== 0x32 || bytes[at + 1] !== 0x48)) break;
    const word = readU32(bytes, at + cmd.offset, bigEndian);
    const headerBytes = (word & 0xff) << 6;
    if (headerBytes < BASE_BYTES || headerBytes > HEADER_BYTES_MAX || at + headerBytes > bytes.length) break;
    const outOfBand = ((word >>> 24) & FLAG.AUXOOB) !== 0;
    const claimed = readU32(bytes, at + auxBytes.offset, bigEndian);
    const units = profile === "header" ? claimed : claimed > AUX_BYTES_MAX >>> 6 ? AUX_BYTES_MAX + 1 : claimed << 6;
    const auxWireBytes = outOfBand || units > AUX_BYTES_MAX ? 0 : alignedBytes(units);
    const whole = at + headerBytes + auxWireBytes <= bytes.length;
    parts.push({ at, bigEndian, headerBytes, auxWireBytes, whole });
    if (!whole) break;
    at += headerBytes + auxWireBytes;
  }
  return parts;
}

/** Writes msgid and spanid; hdr_crc is wrong then, until it is put right. */
export function nameMessage(bytes: Uint8Array, { at, bigEndian }: Part, msgidHi: number, msgidLo: number, spanidHi: number, spanidLo: number): void {
  writeU64(bytes, at + msgid.offset, msgidHi, msgidLo, bigEndian);
  writeU64(bytes, at + spanid.offset, spanidHi, spanidLo, bigEndian);
}

/** Writes the flags that open, close and abort; the others stay. */
export function flagMessage(bytes: Uint8Array, { at, bigEndian }: Part, flags: number): void {
  const place = at + cmd.offset + (bigEndian ? 0 : 3);
  bytes[place] = (bytes[place]! & ~(FLAG.CREATE | FLAG.DELETE | FLAG.REPLY | FLAG.ABORT)) | flags;
}

/** WIRE-04, WIRE-05: both checksums as they ought to be over what is there; what is not all there keeps its own. */
export function putCrcsRight(bytes: Uint8Array, parts: readonly Part[]): void {
  for (const { at, bigEndian, headerBytes, auxWireBytes, whole } of parts) {
    const auxAt = at + headerBytes;
    if (whole && auxWireBytes > 0) writeU32(bytes, at + auxCrc.offset, crc32c(bytes, auxAt, auxAt + auxWireBytes), bigEndian);
    sealHeader(bytes, at, headerBytes, bigEndian);
  }
}

/** WIRE-07: the counters run on from `first`. Returns the next. */
export function countOn(bytes: Uint8Array, parts: readonly Part[], first: number): number {
  let next = first;
  for (const { at, bigEndian } of parts) bytes[at + salt.offset + (bigEndian ? 3 : 0)] = next++ & 0xff;
  return next;
}
