/** CRC-32C (Castagnoli) as the wire uses it: WIRE-04 for headers, WIRE-05 for aux data. `plain`: CRC-32 instead, which both rules forbid (node/variants.ts). */
import { writeU32 } from "../base/bytes.ts";
import { HEADER_BYTES_MAX } from "./constants.ts";
import { BASE } from "./layout.ts";

const AT_HDR_CRC = BASE.fields.hdr_crc.offset;

/** Sixteen bytes are taken in one step, by a table for each of them. */
const STEP_BYTES = 16;
const TABLE_WORDS = 256;
/** Where the tables for the four words of a step begin; a word has four, that of its last byte first. */
const FIRST = 12 * TABLE_WORDS;
const SECOND = 8 * TABLE_WORDS;
const THIRD = 4 * TABLE_WORDS;
const FOURTH = 0;
const CASTAGNOLI = tablesOf(0x82f6_3b78);
const PLAIN = tablesOf(0xedb8_8320);

/** A copy of what is being summed: words can be read from it at once, and a view on the message's own buffer would cost more. */
const copy = new Uint8Array(HEADER_BYTES_MAX);
const words = new DataView(copy.buffer);

/** CRC-32C of bytes[from..to), unsigned. */
export function crc32c(bytes: Uint8Array, from: number, to: number, plain = false): number {
  return crcOf(bytes, from, to, false, plain);
}

/**
 * The hdr_crc that the header at bytes[at..at + headerBytes) ought to have: over the whole padded
 * extended header, magic included, with hdr_crc taken as 0 (WIRE-04).
 */
export function headerCrc(bytes: Uint8Array, at: number, headerBytes: number, plain = false): number {
  return crcOf(bytes, at, at + headerBytes, true, plain);
}

/** Computes hdr_crc and stores it in the sender's byte order (WIRE-04). */
export function sealHeader(bytes: Uint8Array, at: number, headerBytes: number, bigEndian: boolean, plain = false): void {
  writeU32(bytes, at + AT_HDR_CRC, headerCrc(bytes, at, headerBytes, plain), bigEndian);
}

/** `asHeader`: the range begins with a base header, whose hdr_crc is taken as 0. A range that is the whole array costs no view. */
function crcOf(bytes: Uint8Array, from: number, to: number, asHeader: boolean, plain: boolean): number {
  let crc = -1;
  for (let at = from; at < to; at += copy.length) {
    const end = to - at > copy.length ? at + copy.length : to;
    copy.set(at === 0 && end === bytes.length ? bytes : bytes.subarray(at, end));
    if (asHeader && at === from) words.setUint32(AT_HDR_CRC, 0);
    const stepsEnd = plain ? 0 : (end - at) & -STEP_BYTES;
    crc = afterBytes(plain ? PLAIN : CASTAGNOLI, afterSteps(crc, stepsEnd), stepsEnd, end - at);
  }
  return ~crc >>> 0;
}

/** The register after the first `count` bytes of the copy, whole steps. */
function afterSteps(before: number, count: number): number {
  let crc = before;
  for (let at = 0; at < count; at += STEP_BYTES) {
    const second = words.getInt32(at + 4, true);
    const third = words.getInt32(at + 8, true);
    const fourth = words.getInt32(at + 12, true);
    crc = ofWord(FIRST, words.getInt32(at, true) ^ crc);
    // All tables say 0 of a byte that is 0, and most of a header is zeros.
    if ((second | third | fourth) !== 0) crc ^= ofWord(SECOND, second) ^ ofWord(THIRD, third) ^ ofWord(FOURTH, fourth);
  }
  return crc;
}

function afterBytes(tables: Int32Array, before: number, from: number, to: number): number {
  let crc = before;
  for (let at = from; at < to; at++) crc = (crc >>> 8) ^ tables[(crc ^ copy[at]) & 255];
  return crc;
}

/** What a word of a step comes to, by the four tables from there on. */
function ofWord(from: number, word: number): number {
  return CASTAGNOLI[from + 3 * TABLE_WORDS + (word & 255)] ^ CASTAGNOLI[from + 2 * TABLE_WORDS + ((word >>> 8) & 255)] ^ CASTAGNOLI[from + TABLE_WORDS + ((word >>> 16) & 255)] ^ CASTAGNOLI[from + (word >>> 24)];
}

/** Sixteen tables one behind the other: what a byte does to the register when 0 to 15 bytes come behind it. */
function tablesOf(polynomial: number): Int32Array {
  const tables = new Int32Array(STEP_BYTES * TABLE_WORDS);
  for (let byte = 0; byte < TABLE_WORDS; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ polynomial : crc >>> 1;
    tables[byte] = crc;
  }
  for (let at = TABLE_WORDS; at < tables.length; at++) {
    const before = tables[at - TABLE_WORDS];
    tables[at] = (before >>> 8) ^ tables[before & 255];
  }
  return tables;
}
