/** One change of what goes over an encrypted link (LINK-02): blind ones, ones that know records, and ones that know the messages of the handshake. */
import { writeU32 } from "../base/bytes.ts";
import type { Prng } from "../base/prng.ts";
import { hostKeyPair } from "../node/secure/host-keys.ts";
import { KEY_OFFER, KEY_PROOF } from "../wire/key-material.ts";
import { AUTH, BASE } from "../wire/layout.ts";
import { RECORD, RECORD_HEADER_BYTES, RECORD_TAG_BYTES } from "../wire/record.ts";
import { joined } from "./corpus.ts";
import { GENTLE, mutate, pick } from "./mutate.ts";
import { countOn, partsOf, putCrcsRight } from "./stream.ts";

/** What somebody in the middle has seen, to be said again. */
export interface Overheard {
  /** went over this link towards the node before, in this incarnation */
  readonly passed: readonly Uint8Array[];
  /** what the node itself sent on it */
  readonly answered: readonly Uint8Array[];
  /** what went towards the node in another incarnation of the link */
  readonly earlier: readonly Uint8Array[];
}

export const RECORD_MUTATIONS = ["bits", "byte", "noise", "tag", "number", "length", "magic", "reserved", "truncate", "insert", "remove", "drop", "twice", "swap", "splice", "replay", "earlier", "reflect", "clear"] as const;
export const HANDSHAKE_MUTATIONS = ["bits", "byte", "noise", "truncate", "drop", "twice", "swap", "gentle", "form", "key", "suite", "body", "header", "earlier", "reflect"] as const;
export type RecordMutation = (typeof RECORD_MUTATIONS)[number];
export type HandshakeMutation = (typeof HANDSHAKE_MUTATIONS)[number];

/** The chunks after one change of one of them, or of their order; always copies. */
export function mutateRecords(random: Prng, chunks: readonly Uint8Array[], kind: RecordMutation, heard: Overheard): Uint8Array[] {
  const at = random.below(chunks.length);
  const record = chunks[at]!.slice();
  const common = changedAlike(random, chunks, at, kind);
  if (common !== null) return common;
  switch (kind) {
    case "tag":
      record[record.length - 1 - random.below(RECORD_TAG_BYTES)] ^= 1 + random.below(255);
      return put(chunks, at, record);
    case "number":
      record[RECORD.fields.number.offset + random.below(8)] ^= 1 + random.below(255);
      return put(chunks, at, record);
    case "length":
      writeU32(record, RECORD.fields.length.offset, pick(random, [0, 1, record.length, record.length - 33, record.length - 31, 67_584, 67_585, 0x7fffffff, 0xffffffff]), false);
      return put(chunks, at, record);
    case "magic":
      record[random.below(2)] ^= 1 + random.below(255);
      return put(chunks, at, record);
    case "reserved":
      record[RECORD.fields.reserved02.offset + random.below(2)] ^= 1 + random.below(255);
      return put(chunks, at, record);
    case "splice": {
      // The header of one, the body of another.
      const other = pick(random, [...chunks, ...heard.passed, ...heard.answered]);
      return put(chunks, at, joined([record.subarray(0, RECORD_HEADER_BYTES), other.subarray(RECORD_HEADER_BYTES)]));
    }
    case "replay":
      return put(chunks, at, pick(random, heard.passed).slice());
    case "earlier":
      return put(chunks, at, pick(random, heard.earlier).slice());
    case "reflect":
      return put(chunks, at, pick(random, heard.answered).slice());
    default:
      // What was said in the clear while that was right.
      return put(chunks, at, heard.passed[0]!.slice());
  }
}

/** The same for messages of the handshake, one or two behind which the first records may lie. `first`: the counter of the first. */
export function mutateHandshake(random: Prng, chunks: readonly Uint8Array[], kind: HandshakeMutation, heard: Overheard, first: number): Uint8Array[] {
  const at = 0;
  const message = chunks[at]!.slice();
  const changed = changedAlike(random, chunks, at, kind) ?? put(chunks, at, handshakeMessage(random, message, kind, heard));
  // Most often put right, or nothing would get behind the framer.
  if (changed.length > 0 && random.below(4) > 0) {
    const parts = partsOf(changed[0]!, "header");
    countOn(changed[0]!, parts, first);
    putCrcsRight(changed[0]!, parts);
  }
  return changed;
}

function handshakeMessage(random: Prng, message: Uint8Array, kind: string, heard: Overheard): Uint8Array {
  const [part] = partsOf(message, "header");
  const aux = part!.at + part!.headerBytes;
  const offers = part!.auxWireBytes >= KEY_OFFER.endBytes;
  switch (kind) {
    case "gentle":
      return mutate(random, message, pick(random, GENTLE), "header");
    case "form":
      message[aux + random.below(KEY_OFFER.fields.host_key.offset)] ^= 1 + random.below(255);
      return message;
    case "body":
      message[part!.at + BASE.endBytes + random.below(part!.headerBytes - BASE.endBytes)] ^= 1 << random.below(8);
      return message;
    case "suite":
      // As if there were no suite in common: a way down to the clear.
      message.fill(0, part!.at + AUTH.fields.encryption.offset, part!.at + AUTH.fields.encryption.offset + AUTH.fields.encryption.length);
      return message;
    case "key":
      if (!offers) message[aux + KEY_PROOF.fields.signature.offset + random.below(KEY_PROOF.fields.signature.length)] ^= 1 + random.below(255);
      else message.set(hostKeyPair(random.fork("strange")).publicKey, aux + pick(random, [KEY_OFFER.fields.host_key.offset, KEY_OFFER.fields.ephemeral_key.offset, KEY_OFFER.fields.nonce.offset]));
      return message;
    case "header":
      message[random.below(BASE.endBytes)] ^= 1 << random.below(8);
      return message;
    case "earlier":
      return pick(random, heard.earlier).slice();
    default:
      return pick(random, heard.answered).slice();
  }
}

/** What is the same for records and messages; null = another kind. */
function changedAlike(random: Prng, chunks: readonly Uint8Array[], at: number, kind: string): Uint8Array[] | null {
  const bytes = chunks[at]!.slice();
  const place = random.below(bytes.length);
  switch (kind) {
    case "bits":
      bytes[place] ^= 1 << random.below(8);
      return put(chunks, at, bytes);
    case "byte":
      bytes[place] ^= 1 + random.below(255);
      return put(chunks, at, bytes);
    case "noise":
      for (let i = place; i < Math.min(bytes.length, place + 64); i++) bytes[i] = random.below(256);
      return put(chunks, at, bytes);
    case "truncate":
      return put(chunks, at, bytes.subarray(0, place));
    case "insert":
      return put(chunks, at, joined([bytes.subarray(0, place), Uint8Array.from({ length: 1 + random.below(40) }, () => random.below(256)), bytes.subarray(place)]));
    case "remove":
      return put(chunks, at, joined([bytes.subarray(0, place), bytes.subarray(Math.min(bytes.length, place + 1 + random.below(40)))]));
    case "drop":
      return chunks.filter((_, i) => i !== at);
    case "twice":
      return [...chunks.slice(0, at + 1), bytes, ...chunks.slice(at + 1)];
    case "swap":
      return at + 1 < chunks.length ? [...chunks.slice(0, at), chunks[at + 1]!.slice(), bytes, ...chunks.slice(at + 2)] : [...chunks.slice(0, at), bytes.subarray(1)];
    default:
      return null;
  }
}

function put(chunks: readonly Uint8Array[], at: number, bytes: Uint8Array): Uint8Array[] {
  return chunks.map((chunk, i) => (i === at ? bytes : chunk.slice()));
}
