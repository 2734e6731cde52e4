/**
 * A message for people: every field with its bytes, value and meaning, the ranges of the CRCs and
 * whether they are good. Works on damaged and cut-off bytes too and never throws: it describes what
 * is there and lists what is wrong.
 */
import { readU32 } from "../base/bytes.ts";
import { FLAG_TEXTS, PART_TEXTS } from "../texts/wire.ts";
import { extendedBigEndian } from "./bodies.ts";
import { AUX_BYTES_MAX, BASE_BYTES, FLAG, HEADER_BYTES_MAX, type Profile } from "./constants.ts";
import { crc32c, headerCrc } from "./crc.ts";
import { descrFields } from "./descr.ts";
import { DECODE_FAULT, type DecodeFault } from "./faults.ts";
import { hexNumber, readField } from "./fields.ts";
import { auxText } from "./json.ts";
import { keyMaterialStruct } from "./key-material.ts";
import { alignedBytes, AUTH, BASE, extendedStruct, type Field, type Struct } from "./layout.ts";
import { descrMeaning, keyMeaning, type MeaningContext, meaningOf } from "./meaning.ts";
import { commandName, flagNames, protoName } from "./names.ts";

export interface DescribedField {
  /** The C struct, or "" for what is in none: padding, raw bytes, aux data. */
  readonly struct: string;
  readonly name: string;
  /** From the start of the message. */
  readonly offset: number;
  readonly length: number;
  readonly value: string;
  readonly meaning: string;
  readonly level: "base" | "ext" | "aux";
}

export interface DescribedCrc {
  readonly name: "hdr_crc" | "aux_crc";
  /** The bytes it covers, from..to. */
  readonly from: number;
  readonly to: number;
  readonly stored: string;
  /** "" when bytes of its range are missing. */
  readonly computed: string;
  readonly good: boolean;
}

export interface CmdBits {
  /** The eight flag bits, from bit 31 down. */
  readonly bits: readonly { readonly bit: number; readonly name: string; readonly set: boolean; readonly meaning: string }[];
  readonly proto: { readonly value: number; readonly name: string };
  readonly command: { readonly value: number; readonly name: string };
  readonly size: { readonly units: number; readonly bytes: number };
}

export interface Description {
  readonly byteOrder: "little" | "big" | "unknown";
  readonly commandName: string;
  readonly flags: readonly string[];
  readonly cmdBits: CmdBits;
  readonly headerBytes: number;
  /** The exact length of the aux data, and what it takes in the stream. */
  readonly auxBytes: number;
  readonly auxWireBytes: number;
  readonly auxText?: string;
  readonly fields: readonly DescribedField[];
  readonly crcs: readonly DescribedCrc[];
  /** All that is wrong, in the order in which a framer judges; a framer reports the first. */
  readonly faults: readonly DecodeFault[];
  /** How many bytes are not there, and how many lie behind the message. */
  readonly missingBytes: number;
  readonly restBytes: number;
}

/** from the highest bit down */
const FLAGS = Object.keys(FLAG_TEXTS) as (keyof typeof FLAG_TEXTS)[];

/** Describes the message at the start of `bytes` (WIRE-01 to WIRE-06, WIRE-09). `plainCrc`: its sender writes CRC-32 (node/variants.ts). `withoutCrcs`: its link does without (SHM-01), and none is judged. */
export function describe(bytes: Uint8Array, profile: Profile, plainCrc = false, withoutCrcs = false): Description {
  const measured = measure(bytes, profile, plainCrc);
  const frame = withoutCrcs ? { ...measured, crcs: [], faults: measured.faults.filter((fault) => fault !== DECODE_FAULT.HEADER_CRC && fault !== DECODE_FAULT.AUX_CRC) } : measured;
  const context: MeaningContext = { ...frame, profile, withoutCrcs };
  const wireBytes = frame.headerBytes + frame.auxWireBytes;
  const text = auxText(bytes.subarray(frame.headerBytes, frame.headerBytes + (frame.auxWireBytes > 0 ? frame.auxBytes : 0)));
  return {
    byteOrder: frame.magicGood ? (frame.bigEndian ? "big" : "little") : "unknown",
    commandName: commandName(frame.cmd & 0xffffff),
    flags: flagNames(frame.cmd >>> 24),
    cmdBits: cmdBits(frame.cmd),
    headerBytes: frame.headerBytes,
    auxBytes: frame.auxBytes,
    auxWireBytes: frame.auxWireBytes,
    ...(text === undefined ? {} : { auxText: text }),
    fields: describeFields(bytes, frame, context),
    crcs: frame.crcs,
    faults: frame.faults,
    missingBytes: Math.max(0, wireBytes - bytes.length),
    restBytes: Math.max(0, bytes.length - wireBytes),
  };
}

