import { describe, expect, test } from "vitest";
import { fail, ok, type Result } from "../base/result.ts";
import { DIRECTION } from "../record/pcapng/blocks.ts";
import { type Capture, readCapture } from "../record/pcapng/reader.ts";
import { captureOf, WHOLE_RUN } from "../run/capture/capture-run.ts";
import { Dissection } from "../run/capture/dissection.ts";
import { readEvent } from "../run/capture/event-packet.ts";
import { arrivedBytes } from "../run/message/reader.ts";
import { Row } from "../run/row.ts";
import { Run } from "../run/run.ts";
import { tellingOf } from "../run/run-telling.ts";
import { endedRun, sixNodes } from "../run/run.testkit.ts";
import { LIBRARY } from "../scenarios/library.ts";
import { TRACE } from "../sim/trace.ts";
import { captureCommand, type CaptureRequest } from "./capture.ts";
import type { BytesPlatform } from "./run-platform.ts";

const BOUNDS = { packets: 1_000_000, interfaces: 100_000 };

class Desk implements BytesPlatform {
  readonly texts = new Map<string, string>();
  readonly written = new Map<string, Uint8Array>();
  readText = (path: string): Result<string, string> => (this.texts.has(path) ? ok(this.texts.get(path)!) : fail("ENOENT: no such file or directory"));
  writeText = (): Result<null, string> => fail("EROFS");
  writeBytes = (path: string, bytes: Uint8Array): Result<null, string> => {
    if (path.startsWith("/")) return fail("EACCES: permission denied");
    this.written.set(path, bytes);
    return ok(null);
  };
  nowMs = (): number => 0;
}

function request(change: Partial<CaptureRequest> = {}): CaptureRequest {
  return { source: "spans-find-every-host", links: [], from: null, until: null, variants: [], decrypted: false, withRun: true, maxVirtualUs: 60_000_000, output: "out.pcapng", ...change };
}

function captured(change: Partial<CaptureRequest>, desk = new Desk()): Capture {
  const { errors } = captureCommand(request(change), desk);
  expect(errors).toEqual([]);
  const capture = readCapture(desk.written.get("out.pcapng")!, BOUNDS);
  expect(capture.fault).toBeNull();
  return capture;
}

/** The rows of the journal that a packet has to stand for: every message sent, and what arrived in other bytes than it was sent in. */
function* expectedPackets(run: Run): Generator<{ readonly name: string; readonly timeNs: bigint; readonly id: bigint; readonly parts: readonly Uint8Array[] }> {
  const row = new Row();
  const { names, journal } = run;
  const altered = new Set<number>();
  for (let number = run.rows.first; number < run.rows.end; number++) {
    run.rows.read(number, row);
    if (row.kind === TRACE.altered) altered.add(row.message);
    if (row.kind !== TRACE.send && !(row.kind === TRACE.deliver && altered.has(row.message))) continue;
    const sent = journal.recordOf(row.message) ?? journal.bytesOf(row.message)!;
    const arrived = row.kind === TRACE.send ? null : arrivedBytes(run, row.message)!;
    if (arrived !== null && sameBytes(arrived, [sent])) continue;
    const aux = journal.outOfBandOf(row.message) ?? new Uint8Array(0);
    const name = `${names.node(names.fromOf(row.link, row.direction))}>${names.node(names.toOf(row.link, row.direction))} over ${names.linkId(row.link)}`;
    yield { name, timeNs: BigInt(row.atUs) * 1_000n, id: BigInt(row.message), parts: arrived === null ? [sent, aux, new Uint8Array(-aux.length & 63)] : [arrived] };
  }
}

function sameBytes(bytes: Uint8Array, parts: readonly Uint8Array[]): boolean {
  let at = 0;
  for (const part of parts) for (const byte of part) if (bytes[at++] !== byte) return false;
  return at === bytes.length;
}

function marksOf(capture: Capture): Record<string, number> {
  const counts: Record<string, number> = {};
  const dissection = new Dissection(capture);
  for (const [i, packet] of capture.packets.entries()) for (const { marks } of dissection.read(packet, i + 1).parts) for (const mark of marks) counts[mark] = (counts[mark] ?? 0) + 1;
  return counts;
}

