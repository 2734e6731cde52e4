/**
 * The dissector for Wireshark: `public/wireshark/spanscope.lua`, one file, so that it is installed by copying it. Everything that
 * says where a field lies and what its values mean comes from the tables by which Spanscope itself encodes and decodes; what
 * is done with them is written by hand in `parts`. `npm run golden` writes the file.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { EVENT_NAMES_IN_PACKET } from "../src/run/capture/event-packet.ts";
import { MARKS } from "../src/run/capture/marks.ts";
import { TEXTS } from "../src/texts/run.ts";
import { AUX_BYTES_MAX, CMD, FLAG, HEADER_BYTES_MAX, PROTO } from "../src/wire/constants.ts";
import { errorText } from "../src/wire/errors.ts";
import { type FieldForm, formOf } from "../src/wire/field-form.ts";
import { KEY_FORM, KEY_OFFER, KEY_PROOF } from "../src/wire/key-material.ts";
import { BASE, extendedStruct, type Field, type Struct } from "../src/wire/layout.ts";
import { RECORD, RECORD_OVERHEAD_BYTES } from "../src/wire/record.ts";

/** In the order in which they stand in the file. */
const PARTS = ["head", "bytes", "fields", "lanes", "follow", "sentence", "message", "register"] as const;
/** Texts of the catalogue that the dissector says, too. */
const TEXTS_USED = /^(what\.|name\.somePfs$|name\.transactionById$|flags\.none$|capture\.(record|recordBroken|unreadable|noEvent)$)/;

/** The whole file. `folder`: where the parts are. */
export function dissectorText(folder: string): string {
  const [head, ...rest] = PARTS.map((name) => readFileSync(join(folder, "parts", `${name}.lua`), "utf8").trim());
  const line = `-- ${"-".repeat(94)}`;
  return [head, "", "-- Generated from src/wire and src/texts up to the next line of dashes.", ...tables(), ...rest.flatMap((part) => ["", line, part]), ""].join("\n");
}

/** Lines of Lua: the table T. */
function tables(): string[] {
  const structs = new Map([BASE, RECORD, KEY_OFFER, KEY_PROOF].map((struct: Struct) => [shortName(struct), struct]));
  for (const base of Object.values(CMD)) {
    const struct = extendedStruct(base, "header");
    if (struct !== undefined) structs.set(shortName(struct), struct);
  }
  return [
    "local T = {}",
    `T.limits = { header = ${HEADER_BYTES_MAX}, aux = ${AUX_BYTES_MAX}, record_overhead = ${RECORD_OVERHEAD_BYTES}, key_offer_form = ${KEY_FORM.OFFER}, key_proof_form = ${KEY_FORM.PROOF} }`,
    ...list("T.flags", Object.entries(FLAG).map(([name, bit]) => `{ name = ${text(name)}, bit = ${hex(bit, 2)} }`)),
    ...keyed("T.protos", Object.entries(PROTO).map(([name, value]) => [value, text(name)])),
    ...keyed("T.commands", Object.entries(CMD).map(([name, base]) => [hex(base, 6), text(name)])),
    ...keyed("T.command", Object.entries(CMD).map(([name, base]) => [name, hex(base, 6)])),
    "-- the struct behind the base header, by command: as the header file defines it, and in the profile c2012",
    ...keyed("T.ext", Object.values(CMD).flatMap((base) => extOf(base, "header"))),
    ...keyed("T.ext_c2012", Object.values(CMD).flatMap((base) => extOf(base, "c2012"))),
    ...keyed("T.errors", Array.from({ length: 0x30 }, (_, code) => [code, text(errorText(code))])),
    ...keyed("T.marks", Object.entries(MARKS).map(([name, { rule, severity }]) => [name, `{ rule = ${text(rule)}, severity = ${text(severity)}, text = ${text(TEXTS[`mark.${name as keyof typeof MARKS}`])} }`])),
    ...list("T.event_names", EVENT_NAMES_IN_PACKET.map(text)),
    ...keyed("T.texts", Object.entries(TEXTS).flatMap(([key, value]) => (TEXTS_USED.test(key) ? [[`["${key}"]`, text(value)] as const] : []))),
    ...[...structs].flatMap(([name, struct]) => structLines(name, struct)),
  ];
}

function extOf(base: number, profile: "header" | "c2012"): (readonly [string, string])[] {
  const struct = extendedStruct(base, profile);
  return struct === undefined ? [] : [[hex(base, 6), text(shortName(struct))]];
}

function structLines(name: string, struct: Struct): string[] {
  const fields = Object.entries(struct.fields).map(([field, shape]) => fieldLine(struct, field, shape));
  return [`T.${name} = { name = ${text(struct.name)}, end_bytes = ${struct.endBytes}, fields = {`, ...fields.map((line) => `  ${line},`), "} }"];
}

function fieldLine(struct: Struct, name: string, field: Field): string {
  const { offset, length, kind, hex: inHex, reserved } = field;
  const form = struct === BASE || struct === RECORD ? null : formOf(struct.name, name, field, length);
  return `{ name = ${text(name)}, offset = ${offset}, length = ${length}, kind = ${text(kind)}, hex = ${inHex}, reserved = ${reserved}${choicesOf(form)} }`;
}

/** Named values and named bits of a field. */
function choicesOf(form: FieldForm | null): string {
  if (form === null || form.choices.length === 0) return "";
  const entries = form.choices.map(({ value, name }) => (form.kind === "bits" ? `{ ${hex(value, 2)}, ${text(name)} }` : `[${value}] = ${text(name)}`));
  return `, ${form.kind === "bits" ? "bits" : "values"} = { ${entries.join(", ")} }`;
}

/** "lnk_span" for hammer2_lnk_span: as which its fields are called in filters. */
function shortName(struct: Struct): string {
  return struct === BASE ? "base" : struct.name.replace(/^hammer2_/, "");
}

function list(name: string, entries: readonly string[]): string[] {
  return [`${name} = {`, ...entries.map((entry) => `  ${entry},`), "}"];
}

/** A number, or a key as Lua writes it, before each value. */
function keyed(name: string, entries: readonly (readonly [number | string, string])[]): string[] {
  const key = (one: number | string): string => (typeof one === "number" || one.startsWith("0x") ? `[${one}]` : one);
  return list(name, entries.map(([one, value]) => `${key(one)} = ${value}`));
}

function hex(value: number, digits: number): string {
  return `0x${value.toString(16).padStart(digits, "0")}`;
}

function text(value: string): string {
  return JSON.stringify(value); // printable text is written alike in both languages
}
