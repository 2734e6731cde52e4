/** The suite's own functions: proofs that are none, nonces beyond a byte, keys of impostors. */
import { chacha20poly1305 } from "@noble/ciphers/chacha.js";
import { ed25519 } from "@noble/curves/ed25519.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { expect, test } from "vitest";
import { Prng } from "../../base/prng.ts";
import { directionKeys, sameBytes, signProof, verifyProof } from "./agreement.ts";
import { fingerprintText, fingerprintWord, type HostKeyUse, hostKeyPair, randomBytes, Secrets } from "./host-keys.ts";
import { LinkSecurity, suitesOf } from "./link-security.ts";
import { recordReader, Sealer } from "./seal.ts";

const fill = (value: number, count = 32): Uint8Array => new Uint8Array(count).fill(value);

test("[LINK-02] a proof holds for its key, suite and both AUTHs in their places, and for nothing else", () => {
  const { secret, publicKey } = hostKeyPair(new Prng(1));
  const [signer, other] = [sha256(fill(1)), sha256(fill(2))];
  const proof = signProof(secret, 1, signer, other);
  expect(verifyProof(proof, publicKey, 1, signer, other)).toBe(true);
  expect([verifyProof(proof, publicKey, 2, signer, other), verifyProof(proof, publicKey, 1, other, signer), verifyProof(proof, hostKeyPair(new Prng(2)).publicKey, 1, signer, other)]).toEqual([false, false, false]);
});

test("[LINK-02] a key of small order proves nothing, though its one signature fits every message", () => {
  const identity = Uint8Array.of(1, ...fill(0, 31));
  const signature = Uint8Array.of(...identity, ...fill(0));
  expect(ed25519.verify(signature, fill(7), identity, { zip215: true })).toBe(true);
  expect(verifyProof(signature, identity, 1, fill(1), fill(2))).toBe(false);
});

test("[LINK-02] what is no signature or no key is a wrong one, never a throw", () => {
  const { secret, publicKey } = hostKeyPair(new Prng(1));
  const proof = signProof(secret, 1, fill(1), fill(2));
  expect([verifyProof(proof.subarray(1), publicKey, 1, fill(1), fill(2)), verifyProof(proof, publicKey.subarray(1), 1, fill(1), fill(2)), verifyProof(proof, fill(0xff), 1, fill(1), fill(2))]).toEqual([false, false, false]);
});

test("[LINK-02] both sides make the same keys for a direction, whichever hash is the smaller", () => {
  const [low, high, twin] = [fill(1), fill(2), Uint8Array.of(...fill(1, 31), 2)];
  for (const [a, b] of [[low, high], [low, twin]] as const) {
    const keys = directionKeys(fill(9), 1, a, b);
    expect(keys).not.toEqual(directionKeys(fill(9), 1, b, a));
    expect([keys.key.length, keys.iv.length]).toEqual([32, 12]);
  }
  expect([sameBytes(low, fill(1)), sameBytes(low, twin), sameBytes(low, fill(1, 31)), sameBytes(fill(1, 31), low)]).toEqual([true, false, false, false]);
});

test("[LINK-02] the nonce is the iv with all of the record's number in its last eight bytes", () => {
  const keys = { key: fill(3), iv: Uint8Array.from({ length: 12 }, (_, i) => 0xf0 + i) };
  for (const number of [0, 1, 255, 256, 65_537, 0xffff_ffff, 0x1_0000_0000, 0x0a_0b0c_0d0e_0f01]) {
    const sealer = new Sealer(keys);
    sealer.count = number;
    const record = sealer.seal(fill(5, 64));
    const nonce = keys.iv.slice();
    for (let i = 0; i < 8; i++) nonce[4 + i] ^= Number((BigInt(number) >> BigInt(8 * i)) & 255n);
    expect(chacha20poly1305(keys.key, nonce, record.subarray(0, 16)).decrypt(record.subarray(16))).toEqual(fill(5, 64));
    const reader = recordReader(keys);
    reader.numberExpected = number;
    reader.push(record);
    expect([reader.next(), sealer.count]).toEqual([fill(5, 64), number + 1]);
  }
});

test("[LINK-02] what an impostor presents: another key, or the right one without its secret", () => {
  const pairOf = (use: HostKeyUse) => new Secrets(new Prng(1), { use, publicKeyOf: () => null }).pair;
  const [own, other, noSecret] = (["own", "other", "noSecret"] as const).map(pairOf);
  const belongs = ({ secret, publicKey }: { secret: Uint8Array; publicKey: Uint8Array }) => sameBytes(ed25519.getPublicKey(secret), publicKey);
  expect(own).toEqual(hostKeyPair(new Prng(1)));
  expect([own, other, noSecret].map((pair) => belongs(pair!))).toEqual([true, true, false]);
  expect([sameBytes(other!.publicKey, own!.publicKey), noSecret!.publicKey, noSecret!.secret]).toEqual([false, own!.publicKey, other!.secret]);
});

test("[LINK-02] nothing that a handshake draws comes again", () => {
  const secrets = new Secrets(new Prng(1), { use: "own", publicKeyOf: () => null });
  expect([secrets.fresh(32).length, sameBytes(secrets.fresh(32), secrets.fresh(32)), new Set(randomBytes(new Prng(2), 4_000)).size]).toEqual([32, false, 256]);
});

test("a fingerprint is the start of the key's hash, in eight digits", () => {
  const key = fill(4);
  const digits = Array.from(sha256(key).subarray(0, 4), (byte) => byte.toString(16).padStart(2, "0")).join("");
  expect(fingerprintText(fingerprintWord(key))).toBe(`${digits.slice(0, 4)} ${digits.slice(4)}`);
  expect([fingerprintText(0xff), fingerprintText(-1), fingerprintText(0x3fa091c2)]).toEqual(["0000 00ff", "ffff ffff", "3fa0 91c2"]);
});

test("[LINK-07] an incarnation leaves nothing to the next but why the last one failed", () => {
  expect([suitesOf("none"), suitesOf("offer"), suitesOf("require")]).toEqual([0, 1, 1]);
  const security = new LinkSecurity("require");
  expect(security.authenticated).toBe(false);
  const fresh = Object.assign({}, security);
  Object.assign(security, { suite: 1, offer: {}, ephemeralSecret: fill(1), ownAuth: fill(1), peerAuth: fill(1), peerHostKey: fill(1), peerHost: new Uint32Array(4), reader: {}, sealerToBe: {}, authenticated: true, refusal: 5, refusalError: 6 });
  security.reset();
  expect(Object.assign({}, security)).toEqual(Object.assign(fresh, { refusal: 5, refusalError: 6 }));
});
