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
    expect(fields.filter(({ struct, level }) => struct === "key_offer" && level === "aux").map(({ name, offset, value }) => [name, offset, value.slice(0, 4)])).toEqual([
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
    expect(keyMaterialStruct(0xe0000000 | CMD.LNK_AUTH, writeKeyProof(suite, fill(9, 64)))).toBe(KEY_PROOF);
    expect(keyMaterialStruct(0xc0000000 | CMD.LNK_AUTH, Uint8Array.of(...writeKeyOffer(OFFER), 0))).toBeUndefined();
  });

  test("[LINK-02] neither a wrong form, nor a wrong length, nor a byte more is an offer", () => {
    const offer = writeKeyOffer(OFFER);
    for (const at of [0, 1, 2, 3, 4, 7]) expect([at, readKeyOffer(offer.map((byte, i) => (i === at ? byte ^ 0x80 : byte)), suite)]).toEqual([at, null]);
    expect([readKeyOffer(Uint8Array.of(...offer, 0), suite), readKeyOffer(offer.subarray(0, 111), suite)]).toEqual([null, null]);
  });

  test("[LINK-02] the suites that an AUTH offers, in words", () => {
    const meaning = (encryption: number) => describeMessage(new Encoder("header", false).auth({ host: new Uint32Array(4), protoClass: 1, protoVersion: 1, auxBytesMax: 1, capabilities: 0, rights: 0, encryption }), "header").fields.find(({ name }) => name === "encryption")!.meaning;
    expect([0, 1, 2, 3].map(meaning)).toEqual(["no encryption suite", "offers Ed25519, X25519, ChaCha20-Poly1305", "offers suites that are not known here", "offers Ed25519, X25519, ChaCha20-Poly1305, and others"]);
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
    expect(readRecordHead(Uint8Array.of(7, ...record(64, 9)), 1)!.number).toBe(9);
    expect([readRecordHead(record(64, 0).subarray(0, 15)), readRecordHead(Uint8Array.of(...record(64, 0), ...record(64, 0).subarray(0, 15)), 96), readRecordHead(record(64, 3).subarray(0, 16))?.number]).toEqual([null, null, 3]);
    expect([[0x32], [0x32, 0x48], [0x53, 0x32], [0x32, 0x53], [0x32, 0x53, 0], [0x33, 0x53]].map((bytes) => startsRecord(Uint8Array.from(bytes)))).toEqual([false, false, false, true, true, false]);
  });

  test("[LINK-02] cut off, describe says what is there and what is missing", () => {
    const described = describeRecord(record(64, 1).subarray(0, 90))!;
    expect([described.missingBytes, described.restBytes]).toEqual([6, 0]);
    expect(described.fields.map(({ name, offset, length, value, level }) => [name, offset, length, value, level])).toEqual([
      ["magic", 0, 2, "0x5332", "base"],
      ["reserved02", 2, 2, "0", "base"],
      ["length", 4, 4, "64", "base"],
      ["number", 8, 8, "1", "base"],
      ["ciphertext", 16, 64, "64 bytes", "ext"],
      ["tag", 80, 10, "10 bytes", "ext"],
    ]);
    const more = describeRecord(Uint8Array.of(...record(0, 1), 9))!;
    expect([more.missingBytes, more.restBytes, more.fields.map(({ name }) => name).slice(4)]).toEqual([0, 1, ["tag"]]);
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

  function readerOf(...chunks: Uint8Array[]): RecordReader {
    const reader = new RecordReader({ open: (bytes) => bytes.slice(16, -16) });
    for (const chunk of chunks) {
      reader.push(chunk);
      while (reader.next() !== null);
    }
    return reader;
  }

  test("[LINK-02] [WIRE-09] bytes that are no record are told as soon as they are there, and no sooner", () => {
    for (const [bytes, fault] of [
      [[], undefined], [[0x32], undefined], [[0x32, 0x53], undefined], [[0x33], "SYNC 0"], [[0x32, 0x48], "SYNC 0"],
      [record(2_048 + 65_536, 0).subarray(0, 16), undefined], [record(2_048 + 65_537, 0).subarray(0, 15), undefined], [record(2_048 + 65_537, 0).subarray(0, 16), "FIELD 4"],
      [record(0, 0).subarray(0, 16), "FIELD 4"], [record(1, 0).subarray(0, 32), undefined], [record(64, 1).subarray(0, 16), "MSGSEQ 8"],
    ] as const) {
      const reader = readerOf(Uint8Array.from(bytes));
      expect([bytes.length, reader.fault === null ? undefined : `${reader.fault.name} ${reader.fault.offset}`, reader.heldBytes]).toEqual([bytes.length, fault, fault === undefined ? bytes.length : 0]);
    }
  });

  test("[LINK-02] a record whose tag does not fit breaks the stream, and it stays so", () => {
    const reader = new RecordReader({ open: () => null });
    for (const bytes of [record(64, 0), record(64, 0)]) {
      reader.push(bytes);
      expect([reader.next(), reader.fault?.name, reader.numberExpected, reader.heldBytes]).toEqual([null, "MACFAIL", 0, 0]);
    }
  });

  test("a chunk belongs to whoever pushed it, as soon as the reader wants more", () => {
    const chunk = record(64, 0).subarray(0, 50).slice();
    const reader = readerOf(chunk, new Uint8Array(0));
    expect([reader.heldBytes, reader.numberExpected]).toEqual([50, 0]);
    chunk.fill(0xff);
    reader.push(record(64, 0).subarray(50));
    expect([reader.next()?.length, reader.fault, reader.numberExpected, reader.heldBytes]).toEqual([64, null, 1, 0]);
  });
});
