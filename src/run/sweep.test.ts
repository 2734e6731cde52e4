import { expect, test } from "vitest";
import type { Command } from "../sim/commands.ts";
import { sixNodes } from "./run.testkit.ts";
import { sweep } from "./sweep.testkit.ts";

const scenario = sixNodes({ commands: [{ at: "100ms", do: "open", as: "talk", from: "A", to: "pfsD", text: "hello" }, { at: "110ms", do: "close", transaction: "talk" }] });
const CUTS: readonly (readonly Command[])[] = ["A-B", "B-C", "C-D"].map((link) => [{ do: "cut", link, how: "close" }]);

test("[TX-06] [LINK-06] a link cut behind any event of an echo, or a node that crashes there: all checks hold, nobody is to blame", () => {
  const faults = [...CUTS, ...["A", "C", "D"].map((node): readonly Command[] => [{ do: "crash", node }])];
  expect(sweep(scenario, { fromUs: 100_000, toUs: 120_000, faults })).toBeGreaterThan(60);
});

test("a sweep tells which event and which fault", () => {
  const wrong = () => sweep(scenario, { fromUs: 100_000, toUs: 120_000, faults: CUTS, judge: () => { throw new Error("no"); } });
  expect(wrong).toThrow(/behind step \d+ \(\d+ us\), \[\{"do":"cut","link":"A-B","how":"close"\}\]: no/);
  expect(() => sweep(scenario, { fromUs: 100_001, toUs: 100_002, faults: CUTS })).toThrow("no event in the window");
});
