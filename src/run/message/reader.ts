import { ALTERED } from "../../sim/trace.ts";
import { LOOKS_MAX } from "./looks.ts";
import type { Run } from "../run.ts";

/** Bytes as their receiver reads them. */

/** WIRE-04: what the receiver takes for a right checksum, which in a variant is another one. */
export function expectsPlainCrc({ world }: Run, node: number): boolean {
  const { config } = world.nodes[node]!.protocol.core;
  return config.plainCrc ?? config.switches.plainCrc;
}

/** `bytes` as they are in flight or were when they came: forged and with their bits flipped. */
export function bytesOnArrival(run: Run, message: number, sent: number, end: number, bytes: Uint8Array): Uint8Array {
  const last = end < 0 ? Math.min(run.rows.end, sent + LOOKS_MAX) : end;
  for (const { row, code, values } of run.rows.alterations(message, sent, last)) {
    if (code === ALTERED.forged) bytes = run.journal.forgedBytes(row)?.slice() ?? bytes;
    if (code !== ALTERED.corrupted) continue;
    for (const bit of values.subarray(1, 1 + values[0])) if (bit >>> 3 < bytes.length) bytes[bit >>> 3] ^= 1 << (bit & 7);
  }
  return bytes;
}

/** What arrived, or will: the record where the message was sealed (LINK-02); null when the bytes are no longer kept. */
export function arrivedBytes(run: Run, message: number): Uint8Array | null {
  const { journal } = run;
  const bytes = journal.recordOf(message) ?? journal.bytesOf(message);
  return bytes === null ? null : bytesOnArrival(run, message, journal.sentRow(message), journal.endRow(message), bytes.slice());
}
