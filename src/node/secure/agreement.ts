import { ed25519, x25519 } from "@noble/curves/ed25519.js";
import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { utf8Encode, writeU32 } from "../../base/bytes.ts";

/**
 * The key agreement of the suite (LINK-02), as functions of bytes alone. Both sides see the same two AUTH commands, each with the
 * host, what it offers, its host key, a fresh ephemeral key and a nonce; what they sign and derive hangs on every byte of both.
 *
 *   proof of a side  = Ed25519(its host key, "spanscope AUTH proof v1" 00 | suite | SHA-256(its AUTH) | SHA-256(the other's AUTH))
 *   keys             = HKDF-SHA256(X25519(ephemeral keys), salt = SHA-256(the smaller of the two hashes | the larger),
 *                                  info = "spanscope record key v1" 00 | suite | SHA-256(the sender's AUTH)) -> 32 bytes key, 12 bytes iv
 *
 * So no value that was negotiated can be changed unnoticed (no downgrade of what one side required), no proof of one side is one of
 * the other (no reflection), and none of an earlier incarnation holds in a later one (no replay): the nonces differ.
 */
const PROOF_LABEL = utf8Encode("spanscope AUTH proof v1\0");
const KEY_LABEL = utf8Encode("spanscope record key v1\0");
export const RECORD_KEY_BYTES = 32;
export const RECORD_IV_BYTES = 12;

/** What one direction of a link is sealed with. */
export interface DirectionKeys {
  readonly key: Uint8Array;
  readonly iv: Uint8Array;
}

/** The hash of an AUTH command as it was on the wire: header and padded aux data. */
export function authHash(auth: Uint8Array): Uint8Array {
  return sha256(auth);
}

export function ephemeralPublicKey(secret: Uint8Array): Uint8Array {
  return x25519.getPublicKey(secret);
}

/** `signer` and `other` are hashes of the two AUTHs. */
export function signProof(hostSecret: Uint8Array, suite: number, signer: Uint8Array, other: Uint8Array): Uint8Array {
  return ed25519.sign(joined(PROOF_LABEL, word(suite), signer, other), hostSecret);
}

/** Never throws: what is no signature or no key is a wrong one. */
export function verifyProof(signature: Uint8Array, hostKey: Uint8Array, suite: number, signer: Uint8Array, other: Uint8Array): boolean {
  try {
    return ed25519.verify(signature, joined(PROOF_LABEL, word(suite), signer, other), hostKey, { zip215: false });
  } catch {
    return false;
  }
}

/** X25519; null when the peer's key is one with which no secret comes about (RFC 7748: all zero). */
export function sharedSecret(ephemeralSecret: Uint8Array, peerEphemeralKey: Uint8Array): Uint8Array | null {
  try {
    return x25519.getSharedSecret(ephemeralSecret, peerEphemeralKey);
  } catch {
    return null;
  }
}

/** The keys with which the side whose AUTH hashes to `sender` seals. */
export function directionKeys(shared: Uint8Array, suite: number, sender: Uint8Array, receiver: Uint8Array): DirectionKeys {
  const [first, second] = isLess(sender, receiver) ? [sender, receiver] : [receiver, sender];
  const made = hkdf(sha256, shared, sha256(joined(first, second)), joined(KEY_LABEL, word(suite), sender), RECORD_KEY_BYTES + RECORD_IV_BYTES);
  return { key: made.slice(0, RECORD_KEY_BYTES), iv: made.slice(RECORD_KEY_BYTES) };
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

function isLess(a: Uint8Array, b: Uint8Array): boolean {
  const at = a.findIndex((byte, i) => byte !== b[i]);
  return at >= 0 && a[at] < b[at];
}

function word(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  writeU32(bytes, 0, value, false);
  return bytes;
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
