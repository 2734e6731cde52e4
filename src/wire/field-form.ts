/** By what a person fills in a field: a number, one of named values, named bits, a text, a uuid, bytes. */
import { CAPABILITY, CMD, FLAG, PFS_TYPE, RIGHT } from "./constants.ts";
import { ERR, errorName } from "./errors.ts";
import { SUITE } from "./key-material.ts";
import { AUTH, BASE, CONN, type Field, LOCK, QRM, SPAN } from "./layout.ts";
import { LOCK_DOMAIN_NAMES, LOCK_FLAG, LOCK_OP, LOCK_STATE_NAMES } from "./lock-body.ts";
import { QRM_DECISION, QRM_OP } from "./qrm.ts";

export interface FieldForm {
  /** "cmd": flags, command and size, which are parts of one word; "aux": text or bytes whose length the header says; "none": nothing of its own to fill in */
  readonly kind: "number" | "choice" | "bits" | "cmd" | "text" | "uuid" | "bytes" | "aux" | "none";
  /** bytes of the field */
  readonly bytes: number;
  /** of a choice its values, of bits their masks, of cmd the commands (low 24 bits) and, apart, the flags (of the top byte) */
  readonly choices: readonly Named[];
  readonly flags: readonly Named[];
}

export interface Named {
  readonly value: number;
  readonly name: string;
}

const NONE: FieldForm = { kind: "none", bytes: 0, choices: [], flags: [] };
/** FLAG2..0 are there to be set, although they mean nothing (WIRE-03). */
const FLAGS = named(FLAG);
const CHOICES: Readonly<Record<string, readonly Named[]>> = {
  [`${BASE.name} error`]: Object.values(ERR).map((value) => ({ value, name: errorName(value) })),
  [`${CONN.name} pfs_type`]: named(PFS_TYPE),
  [`${SPAN.name} pfs_type`]: named(PFS_TYPE),
  [`${QRM.name} qrm_op`]: named(QRM_OP),
  [`${QRM.name} decision`]: named(QRM_DECISION),
  [`${QRM.name} logged_decision`]: named(QRM_DECISION),
  [`${LOCK.name} lock_op`]: named(LOCK_OP),
  [`${LOCK.name} lock_domain`]: placed(LOCK_DOMAIN_NAMES),
  [`${LOCK.name} wanted_state`]: placed(LOCK_STATE_NAMES),
  [`${LOCK.name} granted_state`]: placed(LOCK_STATE_NAMES),
};
const BITS: Readonly<Record<string, readonly Named[]>> = {
  [`${AUTH.name} capabilities`]: named(CAPABILITY),
  [`${AUTH.name} rights`]: named(RIGHT),
  [`${AUTH.name} encryption`]: named(SUITE),
  [`${LOCK.name} lock_flags`]: named(LOCK_FLAG),
};

function named(table: Readonly<Record<string, number>>): Named[] {
  return Object.entries(table).map(([name, value]) => ({ value, name }));
}

function placed(names: readonly string[]): Named[] {
  return names.map((name, value) => ({ value, name }));
}

/** `field`: of the struct's table; undefined for padding, raw bytes and aux data, which `name` tells apart. */
export function formOf(struct: string, name: string, field: Field | undefined, length: number): FieldForm {
  if (field === undefined) return name === "aux" ? { ...NONE, kind: "aux", bytes: length } : name === "raw" || name.includes("padding") ? { ...NONE, kind: "bytes", bytes: length } : NONE;
  const base = { ...NONE, bytes: field.length };
  const key = `${struct} ${name}`;
  if (key === `${BASE.name} cmd`) return { ...base, kind: "cmd", choices: named(CMD), flags: FLAGS };
  if (CHOICES[key] !== undefined) return { ...base, kind: "choice", choices: CHOICES[key] };
  if (BITS[key] !== undefined) return { ...base, kind: "bits", choices: BITS[key] };
  if (field.kind === "label") return { ...base, kind: "text" };
  return { ...base, kind: field.kind === "uuid" || field.kind === "bytes" ? field.kind : "number" };
}
