import { RECORD_TEXTS } from "../texts/wire.ts";
import type { DescribedField } from "./describe.ts";
import { readField } from "./fields.ts";
import { readRecordHead, RECORD, RECORD_HEADER_BYTES, RECORD_MAGIC, RECORD_TAG_BYTES, type RecordHead } from "./record.ts";

/** One record of an encrypted link as its bytes show it (LINK-02): what is in the clear, and where the rest lies. Nobody needs a key for this, and it opens nothing. */
export interface RecordDescription {
  readonly head: RecordHead;
  readonly fields: readonly DescribedField[];
  readonly missingBytes: number;
  readonly restBytes: number;
}

/** Whether bytes start as a record does: perhaps not a whole one. */
export function startsRecord(bytes: Uint8Array): boolean {
  return bytes.length >= 2 && bytes[0] === (RECORD_MAGIC & 255) && bytes[1] === RECORD_MAGIC >>> 8;
}

/** null when the bytes are not the start of a record with a whole header. */
export function describeRecord(bytes: Uint8Array): RecordDescription | null {
  const head = readRecordHead(bytes);
  if (head === null) return null;
  const tagAt = RECORD_HEADER_BYTES + head.ciphertextBytes;
  const fields: DescribedField[] = Object.entries(RECORD.fields).map(([name, field]) => ({
    struct: RECORD.name,
    name,
    offset: field.offset,
    length: field.length,
    value: name === "number" ? String(head.number) : String(readField(bytes, 0, field, false)),
    meaning: RECORD_TEXTS[name as keyof typeof RECORD.fields],
    level: "base",
  }));
  part(fields, bytes, "ciphertext", RECORD_HEADER_BYTES, head.ciphertextBytes, RECORD_TEXTS.ciphertext);
  part(fields, bytes, "tag", tagAt, RECORD_TAG_BYTES, RECORD_TEXTS.tag);
  return { head, fields, missingBytes: Math.max(0, head.wireBytes - bytes.length), restBytes: Math.max(0, bytes.length - head.wireBytes) };
}

function part(fields: DescribedField[], bytes: Uint8Array, name: string, offset: number, whole: number, meaning: string): void {
  const length = Math.min(whole, bytes.length - offset);
  if (length > 0) fields.push({ struct: RECORD.name, name, offset, length, value: RECORD_TEXTS.bytes(length), meaning, level: "ext" });
}
