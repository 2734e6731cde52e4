/** One field of a table as text or number and back: what describing and the terminal's JSON share. */
import { bytesToHex, hexToBytes, id64, parseId64, readU16, readU32, utf8Decode, utf8Encode, writeU16, writeU32 } from "../base/bytes.ts";
import { formatUuid, parseUuid } from "../base/uuid.ts";
import { VALUE_TEXTS } from "../texts/wire.ts";
import { labelLength, readUuid, writeUuid } from "./bodies.ts";
import { writeU64 } from "./encode.ts";
import type { Field, FieldKind } from "./layout.ts";

/** "0x00001207" for an unsigned number of that many bytes. */
export function hexNumber(value: number, bytes: number): string {
  return `0x${value.toString(16).padStart(2 * bytes, "0")}`;
}

/** The value of an integer field of at most 32 bits. */
export function readInteger(bytes: Uint8Array, at: number, field: Field, bigEndian: boolean): number {
  const from = at + field.offset;
  if (field.kind === "u8") return bytes[from];
  if (field.kind === "u16") return readU16(bytes, from, bigEndian);
  const value = readU32(bytes, from, bigEndian);
  return field.kind === "i32" ? value | 0 : value;
}

/** A field as JSON shows it: ids, flags and CRCs as "0x" text, uuids and labels as text, the rest as numbers. */
export function readField(bytes: Uint8Array, at: number, field: Field, bigEndian: boolean): string | number {
  const from = at + field.offset;
  switch (field.kind) {
    case "uuid": {
      const words = new Uint32Array(4);
      readUuid(bytes, from, bigEndian, words);
      return formatUuid(words);
    }
    case "label":
      return utf8Decode(bytes.subarray(from, from + labelLength(bytes, from, field.length)));
    case "bytes":
      return bytesToHex(bytes.subarray(from, from + field.length));
    case "u64": {
      const first = readU32(bytes, from, bigEndian);
      const second = readU32(bytes, from + 4, bigEndian);
      return bigEndian ? id64(first, second) : id64(second, first);
    }
    default: {
      const value = readInteger(bytes, at, field, bigEndian);
      return field.hex ? hexNumber(value, field.length) : value;
    }
  }
}

/** Writes a field from JSON; undefined, or what was expected instead. */
export function writeField(bytes: Uint8Array, at: number, field: Field, value: unknown, bigEndian: boolean): string | undefined {
  const to = at + field.offset;
  switch (field.kind) {
    case "uuid": {
      const words = typeof value === "string" ? parseUuid(value) : undefined;
      if (words === undefined) return VALUE_TEXTS.uuid;
      writeUuid(bytes, to, words, bigEndian);
      return undefined;
    }
    case "label":
    case "bytes": {
      const data = typeof value !== "string" ? undefined : field.kind === "label" ? utf8Encode(value) : hexToBytes(value);
      if (data === undefined || data.length > field.length) return field.kind === "label" ? VALUE_TEXTS.text(field.length) : VALUE_TEXTS.hex(field.length);
      bytes.fill(0, to, to + field.length).set(data, to);
      return undefined;
    }
    case "u64": {
      const words = parseWide(value);
      if (words === undefined) return VALUE_TEXTS.id;
      writeU64(bytes, to, words.hi, words.lo, bigEndian);
      return undefined;
    }
    default:
      return writeInteger(bytes, to, field, value, bigEndian);
  }
}

/** A number, or "0x…" or decimal text, that is a whole number. */
export function parseInteger(value: unknown): number | undefined {
  const number = typeof value === "string" && /^(0x[0-9a-f]+|-?\d+)$/i.test(value) ? Number(value) : value;
  return typeof number === "number" && Number.isSafeInteger(number) ? number : undefined;
}

function parseWide(value: unknown): { readonly hi: number; readonly lo: number } | undefined {
  if (typeof value === "string" && value.startsWith("0x")) return parseId64(value);
  const number = parseInteger(value);
  if (number === undefined || number < 0) return undefined;
  return parseId64(`0x${number.toString(16)}`);
}

/** Least and greatest value of the integer kinds of at most 32 bits. */
const RANGE: Readonly<Partial<Record<FieldKind, readonly [least: number, greatest: number]>>> = {
  u8: [0, 0xff],
  u16: [0, 0xffff],
  u32: [0, 0xffffffff],
  i32: [-0x80000000, 0x7fffffff],
};

function writeInteger(bytes: Uint8Array, to: number, field: Field, value: unknown, bigEndian: boolean): string | undefined {
  const number = parseInteger(value);
  const [least, greatest] = RANGE[field.kind] ?? [0, 0];
  if (number === undefined || number < least || number > greatest) return VALUE_TEXTS.number(least, greatest);
  if (field.length === 1) bytes[to] = number;
  else if (field.length === 2) writeU16(bytes, to, number, bigEndian);
  else writeU32(bytes, to, number, bigEndian);
  return undefined;
}
