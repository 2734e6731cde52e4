/**
 * What AUTH carries as in-band aux data on a link that shall be encrypted (LINK-02): an offer of keys in the command, the proof
 * in the reply. Ours to lay out. All numbers are little-endian, as in every aux payload of ours; keys are byte strings.
 */
import { readU16, readU32, writeU16, writeU32 } from "../base/bytes.ts";
import { BASE_BYTES, CMD, FLAG } from "./constants.ts";
import type { Field, Struct } from "./layout.ts";

/** Bits of `encryption` in LNK_AUTH (LINK-02; the numbers are ours). No bit is the suite `none`. */
export const SUITE = { ED25519_X25519_CHACHA20POLY1305: 1 } as const;
export const SUITES_KNOWN: number = SUITE.ED25519_X25519_CHACHA20POLY1305;

/** `form` of key material. */
export const KEY_FORM = { OFFER: 1, PROOF: 2 } as const;

export const HOST_KEY_BYTES = 32;
export const SIGNATURE_BYTES = 64;

function number(offset: number, kind: "u16" | "u32", hex = false): Field {
  return { offset, length: kind === "u16" ? 2 : 4, kind, hex, reserved: false };
}

function bytes(offset: number, length: number, reserved = false): Field {
  return { offset, length, kind: "bytes", hex: true, reserved };
}

const HEAD = { form: number(0, "u16"), length: number(2, "u16"), suite: number(4, "u32", true), reserved08: bytes(8, 8, true) } as const;

/** In AUTH CREATE|DELETE: who we say we are, and our half of the key agreement. 112 bytes, offsets from the start of the aux data. */
export const KEY_OFFER = {
  name: "key_offer",
  endBytes: 112,
  fields: { ...HEAD, host_key: bytes(16, HOST_KEY_BYTES), ephemeral_key: bytes(48, 32), nonce: bytes(80, 32) },
} as const satisfies Struct;

/** In AUTH REPLY|CREATE|DELETE: that we have the host key's secret, and that both saw the same two AUTHs. 80 bytes. */
export const KEY_PROOF = {
  name: "key_proof",
  endBytes: 80,
  fields: { ...HEAD, signature: bytes(16, SIGNATURE_BYTES) },
} as const satisfies Struct;

export interface KeyOffer {
  readonly suite: number;
  readonly hostKey: Uint8Array;
  readonly ephemeralKey: Uint8Array;
  readonly nonce: Uint8Array;
}

export function writeKeyOffer({ suite, hostKey, ephemeralKey, nonce }: KeyOffer): Uint8Array {
  const { fields } = KEY_OFFER;
  const material = headed(KEY_FORM.OFFER, KEY_OFFER.endBytes, suite);
  material.set(hostKey, fields.host_key.offset);
  material.set(ephemeralKey, fields.ephemeral_key.offset);
  material.set(nonce, fields.nonce.offset);
  return material;
}

export function writeKeyProof(suite: number, signature: Uint8Array): Uint8Array {
  const material = headed(KEY_FORM.PROOF, KEY_PROOF.endBytes, suite);
  material.set(signature, KEY_PROOF.fields.signature.offset);
  return material;
}

/** The offer that is all of this aux data, for this suite; null when it is none (KEYFMT). */
export function readKeyOffer(aux: Uint8Array, suite: number): KeyOffer | null {
  if (!isKeyMaterial(aux, KEY_FORM.OFFER, KEY_OFFER.endBytes, suite)) return null;
  const { fields } = KEY_OFFER;
  return { suite, hostKey: cut(aux, fields.host_key), ephemeralKey: cut(aux, fields.ephemeral_key), nonce: cut(aux, fields.nonce) };
}

/** The signature in a proof; null when it is none (KEYFMT). */
export function readKeyProof(aux: Uint8Array, suite: number): Uint8Array | null {
  return isKeyMaterial(aux, KEY_FORM.PROOF, KEY_PROOF.endBytes, suite) ? cut(aux, KEY_PROOF.fields.signature) : null;
}

/** Which struct the aux data of that command is, for whoever describes it; undefined = not ours to name. */
export function keyMaterialStruct(cmd: number, aux: Uint8Array): Struct | undefined {
  if ((cmd & 0xffffff) !== CMD.LNK_AUTH) return undefined;
  const struct = (cmd >>> 24) & FLAG.REPLY ? KEY_PROOF : KEY_OFFER;
  return aux.length === struct.endBytes && readU16(aux, 0, false) === (struct === KEY_PROOF ? KEY_FORM.PROOF : KEY_FORM.OFFER) ? struct : undefined;
}

function headed(form: number, length: number, suite: number): Uint8Array {
  const material = new Uint8Array(length);
  writeU16(material, HEAD.form.offset, form, false);
  writeU16(material, HEAD.length.offset, length, false);
  writeU32(material, HEAD.suite.offset, suite, false);
  return material;
}

function isKeyMaterial(aux: Uint8Array, form: number, length: number, suite: number): boolean {
  return aux.length === length && readU16(aux, HEAD.form.offset, false) === form && readU16(aux, HEAD.length.offset, false) === length && readU32(aux, HEAD.suite.offset, false) === suite;
}

function cut(aux: Uint8Array, { offset, length }: Field): Uint8Array {
  return aux.slice(offset, offset + length);
}

/** Where an AUTH's aux data starts: behind its 128 bytes of header. */
export const AUTH_AUX_AT = (CMD.LNK_AUTH & 0xff) * BASE_BYTES;
