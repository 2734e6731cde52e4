import { describe, expect, test } from "vitest";
import { z } from "zod";
import { bytesToHex, utf8Encode } from "../base/bytes.ts";
import { CMD } from "../wire/constants.ts";
import { Encoder } from "../wire/encode.ts";
import { BASE } from "../wire/layout.ts";
import { goldenMessages, goldenMessage, goldenTranscripts } from "../wire/golden/golden.testkit.ts";
import { auxMessage, concat, patch, pingMessage, spanMessage } from "../wire/wire.testkit.ts";
import { decodeCommand, decodedLineSchema } from "./decode.ts";

const hexLine = (bytes: Uint8Array): string => bytesToHex(bytes);

function decode(text: string | Uint8Array, stream = false, profile: "header" | "c2012" = "header") {
  const input = typeof text === "string" ? utf8Encode(text) : text;
  const { lines, exitCode, errors } = decodeCommand({ profile, stream, input });
  return { objects: lines.map((line) => decodedLineSchema.parse(JSON.parse(line))), exitCode, errors };
}

describe("decode, a message a line", () => {
  test("[WIRE-01] a LNK_SPAN, with the header's own field names", () => {
    const { objects, exitCode, errors } = decode(hexLine(goldenMessage("LNK_SPAN create dist 1 REV (ext header BE)").bytes));
    expect([exitCode, errors]).toEqual([0, []]);
    expect(objects).toEqual([
      {
        ok: true,
        name: "LNK_SPAN",
        flags: "CREATE",
        byteOrder: "big",
        fields: {
          magic: "0x4832",
          reserved02: 0,
          salt: "0xa8168400",
          msgid: "0x000055937f55bc20",
          spanid: "0x0000000000000000",
          cmd: "0x80001207",
          aux_crc: "0x00000000",
          aux_bytes: 0,
          error: 0,
          aux_descr: "0x0000000000000000",
          reserved30: "0x0000000000000000",
          reserved38: 0,
          hdr_crc: "0xebdb86e8",
          pfs_clid: "11223301-4455-11e1-8899-aabbccddee01",
          pfs_fsid: "a1b2c302-d4e5-11e1-9abc-def012345678",
          pfs_type: 5,
          proto_version: 1,
          status: "0x00000000",
          dist: 1,
          label: "node-two",
        },
        aux: "",
      },
    ]);
  });

  test("[WIRE-05] aux data is shown in its exact length, and as text where it is one", () => {
    const { objects } = decode([auxMessage("header", false, utf8Encode("help\0")), auxMessage("header", true, Uint8Array.of(0xff, 0x00))].map(hexLine).join("\n"));
    expect(objects).toMatchObject([{ name: "DBG_SHELL", flags: "", aux: "68656c7000", text: "help" }, { aux: "ff00" }]);
    expect(objects[1]).not.toHaveProperty("text");
  });

  test("[WIRE-09] faults and unfinished messages say why, each line for itself", () => {
    const broken = spanMessage("header", false);
    broken[100] ^= 4;
    const text = ["", hexLine(pingMessage(7)), hexLine(broken), "  ", hexLine(pingMessage(3).subarray(0, 60)), hexLine(pingMessage(0))].join("\r\n");
    const { objects, exitCode, errors } = decode(text);
    expect(objects.map(({ ok }) => ok)).toEqual([true, false, false, true]);
    expect(objects[1]).toEqual({ ok: false, error: { code: 6, name: "XCRC", offset: 60, rule: "WIRE-04" } });
    expect(objects[2]).toEqual({ ok: false, needBytes: 4 });
    expect([exitCode, errors]).toEqual([1, []]);
  });

  test("bytes behind the first message are shown as rest", () => {
    const { objects } = decode(hexLine(concat([pingMessage(0), Uint8Array.of(1, 2)])));
    expect(objects).toMatchObject([{ name: "LNK_PING", rest: "0102" }]);
  });

  test("[WIRE-03] a known command with another size is UNKNOWN and keeps its header raw", () => {
    const { objects } = decode(hexLine(goldenMessage("POS LNK_SPAN cmd number with 64-byte header").bytes));
    expect(objects).toMatchObject([{ name: "UNKNOWN", flags: "CREATE" }]);
    const [large] = decode(hexLine(goldenMessage("POS hdr size 32*64=2048 (max) zero filled").bytes)).objects;
    expect(large).toMatchObject({ name: "UNKNOWN", ext: expect.stringMatching(/^0133221155/) });
  });

  test("a line that is not hex is named, and the others are still decoded", () => {
    const { objects, exitCode, errors } = decode(`hello\n${hexLine(pingMessage(0))}\n324\n`);
    expect([objects.length, exitCode]).toEqual([1, 2]);
    expect(errors).toEqual(['line 1 is not hex: "hello"', "line 3 is not hex: 3 digits, an odd number"]);
  });

  test("white space between digits does not matter, nor does nothing at all", () => {
    expect(decode(hexLine(pingMessage(0)).replace(/../g, "$& ")).objects).toMatchObject([{ name: "LNK_PING" }]);
    expect(decode("\n")).toEqual({ objects: [], exitCode: 0, errors: [] });
  });

  test("[WIRE-06] AUXOOB and the flags' order", () => {
    const bytes = pingMessage(0);
    patch(bytes, BASE.fields.cmd, 0xff000101);
    patch(bytes, BASE.fields.aux_bytes, 500);
    expect(decode(hexLine(bytes)).objects).toMatchObject([
      { flags: "CREATE|DELETE|REPLY|ABORT|AUXOOB", aux: "", fields: { cmd: "0xff000101", aux_bytes: 500 } },
    ]);
  });

  test("[WIRE-06] what aux_descr names is told in its halves, in either byte order; encode passes it over", () => {
    for (const bigEndian of [false, true]) {
      const bytes = new Encoder("header", bigEndian).outOfBand(CMD.DOM_ECHO, undefined, { descrHi: 3, descrLo: 128, auxBytes: 5, auxCrc: 1 });
      const [object] = decode(hexLine(bytes)).objects;
      expect(object).toMatchObject({ name: "DOM_ECHO", flags: "AUXOOB", aux: "", outOfBand: { generation: 3, offset: 128 }, fields: { aux_descr: "0x0000000300000080" } });
    }
    expect(decode(hexLine(pingMessage(0))).objects[0]).not.toHaveProperty("outOfBand");
  });

  test.each(goldenMessages)("[WIRE-09] the recorded message $name", ({ bytes, profile, expect: { framing, parse, error } }) => {
    const { objects, exitCode } = decode(hexLine(bytes), false, profile);
    const overflow = bytes.length === 512 && parse === "ok"; // WIRE-10: the C program's overflow is refused
    const good = !overflow && (framing === "ok" || parse === "ok" || error === 17 || (error === -1 && bytes.length === 64));
    expect([objects[0]?.ok, exitCode]).toEqual([good, good ? 0 : 1]);
    if (!good && error !== -1) expect(objects[0]).toMatchObject({ error: { code: overflow ? 4 : error } });
    if (!good && error === -1) expect(objects[0]).toEqual({ ok: false, needBytes: 448 - bytes.length });
  });
});

