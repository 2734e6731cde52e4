import { chacha20poly1305 } from "@noble/ciphers/chacha.js";
import { type OpenRecord, RECORD_HEADER_BYTES, RECORD_OVERHEAD_BYTES, RecordReader, writeRecordHeader } from "../../wire/record.ts";
import type { DirectionKeys } from "./agreement.ts";

/**
 * Seals and opens the records of one direction (LINK-02): ChaCha20-Poly1305 (RFC 8439), the record's header as additional data, the
 * nonce = iv xor the record's number in the last eight bytes, little-endian. A key lives as long as its incarnation.
 */
function nonceOf({ iv }: DirectionKeys, number: number): Uint8Array {
  const nonce = iv.slice();
  let rest = number;
  for (let i = 4; i < nonce.length && rest > 0; i++) {
    nonce[i] ^= rest % 256;
    rest = Math.floor(rest / 256);
  }
  return nonce;
}

export class Sealer {
  /** records sealed so far: the number of the next */
  count = 0;
  private readonly _keys: DirectionKeys;

  constructor(keys: DirectionKeys) {
    this._keys = keys;
  }

  /** The record of one message; the message stays as it is. */
  seal(message: Uint8Array): Uint8Array {
    const record = new Uint8Array(message.length + RECORD_OVERHEAD_BYTES);
    writeRecordHeader(record, this.count);
    const header = record.subarray(0, RECORD_HEADER_BYTES);
    record.set(chacha20poly1305(this._keys.key, nonceOf(this._keys, this.count), header).encrypt(message), RECORD_HEADER_BYTES);
    this.count++;
    return record;
  }
}

/** The reading end of a direction. */
export function recordReader(keys: DirectionKeys): RecordReader {
  return new RecordReader(new Opener(keys));
}

class Opener implements OpenRecord {
  private readonly _keys: DirectionKeys;

  constructor(keys: DirectionKeys) {
    this._keys = keys;
  }

  open(record: Uint8Array, number: number): Uint8Array | null {
    try {
      return chacha20poly1305(this._keys.key, nonceOf(this._keys, number), record.subarray(0, RECORD_HEADER_BYTES)).decrypt(record.subarray(RECORD_HEADER_BYTES));
    } catch {
      return null; // the tag does not fit
    }
  }
}
