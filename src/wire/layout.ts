/**
 * One table of fields per struct. Encoding, decoding and describing all read these tables; the
 * offsets are those that the C compiler printed for the header's structs (WIRE-01). LNK_AUTH, which
 * the header names and does not define, is ours (LINK-02).
 */
import { ALIGN_BYTES, CMD, type Profile } from "./constants.ts";

/**
 * How a field is read: an integer of that many bits in the sender's byte order, a uuid whose first
 * three words are in that order, a text up to its NUL, or bytes that nobody reads. Labels and bytes
 * are never swapped (WIRE-02).
 */
export type FieldKind = "u8" | "u16" | "u32" | "u64" | "i32" | "uuid" | "label" | "bytes";

export interface Field {
  readonly offset: number;
  readonly length: number;
  readonly kind: FieldKind;
  /** Written in hexadecimal where people read it: ids, flags and CRCs. */
  readonly hex: boolean;
  /** Sent as 0 and ignored, and still under the CRC (WIRE-08). */
  readonly reserved: boolean;
}

export interface Struct<Names extends string = string> {
  readonly name: string;
  /** The bytes of its fields, from the start of the message, before padding to 64 (WIRE-01). */
  readonly endBytes: number;
  readonly fields: Readonly<Record<Names, Field>>;
}

const LENGTH: Readonly<Record<Exclude<FieldKind, "bytes">, number>> = {
  u8: 1,
  u16: 2,
  u32: 4,
  u64: 8,
  i32: 4,
  uuid: 16,
  label: 256,
};

function plain(offset: number, kind: Exclude<FieldKind, "bytes">): Field {
  return { offset, length: LENGTH[kind], kind, hex: false, reserved: false };
}

function hex(offset: number, kind: "u8" | "u16" | "u32" | "u64"): Field {
  return { offset, length: LENGTH[kind], kind, hex: true, reserved: false };
}

function reserved(offset: number, kind: FieldKind, length: number): Field {
  return { offset, length, kind, hex: kind === "u64", reserved: true };
}

/** `struct hammer2_msg_hdr`, the base header of every message (WIRE-01). */
export const BASE = {
  name: "hammer2_msg_hdr",
  endBytes: 64,
  fields: {
    magic: hex(0, "u16"),
    reserved02: reserved(2, "u16", 2),
    salt: hex(4, "u32"),
    msgid: hex(8, "u64"),
    spanid: hex(16, "u64"),
    cmd: hex(24, "u32"),
    aux_crc: hex(28, "u32"),
    aux_bytes: plain(32, "u32"),
    error: plain(36, "u32"),
    aux_descr: hex(40, "u64"),
    reserved30: reserved(48, "u64", 8),
    reserved38: reserved(56, "u32", 4),
    hdr_crc: hex(60, "u32"),
  },
} as const satisfies Struct;

const PFS_FIELDS = {
  pfs_clid: plain(64, "uuid"),
  pfs_fsid: plain(80, "uuid"),
  pfs_type: plain(96, "u8"),
  reserved01: reserved(97, "u8", 1),
  proto_version: plain(98, "u16"),
  status: hex(100, "u32"),
  reserved02: reserved(104, "bytes", 8),
  dist: plain(112, "i32"),
  reserved03: reserved(116, "bytes", 60),
  label: plain(176, "label"),
} as const;

/** `struct hammer2_lnk_conn`: 432 bytes of fields, 448 on the wire (WIRE-01). */
export const CONN = { name: "hammer2_lnk_conn", endBytes: 432, fields: PFS_FIELDS } as const satisfies Struct;
/** `struct hammer2_lnk_span`: the same fields as CONN (WIRE-01). */
export const SPAN = { name: "hammer2_lnk_span", endBytes: 432, fields: PFS_FIELDS } as const satisfies Struct;

/** LNK_AUTH as we lay it out, 128 bytes (LINK-02). The header only names the struct; this is not upstream's. */
export const AUTH = {
  name: "hammer2_lnk_auth",
  endBytes: 128,
  fields: {
    host: plain(64, "uuid"),
    proto_class: plain(80, "u16"),
    proto_version: plain(82, "u16"),
    aux_bytes_max: plain(84, "u32"),
    capabilities: hex(88, "u32"),
    rights: hex(92, "u32"),
    encryption: hex(96, "u32"),
    reserved64: reserved(100, "bytes", 28),
  },
} as const satisfies Struct;

/** QRM_COMMIT as we lay it out, 128 bytes (SVC-02, QRM-01). The header only names the struct; this is not upstream's. */
export const QRM = {
  name: "hammer2_qrm_commit",
  endBytes: 128,
  fields: {
    qrm_op: plain(64, "u16"),
    decision: plain(66, "u16"),
    masters: plain(68, "u32"),
    operation: hex(72, "u64"),
    ballot: hex(80, "u64"),
    logged_ballot: hex(88, "u64"),
    logged_decision: plain(96, "u32"),
    coordinator: plain(100, "uuid"),
    reserved74: reserved(116, "bytes", 12),
  },
} as const satisfies Struct;

/** CAC_LOCK as we lay it out, 128 bytes (CAC-01, SVC-02). The header only names the struct; this is not upstream's. */
export const LOCK = {
  name: "hammer2_cac_lock",
  endBytes: 128,
  fields: {
    lock_op: plain(64, "u8"),
    lock_flags: hex(65, "u8"),
    lock_domain: plain(66, "u8"),
    wanted_state: plain(67, "u8"),
    granted_state: plain(68, "u8"),
    reserved45: reserved(69, "bytes", 3),
    request_serial: plain(72, "u32"),
    reserved4c: reserved(76, "u32", 4),
    inum: plain(80, "u64"),
    client_fsid: plain(88, "uuid"),
    lock_id: hex(104, "u64"),
    client_time: plain(112, "u64"),
    master_txid: hex(120, "u64"),
  },
} as const satisfies Struct;

/** The structs that both profiles have. */
const STRUCTS: ReadonlyMap<number, Struct> = new Map<number, Struct>([
  [CMD.LNK_SPAN, SPAN],
  [CMD.LNK_CONN, CONN],
]);
/** C12-03: the C program has no AUTH, and of what the header only names (SVC-02) nothing either. */
const HEADER_STRUCTS: ReadonlyMap<number, Struct> = new Map<number, Struct>([
  [CMD.LNK_AUTH, AUTH],
  [CMD.QRM_COMMIT, QRM],
  [CMD.CAC_LOCK, LOCK],
]);

/** Every struct, for whoever documents or checks them all. */
export const STRUCT_LIST: readonly Struct[] = [BASE, ...STRUCTS.values(), ...HEADER_STRUCTS.values()];

/** The struct behind the base header of a command, or undefined: none, unknown, or not defined in that profile. */
export function extendedStruct(base: number, profile: Profile): Struct | undefined {
  return STRUCTS.get(base) ?? (profile === "header" ? HEADER_STRUCTS.get(base) : undefined);
}

/** Rounds up to whole 64-byte units: headers and aux data on the wire (WIRE-01, WIRE-05). */
export function alignedBytes(bytes: number): number {
  return (bytes + (ALIGN_BYTES - 1)) & ~(ALIGN_BYTES - 1);
}
