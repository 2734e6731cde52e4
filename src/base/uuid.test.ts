import fc from "fast-check";
import { expect, test } from "vitest";
import { formatUuid, isNilUuid, parseUuid, sameUuid } from "./uuid.ts";

test("uuids are read back as they were written", () => {
  fc.assert(
    fc.property(fc.uint32Array({ minLength: 4, maxLength: 4 }), (words) => {
      const read = parseUuid(formatUuid(words))!;
      expect(sameUuid(read, words)).toBe(true);
      expect(isNilUuid(read)).toBe(words.every((word) => word === 0));
    }),
  );
});

test("a uuid's words are in the order of its text", () => {
  expect(parseUuid("11223301-4455-11e1-8899-aabbccddee01")).toEqual(Uint32Array.of(0x11223301, 0x445511e1, 0x8899aabb, 0xccddee01));
  for (const text of ["", "11223301", "11223301-4455-11e1-8899-aabbccddee0", "g1223301-4455-11e1-8899-aabbccddee01"]) expect(parseUuid(text)).toBeUndefined();
});
