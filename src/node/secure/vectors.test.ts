/** The library computes what the RFCs print: their vectors, as facts, in the ways in which the suite uses it. */
import { chacha20poly1305 } from "@noble/ciphers/chacha.js";
import { ed25519 } from "@noble/curves/ed25519.js";
import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { expect, test } from "vitest";
import { bytesToHex, hexToBytes, utf8Encode } from "../../base/bytes.ts";
import { authHash, ephemeralPublicKey, sharedSecret } from "./agreement.ts";

const bytes = (hex: string): Uint8Array => hexToBytes(hex)!;

test("[LINK-02] X25519: RFC 7748, 6.1, both sides", () => {
  const alice = bytes("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a");
  const bob = bytes("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb");
  expect(bytesToHex(ephemeralPublicKey(alice))).toBe("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a");
  expect(bytesToHex(ephemeralPublicKey(bob))).toBe("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f");
  const shared = "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742";
  expect(bytesToHex(sharedSecret(alice, ephemeralPublicKey(bob))!)).toBe(shared);
  expect(bytesToHex(sharedSecret(bob, ephemeralPublicKey(alice))!)).toBe(shared);
});

test("[LINK-02] Ed25519: RFC 8032, 7.1, test 1", () => {
  const secret = bytes("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
  const publicKey = bytes("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
  const signature = bytes("e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b");
  expect(ed25519.getPublicKey(secret)).toEqual(publicKey);
  expect(ed25519.sign(new Uint8Array(0), secret)).toEqual(signature);
  expect(ed25519.verify(signature, new Uint8Array(0), publicKey, { zip215: false })).toBe(true);
  signature[0] ^= 1;
  expect(ed25519.verify(signature, new Uint8Array(0), publicKey, { zip215: false })).toBe(false);
});

test("[LINK-02] ChaCha20-Poly1305: RFC 8439, 2.8.2", () => {
  const key = Uint8Array.from({ length: 32 }, (_, i) => 0x80 + i);
  const nonce = bytes("070000004041424344454647");
  const data = bytes("50515253c0c1c2c3c4c5c6c7");
  const message = utf8Encode("Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.");
  const sealed =
    "d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d63dbea45e8ca9671282fafb69da92728b1a71de0a9e060b2905d6a5b67ecd3b3692ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc3ff4def08e4b7a9de576d26586cec64b6116" +
    "1ae10b594f09e26a7e902ecbd0600691";
  expect(bytesToHex(chacha20poly1305(key, nonce, data).encrypt(message))).toBe(sealed);
  expect(chacha20poly1305(key, nonce, data).decrypt(bytes(sealed))).toEqual(message);
});

test("[LINK-02] HKDF-SHA256: RFC 5869, A.1; SHA-256: FIPS 180-4, abc", () => {
  const made = hkdf(sha256, new Uint8Array(22).fill(0x0b), bytes("000102030405060708090a0b0c"), bytes("f0f1f2f3f4f5f6f7f8f9"), 42);
  expect(bytesToHex(made)).toBe("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
  expect(bytesToHex(authHash(utf8Encode("abc")))).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
});
