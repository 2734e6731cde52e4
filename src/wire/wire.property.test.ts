import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { newPfsBody, readPfsBody } from "./bodies.ts";
import { AUX_BYTES_MAX, CMD, HEADER_BYTES_MAX } from "./constants.ts";
import { FRAME, Framer } from "./framer.ts";
import { auxOf } from "./message.ts";
import { anyAux, anyHeader, anyLabel, anyMessage, anyProfile, anyUuid, anyWord, auxMessage, chunksOf, concat, encoderFor, sameBytes, spanMessage, verdictsOf } from "./wire.testkit.ts";

const anyPlaces = fc.array(fc.nat(), { maxLength: 12 });

describe("round trip", () => {
  const anyBody = fc.record({ clid: anyUuid, fsid: anyUuid, pfsType: fc.nat(255), protoVersion: fc.nat(65535), status: anyWord, dist: fc.integer(), label: anyLabel });

  test("[WIRE-01] [WIRE-02] any LNK_CONN or LNK_SPAN, in both profiles and byte orders", () => {
    fc.assert(
      fc.property(anyProfile, fc.boolean(), anyHeader, fc.constantFrom(CMD.LNK_CONN, CMD.LNK_SPAN), anyBody, (profile, bigEndian, header, base, body) => {
        const { label, ...rest } = body;
        const bytes = encoderFor(profile, bigEndian, header).pfs(base, rest.clid, rest.fsid, rest.pfsType, rest.protoVersion, rest.status, rest.dist, label);
        const framer = new Framer(profile, false);
        framer.push(bytes);
        expect(framer.next()).toBe(FRAME.MESSAGE);
        expect(framer.message).toMatchObject({ ...header, base, bigEndian, headerBytes: 448, auxBytes: 0, sequence: header.salt & 0xff });
        const read = newPfsBody();
        readPfsBody(framer.message, profile, read);
        expect(read).toEqual({ ...rest, labelAt: 176, labelBytes: label.length });
        expect(bytes.slice(read.labelAt, read.labelAt + read.labelBytes)).toEqual(label);
      }),
    );
  });

  test("[C12-01] [WIRE-05] any aux data, in both profiles and byte orders", () => {
    fc.assert(
      fc.property(anyProfile, fc.boolean(), anyHeader, anyAux, (profile, bigEndian, header, aux) => {
        const framer = new Framer(profile, false);
        framer.push(encoderFor(profile, bigEndian, header).withAux(CMD.DBG_SHELL, aux));
        expect(framer.next()).toBe(FRAME.MESSAGE);
        expect(framer.message).toMatchObject({ ...header, base: CMD.DBG_SHELL, bigEndian });
        expect(sameBytes(auxOf(framer.message).subarray(0, aux.length), aux)).toBe(true);
        expect(framer.next()).toBe(FRAME.NEED);
      }),
    );
  });
});

describe("any chunking", () => {
  test("[WIRE-09] the same messages and the same last word, whatever the chunks, also for damaged streams", () => {
    const anyStream = fc.tuple(anyProfile, fc.boolean()).chain(([profile, bigEndian]) =>
      fc.record({
        profile: fc.constant(profile),
        messages: fc.array(anyMessage(profile, bigEndian), { minLength: 1, maxLength: 5 }),
        damage: fc.option(fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 }))),
        lost: fc.nat(100),
        places: anyPlaces,
      }),
    );
    fc.assert(
      fc.property(anyStream, ({ profile, messages, damage, lost, places }) => {
        const whole = concat(messages);
        if (damage !== null) whole[damage[0] % whole.length] ^= damage[1];
        const bytes = whole.subarray(0, Math.max(0, whole.length - lost));
        const inOne = verdictsOf(new Framer(profile, false), [bytes]);
        const inPieces = verdictsOf(new Framer(profile, false), chunksOf(bytes, places));
        expect(inPieces.messages.length).toBe(inOne.messages.length);
        expect(inPieces.messages.every((message, i) => sameBytes(message, inOne.messages[i]!))).toBe(true);
        expect([inPieces.fault, inPieces.missingBytes]).toEqual([inOne.fault, inOne.missingBytes]);
        expect(inPieces.heldBytesMax).toBeLessThan(HEADER_BYTES_MAX + AUX_BYTES_MAX);
        if (damage === null) expect(inOne.fault).toBeUndefined();
      }),
    );
  });

  test("[WIRE-09] any bytes at all get a verdict and never a throw", () => {
    const anyStart = fc.constantFrom([], [0x32, 0x48], [0x48, 0x32]);
    fc.assert(
      fc.property(anyProfile, fc.boolean(), anyStart, fc.uint8Array({ maxLength: 3000 }), anyPlaces, (profile, judge, start, noise, places) => {
        const bytes = Uint8Array.of(...start, ...noise);
        expect(verdictsOf(new Framer(profile, judge), chunksOf(bytes, places)).messages).toEqual([]);
      }),
    );
  });
});

describe("any byte changed", () => {
  /** Room behind it for whatever length a changed size claims. */
  const ROOM = HEADER_BYTES_MAX + AUX_BYTES_MAX;

  test("[WIRE-04] [WIRE-05] every single bit of a message with aux data: never accepted, never a throw", () => {
    for (const [profile, bigEndian] of [["header", false], ["header", true], ["c2012", false], ["c2012", true]] as const) {
      for (const message of [spanMessage(profile, bigEndian), auxMessage(profile, bigEndian, Uint8Array.of(1, 2, 3))]) {
        const bytes = new Uint8Array(message.length + ROOM);
        bytes.set(message);
        for (let bit = 0; bit < 8 * message.length; bit++) {
          bytes[bit >>> 3] ^= 1 << (bit & 7);
          const framer = new Framer(profile, false);
          framer.push(bytes);
          expect([bit, framer.next()]).toEqual([bit, FRAME.FAULT]);
          bytes[bit >>> 3] ^= 1 << (bit & 7);
        }
      }
    }
  });

  test("[WIRE-04] [WIRE-05] any byte of any message changed to anything", () => {
    const anyCase = fc.tuple(anyProfile, fc.boolean()).chain(([profile, bigEndian]) => fc.tuple(fc.constant(profile), anyMessage(profile, bigEndian)));
    fc.assert(
      fc.property(anyCase, fc.nat(), fc.integer({ min: 1, max: 255 }), ([profile, message], place, change) => {
        const bytes = new Uint8Array(message.length + ROOM);
        bytes.set(message);
        bytes[place % message.length] ^= change;
        expect(verdictsOf(new Framer(profile, false), [bytes])).toMatchObject({ messages: [], fault: { rule: expect.stringMatching(/^WIRE-/) } });
      }),
    );
  });
});
