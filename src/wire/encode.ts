/** Messages to bytes. The caller sets the header's fields, then calls the method that knows the body. */
import { assert } from "../base/assert.ts";
import { readU16, readU32, writeU32 } from "../base/bytes.ts";
import type { UuidWords } from "../base/uuid.ts";
import { MessageArena } from "./arena.ts";
import { type AuthBody, extendedBigEndian } from "./bodies.ts";
import { AUX_BYTES_MAX, BASE_BYTES, CMD, FLAG, HEADER_BYTES_MAX, MAGIC, MAGIC_REV, type Profile } from "./constants.ts";
import { crc32c, sealHeader } from "./crc.ts";
import { alignedBytes, AUTH, BASE, SPAN } from "./layout.ts";
import type { Message } from "./message.ts";

const AT = {
  MAGIC: BASE.fields.magic.offset,
  SALT: BASE.fields.salt.offset,
  MSGID: BASE.fields.msgid.offset,
  SPANID: BASE.fields.spanid.offset,
  CMD: BASE.fields.cmd.offset,
  AUX_CRC: BASE.fields.aux_crc.offset,
  AUX_BYTES: BASE.fields.aux_bytes.offset,
  ERROR: BASE.fields.error.offset,
  AUX_DESCR: BASE.fields.aux_descr.offset,
  HDR_CRC: BASE.fields.hdr_crc.offset,
} as const;
const PFS = SPAN.fields;
const NOTHING = new Uint8Array(0);

/** Writes the fields of an extended header at their offsets. */
export type BodyWriter = (view: DataView, littleEndian: boolean) => void;

/** WIRE-06: where out-of-band aux data is, its exact length and the CRC of the padded data. */
export interface OutOfBand {
  readonly descrHi: number;
  readonly descrLo: number;
  readonly auxBytes: number;
  readonly auxCrc: number;
}

/**
 * Where every header is made before it is copied to where it stays: what is always in the same place has a view from the
 * start, and words are written through one several times faster than byte by byte.
 */
const draft = new Uint8Array(HEADER_BYTES_MAX);
const view = new DataView(draft.buffer);
/** The draft, by the size of its header in units of 64 bytes. */
const DRAFTS = Array.from({ length: (HEADER_BYTES_MAX >>> 6) + 1 }, (_, units) => draft.subarray(0, units << 6));

/** One for each link end. Every message gets bytes of its own out of an arena that many may share. */
export class Encoder {
  salt = 0;
  msgidHi = 0;
  msgidLo = 0;
  spanidHi = 0;
  spanidLo = 0;
  /** The top byte of cmd: FLAG bits (WIRE-03). */
  flags = 0;
  error = 0;
  /** False where AUTH negotiated the CRCs away (SHM-01): both are sent as 0. */
  crcs = true;
  private readonly _profile: Profile;
  private readonly _bigEndian: boolean;
  private readonly _extendedBigEndian: boolean;
  private readonly _arena: MessageArena;
  private readonly _plainCrc: boolean;

  constructor(profile: Profile, bigEndian: boolean, arena = new MessageArena(), plainCrc = false) {
    this._plainCrc = plainCrc;
    this._arena = arena;
    this._profile = profile;
    this._bigEndian = bigEndian;
    this._extendedBigEndian = extendedBigEndian(bigEndian, profile);
  }

  /** A message without aux data: a bare PAD, PING, LNK_ERROR or DBG_SHELL, or a larger header left zero. */
  header(base: number): Uint8Array {
    return this._finish(this._begin(base));
  }

  /** A message with in-band aux data, padded with zeros to 64 (WIRE-05); c2012 counts it in units (C12-01). */
  withAux(base: number, aux: Uint8Array): Uint8Array {
    return this._finishWithAux(this._begin(base), aux);
  }

  /**
   * A message with fields of a service behind the base header (SVC-02) and in-band aux data, which may be empty. `write`
   * puts the fields at their offsets, in the byte order that it is told.
   */
  extended(base: number, write: BodyWriter, aux: Uint8Array): Uint8Array {
    const header = this._begin(base);
    write(view, !this._extendedBigEndian);
    return this._finishWithAux(header, aux);
  }

