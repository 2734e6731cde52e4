import { expect, test } from "vitest";
import { cmdOf, cmdText, inBase, numberOf } from "./field-values.ts";

test("numbers are written in either base, as wide as their field", () => {
  expect(inBase("10", "hex", 4)).toBe("0x0000000a");
  expect(inBase("0x0a00000000000007", "dec", 8)).toBe("720575940379279367");
  expect(inBase("-1", "hex", 4)).toBe("0xffffffff");
  expect(inBase("ten", "hex", 4)).toBe("ten");
  expect(numberOf(" 0xFF ")).toBe(255n);
  expect(numberOf("1.5")).toBeNull();
});

test("[WIRE-03] cmd is flags, command and size", () => {
  expect(cmdOf("0xa0001207")).toEqual({ flags: 0xa0, base: 0x1207, units: 7 });
  expect(cmdText(0xa0, 0x1207)).toBe("0xa0001207");
  expect(cmdOf("0x1a0001207")).toBeNull();
});
