/**
 * Cuts a byte stream, in whatever chunks it comes, into messages (WIRE-09): `push` a chunk, call
 * `next` until it says NEED. Order of the judgements: magic, header size, header CRC, aux length,
 * message counter, aux CRC; nothing but magic and size is believed before the header's CRC is
 * (WIRE-04), and each is made as soon as its bytes are there, so the verdicts do not depend on the
 * chunks. (The recorded verdicts of the C program have one fault each and leave the order of the
 * last three open.)
 */
import { SCRATCH } from "../base/graph-copy.ts";
import { assert } from "../base/assert.ts";
import { readU32 } from "../base/bytes.ts";
import { AUX_BYTES_MAX, BASE_BYTES, HEADER_BYTES_MAX, type Profile } from "./constants.ts";
import { crc32c, headerCrc } from "./crc.ts";
import { DECODE_FAULT, type DecodeFault } from "./faults.ts";
import { BASE } from "./layout.ts";
import { Message } from "./message.ts";

export const FRAME = { NEED: 0, MESSAGE: 1, FAULT: 2 } as const;
export type FRAME = (typeof FRAME)[keyof typeof FRAME];

const AT_CMD = BASE.fields.cmd.offset;
const AT_AUX_CRC = BASE.fields.aux_crc.offset;
const AT_HDR_CRC = BASE.fields.hdr_crc.offset;
const MAGIC_BYTES = BASE.fields.magic.length;
const CMD_END = AT_CMD + BASE.fields.cmd.length;
const NOTHING = new Uint8Array(0);
/** Verdicts of _judge: a positive number says how many bytes it wants before it can say more. */
const COMPLETE = 0;
const BROKEN = -1;

export class Framer {
  /** What AUTH negotiated, if less than the protocol's own maximum (WIRE-05). */
  auxBytesMax: number = AUX_BYTES_MAX;
  /** The low byte of the next message's salt (WIRE-07). */
  sequenceExpected = 0;
  /** False where AUTH negotiated the CRCs away (SHM-01): they are not looked at. */
  crcs = true;
  /** Valid after MESSAGE, until the next `push` or `next`. */
  readonly message = new Message();
  private readonly _profile: Profile;
  private readonly _judgeSequence: boolean;
  private readonly _plainCrc: boolean;
  private _fault: DecodeFault | undefined = undefined;
  /** The chunk of the last push, read up to _at. */
  private _chunk: Uint8Array = NOTHING;
  private _at = 0;
  /** The start of a message whose end was not in its chunk: never more than that one message. */
  private _held: Uint8Array = NOTHING;
  private _heldBytes = 0;
  private _wantedBytes = MAGIC_BYTES;

  /** The message read last belongs to whoever was told of it. */
  get [SCRATCH](): Readonly<Record<string, unknown>> {
    return { message: new Message() };
  }

  constructor(profile: Profile, judgeSequence: boolean, plainCrc = false) {
    this._profile = profile;
    this._judgeSequence = judgeSequence;
    this._plainCrc = plainCrc;
  }

  /** After FAULT: why. The framer stays broken until reset. */
  get fault(): DecodeFault {
    assert(this._fault !== undefined, "Framer: fault read before there was one");
    return this._fault;
  }

  /** After NEED: how many bytes of a message are held, and how many more it takes at least to have one. */
  get heldBytes(): number {
    return this._heldBytes;
  }
  get missingBytes(): number {
    const wanted = this._heldBytes < CMD_END ? BASE_BYTES : this._wantedBytes;
    return wanted - this._heldBytes;
  }

  /** The chunk is not copied if whole messages end where it ends; do not change it before `next` said NEED. */
  push(chunk: Uint8Array): void {
    if (this._fault !== undefined) return;
    assert(this._at === this._chunk.length, "Framer: push before next said NEED");
    this._chunk = chunk;
    this._at = 0;
  }

  next(): FRAME {
    if (this._fault !== undefined) return FRAME.FAULT;
    if (this._heldBytes > 0) return this._nextHeld();
    if (this._at === this._chunk.length) return this._drained();
    const verdict = this._judge(this._chunk, this._at, this._chunk.length - this._at);
    if (verdict === COMPLETE) {
      this._at += this.message.wireBytes;
      return FRAME.MESSAGE;
    }
    if (verdict === BROKEN) return FRAME.FAULT;
    this._hold(verdict);
    return FRAME.NEED;
  }

  /** After MESSAGE: what lies behind it in the chunk, taken out: from here on the stream is not of messages in the clear (LINK-02). */
  takeRest(): Uint8Array {
    assert(this._heldBytes === 0, "Framer: takeRest in the middle of a message");
    const rest = this._chunk.subarray(this._at);
    this._drained();
    return rest;
  }

