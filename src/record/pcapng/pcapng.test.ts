import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { utf8Encode } from "../../base/bytes.ts";
import { type CapturedPacket, type CaptureInterface, type Direction, LINK_TYPE } from "./blocks.ts";
import { readCapture, startsCapture } from "./reader.ts";
import { PcapngWriter } from "./writer.ts";

const BOUNDS = { packets: 1_000, interfaces: 100 };
const HEAD = { comments: ["first", "sécond"], hardware: "simulated", application: "a test" };

function section(interfaces: readonly CaptureInterface[], packets: readonly CapturedPacket[], bigEndian: boolean): Uint8Array {
  const writer = new PcapngWriter(HEAD, bigEndian);
  for (const one of interfaces) writer.addInterface(one);
  for (const packet of packets) writer.addPacket(packet);
  return writer.bytes;
}

const text = fc.string({ unit: "grapheme", maxLength: 20 });
const interfaces = fc.array(fc.record({ linkType: fc.integer({ min: 0, max: 0xffff }), name: text, description: text }), { minLength: 1, maxLength: 4 });
const packet = fc.record({
  interface: fc.nat(3),
  timeNs: fc.bigInt({ min: 0n, max: (1n << 63n) - 1n }),
  bytes: fc.uint8Array({ maxLength: 70 }),
  direction: fc.constantFrom<Direction>(0, 1, 2),
  id: fc.option(fc.bigInt({ min: 0n, max: (1n << 64n) - 1n })),
  comments: fc.array(text.filter((one) => one !== ""), { maxLength: 3 }),
});
const captures = fc.tuple(interfaces, fc.array(packet, { maxLength: 6 }), fc.boolean()).map(([list, packets, bigEndian]) => ({
  interfaces: list,
  packets: packets.map((one) => ({ ...one, interface: one.interface % list.length, wireBytes: one.bytes.length })),
  bigEndian,
}));

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

