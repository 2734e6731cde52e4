/** The layouts of key material and records: as documented, there and back, and what is none. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { describe as describeMessage } from "./describe.ts";
import { describeRecord, startsRecord } from "./describe-record.ts";
import { CMD } from "./constants.ts";
import { Encoder } from "./encode.ts";
import { AUTH_AUX_AT, KEY_OFFER, KEY_PROOF, keyMaterialStruct, readKeyOffer, readKeyProof, SUITE, writeKeyOffer, writeKeyProof } from "./key-material.ts";
import { RECORD, RecordReader, readRecordHead, writeRecordHeader } from "./record.ts";

const doc = readFileSync("docs/layouts.md", "utf8");
const suite = SUITE.ED25519_X25519_CHACHA20POLY1305;
const fill = (value: number, count = 32): Uint8Array => new Uint8Array(count).fill(value);
const OFFER = { suite, hostKey: fill(1), ephemeralKey: fill(2), nonce: fill(3) };

describe("docs/layouts.md", () => {
  test.each([KEY_OFFER, KEY_PROOF, RECORD].map((struct) => ({ struct, name: struct.name })))("[LINK-02] [SVC-02] $name: every field with offset, length and kind, nothing left out", ({ struct }) => {
    const section = doc.split(`\n### ${struct.name}\n`)[1]!.split(/\n##+ /)[0]!;
    const rows = section.split("\n").filter((line) => /^\| \d/.test(line)).map((row) => row.split("|").slice(1, 5).map((cell) => cell.trim()));
    expect(rows).toEqual(Object.entries(struct.fields).map(([name, { offset, length, kind }]) => [String(offset), String(length), `\`${name}\``, kind]));
    let end = 0;
    for (const { offset, length } of Object.values(struct.fields)) {
      expect(offset).toBe(end);
      end += length;
    }
    expect(end).toBe(struct.endBytes);
  });
});

describe("key material", () => {
  test("[LINK-02] there and back", () => {
    expect(readKeyOffer(writeKeyOffer(OFFER), suite)).toEqual(OFFER);
    expect(readKeyProof(writeKeyProof(suite, fill(9, 64)), suite)).toEqual(fill(9, 64));
  });

  test("[LINK-02] one is not the other, and neither is for another suite", () => {
    expect([readKeyProof(writeKeyOffer(OFFER), suite), readKeyOffer(writeKeyProof(suite, fill(9, 64)), suite)]).toEqual([null, null]);
    expect([readKeyOffer(writeKeyOffer(OFFER), 2), readKeyOffer(new Uint8Array(0), suite), readKeyOffer(fill(0, 1024), suite)]).toEqual([null, null, null]);
  });

  test.each([false, true])("[LINK-02] AUTH carries it, and describe names its fields (big-endian: %s)", (bigEndian) => {
    const encoder = new Encoder("header", bigEndian);
    encoder.flags = 0xc0;
    const bytes = encoder.auth({ host: new Uint32Array(4), protoClass: 1, protoVersion: 1, auxBytesMax: 65_536, capabilities: 8, rights: 1, encryption: suite }, writeKeyOffer(OFFER));
    expect([bytes.length, AUTH_AUX_AT]).toEqual([256, 128]);
    const { fields, faults, auxBytes } = describeMessage(bytes, "header");
    expect([faults, auxBytes]).toEqual([[], 112]);
    expect(fields.filter(({ struct }) => struct === "key_offer").map(({ name, offset, value }) => [name, offset, value.slice(0, 4)])).toEqual([
      ["form", 128, "1"],
      ["length", 130, "112"],
      ["suite", 132, "0x00"],
      ["reserved08", 136, "0000"],
      ["host_key", 144, "0101"],
      ["ephemeral_key", 176, "0202"],
      ["nonce", 208, "0303"],
    ]);
    expect(fields.find(({ name }) => name === "host_key")!.meaning).toContain("simulation");
    expect(fields.find(({ name }) => name === "encryption")!.meaning).toBe("offers Ed25519, X25519, ChaCha20-Poly1305");
    expect(fields.reduce((sum, { length }) => sum + length, 0)).toBe(256);
  });

  test("[LINK-02] aux data of other messages, or of another form, is not called key material", () => {
    expect(keyMaterialStruct(CMD.DOM_ECHO, writeKeyOffer(OFFER))).toBeUndefined();
    expect(keyMaterialStruct(0xc0000000 | CMD.LNK_AUTH, fill(7, 112))).toBeUndefined();
    expect(keyMaterialStruct(0xe0000000 | CMD.LNK_AUTH, writeKeyOffer(OFFER))).toBeUndefined();
  });
});

describe("a record", () => {
  function record(count: number, number: number): Uint8Array {
    const bytes = new Uint8Array(count + 32);
    writeRecordHeader(bytes, number);
    return bytes;
  }

  test("[LINK-02] its header there and back; numbers go beyond 32 bits", () => {
    expect(readRecordHead(record(64, 7))).toEqual({ number: 7, ciphertextBytes: 64, wireBytes: 96 });
    expect(readRecordHead(record(2_112, 0x1_0000_0002))!.number).toBe(0x1_0000_0002);
    expect([readRecordHead(record(64, 0).subarray(0, 15)), startsRecord(Uint8Array.of(0x32)), startsRecord(Uint8Array.of(0x32, 0x48))]).toEqual([null, false, false]);
  });

  test("[LINK-02] cut off, describe says what is there and what is missing", () => {
    const described = describeRecord(record(64, 1).subarray(0, 90))!;
    expect([described.missingBytes, described.restBytes]).toEqual([6, 0]);
    expect(described.fields.map(({ name, offset, length }) => [name, offset, length]).slice(-2)).toEqual([["ciphertext", 16, 64], ["tag", 80, 10]]);
    expect(describeRecord(new Uint8Array(40))).toBeNull();
  });

  test("[LINK-02] [WIRE-09] a reader gives the same in any chunks, in order, and stays broken", () => {
    const stream = [record(64, 0), record(128, 1), record(64, 3)].flatMap((bytes) => [...bytes]);
    for (const chunk of [1, 7, 96, 97, 1_000]) {
      const reader = new RecordReader({ open: (bytes) => bytes.slice(16, -16) });
      const lengths: number[] = [];
      for (let at = 0; at < stream.length; at += chunk) {
        reader.push(Uint8Array.from(stream.slice(at, at + chunk)));
        for (let message = reader.next(); message !== null; message = reader.next()) lengths.push(message.length);
      }
      expect([lengths, reader.fault?.name, reader.fault?.offset]).toEqual([[64, 128], "MSGSEQ", 8]);
      reader.push(record(64, 2));
      expect(reader.next()).toBeNull();
    }
  });
});
