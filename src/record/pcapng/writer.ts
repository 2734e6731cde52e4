import { assert } from "../../base/assert.ts";
import { utf8Encode, writeU16, writeU32 } from "../../base/bytes.ts";
import { BLOCK, BYTE_ORDER_MAGIC, type CapturedPacket, type CaptureInterface, INTERFACE_OPTION, OPTION, PACKET_OPTION, SECTION_OPTION, type SectionHead, wordBytes } from "./blocks.ts";

/** Nanoseconds, as a power of ten. */
const RESOLUTION = 9;
/** Bytes of one option; what is longer is cut at a character. */
const OPTION_BYTES_MAX = 65_535;

/** Writes one section of a pcapng file: its head, then interfaces and packets, an interface before its packets. Little-endian unless told otherwise. */
export class PcapngWriter {
  private readonly _bigEndian: boolean;
  private _out = new Uint8Array(65_536);
  private _used = 0;
  private _interfaces = 0;

  constructor(head: SectionHead, bigEndian = false) {
    this._bigEndian = bigEndian;
    const from = this._begin(BLOCK.SECTION);
    this._u32(BYTE_ORDER_MAGIC);
    this._u16(1);
    this._u16(0);
    this._u32(0xffff_ffff); // the section's length is not said
    this._u32(0xffff_ffff);
    for (const comment of head.comments) this._text(OPTION.COMMENT, comment);
    this._text(SECTION_OPTION.HARDWARE, head.hardware);
    this._text(SECTION_OPTION.APPLICATION, head.application);
    this._end(from);
  }

  /** Returns the number by which packets name it. */
  addInterface({ linkType, name, description }: CaptureInterface): number {
    const from = this._begin(BLOCK.INTERFACE);
    this._u16(linkType);
    this._u16(0);
    this._u32(0); // packets are as long as they are
    this._text(INTERFACE_OPTION.NAME, name);
    this._text(INTERFACE_OPTION.DESCRIPTION, description);
    this._option(INTERFACE_OPTION.RESOLUTION, Uint8Array.of(RESOLUTION));
    this._end(from);
    return this._interfaces++;
  }

  addPacket(packet: CapturedPacket): void {
    assert(packet.interface < this._interfaces, "PcapngWriter: a packet before its interface");
    const { bytes, timeNs, id } = packet;
    const from = this._begin(BLOCK.ENHANCED_PACKET);
    this._u32(packet.interface);
    this._u32(Number(timeNs >> 32n));
    this._u32(Number(timeNs & 0xffff_ffffn));
    this._u32(bytes.length);
    this._u32(packet.wireBytes);
    this._bytes(bytes);
    for (const comment of packet.comments) this._text(OPTION.COMMENT, comment);
    if (packet.direction !== 0) this._option(PACKET_OPTION.FLAGS, this._words(packet.direction));
    if (id !== null) {
      const words = [Number(id >> 32n), Number(id & 0xffff_ffffn)] as const;
      this._option(PACKET_OPTION.ID, this._bigEndian ? this._words(...words) : this._words(words[1], words[0]));
    }
    this._end(from);
  }

  /** All that was written so far. */
  get bytes(): Uint8Array {
    return this._out.slice(0, this._used);
  }

  private _begin(type: number): number {
    const from = this._used;
    this._u32(type);
    this._u32(0);
    return from;
  }

  /** Closes the list of options and the block: its length stands at both ends. */
  private _end(from: number): void {
    this._u16(OPTION.END);
    this._u16(0);
    this._room(4);
    const length = this._used + 4 - from;
    this._u32(length);
    writeU32(this._out, from + 4, length, this._bigEndian);
  }

  private _text(code: number, text: string): void {
    if (text === "") return;
    let bytes = utf8Encode(text);
    if (bytes.length > OPTION_BYTES_MAX) {
      let end = OPTION_BYTES_MAX;
      while ((bytes[end] & 0xc0) === 0x80) end--;
      bytes = bytes.subarray(0, end);
    }
    this._option(code, bytes);
  }

  private _option(code: number, value: Uint8Array): void {
    this._u16(code);
    this._u16(value.length);
    this._bytes(value);
  }

  private _words(...words: readonly number[]): Uint8Array {
    const bytes = new Uint8Array(4 * words.length);
    for (const [i, word] of words.entries()) writeU32(bytes, 4 * i, word, this._bigEndian);
    return bytes;
  }

  private _bytes(bytes: Uint8Array): void {
    this._room(wordBytes(bytes.length));
    this._out.set(bytes, this._used);
    this._used += wordBytes(bytes.length); // what is behind them is still zero
  }

  private _u16(value: number): void {
    this._room(2);
    writeU16(this._out, this._used, value, this._bigEndian);
    this._used += 2;
  }

  private _u32(value: number): void {
    this._room(4);
    writeU32(this._out, this._used, value, this._bigEndian);
    this._used += 4;
  }

  private _room(bytes: number): void {
    if (this._used + bytes <= this._out.length) return;
    const larger = new Uint8Array(Math.max(2 * this._out.length, this._used + bytes));
    larger.set(this._out);
    this._out = larger;
  }
}