describe("pcapng", () => {
  test("what was written is read, in either byte order and in several sections", () => {
    fc.assert(
      fc.property(captures, captures, (first, second) => {
        const read = readCapture(joined(section(first.interfaces, first.packets, first.bigEndian), section(second.interfaces, second.packets, second.bigEndian)), BOUNDS);
        expect(read.fault).toBeNull();
        expect(read.sections).toEqual([HEAD, HEAD]);
        expect(read.interfaces.map(({ linkType, name, description }) => ({ linkType, name, description }))).toEqual([...first.interfaces, ...second.interfaces]);
        const behind = second.packets.map((one) => ({ ...one, interface: one.interface + first.interfaces.length }));
        expect(read.packets.map((one) => ({ ...one, bytes: Uint8Array.from(one.bytes) }))).toEqual([...first.packets, ...behind]);
      }),
    );
  });

  test("reads what others write: another resolution, an offset, simple and old packets, blocks and options that nobody knows", () => {
    const block = (type: number, ...words: readonly number[]): number[] => {
      const all = [type, 12 + 4 * words.length, ...words, 12 + 4 * words.length];
      return all.flatMap((word) => [word & 255, (word >>> 8) & 255, (word >>> 16) & 255, word >>> 24]);
    };
    const bytes = Uint8Array.from([
      ...block(0x0a0d0d0a, 0x1a2b3c4d, 1, 0xffffffff, 0xffffffff),
      ...block(5, 1, 2, 3), // statistics
      ...block(1, 147, 3, (1 << 16) | 9, 0x83, (8 << 16) | 14, 10, 0, (4 << 16) | 4_000, 77, 0), // 2^-3 s, 10 s later, at most 3 bytes a packet
      ...block(1, 147, 0), // microseconds
      ...block(6, 0, 0, 12, 3, 9, 0x00636261),
      ...block(2, (7 << 16) | 1, 0, 1_500_000, 4, 4, 0x64636261),
      ...block(3, 9, 0x00636261),
    ]);
    const { packets, fault } = readCapture(bytes, BOUNDS);
    expect(fault).toBeNull();
    expect(packets.map(({ interface: on, timeNs, bytes: data, wireBytes }) => [on, timeNs, new TextDecoder().decode(data), wireBytes])).toEqual([
      [0, 11_500_000_000n, "abc", 9],
      [1, 1_500_000_000n, "abcd", 4],
      [0, 0n, "abc", 9],
    ]);
  });

  test("says where it stopped and what it expected; what came before is kept", () => {
    const whole = section([{ linkType: LINK_TYPE.MESSAGES, name: "a", description: "" }], [0, 1].map((n) => ({ interface: 0, timeNs: BigInt(n), bytes: utf8Encode("abcd"), wireBytes: 4, direction: 0, id: null, comments: [] })), false);
    const second = whole.length - 40;
    const broken = (change: (bytes: Uint8Array) => Uint8Array | void): ReturnType<typeof readCapture> => {
      const copy = whole.slice();
      return readCapture(change(copy) ?? copy, BOUNDS);
    };
    expect(broken((bytes) => bytes.subarray(0, bytes.length - 1))).toMatchObject({ packets: [{}], fault: { offset: second + 4, expected: "a block of 40 bytes; the file ends after 39 of them" } });
    expect(broken((bytes) => void (bytes[second + 4] = 42))).toMatchObject({ packets: [{}], fault: { offset: second + 4, expected: expect.stringContaining("a multiple of 4") } });
    expect(broken((bytes) => void (bytes[bytes.length - 4] = 44))).toMatchObject({ packets: [{}], fault: { offset: whole.length - 4, expected: "the block's length 40 again, not 44" } });
    expect(broken((bytes) => void (bytes[second + 8] = 1))).toMatchObject({ packets: [{}], fault: { offset: second + 8, expected: expect.stringContaining("a number below 1, not 1") } });
    expect(broken((bytes) => void (bytes[second + 20] = 9))).toMatchObject({ packets: [{}], fault: { expected: "at most 8 captured bytes in this block, not 9" } });
    expect(broken((bytes) => void (bytes[8] = 0)).fault).toEqual({ offset: 8, expected: "1a 2b 3c 4d or 4d 3c 2b 1a, the byte order of the section" });
    expect(readCapture(utf8Encode("{}"), BOUNDS).fault).toEqual({ offset: 0, expected: expect.stringContaining("0a 0d 0d 0a") });
    expect(readCapture(new Uint8Array(0), BOUNDS).fault?.offset).toBe(0);
    expect(readCapture(whole, { packets: 1, interfaces: 1 })).toMatchObject({ packets: [{}], fault: { expected: "at most 1 packets" } });
    expect(readCapture(whole, { packets: 1, interfaces: 0 }).fault?.expected).toBe("at most 0 interfaces");
  });

  test("whatever the bytes are, reading ends, and every packet lies within them", () => {
    const mutated = fc.tuple(captures, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 8 }), fc.nat()).map(([capture, changes, end]) => {
      const bytes = section(capture.interfaces, capture.packets, capture.bigEndian);
      for (const [at, value] of changes) bytes[at % bytes.length] = value;
      return end % 3 === 0 ? bytes.subarray(0, end % bytes.length) : bytes;
    });
    const anything = fc.uint8Array({ maxLength: 200 }).map((tail) => joined(Uint8Array.of(0x0a, 0x0d, 0x0d, 0x0a), tail));
    fc.assert(
      fc.property(fc.oneof(mutated, anything), (bytes) => {
        const { packets, interfaces: list, fault } = readCapture(bytes, BOUNDS);
        if (!startsCapture(bytes)) expect(fault?.offset).toBe(0);
        if (fault !== null) expect(fault.offset).toBeLessThanOrEqual(bytes.length);
        for (const one of packets) expect([one.interface < list.length, one.bytes.buffer === bytes.buffer || one.bytes.length === 0]).toEqual([true, true]);
      }),
      { numRuns: 3_000 },
    );
  });
});
