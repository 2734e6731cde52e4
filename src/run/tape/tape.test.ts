import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { digestGraph } from "../../base/graph-digest.ts";
import type { Scenario } from "../../sim/scenario.ts";
import { scenarioFromTopologyText, scenarioFromText } from "../../sim/scenario.ts";
import { filterOf } from "../filter/filter.ts";
import { Run } from "../run.ts";
import { CHECK_BREAKS } from "../shown-tape.ts";
import { bytesTogether } from "./key-frames.ts";
import { Tape } from "./tape.ts";

const LINK = new Run(ring(6)).world.links[0]!.id;

function ring(nodes: number): Scenario {
  const read = scenarioFromTopologyText(`ring:${nodes}`, 1);
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return read.value;
}

function stateOf({ cursor }: Tape): string {
  return `${cursor.run.digest} ${cursor.run.nowUs} ${digestGraph(cursor.run.world)}`;
}

function finish(tape: Tape): string | null {
  for (;;) {
    const said = tape.work(1_000);
    if (said !== undefined) return said;
  }
}

function passing(text: string) {
  const read = filterOf(text);
  if (!read.ok) throw new Error(read.error.text);
  return read.value;
}

/** Every place at which a run of a few thousand rows stands when it is driven event by event, with its state. */
function eventByEvent(scenario: Scenario, events: number): { rowEnd: number; state: string }[] {
  const tape = new Tape(new Run(scenario));
  const places = [{ rowEnd: tape.cursor.run.journal.rowEnd, state: stateOf(tape) }];
  for (let event = 0; event < events; event++) {
    tape.stepEvent(10_000);
    places.push({ rowEnd: tape.cursor.run.journal.rowEnd, state: stateOf(tape) });
  }
  return places;
}

describe("one tape", () => {
  const scenario = ring(8);
  const places = eventByEvent(scenario, 400);

  test("any event is gone back to exactly, in any order: the whole state has the same digest", () => {
    const tape = new Tape(new Run(scenario), null, { intervalRows: 300 });
    while (tape.advanceTo(9_000_000, 50) === "more");
    expect(tape.keyFrames.all.length).toBeGreaterThan(3);
    const end = tape.cursor.run.digest;
    for (let at = 0; at < 60; at++) {
      const { rowEnd, state } = places[(at * 173) % places.length]!;
      tape.seek({ rowEnd });
      finish(tape);
      expect([tape.isLive, stateOf(tape)]).toEqual([false, state]);
    }
    tape.live();
    expect([tape.isLive, tape.cursor.run.digest]).toEqual([true, end]);
  });

  test("one event back and one on: each state equals that of the straight run", () => {
    const tape = new Tape(new Run(scenario), null, { intervalRows: 500 });
    for (let event = 0; event < 300; event++) tape.stepEvent(10_000);
    for (let event = 299; event >= 250; event--) {
      tape.stepBack();
      finish(tape);
      expect(stateOf(tape)).toBe(places[event]!.state);
    }
    for (let event = 251; event <= 300; event++) {
      tape.stepEvent(10_000);
      expect(stateOf(tape)).toBe(places[event]!.state);
    }
    expect(tape.isLive).toBe(true);
  });

  test("a time between two events is a place too, and playing from there meets the known end and goes on", () => {
    const straight = new Run(scenario);
    straight.advanceTo(30_000);
    const tape = new Tape(new Run(scenario), null, { intervalRows: 300 });
    tape.advanceTo(60_000, Number.POSITIVE_INFINITY);
    tape.seek({ atUs: 30_000 });
    finish(tape);
    expect([tape.cursor.run.nowUs, tape.cursor.run.digest]).toEqual([30_000, straight.digest]);
    while (tape.advanceTo(90_000, 50) === "more");
    straight.advanceTo(90_000);
    expect([tape.isLive, tape.cursor.run.nowUs, tape.cursor.run.digest]).toEqual([true, 90_000, straight.digest]);
  });

  test("what is kept is bounded: key frames by bytes, rows by the setting, and the oldest place is said", () => {
    const tape = new Tape(new Run(ring(20)), null, { intervalRows: 200, keyFrameBytesMax: 12_000_000 });
    while (tape.advanceTo(40_000_000, 50) === "more");
    expect(tape.keyFrameBytes).toBeLessThanOrEqual(12_000_000);
    // a buffer that several key frames share is there as long as one of them is
    const frames = tape.keyFrames.all;
    const [first, ...others] = frames;
    const buffers = new Set(others.flatMap((frame) => [...frame.buffers]));
    expect([...first!.buffers].some((buffer) => buffers.has(buffer))).toBe(true);
    expect([bytesTogether(frames), bytesTogether([...others, ...others])]).toEqual([tape.keyFrameBytes, bytesTogether(others)]);
    expect(bytesTogether(others) + first!.bytes).toBeGreaterThan(tape.keyFrameBytes);
    expect(tape.keyFrames.all.length).toBeGreaterThan(2);
    expect(tape.view().oldestRow).toBe(tape.keyFrames.all[0]!.rowEnd);
    tape.keepRows(32_768);
    while (tape.head.run.journal.rowEnd < 100_000) {
      for (const kind of ["cut", "heal"] as const) {
        tape.apply(kind === "cut" ? { do: "cut", link: LINK, how: "close" } : { do: "heal", link: LINK });
        tape.advanceTo(tape.head.run.nowUs + 5_000_000, Number.POSITIVE_INFINITY);
      }
    }
    const { oldestRow, oldestUs } = tape.view();
    expect(oldestRow).toBeGreaterThanOrEqual(tape.head.run.journal.firstRow);
    expect(oldestRow).toBeGreaterThan(0);
    tape.seek({ rowEnd: 5 });
    finish(tape);
    expect([tape.cursor.run.journal.rowEnd, tape.cursor.run.nowUs]).toEqual([oldestRow, oldestUs]);
  });
});

