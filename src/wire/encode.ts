/** Messages to bytes. The caller sets the header's fields, then calls the method that knows the body. */
import { SCRATCH } from "../base/graph-copy.ts";
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

/** Writes the fields of an extended header; offsets count from `at`. */
export type BodyWriter = (view: DataView, at: number, littleEndian: boolean) => void;

/** WIRE-06: where out-of-band aux data is, its exact length and the CRC of the padded data. */
export interface OutOfBand {
  readonly descrHi: number;
  readonly descrLo: number;
  readonly auxBytes: number;
  readonly auxCrc: number;
}

const NO_PLACE = Object.freeze({ _view: new DataView(new ArrayBuffer(0)), _at: 0 });

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
  /** Where the message being written lies. */
  private _view: DataView;
  private _at = 0;

  /** Where the last message was written. */
  get [SCRATCH](): Readonly<Record<string, unknown>> {
    return NO_PLACE;
  }

  constructor(profile: Profile, bigEndian: boolean, arena = new MessageArena(), plainCrc = false) {
    this._plainCrc = plainCrc;
    this._arena = arena;
    this._view = arena.view;
    this._profile = profile;
    this._bigEndian = bigEndian;
    this._extendedBigEndian = extendedBigEndian(bigEndian, profile);
  }

  /** A message without aux data: a bare PAD, PING, LNK_ERROR or DBG_SHELL, or a larger header left zero. */
  header(base: number): Uint8Array {
    const headerBytes = (base & 0xff) << 6;
    const bytes = this._take(headerBytes);
    this._writeBase(base);
    this._seal(bytes, headerBytes);
    return bytes;
  }

  /** A message with in-band aux data, padded with zeros to 64 (WIRE-05); c2012 counts it in units (C12-01). */
  withAux(base: number, aux: Uint8Array): Uint8Array {
    assert(aux.length <= AUX_BYTES_MAX, "Encoder: more aux data than the protocol allows");
    const headerBytes = (base & 0xff) << 6;
    const auxWireBytes = alignedBytes(aux.length);
    const bytes = this._take(headerBytes + auxWireBytes);
    this._writeBase(base);
    this._writeAux(bytes, headerBytes, aux);
    this._seal(bytes, headerBytes);
    return bytes;
  }

  /**
   * A message with fields of a service behind the base header (SVC-02) and in-band aux data, which may be empty. `write`
   * puts the fields at their offsets from `at`, in the byte order that it is told.
   */
  extended(base: number, write: BodyWriter, aux: Uint8Array): Uint8Array {
    assert(aux.length <= AUX_BYTES_MAX, "Encoder: more aux data than the protocol allows");
    const headerBytes = (base & 0xff) << 6;
    const auxWireBytes = alignedBytes(aux.length);
    const bytes = this._take(headerBytes + auxWireBytes);
    this._writeBase(base);
    write(this._view, this._at, !this._extendedBigEndian);
    this._writeAux(bytes, headerBytes, aux);
    this._seal(bytes, headerBytes);
    return bytes;
  }

  /** The same with its aux data out of band (WIRE-06): only the header, which names the place. */
  outOfBand(base: number, write: BodyWriter | undefined, place: OutOfBand): Uint8Array {
    const headerBytes = (base & 0xff) << 6;
    const bytes = this._take(headerBytes);
    this.flags |= FLAG.AUXOOB;
    this._writeBase(base);
    write?.(this._view, this._at, !this._extendedBigEndian);
    writePlace(bytes, place, this.crcs, this._bigEndian);
    this._seal(bytes, headerBytes);
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
    const bytes = this._take(headerBytes);
    this._writeBase(base);
    const view = this._view;
    const at = this._at;
    const little = !this._extendedBigEndian;
    viewUuid(view, at + PFS.pfs_clid.offset, clid, little);
    viewUuid(view, at + PFS.pfs_fsid.offset, fsid, little);
    view.setUint8(at + PFS.pfs_type.offset, pfsType);
    view.setUint16(at + PFS.proto_version.offset, protoVersion, little);
    view.setUint32(at + PFS.status.offset, status, little);
    view.setInt32(at + PFS.dist.offset, dist, little);
    const labelAt = PFS.label.offset;
    for (let i = 0; i < label.length; i++) bytes[labelAt + i] = label[i];
    this._seal(bytes, headerBytes);
    return bytes;
  }

  /** Our LNK_AUTH, with key material as in-band aux data where there is some (LINK-02). */
  auth(body: AuthBody, keyMaterial: Uint8Array = NOTHING): Uint8Array {
    const headerBytes = (CMD.LNK_AUTH & 0xff) << 6;
    const bytes = this._take(headerBytes + alignedBytes(keyMaterial.length));
    this._writeBase(CMD.LNK_AUTH);
    const fields = AUTH.fields;
    const view = this._view;
    const at = this._at;
    const little = !this._extendedBigEndian;
    viewUuid(view, at + fields.host.offset, body.host, little);
    view.setUint16(at + fields.proto_class.offset, body.protoClass, little);
    view.setUint16(at + fields.proto_version.offset, body.protoVersion, little);
    view.setUint32(at + fields.aux_bytes_max.offset, body.auxBytesMax, little);
    view.setUint32(at + fields.capabilities.offset, body.capabilities, little);
    view.setUint32(at + fields.rights.offset, body.rights, little);
    view.setUint32(at + fields.encryption.offset, body.encryption, little);
    this._writeAux(bytes, headerBytes, keyMaterial);
    this._seal(bytes, headerBytes);
    return bytes;
  }

  /** A hop: header and aux as they arrived, in the byte order in which they arrived, but for spanid, salt and hdr_crc (WIRE-02). */
  forward(message: Message, spanidHi: number, spanidLo: number, salt: number): Uint8Array {
    const { bigEndian, at, wireBytes } = message;
    const bytes = this._take(wireBytes);
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
    const bytes = this._take(headerBytes + (inBand ? alignedBytes(aux.length) : 0));
    bytes.set(message.bytes.subarray(at, at + headerBytes));
    writeU64(bytes, AT.SPANID, spanidHi, spanidLo, bigEndian);
    writeU32(bytes, AT.SALT, salt, bigEndian);
    const flags = inBand ? message.flags & ~FLAG.AUXOOB : message.flags | FLAG.AUXOOB;
    writeU32(bytes, AT.CMD, (flags << 24) | message.base, bigEndian);
    if (inBand) {
      bytes.set(aux, headerBytes);
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
    const bytes = this._take(source.length);
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

  private _writeAux(bytes: Uint8Array, headerBytes: number, aux: Uint8Array): void {
    if (aux.length === 0) return;
    bytes.set(aux, headerBytes);
    if (this.crcs) writeU32(bytes, AT.AUX_CRC, crc32c(bytes, headerBytes, bytes.length, this._plainCrc), this._bigEndian);
    writeU32(bytes, AT.AUX_BYTES, this._profile === "header" ? aux.length : (bytes.length - headerBytes) >>> 6, this._bigEndian);
  }

  /** hdr_crc of a header just written, in which it is still 0 (WIRE-04). */
  private _seal(bytes: Uint8Array, headerBytes: number): void {
    if (this.crcs) this._view.setUint32(this._at + AT.HDR_CRC, crc32c(bytes, 0, headerBytes, this._plainCrc), !this._bigEndian);
  }

  private _take(count: number): Uint8Array {
    const arena = this._arena;
    const bytes = arena.take(count);
    this._view = arena.view;
    this._at = arena.at;
    return bytes;
  }

  private _writeBase(base: number): void {
    const view = this._view;
    const at = this._at;
    const little = !this._bigEndian;
    const first = little ? 4 : 0; // the more significant word of a 64-bit field comes first in big-endian
    view.setUint16(at, MAGIC, little);
    view.setUint32(at + AT.SALT, this.salt, little);
    view.setUint32(at + AT.MSGID + first, this.msgidHi, little);
    view.setUint32(at + AT.MSGID + 4 - first, this.msgidLo, little);
    view.setUint32(at + AT.SPANID + first, this.spanidHi, little);
    view.setUint32(at + AT.SPANID + 4 - first, this.spanidLo, little);
    view.setUint32(at + AT.CMD, (this.flags << 24) | base, little);
    view.setUint32(at + AT.ERROR, this.error, little);
  }
}

/** writeUuid through a view (WIRE-02). */
export function viewUuid(view: DataView, at: number, words: UuidWords, little: boolean): void {
  view.setUint32(at, words[0], little);
  view.setUint16(at + 4, words[1] >>> 16, little);
  view.setUint16(at + 6, words[1] & 0xffff, little);
  view.setUint32(at + 8, words[2], false);
  view.setUint32(at + 12, words[3], false);
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
