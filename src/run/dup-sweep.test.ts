/** DUP-01 in whole runs: whatever dies when, the ends of a transaction in copies notice nothing while one copy lives. */
import { expect, test } from "vitest";
import type { Command } from "../sim/commands.ts";
import { type Scenario, scenarioFromJson } from "../sim/scenario.ts";
import type { Run } from "./run.ts";
import { sixNodes } from "./run.testkit.ts";
import { sweep } from "./sweep.testkit.ts";
import { Witness } from "./expect/witness.ts";

const COMMANDS = [
  { at: "100ms", do: "open", as: "talk", from: "A", to: "pfsD", text: "one", copies: 2 },
  { at: "104ms", do: "send", transaction: "talk", text: "two" },
  { at: "120ms", do: "send", transaction: "talk", by: "target", text: "by D" },
  { at: "125ms", do: "close", transaction: "talk" },
];
const FROM_US = 100_000;
const TO_US = 150_000;
/** What the judges ask for is counted. */
const COUNTED = (["elementReceived", "transactionAborted"] as const).map((name) => ({ that: "events", name, is: { atLeast: 0 } }));
const scenario = sixNodes({ switches: { duplication: true }, commands: COMMANDS, expect: COUNTED });
/** The second way is slow: copies meet only when much has happened. */
const uneven = sixNodes({ switches: { duplication: true }, commands: [...COMMANDS, { at: "20ms", do: "impair", link: "E-F", model: { latencyUs: 12_000 } }], expect: COUNTED });

/** Both ways to D lead through H, where the copies meet: A-B-H-D and A-C-H-D, the second one slow. */
const meeting = meetingAt("H");

function meetingAt(hop: string): Scenario {
  const read = scenarioFromJson({
    spanscope: 1,
    title: "Copies that meet at a hop",
    summary: "Two ways to H, one from there",
    seed: 3,
    topology: {
      nodes: [{ id: "A", role: "endpoint", pfs: [{ label: "pfsA" }] }, { id: "B" }, { id: "C" }, { id: hop }, { id: "D", role: "endpoint", pfs: [{ label: "pfsD" }] }],
      links: [{ a: "A", b: "B" }, { a: "A", b: "C" }, { a: "B", b: hop }, { a: "C", b: hop, model: { latencyUs: 6_000 } }, { a: hop, b: "D" }],
    },
    switches: { duplication: true },
    commands: COMMANDS,
    expect: COUNTED,
  });
  if (!read.ok) throw new Error(read.error.map(({ message }) => message).join());
  return read.value;
}

function cuts(...links: readonly string[]): readonly Command[] {
  return links.map((link) => ({ do: "cut", link, how: "close" }));
}

const PATHS = ["A-B", "B-C", "C-D", "A-E", "E-F", "F-D"];

/** D heard three elements in order, A their echoes and one of D's own; the transaction closed at both ends. */
function expectUnnoticed(run: Run): void {
  const witness = new Witness(run);
  const { opener, target } = witness.transaction("talk")!;
  const seen = [opener.state, target.state, witness.events("elementReceived", null, "D"), witness.events("elementReceived", null, "A"), witness.events("transactionAborted", null, null)];
  const wanted = ["closed", "closed", 2, 3, 0];
  if (seen.join() !== wanted.join()) throw new Error(`the ends noticed: ${seen.join()}`);
}

function expectBothAborted(run: Run): void {
  const { opener, target } = new Witness(run).transaction("talk")!;
  const done = [opener.state, target.state].every((state) => state === "closed");
  if (done || target.state === "none") return; // it was over before, or had not reached D
  if (opener.state === "open" || target.state === "open") throw new Error(`${opener.state} at its opener, ${target.state} at its target`);
}

test.each([["of equal length", scenario], ["of which one is slow", uneven]])("[DUP-01] [TX-08] two paths %s, one cut behind any event: the ends do not notice", (_, which) => {
  const runs = sweep(which, { fromUs: FROM_US, toUs: TO_US, faults: PATHS.map((link) => cuts(link)), judge: expectUnnoticed });
  expect(runs).toBeGreaterThan(200);
});

test("[DUP-01] [TX-08] copies that meet at a hop, one way to it cut behind any event: the ends do not notice", () => {
  const faults = ["A-B", "A-C", "B-H", "C-H"].map((link) => cuts(link));
  expect(sweep(meeting, { fromUs: FROM_US, toUs: TO_US, faults, judge: expectUnnoticed })).toBeGreaterThan(150);
});

test("[DUP-01] [ROUTE-05] copies that meet at a hop, and what they share is cut: it is over at both ends", () => {
  const faults = [cuts("H-D"), cuts("A-B", "A-C"), cuts("B-H", "C-H"), cuts("A-B", "C-H")];
  expect(sweep(meeting, { fromUs: FROM_US, toUs: TO_US, faults, judge: expectBothAborted })).toBeGreaterThan(150);
});

test("[DUP-01] a hop that crashes behind any event takes one copy along, and no more", () => {
  const faults = ["B", "C", "E", "F"].map((node): readonly Command[] => [{ do: "crash", node }]);
  expect(sweep(scenario, { fromUs: FROM_US, toUs: TO_US, faults, judge: expectUnnoticed })).toBeGreaterThan(150);
});

test("[DUP-01] [ROUTE-06] both paths cut behind any event: it is over at both ends, nothing is left", () => {
  const faults = [cuts("A-B", "A-E"), cuts("C-D", "F-D"), cuts("B-C", "E-F"), cuts("A-B", "F-D")];
  expect(sweep(scenario, { fromUs: FROM_US, toUs: TO_US, faults, judge: expectBothAborted })).toBeGreaterThan(150);
});

test("[DUP-01] an end that crashes behind any event: the other hears of it, nothing is left", () => {
  const faults = ["A", "D"].map((node): readonly Command[] => [{ do: "crash", node }]);
  const afterwards = { us: 50_000, commands: faults.map(() => ({ do: "resumeAll" }) as const).slice(0, 1) };
  expect(sweep(scenario, { fromUs: FROM_US, toUs: TO_US, faults, afterwards, judge: expectBothAborted })).toBeGreaterThan(80);
});