interface Frame {
  readonly magicGood: boolean;
  readonly bigEndian: boolean;
  readonly cmd: number;
  readonly struct: Struct | undefined;
  readonly extBigEndian: boolean;
  readonly headerBytes: number;
  readonly auxBytes: number;
  readonly auxWireBytes: number;
  readonly crcs: DescribedCrc[];
  readonly faults: DecodeFault[];
}

/** Finds the message's parts and faults; what cannot be believed is taken as the smallest legal value. */
function measure(bytes: Uint8Array, profile: Profile, plainCrc: boolean): Frame {
  const faults: DecodeFault[] = [];
  const crcs: DescribedCrc[] = [];
  const bigEndian = bytes[0] === 0x48 && bytes[1] === 0x32;
  const magicGood = bigEndian || (bytes[0] === 0x32 && bytes[1] === 0x48);
  if (bytes.length >= 2 && !magicGood) faults.push(DECODE_FAULT.MAGIC);
  const cmd = readIfThere(bytes, BASE.fields.cmd, bigEndian);
  const sizeBytes = (cmd & 0xff) << 6;
  const sizeGood = sizeBytes >= BASE_BYTES && sizeBytes <= HEADER_BYTES_MAX;
  const headerBytes = sizeGood ? sizeBytes : BASE_BYTES;
  if (!sizeGood && bytes.length >= BASE.fields.cmd.offset + 4) faults.push(DECODE_FAULT.HEADER_SIZE);
  const hdrCrc = describeCrc(bytes, "hdr_crc", 0, headerBytes, bigEndian, plainCrc);
  if (hdrCrc !== undefined) crcs.push(hdrCrc);
  if (sizeGood && hdrCrc !== undefined && hdrCrc.computed !== "" && !hdrCrc.good) faults.push(DECODE_FAULT.HEADER_CRC);
  const auxField = readIfThere(bytes, BASE.fields.aux_bytes, bigEndian);
  const auxGood = auxField <= (profile === "header" ? AUX_BYTES_MAX : AUX_BYTES_MAX >>> 6);
  if (!auxGood && bytes.length >= headerBytes) faults.push(DECODE_FAULT.AUX_SIZE);
  const auxBytes = !auxGood ? 0 : profile === "header" ? auxField : auxField << 6;
  const auxWireBytes = (cmd >>> 24) & FLAG.AUXOOB ? 0 : alignedBytes(auxBytes);
  const auxCrc = auxWireBytes > 0 ? describeCrc(bytes, "aux_crc", headerBytes, headerBytes + auxWireBytes, bigEndian, plainCrc) : undefined;
  if (auxCrc !== undefined) crcs.push(auxCrc);
  if (auxCrc !== undefined && auxCrc.computed !== "" && !auxCrc.good) faults.push(DECODE_FAULT.AUX_CRC);
  const struct = extendedStruct(cmd & 0xffffff, profile);
  const extBigEndian = extendedBigEndian(bigEndian, profile);
  return { magicGood, bigEndian, cmd, struct, extBigEndian, headerBytes, auxBytes, auxWireBytes, crcs, faults };
}

function readIfThere(bytes: Uint8Array, field: Field, bigEndian: boolean): number {
  return bytes.length < field.offset + field.length ? 0 : readU32(bytes, field.offset, bigEndian);
}

function describeCrc(bytes: Uint8Array, name: DescribedCrc["name"], from: number, to: number, bigEndian: boolean, plainCrc: boolean): DescribedCrc | undefined {
  const field = BASE.fields[name];
  if (bytes.length < field.offset + field.length) return undefined;
  const stored = readU32(bytes, field.offset, bigEndian);
  if (bytes.length < to) return { name, from, to, stored: hexNumber(stored, 4), computed: "", good: false };
  const computed = name === "hdr_crc" ? headerCrc(bytes, from, to - from, plainCrc) : crc32c(bytes, from, to, plainCrc);
  return { name, from, to, stored: hexNumber(stored, 4), computed: hexNumber(computed, 4), good: stored === computed };
}

