/** Messages to bytes. The caller sets the header's fields, then calls the method that knows the body. */
import { assert } from "../base/assert.ts";
import { readU16, writeU16, writeU32 } from "../base/bytes.ts";
import type { UuidWords } from "../base/uuid.ts";
import { type AuthBody, extendedBigEndian, writeUuid } from "./bodies.ts";
import { AUX_BYTES_MAX, BASE_BYTES, CMD, HEADER_BYTES_MAX, MAGIC, MAGIC_REV, type Profile } from "./constants.ts";
import { crc32c, sealHeader } from "./crc.ts";
import { alignedBytes, AUTH, BASE, SPAN } from "./layout.ts";
import type { Message } from "./message.ts";

const AT = {
  SALT: BASE.fields.salt.offset,
  MSGID: BASE.fields.msgid.offset,
  SPANID: BASE.fields.spanid.offset,
  CMD: BASE.fields.cmd.offset,
  AUX_CRC: BASE.fields.aux_crc.offset,
  AUX_BYTES: BASE.fields.aux_bytes.offset,
  ERROR: BASE.fields.error.offset,
} as const;
const PFS = SPAN.fields;

/** Chunks start small, so that a thousand idle encoders are cheap, and double up to the largest. */
const CHUNK_BYTES_FIRST = 4096;
const CHUNK_BYTES_MAX = 262_144;

/** One for each link end or node. Every message gets bytes of its own out of fresh chunks; none is ever reused. */
export class Encoder {
  salt = 0;
  msgidHi = 0;
  msgidLo = 0;
  spanidHi = 0;
  spanidLo = 0;
  /** The top byte of cmd: FLAG bits (WIRE-03). */
  flags = 0;
  error = 0;
  readonly #profile: Profile;
  readonly #bigEndian: boolean;
  readonly #extendedBigEndian: boolean;
  #chunk = new Uint8Array(0);
  #used = 0;

  constructor(profile: Profile, bigEndian: boolean) {
    this.#profile = profile;
    this.#bigEndian = bigEndian;
    this.#extendedBigEndian = extendedBigEndian(bigEndian, profile);
  }

