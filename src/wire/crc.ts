/** CRC-32C (Castagnoli) as the wire uses it: WIRE-04 for headers, WIRE-05 for aux data. `plain`: CRC-32 instead, which both rules forbid (node/variants.ts). */
import CRC32 from "crc-32";
import CRC32C from "crc-32/crc32c.js";
import { writeU32 } from "../base/bytes.ts";
import { BASE } from "./layout.ts";

const AT_HDR_CRC = BASE.fields.hdr_crc.offset;

/** CRC-32C of bytes[from..to), unsigned. A range that is the whole array costs no view. */
export function crc32c(bytes: Uint8Array, from: number, to: number, plain = false): number {
  const range = from === 0 && to === bytes.length ? bytes : bytes.subarray(from, to);
  return (plain ? CRC32 : CRC32C).buf(range) >>> 0;
}

/**
 * The hdr_crc that the header at bytes[at..at + headerBytes) ought to have: over the whole padded
 * extended header, magic included, with hdr_crc taken as 0 (WIRE-04). The field is zeroed for the
 * length of this call and put back, which is cheaper than a copy.
 */
export function headerCrc(bytes: Uint8Array, at: number, headerBytes: number, plain = false): number {
  const field = at + AT_HDR_CRC;
  const b0 = bytes[field];
  const b1 = bytes[field + 1];
  const b2 = bytes[field + 2];
  const b3 = bytes[field + 3];
  bytes[field] = bytes[field + 1] = bytes[field + 2] = bytes[field + 3] = 0;
  const crc = crc32c(bytes, at, at + headerBytes, plain);
  bytes[field] = b0;
  bytes[field + 1] = b1;
  bytes[field + 2] = b2;
  bytes[field + 3] = b3;
  return crc;
}

/** Computes hdr_crc and stores it in the sender's byte order (WIRE-04). */
export function sealHeader(bytes: Uint8Array, at: number, headerBytes: number, bigEndian: boolean, plain = false): void {
  writeU32(bytes, at + AT_HDR_CRC, headerCrc(bytes, at, headerBytes, plain), bigEndian);
}
