/** Records of an encrypted link as `spanscope decode` tells of them (LINK-02): all that can be said without their key. */
import { bytesToHex } from "../base/bytes.ts";
import { startsRecord } from "../wire/describe-record.ts";
import type { FaultJson, NeedJson } from "../wire/json.ts";
import { isRecordLength, readRecordHead, RECORD_FAULT, RECORD_OVERHEAD_BYTES, RECORD_TAG_BYTES, type RecordFault } from "../wire/record.ts";

export interface RecordJson {
  readonly ok: true;
  readonly encrypted: { readonly record: number; readonly ciphertextBytes: number; readonly tag: string; readonly text: string };
  readonly rest?: string;
}

const TEXT = "encrypted: a sealed message; only the two ends of its link have the key. The run it comes from shows it in the clear";

/** The record at the start of these bytes, with what lies behind it. */
export function recordLine(bytes: Uint8Array): RecordJson | NeedJson | FaultJson {
  const { json, wireBytes } = readRecord(bytes);
  return !("encrypted" in json) || wireBytes === bytes.length ? json : { ...json, rest: bytesToHex(bytes.subarray(wireBytes)) };
}

/** From the first record on a stream is records to its end. */
export function recordsToJson(bytes: Uint8Array): (RecordJson | NeedJson | FaultJson)[] {
  const lines: (RecordJson | NeedJson | FaultJson)[] = [];
  for (let at = 0; at < bytes.length; ) {
    const rest = bytes.subarray(at);
    if (rest.length >= 2 && !startsRecord(rest)) return [...lines, fault(RECORD_FAULT.MAGIC)];
    const { json, wireBytes } = readRecord(rest);
    lines.push(json);
    if (wireBytes === 0) break;
    at += wireBytes;
  }
  return lines;
}

/** `wireBytes` 0: not all of it is here, or it is none. */
function readRecord(bytes: Uint8Array): { readonly json: RecordJson | NeedJson | FaultJson; readonly wireBytes: number } {
  const head = readRecordHead(bytes);
  if (head === null) return { json: { ok: false, needBytes: RECORD_OVERHEAD_BYTES - bytes.length }, wireBytes: 0 };
  if (!isRecordLength(head.ciphertextBytes)) return { json: fault(RECORD_FAULT.LENGTH), wireBytes: 0 };
  if (bytes.length < head.wireBytes) return { json: { ok: false, needBytes: head.wireBytes - bytes.length }, wireBytes: 0 };
  const tag = bytesToHex(bytes.subarray(head.wireBytes - RECORD_TAG_BYTES, head.wireBytes));
  return { json: { ok: true, encrypted: { record: head.number, ciphertextBytes: head.ciphertextBytes, tag, text: TEXT } }, wireBytes: head.wireBytes };
}

function fault({ code, name, offset, rule }: RecordFault): FaultJson {
  return { ok: false, error: { code, name, offset, rule } };
}
