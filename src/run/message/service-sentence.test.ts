import { expect, test } from "vitest";
import { TRACE } from "../../sim/trace.ts";
import { CMD } from "../../wire/constants.ts";
import { cluster, COMMIT } from "../commit.testkit.ts";
import { Frames } from "../frame.ts";
import { Run } from "../run.ts";
import { applied } from "../run.testkit.ts";
import { Row } from "../row.ts";
import { sentenceOf } from "./sentence.ts";

/** The sentences of all messages of a command that some node made, in order, each text once. */
function sentences(run: Run, frames: Frames, base: number): string[] {
  frames.catchUp();
  run.chronicle.catchUp();
  const row = new Row();
  const found = new Set<string>();
  for (let at = run.rows.first; at < run.rows.end; at++) {
    run.rows.read(at, row);
    if (row.kind === TRACE.send && (row.cmd & 0xffffff) === base) found.add(sentenceOf(run, row, frames.telling));
  }
  return [...found];
}

test("[QRM-01] every message of a commit is a sentence of its own, with its ballot and its decision", () => {
  const run = new Run(cluster());
  const frames = new Frames(run);
  run.advanceTo(100_000);
  applied(run, COMMIT);
  run.advanceTo(200_000);
  const told = sentences(run, frames, CMD.QRM_COMMIT).filter((one) => / M1\b|^M1 /.test(one));
  expect(told.map((one) => one.replace(/transaction 0x[0-9a-f]+/, "transaction T"))).toEqual([
    "X asks M1 whether commit c may be committed, at ballot 1.1: first message of transaction T, command half; it opens the transaction.",
    "M1 acknowledges to X that commit c may be committed, at ballot 1.1: first message of transaction T, reply half; it opens this half.",
    "X asks M1 to log COMMIT for commit c, at ballot 1.1: second message of transaction T, command half; it leaves it open.",
    "M1 tells X that it has logged COMMIT for commit c, at ballot 1.1: second message of transaction T, reply half; it leaves it open.",
    "X tells M1 to finish commit c, as a majority has logged COMMIT: third message of transaction T, command half; it closes this half.",
    "M1 tells X that commit c has ended with COMMIT: third message of transaction T, reply half; it closes this half.",
  ]);
});

test("[QRM-01] a master in doubt asks for a promise in words", () => {
  const run = new Run(cluster());
  const frames = new Frames(run);
  run.advanceTo(100_000);
  applied(run, COMMIT);
  run.advanceTo(104_000);
  applied(run, { do: "crash", node: "X" });
  run.advanceTo(20_000_000);
  const told = sentences(run, frames, CMD.QRM_COMMIT).join("\n");
  expect(told).toMatch(/^M\d, in doubt about commit c, asks M\d to promise ballot 2\.\d and to say what it has logged: first message/m);
  expect(told).toMatch(/^M\d promises M\d ballot 2\.\d for commit c and says that it has logged (nothing|COMMIT at ballot 1\.1): /m);
});

test("[CAC-01] so is every message of a lock", () => {
  const run = new Run(cluster());
  const frames = new Frames(run);
  run.advanceTo(100_000);
  applied(run, { do: "lock", as: "w", node: "X", key: "/", domain: "ATTR", state: "SHARED" });
  run.advanceTo(200_000);
  const told = sentences(run, frames, CMD.CAC_LOCK).join("\n");
  expect(told).toMatch(/^X asks M1 for lock w, SHARED of ATTR \/: first message of transaction .*, command half; it opens the transaction\.$/m);
  expect(told).toMatch(/^M1 grants X lock w, EXCLUSIVE of ATTR \/: first message of transaction .*, reply half; it opens this half\.$/m);
});
