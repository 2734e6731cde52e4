import { describe as group, expect, test } from "vitest";
import { bytesToHex } from "../base/bytes.ts";
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
    ["odd hex", { edit: "bytes", offset: 0, value: "3" }, "expected hex"],
    ["bytes beyond the end", { edit: "bytes", offset: 127, value: "0102" }, "expected at most 1 bytes from byte 127 on"],
  ])("%s says what was expected, and changes nothing", (_, change, expected) => {
    const bytes = echo();
    const made = editMessage(bytes, change, CONTEXT);
    expect(made).toMatchObject({ ok: false });
    expect(made.ok ? "" : made.error).toContain(expected);
    expect(bytesToHex(bytes)).toBe(bytesToHex(echo()));
  });

  test("[WIRE-03] no CRC is computed over a header whose size is not a legal one", () => {
    const none = edited(echo(), { edit: "bytes", offset: 24, value: "00" });
    expect(editMessage(none, { edit: "fix", crc: "hdr_crc" }, CONTEXT)).toMatchObject({ ok: false });
    expect(editMessage(none.subarray(0, 40), { edit: "fix", crc: "aux_crc" }, CONTEXT)).toMatchObject({ ok: false });
  });
});

test("each field has the form that fits it", () => {
  const kind = (struct: { readonly name: string; readonly fields: object }, name: string) => formOf(struct.name, name, (struct.fields as typeof BASE.fields)[name as "cmd"], 0);
  expect(kind(BASE, "cmd")).toMatchObject({ kind: "cmd", bytes: 4 });
  expect(kind(BASE, "cmd").flags.map(({ name }) => name)).toContain("AUXOOB");
  expect(kind(BASE, "error")).toMatchObject({ kind: "choice" });
  expect(kind(SPAN, "pfs_type").choices).toContainEqual({ value: 8, name: "MASTER" });
  expect(kind(SPAN, "label")).toMatchObject({ kind: "text", bytes: 256 });
  expect(kind(SPAN, "pfs_fsid")).toMatchObject({ kind: "uuid" });
  expect(kind(SPAN, "reserved03")).toMatchObject({ kind: "bytes", bytes: 60 });
  expect(kind(LOCK, "lock_flags")).toMatchObject({ kind: "bits", choices: [{ value: 1, name: "OBTAIN" }, { value: 2, name: "BY_NAME" }] });
  expect(formOf("", "aux", undefined, 6)).toMatchObject({ kind: "aux" });
  expect(formOf("", "padding", undefined, 6)).toMatchObject({ kind: "bytes", bytes: 6 });
});
