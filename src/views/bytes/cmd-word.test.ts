import { expect, test } from "vitest";
import { cmdParts } from "./cmd-word.ts";

test("the cmd word falls into its four parts", () => {
  expect(cmdParts(0x80001207)).toEqual([
    { name: "flags", bits: "10000000", says: "0x80" },
    { name: "protocol", bits: "0000", says: "LNK" },
    { name: "command", bits: "000000010010", says: "0x012" },
    { name: "size", bits: "00000111", says: "7 × 64 = 448 bytes" },
  ]);
  expect(cmdParts(0xff100101).map(({ bits }) => bits).join("")).toHaveLength(32);
});
