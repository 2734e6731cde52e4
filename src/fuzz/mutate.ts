/** One change of bytes, drawn from a seeded stream: blind ones, and ones that know where the fields lie. */
import { readU32, writeU32 } from "../base/bytes.ts";
import type { Prng } from "../base/prng.ts";
import { AUX_BYTES_MAX, BASE_BYTES, CMD, type Profile } from "../wire/constants.ts";
import { editMessage } from "../wire/edit.ts";
import { BASE, extendedStruct, type Field } from "../wire/layout.ts";
import { joined, SEEDS } from "./corpus.ts";

/** Every kind of change, in the order of the report. */
export const MUTATIONS = ["none", "bits", "byte", "word", "noise", "truncate", "insert", "remove", "splice", "append", "twice", "magic", "swap", "size", "aux length", "flags", "command", "field", "aux"] as const;
export type Mutation = (typeof MUTATIONS)[number];

/** Those after which a message, once put right, is most often still one: what reaches the node's tables and services. */
export const GENTLE: readonly Mutation[] = ["none", "none", "bits", "byte", "word", "noise", "twice", "append", "flags", "command", "field", "field", "aux"];

/** Those that leave the stream a stream of messages, so that the link lives on. */
export const CALM: readonly Mutation[] = ["none", "none", "none", "field", "field", "aux", "twice"];

const BYTES = [0, 1, 0x7f, 0x80, 0xff, 0x32, 0x48];
const WORDS = [0, 1, 2, 16, 17, 63, 64, 65, 0x7fffffff, 0x80000000, 0xffffffff, 65_535, 65_536, 65_537, 0x04000001];
const COMMANDS: readonly number[] = Object.values(CMD);
/** Bytes of a stream beyond which it is cut: the largest messages are the business of a few. */
const STREAM_BYTES_MAX = 8_192;

export function pick<Item>(random: Prng, items: readonly Item[]): Item {
  return items[random.below(items.length)]!;
}

/** The bytes after one change, always a copy. */
export function mutate(random: Prng, source: Uint8Array, kind: Mutation, profile: Profile): Uint8Array {
  const bytes = source.slice();
  if (bytes.length === 0) return bytes;
  const at = random.below(bytes.length);
  switch (kind) {
    case "none":
      return bytes;
    case "bits":
      for (let i = random.below(4); i >= 0; i--) bytes[random.below(bytes.length)] ^= 1 << random.below(8);
      return bytes;
    case "byte":
      bytes[at] = random.below(2) === 0 ? pick(random, BYTES) : random.below(256);
      return bytes;
    case "word":
      if (bytes.length >= 4) writeU32(bytes, at & ~3 & (bytes.length - 4), anyWord(random), random.below(2) === 0);
      return bytes;
    case "noise":
      for (let i = Math.min(bytes.length, at + 1 + random.below(64)) - 1; i >= at; i--) bytes[i] = random.below(256);
      return bytes;
    case "truncate":
      return bytes.slice(0, at);
    case "insert":
      return joined([bytes.subarray(0, at), noise(random, pick(random, [1, 2, 63, 64, 65])), bytes.subarray(at)]);
    case "remove":
      return joined([bytes.subarray(0, at), bytes.subarray(Math.min(bytes.length, at + pick(random, [1, 2, 63, 64, 65])))]);
    case "splice":
      return spliced(random, bytes, at);
    case "append":
      return joined([bytes, pick(random, SEEDS).bytes]).slice(0, STREAM_BYTES_MAX);
    case "twice":
      return joined([bytes, bytes]).slice(0, STREAM_BYTES_MAX);
    default:
      return bytes.length < BASE_BYTES ? bytes : mutateHeader(random, bytes, kind, profile);
  }
}

/** Changes that need a whole base header. */
function mutateHeader(random: Prng, bytes: Uint8Array, kind: Mutation, profile: Profile): Uint8Array {
  const bigEndian = bytes[0] === 0x48;
  const cmdAt = BASE.fields.cmd.offset;
  const cmd = readU32(bytes, cmdAt, bigEndian);
  switch (kind) {
    case "magic":
      bytes[random.below(2)] = pick(random, [...BYTES, random.below(256)]);
      return bytes;
    case "swap":
      return swapped(random, bytes, bigEndian, profile);
    case "size":
      writeU32(bytes, cmdAt, (cmd & 0xffffff00) | pick(random, [0, 1, 2, 7, 8, 32, 33, 255, random.below(256)]), bigEndian);
      return bytes;
    case "aux length":
      writeU32(bytes, BASE.fields.aux_bytes.offset, anyWord(random), bigEndian);
      return bytes;
    case "flags":
      writeU32(bytes, cmdAt, ((cmd & 0xffffff) | (random.below(256) << 24)) >>> 0, bigEndian);
      return bytes;
    case "command":
      writeU32(bytes, cmdAt, ((cmd & 0xff000000) | pick(random, [...COMMANDS, random.below(0x1000000)])) >>> 0, bigEndian);
      return bytes;
    case "field":
      return fieldEdited(random, bytes, cmd & 0xffffff, profile);
    default:
      return auxEdited(random, bytes, profile);
  }
}

