import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hexToBytes, utf8Encode } from "../base/bytes.ts";
import { CMD, FLAG, type Profile } from "./constants.ts";
import { Encoder } from "./encode.ts";
import { DECODE_FAULT } from "./faults.ts";
import { Framer } from "./framer.ts";
import { auxText, faultToJson, type MessageInput, type MessageJson, messageFromJson, messageToJson } from "./json.ts";
import { anyMessage, anyProfile, concat, sameBytes } from "./wire.testkit.ts";

test("[WIRE-01] [WIRE-08] any message comes back from its JSON byte for byte, as given and with its CRCs computed", () => {
  const anyCase = fc.tuple(anyProfile, fc.boolean()).chain(([profile, bigEndian]) => fc.tuple(fc.constant(profile), anyMessage(profile, bigEndian)));
  fc.assert(
    fc.property(anyCase, fc.boolean(), ([profile, bytes], bigEndianByDefault) => {
      const framer = new Framer(profile, false);
      framer.push(bytes);
      expect(framer.next()).toBe(1);
      const json = JSON.parse(JSON.stringify(messageToJson(framer.message, profile)));
      const given = messageFromJson(json, profile, bigEndianByDefault);
      expect(given.ok && sameBytes(given.value.bytes, bytes) && given.value.warnings.length === 0).toBe(true);
      delete json.fields.hdr_crc;
      delete json.fields.aux_crc;
      if (profile === "header") delete json.fields.aux_bytes;
      const computed = messageFromJson(json, profile, bigEndianByDefault);
      expect(computed.ok && sameBytes(computed.value.bytes, bytes)).toBe(true);
    }),
  );
});

test("[WIRE-09] anything at all as JSON gives bytes or reasons, never a throw", () => {
  const anyHex = fc.constantFrom("", "00", "ffee", "0", "zz");
  const anyValue = fc.oneof(fc.constantFrom(0, 1, "0x4832", "0x3248", "0x00000101", "0x80001207", "x", -1, 1.5), fc.jsonValue());
  const anyInput = fc.record(
    {
      name: fc.constantFrom("LNK_SPAN", "LNK_AUTH", "x", 5),
      flags: fc.constantFrom("CREATE", "FLAG0|REPLY", "toString", null),
      byteOrder: fc.constantFrom("big", "little", 1),
      fields: fc.dictionary(fc.constantFrom("cmd", "magic", "salt", "msgid", "label", "dist", "host", "__proto__", "error"), anyValue, { maxKeys: 3 }),
      ext: fc.oneof(anyHex, fc.jsonValue()),
      aux: fc.oneof(anyHex, fc.jsonValue()),
      auxPadding: anyHex,
      rest: anyHex,
      text: fc.oneof(fc.string(), fc.jsonValue()),
    },
    { requiredKeys: [] },
  );
  let encoded = 0;
  fc.assert(
    fc.property(anyInput, anyProfile, (input, profile) => {
      const result = messageFromJson(input, profile, false);
      if (result.ok) encoded++;
      else expect(result.error.length).toBeGreaterThan(0);
    }),
    { numRuns: 2000 },
  );
  expect(encoded).toBeGreaterThan(0); // or nothing was exercised
});

test("aux data is a text when it is printable UTF-8 up to its NUL", () => {
  expect(auxText(utf8Encode("span <host>\tSpan\n\0garbage"))).toBe("span <host>\tSpan\n");
  expect(auxText(utf8Encode("größer\r\u00a0"))).toBe("größer\r\u00a0");
  for (const bytes of [[], [0], [0x1b, 0x5b], [0xff], [0x61, 0x7f], [0xc2, 0x9b]]) expect(auxText(Uint8Array.from(bytes))).toBeUndefined();
});

/** The JSON of a message that does not start its chunk. */
function read(bytes: Uint8Array, profile: Profile = "header"): MessageJson {
  const framer = new Framer(profile, false);
  framer.push(concat([new Encoder(profile, false).header(CMD.LNK_PING), bytes]));
  expect([framer.next(), framer.next()]).toEqual([1, 1]);
  return messageToJson(framer.message, profile);
}

function written(input: MessageInput, profile: Profile = "header", bigEndian = false): Uint8Array {
  const made = messageFromJson(input, profile, bigEndian);
  if (!made.ok) throw new Error(made.error.join());
  return made.value.bytes;
}

