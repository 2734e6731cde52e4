/** The real tshark with our dissector, and what it ought to say of a packet by our own decoder. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { DIRECTION, type CapturedPacket, LINK_TYPE } from "../src/record/pcapng/blocks.ts";
import { type Capture, readCapture } from "../src/record/pcapng/reader.ts";
import { PcapngWriter } from "../src/record/pcapng/writer.ts";
import { type DissectedPacket, type DissectedPart, Dissection } from "../src/run/capture/dissection.ts";
import { readEvent, writeEvent } from "../src/run/capture/event-packet.ts";
import { type Mark, MARKS } from "../src/run/capture/marks.ts";
import { TEXTS } from "../src/texts/run.ts";
import { extendedBigEndian } from "../src/wire/bodies.ts";
import { CMD, type Profile } from "../src/wire/constants.ts";
import { describe, type Description } from "../src/wire/describe.ts";
import { describeRecord, startsRecord } from "../src/wire/describe-record.ts";
import { readField } from "../src/wire/fields.ts";
import { KEY_OFFER, KEY_PROOF } from "../src/wire/key-material.ts";
import { alignedBytes, AUTH, BASE, CONN, type Field, LOCK, QRM, SPAN, type Struct } from "../src/wire/layout.ts";
import { RECORD } from "../src/wire/record.ts";

export const DISSECTOR = join(import.meta.dirname, "../public/wireshark/spanscope.lua");
const STRUCTS: readonly Struct[] = [BASE, AUTH, CONN, SPAN, QRM, LOCK, KEY_OFFER, KEY_PROOF, RECORD];
const FLAG_NAMES = ["create", "delete", "reply", "abort", "auxoob", "flag2", "flag1", "flag0"] as const;
/** Between the values of one field in one packet. */
const BETWEEN = "\u0001";

/** "lnk_span." */
function prefixOf(struct: Struct): string {
  return struct === BASE ? "" : `${struct.name.replace(/^hammer2_/, "")}.`;
}

/** Everything that is compared, by the names that filters use. */
export const COLUMNS: readonly string[] = [
  ...STRUCTS.flatMap((struct) => Object.keys(struct.fields).map((name) => prefixOf(struct) + name)),
  ...FLAG_NAMES.map((name) => `cmd.${name}`),
  ..."cmd.proto cmd.command cmd.size command salt.sequence aux_descr.generation aux_descr.offset hdr_crc.status aux_crc.status raw padding aux aux.text aux.padding".split(" "),
  ..."sealed_record.ciphertext sealed_record.tag link from to profile received mark transaction transaction.opener transaction.command_in transaction.reply_in".split(" "),
].map((name) => `hammer2dmsg.${name}`);
const MORE = ["frame.number", "_ws.col.Info", "_ws.expert.message"] as const;

export interface TsharkRow {
  readonly frame: number;
  readonly info: string;
  /** of expert infos, the dissector's own errors among them */
  readonly experts: readonly string[];
  /** by column, without "hammer2dmsg."; absent = no value */
  readonly values: ReadonlyMap<string, readonly string[]>;
}

/** Runs tshark over a file and hands over its rows in order. Fails on an error of its own or of Lua, which alone would not end it otherwise. */
export async function tshark(file: string, onRow: (row: TsharkRow) => void, more: readonly string[] = []): Promise<void> {
  const columns = [...MORE, ...COLUMNS];
  const options = ["-T", "fields", "-E", `aggregator=${BETWEEN}`, "-E", "occurrence=a", ...columns.flatMap((name) => ["-e", name])];
  const child = spawn("tshark", ["-n", "-X", `lua_script:${DISSECTOR}`, "-r", file, ...more, ...options]);
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const ended = new Promise<number | null>((resolve, reject) => child.on("close", resolve).on("error", reject));
  for await (const line of createInterface({ input: child.stdout, crlfDelay: Infinity })) onRow(rowOf(line, columns));
  const code = await ended;
  const said = stderr.replace(/^Running as user "root".*\n/m, "").trim();
  if (code !== 0 || said !== "") throw new Error(`tshark ended with ${code}: ${said}`);
}

function rowOf(line: string, columns: readonly string[]): TsharkRow {
  const cells = line.split("\t");
  const values = new Map<string, string[]>();
  for (let i = MORE.length; i < columns.length; i++) if (cells[i] !== undefined && cells[i] !== "") values.set(columns[i]!.slice("hammer2dmsg.".length), cells[i]!.split(BETWEEN));
  return { frame: Number(cells[0]), info: cells[1] ?? "", experts: (cells[2] ?? "").split(BETWEEN).filter((text) => text !== ""), values };
}

