import { utf8Decode } from "../../base/bytes.ts";
import { type CapturedPacket, DIRECTION, LINK_TYPE } from "../../record/pcapng/blocks.ts";
import type { Capture } from "../../record/pcapng/reader.ts";
import { newPfsBody, readPfsBody } from "../../wire/bodies.ts";
import { CMD, FLAG, PROTO, type Profile } from "../../wire/constants.ts";
import { startsRecord } from "../../wire/describe-record.ts";
import { readField } from "../../wire/fields.ts";
import { FRAME, Framer } from "../../wire/framer.ts";
import { alignedBytes, BASE, extendedStruct, type Struct } from "../../wire/layout.ts";
import type { Message } from "../../wire/message.ts";
import { commandName } from "../../wire/names.ts";
import { isRecordLength, readRecordHead, RECORD_OVERHEAD_BYTES } from "../../wire/record.ts";
import { Conversations, type CapturedTransaction } from "./conversations.ts";
import { type EventPacket, readEvent } from "./event-packet.ts";
import { type CapturedLane, CapturedLanes } from "./lanes.ts";
import { type Mark, markOfFault } from "./marks.ts";
import { sayCaptured, sayRecord } from "./sentence.ts";

/** A message, or what should be one, in a packet: bytes [at, end) of it. */
export interface DissectedPart {
  readonly at: number;
  readonly end: number;
  /** behind the end: out-of-band data of a link over shared memory (WIRE-06), padded */
  readonly outOfBandBytes: number;
  readonly marks: readonly Mark[];
  readonly transaction: CapturedTransaction | null;
  readonly sentence: string;
  /** SHM-01: AUTH dropped the CRCs of its link */
  readonly withoutCrcs: boolean;
}

export interface DissectedPacket {
  /** from 1 on, as Wireshark counts */
  readonly frame: number;
  readonly kind: "message" | "event" | "foreign";
  readonly parts: readonly DissectedPart[];
  readonly event: EventPacket | null;
}

/**
 * Reads the packets of a capture one after the other and follows what they belong to. Takes notice of a message where its
 * sender put it on the link; what is marked as seen by its receiver only is judged by itself.
 */
export class Dissection {
  private readonly _capture: Capture;
  private readonly _lanes: CapturedLanes;
  private readonly _conversations = new Conversations();
  private readonly _framers = { header: new Framer("header", false), c2012: new Framer("c2012", false) };
  private readonly _body = newPfsBody();

  /** `profile`: of interfaces that do not say theirs */
  constructor(capture: Capture, profile: Profile = "header") {
    this._capture = capture;
    this._lanes = new CapturedLanes(capture.interfaces, profile);
  }

  laneOf(packet: CapturedPacket): CapturedLane {
    return this._lanes.of(packet.interface, packet.direction);
  }

  /** The next packet of the capture. */
  read(packet: CapturedPacket, frame: number): DissectedPacket {
    const { linkType, section } = this._capture.interfaces[packet.interface]!;
    if (linkType === LINK_TYPE.EVENTS) {
      const event = readEvent(packet.bytes);
      if (event?.what === "link" && event.state === "up" && event.link !== undefined) for (const lane of this._lanes.ofLink(section, event.link)) lane.begin();
      return { frame, kind: "event", parts: [], event };
    }
    if (linkType !== LINK_TYPE.MESSAGES) return { frame, kind: "foreign", parts: [], event: null };
    return { frame, kind: "message", parts: this._parts(packet, frame), event: null };
  }

  private _parts(packet: CapturedPacket, frame: number): DissectedPart[] {
    const lane = this.laneOf(packet);
    const seen = lane.named && packet.direction === DIRECTION.INBOUND;
    const parts: DissectedPart[] = [];
    let at = 0;
    do {
      const bytes = packet.bytes.subarray(at);
      const part = startsRecord(bytes) ? readRecordPart(bytes, at, lane, seen) : this._message(bytes, at, lane, seen, frame);
      parts.push(part);
      at = part.end + part.outOfBandBytes;
    } while (at < packet.bytes.length);
    return parts;
  }

  private _message(bytes: Uint8Array, at: number, lane: CapturedLane, seen: boolean, frame: number): DissectedPart {
    const framer = this._framers[lane.profile];
    framer.reset();
    const withoutCrcs = lane.shared && bytes.length >= BASE.endBytes && readField(bytes, 0, BASE.fields.hdr_crc, false) === "0x00000000";
    framer.crcs = !withoutCrcs;
    framer.push(bytes);
    const verdict = framer.next();
    if (verdict !== FRAME.MESSAGE) {
      const mark = verdict === FRAME.FAULT ? markOfFault(framer.fault) : "truncated";
      return { at, end: at + bytes.length, outOfBandBytes: 0, marks: [mark], transaction: null, sentence: sayCaptured(null, null, mark), withoutCrcs };
    }
    const { message } = framer;
    const marks: Mark[] = [];
    const behind = lane.shared && message.flags & FLAG.AUXOOB ? Math.min(alignedBytes(message.auxBytes), bytes.length - message.wireBytes) : 0;
    if (behind > 0 && !withoutCrcs && !framer.isAuxCrc(auxCrcOf(message), bytes, message.wireBytes, message.wireBytes + behind)) marks.push("aux_crc");
    if (!seen) this._count(lane, message, marks);
    this._judge(message, lane.profile, marks);
    const label = this._label(message, lane.profile);
    const transaction = seen ? this._conversations.find(lane, message) : this._conversations.follow(lane, message, frame, label, marks);
    return { at, end: at + message.wireBytes, outOfBandBytes: behind, marks, transaction, sentence: sayCaptured({ message, label, dist: this._body.dist }, transaction, null), withoutCrcs };
  }

