import { bytesToHex } from "../base/bytes.ts";
import type { Profile } from "../wire/constants.ts";
import { startsRecord } from "../wire/describe-record.ts";
import { FRAME, Framer } from "../wire/framer.ts";
import { type FaultJson, faultToJson, type MessageJson, messageToJson, type NeedJson } from "../wire/json.ts";
import { type RecordJson, recordLine } from "./decode-records.ts";

export type DecodedLine = MessageJson | RecordJson | FaultJson | NeedJson;

/** One message or record by itself: its counter is not judged, and bytes behind it are shown. `crcs`: false where its link agreed on none. */
export function decodeOne(profile: Profile, bytes: Uint8Array, crcs = true): DecodedLine {
  if (startsRecord(bytes)) return recordLine(bytes);
  const framer = new Framer(profile, false);
  framer.crcs = crcs;
  framer.push(bytes);
  const verdict = framer.next();
  if (verdict === FRAME.FAULT) return faultToJson(framer.fault);
  if (verdict === FRAME.NEED) return { ok: false, needBytes: framer.missingBytes };
  const json = messageToJson(framer.message, profile);
  const rest = bytes.subarray(framer.message.wireBytes);
  return rest.length === 0 ? json : { ...json, rest: bytesToHex(rest) };
}
