/**
 * A message as the JSON object of `spanscope decode` and `spanscope encode`. The object says every
 * byte of the message: what the named fields leave out (reserved bytes, padding, the headers of
 * unknown commands) stands in `ext` and `auxPadding`, which are there only when needed.
 */
import { bytesToHex, hexToBytes, utf8Decode, utf8Encode } from "../base/bytes.ts";
import { fail, ok, type Result } from "../base/result.ts";
import { extendedBigEndian } from "./bodies.ts";
import { BASE_BYTES, FLAG, HEADER_BYTES_MAX, MAGIC, MAGIC_REV, type Profile } from "./constants.ts";
import { crc32c, sealHeader } from "./crc.ts";
import type { DecodeFault } from "./faults.ts";
import { hexNumber, parseInteger, readField, writeField } from "./fields.ts";
import { alignedBytes, BASE, extendedStruct, type Field, type Struct } from "./layout.ts";
import { auxOf, type Message } from "./message.ts";
import { commandName, commandOf, flagNames } from "./names.ts";

export interface MessageJson {
  readonly ok: true;
  /** LNK_SPAN and so on, or UNKNOWN (WIRE-03). */
  readonly name: string;
  /** In the order CREATE|DELETE|REPLY|ABORT|AUXOOB. */
  readonly flags: string;
  readonly byteOrder: "little" | "big";
  readonly fields: Readonly<Record<string, string | number>>;
  /** Hex of the bytes behind the base header, where the fields do not say them all. */
  readonly ext?: string;
  /** Hex of the in-band aux data, exact length. */
  readonly aux: string;
  /** Of a message with AUXOOB: what aux_descr names on a link over shared memory (WIRE-06); only for reading, aux_descr says it. */
  readonly outOfBand?: { readonly generation: number; readonly offset: number };
  /** The aux data up to its NUL, where it is text. */
  readonly text?: string;
  /** Hex of the aux data's padding, where it is not zero. */
  readonly auxPadding?: string;
  /** Hex of the bytes behind the message on its line. */
  readonly rest?: string;
}
export interface FaultJson {
  readonly ok: false;
  readonly error: { readonly code: number; readonly name: string; readonly offset: number; readonly rule: string };
}
export interface NeedJson {
  readonly ok: false;
  readonly needBytes: number;
}

export function faultToJson({ code, name, offset, rule }: DecodeFault): FaultJson {
  return { ok: false, error: { code, name, offset, rule } };
}

/** A message that the framer accepted. */
export function messageToJson(message: Message, profile: Profile): MessageJson {
  const { bytes, at, bigEndian, headerBytes } = message;
  const struct = extendedStruct(message.base, profile);
  const fields: Record<string, string | number> = {};
  for (const [name, field] of Object.entries(BASE.fields)) fields[name] = readField(bytes, at, field, bigEndian);
  for (const [name, field] of namedFields(struct)) fields[name] = readField(bytes, at, field, extendedBigEndian(bigEndian, profile));
  const ext = bytes.subarray(at + BASE_BYTES, at + headerBytes);
  const aux = auxOf(message);
  const padding = bytes.subarray(message.auxAt + aux.length, message.auxAt + message.auxWireBytes);
  const text = auxText(aux);
  return {
    ok: true,
    name: commandName(message.base),
    flags: flagNames(message.flags).join("|"),
    byteOrder: bigEndian ? "big" : "little",
    fields,
    ...(fieldsSayAll(fields, struct, ext, extendedBigEndian(bigEndian, profile)) ? {} : { ext: bytesToHex(ext) }),
    aux: bytesToHex(aux),
    ...(message.flags & FLAG.AUXOOB ? { outOfBand: { generation: message.auxDescrHi, offset: message.auxDescrLo } } : {}),
    ...(text === undefined ? {} : { text }),
    ...(padding.every((byte) => byte === 0) ? {} : { auxPadding: bytesToHex(padding) }),
  };
}

/** The fields behind the base header that mean something; reserved ones would clash with the base header's names. */
function namedFields(struct: Struct | undefined): [string, Field][] {
  return Object.entries(struct?.fields ?? {}).filter(([, field]) => !field.reserved);
}

function fieldsSayAll(fields: Readonly<Record<string, unknown>>, struct: Struct | undefined, ext: Uint8Array, bigEndian: boolean): boolean {
  const again = new Uint8Array(BASE_BYTES + ext.length);
  for (const [name, field] of namedFields(struct)) writeField(again, 0, field, fields[name], bigEndian);
  return ext.every((byte, i) => byte === again[BASE_BYTES + i]);
}

