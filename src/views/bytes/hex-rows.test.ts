import { describe, expect, test } from "vitest";
import { bytesOfHex, crcOfRun, fieldOfBytes, hexRows, nextField, type HexRow } from "./hex-rows.ts";

const field = (name: string, offset: number, length: number) => ({ struct: "s", name, offset, length, value: "", meaning: "" });
const FIELDS = [field("magic", 0, 2), field("reserved", 2, 2), field("salt", 4, 4), field("whole", 0, 16), field("hdr_crc", 8, 4), field("none", 12, 0)];
const bytes = Array.from({ length: 20 }, (_, i) => i + 1);

function runs(rows: readonly HexRow[]) {
  return rows.flatMap((row) => (row.kind === "bytes" ? row.runs : []));
}

describe("bytes and fields are linked", () => {
  test("each byte belongs to the shortest field over it", () => {
    const owner = fieldOfBytes(FIELDS, 20);
    expect([...owner]).toEqual([0, 0, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 3, 3, 3, 3, -1, -1, -1, -1]);
  });

  test("fields beyond the bytes that are there do no harm", () => {
    expect([...fieldOfBytes([field("cut off", 2, 50)], 4)]).toEqual([-1, -1, 0, 0]);
  });

  test("runs hold every byte once, in order, one field each", () => {
    const rows = hexRows(bytes, fieldOfBytes(FIELDS, 20), new Set());
    expect(runs(rows).flatMap((run) => run.bytes)).toEqual(bytes);
    expect(runs(rows).map(({ offset, field: of }) => [offset, of])).toEqual([[0, 0], [2, 1], [4, 2], [8, 4], [12, 3], [16, -1]]);
  });

  test("long zeros fold and unfold, short ones stay", () => {
    const zeros = [...bytesOfHex("01".padEnd(16, "0")), ...Array.from({ length: 40 }, () => 0), 1];
    const owner = fieldOfBytes([], zeros.length);
    expect(hexRows(zeros, owner, new Set()).map(({ kind, offset }) => [kind, offset])).toEqual([["bytes", 0], ["zeros", 8], ["bytes", 48]]);
    expect(runs(hexRows(zeros, owner, new Set([8]))).flatMap((run) => run.bytes)).toEqual(zeros);
    expect(hexRows(Array.from({ length: 16 }, () => 0), fieldOfBytes([], 16), new Set()).every(({ kind }) => kind === "bytes")).toBe(true);
  });

  test("a checksum is found by the bytes it covers and by where it is stored", () => {
    const crcs = [
      { name: "hdr_crc", from: 0, to: 16, stored: "", computed: "", good: true },
      { name: "aux_crc", from: 16, to: 20, stored: "", computed: "", good: false },
    ];
    const [first, , , stored, , last] = runs(hexRows(bytes, fieldOfBytes(FIELDS, 20), new Set()));
    expect(crcOfRun(first!, FIELDS, crcs)).toEqual({ covering: crcs[0], stored: null });
    expect(crcOfRun(stored!, FIELDS, crcs)).toEqual({ covering: crcs[0], stored: crcs[0] });
    expect(crcOfRun(last!, FIELDS, crcs)).toEqual({ covering: crcs[1], stored: null });
  });

  test("arrow keys visit the fields in the order of their bytes and go round", () => {
    const visited = [];
    for (let at = nextField(FIELDS, -1, 1), i = 0; i < 6; i++, at = nextField(FIELDS, at, 1)) visited.push(FIELDS[at]!.name);
    expect(visited).toEqual(["magic", "whole", "reserved", "salt", "hdr_crc", "magic"]);
    expect(nextField(FIELDS, -1, -1)).toBe(4);
    expect(nextField([], -1, 1)).toBe(-1);
  });
});
