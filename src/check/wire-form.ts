import { readU32 } from "../base/bytes.ts";
import { BASE_BYTES, HEADER_BYTES_MAX, type Profile } from "../wire/constants.ts";
import { crc32c, headerCrc } from "../wire/crc.ts";
import { alignedBytes, BASE } from "../wire/layout.ts";

const { aux_bytes, aux_crc, cmd, hdr_crc } = BASE.fields;

/** What the first message in some bytes looks like to whoever checks its sums (WIRE-03, WIRE-04, WIRE-05): whole and right, not all there, or broken. */
export const FORM = { whole: 0, incomplete: 1, broken: 2 } as const;
export type Form = (typeof FORM)[keyof typeof FORM];

/** Of the message that begins at the first byte; salts are not looked at. */
export function formOf(bytes: Uint8Array, profile: Profile, plainCrc: boolean): Form {
  if (bytes.length < 2) return FORM.incomplete;
  const bigEndian = bytes[0] === 0x48;
  if (bytes[bigEndian ? 1 : 0] !== 0x32 || bytes[bigEndian ? 0 : 1] !== 0x48) return FORM.broken;
  if (bytes.length < BASE_BYTES) return FORM.incomplete;
  const headerBytes = (readU32(bytes, cmd.offset, bigEndian) & 0xff) << 6;
  if (headerBytes < BASE_BYTES || headerBytes > HEADER_BYTES_MAX) return FORM.broken;
  if (bytes.length < headerBytes) return FORM.incomplete;
  if (headerCrc(bytes, 0, headerBytes, plainCrc) !== readU32(bytes, hdr_crc.offset, bigEndian)) return FORM.broken;
  const auxBytes = readU32(bytes, aux_bytes.offset, bigEndian);
  // C12-01: in units of 64. What is out of band is not here; it is the region's, not the link's.
  const end = headerBytes + (profile === "c2012" ? auxBytes * 64 : alignedBytes(auxBytes));
  if (auxBytes === 0 || end > HEADER_BYTES_MAX + 65_536) return FORM.whole;
  if (bytes.length < end) return FORM.incomplete;
  return crc32c(bytes, headerBytes, end, plainCrc) === readU32(bytes, aux_crc.offset, bigEndian) ? FORM.whole : FORM.broken;
}
