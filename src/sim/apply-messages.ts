import { REFUSAL_TEXTS as NO } from "../texts/refusals.ts";
import { messageBytes } from "./apply-links.ts";
import type { Command } from "./commands.ts";
import type { Engine } from "./engine.ts";
import { FLIGHT } from "./flights.ts";
import type { Lane } from "./link.ts";
import { ALTERED, LOST } from "./trace.ts";

type MessageCommand = Extract<Command, { do: "dropMessage" | "delayMessage" | "duplicateMessage" | "corruptMessage" | "forgeMessage" }>;

/**
 * The five faults of one message in flight. They are done to the bytes themselves, whatever the mode of the link: a
 * dropped message of a stream is missing there, and the receiver's counter notices (WIRE-07).
 */
export function faultMessage(engine: Engine, command: MessageCommand): string | null {
  const found = find(engine, command.message);
  if (!found) return NO.message(command.message);
  const { lane, row } = found;
  const { transport } = engine;
  switch (command.do) {
    case "dropMessage":
      transport.traceLost(lane, command.message, LOST.dropped, engine.moment.cause);
      transport.discard(lane, row);
      return null;
    case "delayMessage":
      return delay(engine, lane, row, command.us);
    case "duplicateMessage":
      if (transport.isFull) return NO.flightsFull;
      transport.copy(lane, row, 0);
      return null;
    case "corruptMessage":
      return corrupt(engine, lane, row, command.bit);
    case "forgeMessage": {
      const bytes = messageBytes(command.bytes);
      if (typeof bytes === "string") return bytes;
      const place = transport.flights.bytes(row)!.length;
      if (lane.ring !== null && bytes.length !== place) return NO.bytesExactly(place);
      transport.replaceBytes(lane, row, bytes);
      transport.altered(lane, command.message, ALTERED.forged, bytes.length);
      engine.moment.trace.bytes[engine.moment.trace.count - 1] = bytes;
      return null;
    }
  }
}

function delay(engine: Engine, lane: Lane, row: number, us: number): string | null {
  if (!Number.isInteger(us) || us < 1 || us > 3_600_000_000) return NO.integer("us", 1, 3_600_000_000);
  const { transport } = engine;
  const { flights } = transport;
  if (flights.arriveUs(row) === Number.POSITIVE_INFINITY) return lane.ring !== null && lane.heldSinceUs < 0 ? NO.waitsForRing : NO.waitsInLink;
  transport.altered(lane, flights.message(row), ALTERED.delayed, us);
  transport.moveTo(lane, row, flights.arriveUs(row) + us);
  return null;
}

function corrupt(engine: Engine, lane: Lane, row: number, bit: number): string | null {
  const { transport } = engine;
  const bytes = transport.flights.bytes(row)!;
  if (!Number.isInteger(bit) || bit < 0 || bit >= 8 * bytes.length) return NO.integer("bit", 0, 8 * bytes.length - 1);
  const copy = bytes.slice(); // what the sender handed out stays as it is
  copy[bit >>> 3] ^= 1 << (bit & 7);
  transport.replaceBytes(lane, row, copy);
  transport.flights.mark(row, FLIGHT.corrupted);
  const at = transport.altered(lane, transport.flights.message(row), ALTERED.corrupted, 1);
  engine.moment.trace.fields[at] = bit;
  return null;
}

function find(engine: Engine, message: number): { readonly lane: Lane; readonly row: number } | null {
  if (!Number.isInteger(message) || message < 0) return null;
  for (const link of engine.links) {
    for (const lane of link.lanes) {
      const row = engine.transport.find(lane, message);
      if (row >= 0) return { lane, row };
    }
  }
  return null;
}
