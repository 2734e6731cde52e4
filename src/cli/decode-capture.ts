/** A pcapng file as `spanscope decode` tells of it: the messages of its packets, one object each, with where and when they were captured. */
import { bytesToHex } from "../base/bytes.ts";
import { LIMITS } from "../base/limits.ts";
import { type CapturedPacket, type DIRECTION, LINK_TYPE } from "../record/pcapng/blocks.ts";
import { type Capture, readCapture } from "../record/pcapng/reader.ts";
import { Dissection, type DissectedPart } from "../run/capture/dissection.ts";
import type { Profile } from "../wire/constants.ts";
import { type DecodedLine, decodeOne } from "./decode-message.ts";

export interface CapturedJson {
  readonly packet: number;
  readonly interface: string;
  readonly time: string;
  readonly direction: (typeof DIRECTIONS)[number];
  readonly outOfBandData?: string;
}

export const DIRECTIONS = ["unknown", "inbound", "outbound"] as const satisfies Readonly<Record<(typeof DIRECTION)[keyof typeof DIRECTION], string>>;

const BOUNDS = { packets: LIMITS.capturedPacketsMax, interfaces: 2 * LIMITS.linksMax + 1 };
const NS_PER_S = 1_000_000_000n;

export interface DecodedCapture {
  readonly decoded: readonly (DecodedLine & { readonly captured: CapturedJson })[];
  readonly errors: string[];
}

/** As far as the file is sound. `profile`: of interfaces that do not say theirs. */
export function decodeCapture(input: Uint8Array, profile: Profile): DecodedCapture {
  const capture = readCapture(input, BOUNDS);
  const dissection = new Dissection(capture, profile);
  const decoded = capture.packets.flatMap((packet, i) => {
    const captured = capturedJson(capture, packet, i + 1);
    return dissection.read(packet, i + 1).parts.map((part) => partJson(packet, part, dissection.laneOf(packet).profile, captured));
  });
  return { decoded, errors: faultsOf(capture) };
}

function faultsOf({ fault, interfaces, packets }: Capture): string[] {
  if (fault !== null) return [`the capture: at byte ${fault.offset} of the file, expected ${fault.expected}`];
  if (interfaces.some(({ linkType }) => linkType === LINK_TYPE.MESSAGES)) return [];
  const found = [...new Set(interfaces.map(({ linkType }) => linkType))].join(", ");
  return [`the capture: expected an interface of link type ${LINK_TYPE.MESSAGES} (USER0), one message a packet; its ${packets.length} packets are of link type ${found === "" ? "none" : found}`];
}

function capturedJson({ interfaces }: Capture, packet: CapturedPacket, number: number): CapturedJson {
  const { timeNs, direction } = packet;
  const { name } = interfaces[packet.interface]!;
  return { packet: number, interface: name === "" ? `#${packet.interface}` : name, time: secondsOf(timeNs), direction: DIRECTIONS[direction] };
}

function partJson({ bytes }: CapturedPacket, { at, end, outOfBandBytes, withoutCrcs }: DissectedPart, profile: Profile, captured: CapturedJson): DecodedLine & { readonly captured: CapturedJson } {
  const line = decodeOne(profile, bytes.subarray(at, end), !withoutCrcs);
  return { ...line, captured: outOfBandBytes === 0 ? captured : { ...captured, outOfBandData: bytesToHex(bytes.subarray(end, end + outOfBandBytes)) } };
}

/** Seconds with nine decimals; before the beginning of time they are negative. */
function secondsOf(ns: bigint): string {
  const size = ns < 0n ? -ns : ns;
  return `${ns < 0n ? "-" : ""}${size / NS_PER_S}.${String(size % NS_PER_S).padStart(9, "0")}`;
}
