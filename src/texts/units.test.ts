import { expect, test } from "vitest";
import { bytesOf, clockParts, counted, durationOf, grouped, percentOf, timeOf } from "./units.ts";

const plain = (text: string) => text.replaceAll("\u202f", " ");

test("the clock shows s, ms and us of any run", () => {
  expect(clockParts(2_104_318)).toEqual({ toMs: "2.104", us: "318" });
  expect(clockParts(0)).toEqual({ toMs: "0.000", us: "000" });
  expect(clockParts(3_600_000_000_007)).toEqual({ toMs: "3600000.000", us: "007" });
  expect(plain(timeOf(61_000_050))).toBe("61.000 050 s");
});

test("every number has its unit", () => {
  expect([durationOf(250), durationOf(3_500), durationOf(15_680), durationOf(10_000_000)]).toEqual(["250 µs", "3.5 ms", "15.7 ms", "10 s"]);
  expect([bytesOf(1), bytesOf(448), bytesOf(65_536)].map(plain)).toEqual(["1 byte", "448 bytes", "65.5 kB"]);
  expect([percentOf(0), percentOf(25_000), percentOf(1)]).toEqual(["0 %", "2.5 %", "0 %"]);
  expect(plain(grouped(1_234_567))).toBe("1 234 567");
  expect(plain(counted(1, "span", "spans"))).toBe("1 span");
});
