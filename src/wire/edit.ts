/**
 * One change of a message's bytes, as a person makes it: a field by its own value, the aux data, a checksum put right. Works
 * on damaged bytes as `describe` does; nothing else is changed, so that a checksum is wrong until somebody puts it right.
 */
import { hexToBytes, readU32, utf8Encode, writeU32 } from "../base/bytes.ts";
import { fail, ok, type Result } from "../base/result.ts";
import { EDIT_TEXTS } from "../texts/wire.ts";
import { extendedBigEndian } from "./bodies.ts";
import { AUX_BYTES_MAX, BASE_BYTES, FLAG, HEADER_BYTES_MAX, type Profile } from "./constants.ts";
import { crc32c, sealHeader } from "./crc.ts";
import { writeField } from "./fields.ts";
import { alignedBytes, BASE, type Field, STRUCT_LIST } from "./layout.ts";

export type MessageEdit =
  /** a field of a struct by its name; numbers as decimal or 0x text, uuids, labels and hex bytes as text */
  | { readonly edit: "field"; readonly struct: string; readonly name: string; readonly value: string }
  /** bytes from there on, in hex; the length stays */
  | { readonly edit: "bytes"; readonly offset: number; readonly value: string }
  /** in-band aux data, text with the NUL that ends it, or hex; aux_bytes follows, the checksums do not */
  | { readonly edit: "aux"; readonly text: string }
  | { readonly edit: "auxHex"; readonly value: string }
  /** computes a checksum over what is there and stores it (WIRE-04, WIRE-05) */
  | { readonly edit: "fix"; readonly crc: "hdr_crc" | "aux_crc" }
  /** the low byte of salt (WIRE-07) */
  | { readonly edit: "count"; readonly count: number };

/** What a change needs to know of who reads the bytes. */
export interface EditContext {
  readonly profile: Profile;
  /** the receiver takes CRC-32 for the right checksum (node/variants.ts) */
  readonly plainCrc: boolean;
}

/** The bytes after the change, a copy; or what was expected. */
export function editMessage(source: Uint8Array, change: MessageEdit, context: EditContext): Result<Uint8Array, string> {
  const bytes = source.slice();
  switch (change.edit) {
    case "field":
      return editField(bytes, change, context.profile);
    case "bytes":
      return editBytes(bytes, change.offset, change.value);
    case "aux":
      return editAux(bytes, utf8Encode(`${change.text}\0`), context.profile);
    case "auxHex": {
      const aux = hexToBytes(change.value);
      return aux === undefined ? fail(EDIT_TEXTS.hex) : editAux(bytes, aux, context.profile);
    }
    case "fix":
      return change.crc === "hdr_crc" ? fixHeader(bytes, context) : fixAux(bytes, context);
    case "count":
      return editCount(bytes, change.count);
  }
}

function isBigEndian(bytes: Uint8Array): boolean {
  return bytes[0] === 0x48 && bytes[1] === 0x32;
}

function editField(bytes: Uint8Array, { struct, name, value }: Extract<MessageEdit, { edit: "field" }>, profile: Profile): Result<Uint8Array, string> {
  const fields: Readonly<Record<string, Field>> | undefined = STRUCT_LIST.find((one) => one.name === struct)?.fields;
  const field = fields !== undefined && Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (field === undefined) return fail(EDIT_TEXTS.noField(struct, name));
  if (field.offset + field.length > bytes.length) return fail(EDIT_TEXTS.endBefore(name));
  const bigEndian = isBigEndian(bytes);
  const expected = writeField(bytes, 0, field, value.trim(), struct === BASE.name ? bigEndian : extendedBigEndian(bigEndian, profile));
  return expected === undefined ? ok(bytes) : fail(EDIT_TEXTS.expected(expected));
}

function editBytes(bytes: Uint8Array, offset: number, value: string): Result<Uint8Array, string> {
  const data = hexToBytes(value);
  if (data === undefined) return fail(EDIT_TEXTS.hex);
  if (offset < 0 || offset + data.length > bytes.length) return fail(EDIT_TEXTS.bytesMost(Math.max(0, bytes.length - offset), offset));
  bytes.set(data, offset);
  return ok(bytes);
}

/** WIRE-03: the header's size out of cmd, where it is a legal one and all there. */
function headerBytesOf(bytes: Uint8Array): number {
  if (bytes.length < BASE_BYTES) return 0;
  const size = (readU32(bytes, BASE.fields.cmd.offset, isBigEndian(bytes)) & 0xff) << 6;
  return size >= BASE_BYTES && size <= HEADER_BYTES_MAX && size <= bytes.length ? size : 0;
}

/** WIRE-05: what stood behind the header is replaced; c2012 counts in units (C12-01). */
function editAux(bytes: Uint8Array, aux: Uint8Array, profile: Profile): Result<Uint8Array, string> {
  const headerBytes = headerBytesOf(bytes);
  if (headerBytes === 0) return fail(EDIT_TEXTS.noHeaderSize);
  if (aux.length > AUX_BYTES_MAX) return fail(EDIT_TEXTS.auxMost(AUX_BYTES_MAX));
  const padded = alignedBytes(aux.length);
  const whole = new Uint8Array(headerBytes + padded);
  whole.set(bytes.subarray(0, headerBytes));
  whole.set(aux, headerBytes);
  writeU32(whole, BASE.fields.aux_bytes.offset, profile === "header" ? aux.length : padded >>> 6, isBigEndian(bytes));
  return ok(whole);
}

function fixHeader(bytes: Uint8Array, { plainCrc }: EditContext): Result<Uint8Array, string> {
  const headerBytes = headerBytesOf(bytes);
  if (headerBytes === 0) return fail(EDIT_TEXTS.noHeader);
  sealHeader(bytes, 0, headerBytes, isBigEndian(bytes), plainCrc);
  return ok(bytes);
}

/** The field that changes is itself under hdr_crc, which is wrong then. */
function fixAux(bytes: Uint8Array, { profile, plainCrc }: EditContext): Result<Uint8Array, string> {
  const headerBytes = headerBytesOf(bytes);
  if (headerBytes === 0) return fail(EDIT_TEXTS.noHeaderToStore);
  const bigEndian = isBigEndian(bytes);
  const count = readU32(bytes, BASE.fields.aux_bytes.offset, bigEndian);
  const outOfBand = ((readU32(bytes, BASE.fields.cmd.offset, bigEndian) >>> 24) & FLAG.AUXOOB) !== 0;
  const wire = outOfBand ? 0 : alignedBytes(profile === "header" ? Math.min(count, AUX_BYTES_MAX) : Math.min(count, AUX_BYTES_MAX >>> 6) << 6);
  if (wire === 0 || headerBytes + wire > bytes.length) return fail(EDIT_TEXTS.auxIncomplete);
  writeU32(bytes, BASE.fields.aux_crc.offset, crc32c(bytes, headerBytes, headerBytes + wire, plainCrc), bigEndian);
  return ok(bytes);
}

function editCount(bytes: Uint8Array, count: number): Result<Uint8Array, string> {
  const { offset, length } = BASE.fields.salt;
  if (bytes.length < offset + length) return fail(EDIT_TEXTS.endBefore("salt"));
  bytes[isBigEndian(bytes) ? offset + 3 : offset] = count & 0xff;
  return ok(bytes);
}
