import { describe, expect, test } from "vitest";
import { bytesToHex, utf8Encode } from "../base/bytes.ts";
import { goldenMessages } from "../wire/golden/golden.testkit.ts";
import { auxMessage, concat, pingMessage, spanMessage } from "../wire/wire.testkit.ts";
import { decodeCommand } from "./decode.ts";
import { encodeCommand } from "./encode.ts";

type Options = { bigEndian?: boolean; profile?: "header" | "c2012" };

function encode(text: string, { bigEndian = false, profile = "header" }: Options = {}) {
  return encodeCommand({ profile, bigEndian, input: utf8Encode(text) });
}
const encodeOne = (value: unknown, options?: Options) => encode(JSON.stringify(value), options);

const PFS = {
  pfs_clid: "11223301-4455-11e1-8899-aabbccddee01",
  pfs_fsid: "a1b2c301-d4e5-11e1-9abc-def012345678",
  pfs_type: 8,
  proto_version: 1,
  status: "0x80000001",
  dist: 3,
  label: "pfsA",
};
const HEADER = { salt: "0x5eed0000", msgid: "0x0000a00080000007" };

describe("encode", () => {
  test.each([false, true])("[WIRE-01] [WIRE-04] computes sizes and CRCs (big-endian: %s)", (bigEndian) => {
    const { lines, exitCode, errors } = encodeOne({ name: "LNK_SPAN", flags: "CREATE", fields: { ...HEADER, ...PFS } }, { bigEndian });
    expect([exitCode, errors]).toEqual([0, []]);
    expect(lines).toEqual([bytesToHex(spanMessage("header", bigEndian))]);
  });

  test("[WIRE-05] [WIRE-06] aux data: exact length in the header's rules, units in c2012, out of band not in the stream", () => {
    const input = { name: "DBG_SHELL", fields: { salt: 0x5eed0000 }, aux: "010203" };
    const aux = Uint8Array.of(1, 2, 3);
    expect(encodeOne(input).lines).toEqual([bytesToHex(auxMessage("header", false, aux))]);
    expect(encodeOne(input, { profile: "c2012" }).lines).toEqual([bytesToHex(auxMessage("c2012", false, aux))]);
    const outOfBand = encodeOne({ ...input, flags: "AUXOOB" }).lines[0]!;
    expect([outOfBand.length, outOfBand.slice(56, 72)]).toEqual([128, bytesToHex(auxMessage("header", false, aux)).slice(56, 72)]);
    expect(encodeOne({ name: "DBG_SHELL", fields: { salt: 0x5eed0000 }, aux: "", text: "help" }).lines).toEqual([
      bytesToHex(auxMessage("header", false, utf8Encode("help\0"))),
    ]);
  });

  test("[WIRE-02] the byte order: byteOrder, magic 0x3248 or the option", () => {
    const big = [bytesToHex(pingMessage(0, true))];
    const fields = { salt: "0x5eed0000" };
    expect(encodeOne({ name: "LNK_PING", fields, byteOrder: "big" }).lines).toEqual(big);
    expect(encodeOne({ name: "LNK_PING", fields: { ...fields, magic: "0x3248" } }).lines).toEqual(big);
    expect(encodeOne({ name: "LNK_PING", fields: { ...fields, magic: "0x4832" } }, { bigEndian: true }).lines).toEqual(big);
    expect(encodeOne({ name: "LNK_PING", fields, byteOrder: "little" }, { bigEndian: true }).lines).toEqual([bytesToHex(pingMessage(0))]);
  });

  test("given values are written as they are, wrong ones too", () => {
    const wrong = { magic: "0x1234", salt: 1, cmd: "0x00000100", aux_bytes: 99, aux_crc: "0x01020304", hdr_crc: "0xdeadbeef" };
    const hex = encodeOne({ name: "LNK_PING", fields: wrong }).lines[0]!;
    expect(hex).toBe(`3412000001000000${"0".repeat(32)}000100000403020163000000${"0".repeat(48)}efbeadde`);
    const { lines, errors, exitCode } = encodeOne({ name: "LNK_PING", flags: "REPLY", fields: { cmd: "0x80001207" } });
    expect([lines[0]!.length, exitCode]).toEqual([896, 0]);
    expect(errors).toEqual([
      "line 1: warning: name LNK_PING is not that of cmd 0x80001207, which was written",
      "line 1: warning: flags REPLY are not those of cmd 0x80001207, which was written",
    ]);
  });

  test("[WIRE-03] unknown commands by cmd, their header from ext; a size that is not legal gets the natural one", () => {
    expect(encodeOne({ name: "UNKNOWN", fields: { cmd: "0x6fff02" }, ext: "aabb" }).lines[0]!.slice(128)).toBe(`aabb${"0".repeat(124)}`);
    expect(encodeOne({ name: "LNK_SPAN", fields: { cmd: "0x80001200", label: "x" } }).lines[0]!.length).toBe(896);
    expect(encodeOne({ fields: { cmd: "0x000012ff" }, ext: "00".repeat(100) }).lines[0]!.length).toBe(2 * 192);
  });

  test("all reasons at once, each with its line and key", () => {
    const { lines, exitCode, errors } = encode(
      [
        JSON.stringify({ name: "LNK_SPAN", fields: { ...PFS, pfs_clid: "nil", dist: 2 ** 31, pfs_type: 256, host: "x", msgid: "0x1g", label: "x".repeat(257) } }),
        "",
        JSON.stringify({ name: "LNK_SPAM", flags: "CREATE|OPEN", aux: "zz", byteOrder: "middle" }),
        JSON.stringify({ ok: false, needBytes: 3 }),
        JSON.stringify({ name: "LNK_PING", ext: "00", auxPadding: "00", text: 5, fields: [] }),
        JSON.stringify({ name: "LNK_PING", ext: "00", auxPadding: "00" }),
        JSON.stringify({ name: "LNK_PING" }),
      ].join("\n"),
    );
    expect([lines.length, exitCode]).toEqual([1, 1]);
    expect(errors).toEqual([
      "line 1: fields.pfs_clid: expected a uuid like 11223301-4455-11e1-8899-aabbccddee01",
      "line 1: fields.pfs_type: expected a whole number from 0 to 255",
      "line 1: fields.dist: expected a whole number from -2147483648 to 2147483647",
      "line 1: fields.label: expected a text of at most 256 bytes",
      "line 1: fields.host: expected a field of this command",
      "line 1: fields.msgid: expected a number or 0x with at most 16 hex digits",
      'line 3: byteOrder: expected "little" or "big"',
      "line 3: name: expected a known command, or fields.cmd",
      "line 3: flags: expected some of CREATE|DELETE|REPLY|ABORT|AUXOOB",
      "line 3: aux: expected hex",
      "line 4: ok is false: there is no message to encode",
      "line 5: fields: expected an object",
      "line 5: text: expected a text",
      "line 6: ext: expected at most 0 bytes",
      "line 6: auxPadding: expected at most 0 bytes",
    ]);
  });

  test("one JSON value in several lines, or an array of messages", () => {
    const two = JSON.stringify([{ name: "LNK_PING" }, { name: "LNK_PAD" }, 5], null, 2);
    expect(encode(two)).toMatchObject({ exitCode: 2, errors: ["message 3 is not a JSON object"] });
    expect(encode(two).lines.length).toBe(2);
    expect(encode(JSON.stringify({ name: "LNK_PING" }, null, 2)).lines.length).toBe(1);
    expect(encode("{")).toEqual({ lines: [], exitCode: 2, errors: ["line 1 is not a JSON object"] });
    expect(encode("")).toEqual({ lines: [], exitCode: 0, errors: [] });
  });
});

