/**
 * A peer that speaks the suite of LINK-02 by itself: noble's functions and the layouts as docs/layouts.md has them, none of the code that it
 * talks to. What it does wrong a test tells it.
 */
import { chacha20poly1305 } from "@noble/ciphers/chacha.js";
import { ed25519, x25519 } from "@noble/curves/ed25519.js";
import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { parseId64 } from "../../base/bytes.ts";
import { Prng } from "../../base/prng.ts";
import { formatUuid, type UuidWords } from "../../base/uuid.ts";
import type { AuthBody } from "../../wire/bodies.ts";
import { Mesh, type MeshNodeOptions } from "../mesh.testkit.ts";
import { Puppet, type PuppetOptions, ZERO_ID } from "../puppet.testkit.ts";
import { flagsOf } from "../seen.testkit.ts";
import { hostKeyPair, type Keyring } from "./host-keys.ts";
import type { SecurityWish } from "./link-security.ts";

export const PEER_HOST: UuidWords = Uint32Array.of(0xfeed, 0, 0, 0x77);
export const PEER_SECRET = new Uint8Array(32).fill(0x42);
const text = (value: string): Uint8Array => Uint8Array.from(value, (letter) => letter.charCodeAt(0));

/** Everybody who is listed is known by that key. */
export function keyringWith(known: readonly (readonly [UuidWords, Uint8Array])[], use: Keyring["use"] = "own"): Keyring {
  const keys = new Map(known.map(([host, key]) => [formatUuid(host), key]));
  return { use, publicKeyOf: (host) => keys.get(formatUuid(host)) ?? null };
}

/** The host and the public key of the node that `mesh.add` makes as number `number`. */
export function nodeHost(number: number): readonly [UuidWords, Uint8Array] {
  return [Uint32Array.of(0, 0, 0, number), hostKeyPair(new Prng(number)).publicKey];
}

export interface OfferSpec {
  readonly auth?: Partial<AuthBody>;
  readonly hostKey?: Uint8Array;
  readonly ephemeralKey?: Uint8Array;
  readonly nonce?: Uint8Array;
  /** the aux data instead of a key offer */
  readonly aux?: Uint8Array;
}

export class SecurePuppet extends Puppet {
  hostSecret = PEER_SECRET;
  ephemeralSecret = new Uint8Array(32).fill(0x11);
  nonce = new Uint8Array(32).fill(0x22);
  /** AUTH commands as they were on the wire */
  ownAuthBytes = new Uint8Array(0);
  theirAuth = new Uint8Array(0);
  /** records that the node sent on this incarnation, as they came */
  records: Uint8Array[] = [];
  sealing = false;
  opening = false;
  sealed = 0;
  opened = 0;

  /** A node N that knows this peer and wants the link encrypted, and the peer; the link is up, nothing is said by the peer yet. */
  static meet(wish: SecurityWish = "require", options: MeshNodeOptions = {}, puppet: PuppetOptions = {}): { readonly mesh: Mesh; readonly puppet: SecurePuppet } {
    const mesh = new Mesh();
    mesh.add("N", { pfs: ["own"], keyring: keyringWith([[PEER_HOST, ed25519.getPublicKey(PEER_SECRET)]]), ...options });
    const made = new SecurePuppet(mesh, "N", { auth: { host: PEER_HOST, encryption: 1, capabilities: 8 }, ...puppet, config: { security: wish, ...puppet.config } });
    made.up();
    return { mesh, puppet: made };
  }

  override up(): void {
    this.sealing = this.opening = false;
    this.sealed = this.opened = 0;
    this.records = [];
    this.ownAuthBytes = this.theirAuth = new Uint8Array(0);
    super.up();
  }

  sendOffer(spec: OfferSpec = {}): void {
    this.ownAuth = this.newId();
    const aux = spec.aux ?? this.offer(spec);
    this.ownAuthBytes = this._authBytes("CD", this.ownAuth, 0, { host: PEER_HOST, encryption: 1, capabilities: 8, ...spec.auth }, aux).slice();
    this.sendRaw(this.ownAuthBytes);
  }

  offer(spec: OfferSpec = {}): Uint8Array {
    const aux = new Uint8Array(112);
    aux.set([1, 0, 112, 0, 1, 0, 0, 0]);
    aux.set(spec.hostKey ?? ed25519.getPublicKey(this.hostSecret), 16);
    aux.set(spec.ephemeralKey ?? x25519.getPublicKey(this.ephemeralSecret), 48);
    aux.set(spec.nonce ?? this.nonce, 80);
    return aux;
  }

  /** Our answer to the node's AUTH; from then on we seal. */
  sendProof(aux: Uint8Array = this.proof(), error = 0): void {
    const id = this.seen.find((each) => each.name === "LNK_AUTH" && each.flags === "CD")!.msgid;
    this.sendRaw(this._authBytes("RCD", id, error, { host: PEER_HOST, encryption: 1, capabilities: 8 }, aux).slice());
    this.sealing = true;
  }