describe("several futures", () => {
  function cutTape(): Tape {
    const tape = new Tape(new Run(ring(6)), null, { intervalRows: 300 });
    tape.advanceTo(4_000_000, Number.POSITIVE_INFINITY);
    return tape;
  }

  test("a command in the past makes a branch; the old future stays as it was", () => {
    const tape = cutTape();
    const end = tape.head.run.digest;
    tape.seek({ atUs: 2_000_000 });
    finish(tape);
    expect(tape.apply({ do: "cut", link: LINK, how: "close" })).toBeNull();
    expect([tape.branches.length, tape.isLive]).toEqual([2, true]);
    tape.advanceTo(3_000_000, Number.POSITIVE_INFINITY);
    const straight = new Run(ring(6));
    straight.advanceTo(2_000_000);
    straight.apply({ do: "cut", link: LINK, how: "close" });
    straight.advanceTo(3_000_000);
    expect(tape.cursor.run.digest).toBe(straight.digest);
    expect(tape.switchTo(1)).toBe(true);
    finish(tape);
    expect([tape.cursor.run.nowUs, tape.isLive]).toEqual([3_000_000, false]);
    tape.live();
    expect(tape.cursor.run.digest).toBe(end);
    // and back on the branch, in its part of the past
    tape.switchTo(2);
    tape.seek({ atUs: 2_500_000 });
    finish(tape);
    const middle = new Run(ring(6));
    middle.advanceTo(2_000_000);
    middle.apply({ do: "cut", link: LINK, how: "close" });
    middle.advanceTo(2_500_000);
    expect(tape.cursor.run.digest).toBe(middle.digest);
    while (tape.advanceTo(3_500_000, 100) === "more");
    straight.advanceTo(3_500_000);
    expect([tape.isLive, tape.cursor.run.digest]).toEqual([true, straight.digest]);
  });

  test("a refused command leaves no branch", () => {
    const tape = cutTape();
    tape.seek({ atUs: 2_000_000 });
    finish(tape);
    const before = stateOf(tape);
    expect(tape.apply({ do: "heal", link: LINK })).not.toBeNull();
    expect([tape.branches.length, stateOf(tape)]).toEqual([1, before]);
  });

  test("undo is the same time without the last command, redo with it again", () => {
    const tape = cutTape();
    tape.apply({ do: "cut", link: LINK, how: "close" });
    tape.advanceTo(6_000_000, Number.POSITIVE_INFINITY);
    const withCut = tape.cursor.run.digest;
    const without = new Run(ring(6));
    without.advanceTo(6_000_000);
    expect(tape.view().undo).toContain("link");
    expect(tape.undo()).toBe(true);
    finish(tape);
    expect([tape.cursor.run.nowUs, tape.cursor.run.digest]).toEqual([6_000_000, without.digest]);
    expect([tape.undo(), tape.view().undo]).toEqual([false, null]);
    expect(tape.redo()).toBe(true);
    finish(tape);
    expect(tape.cursor.run.digest).toBe(withCut);
    expect(tape.redo()).toBe(false);
  });

  test("branches are renamed and deleted, but for the one that is shown", () => {
    const tape = cutTape();
    tape.seek({ atUs: 1_000_000 });
    finish(tape);
    tape.apply({ do: "cut", link: LINK, how: "close" });
    tape.rename(2, "cut early");
    expect(tape.view().branches.map(({ name, parent }) => [name, parent])).toEqual([["First run", null], ["cut early", 1]]);
    expect(tape.remove(2)).toBe(false);
    expect(tape.remove(1)).toBe(true);
    expect(tape.view().branches.map(({ id, parent }) => [id, parent])).toEqual([[2, null]]);
    tape.seek({ atUs: 500_000 });
    finish(tape);
    expect(tape.cursor.run.nowUs).toBe(500_000);
  });
});

