import { ed25519 } from "@noble/curves/ed25519.js";
import { sha256 } from "@noble/hashes/sha2.js";
import type { Prng } from "../../base/prng.ts";
import type { UuidWords } from "../../base/uuid.ts";

/**
 * The keys of hosts, as a SIMULATION keeps them: every secret is derived from the run's seed, 32 bits of it, so that a run can be
 * repeated bit by bit. Whoever knows the seed knows every key. The algorithms are real; this key management is for looking at, and
 * must never protect anything.
 */

/** LINK-02: an Ed25519 key pair. */
export interface HostKeyPair {
  readonly secret: Uint8Array;
  readonly publicKey: Uint8Array;
}

/** What a host does about its own key: its own as it should; another than the one that is known of it; or the right public key without the secret to it. */
export const HOST_KEY_USES = ["own", "other", "noSecret"] as const;
export type HostKeyUse = (typeof HOST_KEY_USES)[number];

/** What a node is told about keys when it is made. */
export interface Keyring {
  /** the public key under which a host is known here; null = unknown */
  publicKeyOf(host: UuidWords): Uint8Array | null;
  readonly use: HostKeyUse;
}

/** The label under which a node's stream of chance is forked for its host key, and for what each handshake draws. */
const HOST_KEY = "host key";
const OTHER_KEY = "another host key";
const HANDSHAKES = "handshakes";

/** The host key of the node whose stream of chance this is; nothing is drawn from the stream itself. */
export function hostKeyPair(node: Prng): HostKeyPair {
  return keyPair(node.fork(HOST_KEY));
}

function keyPair(random: Prng): HostKeyPair {
  const secret = randomBytes(random, 32);
  return { secret, publicKey: ed25519.getPublicKey(secret) };
}

export function randomBytes(random: Prng, count: number): Uint8Array {
  const bytes = new Uint8Array(count);
  for (let i = 0; i < count; i++) bytes[i] = random.u24() >>> 16;
  return bytes;
}

/** A node's own secrets; made when first needed, and kept over a crash, as a disk would. */
export class Secrets {
  readonly keyring: Keyring;
  private readonly _node: Prng;
  private _pair: HostKeyPair | null = null;
  private _handshakes: Prng | null = null;

  constructor(node: Prng, keyring: Keyring) {
    this._node = node;
    this.keyring = keyring;
  }

  /** What this host presents and signs with. An impostor's secret does not belong to the public key it presents or is known by. */
  get pair(): HostKeyPair {
    this._pair ??= this._makePair();
    return this._pair;
  }

  /** Bytes that no handshake of this node had before or will have again. */
  fresh(count: number): Uint8Array {
    this._handshakes ??= this._node.fork(HANDSHAKES);
    return randomBytes(this._handshakes, count);
  }

  private _makePair(): HostKeyPair {
    const own = hostKeyPair(this._node);
    if (this.keyring.use === "own") return own;
    const other = keyPair(this._node.fork(OTHER_KEY));
    return this.keyring.use === "other" ? other : { secret: other.secret, publicKey: own.publicKey };
  }
}

/** The first four bytes of a key's SHA-256, as an event carries them (signed). */
export function fingerprintWord(publicKey: Uint8Array): number {
  const hash = sha256(publicKey);
  return (hash[0] << 24) | (hash[1] << 16) | (hash[2] << 8) | hash[3];
}

/** "3fa0 91c2" for that word: enough to tell keys of one run apart, and no more. */
export function fingerprintText(word: number): string {
  const digits = (word >>> 0).toString(16).padStart(8, "0");
  return `${digits.slice(0, 4)} ${digits.slice(4)}`;
}