describe("what a message's JSON says", () => {
  test("only what the named fields leave out stands beside them", () => {
    const plain = new Encoder("header", false).withAux(CMD.DBG_SHELL, utf8Encode("tree\0"));
    expect(read(plain)).toEqual({ ok: true, name: "DBG_SHELL", flags: "", byteOrder: "little", fields: expect.any(Object), aux: "7472656500", text: "tree" });
  });

  test("[WIRE-08] padding that is not zero, bytes behind the fields, aux data that is no text", () => {
    const made = written({ name: "LNK_SPAN", ext: `${"00".repeat(383)}07`, aux: "01", auxPadding: "0002", fields: {} });
    const json = read(made);
    expect([json.ext?.slice(-4), json.aux, json.auxPadding?.slice(0, 6), json.auxPadding?.length, "text" in json]).toEqual(["0007", "01", "000200", 126, false]);
    expect(read(written({ name: "LNK_SPAN", fields: { dist: 5 } }))).not.toHaveProperty("ext");
  });

  test("[WIRE-06] what is out of band is named by generation and offset, and takes nothing in the stream", () => {
    const made = written({ name: "DOM_ECHO", flags: "CREATE|AUXOOB", aux: "0102", fields: { aux_descr: "0x0000000300000080" } });
    expect([made.length, read(made)]).toEqual([64, expect.objectContaining({ flags: "CREATE|AUXOOB", outOfBand: { generation: 3, offset: 128 }, aux: "", fields: expect.objectContaining({ aux_bytes: 2 }) })]);
  });

  test("a fault", () => {
    expect(faultToJson(DECODE_FAULT.HEADER_CRC)).toEqual({ ok: false, error: { code: 6, name: "XCRC", offset: 60, rule: "WIRE-04" } });
  });
});

