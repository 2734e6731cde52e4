/**
 * What the codec costs, in units of the CRC that it cannot do without: one LNK_SPAN encoded, and one
 * decoded and verified, each against CRC-32C of 448 bytes alone. Rounds of the three take turns, so
 * that whatever else the machine does hits all of them; the figure is the median round.
 */
import CRC32C from "crc-32/crc32c.js";
import { newPfsBody, readPfsBody } from "../src/wire/bodies.ts";
import { CMD, FLAG } from "../src/wire/constants.ts";
import { Encoder } from "../src/wire/encode.ts";
import { FRAME, Framer } from "../src/wire/framer.ts";
import { median } from "./median.ts";

export interface WireResult {
  readonly name: string;
  /** Nanoseconds for one message, and for the CRC of 448 bytes in the same run. */
  readonly ns: number;
  readonly crcNs: number;
  /** ns / crcNs. */
  readonly ratio: number;
}

const CLID = Uint32Array.of(0x11223301, 0x445511e1, 0x8899aabb, 0xccddee01);
const FSID = Uint32Array.of(0xa1b2c301, 0xd4e511e1, 0x9abcdef0, 0x12345678);
const LABEL = Uint8Array.from("node-0042", (character) => character.charCodeAt(0));
const MESSAGES_PER_ROUND = 2_000;
const ROUNDS = 101;
const WARM_ROUNDS = 30;

/** Results go here so that no call can be left out as unused. */
let sink = 0;

function encodeRound(encoder: Encoder, bytes: Uint8Array[]): void {
  for (let i = 0; i < MESSAGES_PER_ROUND; i++) {
    encoder.salt = (0x5eed00 << 8) | (i & 0xff);
    encoder.msgidHi = 0xa000;
    encoder.msgidLo = i;
    encoder.flags = FLAG.CREATE;
    bytes[i] = encoder.pfs(CMD.LNK_SPAN, CLID, FSID, 8, 1, 0, i & 15, LABEL);
  }
}

/** Each message comes as a chunk of its own, as a link delivers it, and its body is read too. */
function decodeRound(framer: Framer, bytes: readonly Uint8Array[]): void {
  const body = newPfsBody();
  framer.reset();
  for (let i = 0; i < MESSAGES_PER_ROUND; i++) {
    framer.push(bytes[i]!);
    if (framer.next() !== FRAME.MESSAGE) throw new Error(`message ${i} was not accepted: ${framer.fault.name}`);
    readPfsBody(framer.message, "header", body);
    sink ^= body.dist ^ body.labelBytes ^ framer.message.msgidLo;
    if (framer.next() !== FRAME.NEED) throw new Error("bytes were left over");
  }
}

function crcRound(bytes: readonly Uint8Array[]): void {
  for (let i = 0; i < MESSAGES_PER_ROUND; i++) sink ^= CRC32C.buf(bytes[i]!);
}

function nsPerMessage(work: () => void): number {
  const start = process.hrtime.bigint();
  work();
  return Number(process.hrtime.bigint() - start) / MESSAGES_PER_ROUND;
}

export function benchWire(): WireResult[] {
  const encoder = new Encoder("header", false);
  const framer = new Framer("header", true);
  const bytes: Uint8Array[] = Array.from({ length: MESSAGES_PER_ROUND });
  const times: { crc: number[]; encode: number[]; decode: number[] } = { crc: [], encode: [], decode: [] };
  for (let round = -WARM_ROUNDS; round < ROUNDS; round++) {
    const encode = nsPerMessage(() => encodeRound(encoder, bytes));
    const decode = nsPerMessage(() => decodeRound(framer, bytes));
    const crc = nsPerMessage(() => crcRound(bytes));
    if (round < 0) continue;
    times.encode.push(encode);
    times.decode.push(decode);
    times.crc.push(crc);
  }
  if (sink === 0.5) throw new Error("never: keeps the results alive");
  const crcNs = median(times.crc);
  return [
    { name: "encode one LNK_SPAN", ns: median(times.encode) },
    { name: "decode and verify one LNK_SPAN", ns: median(times.decode) },
  ].map(({ name, ns }) => ({ name, ns, crcNs, ratio: ns / crcNs }));
}
