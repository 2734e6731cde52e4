/**
 * Cuts a byte stream, in whatever chunks it comes, into messages (WIRE-09): `push` a chunk, call
 * `next` until it says NEED. Order of the judgements: magic, header size, header CRC, aux length,
 * message counter, aux CRC; nothing but magic and size is believed before the header's CRC is
 * (WIRE-04), and each is made as soon as its bytes are there, so the verdicts do not depend on the
 * chunks. (The recorded verdicts of the C program have one fault each and leave the order of the
 * last three open.)
 */
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
/** Verdicts of #judge: a positive number says how many bytes it wants before it can say more. */
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
  readonly #profile: Profile;
  readonly #judgeSequence: boolean;
  readonly #plainCrc: boolean;
  #fault: DecodeFault | undefined = undefined;
  /** The chunk of the last push, read up to #at. */
  #chunk: Uint8Array = NOTHING;
  #at = 0;
  /** The start of a message whose end was not in its chunk: never more than that one message. */
  #held: Uint8Array = NOTHING;
  #heldBytes = 0;
  #wantedBytes = MAGIC_BYTES;

  constructor(profile: Profile, judgeSequence: boolean, plainCrc = false) {
    this.#profile = profile;
    this.#judgeSequence = judgeSequence;
    this.#plainCrc = plainCrc;
  }

  /** After FAULT: why. The framer stays broken until reset. */
  get fault(): DecodeFault {
    assert(this.#fault !== undefined, "Framer: fault read before there was one");
    return this.#fault;
  }

  /** After NEED: how many bytes of a message are held, and how many more it takes at least to have one. */
  get heldBytes(): number {
    return this.#heldBytes;
  }
  get missingBytes(): number {
    const wanted = this.#heldBytes < CMD_END ? BASE_BYTES : this.#wantedBytes;
    return wanted - this.#heldBytes;
  }

  /** The chunk is not copied if whole messages end where it ends; do not change it before `next` said NEED. */
  push(chunk: Uint8Array): void {
    if (this.#fault !== undefined) return;
    assert(this.#at === this.#chunk.length, "Framer: push before next said NEED");
    this.#chunk = chunk;
    this.#at = 0;
  }

  next(): FRAME {
    if (this.#fault !== undefined) return FRAME.FAULT;
    if (this.#heldBytes > 0) return this.#nextHeld();
    if (this.#at === this.#chunk.length) return this.#drained();
    const verdict = this.#judge(this.#chunk, this.#at, this.#chunk.length - this.#at);
    if (verdict === COMPLETE) {
      this.#at += this.message.wireBytes;
      return FRAME.MESSAGE;
    }
    if (verdict === BROKEN) return FRAME.FAULT;
    this.#hold(verdict);
    return FRAME.NEED;
  }

  /** After MESSAGE: what lies behind it in the chunk, taken out: from here on the stream is not of messages in the clear (LINK-02). */
  takeRest(): Uint8Array {
    assert(this.#heldBytes === 0, "Framer: takeRest in the middle of a message");
    const rest = this.#chunk.subarray(this.#at);
    this.#drained();
    return rest;
  }

  /** WIRE-05, WIRE-06: whether `crc` is that of padded aux data, wherever it lies. */
  isAuxCrc(crc: number, bytes: Uint8Array, from: number, to: number): boolean {
    return crc32c(bytes, from, to, this.#plainCrc) === crc;
  }

  /** Forgets everything: the next byte is the first of a new incarnation of the link (LINK-07). */
  reset(): void {
    this.auxBytesMax = AUX_BYTES_MAX;
    this.sequenceExpected = 0;
    this.crcs = true;
    this.#fault = undefined;
    this.#chunk = NOTHING;
    this.#at = 0;
    this.#held = NOTHING;
    this.#heldBytes = 0;
    this.#wantedBytes = MAGIC_BYTES;
  }

  /** Lets go of a chunk that ended where a message ended. */
  #drained(): FRAME {
    this.#chunk = NOTHING;
    this.#at = 0;
    return FRAME.NEED;
  }

  /** Keeps a copy of the chunk's rest, which is less than the `wantedBytes` of one message. */
  #hold(wantedBytes: number): void {
    if (this.#held.length > HEADER_BYTES_MAX) this.#held = NOTHING; // do not keep 64 KB a link for one big message
    this.#wantedBytes = wantedBytes;
    this.#takeFromChunk();
    this.#chunk = NOTHING;
    this.#at = 0;
  }

  /** Moves bytes from the chunk behind those held, up to #wantedBytes; true when they are all there. */
  #takeFromChunk(): boolean {
    if (this.#held.length < this.#wantedBytes) {
      const larger = new Uint8Array(this.#wantedBytes);
      larger.set(this.#held.subarray(0, this.#heldBytes));
      this.#held = larger;
    }
    const taken = Math.min(this.#wantedBytes - this.#heldBytes, this.#chunk.length - this.#at);
    this.#held.set(this.#chunk.subarray(this.#at, this.#at + taken), this.#heldBytes);
    this.#heldBytes += taken;
    this.#at += taken;
    return this.#heldBytes === this.#wantedBytes;
  }

  #nextHeld(): FRAME {
    while (this.#takeFromChunk()) {
      const verdict = this.#judge(this.#held, 0, this.#heldBytes);
      if (verdict === BROKEN) return FRAME.FAULT;
      if (verdict === COMPLETE) {
        this.#heldBytes = 0;
        return FRAME.MESSAGE;
      }
      this.#wantedBytes = verdict;
    }
    return FRAME.NEED;
  }

  /** Judges what lies at bytes[at..at + available): COMPLETE fills `message`, BROKEN fills the fault. */
  #judge(bytes: Uint8Array, at: number, available: number): number {
    if (available < MAGIC_BYTES) return MAGIC_BYTES;
    const bigEndian = bytes[at] === 0x48;
    if (bigEndian ? bytes[at + 1] !== 0x32 : bytes[at] !== 0x32 || bytes[at + 1] !== 0x48) return this.#break(DECODE_FAULT.MAGIC);
    if (available < CMD_END) return CMD_END;
    const headerBytes = bytes[at + AT_CMD + (bigEndian ? 3 : 0)] << 6;
    if (headerBytes < BASE_BYTES || headerBytes > HEADER_BYTES_MAX) return this.#break(DECODE_FAULT.HEADER_SIZE);
    if (available < headerBytes) return headerBytes;
    if (this.crcs && headerCrc(bytes, at, headerBytes, this.#plainCrc) !== readU32(bytes, at + AT_HDR_CRC, bigEndian)) return this.#break(DECODE_FAULT.HEADER_CRC);
    const message = this.message;
    message.readBase(bytes, at, bigEndian);
    if (!message.readAux(this.#profile, this.auxBytesMax)) return this.#break(DECODE_FAULT.AUX_SIZE);
    if (this.#judgeSequence && message.sequence !== this.sequenceExpected) return this.#break(DECODE_FAULT.SEQUENCE);
    if (message.auxWireBytes > 0) {
      if (available < message.wireBytes) return message.wireBytes;
      if (this.crcs && !this.isAuxCrc(readU32(bytes, at + AT_AUX_CRC, bigEndian), bytes, message.auxAt, message.auxAt + message.auxWireBytes)) return this.#break(DECODE_FAULT.AUX_CRC);
    }
    this.sequenceExpected = (message.sequence + 1) & 0xff;
    return COMPLETE;
  }

  #break(fault: DecodeFault): number {
    this.#fault = fault;
    this.#chunk = NOTHING;
    this.#at = 0;
    return BROKEN;
  }
}
