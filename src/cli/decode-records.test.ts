/** What decode says of the streams of an encrypted link: the handshake in the clear, then records, and why they cannot be read. */
import { describe, expect, test } from "vitest";
import { bytesToHex, utf8Encode } from "../base/bytes.ts";
import { concat, SecurePuppet } from "../node/secure/secured.testkit.ts";
import { decodeCommand } from "./decode.ts";
import { encodeCommand } from "./encode.ts";

/** Everything that a node sends over an encrypted link, as it is on the wire. */
function sentStream(): Uint8Array {
  const { mesh, puppet } = SecurePuppet.meet();
  puppet.handshake();
  return concat(...mesh.sent.map(({ wire }) => wire));
}

function decode(input: string | Uint8Array, stream = true) {
  const { lines, exitCode, errors } = decodeCommand({ profile: "header", stream, input: typeof input === "string" ? utf8Encode(input) : input });
  return { objects: lines.map((line) => JSON.parse(line) as Record<string, unknown>), exitCode, errors };
}

describe("decode of an encrypted link", () => {
  test("[LINK-02] the AUTHs in the clear, then records, each with its number and that it is encrypted", () => {
    const { objects, exitCode } = decode(sentStream());
    expect(objects.slice(0, 2)).toMatchObject([{ name: "LNK_AUTH", flags: "CREATE|DELETE" }, { name: "LNK_AUTH", flags: "CREATE|DELETE|REPLY" }]);
    const records = objects.slice(2).map((line) => line.encrypted as Record<string, unknown>);
    expect(records.length).toBeGreaterThan(1);
    expect(records.map(({ record }) => record)).toEqual(records.map((_, i) => i));
    expect(records[0]).toMatchObject({ ciphertextBytes: 448, text: expect.stringContaining("encrypted") as unknown, tag: expect.stringMatching(/^[0-9a-f]{32}$/) as unknown });
    expect(exitCode).toBe(0);
  });

  test("[LINK-02] in hex too, and the end of what is there is told", () => {
    const stream = sentStream();
    expect(decode(bytesToHex(stream))).toEqual(decode(stream));
    expect(decode(stream.subarray(0, stream.length - 7)).objects.at(-1)).toEqual({ ok: false, needBytes: 7 });
    expect(decode(concat(stream, Uint8Array.of(0x32, 0x48))).objects.at(-1)).toEqual({ ok: false, error: { code: 1, name: "SYNC", offset: 0, rule: "LINK-02" } });
  });

  test("[LINK-02] a record a line; a length that no message has is a fault", () => {
    const record = sentStream().slice(512 - 64);
    const at = record.findIndex((_, i) => record[i] === 0x32 && record[i + 1] === 0x53);
    const one = record.slice(at, at + 480);
    expect(decode(bytesToHex(concat(one, Uint8Array.of(1))), false).objects).toMatchObject([{ ok: true, encrypted: { record: 0 }, rest: "01" }]);
    one.set([0xff, 0xff, 0xff, 0xff], 4);
    expect(decode(bytesToHex(one), false)).toMatchObject({ exitCode: 1, objects: [{ ok: false, error: { name: "FIELD", rule: "LINK-02" } }] });
  });

  test("encode says that a record cannot be made from what decode could say of it", () => {
    const [line] = decode(sentStream()).objects.filter((each) => "encrypted" in each);
    const { exitCode, errors } = encodeCommand({ profile: "header", bigEndian: false, input: utf8Encode(JSON.stringify(line)) });
    expect(exitCode).not.toBe(0);
    expect(errors.join()).toContain("encrypted");
  });
});
