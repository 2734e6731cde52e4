import { describe, expect, test } from "vitest";
import { utf8Encode } from "../../base/bytes.ts";
import { DIRECTION, LINK_TYPE } from "../../record/pcapng/blocks.ts";
import { PcapngWriter } from "../../record/pcapng/writer.ts";
import { spanMessage } from "../../wire/wire.testkit.ts";
import { Run } from "../run.ts";
import { sixNodes } from "../run.testkit.ts";
import { tellingOf } from "../run-telling.ts";
import { CaptureBook } from "./capture-book.ts";
import { captureOf, WHOLE_RUN } from "./capture-run.ts";

function ran(): Run {
  const run = new Run(sixNodes());
  run.advanceTo(300_000);
  return run;
}

describe("a capture that is opened", () => {
  test("gives the run back that it holds, however many pieces it has", () => {
    const run = ran();
    const long = JSON.stringify({ text: "ä".repeat(300_000) });
    for (const runText of [run.runFile(), long]) expect(new CaptureBook(captureOf(run, tellingOf(run), { ...WHOLE_RUN, runText })).opened).toEqual({ state: "run", json: runText });
  });

  test("without a run is a list of packets, each taken apart", () => {
    const run = ran();
    const book = new CaptureBook(captureOf(run, tellingOf(run)));
    expect(book.opened).toMatchObject({ state: "messages", marked: 0, stopped: "" });
    const rows = book.rows(0, 1_000);
    const span = rows.find(({ sentence }) => sentence === "LNK_SPAN, pfsA at distance 0")!;
    expect(span).toMatchObject({ kind: "message", from: "A", severity: "", received: false });
    expect(book.rows(span.frame - 1, 1)).toEqual([span]);
    const packet = book.packet(span.frame)!;
    expect(packet).toMatchObject({ row: span, lane: `A to ${span.to}, link A-${span.to}, profile header`, parts: [{ transaction: { opener: "A", openedIn: span.frame }, description: { name: "LNK_SPAN", faults: [] } }] });
    expect(book.packet(rows.length + 1)).toBeNull();
  });

  test("of somebody else: marks what is wrong, and says which packets are none of ours", () => {
    const writer = new PcapngWriter({ comments: ["by hand"], hardware: "", application: "" });
    writer.addInterface({ linkType: LINK_TYPE.MESSAGES, name: "", description: "" });
    writer.addInterface({ linkType: 1, name: "eth0", description: "" });
    const add = (on: number, bytes: Uint8Array) => writer.addPacket({ interface: on, timeNs: 1_500_000_000n, bytes, wireBytes: bytes.length, direction: DIRECTION.OUTBOUND, id: null, comments: [] });
    const bytes = spanMessage("header", false);
    add(0, bytes);
    add(0, bytes.map((byte, i) => (i === 100 ? byte ^ 1 : byte)));
    add(1, utf8Encode("abc"));
    const book = new CaptureBook(writer.bytes);
    expect(book.opened).toEqual({ state: "messages", packets: 3, marked: 1, comments: ["by hand"], stopped: "" });
    expect(book.rows(0, 3).map(({ at, kind, severity }) => [at, kind, severity])).toEqual([
      ["1.500000", "message", ""],
      ["1.500000", "message", "error"],
      ["1.500000", "foreign", ""],
    ]);
    expect(book.packet(2)!.parts[0]!.marks).toEqual([{ text: "hdr_crc is not the CRC-32C of the header", rule: "WIRE-04", severity: "error" }]);
  });

  test("that is none, or of another kind, is refused with where and why; of one that breaks off, what is there is shown", () => {
    const run = ran();
    const whole = captureOf(run, tellingOf(run));
    expect(new CaptureBook(utf8Encode("hello")).opened).toEqual({ state: "refused", message: "at byte 0 of the file, expected 0a 0d 0d 0a, the section header with which a pcapng file starts" });
    expect(new CaptureBook(whole.subarray(0, whole.length - 5)).opened).toMatchObject({ state: "messages", stopped: expect.stringContaining("the file ends after") });
    const writer = new PcapngWriter({ comments: [], hardware: "", application: "" });
    expect(new CaptureBook(writer.bytes).opened).toEqual({ state: "refused", message: "there is no packet in it" });
    writer.addInterface({ linkType: 1, name: "eth0", description: "" });
    writer.addPacket({ interface: 0, timeNs: 0n, bytes: utf8Encode("abc"), wireBytes: 3, direction: DIRECTION.UNKNOWN, id: null, comments: [] });
    expect(new CaptureBook(writer.bytes).opened).toMatchObject({ state: "refused", message: expect.stringContaining("link type 1; expected 147") });
  });
});
