import fc from "fast-check";
import { describe as group, expect, test } from "vitest";
import { utf8Encode } from "../base/bytes.ts";
import { CMD, FLAG, type Profile } from "./constants.ts";
import { readDescr } from "./descr.ts";
import { describe, type DescribedField, type Description } from "./describe.ts";
import { Encoder } from "./encode.ts";
import { FRAME, Framer } from "./framer.ts";
import { goldenMessages } from "./golden/golden.testkit.ts";
import { BASE } from "./layout.ts";
import { anyMessage, anyProfile, auxMessage, CLID, concat, patch, pingMessage, spanMessage } from "./wire.testkit.ts";

function field({ fields }: Description, name: string, level: DescribedField["level"] = "base"): DescribedField | undefined {
  return fields.find((candidate) => candidate.name === name && candidate.level === level);
}

/** The described fields and raw bytes leave no gap and do not overlap. */
function expectWholeCover({ fields, missingBytes, headerBytes, auxWireBytes }: Description): void {
  let end = 0;
  for (const { offset, length } of fields) {
    if (missingBytes === 0) expect(offset).toBe(end);
    else expect(offset).toBeGreaterThanOrEqual(end);
    end = offset + length;
  }
  if (missingBytes === 0) expect(end).toBe(headerBytes + auxWireBytes);
}

