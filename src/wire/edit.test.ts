import { describe as group, expect, test } from "vitest";
import { bytesToHex } from "../base/bytes.ts";
import { EDIT_TEXTS } from "../texts/wire.ts";
import { AUX_BYTES_MAX, CMD, type Profile } from "./constants.ts";
import { describe } from "./describe.ts";
import { editMessage, type MessageEdit } from "./edit.ts";
import { formOf } from "./field-form.ts";
import { messageFromJson } from "./json.ts";
import { BASE, LOCK, SPAN } from "./layout.ts";

const CONTEXT = { profile: "header", plainCrc: false } as const;

function echo(byteOrder: "little" | "big" = "little"): Uint8Array {
  const made = messageFromJson({ name: "DOM_ECHO", flags: "CREATE", byteOrder, fields: { msgid: "0x0a", salt: 0x1234 }, text: "hello" }, "header", false);
  if (!made.ok) throw new Error(made.error.join());
  return made.value.bytes;
}

function edited(bytes: Uint8Array, ...changes: readonly MessageEdit[]): Uint8Array {
  return changes.reduce((from, change) => {
    const made = editMessage(from, change, CONTEXT);
    if (!made.ok) throw new Error(made.error);
    return made.value;
  }, bytes);
}

const faultsOf = (bytes: Uint8Array): string[] => describe(bytes, "header").faults.map(({ name, rule }) => `${name} ${rule}`);
const valueOf = (bytes: Uint8Array, name: string): string => describe(bytes, "header").fields.find((field) => field.name === name)!.value;

group.each(["little", "big"] as const)("a message of a %s-endian sender", (order) => {
  test("[WIRE-04] a field that is changed leaves the header's CRC wrong until it is put right", () => {
    const changed = edited(echo(order), { edit: "field", struct: "hammer2_msg_hdr", name: "msgid", value: "0x0b" });
    expect(valueOf(changed, "msgid")).toBe("0x000000000000000b");
    expect(faultsOf(changed)).toEqual(["XCRC WIRE-04"]);
    const fixed = edited(changed, { edit: "fix", crc: "hdr_crc" });
    expect(faultsOf(fixed)).toEqual([]);
    expect(edited(fixed, { edit: "field", struct: "hammer2_msg_hdr", name: "msgid", value: "10" }, { edit: "fix", crc: "hdr_crc" })).toEqual(echo(order));
  });

  test("[WIRE-05] other aux data needs both CRCs, the inner one first", () => {
    const changed = edited(echo(order), { edit: "aux", text: "a text that is longer than sixty-four bytes, so that it takes two units of it" });
    expect(valueOf(changed, "aux_bytes")).toBe("78");
    expect(faultsOf(changed)).toEqual(["XCRC WIRE-04", "ACRC WIRE-05"]);
    expect(faultsOf(edited(changed, { edit: "fix", crc: "hdr_crc" }))).toEqual(["ACRC WIRE-05"]);
    const aux = edited(changed, { edit: "fix", crc: "aux_crc" });
    expect(faultsOf(aux)).toEqual(["XCRC WIRE-04"]);
    expect(faultsOf(edited(aux, { edit: "fix", crc: "hdr_crc" }))).toEqual([]);
    expect(describe(aux, "header").auxText).toMatch(/^a text that is longer/);
  });

  test("[WIRE-07] the counter is the low byte of salt, whatever the byte order", () => {
    expect(valueOf(edited(echo(order), { edit: "count", count: 0x77 }), "salt")).toBe("0x00001277");
  });
});