  /** The same with its aux data out of band (WIRE-06): only the header, which names the place. */
  outOfBand(base: number, write: BodyWriter | undefined, place: OutOfBand): Uint8Array {
    this.flags |= FLAG.AUXOOB;
    const header = this._begin(base);
    write?.(view, !this._extendedBigEndian);
    writePlace(header, place, this.crcs, this._bigEndian);
    return this._finish(header);
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
    const header = this._begin(base);
    const little = !this._extendedBigEndian;
    viewUuid(view, PFS.pfs_clid.offset, clid, little);
    viewUuid(view, PFS.pfs_fsid.offset, fsid, little);
    view.setUint8(PFS.pfs_type.offset, pfsType);
    view.setUint16(PFS.proto_version.offset, protoVersion, little);
    view.setUint32(PFS.status.offset, status, little);
    view.setInt32(PFS.dist.offset, dist, little);
    for (let i = 0; i < label.length; i++) header[PFS.label.offset + i] = label[i];
    return this._finish(header);
  }

  /** Our LNK_AUTH, with key material as in-band aux data where there is some (LINK-02). */
  auth(body: AuthBody, keyMaterial: Uint8Array = NOTHING): Uint8Array {
    const header = this._begin(CMD.LNK_AUTH);
    const fields = AUTH.fields;
    const little = !this._extendedBigEndian;
    viewUuid(view, fields.host.offset, body.host, little);
    view.setUint16(fields.proto_class.offset, body.protoClass, little);
    view.setUint16(fields.proto_version.offset, body.protoVersion, little);
    view.setUint32(fields.aux_bytes_max.offset, body.auxBytesMax, little);
    view.setUint32(fields.capabilities.offset, body.capabilities, little);
    view.setUint32(fields.rights.offset, body.rights, little);
    view.setUint32(fields.encryption.offset, body.encryption, little);
    return this._finishWithAux(header, keyMaterial);
  }

  /** A hop: header and aux as they arrived, in the byte order in which they arrived, but for spanid, salt and hdr_crc (WIRE-02). */
  forward(message: Message, spanidHi: number, spanidLo: number, salt: number): Uint8Array {
    const { bigEndian, at, wireBytes } = message;
    const bytes = this._arena.take(wireBytes);
    bytes.set(message.bytes.subarray(at, at + wireBytes));
    writeU64(bytes, AT.SPANID, spanidHi, spanidLo, bigEndian);
    writeU32(bytes, AT.SALT, salt, bigEndian);
    sealHeader(bytes, 0, message.headerBytes, bigEndian, this._plainCrc);
    return bytes;
  }

  /**
   * A hop where shared memory is on one side (ROUTE-08): the header as it arrived, its aux data copied behind it, or left where
   * `place` says; CRCs are made anew, or 0, as this link has them.
   */
  forwardCopied(message: Message, spanidHi: number, spanidLo: number, salt: number, aux: Uint8Array | OutOfBand): Uint8Array {
    const { bigEndian, at, headerBytes } = message;
    const inBand = aux instanceof Uint8Array;
    const bytes = this._arena.take(headerBytes + (inBand ? alignedBytes(aux.length) : 0));
    bytes.set(message.bytes.subarray(at, at + headerBytes));
    writeU64(bytes, AT.SPANID, spanidHi, spanidLo, bigEndian);
    writeU32(bytes, AT.SALT, salt, bigEndian);
    const flags = inBand ? message.flags & ~FLAG.AUXOOB : message.flags | FLAG.AUXOOB;
    writeU32(bytes, AT.CMD, (flags << 24) | message.base, bigEndian);
    if (inBand) {
      setPadded(bytes, aux, headerBytes);
      const auxCrc = this.auxCrc(bytes, headerBytes, bytes.length);
      writePlace(bytes, { descrHi: 0, descrLo: 0, auxBytes: aux.length, auxCrc }, this.crcs, bigEndian);
    } else writePlace(bytes, aux, this.crcs, bigEndian);
    writeU32(bytes, AT.HDR_CRC, 0, bigEndian);
    if (this.crcs) sealHeader(bytes, 0, headerBytes, bigEndian, this._plainCrc);
    return bytes;
  }

  /**
   * The bytes of one injected message as if this end had sent them: a copy with salt and hdr_crc
   * rewritten in the byte order of its magic (WIRE-07). What has no whole header stays as it is.
   */
  resend(source: Uint8Array, salt: number): Uint8Array {
    const bytes = this._arena.take(source.length);
    bytes.set(source);
    this._resalt(bytes, salt, 0);
    return bytes;
  }

  /** A finished message of ours that others came before: its number is now another one (WIRE-07). What has no whole header stays as it is. */
  recount(bytes: Uint8Array, count: number): void {
    this._resalt(bytes, count & 0xff, 0xffff_ff00);
  }

  /** CRC-32C of padded aux data; 0 where there are no CRCs. */
  auxCrc(bytes: Uint8Array, from: number, to: number): number {
    return this.crcs ? crc32c(bytes, from, to, this._plainCrc) : 0;
  }

