import { readU16, readU32, utf8Decode } from "../../base/bytes.ts";
import { BLOCK, BYTE_ORDER_MAGIC, type CapturedPacket, type CaptureInterface, DIRECTION, type Direction, INTERFACE_OPTION, OPTION, PACKET_OPTION, SECTION_OPTION, type SectionHead, wordBytes } from "./blocks.ts";

/** A capture that was read, with as much of it as is sound. */
export interface Capture {
  readonly sections: readonly SectionHead[];
  readonly interfaces: readonly ReadInterface[];
  readonly packets: readonly CapturedPacket[];
  /** why reading stopped before the end; null = it did not */
  readonly fault: CaptureFault | null;
}

export interface ReadInterface extends CaptureInterface {
  /** index of the section it belongs to */
  readonly section: number;
}

/** `offset` counts from the start of the file. */
export interface CaptureFault {
  readonly offset: number;
  readonly expected: string;
}

/** How much of somebody's file is read. */
export interface CaptureBounds {
  readonly packets: number;
  readonly interfaces: number;
}

const HEAD_BYTES = 8;
const BLOCK_BYTES_MIN = 12;
const NS_PER_S = 1_000_000_000n;

/** Whether bytes start as a pcapng file does. */
export function startsCapture(bytes: Uint8Array): boolean {
  return bytes.length >= 4 && readU32(bytes, 0, false) === BLOCK.SECTION;
}

/** Reads a pcapng file of either byte order. Never throws and never reads past its input; blocks that are not known are passed over. */
export function readCapture(bytes: Uint8Array, bounds: CaptureBounds): Capture {
  const reader = new Reader(bytes, bounds);
  reader.readAll();
  return reader;
}

/** An interface while its section is read. */
interface OpenInterface extends ReadInterface {
  /** ticks a second, and seconds to add */
  readonly ticksPerS: bigint;
  readonly offsetS: bigint;
  readonly snapBytes: number;
}

interface Option {
  readonly code: number;
  readonly from: number;
  readonly length: number;
}

class Reader implements Capture {
  readonly sections: SectionHead[] = [];
  readonly interfaces: OpenInterface[] = [];
  readonly packets: CapturedPacket[] = [];
  fault: CaptureFault | null = null;
  private readonly _bytes: Uint8Array;
  private readonly _bounds: CaptureBounds;
  private _bigEndian = false;
  /** interfaces of earlier sections */
  private _firstInterface = 0;

  constructor(bytes: Uint8Array, bounds: CaptureBounds) {
    this._bytes = bytes;
    this._bounds = bounds;
  }

  readAll(): void {
    let at = 0;
    do at = this._block(at);
    while (this.fault === null && at < this._bytes.length);
  }

  /** Reads the block at `at` and returns where the next one is. */
  private _block(at: number): number {
    const { _bytes: bytes } = this;
    const left = bytes.length - at;
    if (this.sections.length === 0 && !startsCapture(bytes)) return this._stop(0, "0a 0d 0d 0a, the section header with which a pcapng file starts");
    if (left < BLOCK_BYTES_MIN) return this._stop(at, `a block of at least ${BLOCK_BYTES_MIN} bytes; the file ends after ${left}`);
    const section = readU32(bytes, at, false) === BLOCK.SECTION;
    if (section && !this._readByteOrder(at)) return at;
    const type = readU32(bytes, at, this._bigEndian);
    const length = readU32(bytes, at + 4, this._bigEndian);
    if (length < BLOCK_BYTES_MIN || length % 4 !== 0) return this._stop(at + 4, `a block's length: a multiple of 4 of at least ${BLOCK_BYTES_MIN}, not ${length}`);
    if (length > left) return this._stop(at + 4, `a block of ${length} bytes; the file ends after ${left} of them`);
    const again = readU32(bytes, at + length - 4, this._bigEndian);
    if (again !== length) return this._stop(at + length - 4, `the block's length ${length} again, not ${again}`);
    this._body(type, at + HEAD_BYTES, at + length - 4);
    return at + length;
  }