  /** A message without aux data: a bare PAD, PING, LNK_ERROR or DBG_SHELL, or a larger header left zero. */
  header(base: number): Uint8Array {
    const headerBytes = (base & 0xff) << 6;
    const bytes = this.#take(headerBytes);
    this.#writeBase(bytes, base);
    sealHeader(bytes, 0, headerBytes, this.#bigEndian);
    return bytes;
  }

  /** A message with in-band aux data, padded with zeros to 64 (WIRE-05); c2012 counts it in units (C12-01). */
  withAux(base: number, aux: Uint8Array): Uint8Array {
    assert(aux.length <= AUX_BYTES_MAX, "Encoder: more aux data than the protocol allows");
    const headerBytes = (base & 0xff) << 6;
    const auxWireBytes = alignedBytes(aux.length);
    const bytes = this.#take(headerBytes + auxWireBytes);
    this.#writeBase(bytes, base);
    if (auxWireBytes > 0) {
      bytes.set(aux, headerBytes);
      writeU32(bytes, AT.AUX_CRC, crc32c(bytes, headerBytes, bytes.length), this.#bigEndian);
      writeU32(bytes, AT.AUX_BYTES, this.#profile === "header" ? aux.length : auxWireBytes >>> 6, this.#bigEndian);
    }
    sealHeader(bytes, 0, headerBytes, this.#bigEndian);
    return bytes;
  }

  /** LNK_CONN or LNK_SPAN (WIRE-01): label bytes without NUL, at most 256. */
  pfs(
    base: typeof CMD.LNK_CONN | typeof CMD.LNK_SPAN,
    clid: UuidWords,
    fsid: UuidWords,
    pfsType: number,
    protoVersion: number,
    status: number,
    dist: number,
    label: Uint8Array,
  ): Uint8Array {
    assert(label.length <= PFS.label.length, "Encoder: label longer than its field");
    const headerBytes = (base & 0xff) << 6;
    const bytes = this.#take(headerBytes);
    this.#writeBase(bytes, base);
    const bigEndian = this.#extendedBigEndian;
    writeUuid(bytes, PFS.pfs_clid.offset, clid, bigEndian);
    writeUuid(bytes, PFS.pfs_fsid.offset, fsid, bigEndian);
    bytes[PFS.pfs_type.offset] = pfsType;
    writeU16(bytes, PFS.proto_version.offset, protoVersion, bigEndian);
    writeU32(bytes, PFS.status.offset, status, bigEndian);
    writeU32(bytes, PFS.dist.offset, dist, bigEndian);
    const labelAt = PFS.label.offset;
    for (let i = 0; i < label.length; i++) bytes[labelAt + i] = label[i];
    sealHeader(bytes, 0, headerBytes, this.#bigEndian);
    return bytes;
  }

  /** Our LNK_AUTH without key material (LINK-02). */
  auth(body: AuthBody): Uint8Array {
    const headerBytes = (CMD.LNK_AUTH & 0xff) << 6;
    const bytes = this.#take(headerBytes);
    this.#writeBase(bytes, CMD.LNK_AUTH);
    const fields = AUTH.fields;
    const bigEndian = this.#extendedBigEndian;
    writeUuid(bytes, fields.host.offset, body.host, bigEndian);
    writeU16(bytes, fields.proto_class.offset, body.protoClass, bigEndian);
    writeU16(bytes, fields.proto_version.offset, body.protoVersion, bigEndian);
    writeU32(bytes, fields.aux_bytes_max.offset, body.auxBytesMax, bigEndian);
    writeU32(bytes, fields.capabilities.offset, body.capabilities, bigEndian);
    writeU32(bytes, fields.rights.offset, body.rights, bigEndian);
    writeU32(bytes, fields.encryption.offset, body.encryption, bigEndian);
    sealHeader(bytes, 0, headerBytes, this.#bigEndian);
    return bytes;
  }

  /** A hop: header and aux as they arrived, in the byte order in which they arrived, but for spanid, salt and hdr_crc (WIRE-02). */
  forward(message: Message, spanidHi: number, spanidLo: number, salt: number): Uint8Array {
    const { bigEndian, at, wireBytes } = message;
    const bytes = this.#take(wireBytes);
    bytes.set(message.bytes.subarray(at, at + wireBytes));
    writeU64(bytes, AT.SPANID, spanidHi, spanidLo, bigEndian);
    writeU32(bytes, AT.SALT, salt, bigEndian);
    sealHeader(bytes, 0, message.headerBytes, bigEndian);
    return bytes;
  }

  /**
   * The bytes of one injected message as if this end had sent them: a copy with salt and hdr_crc
   * rewritten in the byte order of its magic (WIRE-07). What has no whole header stays as it is.
   */
  resend(source: Uint8Array, salt: number): Uint8Array {
    const bytes = this.#take(source.length);
    bytes.set(source);
    if (bytes.length < BASE_BYTES) return bytes;
    const magic = readU16(bytes, 0, false);
    if (magic !== MAGIC && magic !== MAGIC_REV) return bytes;
    const bigEndian = magic === MAGIC_REV;
    const headerBytes = bytes[AT.CMD + (bigEndian ? 3 : 0)] << 6;
    if (headerBytes < BASE_BYTES || headerBytes > HEADER_BYTES_MAX || headerBytes > bytes.length) return bytes;
    writeU32(bytes, AT.SALT, salt, bigEndian);
    sealHeader(bytes, 0, headerBytes, bigEndian);
    return bytes;
  }

  /** Fresh zeroed bytes. Every size but an injected one is a multiple of 64. */
  #take(count: number): Uint8Array {
    const from = this.#used;
    const to = from + count;
    if (to <= this.#chunk.length) {
      this.#used = to;
      return this.#chunk.subarray(from, to);
    }
    return this.#takeFromNewChunk(count);
  }

  #takeFromNewChunk(count: number): Uint8Array {
    if (count > CHUNK_BYTES_FIRST) return new Uint8Array(count); // a big one lives and dies alone
    const chunkBytes = this.#chunk.length === 0 ? CHUNK_BYTES_FIRST : Math.min(2 * this.#chunk.length, CHUNK_BYTES_MAX);
    this.#chunk = new Uint8Array(chunkBytes);
    this.#used = count;
    return this.#chunk.subarray(0, count);
  }

  #writeBase(bytes: Uint8Array, base: number): void {
    const bigEndian = this.#bigEndian;
    writeU16(bytes, 0, MAGIC, bigEndian);
    writeU32(bytes, AT.SALT, this.salt, bigEndian);
    writeU64(bytes, AT.MSGID, this.msgidHi, this.msgidLo, bigEndian);
    writeU64(bytes, AT.SPANID, this.spanidHi, this.spanidLo, bigEndian);
    writeU32(bytes, AT.CMD, (this.flags << 24) | base, bigEndian);
    writeU32(bytes, AT.ERROR, this.error, bigEndian);
  }
}

/** A 64-bit field from its two words (WIRE-02). */
export function writeU64(bytes: Uint8Array, at: number, hi: number, lo: number, bigEndian: boolean): void {
  writeU32(bytes, at, bigEndian ? hi : lo, bigEndian);
  writeU32(bytes, at + 4, bigEndian ? lo : hi, bigEndian);
}
