import { expect, test } from "vitest";
import { EVENT } from "./events.ts";
import { EVENT_FIELDS, Outbox, OUTPUT } from "./outbox.ts";

function fill(out: Outbox, rows: number): void {
  for (let i = 0; i < rows; i++) out.event(EVENT.pingSent, 1, i, 2, 3, 4, 5, 6, 7, 8);
}

test("more than there was room for keeps its order and all its fields", () => {
  const out = new Outbox();
  out.setTimer(5, 123_456);
  fill(out, 200);
  expect([out.count, out.timesUs[0], out.fields[8]]).toEqual([201, 123_456, 5]);
  for (let i = 0; i < 200; i++) expect([...out.fields.subarray((i + 1) * EVENT_FIELDS, (i + 2) * EVENT_FIELDS)]).toEqual([EVENT.pingSent, 1, i, 2, 3, 4, 5, 6, 7, 8]);
});

test("[LINK-02] [WIRE-06] bytes, what travels in their place and what lies elsewhere belong to one row, and are gone when it is cleared", () => {
  const out = new Outbox();
  const [plain, sealed, aux] = [1, 2, 3].map((byte) => Uint8Array.of(byte));
  expect(out.bytes).toEqual([]);
  out.cancelTimer(9);
  out.transmit(0, plain!);
  out.transmitSealed(1, plain!, sealed!);
  out.transmit(2, plain!, aux);
  out.hangup(3, 7);
  expect([...out.kinds.subarray(0, 5)]).toEqual([OUTPUT.cancelTimer, OUTPUT.transmit, OUTPUT.transmit, OUTPUT.transmit, OUTPUT.hangup]);
  expect([out.bytes.slice(1, 4), out.sealed[1], out.sealed[2], [...out.outOfBand], out.fields[8], out.fields[4 * EVENT_FIELDS + 2], out.fields[4 * EVENT_FIELDS + 8]]).toEqual([[plain, plain, plain], undefined, sealed, [[3, aux]], 9, 3, 7]);
  out.clear();
  expect([out.count, out.bytes.filter((bytes) => bytes !== undefined), out.sealed, out.outOfBand.size]).toEqual([0, [], [], 0]);
});