  /** WIRE-07; where no event tells of a new incarnation of the link, its first message does. */
  private _count(lane: CapturedLane, message: Message, marks: Mark[]): void {
    const first = lane.profile === "header" ? CMD.LNK_AUTH : CMD.LNK_CONN;
    const opens = message.base === first && (message.flags & (FLAG.CREATE | FLAG.REPLY)) === FLAG.CREATE && message.sequence === 0;
    if (opens && (lane.sent > 0 || !lane.whole)) lane.begin();
    if (lane.sequence >= 0 && message.sequence !== lane.sequence) marks.push("sequence");
    lane.sequence = (message.sequence + 1) & 0xff;
    lane.sent++;
  }

  /** What is wrong with a message whatever went before it. */
  private _judge(message: Message, profile: Profile, marks: Mark[]): void {
    const { base, flags } = message;
    const known = commandName(base) !== "UNKNOWN";
    if (!known) marks.push("unknown_command");
    if (flags & RESERVED_FLAGS || hasReserved(message, profile)) marks.push("reserved");
    if (base >>> 20 === PROTO.LNK && base !== CMD.LNK_ERROR && (message.spanidHi | message.spanidLo) !== 0) marks.push("link_spanid");
    if (profile === "c2012" && isBeyond2012(base, flags)) marks.push("c2012");
    this._body.dist = -1;
    if (extendedStruct(base, profile) === undefined || (base !== CMD.LNK_SPAN && base !== CMD.LNK_CONN)) return;
    readPfsBody(message, profile, this._body);
    if (base === CMD.LNK_SPAN && this._body.dist < 0) marks.push("dist");
  }

  private _label({ base, bytes }: Message, profile: Profile): string {
    if (base !== CMD.LNK_SPAN || extendedStruct(base, profile) === undefined) return "";
    return utf8Decode(bytes.subarray(this._body.labelAt, this._body.labelAt + this._body.labelBytes));
  }
}

/** WIRE-03 */
const RESERVED_FLAGS = FLAG.FLAG0 | FLAG.FLAG1 | FLAG.FLAG2;

/** LINK-02: a record by what it says in the clear. */
function readRecordPart(bytes: Uint8Array, at: number, lane: CapturedLane, seen: boolean): DissectedPart {
  const head = readRecordHead(bytes);
  const marks: Mark[] = [];
  let end = at + bytes.length;
  if (head === null) marks.push("truncated");
  else if (!isRecordLength(head.ciphertextBytes)) marks.push("record_length");
  else {
    if (bytes.length < head.ciphertextBytes + RECORD_OVERHEAD_BYTES) marks.push("truncated");
    else end = at + head.ciphertextBytes + RECORD_OVERHEAD_BYTES;
    if (!seen) {
      if (lane.record >= 0 && head.number !== lane.record) marks.push("record_number");
      lane.record = head.number + 1;
    }
  }
  return { at, end, outOfBandBytes: 0, marks, transaction: null, sentence: sayRecord(head, marks), withoutCrcs: false };
}

function auxCrcOf({ bytes, at, bigEndian }: Message): number {
  return Number(readField(bytes, at, BASE.fields.aux_crc, bigEndian));
}

/** C12-04 */
function isBeyond2012(base: number, flags: number): boolean {
  if (base === CMD.LNK_PAD || base === CMD.LNK_PING || base === CMD.LNK_AUTH || flags & FLAG.ABORT) return true;
  return (flags & (FLAG.CREATE | FLAG.DELETE | FLAG.REPLY)) === (FLAG.CREATE | FLAG.DELETE);
}

/** WIRE-08 */
function hasReserved(message: Message, profile: Profile): boolean {
  const struct = extendedStruct(message.base, profile);
  return isAnySet(message, BASE) || (struct !== undefined && isAnySet(message, struct));
}

function isAnySet({ bytes, at }: Message, { fields }: Struct): boolean {
  for (const { offset, length, reserved } of Object.values(fields)) {
    if (!reserved) continue;
    for (let i = at + offset; i < at + offset + length; i++) if (bytes[i] !== 0) return true;
  }
  return false;
}