group("what cannot be written", () => {
  test.each<[string, MessageEdit, string]>([
    ["too much for a field", { edit: "field", struct: "hammer2_msg_hdr", name: "error", value: "4294967296" }, "expected a whole number from 0 to 4294967295"],
    ["no number", { edit: "field", struct: "hammer2_msg_hdr", name: "msgid", value: "ten" }, "expected a number or 0x with at most 16 hex digits"],
    ["an unknown field", { edit: "field", struct: "hammer2_msg_hdr", name: "constructor", value: "1" }, "hammer2_msg_hdr has no field constructor"],
    ["a field that is not there", { edit: "field", struct: "hammer2_lnk_span", name: "label", value: "x" }, "the bytes end before label"],
    ["a field of no struct", { edit: "field", struct: "hammer2_none", name: "cmd", value: "1" }, "hammer2_none has no field cmd"],
    ["odd hex as aux data", { edit: "auxHex", value: "zz" }, "expected hex"],
    ["too much aux data", { edit: "auxHex", value: "00".repeat(AUX_BYTES_MAX + 1) }, "expected at most 65536 bytes of aux data"],
    ["bytes before the start", { edit: "bytes", offset: -1, value: "00" }, "expected at most"],
    ["odd hex", { edit: "bytes", offset: 0, value: "3" }, "expected hex"],
    ["bytes beyond the end", { edit: "bytes", offset: 127, value: "0102" }, "expected at most 1 bytes from byte 127 on"],
  ])("%s says what was expected, and changes nothing", (_, change, expected) => {
    const bytes = echo();
    const made = editMessage(bytes, change, CONTEXT);
    expect(made).toMatchObject({ ok: false });
    expect(made.ok ? "" : made.error).toContain(expected);
    expect(bytesToHex(bytes)).toBe(bytesToHex(echo()));
  });

  test("[WIRE-03] nothing is computed over or put behind a header whose size is not a legal one, or that is not all there", () => {
    const sized = (units: number, bytes = new Uint8Array(3_000)): Uint8Array => (bytes.set([0x32, 0x48]), (bytes[24] = units), bytes);
    for (const bytes of [sized(0), sized(33), sized(2, new Uint8Array(127)), sized(1, new Uint8Array(63)), new Uint8Array(0)]) {
      for (const [change, expected] of [
        [{ edit: "fix", crc: "hdr_crc" }, EDIT_TEXTS.noHeader],
        [{ edit: "fix", crc: "aux_crc" }, EDIT_TEXTS.noHeaderToStore],
        [{ edit: "auxHex", value: "01" }, EDIT_TEXTS.noHeaderSize],
      ] as const) expect(editMessage(bytes, change, CONTEXT)).toEqual({ ok: false, error: expected });
    }
    for (const bytes of [sized(1, new Uint8Array(64)), sized(32, new Uint8Array(2_048))]) {
      expect(editMessage(bytes, { edit: "fix", crc: "hdr_crc" }, CONTEXT)).toMatchObject({ ok: true });
      expect(edited(bytes, { edit: "auxHex", value: "01" }).length).toBe(bytes.length + 64);
    }
  });

  test("[WIRE-05] [WIRE-06] no CRC is computed over aux data that is not in the stream, or not all there", () => {
    const aux = (bytes: Uint8Array, profile: Profile = "header") => editMessage(bytes, { edit: "fix", crc: "aux_crc" }, { profile, plainCrc: false });
    const incomplete = { ok: false, error: EDIT_TEXTS.auxIncomplete };
    const outOfBand = edited(echo(), { edit: "bytes", offset: 27, value: "88" });
    for (const bytes of [outOfBand, echo().subarray(0, 127), edited(echo(), { edit: "auxHex", value: "" }), edited(echo(), { edit: "bytes", offset: 32, value: "ffffffff" })]) expect(aux(bytes)).toEqual(incomplete);
    expect(aux(echo())).toMatchObject({ ok: true });
    expect([aux(echo(), "c2012"), aux(edited(echo(), { edit: "bytes", offset: 32, value: "ffffffff" }), "c2012")]).toEqual([incomplete, incomplete]); // six units
  });

  test("[WIRE-07] there is a counter as soon as all of salt is there", () => {
    expect(editMessage(echo().subarray(0, 7), { edit: "count", count: 1 }, CONTEXT)).toEqual({ ok: false, error: EDIT_TEXTS.endBefore("salt") });
    expect(edited(echo().subarray(0, 8), { edit: "count", count: 0x101 })[4]).toBe(1);
  });
});

