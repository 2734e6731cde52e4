/** The fields behind the base header: LNK_CONN and LNK_SPAN, which share one layout, and our LNK_AUTH. */
import { readU16, readU32, writeU16, writeU32 } from "../base/bytes.ts";
import type { UuidWords } from "../base/uuid.ts";
import type { Profile } from "./constants.ts";
import { AUTH, SPAN } from "./layout.ts";
import type { Message } from "./message.ts";

/** What LNK_CONN and LNK_SPAN say about a PFS. */
export interface PfsBody {
  readonly clid: UuidWords;
  readonly fsid: UuidWords;
  pfsType: number;
  protoVersion: number;
  status: number;
  /** Signed; a negative one is a violation further up (SPAN-01). */
  dist: number;
  /** The label is message.bytes[labelAt..labelAt + labelBytes): up to its NUL, or all 256 bytes where there is none. */
  labelAt: number;
  labelBytes: number;
}

/** Our LNK_AUTH (LINK-02). */
export interface AuthBody {
  readonly host: UuidWords;
  protoClass: number;
  protoVersion: number;
  auxBytesMax: number;
  capabilities: number;
  rights: number;
  encryption: number;
}

export function newPfsBody(): PfsBody {
  const words = (): UuidWords => new Uint32Array(4);
  return { clid: words(), fsid: words(), pfsType: 0, protoVersion: 0, status: 0, dist: 0, labelAt: 0, labelBytes: 0 };
}

export function newAuthBody(): AuthBody {
  return { host: new Uint32Array(4), protoClass: 0, protoVersion: 0, auxBytesMax: 0, capabilities: 0, rights: 0, encryption: 0 };
}

/** Whether fields behind the base header are big-endian: as the sender is, but never in c2012 (WIRE-02, C12-02). */
export function extendedBigEndian(bigEndian: boolean, profile: Profile): boolean {
  return bigEndian && profile === "header";
}

/** The first three words of a uuid are in the sender's byte order, its last eight bytes are bytes (WIRE-02). */
export function readUuid(bytes: Uint8Array, at: number, bigEndian: boolean, into: UuidWords): void {
  into[0] = readU32(bytes, at, bigEndian);
  into[1] = (readU16(bytes, at + 4, bigEndian) << 16) | readU16(bytes, at + 6, bigEndian);
  into[2] = readU32(bytes, at + 8, true);
  into[3] = readU32(bytes, at + 12, true);
}

/** The reverse of readUuid (WIRE-02). */
export function writeUuid(bytes: Uint8Array, at: number, words: UuidWords, bigEndian: boolean): void {
  writeU32(bytes, at, words[0], bigEndian);
  writeU16(bytes, at + 4, words[1] >>> 16, bigEndian);
  writeU16(bytes, at + 6, words[1] & 0xffff, bigEndian);
  writeU32(bytes, at + 8, words[2], true);
  writeU32(bytes, at + 12, words[3], true);
}

/** The length of the text at bytes[at..at + room): up to its NUL, or all the room. */
export function labelLength(bytes: Uint8Array, at: number, room: number): number {
  let length = 0;
  while (length < room && bytes[at + length] !== 0) length++;
  return length;
}

const PFS = SPAN.fields;

/** Reads the body of a LNK_CONN or LNK_SPAN; the message's `base` says that it is one. */
export function readPfsBody(message: Message, profile: Profile, into: PfsBody): void {
  const { bytes, at } = message;
  const bigEndian = extendedBigEndian(message.bigEndian, profile);
  readUuid(bytes, at + PFS.pfs_clid.offset, bigEndian, into.clid);
  readUuid(bytes, at + PFS.pfs_fsid.offset, bigEndian, into.fsid);
  into.pfsType = bytes[at + PFS.pfs_type.offset];
  into.protoVersion = readU16(bytes, at + PFS.proto_version.offset, bigEndian);
  into.status = readU32(bytes, at + PFS.status.offset, bigEndian);
  into.dist = readU32(bytes, at + PFS.dist.offset, bigEndian) | 0;
  into.labelAt = at + PFS.label.offset;
  into.labelBytes = labelLength(bytes, into.labelAt, PFS.label.length);
}

/** Reads the body of a LNK_AUTH (LINK-02); only the header profile has one. */
export function readAuthBody(message: Message, into: AuthBody): void {
  const { bytes, at, bigEndian } = message;
  const fields = AUTH.fields;
  readUuid(bytes, at + fields.host.offset, bigEndian, into.host);
  into.protoClass = readU16(bytes, at + fields.proto_class.offset, bigEndian);
  into.protoVersion = readU16(bytes, at + fields.proto_version.offset, bigEndian);
  into.auxBytesMax = readU32(bytes, at + fields.aux_bytes_max.offset, bigEndian);
  into.capabilities = readU32(bytes, at + fields.capabilities.offset, bigEndian);
  into.rights = readU32(bytes, at + fields.rights.offset, bigEndian);
  into.encryption = readU32(bytes, at + fields.encryption.offset, bigEndian);
}