  /** WIRE-05, WIRE-06: whether `crc` is that of padded aux data, wherever it lies. */
  isAuxCrc(crc: number, bytes: Uint8Array, from: number, to: number): boolean {
    return crc32c(bytes, from, to, this._plainCrc) === crc;
  }

  /** Forgets everything: the next byte is the first of a new incarnation of the link (LINK-07). */
  reset(): void {
    this.auxBytesMax = AUX_BYTES_MAX;
    this.sequenceExpected = 0;
    this.crcs = true;
    this._fault = undefined;
    this._chunk = NOTHING;
    this._at = 0;
    this._held = NOTHING;
    this._heldBytes = 0;
    this._wantedBytes = MAGIC_BYTES;
  }

  /** Lets go of a chunk that ended where a message ended. */
  private _drained(): FRAME {
    this._chunk = NOTHING;
    this._at = 0;
    return FRAME.NEED;
  }

  /** Keeps a copy of the chunk's rest, which is less than the `wantedBytes` of one message. */
  private _hold(wantedBytes: number): void {
    if (this._held.length > HEADER_BYTES_MAX) this._held = NOTHING; // do not keep 64 KB a link for one big message
    this._wantedBytes = wantedBytes;
    this._takeFromChunk();
    this._chunk = NOTHING;
    this._at = 0;
  }

  /** Moves bytes from the chunk behind those held, up to _wantedBytes; true when they are all there. */
  private _takeFromChunk(): boolean {
    if (this._held.length < this._wantedBytes) {
      const larger = new Uint8Array(this._wantedBytes);
      larger.set(this._held.subarray(0, this._heldBytes));
      this._held = larger;
    }
    const taken = Math.min(this._wantedBytes - this._heldBytes, this._chunk.length - this._at);
    this._held.set(this._chunk.subarray(this._at, this._at + taken), this._heldBytes);
    this._heldBytes += taken;
    this._at += taken;
    return this._heldBytes === this._wantedBytes;
  }

  private _nextHeld(): FRAME {
    while (this._takeFromChunk()) {
      const verdict = this._judge(this._held, 0, this._heldBytes);
      if (verdict === BROKEN) return FRAME.FAULT;
      if (verdict === COMPLETE) {
        this._heldBytes = 0;
        return FRAME.MESSAGE;
      }
      this._wantedBytes = verdict;
    }
    return FRAME.NEED;
  }

  /** Judges what lies at bytes[at..at + available): COMPLETE fills `message`, BROKEN fills the fault. */
  private _judge(bytes: Uint8Array, at: number, available: number): number {
    if (available < MAGIC_BYTES) return MAGIC_BYTES;
    const bigEndian = bytes[at] === 0x48;
    if (bigEndian ? bytes[at + 1] !== 0x32 : bytes[at] !== 0x32 || bytes[at + 1] !== 0x48) return this._break(DECODE_FAULT.MAGIC);
    if (available < CMD_END) return CMD_END;
    const headerBytes = bytes[at + AT_CMD + (bigEndian ? 3 : 0)] << 6;
    if (headerBytes < BASE_BYTES || headerBytes > HEADER_BYTES_MAX) return this._break(DECODE_FAULT.HEADER_SIZE);
    if (available < headerBytes) return headerBytes;
    if (this.crcs && headerCrc(bytes, at, headerBytes, this._plainCrc) !== readU32(bytes, at + AT_HDR_CRC, bigEndian)) return this._break(DECODE_FAULT.HEADER_CRC);
    const message = this.message;
    message.readBase(bytes, at, bigEndian);
    if (!message.readAux(this._profile, this.auxBytesMax)) return this._break(DECODE_FAULT.AUX_SIZE);
    if (this._judgeSequence && message.sequence !== this.sequenceExpected) return this._break(DECODE_FAULT.SEQUENCE);
    if (message.auxWireBytes > 0) {
      if (available < message.wireBytes) return message.wireBytes;
      if (this.crcs && !this.isAuxCrc(readU32(bytes, at + AT_AUX_CRC, bigEndian), bytes, message.auxAt, message.auxAt + message.auxWireBytes)) return this._break(DECODE_FAULT.AUX_CRC);
    }
    this.sequenceExpected = (message.sequence + 1) & 0xff;
    return COMPLETE;
  }

  private _break(fault: DecodeFault): number {
    this._fault = fault;
    this._chunk = NOTHING;
    this._at = 0;
    return BROKEN;
  }
}
