import { expect, test } from "vitest";
import { generateCase } from "./generate/generate-case.ts";
import { runCase } from "./run-case.ts";

test("cases of the first seeds hold, and each has judged something", () => {
  for (let seed = 1; seed <= 10; seed++) expect({ seed, outcome: runCase(generateCase(seed)) }).toMatchObject({ seed, outcome: { state: "holds", violation: null } });
});