describe("a message of what a person wrote", () => {
  test.each<[MessageInput, string]>([
    [{ name: "DOM_ECHO", fields: 5 }, "fields: expected an object"],
    [{ name: "DOM_ECHO", fields: null }, "fields: expected an object"],
    [{ name: "DOM_ECHO", fields: [] }, "fields: expected an object"],
    [{ name: "DOM_ECHO", byteOrder: "middle" }, 'byteOrder: expected "little" or "big"'],
    [{ fields: { cmd: -1 } }, "fields.cmd: expected 0x with at most 8 hex digits"],
    [{ fields: { cmd: 0x100000000 } }, "fields.cmd: expected 0x with at most 8 hex digits"],
    [{ fields: { cmd: "x" } }, "fields.cmd: expected 0x with at most 8 hex digits"],
    [{}, "name: expected a known command, or fields.cmd"],
    [{ name: 5 }, "name: expected a known command, or fields.cmd"],
    [{ name: "DOM_ECHO", flags: "CREATE|WRONG" }, "flags: expected some of CREATE|DELETE|REPLY|ABORT|AUXOOB"],
    [{ name: "DOM_ECHO", flags: 1 }, "flags: expected some of CREATE|DELETE|REPLY|ABORT|AUXOOB"],
    ...["ext", "aux", "auxPadding", "rest"].map((key): [MessageInput, string] => [{ name: "DOM_ECHO", [key]: "0" }, `${key}: expected hex`]),
    [{ name: "DOM_ECHO", ext: 5 }, "ext: expected hex"],
    [{ name: "DOM_ECHO", text: 5 }, "text: expected a text"],
    [{ name: "DOM_ECHO", ext: "00" }, "ext: expected at most 0 bytes"],
    [{ name: "LNK_SPAN", ext: "00".repeat(385) }, "ext: expected at most 384 bytes"],
    [{ fields: { cmd: 0x6fff00 }, ext: "00".repeat(1985) }, "ext: expected at most 1984 bytes"],
    [{ name: "DOM_ECHO", aux: "010203", auxPadding: "00".repeat(62) }, "auxPadding: expected at most 61 bytes"],
    [{ name: "DOM_ECHO", fields: { label: "a" } }, "fields.label: expected a field of this command"],
    [{ name: "DOM_ECHO", fields: { salt: "a" } }, "fields.salt: expected a whole number from 0 to 4294967295"],
  ])("[WIRE-09] %j: %s, and nothing else", (input, reason) => {
    expect(messageFromJson(input, "header", false)).toEqual({ ok: false, error: [reason] });
  });

  test("all reasons at once", () => {
    const made = messageFromJson({ name: "DOM_ECHO", byteOrder: 1, text: 5, rest: "x" }, "header", false);
    expect(made.ok ? [] : made.error).toEqual(['byteOrder: expected "little" or "big"', "text: expected a text", "rest: expected hex"]);
  });

  test("[WIRE-03] flags by their names", () => {
    expect([read(written({ name: "DOM_ECHO", flags: "|CREATE||REPLY|" })).flags, read(written({ name: "DOM_ECHO", flags: "" })).flags]).toEqual(["CREATE|REPLY", ""]);
  });

  test("[WIRE-02] byteOrder decides, then the magic, then the default", () => {
    const first = (input: MessageInput, bigEndian: boolean) => written({ name: "DOM_ECHO", ...input }, "header", bigEndian).slice(0, 2).join();
    const [little, big] = ["50,72", "72,50"];
    expect([first({}, false), first({}, true)]).toEqual([little, big]);
    expect([first({ byteOrder: "little" }, true), first({ byteOrder: "big" }, false)]).toEqual([little, big]);
    expect([first({ fields: { magic: "0x3248" } }, false), first({ byteOrder: "little", fields: { magic: "0x3248" } }, false)]).toEqual([big, big]);
    expect(read(written({ name: "DOM_ECHO", fields: { magic: "0x3248", salt: 7 } }))).toMatchObject({ byteOrder: "big", fields: { salt: "0x00000007" } });
  });

  test("[WIRE-03] a size in cmd counts; where it is none, as much as the name or ext needs", () => {
    const bytes = (input: MessageInput) => written(input).length;
    expect([1, 2, 32].map((units) => bytes({ fields: { cmd: 0x6fff00 | units } }))).toEqual([64, 128, 2048]);
    expect([0, 33, 255].map((units) => bytes({ fields: { cmd: 0x6fff00 | units } }))).toEqual([64, 64, 64]);
    expect([bytes({ name: "LNK_SPAN", fields: { cmd: 0 } }), bytes({ name: 5, fields: { cmd: 0 } }), bytes({ fields: { cmd: 0xffffffff } })]).toEqual([448, 64, 64]);
    expect([bytes({ fields: { cmd: 0 }, ext: "00".repeat(65) }), bytes({ fields: { cmd: 0 }, ext: "00".repeat(1984) }), bytes({ name: "LNK_SPAN", fields: { cmd: 0 }, ext: "00" })]).toEqual([192, 2048, 448]);
  });

  test("[WIRE-05] [C12-01] the length of aux data and its CRC are computed, or written as they are given", () => {
    const length = (profile: Profile, input: MessageInput) => written({ name: "DOM_ECHO", ...input }, profile).slice(32, 36).join();
    expect([length("header", { aux: "00".repeat(65) }), length("c2012", { aux: "00".repeat(65) }), length("header", { aux: "01", fields: { aux_bytes: 9 } }), length("header", { fields: { aux_bytes: 9 } })]).toEqual(["65,0,0,0", "2,0,0,0", "9,0,0,0", "9,0,0,0"]);
    const given = written({ name: "DOM_ECHO", text: "hi", fields: { hdr_crc: "0x01020304", aux_crc: "0x05060708" } });
    expect([given.slice(28, 32), given.slice(60, 67)]).toEqual([Uint8Array.of(8, 7, 6, 5), Uint8Array.of(4, 3, 2, 1, 0x68, 0x69, 0)]);
    expect(written({ name: "DOM_ECHO", aux: "01", text: "hi" }).slice(64, 66)).toEqual(Uint8Array.of(1, 0));
    expect(written({ name: "DOM_ECHO", rest: "0708" }).slice(64)).toEqual(hexToBytes("0708"));
    expect(written({ name: "DOM_ECHO" }).slice(28, 36)).toEqual(new Uint8Array(8));
  });

  test("[WIRE-02] only the magic is turned round by 0x3248", () => {
    expect(written({ name: "DOM_ECHO", byteOrder: "big", fields: { error: 0x3248 } }).slice(36, 40)).toEqual(Uint8Array.of(0, 0, 0x32, 0x48));
  });

  test("what contradicts cmd is written as cmd says, with a warning", () => {
    const cmd = ((FLAG.CREATE << 24) | CMD.LNK_SPAN) >>> 0;
    const warnings = (input: MessageInput) => {
      const made = messageFromJson(input, "header", false);
      return made.ok ? made.value.warnings : made.error;
    };
    expect(warnings({ name: "DOM_ECHO", flags: "REPLY", fields: { cmd } })).toEqual(["name DOM_ECHO is not that of cmd 0x80001207, which was written", "flags REPLY are not those of cmd 0x80001207, which was written"]);
    expect(warnings({ flags: "", fields: { cmd } })).toEqual(["flags (none) are not those of cmd 0x80001207, which was written"]);
    for (const input of [{ name: "LNK_SPAN", flags: "CREATE", fields: { cmd } }, { fields: { cmd } }, { name: "DOM_ECHO", flags: "|CREATE" }]) expect(warnings(input)).toEqual([]);
  });
});