describe("jumps and breakpoints", () => {
  test("to the next and the previous row that passes, beyond the known end too", () => {
    const tape = new Tape(new Run(ring(6)));
    tape.jump(passing("event == spanReceived"), false);
    expect(finish(tape)).toBeNull();
    const first = tape.cursor.run.journal.rowEnd;
    expect(tape.stoppedAt).not.toBeNull();
    tape.jump(passing("event == spanReceived"), false);
    finish(tape);
    expect(tape.cursor.run.journal.rowEnd).toBeGreaterThan(first);
    tape.jump(passing("event == spanReceived"), true);
    finish(tape);
    expect(tape.cursor.run.journal.rowEnd).toBe(first);
    tape.jump(passing("event == transactionAborted"), true);
    expect(finish(tape)).toContain("Nothing of that kind lies before");
    tape.jump(passing("event == transactionAborted"), false);
    expect(finish(tape)).toContain("Nothing of that kind lies behind");
  });

  test("a run that plays stops at the event that meets a breakpoint, and counts it", () => {
    const tape = new Tape(new Run(ring(6)));
    expect(tape.breakpoints.add(`event == bestChanged and node == ${new Run(ring(6)).world.nodes[2]!.id}`)).toBeNull();
    expect(tape.advanceTo(5_000_000, 100_000)).toBe("met");
    const { row } = tape.stoppedAt!;
    const { rowEnd } = tape.cursor.run.journal;
    expect([row < rowEnd, tape.cursor.run.journal.beginOf(row) <= row]).toEqual([true, true]);
    expect(tape.view().breakpoints).toMatchObject([{ hits: 1, enabled: true }]);
    tape.breakpoints.enable(1, false);
    expect(tape.advanceTo(5_000_000, 100_000)).toBe("done");
    expect(tape.breakpoints.add("event == nonsense")).toContain("nonsense");
    expect(tape.breakpoints.add("")).toContain("every event");
  });

  test("[ROUTE-03] a check that breaks is a breakpoint", () => {
    const read = scenarioFromText(readFileSync("src/scenarios/a-hop-that-re-routes-silently-is-caught.json", "utf8"));
    const tape = new Tape(new Run(read.ok ? read.value : ring(3)));
    expect(tape.breakpoints.add(CHECK_BREAKS)).toBeNull();
    expect(tape.advanceTo(60_000_000, 100_000)).toBe("met");
    expect(tape.cursor.run.verdicts().filter(({ verdict }) => verdict.state === "violated")).toHaveLength(1);
    tape.stepBack();
    finish(tape);
    expect(tape.cursor.run.verdicts().filter(({ verdict }) => verdict.state === "violated")).toHaveLength(0);
  });
});