  private _stop(offset: number, expected: string): number {
    this.fault ??= { offset, expected };
    return offset;
  }

  private _readByteOrder(at: number): boolean {
    const magic = readU32(this._bytes, at + 8, false);
    if (magic !== BYTE_ORDER_MAGIC && magic !== 0x4d3c2b1a) {
      this._stop(at + 8, "1a 2b 3c 4d or 4d 3c 2b 1a, the byte order of the section");
      return false;
    }
    this._bigEndian = magic !== BYTE_ORDER_MAGIC;
    return true;
  }

  private _body(type: number, from: number, end: number): void {
    switch (type) {
      case BLOCK.SECTION:
        return this._section(from, end);
      case BLOCK.INTERFACE:
        return this._interface(from, end);
      case BLOCK.ENHANCED_PACKET:
        return this._packet(from, end, 4);
      case BLOCK.PACKET_OLD:
        return this._packet(from, end, 2);
      case BLOCK.SIMPLE_PACKET:
        return this._simplePacket(from, end);
      default:
    }
  }

  private _section(from: number, end: number): void {
    if (end - from < 16) return void this._stop(from, "a section header of at least 28 bytes");
    const major = readU16(this._bytes, from + 4, this._bigEndian);
    if (major !== 1) return void this._stop(from + 4, `version 1 of pcapng, not ${major}`);
    const comments: string[] = [];
    let hardware = "";
    let application = "";
    for (const option of this._options(from + 16, end)) {
      if (option.code === OPTION.COMMENT) comments.push(this._text(option));
      else if (option.code === SECTION_OPTION.HARDWARE) hardware = this._text(option);
      else if (option.code === SECTION_OPTION.APPLICATION) application = this._text(option);
    }
    this.sections.push({ comments, hardware, application });
    this._firstInterface = this.interfaces.length;
  }

  private _interface(from: number, end: number): void {
    if (end - from < 8) return void this._stop(from, "an interface description of at least 20 bytes");
    if (this.interfaces.length >= this._bounds.interfaces) return void this._stop(from, `at most ${this._bounds.interfaces} interfaces`);
    let [name, description, ticksPerS, offsetS] = ["", "", 1_000_000n, 0n];
    for (const option of this._options(from + 8, end)) {
      if (option.code === INTERFACE_OPTION.NAME) name = this._text(option);
      else if (option.code === INTERFACE_OPTION.DESCRIPTION) description = this._text(option);
      else if (option.code === INTERFACE_OPTION.RESOLUTION && option.length === 1) ticksPerS = ticksOf(this._bytes[option.from]);
      else if (option.code === INTERFACE_OPTION.OFFSET && option.length === 8) offsetS = BigInt.asIntN(64, this._u64(option.from));
    }
    const linkType = readU16(this._bytes, from, this._bigEndian);
    this.interfaces.push({ section: this.sections.length - 1, linkType, name, description, ticksPerS, offsetS, snapBytes: readU32(this._bytes, from + 4, this._bigEndian) });
  }