  proof(own: Uint8Array = this.ownAuthBytes, theirs: Uint8Array = this.theirAuth): Uint8Array {
    const aux = new Uint8Array(80);
    aux.set([2, 0, 80, 0, 1, 0, 0, 0]);
    aux.set(ed25519.sign(proofInput(own, theirs), this.hostSecret), 16);
    return aux;
  }

  /** Whether the node's answer proves what it should. */
  provedBy(hostKey: Uint8Array): boolean {
    const answer = this.seen.find((each) => each.name === "LNK_AUTH" && each.flags === "RCD")!;
    return answer.aux.length === 80 && ed25519.verify(answer.aux.subarray(16), proofInput(this.theirAuth, this.ownAuthBytes), hostKey);
  }

  /** AUTH both ways as it should be. */
  override authenticate(): void {
    this.sendOffer();
    this.sendProof();
  }

  keys(sender: Uint8Array): { readonly key: Uint8Array; readonly iv: Uint8Array } {
    const [own, theirs] = [sha256(this.ownAuthBytes), sha256(this.theirAuth)];
    const first = own.join() === theirs.join() || compare(own, theirs) < 0 ? own : theirs;
    const second = first === own ? theirs : own;
    const salt = sha256(concat(first, second));
    const shared = x25519.getSharedSecret(this.ephemeralSecret, this.theirAuth.slice(128 + 48, 128 + 80));
    const made = hkdf(sha256, shared, salt, concat(text("spanscope record key v1\0"), Uint8Array.of(1, 0, 0, 0), sha256(sender)), 44);
    return { key: made.slice(0, 32), iv: made.slice(32) };
  }

  /** The record of a message, under our number `number`. */
  seal(message: Uint8Array, number = this.sealed++, keys = this.keys(this.ownAuthBytes)): Uint8Array {
    const header = new Uint8Array(16);
    header.set([0x32, 0x53]);
    new DataView(header.buffer).setUint32(4, message.length, true);
    new DataView(header.buffer).setUint32(8, number, true);
    return concat(header, chacha20poly1305(keys.key, nonceFor(keys.iv, number), header).encrypt(message));
  }

  override sendRaw(bytes: Uint8Array, messages = 1): void {
    super.sendRaw(this.sealing ? this.seal(bytes) : bytes, messages);
  }

  /** Bytes on the wire, sealed or not. */
  sendWire(bytes: Uint8Array): void {
    this.mesh.deliver(this.node, this.link, bytes);
  }

  override receive(bytes: Uint8Array): void {
    if (!this.opening) super.receive(bytes);
    else {
      this.records.push(bytes.slice());
      const { key, iv } = this._theirKeys!;
      super.receive(chacha20poly1305(key, nonceFor(iv, this.opened++), bytes.subarray(0, 16)).decrypt(bytes.subarray(16)));
    }
    const auth = this.seen.find((each) => each.name === "LNK_AUTH" && each.flags === "CD");
    if (this.theirAuth.length === 0 && auth) this.theirAuth = auth.bytes.slice();
    if (this.opening || this.ownAuthBytes.length === 0 || this.theirAuth.length < 256) return;
    if (!this.seen.some((each) => each.name === "LNK_AUTH" && each.flags === "RCD" && each.error === 0)) return;
    this.opening = true;
    this._theirKeys = this.keys(this.theirAuth);
  }
  private _theirKeys: { readonly key: Uint8Array; readonly iv: Uint8Array } | null = null;

  private _authBytes(flags: string, msgid: string, error: number, body: Partial<AuthBody>, aux: Uint8Array): Uint8Array {
    const { encoder } = this;
    const id = parseId64(msgid)!;
    const span = parseId64(ZERO_ID)!;
    Object.assign(encoder, { salt: 0xabcd_0000 | (this.sentCount & 255), msgidHi: id.hi, msgidLo: id.lo, spanidHi: span.hi, spanidLo: span.lo, flags: flagsOf(flags), error });
    return encoder.auth({ host: PEER_HOST, protoClass: 1, protoVersion: 1, auxBytesMax: 65_536, capabilities: 8, rights: 1, encryption: 1, ...body }, aux);
  }
}

function proofInput(signer: Uint8Array, other: Uint8Array): Uint8Array {
  return concat(text("spanscope AUTH proof v1\0"), Uint8Array.of(1, 0, 0, 0), sha256(signer), sha256(other));
}

export function nonceFor(iv: Uint8Array, number: number): Uint8Array {
  const nonce = iv.slice();
  const view = new DataView(nonce.buffer);
  view.setUint32(4, view.getUint32(4, true) ^ number, true);
  return nonce;
}

function compare(a: Uint8Array, b: Uint8Array): number {
  const at = a.findIndex((byte, i) => byte !== b[i]);
  return at < 0 ? 0 : a[at] - b[at];
}

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}