describe("decode and encode", () => {
  const decoded = (profile: "header" | "c2012", hex: string): string[] =>
    decodeCommand({ profile, stream: false, input: utf8Encode(hex) }).lines.filter((line) => line.startsWith('{"ok":true'));

  test.each(goldenMessages)("[WIRE-01] [WIRE-08] the recorded message $name comes back byte for byte", ({ bytes, profile }) => {
    const json = decoded(profile, bytesToHex(bytes));
    expect(encode(json.join("\n"), { profile })).toEqual({ lines: json.map(() => bytesToHex(bytes)), exitCode: 0, errors: [] });
  });

  test("[WIRE-08] what has no field comes back too: rest, padding, a label that is not text", () => {
    const label = spanMessage("header", true);
    label.set([0xff, 0xfe, 0, 0x55], 176);
    const aux = auxMessage("header", false, Uint8Array.of(1));
    aux[100] = 9;
    for (const bytes of [concat([pingMessage(0), Uint8Array.of(7)]), label, aux]) {
      const [json] = decoded("header", bytesToHex(bytes)); // accepted only with CRCs that fit
      const sealed = json ?? decoded("header", bytesToHex(seal(bytes)))[0]!;
      expect(encode(sealed).lines).toEqual([bytesToHex(bytes)]);
    }
  });
});

/** Makes the CRCs fit by way of encode: the same bytes, without the CRCs, decoded after all. */
function seal(bytes: Uint8Array): Uint8Array {
  const big = bytes[0] === 0x48;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const cmd = view.getUint32(24, !big);
  const headerBytes = (cmd & 0xff) << 6;
  const input = {
    byteOrder: big ? "big" : "little",
    fields: { salt: view.getUint32(4, !big), msgid: `0x${view.getBigUint64(8, !big).toString(16)}`, cmd },
    ext: bytesToHex(bytes.subarray(64, headerBytes)),
    aux: bytesToHex(bytes.subarray(headerBytes, headerBytes + view.getUint32(32, !big))),
    auxPadding: bytesToHex(bytes.subarray(headerBytes + view.getUint32(32, !big))),
  };
  bytes.set(Buffer.from(encodeOne(input).lines[0]!, "hex"));
  return bytes;
}
