import { expect, test } from "vitest";
import { FAULTS, faultKind } from "../hunt/case-counts.ts";
import type { Command } from "../sim/commands.ts";
import { FINDER_TEXTS } from "../texts/finder.ts";

test("every kind of fault that the hunter counts has a text", () => {
  const cuts = (["close", "suspend", "silent"] as const).map((how) => faultKind({ do: "cut", link: "A-B", how }));
  const others = [...FAULTS].map((name) => faultKind({ do: name } as Command));
  const kinds = [...cuts, ...others];
  expect(kinds.length).toBeGreaterThan(20);
  for (const kind of kinds) expect(Object.keys(FINDER_TEXTS.exercised.kinds)).toContain(kind);
});