describe("decode --stream", () => {
  const stream = concat([pingMessage(0), spanMessage("header", true, 1), auxMessage("header", false, utf8Encode("tree\0"), 2)]);

  test("[WIRE-07] hex or binary, and the counter is judged", () => {
    for (const input of [stream, utf8Encode(hexLine(stream).replace(/.{60}/g, "$&\n"))]) {
      const { objects, exitCode } = decode(input, true);
      expect([objects.map((line) => "name" in line && line.name), exitCode]).toEqual([["LNK_PING", "LNK_SPAN", "DBG_SHELL"], 0]);
    }
    const { objects, exitCode } = decode(stream.subarray(64), true);
    expect([objects, exitCode]).toEqual([[{ ok: false, error: { code: 15, name: "MSGSEQ", offset: 4, rule: "WIRE-07" } }], 1]);
  });

  test("[WIRE-09] ends with what is missing, or at the first fault", () => {
    expect(decode(stream.subarray(0, 100), true).objects).toMatchObject([{ name: "LNK_PING" }, { needBytes: 412 }]);
    const broken = stream.slice();
    broken[70] ^= 1;
    expect(decode(broken, true)).toMatchObject({ objects: [{ ok: true }, { error: { name: "XCRC" } }], exitCode: 1 });
  });

  test("a text that is not hex is named by its line; other bytes are a bad stream", () => {
    expect(decode("3248\nxyz\n", true)).toEqual({ objects: [], exitCode: 2, errors: ['line 2 is not hex: "xyz"'] });
    expect(decode("324", true).errors).toEqual(["the input is not hex: an odd number of digits"]);
    expect(decode(Uint8Array.of(0, 1, 2), true)).toMatchObject({ objects: [{ error: { name: "SYNC" } }], exitCode: 1 });
    expect(decode("", true)).toEqual({ objects: [], exitCode: 0, errors: [] });
  });

  test.each(goldenTranscripts)("[WIRE-07] the recorded conversation $name, each direction", ({ entries }) => {
    for (const dir of ["i>a", "a>i"]) {
      const sent = entries.filter((entry) => entry.dir === dir && entry.bytes.length > 0);
      const { objects, exitCode } = decode(concat(sent.map(({ bytes }) => bytes)), true, "c2012");
      expect([objects.map((line) => "name" in line && line.name), exitCode]).toEqual([sent.map(({ cmd }) => cmd), 0]);
    }
  });
});

test("the schema of a line can be published", () => {
  expect(z.toJSONSchema(decodedLineSchema)).toMatchObject({ anyOf: [{ type: "object" }, { type: "object" }, { type: "object" }, { type: "object" }] });
});
