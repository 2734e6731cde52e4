import { LIMITS } from "../../base/limits.ts";
import { type CapturedPacket, DIRECTION, LINK_TYPE } from "../../record/pcapng/blocks.ts";
import { type Capture, readCapture } from "../../record/pcapng/reader.ts";
import { describeMessage } from "../describe-message.ts";
import { say } from "../fill.ts";
import type { CapturedPacketShown, CapturedPartShown, CapturedRow, CaptureOpened } from "../shown-capture.ts";
import { Dissection, type DissectedPacket, type DissectedPart } from "./dissection.ts";
import { readEvent } from "./event-packet.ts";
import { MARKS } from "./marks.ts";

const NS_PER_S = 1_000_000_000n;
const BOUNDS = { packets: LIMITS.capturedPacketsMax, interfaces: 2 * LIMITS.linksMax + 1 };

/** A capture that was opened to be read: its packets in a list, each taken apart when it is looked at. Nothing in it changes. */
export class CaptureBook {
  readonly opened: CaptureOpened;
  private readonly _capture: Capture;
  private readonly _packets: DissectedPacket[] = [];
  private readonly _dissection: Dissection;

  constructor(bytes: Uint8Array) {
    this._capture = readCapture(bytes, BOUNDS);
    this._dissection = new Dissection(this._capture);
    this.opened = this._open();
  }

  rows(from: number, count: number): CapturedRow[] {
    return this._packets.slice(from, from + count).map((dissected) => this._row(dissected));
  }

  /** By the number of its frame; null = there is none. */
  packet(frame: number): CapturedPacketShown | null {
    const dissected = this._packets[frame - 1];
    if (dissected === undefined) return null;
    const packet = this._capture.packets[frame - 1]!;
    const { name, description } = this._capture.interfaces[packet.interface]!;
    return { row: this._row(dissected), lane: description === "" ? name : description, comments: packet.comments, parts: dissected.parts.map((part) => this._part(packet, part)) };
  }

  private _open(): CaptureOpened {
    const { packets, interfaces, sections, fault } = this._capture;
    const stopped = fault === null ? "" : say("capture.stopped", { offset: fault.offset, expected: fault.expected });
    if (packets.length === 0) return { state: "refused", message: fault === null ? say("capture.empty") : stopped };
    const other = interfaces.find(({ linkType }) => linkType !== LINK_TYPE.MESSAGES && linkType !== LINK_TYPE.EVENTS);
    if (!interfaces.some(({ linkType }) => linkType === LINK_TYPE.MESSAGES)) return { state: "refused", message: say("capture.otherLinkType", { type: other?.linkType ?? 0, wanted: LINK_TYPE.MESSAGES }) };
    const json = runOf(this._capture);
    if (json !== null) return { state: "run", json };
    for (const [i, packet] of packets.entries()) this._packets.push(this._dissection.read(packet, i + 1));
    const marked = this._packets.filter(({ parts }) => severityOf(parts) === "error").length;
    return { state: "messages", packets: packets.length, marked, comments: sections.flatMap(({ comments }) => comments), stopped };
  }

  private _row(dissected: DissectedPacket): CapturedRow {
    const packet = this._capture.packets[dissected.frame - 1]!;
    const on = this._capture.interfaces[packet.interface]!;
    const [, from = "", to = ""] = dissected.kind === "message" ? (/^(.*)>(.*) over .*$/.exec(on.name) ?? []) : [];
    return {
      frame: dissected.frame,
      at: `${packet.timeNs / NS_PER_S}.${String(packet.timeNs % NS_PER_S).padStart(9, "0").slice(0, 6)}`,
      from,
      to,
      sentence: sentenceOf(dissected, packet, on.linkType),
      kind: dissected.kind,
      severity: severityOf(dissected.parts),
      received: dissected.kind === "message" && packet.direction === DIRECTION.INBOUND,
    };
  }

  private _part(packet: CapturedPacket, part: DissectedPart): CapturedPartShown {
    const { transaction } = part;
    const bytes = packet.bytes.slice(part.at, part.end);
    return {
      sentence: part.sentence,
      marks: part.marks.map((mark) => ({ text: say(`mark.${mark}`), ...MARKS[mark] })),
      transaction: transaction === null ? null : { number: transaction.number, opener: transaction.opener, openedIn: transaction.openedIn, repliedIn: transaction.repliedIn },
      description: describeMessage(bytes, this._dissection.laneOf(packet).profile, false, part.withoutCrcs),
    };
  }
}

function sentenceOf({ kind, parts, event }: DissectedPacket, packet: CapturedPacket, linkType: number): string {
  if (kind === "event") return event?.text ?? say("capture.noEvent");
  if (kind === "foreign") return say("capture.foreign", { bytes: packet.bytes.length, type: linkType });
  return parts.map(({ sentence }) => sentence).join("; ");
}

function severityOf(parts: readonly DissectedPart[]): CapturedRow["severity"] {
  const severities = parts.flatMap(({ marks }) => marks.map((mark) => MARKS[mark].severity));
  return severities.includes("error") ? "error" : severities.length > 0 ? "note" : "";
}

/** The run file that lies in the capture in pieces; null = none, or not all of it. */
function runOf({ packets, interfaces }: Capture): string | null {
  const pieces: string[] = [];
  for (const packet of packets) {
    if (interfaces[packet.interface]!.linkType !== LINK_TYPE.EVENTS) break; // it stands before everything else
    const event = readEvent(packet.bytes);
    if (event?.what !== "run" || event.body === undefined) break;
    const [part, parts] = (event.part ?? "").split("/").map(Number);
    if (part !== pieces.length + 1) return null;
    pieces.push(event.body);
    if (part === parts) return pieces.join("");
  }
  return null;
}
