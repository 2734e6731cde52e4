import { expect, test } from "vitest";
import { sixNodes } from "../run/run.testkit.ts";
import { Run } from "../run/run.ts";
import { runOutput } from "./run-output.ts";
import { runText } from "./run-text.ts";

test("[DUP-01] the output of a run tells of transactions in copies: the way and the state of each", () => {
  const commands = [
    { at: "100ms", do: "open", as: "talk", from: "A", to: "pfsD", text: "one", copies: 2 },
    { at: "120ms", do: "cut", link: "B-C", how: "close" },
  ];
  const run = new Run(sixNodes({ switches: { duplication: true }, commands }));
  run.advanceTo(130_000);
  const output = runOutput(run, 0);
  expect(output.duplicated).toEqual([
    { transaction: "talk", state: "open", copies: [{ path: ["A", "B", "C", "D"], state: "lost", cause: "link lost" }, { path: ["A", "E", "F", "D"], state: "open", cause: "" }] },
  ]);
  expect(runText(output)).toContain("  copies          talk is open: A–B–C–D lost (link lost); A–E–F–D open");
});
