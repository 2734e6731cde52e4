/**
 * The numbers of the protocol, with the header's words: what `hammer2_network.h` defines with
 * `HAMMER2_MSGF_*`, `HAMMER2_LNK_*` and so on, and the few that are ours (marked so).
 */

/** Which reading of the header a link end follows: the rules, or what the C program of 2012 does (C12-01, C12-02). */
export type Profile = "header" | "c2012";

/** The eight flag bits of `cmd`, as the top byte alone (WIRE-03: FLAG0..2 are sent 0 and ignored). */
export const FLAG = {
  CREATE: 0x80,
  DELETE: 0x40,
  REPLY: 0x20,
  ABORT: 0x10,
  AUXOOB: 0x08,
  FLAG2: 0x04,
  FLAG1: 0x02,
  FLAG0: 0x01,
} as const;

/** The known commands, as the low 24 bits of `cmd`: protocol, command and header size together (WIRE-03). */
export const CMD = {
  LNK_PAD: 0x000001,
  LNK_PING: 0x000101,
  LNK_AUTH: 0x001002,
  LNK_CONN: 0x001107,
  LNK_SPAN: 0x001207,
  LNK_ERROR: 0x0fff01,
  DBG_SHELL: 0x100101,
  // The header defines nothing in the domain layer; the echo, which traffic is made of, is ours (SVC-02).
  DOM_ECHO: 0x200101,
  QRM_COMMIT: 0x400102,
  // The header names the struct of this one and defines neither struct nor command (CAC-01, SVC-02).
  CAC_LOCK: 0x300102,
} as const;
export type CMD = (typeof CMD)[keyof typeof CMD];

/** The four protocol bits of `cmd` (WIRE-03). */
export const PROTO = { LNK: 0, DBG: 1, DOM: 2, CAC: 3, QRM: 4, BLK: 5, VOP: 6 } as const;

/** `magic` as its sender means it, and as the other byte order sees it (WIRE-02). */
export const MAGIC = 0x4832;
export const MAGIC_REV = 0x3248;

/** Headers and aux data are aligned to this (WIRE-01, WIRE-05); `cmd` counts the header in these units (WIRE-03). */
export const ALIGN_BYTES = 64;
/** HAMMER2_MSGHDR_MAX (WIRE-03). */
export const HEADER_BYTES_MAX = 2048;
/** HAMMER2_MSGAUX_MAX (WIRE-05). */
export const AUX_BYTES_MAX = 65536;
/** The base header (WIRE-01). */
export const BASE_BYTES = 64;
/** HAMMER2_SPAN_PROTO_1 (SPAN-01). */
export const SPAN_PROTO_1 = 1;

/** `pfs_type` of CONN and SPAN, HAMMER2_PFSTYPE_*. */
export const PFS_TYPE = {
  NONE: 0,
  ADMIN: 1,
  CLIENT: 2,
  CACHE: 3,
  COPY: 4,
  SLAVE: 5,
  SOFT_SLAVE: 6,
  SOFT_MASTER: 7,
  MASTER: 8,
} as const;
export type PFS_TYPE = (typeof PFS_TYPE)[keyof typeof PFS_TYPE];

/** Bits of `capabilities` in our LNK_AUTH (LINK-02; the numbers are ours). */
export const CAPABILITY = { AUX_OOB: 1, DUPLICATION: 2, CRC_OPTIONAL: 4, ENCRYPTION: 8 } as const;
/** Bits of `rights` in our LNK_AUTH (LINK-02; the numbers are ours). */
export const RIGHT = { DBG_SHELL: 1 } as const;

export { ERR, errorName, errorText } from "./errors.ts";
