import { HEADER_BYTES_MAX, MAGIC, MAGIC_REV } from "../wire/constants.ts";
import { BASE } from "../wire/layout.ts";

/** Where a send row's values are, counted from the row's first field: the words of the message's base header. */
export const SENT = {
  /** the whole cmd, flags on top; 0 = these bytes have no base header */
  cmd: 6,
  msgidHi: 7,
  msgidLo: 8,
  spanidHi: 9,
  spanidLo: 10,
  error: 11,
  /** bytes on the wire */
  wireBytes: 12,
  /** aux_bytes as the header says it */
  auxBytes: 13,
  /** of a message without CRCs (SHM-01) the journal puts a CRC of all its bytes here, so that the digest covers them */
  hdrCrc: 14,
  salt: 15,
} as const;

const MSGID = BASE.fields.msgid.offset;
const SPANID = BASE.fields.spanid.offset;
const CMD = BASE.fields.cmd.offset;
const AUX_BYTES = BASE.fields.aux_bytes.offset;
const ERROR = BASE.fields.error.offset;
const HDR_CRC = BASE.fields.hdr_crc.offset;
const SALT = BASE.fields.salt.offset;

/** Fills the values of a send row from the message's base header, in the byte order of its magic (WIRE-02). Nothing is verified. */
export function peek(bytes: Uint8Array, fields: Int32Array, at: number): void {
  fields[at + SENT.wireBytes] = bytes.length;
  if (bytes.length < BASE.endBytes) return;
  const magic = bytes[0] | (bytes[1] << 8);
  if (magic === MAGIC) peekLittle(bytes, fields, at);
  else if (magic === MAGIC_REV) peekBig(bytes, fields, at);
  else return;
  const headerBytes = (fields[at + SENT.cmd] & 0xff) << 6;
  if (headerBytes < BASE.endBytes || headerBytes > HEADER_BYTES_MAX) fields[at + SENT.cmd] = 0;
}

function peekLittle(bytes: Uint8Array, fields: Int32Array, at: number): void {
  fields[at + SENT.cmd] = little(bytes, CMD);
  fields[at + SENT.msgidHi] = little(bytes, MSGID + 4);
  fields[at + SENT.msgidLo] = little(bytes, MSGID);
  fields[at + SENT.spanidHi] = little(bytes, SPANID + 4);
  fields[at + SENT.spanidLo] = little(bytes, SPANID);
  fields[at + SENT.error] = little(bytes, ERROR);
  fields[at + SENT.auxBytes] = little(bytes, AUX_BYTES);
  fields[at + SENT.hdrCrc] = little(bytes, HDR_CRC);
  fields[at + SENT.salt] = little(bytes, SALT);
}

function peekBig(bytes: Uint8Array, fields: Int32Array, at: number): void {
  fields[at + SENT.cmd] = big(bytes, CMD);
  fields[at + SENT.msgidHi] = big(bytes, MSGID);
  fields[at + SENT.msgidLo] = big(bytes, MSGID + 4);
  fields[at + SENT.spanidHi] = big(bytes, SPANID);
  fields[at + SENT.spanidLo] = big(bytes, SPANID + 4);
  fields[at + SENT.error] = big(bytes, ERROR);
  fields[at + SENT.auxBytes] = big(bytes, AUX_BYTES);
  fields[at + SENT.hdrCrc] = big(bytes, HDR_CRC);
  fields[at + SENT.salt] = big(bytes, SALT);
}

function little(bytes: Uint8Array, at: number): number {
  return bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24);
}

function big(bytes: Uint8Array, at: number): number {
  return (bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3];
}
