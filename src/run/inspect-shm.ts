import { bytesToHex, readU32 } from "../base/bytes.ts";
import type { LinkEnd } from "../node/link-end.ts";
import type { Lane, WorldLink } from "../sim/link.ts";
import { CMD, MAGIC_REV } from "../wire/constants.ts";
import { crc32c } from "../wire/crc.ts";
import { readDescr } from "../wire/descr.ts";
import { hexNumber } from "../wire/fields.ts";
import { auxText } from "../wire/json.ts";
import { alignedBytes, BASE } from "../wire/layout.ts";
import { commandName } from "../wire/names.ts";
import { say } from "./fill.ts";
import { Row } from "./row.ts";
import type { Run } from "./run.ts";
import type { MemoryShown, OutOfBandShown, RingShown } from "./shown.ts";

/** What the inspectors show of shared memory (SHM-01). */

/** Messages of a ring that are listed. */
const RING_MESSAGES_MAX = 128;
/** Characters of a piece's text that the map shows. */
const PIECE_TEXT_MAX = 40;

/** The aux data that a message's header names, as its sender put it there; null when it names none or it is no longer known. */
export function outOfBandOf(run: Run, message: number, bytes: Uint8Array, withoutCrcs: boolean, plainCrc: boolean): OutOfBandShown | null {
  const aux = run.journal.outOfBandOf(message);
  if (aux === null || bytes.length < BASE.endBytes) return null;
  const bigEndian = isBigEndian(bytes);
  const padded = new Uint8Array(alignedBytes(aux.length));
  padded.set(aux);
  const stored = readU32(bytes, BASE.fields.aux_crc.offset, bigEndian);
  const computed = crc32c(padded, 0, padded.length, plainCrc);
  return {
    ...readDescr(bytes, bigEndian),
    hex: bytesToHex(aux),
    text: auxText(aux) ?? null,
    crc: withoutCrcs ? null : { stored: hexNumber(stored, 4), computed: hexNumber(computed, 4), good: stored === computed },
  };
}

/** A header on a link that may do without CRCs has none. */
export function sentWithoutCrcs(bytes: Uint8Array): boolean {
  return bytes.length >= BASE.endBytes && readU32(bytes, BASE.fields.hdr_crc.offset, isBigEndian(bytes)) === 0;
}

function isBigEndian(bytes: Uint8Array): boolean {
  return (bytes[0] | (bytes[1] << 8)) === MAGIC_REV;
}

/** The ring of one direction with what lies in it; null on a stream. `end` is the sender's. */
export function ringOf(run: Run, lane: Lane, end: LinkEnd): RingShown | null {
  if (lane.ring === null) return null;
  const { ring, waiting, waitingBytes } = lane.ring;
  const row = new Row();
  let at = ring.read;
  const messages = run.world.listRing(lane, RING_MESSAGES_MAX).map(({ message, bytes }) => {
    const from = at % ring.bytes;
    at += bytes;
    const sent = run.journal.sentRow(message);
    const base = sent >= 0 && run.rows.readIfKept(sent, row) ? row.cmd & 0xff_ffff : -1;
    return { message, from, bytes, name: commandName(base), pad: base === CMD.LNK_PAD };
  });
  return { bytes: ring.bytes, tail: ring.read % ring.bytes, head: ring.written % ring.bytes, used: ring.written - ring.read, messages, waiting, waitingBytes, pads: end.shm?.pads ?? 0 };
}

/** The region with the pieces in use, by the end that took them; null on a stream. */
export function memoryOf({ world }: Run, link: WorldLink): MemoryShown | null {
  if (link.memory === null) return null;
  const { region } = link.memory;
  const ends = [0, 1].map((side) => world.nodes[link.nodeAt(side)]!.protocol.core.links[link.endAt(side)]!);
  const crcsDropped = ends.every(({ encoder }) => !encoder.crcs);
  return {
    regionBytes: region.length,
    crcs: say(crcsDropped ? "crcs.dropped" : "crcs.required"),
    crcsDropped,
    halves: [0, 1].map((side) => ({
      node: world.nodes[link.nodeAt(side)]!.id,
      from: side * region.halfBytes,
      bytes: region.halfBytes,
      pieces: region.pieces(side).map((piece) => ({ ...piece, text: textOf(region.bytes.subarray(piece.offset, piece.offset + piece.bytes)) })),
    })),
  };
}

function textOf(piece: Uint8Array): string {
  const text = auxText(piece) ?? "";
  return text.length > PIECE_TEXT_MAX ? `${text.slice(0, PIECE_TEXT_MAX)}…` : text;
}