group("a good message", () => {
  test.each([false, true])("[WIRE-01] [WIRE-02] every field of a LNK_SPAN with its bytes and meaning (big-endian: %s)", (bigEndian) => {
    const description = describe(spanMessage("header", bigEndian, 7), "header");
    expect(description).toMatchObject({
      byteOrder: bigEndian ? "big" : "little",
      commandName: "LNK_SPAN",
      flags: ["CREATE"],
      headerBytes: 448,
      auxBytes: 0,
      faults: [],
      missingBytes: 0,
      restBytes: 0,
    });
    expect(field(description, "salt")).toMatchObject({ offset: 4, length: 4, value: "0x5eed0007", meaning: "random, and message 7 of 256 on this link" });
    expect(field(description, "cmd")).toMatchObject({ value: "0x80001207", meaning: "LNK_SPAN CREATE, 448 bytes of header" });
    expect(field(description, "msgid")).toMatchObject({ struct: "hammer2_msg_hdr", value: "0x0000a00080000007", meaning: "the transaction it belongs to" });
    expect(field(description, "spanid")?.meaning).toBe("for the directly connected peer");
    expect(field(description, "pfs_clid", "ext")).toMatchObject({ struct: "hammer2_lnk_span", value: "11223301-4455-11e1-8899-aabbccddee01", meaning: "the cluster it belongs to" });
    expect(field(description, "pfs_type", "ext")).toMatchObject({ value: "8", meaning: "MASTER" });
    expect(field(description, "label", "ext")).toMatchObject({ offset: 176, length: 256, value: "pfsA" });
    expect(field(description, "reserved02", "ext")?.meaning).toMatch(/^reserved/);
    expect(field(description, "padding", "ext")).toMatchObject({ offset: 432, length: 16, value: "0", meaning: "padding to 64 bytes" });
    expectWholeCover(description);
  });

  test("[WIRE-03] the bits of cmd", () => {
    const { cmdBits } = describe(patch(pingMessage(0), BASE.fields.cmd, 0xd4300245), "header");
    expect(cmdBits.bits.map(({ bit, name, set }) => [bit, name, set])).toEqual([
      [31, "CREATE", true], [30, "DELETE", true], [29, "REPLY", false], [28, "ABORT", true], [27, "AUXOOB", false], [26, "FLAG2", true], [25, "FLAG1", false], [24, "FLAG0", false],
    ]);
    expect(cmdBits).toMatchObject({ proto: { value: 3, name: "CAC" }, command: { value: 2, name: "UNKNOWN" }, size: { units: 0x45, bytes: 0x45 * 64 } });
  });

  test("[WIRE-04] [WIRE-05] the byte ranges of both CRCs, and the aux data", () => {
    const description = describe(auxMessage("header", false, utf8Encode("tree\0")), "header");
    expect(description.crcs).toMatchObject([{ name: "hdr_crc", from: 0, to: 64, good: true }, { name: "aux_crc", from: 64, to: 128, good: true }]);
    for (const { stored, computed } of description.crcs) expect(stored).toBe(computed);
    expect(description).toMatchObject({ auxBytes: 5, auxWireBytes: 64, auxText: "tree" });
    expect(field(description, "aux", "aux")).toMatchObject({ struct: "", offset: 64, length: 5, value: "5 bytes" });
    expect(field(description, "aux padding", "aux")).toMatchObject({ offset: 69, length: 59, value: "0" });
    expect(field(describe(auxMessage("c2012", false, new Uint8Array(65)), "c2012"), "aux_bytes")?.meaning).toBe("2 units of 64 bytes");
  });

  test("[WIRE-03] [WIRE-08] a header that nobody knows is bytes, and nothing is said of what is not there", () => {
    const unknown = describe(new Encoder("header", false).extended(0x6fff02, (view) => view.setUint8(127, 1), new Uint8Array(0)), "header");
    expect(unknown.fields.slice(-1)).toEqual([{ struct: "", name: "raw", offset: 64, length: 64, value: "64 bytes", meaning: "not described: kept as it came", level: "ext" }]);
    expect(describe(pingMessage(0), "header").fields.map(({ name }) => name)).toEqual(Object.keys(BASE.fields));
    expect("auxText" in describe(pingMessage(0), "header")).toBe(false);
  });

  test("[WIRE-06] out-of-band aux data is said to be so", () => {
    const bytes = patch(patch(pingMessage(0), BASE.fields.cmd, (FLAG.AUXOOB << 24) | CMD.LNK_PING), BASE.fields.aux_bytes, 700);
    const description = describe(bytes, "header");
    expect(description).toMatchObject({ flags: ["AUXOOB"], auxBytes: 700, auxWireBytes: 0, faults: [], missingBytes: 0 });
    expect(field(description, "aux_descr")?.meaning).toBe("where the out-of-band data is: generation and offset");
    expect(field(description, "aux_bytes")?.meaning).toBe("exact length; none of it in the stream");
    expect(field(description, "aux_crc")?.meaning).toBe("no aux data in the stream: not checked");
    const followed = describe(concat([bytes, utf8Encode("text of the next")]), "header");
    expect([followed.auxText, followed.restBytes, field(followed, "aux", "aux")]).toEqual([undefined, 16, undefined]);
    expect(describe(bytes.subarray(0, 45), "header").fields.map(({ name }) => name)).toEqual(Object.keys(BASE.fields).slice(0, 9));
  });

  test("[WIRE-06] [WIRE-02] aux_descr is told as its two halves, each where it stands in the sender's order", () => {
    for (const bigEndian of [false, true]) {
      const encoder = new Encoder("header", bigEndian);
      const description = describe(encoder.outOfBand(CMD.DOM_ECHO, undefined, { descrHi: 3, descrLo: 128, auxBytes: 5, auxCrc: 1 }), "header");
      const halves = description.fields.filter(({ struct }) => struct === "aux_descr");
      const said = [["generation", bigEndian ? 40 : 44, "3", "piece 3 of its sender on this link"], ["offset", bigEndian ? 44 : 40, "128", "the data begins at byte 128 of the shared region"]];
      expect(halves.map(({ name, offset, value, meaning }) => [name, offset, value, meaning])).toEqual(bigEndian ? said : said.toReversed());
      expect(description.fields.map(({ name, level }) => `${level} ${name}`).slice(9, 13)).toEqual(["base aux_descr", ...halves.map(({ name }) => `base ${name}`), "base reserved30"]);
      const bytes = encoder.outOfBand(CMD.DOM_ECHO, undefined, { descrHi: 3, descrLo: 128, auxBytes: 5, auxCrc: 1 });
      expect(readDescr(bytes, bigEndian)).toEqual({ generation: 3, offset: 128 });
      expect(description.faults).toEqual([]);
    }
    const odd = describe(new Encoder("header", false).outOfBand(CMD.DOM_ECHO, undefined, { descrHi: 0, descrLo: 65, auxBytes: 5, auxCrc: 1 }), "header");
    expect(odd.fields.filter(({ struct }) => struct === "aux_descr").map(({ meaning }) => meaning)).toEqual(["not a multiple of 64: no place of a piece", "no piece has this generation"]);
  });

  test("[SHM-01] of a link without CRCs none is judged, and it is said why they are 0", () => {
    const encoder = new Encoder("header", false);
    encoder.crcs = false;
    const bytes = encoder.withAux(CMD.DOM_ECHO, new Uint8Array(3));
    expect(describe(bytes, "header").faults).toHaveLength(2);
    const description = describe(bytes, "header", false, true);
    expect([description.faults, description.crcs]).toEqual([[], []]);
    bytes[0] = 0;
    expect(describe(bytes, "header", false, true).faults.map(({ name }) => name)).toEqual(["SYNC"]);
    bytes[0] = 0x32;
    for (const name of ["hdr_crc", "aux_crc"]) expect(field(description, name)).toMatchObject({ value: "0x00000000", meaning: "0: AUTH agreed on no CRCs on this link" });
  });

  test("[WIRE-11] the error in words, and what CONN and AUTH say", () => {
    const encoder = new Encoder("header", false);
    encoder.error = 0x21;
    expect(field(describe(encoder.header(CMD.LNK_ERROR), "header"), "error")?.meaning).toBe("the span was lost");
    const conn = describe(encoder.pfs(CMD.LNK_CONN, CLID, new Uint32Array(4), 0, 1, 0, 0, utf8Encode("pfs*")), "header");
    expect(["pfs_clid", "pfs_fsid", "label"].map((name) => field(conn, name, "ext")?.meaning)).toEqual([
      "only spans of this cluster",
      "no filter",
      "only spans with a label like this (* and ?)",
    ]);
    const open = describe(encoder.pfs(CMD.LNK_CONN, new Uint32Array(4), CLID, 0, 1, 0, 0, new Uint8Array(0)), "header");
    expect(["pfs_clid", "pfs_fsid", "label"].map((name) => field(open, name, "ext")?.meaning)).toEqual(["no filter", "only spans of this PFS", "no filter"]);
    const auth = describe(encoder.auth({ host: CLID, protoClass: 1, protoVersion: 1, auxBytesMax: 1024, capabilities: 5, rights: 1, encryption: 0 }), "header");
    expect(["capabilities", "rights", "encryption"].map((name) => field(auth, name, "ext")?.meaning)).toEqual(["AUX_OOB|CRC_OPTIONAL", "DBG_SHELL", "no encryption suite"]);
    expectWholeCover(auth);
  });
});

