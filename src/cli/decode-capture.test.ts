import { expect, test } from "vitest";
import { bytesToHex, utf8Encode } from "../base/bytes.ts";
import { DIRECTION, LINK_TYPE } from "../record/pcapng/blocks.ts";
import { readCapture } from "../record/pcapng/reader.ts";
import { PcapngWriter } from "../record/pcapng/writer.ts";
import { captureOf, WHOLE_RUN } from "../run/capture/capture-run.ts";
import { Run } from "../run/run.ts";
import { tellingOf } from "../run/run-telling.ts";
import { sixNodes } from "../run/run.testkit.ts";
import { LIBRARY } from "../scenarios/library.ts";
import { scenarioFromJson, type Scenario } from "../sim/scenario.ts";
import { spanMessage } from "../wire/wire.testkit.ts";
import { decodeCommand, decodedLineSchema } from "./decode.ts";
import { encodeCommand } from "./encode.ts";

const BOUNDS = { packets: 100_000, interfaces: 1_000 };

function decode(input: Uint8Array, stream = false) {
  const { lines, exitCode, errors } = decodeCommand({ profile: "header", stream, input });
  return { lines, objects: lines.map((line) => decodedLineSchema.parse(JSON.parse(line))), exitCode, errors };
}

function captureOfScenario(scenario: Scenario, untilUs: number): Uint8Array {
  const run = new Run(scenario, { checks: false });
  run.advanceTo(untilUs);
  return captureOf(run, tellingOf(run), { ...WHOLE_RUN, runText: run.runFile() });
}

function ofLibrary(name: string): Scenario {
  const read = scenarioFromJson(LIBRARY.find((one) => one.name === name)!.file);
  if (!read.ok) throw new Error(name);
  return read.value;
}

function byHand(linkType: number, description: string, ...packets: readonly Uint8Array[]): Uint8Array {
  const writer = new PcapngWriter({ comments: [], hardware: "", application: "" });
  writer.addInterface({ linkType, name: "", description });
  for (const bytes of packets) writer.addPacket({ interface: 0, timeNs: 1_700_000_000_000_000_001n, bytes, wireBytes: bytes.length, direction: DIRECTION.UNKNOWN, id: null, comments: [] });
  return writer.bytes;
}

test("a capture of a run: every message as its bytes alone decode, with packet, interface, time and direction beside, and nothing of the events", () => {
  const input = captureOfScenario(sixNodes(), 300_000);
  const { interfaces, packets } = readCapture(input, BOUNDS);
  const { objects, lines, exitCode, errors } = decode(input);
  const wanted = packets.flatMap(({ interface: on, timeNs, bytes }, i) => {
    const { linkType, name } = interfaces[on]!;
    const time = `${timeNs / 1_000_000_000n}.${String(timeNs % 1_000_000_000n).padStart(9, "0")}`;
    return linkType === LINK_TYPE.MESSAGES ? [{ hex: bytesToHex(bytes), captured: { packet: i + 1, interface: name, time, direction: "outbound" } }] : [];
  });
  const alone = decode(utf8Encode(wanted.map(({ hex }) => hex).join("\n"))).objects;
  expect(wanted.length).toBeGreaterThan(50);
  expect(objects).toEqual(alone.map((json, i) => ({ ...json, captured: wanted[i]!.captured })));
  expect([exitCode, errors]).toEqual([0, []]);

  const again = encodeCommand({ profile: "header", bigEndian: false, input: utf8Encode(lines.join("\n")) });
  expect([again.exitCode, again.lines]).toEqual([0, wanted.map(({ hex }) => hex)]);
});

test("[SHM-01] [WIRE-06] shared memory: the data that a header names stands beside it, and headers without CRCs are judged by none", () => {
  const shared = decode(captureOfScenario(ofLibrary("shared-memory-carries-headers-in-a-ring-and-data-beside-it"), 2_000_000));
  expect([shared.exitCode, shared.errors]).toEqual([0, []]);
  const outOfBand = shared.objects.flatMap((json) => (json.captured?.outOfBandData === undefined || !("fields" in json) ? [] : [{ bytes: Number(json.fields["aux_bytes"]), hex: json.captured.outOfBandData }]));
  expect(outOfBand.length).toBeGreaterThan(0);
  for (const { bytes, hex } of outOfBand) expect(hex.length / 2).toBe((bytes + 63) & ~63);
  const bare = decode(captureOfScenario(ofLibrary("without-crcs-a-changed-byte-is-believed"), 2_000_000));
  expect([bare.exitCode, bare.objects.some((json) => "fields" in json && json.fields["hdr_crc"] === "0x00000000")]).toEqual([0, true]);
});

test("[LINK-02] records of encrypted links stay closed", () => {
  const { objects, exitCode } = decode(captureOfScenario(ofLibrary("an-encrypted-link-carries-the-same-spans"), 1_000_000));
  expect([exitCode, objects.some((json) => "encrypted" in json && json.captured!.interface.includes(" over "))]).toEqual([0, true]);
});

test("[C12-03] somebody else's capture: each interface by its own profile; what is broken says so and does not stop the rest", () => {
  const span = spanMessage("c2012", false);
  const broken = span.map((byte, i) => (i === 100 ? byte ^ 1 : byte));
  const { objects, exitCode, errors } = decode(byHand(LINK_TYPE.MESSAGES, "A to B, link A-B, profile c2012", span, broken, span));
  const at = { interface: "#0", time: "1700000000.000000001", direction: "unknown" };
  expect(objects).toMatchObject([
    { ok: true, name: "LNK_SPAN", captured: { ...at, packet: 1 } },
    { ok: false, error: { rule: "WIRE-04" }, captured: { ...at, packet: 2 } },
    { ok: true, name: "LNK_SPAN", captured: { ...at, packet: 3 } },
  ]);
  expect([exitCode, errors]).toEqual([1, []]);
});

test("a capture that breaks off is read as far as it is sound; one of another kind, or read as a stream, is bad use", () => {
  const whole = byHand(LINK_TYPE.MESSAGES, "", spanMessage("header", true), spanMessage("header", false));
  const cut = decode(whole.subarray(0, whole.length - 8));
  expect([cut.objects.length, cut.exitCode, cut.errors.length]).toEqual([1, 2, 1]);
  expect(cut.errors[0]).toMatch(/^the capture: at byte \d+ of the file, expected a block of \d+ bytes; the file ends after \d+ of them$/);
  expect(decode(byHand(1, "", utf8Encode("abc")))).toMatchObject({ objects: [], exitCode: 2, errors: ["the capture: expected an interface of link type 147 (USER0), one message a packet; its 1 packets are of link type 1"] });
  expect(decode(whole, true)).toMatchObject({ objects: [], exitCode: 2, errors: [expect.stringContaining("--stream: the input is a capture")] });
});