/** Aux data up to its NUL if that is well-formed, printable UTF-8 and not empty; undefined otherwise. */
export function auxText(aux: Uint8Array): string | undefined {
  const end = aux.indexOf(0);
  const text = utf8Decode(end < 0 ? aux : aux.subarray(0, end));
  return text !== "" && isPrintable(text) ? text : undefined;
}

/** No control characters but tab, line feed and carriage return, and nothing that was not UTF-8. */
function isPrintable(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const control = code < 0x20 || (code >= 0x7f && code < 0xa0);
    if ((control && code !== 9 && code !== 10 && code !== 13) || code === 0xfffd) return false;
  }
  return true;
}

/** What a person or a program wrote; nothing of it is trusted. */
export type MessageInput = Readonly<Record<string, unknown>>;

export interface Encoded {
  readonly bytes: Uint8Array;
  /** What was written as told although it contradicts itself. */
  readonly warnings: readonly string[];
}

/**
 * The bytes of a message, `rest` behind it. Sizes and CRCs are computed unless given, and given ones
 * are written as they are, wrong ones too. On failure: every reason, with the key that it is about.
 */
export function messageFromJson(input: MessageInput, profile: Profile, bigEndianByDefault: boolean): Result<Encoded, readonly string[]> {
  const errors: string[] = [];
  const fields = isObject(input.fields) ? input.fields : {};
  if (input.fields !== undefined && !isObject(input.fields)) errors.push("fields: expected an object");
  const bigEndian = byteOrderOf(input, fields, bigEndianByDefault, errors);
  const cmd = cmdOf(input, fields, errors);
  const ext = hexOf(input, "ext", errors);
  const aux = auxOfInput(input, errors);
  const padding = hexOf(input, "auxPadding", errors);
  const rest = hexOf(input, "rest", errors);
  if (errors.length > 0) return fail(errors);

  const shape = shapeOf(cmd, input.name, ext.length, profile, errors);
  const auxInStream = (cmd >>> 24) & FLAG.AUXOOB ? 0 : alignedBytes(aux.length);
  const bytes = new Uint8Array(shape.headerBytes + auxInStream + rest.length);
  if (BASE_BYTES + ext.length > shape.headerBytes) errors.push(`ext: expected at most ${shape.headerBytes - BASE_BYTES} bytes`);
  else bytes.set(ext, BASE_BYTES);
  const padded = new Uint8Array(alignedBytes(aux.length));
  padded.set(aux);
  if (padding.length > padded.length - aux.length) errors.push(`auxPadding: expected at most ${padded.length - aux.length} bytes`);
  else padded.set(padding, aux.length);
  if (auxInStream > 0) bytes.set(padded, shape.headerBytes);
  bytes.set(rest, shape.headerBytes + auxInStream);

  const computed: Record<string, unknown> = { magic: MAGIC, cmd };
  if (aux.length > 0) {
    computed.aux_bytes = profile === "header" ? aux.length : padded.length >>> 6;
    computed.aux_crc = crc32c(padded, 0, padded.length);
  }
  writeFields(bytes, { ...computed, ...fields }, shape.struct, bigEndian, profile, errors);
  if (errors.length > 0) return fail(errors);
  if (fields.hdr_crc === undefined) sealHeader(bytes, 0, shape.headerBytes, bigEndian);
  return ok({ bytes, warnings: contradictions(input, fields, cmd) });
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** `byteOrder` decides, then magic 0x3248 (the other order's, as a little-endian reader sees it), then the default (WIRE-02). */
function byteOrderOf(input: MessageInput, fields: MessageInput, bigEndianByDefault: boolean, errors: string[]): boolean {
  if (input.byteOrder === "big" || input.byteOrder === "little") return input.byteOrder === "big";
  if (input.byteOrder !== undefined) errors.push(`byteOrder: expected "little" or "big"`);
  return bigEndianByDefault || parseInteger(fields.magic) === MAGIC_REV;
}

function cmdOf(input: MessageInput, fields: MessageInput, errors: string[]): number {
  const given = fields.cmd === undefined ? undefined : parseInteger(fields.cmd);
  if (given !== undefined && given >= 0 && given <= 0xffffffff) return given;
  if (fields.cmd !== undefined) {
    errors.push("fields.cmd: expected 0x with at most 8 hex digits");
    return 0;
  }
  const base = typeof input.name === "string" ? commandOf(input.name) : undefined;
  if (base === undefined) errors.push("name: expected a known command, or fields.cmd");
  return (((flagsOf(input.flags, errors) << 24) | (base ?? 0)) >>> 0);
}

function flagsOf(value: unknown, errors: string[]): number {
  let flags = 0;
  const names = typeof value === "string" ? value.split("|").filter((name) => name !== "") : [];
  const allKnown = names.every((name) => Object.hasOwn(FLAG, name));
  if (allKnown && (typeof value === "string" || value === undefined)) {
    for (const name of names) flags |= FLAG[name as keyof typeof FLAG];
  } else errors.push("flags: expected some of CREATE|DELETE|REPLY|ABORT|AUXOOB");
  return flags;
}

function hexOf(input: MessageInput, key: string, errors: string[]): Uint8Array {
  const value = input[key];
  const bytes = value === undefined ? new Uint8Array(0) : typeof value === "string" ? hexToBytes(value) : undefined;
  if (bytes === undefined) errors.push(`${key}: expected hex`);
  return bytes ?? new Uint8Array(0);
}

/** `aux`, or else `text` with the NUL that ends it (DBG-01). */
function auxOfInput(input: MessageInput, errors: string[]): Uint8Array {
  const aux = hexOf(input, "aux", errors);
  if (aux.length > 0 || input.text === undefined) return aux;
  if (typeof input.text === "string") return utf8Encode(`${input.text}\0`);
  errors.push("text: expected a text");
  return aux;
}

interface Shape {
  readonly headerBytes: number;
  readonly struct: Struct | undefined;
}

/** The size in cmd is the header's size; where it is not a legal one, what the name or `ext` needs is written. */
function shapeOf(cmd: number, name: unknown, extBytes: number, profile: Profile, errors: string[]): Shape {
  const headerBytes = (cmd & 0xff) << 6;
  if (headerBytes >= BASE_BYTES && headerBytes <= HEADER_BYTES_MAX) return { headerBytes, struct: extendedStruct(cmd & 0xffffff, profile) };
  const struct = extendedStruct((typeof name === "string" ? commandOf(name) : undefined) ?? 0, profile);
  const natural = alignedBytes(Math.max(struct?.endBytes ?? 0, BASE_BYTES + extBytes));
  if (natural > HEADER_BYTES_MAX) errors.push(`ext: expected at most ${HEADER_BYTES_MAX - BASE_BYTES} bytes`);
  return { headerBytes: natural, struct };
}

function writeFields(
  bytes: Uint8Array,
  values: MessageInput,
  struct: Struct | undefined,
  bigEndian: boolean,
  profile: Profile,
  errors: string[],
): void {
  const baseFields: Readonly<Record<string, Field>> = BASE.fields;
  const named = new Map(namedFields(struct));
  for (const [name, value] of Object.entries(values)) {
    const base = Object.hasOwn(baseFields, name) ? baseFields[name] : undefined;
    const field = base ?? named.get(name);
    const order = base === undefined ? extendedBigEndian(bigEndian, profile) : bigEndian;
    // magic 0x3248 means the bytes 48 32 in either order: it is what a little-endian reader sees
    const reverse = name === "magic" && parseInteger(value) === MAGIC_REV;
    if (field !== undefined && readField(bytes, 0, field, order) === value) continue; // `ext` may say it in other bytes
    const expected = field === undefined ? "expected a field of this command" : writeField(bytes, 0, field, value, reverse ? false : order);
    if (expected !== undefined) errors.push(`fields.${name}: ${field === undefined ? expected : `expected ${expected}`}`);
  }
}

function contradictions(input: MessageInput, fields: MessageInput, cmd: number): string[] {
  if (fields.cmd === undefined) return [];
  const warnings: string[] = [];
  const written = hexNumber(cmd, 4);
  if (typeof input.name === "string" && input.name !== commandName(cmd & 0xffffff)) {
    warnings.push(`name ${input.name} is not that of cmd ${written}, which was written`);
  }
  if (typeof input.flags === "string" && input.flags !== flagNames(cmd >>> 24).join("|")) {
    warnings.push(`flags ${input.flags || "(none)"} are not those of cmd ${written}, which was written`);
  }
  return warnings;
}