function cmdBits(cmd: number): CmdBits {
  const flags = cmd >>> 24;
  const proto = (cmd >>> 20) & 0xf;
  const units = cmd & 0xff;
  return {
    bits: FLAGS.map((name, i) => ({ bit: 31 - i, name, set: (flags & FLAG[name]) !== 0, meaning: FLAG_TEXTS[name] })),
    proto: { value: proto, name: protoName(proto) },
    command: { value: (cmd >>> 8) & 0xfff, name: commandName(cmd & 0xffffff) },
    size: { units, bytes: units << 6 },
  };
}

function describeFields(bytes: Uint8Array, frame: Frame, context: MeaningContext): DescribedField[] {
  const { struct, headerBytes, auxBytes, auxWireBytes } = frame;
  const fields = structFields(bytes, BASE, "base", frame.bigEndian, context);
  if ((frame.cmd >>> 24) & FLAG.AUXOOB && bytes.length >= BASE_BYTES) explainDescr(fields, bytes, frame.bigEndian);
  if (struct !== undefined) fields.push(...structFields(bytes, struct, "ext", frame.extBigEndian, context));
  const named = struct?.endBytes ?? BASE_BYTES;
  const behind = struct === undefined ? PART_TEXTS.notDescribed : PART_TEXTS.headerPadding;
  pushBytes(fields, bytes, struct === undefined ? "raw" : "padding", named, headerBytes, "ext", behind);
  const auxEnd = headerBytes + (auxWireBytes > 0 ? auxBytes : 0);
  const keys = struct === AUTH ? keyMaterialStruct(frame.cmd, bytes.subarray(headerBytes, auxEnd)) : undefined;
  if (keys !== undefined) fields.push(...keyFields(bytes, keys, headerBytes));
  else pushBytes(fields, bytes, "aux", headerBytes, auxEnd, "aux", PART_TEXTS.aux);
  pushBytes(fields, bytes, "aux padding", auxEnd, headerBytes + auxWireBytes, "aux", PART_TEXTS.auxPadding);
  return fields;
}

/** SHM-01: the two halves of aux_descr, behind the field that they are. */
function explainDescr(fields: DescribedField[], bytes: Uint8Array, bigEndian: boolean): void {
  const halves = descrFields(bigEndian).map(({ name, field }): DescribedField => {
    const value = readU32(bytes, field.offset, bigEndian);
    return { struct: "aux_descr", name, offset: field.offset, length: field.length, value: String(value), meaning: descrMeaning(name, value), level: "base" };
  });
  fields.splice(fields.findIndex(({ name }) => name === "aux_descr") + 1, 0, ...halves);
}

function structFields(bytes: Uint8Array, struct: Struct, level: "base" | "ext", bigEndian: boolean, context: MeaningContext): DescribedField[] {
  const fields: DescribedField[] = [];
  for (const [name, field] of Object.entries(struct.fields)) {
    const { offset, length } = field;
    if (offset + length > bytes.length) continue;
    const value = readField(bytes, 0, field, bigEndian);
    fields.push({ struct: struct.name, name, offset, length, value: String(value), meaning: meaningOf(struct.name, name, field, value, context), level });
  }
  return fields;
}

/** LINK-02: the key material in an AUTH, little-endian whoever sends it. */
function keyFields(bytes: Uint8Array, struct: Struct, at: number): DescribedField[] {
  return Object.entries(struct.fields).map(([name, field]) => {
    const value = String(readField(bytes, at, field, false));
    return { struct: struct.name, name, offset: at + field.offset, length: field.length, value, meaning: keyMeaning(name), level: "aux" };
  });
}

function pushBytes(fields: DescribedField[], bytes: Uint8Array, name: string, from: number, to: number, level: "ext" | "aux", meaning: string): void {
  const length = Math.min(to, bytes.length) - from;
  if (length <= 0) return;
  const zero = bytes.subarray(from, from + length).every((byte) => byte === 0);
  fields.push({ struct: "", name, offset: from, length, value: zero ? "0" : `${length} bytes`, meaning, level });
}
