/**
 * The records in which the messages of an encrypted link travel (LINK-02): a header in the clear, the ciphertext of one message, the
 * tag. Ours. Here is their form alone; who has the keys opens them (`node/secure`).
 */
import { assert } from "../base/assert.ts";
import { readU16, readU32, writeU16, writeU32 } from "../base/bytes.ts";
import { AUX_BYTES_MAX, HEADER_BYTES_MAX } from "./constants.ts";
import { ERR } from "./errors.ts";
import type { Struct } from "./layout.ts";

/** "2S" on the wire, where a message has "2H" or "H2". */
export const RECORD_MAGIC = 0x5332;

/** The header of a record, 16 bytes, always little-endian; it is authenticated with the ciphertext behind it. */
export const RECORD = {
  name: "sealed_record",
  endBytes: 16,
  fields: {
    magic: { offset: 0, length: 2, kind: "u16", hex: true, reserved: false },
    reserved02: { offset: 2, length: 2, kind: "u16", hex: false, reserved: true },
    length: { offset: 4, length: 4, kind: "u32", hex: false, reserved: false },
    number: { offset: 8, length: 8, kind: "u64", hex: false, reserved: false },
  },
} as const satisfies Struct;

export const RECORD_HEADER_BYTES: number = RECORD.endBytes;
export const RECORD_TAG_BYTES = 16;
/** What a message is longer by on an encrypted link. */
export const RECORD_OVERHEAD_BYTES: number = RECORD_HEADER_BYTES + RECORD_TAG_BYTES;
/** The largest message there can be. */
const CIPHERTEXT_BYTES_MAX = HEADER_BYTES_MAX + AUX_BYTES_MAX;

/** Why bytes are not the next record of a stream. `offset` counts from the start of the record. */
export const RECORD_FAULT = {
  /** not the magic: bytes in the clear, or the stream lost its beat */
  MAGIC: { code: ERR.SYNC, name: "SYNC", offset: 0, rule: "LINK-02" },
  /** no message is that long, or none that short */
  LENGTH: { code: ERR.FIELD, name: "FIELD", offset: 4, rule: "LINK-02" },
  /** another number than the next: replayed, lost or reordered */
  NUMBER: { code: ERR.MSGSEQ, name: "MSGSEQ", offset: 8, rule: "LINK-02" },
  /** the tag does not fit header and ciphertext: changed on the way, or sealed with another key */
  TAG: { code: ERR.MACFAIL, name: "MACFAIL", offset: 16, rule: "LINK-02" },
} as const;
export type RecordFault = (typeof RECORD_FAULT)[keyof typeof RECORD_FAULT];

/** Whether a message can be that long. */
export function isRecordLength(ciphertextBytes: number): boolean {
  return ciphertextBytes > 0 && ciphertextBytes <= CIPHERTEXT_BYTES_MAX;
}

/** Writes the header at the start of `record`, which is as long as the whole record. */
export function writeRecordHeader(record: Uint8Array, number: number): void {
  writeU16(record, RECORD.fields.magic.offset, RECORD_MAGIC, false);
  writeU32(record, RECORD.fields.length.offset, record.length - RECORD_OVERHEAD_BYTES, false);
  writeU32(record, RECORD.fields.number.offset, number % 0x1_0000_0000, false);
  writeU32(record, RECORD.fields.number.offset + 4, Math.floor(number / 0x1_0000_0000), false);
}

/** What a record says of itself in the clear. */
export interface RecordHead {
  readonly number: number;
  readonly ciphertextBytes: number;
  readonly wireBytes: number;
}

/** The header of the record that starts at bytes[at]; null when these are not the first bytes of one. */
export function readRecordHead(bytes: Uint8Array, at = 0): RecordHead | null {
  if (bytes.length - at < RECORD_HEADER_BYTES || readU16(bytes, at, false) !== RECORD_MAGIC) return null;
  const ciphertextBytes = readU32(bytes, at + RECORD.fields.length.offset, false);
  const low = readU32(bytes, at + RECORD.fields.number.offset, false);
  return { number: readU32(bytes, at + RECORD.fields.number.offset + 4, false) * 0x1_0000_0000 + low, ciphertextBytes, wireBytes: ciphertextBytes + RECORD_OVERHEAD_BYTES };
}

/** Opens a record: the message, or null when its tag does not fit. */
export interface OpenRecord {
  open(record: Uint8Array, number: number): Uint8Array | null;
}

/** Cuts a stream, in whatever chunks it comes, into records and opens them in order. Never throws, never reads past its input (WIRE-09). */
export class RecordReader {
  /** The number that the next record must have: also how many were opened. */
  numberExpected = 0;
  /** Valid after `next` answered null and it is set: why the stream is broken, and stays so. */
  fault: RecordFault | null = null;
  private readonly _open: OpenRecord;
  private _held = new Uint8Array(0);

  constructor(open: OpenRecord) {
    this._open = open;
  }

  /** Bytes of a record whose end has not come. */
  get heldBytes(): number {
    return this._held.length;
  }

  push(chunk: Uint8Array): void {
    if (this.fault !== null || chunk.length === 0) return;
    if (this._held.length === 0) {
      this._held = chunk as Uint8Array<ArrayBuffer>;
      return;
    }
    const joined = new Uint8Array(this._held.length + chunk.length);
    joined.set(this._held);
    joined.set(chunk, this._held.length);
    this._held = joined;
  }

  /** The next message in the clear; null = more bytes are needed, or there is a `fault`. */
  next(): Uint8Array | null {
    const held = this._held;
    if (this.fault !== null || held.length === 0) return null;
    const wireBytes = this._judgeHead(held);
    if (wireBytes < 0) {
      if (this.fault === null) this._held = held.slice(); // the chunk belongs to whoever pushed it
      return null;
    }
    const message = this._open.open(held.subarray(0, wireBytes), this.numberExpected);
    if (message === null) return this._break(RECORD_FAULT.TAG);
    this.numberExpected++;
    this._held = held.subarray(wireBytes);
    return message;
  }

  /** How long the record at the start is, or -1: not all of it is here, or it is none. Judged as soon as its bytes are there. */
  private _judgeHead(held: Uint8Array): number {
    const wrong = held[0] !== (RECORD_MAGIC & 255) || (held.length > 1 && held[1] !== RECORD_MAGIC >>> 8);
    if (wrong) this._break(RECORD_FAULT.MAGIC);
    const head = wrong ? null : readRecordHead(held);
    if (head === null) return -1;
    if (!isRecordLength(head.ciphertextBytes)) this._break(RECORD_FAULT.LENGTH);
    else if (head.number !== this.numberExpected) this._break(RECORD_FAULT.NUMBER);
    else if (held.length >= head.wireBytes) return head.wireBytes;
    return -1;
  }

  private _break(fault: RecordFault): null {
    assert(this.fault === null, "RecordReader: broken twice");
    this.fault = fault;
    this._held = new Uint8Array(0);
    return null;
  }
}
