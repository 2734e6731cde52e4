import { describe, expect, test } from "vitest";
import { withVariants } from "../../node/variants.ts";
import { scenarioToFile } from "../../sim/scenario.ts";
import { Run } from "../run.ts";
import { sixNodes, type TestFile } from "../run.testkit.ts";
import { Comparing } from "./comparing.ts";
import { Comparison } from "./comparison.ts";

const LOAD = { at: "300ms", do: "generate", as: "load", from: ["A"], to: ["pfsD"], everyUs: 10_000, holdUs: 30_000, count: 40 };
const CUT = { at: "500ms", do: "cut", link: "B-C", how: "close" };

function compared(left: TestFile, right: TestFile, steps = 1_000, seeds: readonly [number, number] = [7, 7]) {
  const comparison = new Comparison({ scenario: sixNodes(left), options: { seed: seeds[0] } }, { scenario: sixNodes(right), options: { seed: seeds[1] } }, 60_000_000, true);
  while (!comparison.goOn(steps));
  return comparison.shown();
}

const costOf = (shown: ReturnType<typeof compared>, name: string) => shown.costs.find(({ cost }) => cost === name)!;

describe("two runs beside each other", () => {
  test("one run and itself: no row differs, all costs are the same", () => {
    const shown = compared({ commands: [LOAD] }, { commands: [LOAD] });
    expect(shown.difference).toBeNull();
    expect(shown.digests[0]).toBe(shown.digests[1]);
    expect(shown.costs.every(({ left, right }) => left === right)).toBe(true);
    expect(shown.quiet).toEqual([true, true]);
  });

  test("a cut in one: the first difference is the row of the command, with what the other does there", () => {
    const shown = compared({ commands: [LOAD] }, { commands: [LOAD, CUT] });
    expect(shown.difference?.right).toEqual({ atUs: 500_000, sentence: "Command: cut link B–C, both ends know at once." });
    expect(shown.difference?.left?.sentence).not.toContain("cut");
    const [a, b] = [new Run(sixNodes({ commands: [LOAD] })), new Run(sixNodes({ commands: [LOAD, CUT] }))];
    for (const run of [a, b]) run.advanceTo(600_000);
    let row = 0;
    const words = (run: Run): string => `${run.journal.timeUs(row)} ${run.journal.fieldsOf(row).slice(run.journal.at(row), run.journal.at(row) + 16).join(" ")}`;
    while (words(a) === words(b)) row++;
    expect(shown.difference?.row).toBe(row);
    expect(costOf(shown, "transactionsAborted")).toMatchObject({ left: 0, perMille: null });
    expect(costOf(shown, "transactionsAborted").right).toBeGreaterThan(0);
  });

  test("costs are what the journal of each counted, whatever the slices", () => {
    const shown = compared({ commands: [LOAD] }, { commands: [LOAD, CUT] }, 7);
    const run = new Run(sixNodes({ commands: [LOAD, CUT] }), { checks: false });
    run.advanceUntilQuiet(60_000_000);
    expect(shown.digests[1]).toBe(run.digest);
    expect([costOf(shown, "messages").right, costOf(shown, "bytes").right, costOf(shown, "pings").right]).toEqual([run.journal.counters.sent, run.journal.counters.bytes, run.journal.counters.pings]);
    expect(shown).toEqual(compared({ commands: [LOAD] }, { commands: [LOAD, CUT] }, 100_000));
    expect(costOf(shown, "bytes").perMille).toBe(Math.floor((costOf(shown, "bytes").right * 1_000) / costOf(shown, "bytes").left));
  });

  test("another seed differs in the first bytes that chance decides", () => {
    const shown = compared({}, {}, 1_000, [7, 8]);
    expect(shown.difference?.left?.sentence).toContain("LNK_AUTH");
    expect(shown.difference!.row).toBeGreaterThan(0);
  });

  test("[SPAN-04] without split horizon more spans are relayed", () => {
    const scenario = sixNodes({});
    const other = { ...scenario, switches: withVariants(scenario.switches, ["no-split-horizon"]) };
    const comparison = new Comparison({ scenario }, { scenario: other }, 60_000_000, true);
    while (!comparison.goOn(500));
    expect(costOf(comparison.shown(), "spansRelayed").perMille).toBeGreaterThan(1_000);
  });

  test("when one ends earlier, the row that it does not have is the difference", () => {
    const shown = compared({ commands: [] }, { commands: [{ at: "9s", do: "resumeAll" }] });
    expect(shown.difference?.right?.sentence ?? shown.difference?.left?.sentence).toBeDefined();
    expect(shown.rows[0]).not.toBe(shown.rows[1]);
  });
});

describe("a comparison of the page", () => {
  const text = (file: TestFile): string => JSON.stringify(scenarioToFile(sixNodes(file)));

  test("goes on by slices until its time, and a later one takes its place", () => {
    const comparing = new Comparing();
    const first = comparing.start(text({}), text({ commands: [CUT] }), 700_000);
    let answer = first;
    for (let asked = 0; answer.shown?.done === false && asked < 1_000; asked++) answer = comparing.goOn(first.job, 50);
    expect(answer.shown).toMatchObject({ done: true });
    expect(answer.shown?.difference?.right?.sentence).toContain("cut link B–C");
    const second = comparing.start(text({}), text({}), 100_000);
    expect(comparing.goOn(first.job, 50)).toEqual({ job: 0, errors: [], shown: null });
    expect(comparing.goOn(second.job, 0).job).toBe(0);
    expect(comparing.goOn(second.job, 50).job).toBe(0);
  });

  test("a file with faults says which and where", () => {
    const { errors, shown } = new Comparing().start(text({}), '{"spanscope": 2}', 1_000);
    expect(shown).toBeNull();
    expect(errors.some(({ side, path }) => side === "right" && path === "spanscope")).toBe(true);
  });
});