function anyWord(random: Prng): number {
  return random.below(2) === 0 ? pick(random, WORDS) : random.u32() >>> random.below(32);
}

function noise(random: Prng, length: number): Uint8Array {
  return Uint8Array.from({ length }, () => random.below(256));
}

/** The head of one and the tail of another, cut at a multiple of 64 or anywhere. */
function spliced(random: Prng, bytes: Uint8Array, at: number): Uint8Array {
  const other = pick(random, SEEDS).bytes;
  const mask = random.below(2) === 0 ? ~63 : ~0;
  return joined([bytes.subarray(0, at & mask), other.subarray(random.below(other.length) & mask)]).slice(0, STREAM_BYTES_MAX);
}

/** WIRE-02: the other byte order, of the base header alone or (half the time) of every named field; or only its magic. */
function swapped(random: Prng, bytes: Uint8Array, bigEndian: boolean, profile: Profile): Uint8Array {
  const how = random.below(3);
  const base = readU32(bytes, BASE.fields.cmd.offset, bigEndian) & 0xffffff;
  const fields: Field[] = how === 0 ? [BASE.fields.magic] : Object.values(BASE.fields);
  if (how === 2) fields.push(...Object.values(extendedStruct(base, profile)?.fields ?? {}));
  for (const { offset, length, kind } of fields) {
    if (kind === "label" || kind === "bytes" || kind === "u8" || offset + length > bytes.length) continue;
    if (kind !== "uuid") bytes.subarray(offset, offset + length).reverse();
    else for (const [from, to] of [[0, 4], [4, 6], [6, 8]] as const) bytes.subarray(offset + from, offset + to).reverse();
  }
  return bytes;
}

/** A field of the message's structs, by its own form (wire/edit.ts). */
function fieldEdited(random: Prng, bytes: Uint8Array, base: number, profile: Profile): Uint8Array {
  const struct = random.below(3) > 0 ? (extendedStruct(base, profile) ?? BASE) : BASE;
  const [name, field] = pick(random, Object.entries<Field>(struct.fields));
  const value = valueFor(random, field);
  const edited = editMessage(bytes, { edit: "field", struct: struct.name, name, value }, { profile, plainCrc: false });
  return edited.ok ? edited.value : bytes;
}

function valueFor(random: Prng, { kind, length }: Field): string {
  if (kind === "label") return pick(random, ["", "*", "?", "own", "far", "peer", "%s", "é", "x".repeat(255), "*".repeat(40)]);
  if (kind === "uuid") return pick(random, ["00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff", "00000001-0000-0000-0000-000000000001"]);
  if (kind === "bytes") return "ff".repeat(length);
  if (kind === "i32") return String(pick(random, [0, 1, 15, 16, 17, 255, -1, 0x7fffffff, -0x80000000]));
  if (kind === "u64") return pick(random, ["0x0", "0x1", "0x7fffffffffffffff", "0xffffffffffffffff", `0x${random.below(32).toString(16)}`]);
  return String(kind === "u8" ? random.below(256) : kind === "u16" ? pick(random, [0, 1, 2, 3, 4, 0xffff]) : anyWord(random));
}

/** Other in-band aux data, its length put right: text, nothing, or noise. */
function auxEdited(random: Prng, bytes: Uint8Array, profile: Profile): Uint8Array {
  const context = { profile, plainCrc: false };
  const text = pick(random, ["", "help", "span", "states", "route far", "stats\0\0", "x".repeat(random.below(300)), "\u00e9\u{1f600}"]);
  const edited = random.below(3) > 0 ? editMessage(bytes, { edit: "aux", text }, context) : editMessage(bytes, { edit: "auxHex", value: "fe".repeat(random.below(200)) }, context);
  return edited.ok ? edited.value : bytes;
}

/** The largest legal and the smallest illegal length, whole: rare, for it is costly. */
export function hugeMessage(random: Prng): Uint8Array {
  const bytes = new Uint8Array(BASE_BYTES + AUX_BYTES_MAX);
  bytes.set(pick(random, SEEDS).bytes.subarray(0, BASE_BYTES));
  const bigEndian = bytes[0] === 0x48;
  writeU32(bytes, BASE.fields.cmd.offset, (0x80000000 | pick(random, [CMD.DOM_ECHO, CMD.DBG_SHELL])) >>> 0, bigEndian);
  writeU32(bytes, BASE.fields.aux_bytes.offset, pick(random, [AUX_BYTES_MAX, AUX_BYTES_MAX - 1, AUX_BYTES_MAX + 1, AUX_BYTES_MAX >>> 6]), bigEndian);
  return bytes;
}
