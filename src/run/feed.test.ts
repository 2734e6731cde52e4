import { describe, expect, test } from "vitest";
import { TAIL_ROWS } from "./feed.ts";
import { NO_FILTER } from "./feed-filter.ts";
import { Frames } from "./frame.ts";
import { Run } from "./run.ts";
import { applied, feedOf, ranTo, sixNodes, TALK } from "./run.testkit.ts";
import type { FeedFilter } from "./shown.ts";

function aborted() {
  const made = ranTo(30_000);
  applied(made.run, TALK);
  made.run.advanceTo(50_000);
  applied(made.run, { do: "cut", link: "B-C", how: "close" });
  made.run.advanceTo(1_500_000);
  made.frames.catchUp();
  return made;
}

function filtered(made: ReturnType<typeof aborted>, filter: Partial<FeedFilter>) {
  made.frames.setWatch({ ...made.frames.watch, feedFilter: { ...NO_FILTER, ...filter } });
  made.frames.catchUp();
  return made.frames.feed.read(0, 500);
}

describe("the feed", () => {
  const made = aborted();

  test("filters by family, node, link and text, and by the id of a rule", () => {
    const aborts = filtered(made, { families: ["abort"] });
    expect(aborts.length).toBeGreaterThan(3);
    expect(new Set(aborts.map(({ family }) => family))).toEqual(new Set(["abort"]));
    expect(aborts.every(({ severity, transaction }) => severity === "abort" && transaction === "talk")).toBe(true);
    const ofB = filtered(made, { node: "B" });
    expect(ofB.every(({ node, link, sentence }) => node === "B" || (link ?? "").includes("B") || sentence.includes("B"))).toBe(true);
    expect(filtered(made, { link: "E-F" }).every(({ link }) => link === "E-F")).toBe(true);
    expect(filtered(made, { text: "LOST the way" }).length).toBe(2);
    expect(filtered(made, { text: "route-05" }).every(({ rule }) => rule === "ROUTE-05")).toBe(true);
    expect(filtered(made, { families: ["abort"], node: "D", text: "aborted" })).toHaveLength(1);
    expect(filtered(made, { text: "no such thing" })).toEqual([]);
  });

  test("is the same by position, however it was read and however small the lots were", () => {
    const whole = filtered(made, {});
    made.frames.setWatch({ ...made.frames.watch, feedFilter: { ...NO_FILTER, text: "x" } });
    made.frames.setWatch({ ...made.frames.watch, feedFilter: NO_FILTER });
    while (!made.frames.feed.catchUp(7));
    expect(made.frames.feed.count).toBeGreaterThan(whole.length - 1);
    expect(made.frames.feed.read(0, 500)).toEqual(whole);
    expect(made.frames.feed.read(17, 3)).toEqual(whole.slice(17, 20));
    expect(made.frames.feed.read(1e9, 3)).toEqual([]);
    expect(made.frames.feed.read(0, 1e9).length).toBeLessThanOrEqual(500);
  });

  test("events are in order, and each is told once: a message by the event that tells of it, with its number", () => {
    const rows = filtered(made, {});
    expect(rows.every(({ event }, i) => i === 0 || event > rows[i - 1]!.event)).toBe(true);
    const announced = rows.filter(({ sentence }) => /announces pfsA to B/.test(sentence));
    expect(announced).toHaveLength(1);
    expect(made.run.journal.bytesOf(announced[0]!.message!)).not.toBeNull();
    expect(rows.filter(({ message, sentence }) => message === announced[0]!.message && sentence.startsWith("A → B"))).toEqual([]);
  });

  test("the tail follows, and tells no row twice", () => {
    const { run, frames } = ranTo(10_000);
    const first = frames.feed.tail();
    expect(first).toHaveLength(Math.min(TAIL_ROWS, frames.feed.count));
    const last = first.at(-1)!;
    run.advanceTo(20_000);
    frames.catchUp();
    const second = frames.feed.tail();
    expect(second).toContain(last);
    expect(second.length).toBeLessThanOrEqual(TAIL_ROWS);
    expect(second.at(-1)).toEqual(frames.feed.read(frames.feed.count - 1, 1)[0]);
    expect(frames.feed.tail()).toBe(second);
  });

  test("names come from the journal itself: whoever reads late reads the same", () => {
    const late = new Run(sixNodes());
    late.advanceTo(30_000);
    applied(late, TALK);
    late.advanceTo(50_000);
    applied(late, { do: "cut", link: "B-C", how: "close" });
    late.advanceTo(1_500_000);
    made.frames.setWatch({ ...made.frames.watch, feedFilter: NO_FILTER });
    expect(feedOf({ frames: new Frames(late) })).toEqual(feedOf(made));
  });
});
