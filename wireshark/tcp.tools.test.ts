import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { DIRECTION } from "../src/record/pcapng/blocks.ts";
import { PcapngWriter } from "../src/record/pcapng/writer.ts";
import { goldenTranscripts } from "../src/wire/golden/golden.testkit.ts";
import { tshark, type TsharkRow } from "./tshark.testkit.ts";

const folder = mkdtempSync(join(tmpdir(), "spanscope-tcp-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ETHERNET = 1;
const HEADERS_BYTES = 14 + 20 + 20;

/** An Ethernet frame with a segment of a stream between port 50,000 of the initiator and port 987. */
function segment(fromInitiator: boolean, sequence: number, acknowledged: number, payload: Uint8Array): Uint8Array {
  const frame = new Uint8Array(HEADERS_BYTES + payload.length);
  const view = new DataView(frame.buffer);
  view.setUint16(12, 0x0800);
  frame[14] = 0x45;
  view.setUint16(16, 40 + payload.length);
  frame.set([64, 6], 22);
  const [a, b] = [[127, 0, 0, 1], [127, 0, 0, 2]];
  frame.set(fromInitiator ? a! : b!, 26);
  frame.set(fromInitiator ? b! : a!, 30);
  view.setUint16(34, fromInitiator ? 50_000 : 987);
  view.setUint16(36, fromInitiator ? 987 : 50_000);
  view.setUint32(38, sequence);
  view.setUint32(42, acknowledged);
  view.setUint16(46, 0x5018);
  view.setUint16(48, 0xffff);
  frame.set(payload, HEADERS_BYTES);
  return frame;
}

describe("streams of the real C program, cut anywhere", () => {
  test.each(goldenTranscripts.map(({ name, entries }) => [name, entries.filter(({ dir, msgid }) => dir !== "cut" && msgid !== undefined)] as const))("[C12-01] [C12-02] %s", async (name, entries) => {
    const writer = new PcapngWriter({ comments: [], hardware: "", application: "" });
    writer.addInterface({ linkType: ETHERNET, name: "lo", description: "" });
    const sent = { "i>a": 1, "a>i": 1 };
    let at = 0n;
    for (const { dir, bytes } of entries) {
      if (dir === "cut") continue;
      for (let from = 0; from < bytes.length; from += 150) {
        const payload = bytes.subarray(from, from + 150);
        const frame = segment(dir === "i>a", sent[dir], sent[dir === "i>a" ? "a>i" : "i>a"], payload);
        sent[dir] += payload.length;
        writer.addPacket({ interface: 0, timeNs: (at += 1_000n), bytes: frame, wireBytes: frame.length, direction: DIRECTION.UNKNOWN, id: null, comments: [] });
      }
    }
    const file = join(folder, `${name}.pcapng`);
    writeFileSync(file, writer.bytes);
    const rows: TsharkRow[] = [];
    await tshark(file, (row) => rows.push(row));
    const all = (field: string): string[] => rows.flatMap(({ values }) => values.get(field) ?? []);
    expect(all("msgid").map(BigInt)).toEqual(entries.map(({ msgid }) => BigInt(msgid!)));
    expect(all("salt.sequence").map(Number)).toEqual(entries.map(({ seq }) => seq));
    expect(new Set(all("profile"))).toEqual(new Set(["c2012"]));
    expect(new Set(all("hdr_crc.status"))).toEqual(new Set(["1"]));
    expect(all("mark")).toEqual([]);
  });
});
