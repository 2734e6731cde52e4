import fc from "fast-check";
import { expect, test } from "vitest";
import { utf8Encode } from "../base/bytes.ts";
import { Framer } from "./framer.ts";
import { auxText, messageFromJson, messageToJson } from "./json.ts";
import { anyMessage, anyProfile, sameBytes } from "./wire.testkit.ts";

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
  expect(auxText(utf8Encode("größer"))).toBe("größer");
  for (const bytes of [[], [0], [0x1b, 0x5b], [0xff], [0x61, 0x7f], [0xc2, 0x9b]]) expect(auxText(Uint8Array.from(bytes))).toBeUndefined();
});