/** Many captures as one, in one section, for tshark 4.0 takes the names of interfaces from the first section alone. Links are told apart by the capture's name: "A>B over NAME/A-B". */
export function merged(named: readonly { readonly name: string; readonly capture: Uint8Array }[]): Uint8Array {
  const captures = named.map(({ name, capture }) => ({ name, read: readCapture(capture, { packets: 10_000_000, interfaces: 1_000_000 }) }));
  const writer = new PcapngWriter({ comments: [], hardware: "", application: "" });
  const first = captures.map(({ name, read }) => {
    const numbers = read.interfaces.map((one) => writer.addInterface({ ...one, name: one.linkType === LINK_TYPE.EVENTS ? `${name}/${one.name}` : one.name.replace(/ over (.*)$/, ` over ${name}/$1`) }));
    return numbers[0]!;
  });
  for (const [i, { name, read }] of captures.entries()) {
    for (const packet of read.packets) {
      const event = read.interfaces[packet.interface]!.linkType === LINK_TYPE.EVENTS ? readEvent(packet.bytes)! : null;
      const bytes = event?.link === undefined ? packet.bytes : writeEvent({ ...event, link: `${name}/${event.link}` });
      writer.addPacket({ ...packet, bytes, wireBytes: bytes.length, interface: packet.interface + first[i]! });
    }
  }
  return writer.bytes;
}

/** Our decoder's words for every packet of a capture, one after the other. */
export class Expected {
  private readonly _capture: Capture;
  private readonly _dissection: Dissection;
  private _at = 0;

  constructor(capture: Capture) {
    this._capture = capture;
    this._dissection = new Dissection(capture);
  }

  /** Of the next packet. `final`: replies that come later are known, as in a second pass. */
  next(): { readonly packet: CapturedPacket; readonly dissected: DissectedPacket; readonly values: ReadonlyMap<string, readonly string[]>; readonly info: string | null } {
    const packet = this._capture.packets[this._at]!;
    const dissected = this._dissection.read(packet, ++this._at);
    const values = new Map<string, string[]>();
    if (dissected.kind === "message") for (const part of dissected.parts) this._ofPart(packet, part, (name, value) => void (values.get(name) ?? values.set(name, []).get(name)!).push(value));
    const info = dissected.kind === "message" ? dissected.parts.map(({ sentence }) => sentence).join("; ") : (dissected.event?.text ?? null);
    return { packet, dissected, values, info };
  }

  private _ofPart(packet: CapturedPacket, part: DissectedPart, add: (name: string, value: string) => void): void {
    const lane = this._dissection.laneOf(packet);
    const bytes = packet.bytes.subarray(part.at, part.end);
    const [first] = part.marks;
    if (startsRecord(bytes)) recordValues(bytes, add);
    else if (["magic", "header_size"].includes(first!) || (first === "truncated" && !isHeaderWhole(bytes))) add("raw", hexOf(bytes));
    else messageValues(packet.bytes.subarray(part.at, part.end + part.outOfBandBytes), lane.profile, part, add);
    const [, from, to, link] = /^(.*)>(.*) over (.*)$/.exec(this._capture.interfaces[packet.interface]!.name)!;
    add("link", link!);
    add("from", from!);
    add("to", to!);
    add("profile", lane.profile);
    if (packet.direction === DIRECTION.INBOUND) add("received", "1");
    for (const mark of part.marks) add("mark", mark);
    const { transaction } = part;
    if (transaction === null) return;
    add("transaction", String(transaction.number));
    add("transaction.opener", transaction.opener);
    add("transaction.command_in", String(transaction.openedIn));
    if (transaction.repliedIn > 0) add("transaction.reply_in", String(transaction.repliedIn));
  }
}

function isHeaderWhole(bytes: Uint8Array): boolean {
  return bytes.length >= 28 && bytes.length >= describe(bytes, "header").headerBytes;
}

function messageValues(bytes: Uint8Array, profile: Profile, part: DissectedPart, add: (name: string, value: string) => void): void {
  const described = describe(bytes, profile, false, part.withoutCrcs);
  const bigEndian = described.byteOrder === "big";
  structValues(bytes, BASE, bigEndian, add);
  cmdValues(described, add);
  add("salt.sequence", String(Number(readField(bytes, 0, BASE.fields.salt, bigEndian)) & 0xff));
  for (const { struct, name, value } of described.fields) if (struct === "aux_descr") add(`aux_descr.${name}`, value);
  const broken = part.marks[0];
  add("hdr_crc.status", part.withoutCrcs ? "2" : broken === "hdr_crc" ? "0" : "1");
  const struct = STRUCTS.find(({ name }) => described.fields.some((field) => field.struct === name && field.level === "ext"));
  if (struct !== undefined) structValues(bytes, struct, extendedBigEndian(bigEndian, profile), add);
  bytesValue(bytes, struct === undefined ? "raw" : "padding", struct?.endBytes ?? BASE.endBytes, described.headerBytes, add);
  if (broken === "hdr_crc" || broken === "aux_size") return;
  const wireBytes = described.auxWireBytes + part.outOfBandBytes;
  add("aux_crc.status", part.withoutCrcs ? "2" : wireBytes === 0 ? "3" : part.marks.includes("aux_crc") ? "0" : "1");
  if (wireBytes === 0) return;
  const auxAt = described.headerBytes;
  const keys = [KEY_OFFER, KEY_PROOF].find(({ name }) => described.fields.some((field) => field.struct === name));
  const auxEnd = auxAt + described.auxBytes;
  if (keys !== undefined) structValues(bytes.subarray(auxAt), keys, false, add);
  else {
    bytesValue(bytes, "aux", auxAt, auxEnd, add);
    const text = textOf(bytes.subarray(auxAt, auxEnd), described, part);
    if (text !== null) add("aux.text", text.replaceAll("\n", "\\n").replaceAll("\t", "\\t").replaceAll("\r", "\\r")); // as tshark prints fields
  }
  bytesValue(bytes, "aux.padding", auxEnd, auxAt + wireBytes, add);
}

