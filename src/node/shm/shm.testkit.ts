/** A puppet that shares memory with a node: it puts aux data into the region by hand, right or wrong. The node is side 0. */
import { parseId64, readU32, utf8Decode } from "../../base/bytes.ts";
import { CAPABILITY, CMD, RIGHT } from "../../wire/constants.ts";
import { crc32c } from "../../wire/crc.ts";
import { alignedBytes, BASE } from "../../wire/layout.ts";
import { Mesh } from "../mesh.testkit.ts";
import { Puppet, type PuppetOptions, ZERO_ID } from "../puppet.testkit.ts";
import { flagsOf, type Seen } from "../seen.testkit.ts";
import { SharedMemory } from "./memory.ts";

export const OOB = CAPABILITY.AUX_OOB;
export const CRCS = CAPABILITY.CRC_OPTIONAL;

export interface SharedOptions extends PuppetOptions {
  /** so large unless given that nothing of a test wraps */
  readonly ringBytes?: number;
  readonly regionBytes?: number;
  /** what the node offers, and what the puppet does */
  readonly ours?: number;
  readonly theirs?: number;
}

/** What a puppet needs to be at the other end of shared memory. */
export function shared(options: SharedOptions = {}): { readonly memory: SharedMemory; readonly options: PuppetOptions } {
  const memory = new SharedMemory(options.ringBytes ?? 65_536, options.regionBytes ?? 4_096);
  const { ours = OOB, theirs = OOB } = options;
  const config = { shm: { memory, side: 0 as const }, offer: { capabilities: ours, rights: RIGHT.DBG_SHELL, encryption: 0 } };
  return { memory, options: { ...options, config, auth: { capabilities: theirs, ...options.auth } } };
}

/** A node "N" that offers "own", and a puppet beside it over shared memory; their link is open. */
export function joined(options: SharedOptions = {}, bigEndian = false): { readonly mesh: Mesh; readonly puppet: Puppet; readonly memory: SharedMemory; readonly own: string } {
  const { memory, options: made } = shared(options);
  const mesh = new Mesh();
  mesh.add("N", { pfs: ["own"], bigEndian });
  const puppet = new Puppet(mesh, "N", made);
  puppet.up();
  puppet.handshake();
  const own = puppet.seen.length > 0 ? puppet.spanOf("own") : ZERO_ID;
  puppet.take();
  return { mesh, puppet, memory, own };
}

/** What the header says of out-of-band aux data. */
export interface Descr {
  readonly generation: number;
  readonly offset: number;
  readonly auxBytes: number;
  readonly auxCrc: number;
}

export function descrOf({ bytes, bigEndian }: Seen): Descr {
  const at = BASE.fields.aux_descr.offset;
  const word = (offset: number): number => readU32(bytes, offset, bigEndian);
  const [hi, lo] = bigEndian ? [word(at), word(at + 4)] : [word(at + 4), word(at)];
  return { generation: hi, offset: lo, auxBytes: word(BASE.fields.aux_bytes.offset), auxCrc: word(BASE.fields.aux_crc.offset) };
}

/** The text that a message left in the region; the puppet then releases its piece. */
export function readOut(memory: SharedMemory, seen: Seen, release = true): string {
  const { offset, auxBytes } = descrOf(seen);
  const text = utf8Decode(memory.region.bytes.slice(offset, offset + auxBytes));
  if (release) memory.region.release(offset);
  return text.replace(/\0$/, "");
}

export interface Place {
  /** a message's base; an echo unless given */
  readonly cmd?: number;
  readonly flags?: string;
  readonly msgid?: string;
  readonly spanid?: string;
  /** what the header says, where that is not what is */
  readonly descr?: Partial<Descr>;
}

const generations = new WeakMap<SharedMemory, number>();

/** Puts data into the puppet's half as its node would. */
export function put(memory: SharedMemory, data: Uint8Array): Descr {
  const offset = memory.region.roomFor(1, data.length);
  const generation = (generations.get(memory) ?? 0) + 1;
  generations.set(memory, generation);
  memory.region.take(offset, data, generation);
  return { generation, offset, auxBytes: data.length, auxCrc: crc32c(memory.region.bytes, offset, offset + alignedBytes(data.length)) };
}

/** A message whose header names a place in the region; returns its msgid. */
export function name(puppet: Puppet, descr: Descr, place: Place = {}): string {
  const { encoder } = puppet;
  const msgid = place.msgid ?? puppet.newId();
  const id = parseId64(msgid)!;
  const span = parseId64(place.spanid ?? ZERO_ID)!;
  encoder.salt = 0xabcd_0000 | (puppet.sentCount & 255);
  encoder.msgidHi = id.hi;
  encoder.msgidLo = id.lo;
  encoder.spanidHi = span.hi;
  encoder.spanidLo = span.lo;
  encoder.flags = flagsOf(place.flags ?? "C");
  encoder.error = 0;
  const said = { ...descr, ...place.descr };
  puppet.sendRaw(encoder.outOfBand(place.cmd ?? CMD.DOM_ECHO, undefined, { descrHi: said.generation, descrLo: said.offset, auxBytes: said.auxBytes, auxCrc: said.auxCrc }));
  return msgid;
}

/** Both: data put there, and the message that names it. */
export function sendBeside(puppet: Puppet, memory: SharedMemory, data: Uint8Array, place: Place = {}): string {
  return name(puppet, put(memory, data), place);
}