  /** Writes the salt anew but for the bits to keep, and seals the header, in the byte order of its magic. */
  private _resalt(bytes: Uint8Array, salt: number, keep: number): void {
    if (bytes.length < BASE_BYTES) return;
    const magic = readU16(bytes, 0, false);
    if (magic !== MAGIC && magic !== MAGIC_REV) return;
    const bigEndian = magic === MAGIC_REV;
    const headerBytes = bytes[AT.CMD + (bigEndian ? 3 : 0)] << 6;
    if (headerBytes < BASE_BYTES || headerBytes > HEADER_BYTES_MAX || headerBytes > bytes.length) return;
    writeU32(bytes, AT.SALT, (readU32(bytes, AT.SALT, bigEndian) & keep) | salt, bigEndian);
    if (this.crcs) sealHeader(bytes, 0, headerBytes, bigEndian, this._plainCrc);
  }

  /** The draft of a header of that command: zeros but for the base header. */
  private _begin(base: number): Uint8Array {
    const header = DRAFTS[base & 0xff]!;
    header.fill(0);
    const little = !this._bigEndian;
    const first = little ? 4 : 0; // the more significant word of a 64-bit field comes first in big-endian
    view.setUint16(AT.MAGIC, MAGIC, little);
    view.setUint32(AT.SALT, this.salt, little);
    view.setUint32(AT.MSGID + first, this.msgidHi, little);
    view.setUint32(AT.MSGID + 4 - first, this.msgidLo, little);
    view.setUint32(AT.SPANID + first, this.spanidHi, little);
    view.setUint32(AT.SPANID + 4 - first, this.spanidLo, little);
    view.setUint32(AT.CMD, (this.flags << 24) | base, little);
    view.setUint32(AT.ERROR, this.error, little);
    return header;
  }

  /** The message that is the finished draft alone. */
  private _finish(header: Uint8Array): Uint8Array {
    const bytes = this._arena.take(header.length);
    this._seal(header);
    bytes.set(header);
    return bytes;
  }

  /** The message that is the finished draft and in-band aux data, which may be empty (WIRE-05). */
  private _finishWithAux(header: Uint8Array, aux: Uint8Array): Uint8Array {
    if (aux.length === 0) return this._finish(header);
    assert(aux.length <= AUX_BYTES_MAX, "Encoder: more aux data than the protocol allows");
    const auxWireBytes = alignedBytes(aux.length);
    const bytes = this._arena.take(header.length + auxWireBytes);
    setPadded(bytes, aux, header.length);
    view.setUint32(AT.AUX_CRC, this.auxCrc(bytes, header.length, bytes.length), !this._bigEndian);
    view.setUint32(AT.AUX_BYTES, this._profile === "header" ? aux.length : auxWireBytes >>> 6, !this._bigEndian);
    this._seal(header);
    bytes.set(header);
    return bytes;
  }

  /** hdr_crc of the draft, in which it is still 0 (WIRE-04). */
  private _seal(header: Uint8Array): void {
    if (this.crcs) view.setUint32(AT.HDR_CRC, crc32c(header, 0, header.length, this._plainCrc), !this._bigEndian);
  }
}

/** Aux data to the end of a message, and zeros behind it. */
function setPadded(bytes: Uint8Array, aux: Uint8Array, at: number): void {
  bytes.set(aux, at);
  bytes.fill(0, at + aux.length);
}

/** writeUuid through a view (WIRE-02). */
export function viewUuid(into: DataView, at: number, words: UuidWords, little: boolean): void {
  into.setUint32(at, words[0], little);
  into.setUint16(at + 4, words[1] >>> 16, little);
  into.setUint16(at + 6, words[1] & 0xffff, little);
  into.setUint32(at + 8, words[2], false);
  into.setUint32(at + 12, words[3], false);
}

function writePlace(bytes: Uint8Array, { descrHi, descrLo, auxBytes, auxCrc }: OutOfBand, crcs: boolean, bigEndian: boolean): void {
  writeU32(bytes, AT.AUX_CRC, crcs ? auxCrc : 0, bigEndian);
  writeU32(bytes, AT.AUX_BYTES, auxBytes, bigEndian);
  writeU64(bytes, AT.AUX_DESCR, descrHi, descrLo, bigEndian);
}

/** A 64-bit field from its two words (WIRE-02). */
export function writeU64(bytes: Uint8Array, at: number, hi: number, lo: number, bigEndian: boolean): void {
  writeU32(bytes, at, bigEndian ? hi : lo, bigEndian);
  writeU32(bytes, at + 4, bigEndian ? lo : hi, bigEndian);
}
