import { expect, test } from "vitest";
import { fail, ok } from "../base/result.ts";
import { Run } from "../run/run.ts";
import { tellingOf } from "../run/run-telling.ts";
import { sharedRunText, shortScenario } from "../run/share/shared-run.ts";
import { textTrace } from "../run/share/text-trace.ts";
import { LIBRARY } from "../scenarios/library.ts";
import { scenarioFromJson } from "../sim/scenario.ts";
import type { Platform } from "./run-platform.ts";
import { replayCommand } from "./replay.ts";
import { traceCommand } from "./trace.ts";

function desk(files: Readonly<Record<string, string>>): Platform {
  return { readText: (path) => (files[path] === undefined ? fail("ENOENT: no such file or directory") : ok(files[path])), writeText: () => fail("EROFS"), nowMs: () => 0 };
}

const scenario = scenarioFromJson(LIBRARY[0]!.file);
if (!scenario.ok) throw new Error("the first scenario");
const run = new Run(scenario.value);
run.advanceTo(70_000);
run.apply({ do: "cut", link: "B-C", how: "close" });
run.advanceTo(150_000);
run.chronicle.catchUp();
const short = sharedRunText(run, shortScenario(run.scenario, LIBRARY), { branch: null, place: null, watch: null, speedUsPerS: 20_000, playing: false });
const files = desk({ "whole.json": run.runFile(), "short.json": short, "other.json": short.replace(run.digest, "0123456789abcdef"), "broken.json": "{" });

test("prints of a run file, whole or as a link has it, what the page copies", () => {
  const expected = textTrace(run, tellingOf(run), { last: 30 });
  for (const path of ["whole.json", "short.json"]) expect(traceCommand({ path, piece: { last: 30 }, mermaid: false }, files)).toEqual({ lines: expected, exitCode: 0, errors: [] });
  expect(traceCommand({ path: "short.json", piece: { rows: [0, 50] }, mermaid: true }, files).lines[0]).toBe("sequenceDiagram");
  expect(replayCommand("short.json", files).exitCode).toBe(0);
});

test("says when it came out differently, and what is wrong with a file", () => {
  expect(traceCommand({ path: "other.json", piece: { last: 5 }, mermaid: false }, files)).toMatchObject({ exitCode: 1, errors: [expect.stringContaining("this is another run")] });
  expect(traceCommand({ path: "broken.json", piece: { last: 5 }, mermaid: false }, files)).toMatchObject({ exitCode: 2, errors: [expect.stringContaining("broken.json: (file): expected JSON")] });
  expect(traceCommand({ path: "none.json", piece: { last: 5 }, mermaid: false }, files).exitCode).toBe(2);
});