group("damaged and cut-off bytes", () => {
  test("[WIRE-04] a flipped bit shows the CRC that does not fit", () => {
    const bytes = spanMessage("header", false);
    bytes[177] ^= 1;
    const { crcs, faults, fields } = describe(bytes, "header");
    expect([crcs[0]!.good, crcs[0]!.computed === crcs[0]!.stored, faults.map(({ name }) => name)]).toEqual([false, false, ["XCRC"]]);
    expect(field({ fields } as Description, "hdr_crc")?.meaning).toBe(`CRC-32C of the whole padded header: wrong, it is ${crcs[0]!.computed}`);
  });

  test("[WIRE-09] all that is wrong, in the framer's order", () => {
    const bytes = auxMessage("header", false, new Uint8Array(10));
    bytes.set([0, 0], 0);
    bytes[64] ^= 1;
    expect(describe(bytes, "header").faults.map(({ name }) => name)).toEqual(["SYNC", "XCRC", "ACRC"]);
    expect(describe(bytes, "header").byteOrder).toBe("unknown");
    bytes[24] = 0;
    bytes[35] = 1;
    expect(describe(bytes, "header").faults.map(({ name, offset }) => [name, offset])).toEqual([["SYNC", 0], ["FIELD", 24], ["FIELD", 32]]);
  });

  test("[WIRE-09] any prefix of any message: only what is there, and how much is missing", () => {
    const bytes = concat([spanMessage("header", true), Uint8Array.of(1, 2, 3)]);
    for (let length = 0; length <= bytes.length; length++) {
      const description = describe(bytes.subarray(0, length), "header");
      expect(description.faults).toEqual([]);
      expect([description.missingBytes, description.restBytes]).toEqual([Math.max(0, (length < 28 ? 64 : 448) - length), Math.max(0, length - 448)]);
      expect(description.fields.every(({ offset, length: size }) => offset + size <= length)).toBe(true);
      expectWholeCover(description);
    }
  });

  test("[WIRE-09] a fault is told as soon as its bytes are there, and not before", () => {
    const names = (bytes: Uint8Array) => describe(bytes, "header").faults.map(({ name, offset }) => `${name} ${offset}`);
    expect([names(Uint8Array.of(0x33)), names(Uint8Array.of(0x33, 0x48)), names(Uint8Array.of(0, 0x32)), names(Uint8Array.of(0x32, 0)), names(Uint8Array.of(0x48, 0))]).toEqual([[], ["SYNC 0"], ["SYNC 0"], ["SYNC 0"], ["SYNC 0"]]);
    const noSize = pingMessage(0);
    noSize[24] = 0;
    expect([names(noSize.subarray(0, 27)), names(noSize.subarray(0, 28))]).toEqual([[], ["FIELD 24"]]);
    expect([describe(spanMessage("header", false).subarray(0, 27), "header").headerBytes, describe(auxMessage("header", false, utf8Encode("a")).subarray(0, 35), "header").auxBytes]).toEqual([64, 0]);
    const tooMuch = patch(spanMessage("header", false), BASE.fields.aux_bytes, 0xffffffff);
    expect([names(tooMuch.subarray(0, 447)), names(tooMuch)]).toEqual([[], ["FIELD 32"]]);
  });

  test("[WIRE-05] any prefix of aux data: how much is missing, and that its CRC cannot be known", () => {
    const bytes = auxMessage("header", false, utf8Encode("a text\0"));
    for (let length = 64; length < 128; length++) {
      const description = describe(bytes.subarray(0, length), "header");
      expect([description.faults, description.missingBytes, description.crcs[1]]).toEqual([[], 128 - length, expect.objectContaining({ name: "aux_crc", computed: "", good: false })]);
      expect(field(description, "aux_crc")?.meaning).toBe("CRC-32C of the padded aux data; not all of it is here");
    }
    expect(describe(bytes.subarray(0, 63), "header").crcs.map(({ name }) => name)).toEqual(["aux_crc"]);
    expect([describe(bytes.subarray(0, 31), "header").crcs, describe(bytes.subarray(0, 60), "header").fields.some(({ name }) => name === "hdr_crc")]).toEqual([[], false]);
  });

  function framersFault(bytes: Uint8Array, profile: Profile): unknown {
    const framer = new Framer(profile, false);
    framer.push(bytes.slice());
    return framer.next() === FRAME.FAULT ? framer.fault : undefined;
  }

  test.each(goldenMessages)("[WIRE-09] the recorded message $name: its first fault is the framer's", ({ bytes, profile }) => {
    const description = describe(bytes, profile);
    expect(description.faults[0]).toEqual(framersFault(bytes, profile));
    expectWholeCover(description);
  });

  test("[WIRE-09] any damage, any noise: never a throw, and the framer's verdict", () => {
    const anyDamaged = fc.tuple(anyProfile, fc.boolean()).chain(([profile, bigEndian]) =>
      fc.tuple(fc.constant(profile), anyMessage(profile, bigEndian), fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 3 })));
    fc.assert(
      fc.property(anyDamaged, fc.nat(100), ([profile, message, damages], lost) => {
        for (const [place, byte] of damages) message[place % message.length] = byte;
        const bytes = message.subarray(0, message.length - lost);
        const before = bytes.slice();
        const description = describe(bytes, profile);
        expect(bytes.every((byte, i) => byte === before[i])).toBe(true);
        expect(description.faults[0]).toEqual(framersFault(bytes, profile));
      }),
    );
    fc.assert(fc.property(anyProfile, fc.uint8Array({ maxLength: 600 }), (profile, bytes) => expectWholeCover(describe(Uint8Array.from(bytes), profile))));
  });
});
