/** `spanscope decode`: bytes to JSON, one object a message. Pure: the door reads files and prints. */
import { z } from "zod";
import { hexToBytes, utf8Decode } from "../base/bytes.ts";
import { startsCapture } from "../record/pcapng/reader.ts";
import type { Profile } from "../wire/constants.ts";
import { startsRecord } from "../wire/describe-record.ts";
import { FRAME, Framer } from "../wire/framer.ts";
import { decodeCapture, DIRECTIONS } from "./decode-capture.ts";
import { type DecodedLine, decodeOne } from "./decode-message.ts";
import { recordsToJson } from "./decode-records.ts";
import { faultToJson, messageToJson } from "../wire/json.ts";

export interface DecodeOptions {
  readonly profile: Profile;
  /** The input is one byte stream, hex or binary, and the salt's counter is judged; otherwise a hex message a line, or a capture. */
  readonly stream: boolean;
  readonly input: Uint8Array;
}

export interface CommandResult {
  /** For stdout. */
  readonly lines: string[];
  /** 0 all good, 1 a message failed, 2 the input is not what the command reads. */
  readonly exitCode: 0 | 1 | 2 | 130;
  /** For stderr. */
  readonly errors: string[];
  /** For stdout, before the lines: what is no text. */
  readonly bytes?: Uint8Array;
}

const hex = z.string().regex(/^([0-9a-f]{2})*$/);

const captured = z
  .strictObject({
    packet: z.int().min(1).describe("its number in the file, from 1 on, as Wireshark counts"),
    interface: z.string().describe("its name: A>B over A-B is what A sent to B on link A-B; #N where it has none"),
    time: z.string().regex(/^-?\d+\.\d{9}$/).describe("seconds: since the start of the run, in other captures since 1970"),
    direction: z.enum(DIRECTIONS).describe("outbound: as its sender put it on the link; inbound: as only its receiver saw it"),
    outOfBandData: hex.optional().describe("of a link over shared memory: the data behind the message that its aux_descr names, padded to 64 bytes"),
  })
  .optional()
  .describe("of a message in a pcapng file: where and when it was captured");

/** What a line of `decode` looks like; `z.toJSONSchema` publishes it. */
export const decodedLineSchema = z.union([
  z.strictObject({
    ok: z.literal(true),
    name: z.string().describe("the command, or UNKNOWN"),
    flags: z.string().regex(/^(CREATE)?\|?(DELETE)?\|?(REPLY)?\|?(ABORT)?\|?(AUXOOB)?$/),
    byteOrder: z.enum(["little", "big"]).describe("the sender's"),
    fields: z.record(z.string(), z.union([z.string(), z.int()])).describe("by the header's own names"),
    ext: hex.optional().describe("the bytes behind the base header, where the fields do not say them all"),
    aux: hex.describe("the in-band aux data, exact length"),
    outOfBand: z.strictObject({ generation: z.int(), offset: z.int() }).optional().describe("with AUXOOB: the two halves of aux_descr as a link over shared memory has it, the generation of a piece and where it begins in the region; the data is not in the stream"),
    text: z.string().optional().describe("the aux data up to its NUL, where it is text"),
    auxPadding: hex.optional().describe("the aux data's padding, where it is not zero"),
    rest: hex.optional().describe("bytes behind the first message of a line"),
    captured,
  }),
  z.strictObject({
    ok: z.literal(true),
    encrypted: z
      .strictObject({ record: z.int().min(0).describe("its number in its direction"), ciphertextBytes: z.int(), tag: hex, text: z.string().describe("what this is") })
      .describe("a record of an encrypted link (LINK-02): only its two ends can read the message in it"),
    rest: hex.optional().describe("bytes behind the record of a line"),
    captured,
  }),
  z.strictObject({
    ok: z.literal(false),
    error: z.strictObject({ code: z.int(), name: z.string(), offset: z.int(), rule: z.string() }),
    captured,
  }),
  z.strictObject({ ok: z.literal(false), needBytes: z.int().describe("at least so many more make a message"), captured }),
]);

export function decodeCommand({ profile, stream, input }: DecodeOptions): CommandResult {
  if (startsCapture(input)) {
    if (stream) return result([], ["--stream: the input is a capture (pcapng), whose packets are messages, no byte stream; leave --stream out"]);
    const { decoded, errors } = decodeCapture(input, profile);
    return result(decoded, errors);
  }
  return stream ? decodeStream(profile, input) : decodeLines(profile, input);
}

/** The lines of a text that hold something, with their numbers. */
export function textLines(input: Uint8Array): { readonly number: number; readonly text: string }[] {
  return utf8Decode(input)
    .split(/\r\n|\n|\r/)
    .map((text, i) => ({ number: i + 1, text: text.trim() }))
    .filter(({ text }) => text !== "");
}

function decodeLines(profile: Profile, input: Uint8Array): CommandResult {
  const decoded: DecodedLine[] = [];
  const errors: string[] = [];
  for (const { number, text } of textLines(input)) {
    const bytes = hexToBytes(text);
    if (bytes === undefined) errors.push(notHex(number, text));
    else decoded.push(decodeOne(profile, bytes));
  }
  return result(decoded, errors);
}

function notHex(number: number, text: string): string {
  const digits = text.replace(/\s+/g, "");
  const odd = /^[0-9a-f]*$/i.test(digits);
  return `line ${number} is not hex: ${odd ? `${digits.length} digits, an odd number` : JSON.stringify(text.slice(0, 40))}`;
}

function decodeStream(profile: Profile, input: Uint8Array): CommandResult {
  const read = streamBytes(input);
  if (read.bytes === undefined) return result([], [read.error]);
  const framer = new Framer(profile, true);
  framer.push(read.bytes);
  const decoded: DecodedLine[] = [];
  let at = 0;
  while (!startsRecord(read.bytes.subarray(at)) && framer.next() === FRAME.MESSAGE) {
    decoded.push(messageToJson(framer.message, profile));
    at += framer.message.wireBytes;
  }
  if (startsRecord(read.bytes.subarray(at))) decoded.push(...recordsToJson(read.bytes.subarray(at)));
  else if (framer.next() === FRAME.FAULT) decoded.push(faultToJson(framer.fault));
  else if (framer.heldBytes > 0) decoded.push({ ok: false, needBytes: framer.missingBytes });
  return result(decoded, []);
}

/** Hex if it is a text, binary otherwise: a message starts with the bytes "2H" or "H2", and H is no hex digit. */
function streamBytes(input: Uint8Array): { readonly bytes: Uint8Array } | { readonly bytes: undefined; readonly error: string } {
  const isMagic = startsRecord(input) || (input[0] === 0x32 && input[1] === 0x48) || (input[0] === 0x48 && input[1] === 0x32);
  const isText = input.every((byte) => (byte >= 0x20 && byte < 0x7f) || (byte >= 9 && byte <= 13));
  if (isMagic || !isText) return { bytes: Uint8Array.from(input) };
  const bytes = hexToBytes(utf8Decode(input));
  if (bytes !== undefined) return { bytes };
  const wrong = textLines(input).find(({ text }) => /[^0-9a-f\s]/i.test(text));
  return { bytes: undefined, error: wrong === undefined ? "the input is not hex: an odd number of digits" : notHex(wrong.number, wrong.text) };
}

function result(decoded: readonly DecodedLine[], errors: string[]): CommandResult {
  const failed = decoded.some(({ ok }) => !ok);
  return { lines: decoded.map((line) => JSON.stringify(line)), exitCode: errors.length > 0 ? 2 : failed ? 1 : 0, errors };
}
