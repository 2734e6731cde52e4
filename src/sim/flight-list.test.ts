import fc from "fast-check";
import { expect, test } from "vitest";
import { oldestOfNewest } from "./flight-list.ts";

test("the least of the largest is what sorting finds, for numbers near and far apart", () => {
  const numbers = fc.uniqueArray(fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 2 ** 31 - 1 })), { minLength: 2, maxLength: 200 });
  fc.assert(
    fc.property(numbers, fc.nat(), (among, choice) => {
      const max = 1 + (choice % (among.length - 1));
      expect(oldestOfNewest(Int32Array.from(among), max)).toBe(among.toSorted((one, other) => other - one)[max - 1]);
    }),
  );
});