group("what is written where", () => {
  test("a field up to the last byte, bytes over all of them, and never in the bytes that were given", () => {
    const source = echo().subarray(0, 64);
    expect(edited(source, { edit: "field", struct: "hammer2_msg_hdr", name: "hdr_crc", value: " 0x01020304 " }).subarray(60)).toEqual(Uint8Array.of(4, 3, 2, 1));
    expect(edited(source, { edit: "bytes", offset: 0, value: "11".repeat(64) })).toEqual(new Uint8Array(64).fill(0x11));
    expect(edited(source, { edit: "auxHex", value: "0102" }).subarray(64, 67)).toEqual(Uint8Array.of(1, 2, 0));
    expect(source).toEqual(echo().slice(0, 64));
  });

  test("[WIRE-02] [C12-02] the base header in the order of its magic, the fields behind it in c2012 never", () => {
    const span = (order: "little" | "big"): Uint8Array => {
      const made = messageFromJson({ name: "LNK_SPAN", byteOrder: order }, "c2012", false);
      return made.ok ? made.value.bytes : new Uint8Array(0);
    };
    const set = (bytes: Uint8Array, profile: Profile, struct: string, name: string) => {
      const made = editMessage(bytes, { edit: "field", struct, name, value: "1" }, { profile, plainCrc: false });
      return made.ok ? made.value : new Uint8Array(0);
    };
    expect([set(span("big"), "c2012", "hammer2_msg_hdr", "error").slice(36, 40), set(span("little"), "c2012", "hammer2_msg_hdr", "error").slice(36, 40)]).toEqual([Uint8Array.of(0, 0, 0, 1), Uint8Array.of(1, 0, 0, 0)]);
    expect([set(span("big"), "c2012", "hammer2_lnk_span", "status").slice(100, 104), set(span("big"), "header", "hammer2_lnk_span", "status").slice(100, 104)]).toEqual([Uint8Array.of(1, 0, 0, 0), Uint8Array.of(0, 0, 0, 1)]);
  });

  test("[WIRE-02] half a magic of the other order is none", () => {
    for (const start of ["4800", "0032"]) {
      expect(edited(echo(), { edit: "bytes", offset: 0, value: start }, { edit: "count", count: 9 })[4]).toBe(9);
    }
  });

  test("[C12-01] aux data is counted in units in c2012", () => {
    const made = editMessage(echo(), { edit: "auxHex", value: "00".repeat(65) }, { profile: "c2012", plainCrc: false });
    expect(made.ok && made.value.slice(32, 36)).toEqual(Uint8Array.of(2, 0, 0, 0));
    expect(edited(echo(), { edit: "auxHex", value: "00".repeat(AUX_BYTES_MAX) }).length).toBe(64 + AUX_BYTES_MAX);
  });
});

test("each field has the form that fits it", () => {
  const kind = (struct: { readonly name: string; readonly fields: object }, name: string) => formOf(struct.name, name, (struct.fields as typeof BASE.fields)[name as "cmd"], 0);
  expect(kind(BASE, "cmd")).toMatchObject({ kind: "cmd", bytes: 4 });
  expect(kind(BASE, "cmd").flags.map(({ name }) => name)).toContain("AUXOOB");
  expect(kind(BASE, "cmd").choices).toContainEqual({ value: CMD.LNK_SPAN, name: "LNK_SPAN" });
  expect(kind(BASE, "error")).toMatchObject({ kind: "choice" });
  expect(kind(SPAN, "pfs_type").choices).toContainEqual({ value: 8, name: "MASTER" });
  expect(kind(SPAN, "label")).toMatchObject({ kind: "text", bytes: 256 });
  expect(kind(SPAN, "pfs_fsid")).toMatchObject({ kind: "uuid" });
  expect(kind(SPAN, "reserved03")).toMatchObject({ kind: "bytes", bytes: 60 });
  expect(kind(LOCK, "lock_flags")).toMatchObject({ kind: "bits", choices: [{ value: 1, name: "OBTAIN" }, { value: 2, name: "BY_NAME" }] });
  expect(formOf("", "aux", undefined, 6)).toMatchObject({ kind: "aux" });
  for (const name of ["padding", "aux padding", "raw"]) expect(formOf("", name, undefined, 6)).toMatchObject({ kind: "bytes", bytes: 6 });
  expect(formOf("aux_descr", "generation", undefined, 4)).toMatchObject({ kind: "none" });
  expect(kind(BASE, "salt")).toMatchObject({ kind: "number", bytes: 4 });
});
