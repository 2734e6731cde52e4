/** The shared region by itself: who has which piece, and which descriptor may be believed. */
import { describe, expect, test } from "vitest";
import { SharedEnd } from "./shared-end.ts";
import { SharedMemory } from "./memory.ts";
import { SHM_FAULT, SHM_FAULT_TEXTS, SharedRegion } from "./region.ts";

function bytes(count: number, value = 7): Uint8Array {
  return new Uint8Array(count).fill(value);
}

describe("pieces", () => {
  test("[SHM-01] each end has a half; pieces are whole units of 64, padded with zeros, at the lowest place that is free", () => {
    const region = new SharedRegion(512);
    region.bytes.fill(0xff);
    for (const [side, from] of [[0, 0], [1, 256]] as const) {
      expect(region.roomFor(side, 65)).toBe(from);
      region.take(from, bytes(65), 1);
      expect(region.roomFor(side, 1)).toBe(from + 128);
      region.take(from + 128, bytes(64), 2);
      expect(region.pieces(side)).toEqual([{ offset: from, bytes: 128, generation: 1 }, { offset: from + 128, bytes: 64, generation: 2 }]);
    }
    expect(region.bytes.slice(63, 130)).toEqual(Uint8Array.of(7, 7, ...bytes(63, 0), 7, 7));
  });

  test("[SHM-01] an exact fit, then full; a place is free again when its piece was released, and only then", () => {
    const region = new SharedRegion(512);
    expect([region.halfBytes, region.roomFor(0, 256), region.roomFor(0, 257)]).toEqual([256, 0, -1]);
    region.take(0, bytes(256), 1);
    expect([region.roomFor(0, 1), region.roomFor(1, 256)]).toEqual([-1, 256]);
    region.release(0);
    expect([region.pieces(0), region.roomFor(0, 256)]).toEqual([[], 0]);
  });

  test("[SHM-01] holes between pieces are used when they are large enough", () => {
    const region = new SharedRegion(512);
    for (const [at, generation] of [[0, 1], [64, 2], [128, 3], [192, 4]] as const) region.take(at, bytes(64), generation);
    region.release(64);
    region.release(192);
    expect([region.roomFor(0, 64), region.roomFor(0, 65)]).toEqual([64, -1]);
    region.release(128);
    expect(region.roomFor(0, 192)).toBe(64);
  });

  test.each([0, 1] as const)("[SHM-01] [LINK-07] a new incarnation clears the half of the one end and leaves the other's: all of it, end %i", (side) => {
    const region = new SharedRegion(512);
    for (const at of [0, 192, 256, 448]) region.take(at, bytes(64), at + 1);
    region.clear(side);
    const [from, other] = side === 0 ? [0, 256] : [256, 0];
    expect([region.pieces(side), region.pieces(1 - side)]).toEqual([[], [{ offset: other, bytes: 64, generation: other + 1 }, { offset: other + 192, bytes: 64, generation: other + 193 }]]);
    expect([region.bytes.slice(from, from + 256), region.bytes[other], region.bytes[other + 255]]).toEqual([bytes(256, 0), 7, 7]);
    for (const at of [from, from + 192]) expect(region.faultOf(side, at + 1, at, 1)).toBe(SHM_FAULT.notInUse);
  });

  test("a region is two halves of whole units", () => {
    expect(() => new SharedRegion(192)).toThrow("two halves");
  });

  test("[SHM-01] the last unit of the region may be a piece, and one taken over old bytes is padded to its own end, no further", () => {
    const region = new SharedRegion(512);
    region.bytes.fill(0xff);
    region.take(448, bytes(64), 3);
    region.take(320, bytes(70), 4);
    expect([region.faultOf(1, 3, 448, 64), region.bytes.slice(389, 392), region.bytes[447], region.bytes[319]]).toEqual([SHM_FAULT.none, Uint8Array.of(7, 0, 0), 0, 0xff]);
  });
});

describe("a descriptor of side 0", () => {
  function inUse(): SharedRegion {
    const region = new SharedRegion(1_024);
    region.take(0, bytes(64), 1);
    region.take(64, bytes(100), 2);
    region.take(192, bytes(64), 3);
    region.take(512, bytes(64), 1);
    region.release(192);
    region.take(256, bytes(64), 4);
    region.release(256);
    region.take(256, bytes(64), 5);
    return region;
  }

  test.each([
    ["believed", 2, 64, 100, "none"],
    ["believed, and its padding", 2, 64, 128, "none"],
    ["not a multiple of 64", 2, 65, 1, "unaligned"],
    ["begins at the end", 1, 1_024, 0, "outside"],
    ["begins beyond the end", 1, 0xffff_ffc0, 1, "outside"],
    ["ends beyond the end", 1, 960, 65, "outside"],
    ["lies in the other half", 1, 512, 64, "foreign"],
    ["names a free place", 9, 320, 1, "notInUse"],
    ["names the middle of a piece", 2, 128, 1, "notInUse"],
    ["was released", 3, 192, 64, "released"],
    ["is older than the piece there", 4, 256, 64, "generation"],
    ["is of no piece ever", 0, 0, 64, "generation"],
    ["is longer than its piece", 2, 64, 129, "tooLong"],
  ] as const)("[SHM-01] %s", (_, generation, offset, auxBytes, fault) => {
    expect(inUse().faultOf(0, generation, offset, auxBytes)).toBe(SHM_FAULT[fault]);
  });

  test("[SHM-01] every fault has its words", () => {
    expect(Object.values(SHM_FAULT).filter((code) => code !== 0 && !SHM_FAULT_TEXTS[code])).toEqual([]);
  });
});

test("[SHM-01] generations count on within an incarnation, never 0, and start anew with the next", () => {
  const end = new SharedEnd({ memory: new SharedMemory(2_048, 128), side: 1 });
  for (const generation of [1, 2, 3]) {
    const offset = end.place(bytes(10));
    expect([offset, end.generation]).toEqual([64, generation]);
    end.region.release(offset);
  }
  end.reset();
  end.place(bytes(10));
  expect(end.generation).toBe(1);
});