function textOf(aux: Uint8Array, described: Description, { outOfBandBytes }: DissectedPart): string | null {
  if (outOfBandBytes === 0) return described.auxText ?? null;
  // out of band: as if it lay in the stream
  const header = new Uint8Array(64 + alignedBytes(aux.length));
  header.set([0x32, 0x48]);
  new DataView(header.buffer).setUint32(24, CMD.DBG_SHELL, true);
  new DataView(header.buffer).setUint32(32, aux.length, true);
  header.set(aux, 64);
  return describe(header, "header").auxText ?? null;
}

function recordValues(bytes: Uint8Array, add: (name: string, value: string) => void): void {
  const described = describeRecord(bytes);
  structValues(bytes, RECORD, false, add);
  for (const { name, offset, length } of described?.fields ?? []) if (name === "ciphertext" || name === "tag") bytesValue(bytes, `sealed_record.${name}`, offset, offset + length, add);
}

function structValues(bytes: Uint8Array, struct: Struct, bigEndian: boolean, add: (name: string, value: string) => void): void {
  for (const [name, field] of Object.entries(struct.fields)) {
    if (field.offset + field.length > bytes.length) continue;
    const value = shown(readField(bytes, 0, field, bigEndian), field);
    if (value !== "") add(prefixOf(struct) + name, value);
  }
}

/** As tshark prints it: numbers as the field says. */
function shown(value: string | number, { kind, hex }: Field): string {
  return kind === "u64" && !hex ? BigInt(value).toString() : String(value);
}

function cmdValues({ cmdBits }: Description, add: (name: string, value: string) => void): void {
  for (const [i, { set }] of cmdBits.bits.entries()) add(`cmd.${FLAG_NAMES[i]}`, set ? "1" : "0");
  const { proto, command, size } = cmdBits;
  const hex = (value: number, digits: number): string => `0x${value.toString(16).padStart(digits, "0")}`;
  add("cmd.proto", String(proto.value));
  add("cmd.command", hex(command.value, 8));
  add("cmd.size", String(size.units));
  add("command", hex((proto.value << 20) | (command.value << 8) | size.units, 8));
}

function bytesValue(bytes: Uint8Array, name: string, from: number, to: number, add: (name: string, value: string) => void): void {
  const end = Math.min(to, bytes.length);
  if (end > from) add(name, hexOf(bytes.subarray(from, end)));
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}

/** Where tshark and our decoder differ, a line each: "frame 7: lnk_span.dist: tshark 2, we 1". */
export function differences(row: TsharkRow, expected: ReturnType<Expected["next"]>, lastFrame = row.frame): string[] {
  const found: string[] = [];
  const say = (name: string, theirs: readonly string[] | string, ours: readonly string[] | string): void => void found.push(`frame ${row.frame}: ${name}: tshark ${JSON.stringify(theirs)}, we ${JSON.stringify(ours)}`);
  for (const name of new Set([...row.values.keys(), ...expected.values.keys()])) {
    const theirs = (row.values.get(name) ?? []).map(booleanAsNumber);
    let ours = expected.values.get(name) ?? [];
    if (name === "transaction.reply_in") ours = ours.filter((frame) => Number(frame) <= lastFrame);
    if (theirs.length !== ours.length || theirs.some((value, i) => value !== ours[i])) say(name, theirs, ours);
  }
  if (expected.info !== null && row.info !== expected.info) say("Info", row.info, expected.info);
  const errors = row.experts.filter((text) => /lua error|malformed|exception/i.test(text));
  if (errors.length > 0) say("error", errors, "");
  const marks = (expected.values.get("mark") ?? []).map((mark) => `${TEXTS[`mark.${mark as Mark}`]} (${MARKS[mark as Mark].rule})`);
  const told = [...expected.packet.comments, ...marks]; // Wireshark lists comments among them
  if (row.experts.toSorted().join() !== told.toSorted().join()) say("experts", row.experts, told);
  return found;
}

/** Newer versions print True and False. */
function booleanAsNumber(value: string): string {
  return value === "True" ? "1" : value === "False" ? "0" : value;
}