  /** An enhanced packet, or the old block, whose number of the interface has `numberBytes`. */
  private _packet(from: number, end: number, numberBytes: 2 | 4): void {
    const { _bytes: bytes, _bigEndian: bigEndian } = this;
    if (end - from < 20) return void this._stop(from, "a packet block of at least 32 bytes");
    const number = numberBytes === 4 ? readU32(bytes, from, bigEndian) : readU16(bytes, from, bigEndian);
    const on = this._interfaceOf(number, from);
    const count = readU32(bytes, from + 12, bigEndian);
    if (count > end - from - 20) return void this._stop(from + 12, `at most ${end - from - 20} captured bytes in this block, not ${count}`);
    if (on === null) return;
    const ticks = (BigInt(readU32(bytes, from + 4, bigEndian)) << 32n) | BigInt(readU32(bytes, from + 8, bigEndian));
    const comments: string[] = [];
    let direction: Direction = DIRECTION.UNKNOWN;
    let id: bigint | null = null;
    for (const option of this._options(from + 20 + wordBytes(count), end)) {
      if (option.code === OPTION.COMMENT) comments.push(this._text(option));
      else if (option.code === PACKET_OPTION.FLAGS && option.length === 4) direction = directionOf(readU32(bytes, option.from, bigEndian));
      else if (option.code === PACKET_OPTION.ID && option.length === 8 && numberBytes === 4) id = this._u64(option.from);
    }
    const { ticksPerS, offsetS } = this.interfaces[on]!;
    const timeNs = (ticks * NS_PER_S) / ticksPerS + offsetS * NS_PER_S;
    this._add({ interface: on, timeNs, bytes: bytes.subarray(from + 20, from + 20 + count), wireBytes: readU32(bytes, from + 16, bigEndian), direction, id, comments }, from);
  }

  private _simplePacket(from: number, end: number): void {
    if (end - from < 4) return void this._stop(from, "a simple packet block of at least 16 bytes");
    const on = this._interfaceOf(0, from);
    if (on === null) return;
    const wireBytes = readU32(this._bytes, from, this._bigEndian);
    const { snapBytes } = this.interfaces[on]!;
    const count = Math.min(wireBytes, end - from - 4, snapBytes === 0 ? wireBytes : snapBytes);
    this._add({ interface: on, timeNs: 0n, bytes: this._bytes.subarray(from + 4, from + 4 + count), wireBytes, direction: DIRECTION.UNKNOWN, id: null, comments: [] }, from);
  }

  private _add(packet: CapturedPacket, from: number): void {
    if (this.packets.length >= this._bounds.packets) this._stop(from, `at most ${this._bounds.packets} packets`);
    else if (this.fault === null) this.packets.push(packet);
  }

  /** Index of an interface by its number in the section; null when there is none. */
  private _interfaceOf(number: number, offset: number): number | null {
    const index = this._firstInterface + number;
    if (index < this.interfaces.length) return index;
    this._stop(offset, `an interface that was described before: a number below ${this.interfaces.length - this._firstInterface}, not ${number}`);
    return null;
  }

  private _options(from: number, end: number): Option[] {
    const options: Option[] = [];
    for (let at = from; end - at >= 4; ) {
      const code = readU16(this._bytes, at, this._bigEndian);
      const length = readU16(this._bytes, at + 2, this._bigEndian);
      if (code === OPTION.END) break;
      if (length > end - at - 4) {
        this._stop(at + 2, `at most ${end - at - 4} bytes of option ${code}, not ${length}`);
        break;
      }
      options.push({ code, from: at + 4, length });
      at += 4 + wordBytes(length);
    }
    return options;
  }

  private _text({ from, length }: Option): string {
    return utf8Decode(this._bytes.subarray(from, from + length));
  }

  private _u64(at: number): bigint {
    const first = BigInt(readU32(this._bytes, at, this._bigEndian));
    const second = BigInt(readU32(this._bytes, at + 4, this._bigEndian));
    return this._bigEndian ? (first << 32n) | second : (second << 32n) | first;
  }
}

/** if_tsresol: a negative power of ten, or of two where the top bit is set. */
function ticksOf(resolution: number): bigint {
  const power = resolution & 0x7f;
  if (resolution & 0x80) return 1n << BigInt(power);
  let ticks = 1n;
  for (let i = 0; i < power; i++) ticks *= 10n;
  return ticks;
}

function directionOf(flags: number): Direction {
  const direction = flags & 3;
  return direction === DIRECTION.INBOUND || direction === DIRECTION.OUTBOUND ? direction : DIRECTION.UNKNOWN;
}
