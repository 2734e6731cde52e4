import { bytesToHex } from "../base/bytes.ts";
import type { Profile } from "../wire/constants.ts";
import { describe } from "../wire/describe.ts";
import { startsRecord } from "../wire/describe-record.ts";
import { errorText } from "../wire/errors.ts";
import { recordDescription } from "./inspect-sealed.ts";
import type { MessageDescription } from "./shown.ts";

/** Bytes and fields side by side, as plain values for the page; the CRCs are judged as the receiver would. */
export function describeMessage(bytes: Uint8Array, profile: Profile, plainCrc: boolean, withoutCrcs = false): MessageDescription {
  if (startsRecord(bytes)) return recordDescription(bytes); // put on the wire as it is: nobody here has its key
  const { byteOrder, commandName, flags, fields, cmdBits, crcs, auxText, faults } = describe(bytes, profile, plainCrc, withoutCrcs);
  return {
    hex: bytesToHex(bytes),
    byteOrder,
    name: commandName,
    flags,
    fields: fields.map(({ struct, name, offset, length, value, meaning }) => ({ struct, name, offset, length, value, meaning })),
    cmdBits: cmdBits.bits.map(({ name, set, meaning }) => ({ name, set, meaning })),
    crcs: crcs.map(({ name, from, to, stored, computed, good }) => ({ name, from, to, stored, computed, good })),
    auxText: auxText ?? null,
    faults: faults.map(({ code, name, offset, rule }) => ({ name, offset, rule, text: errorText(code) })),
  };
}