/** What is wrong in the captures of the scenarios that break a rule on purpose, and in no other: marks, and how many messages bear each. */
const WRONG: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  // a hop moves it to another path, where nobody opened it
  "a-hop-that-re-routes-silently-is-caught": { no_transaction: 1 },
  // opened again while its peer has not closed it
  "a-spanid-reused-too-early-is-caught": { transaction: 9 },
  "without-entries-a-reply-goes-astray": { transaction: 1 },
  // CRC-32 instead of CRC-32C
  "a-plain-crc-32-is-understood-by-its-like-alone": { hdr_crc: 18 },
};

describe("a capture of every scenario of the library", () => {
  test.each(LIBRARY.map(({ name, file }) => [name, file] as const))("%s: all its messages are in it, byte for byte, and nothing is wrong with them but what is meant to be", (scenario, file) => {
    const run = endedRun(file);
    const capture = readCapture(captureOf(run, tellingOf(run)), BOUNDS);
    const { packets, interfaces, fault } = capture;
    expect(marksOf(capture)).toEqual(WRONG[scenario] ?? {});
    expect(fault).toBeNull();
    const wrong: unknown[] = [];
    let count = 0;
    const messages = packets.filter(({ interface: on }) => on > 0);
    for (const { name, timeNs, id, parts } of expectedPackets(run)) {
      const packet = messages[count++];
      const right = packet !== undefined && interfaces[packet.interface]!.name === name && packet.timeNs === timeNs && packet.id === id && sameBytes(packet.bytes, parts);
      if (!right) wrong.push({ name, timeNs, id, packet });
    }
    expect(wrong).toEqual([]);
    expect(messages.length).toBe(count);
    expect(count).toBeGreaterThan(10);
    for (const packet of packets) if (packet.interface === 0) expect(readEvent(packet.bytes)).not.toBeNull();
  });
});

