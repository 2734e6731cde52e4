import { describe, expect, test } from "vitest";
import { withVariants } from "../../node/variants.ts";
import { Run } from "../run.ts";
import { sixNodes, type TestFile } from "../run.testkit.ts";
import { Opening } from "../share/opening.ts";
import { OWN_BOUNDS, sharedRunFromText } from "../share/shared-run.ts";
import type { CompareAgainst, ComparisonAnswer } from "../shown-compare.ts";
import { Tape } from "../tape/tape.ts";
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
  /** Somebody watches, stops in the middle of a microsecond and cuts; then goes back and cuts elsewhere. */
  function twoBranches(): Tape {
    const tape = new Tape(new Run(sixNodes({ commands: [LOAD] })));
    tape.advanceTo(420_000, Number.POSITIVE_INFINITY);
    for (let event = 0; event < 7; event++) tape.stepEvent(1_000);
    expect(tape.apply({ do: "cut", link: "B-C", how: "close" })).toBeNull();
    tape.advanceTo(700_000, Number.POSITIVE_INFINITY);
    tape.seek({ atUs: 350_000 });
    while (tape.work(1_000) === undefined);
    expect(tape.apply({ do: "cut", link: "F-D", how: "silent" })).toBeNull();
    tape.advanceTo(700_000, Number.POSITIVE_INFINITY);
    return tape;
  }

  function executed(tape: Tape, against: CompareAgainst, untilUs = 700_000, atUs: number | null = null) {
    const comparing = new Comparing();
    const answers: ComparisonAnswer[] = [comparing.start(tape, against, untilUs, [])];
    expect(answers[0]!.errors).toEqual([]);
    const { job } = answers[0]!;
    while (!answers.at(-1)!.shown!.done) answers.push(comparing.goOn(job, 50));
    if (atUs !== null) answers.push(comparing.goOn(job, 1, atUs));
    const files = answers.flatMap((answer) => (answer.files === null ? [] : [answer.files]));
    expect(files).toHaveLength(1);
    return { shown: answers.at(-1)!.shown!, files: files[0]! };
  }

  function openedDigest(text: string, atUs: number): string {
    const shared = sharedRunFromText(text, [], OWN_BOUNDS);
    if (!shared.ok) throw new Error(JSON.stringify(shared.error));
    const opening = new Opening(shared.value, OWN_BOUNDS);
    while (!opening.advance(100));
    expect(opening.end).toBe("same");
    opening.run.advanceTo(atUs);
    return opening.run.digest;
  }

  test("another branch is executed exactly: both have the digests of their branches, here and where their files are opened", () => {
    const tape = twoBranches();
    const [first, second] = tape.branches;
    const { shown, files } = executed(tape, { branch: first!.id });
    expect(shown.digests).toEqual([second!.head.run.digest, first!.head.run.digest]);
    expect(shown.digests[0]).not.toBe(shown.digests[1]);
    expect(shown.difference).toMatchObject({ row: second!.forkRow, left: { atUs: 350_000 } });
    expect(shown.difference?.left?.sentence).toContain("cut link F–D");
    expect(files.map((text) => openedDigest(text, 700_000))).toEqual(shown.digests);
  });

  test("the branch against its own run file: nothing differs", () => {
    const tape = twoBranches();
    tape.switchTo(1);
    tape.live();
    const { shown } = executed(tape, { json: tape.head.run.runFile() });
    expect([shown.difference, shown.digests[0]]).toEqual([null, tape.head.run.digest]);
  });

  test("changed runs have the commands of whoever watched at their exact place while nothing differs, then at their time", () => {
    const tape = twoBranches();
    tape.switchTo(1);
    tape.live();
    const { run } = tape.head;
    const { afterSteps, atUs } = run.world.log.at(-1)!;
    const timed = new Run(sixNodes({ commands: [LOAD, { at: `${atUs}us`, do: "cut", link: "B-C", how: "close" }] }), { seed: run.seed, checks: false });
    timed.advanceTo(700_000);
    expect([afterSteps! > 0, timed.digest === run.digest], "a time alone is not the place").toEqual([true, false]);

    expect(executed(tape, { seed: run.seed }).shown.difference, "the same seed is no change").toBeNull();
    expect(executed(tape, { variants: [] }).shown.digests).toEqual([run.digest, run.digest]);
    const { files } = executed(tape, { seed: 8 });
    const log = (JSON.parse(files[1]) as { readonly commands: readonly { readonly at: number }[] }).commands;
    expect(log).toMatchObject([{ at: atUs, do: "cut", link: "B-C" }]);
    openedDigest(files[1], 700_000);
  });

  test("another link differs, one that is not there is refused", () => {
    const tape = twoBranches();
    const { shown, files } = executed(tape, { link: "B-C", latencyUs: 9_000, lossPerMillion: 0 });
    expect(shown.difference).not.toBeNull();
    openedDigest(files[1], 700_000);
    const comparing = new Comparing();
    for (const against of [{ link: "B-D", latencyUs: 1, lossPerMillion: 0 }, { branch: 99 }, { scenario: "none" }, { json: '{"spanscope": 2}' }] as const) expect(comparing.start(tape, against, 1_000, [])).toMatchObject({ job: 0, shown: null });
    expect(comparing.start(tape, { json: '{"spanscope": 2}' }, 1_000, []).errors.some(({ path }) => path === "spanscope")).toBe(true);
  });

  test("the costs at any time are those of runs that went so far", () => {
    const tape = twoBranches();
    for (const atUs of [0, 1_000, 61_234, 350_000, 350_001, 500_000, 700_000]) {
      const { shown } = executed(tape, { branch: 1 }, 700_000, atUs);
      const short = executed(tape, { branch: 1 }, atUs).shown;
      expect(shown.costsAt).toEqual({ atUs, costs: short.costs });
    }
    expect(executed(tape, { branch: 1 }, 700_000, 9_000_000).shown.costsAt, "not come so far").toBeNull();
    expect(executed(tape, { branch: 1 }).shown.costsAt).toBeNull();
  });

  test("a later one takes its place, and no steps give it up", () => {
    const tape = new Tape(new Run(sixNodes({})));
    const comparing = new Comparing();
    const first = comparing.start(tape, { seed: 8 }, 100_000, []);
    const second = comparing.start(tape, { seed: 9 }, 100_000, []);
    expect(comparing.goOn(first.job, 50)).toMatchObject({ job: 0, shown: null });
    expect(comparing.goOn(second.job, 50).job).toBe(second.job);
    expect(comparing.goOn(second.job, 0).job).toBe(0);
    expect(comparing.goOn(second.job, 50).job).toBe(0);
  });
});