describe("spanscope capture", () => {
  test("has an interface for each direction of a link, and one for events, whose packets bear a comment", () => {
    const { interfaces, packets, sections } = captured({});
    expect(interfaces.slice(0, 3).map(({ linkType, name }) => [linkType, name])).toEqual([
      [148, "events"],
      [147, "A>B over A-B"],
      [147, "B>A over A-B"],
    ]);
    expect(interfaces[1]!.description).toBe("A to B, link A-B, profile header");
    expect(sections[0]!.comments[0]).toBe("Spans find every host (seed 7), simulated: times count from the start of the run.");
    const cut = packets.find(({ comments }) => comments.some((comment) => comment.startsWith("Link")));
    expect(readEvent(cut!.bytes)).toMatchObject({ what: "link", link: "A-B", state: "up" });
  });

  test("holds one link, or what one node sends, up to a time", () => {
    expect(new Set(captured({ links: ["B-C"] }).interfaces.map(({ name }) => name))).toEqual(new Set(["events", "B>C over B-C", "C>B over B-C"]));
    expect(captured({ from: "B" }).interfaces.slice(1).every(({ name }) => name.startsWith("B>"))).toBe(true);
    const early = captured({ until: 5_000 });
    expect(early.packets.at(-1)!.timeNs).toBeLessThanOrEqual(5_000_000n);
    expect(early.packets.length).toBeGreaterThan(10);
  });

  test("[LINK-02] holds records of an encrypted link as they travel, or the messages in them", () => {
    const source = "an-encrypted-link-carries-the-same-spans";
    const magics = (capture: Capture): Set<string> => new Set(capture.packets.filter(({ interface: on }) => on > 0).map(({ bytes }) => String.fromCharCode(bytes[0], bytes[1])));
    expect(magics(captured({ source }))).toContain("2S");
    const clear = captured({ source, decrypted: true });
    expect(magics(clear)).not.toContain("2S");
    expect(clear.packets.some(({ comments }) => comments.includes("It travelled as a record of an encrypted link; this is the message in it."))).toBe(true);
    expect(clear.interfaces.some(({ description }) => description.endsWith(", decrypted"))).toBe(true);
  });

  test("marks what was lost or changed on the way, what the link doubled and what nobody sent", () => {
    const run = new Run(sixNodes({ commands: [{ at: "80ms", do: "impair", link: "A-B", model: { mode: "raw", corruptPerMillion: 150_000, duplicatePerMillion: 150_000, lossPerMillion: 150_000 } }, { at: "1s", do: "inject", link: "B-C", from: "B", bytes: "00", how: "raw" }] }));
    run.advanceTo(20_000_000);
    const { packets } = readCapture(captureOf(run, tellingOf(run), WHOLE_RUN), BOUNDS);
    const withComment = (start: string) => packets.filter(({ interface: on, comments }) => on > 0 && comments.some((comment) => comment.startsWith(start)));
    const found = (start: string) => [...new Set(withComment(start).map(({ direction }) => direction))].toSorted((a, b) => a - b);
    for (const start of ["Message ", "A copy that the link made", "Injected"]) expect(found(start)).toEqual([DIRECTION.INBOUND]);
    for (const start of ["Lost on the way", "Bits flip on the way"]) expect(found(start)).toContain(DIRECTION.OUTBOUND); // a copy may be lost, too
    const [arrived] = withComment("Message ");
    const sent = packets.find(({ id, direction }) => id === arrived!.id && direction === DIRECTION.OUTBOUND)!;
    expect(sent.comments[0]).toContain("Bits flip");
    expect(sent.timeNs).toBeLessThan(arrived!.timeNs);
  });

  test("of a run file goes as far as that went; another digest is exit 1", () => {
    const run = new Run(sixNodes());
    run.advanceTo(500_000);
    run.apply({ do: "cut", link: "B-C", how: "close" });
    run.advanceTo(600_000);
    const desk = new Desk();
    desk.texts.set("cut.json", run.runFile());
    const { packets } = captured({ source: "cut.json" }, desk);
    expect(packets.map(({ bytes, interface: on }) => (on === 0 ? readEvent(bytes) : null)).find((event) => event?.what === "command")).toMatchObject({ text: "Command: cut link B–C, both ends know at once." });
    expect(readEvent(packets[0]!.bytes)).toMatchObject({ what: "run", part: "1/1" });
    desk.texts.set("again.json", readEvent(packets[0]!.bytes)!.body!);
    expect(captured({ source: "again.json" }, desk).packets.slice(1)).toEqual(packets.slice(1));
    desk.texts.set("other.json", run.runFile().replace(run.digest, "0123456789abcdef"));
    expect(captureCommand(request({ source: "other.json" }), desk)).toMatchObject({ exitCode: 1, errors: [expect.stringContaining("this is another run")] });
    expect(captureCommand(request({ source: "cut.json", seed: 3 }), desk)).toMatchObject({ exitCode: 2, errors: [expect.stringContaining("brings its seed")] });
  });

  test("writes to standard output, or says what it wrote", () => {
    const desk = new Desk();
    const streamed = captureCommand(request({ output: "-" }), desk);
    expect(streamed).toMatchObject({ lines: [], exitCode: 0 });
    expect(captureCommand(request({ output: null }), desk).lines[0]).toBe(`spans-find-every-host.pcapng: Spans find every host (seed 7) to 3.670000 s, ${streamed.bytes!.length} bytes`);
    expect([...desk.written.values()][0]).toEqual(streamed.bytes);
  });

  test.each([
    [{ source: "nope" }, '"nope" is no scenario of the library'],
    [{ links: ["A-Z"] }, '--link: the run has no link "A-Z"; it has A-B'],
    [{ from: "Z" }, '--from: the run has no node "Z"; it has A, B'],
    [{ output: "/x.pcapng" }, "/x.pcapng cannot be written (EACCES: permission denied)"],
  ])("bad use %o is exit 2", (change, message) => {
    expect(captureCommand(request(change), new Desk())).toMatchObject({ exitCode: 2, errors: [expect.stringContaining(message)] });
  });
});
