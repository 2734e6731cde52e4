import { describe, expect, test } from "vitest";
import { scenarioFromTopologyText } from "../sim/scenario.ts";
import { NO_FILTER } from "./feed-filter.ts";
import { Frames } from "./frame.ts";
import { Run } from "./run.ts";
import { applied } from "./run.testkit.ts";

/** A run that goes on long after its journal has dropped the beginning. */
function long(): { readonly run: Run; readonly frames: Frames } {
  const read = scenarioFromTopologyText("ring:12", 1);
  if (!read.ok) throw new Error("ring:12");
  const run = new Run(read.value, { journal: { rowsMax: 32_768, bytesMax: 1_048_576 } });
  const frames = new Frames(run);
  applied(run, { do: "cut", link: run.world.links[0]!.id, how: "close" });
  return { run, frames };
}

describe("a journal that dropped the beginning", () => {
  const { run, frames } = long();
  run.advanceTo(1_000_000);
  frames.catchUp();
  const early = frames.feed.read(3, 1)[0]!;
  for (let s = 2; run.rows.first === 0 || run.rows.end < 120_000; s += 10) {
    run.advanceTo(s * 1_000_000);
    frames.catchUp();
  }

  test("keeps the positions of the feed; what is gone says so", () => {
    expect(run.rows.first).toBeGreaterThan(0);
    const { count } = frames.feed;
    const [oldest] = frames.feed.read(3, 1);
    expect(oldest).toMatchObject({ sentence: "The journal no longer holds this.", node: null, message: null });
    expect(early.sentence).not.toBe(oldest!.sentence);
    const last = frames.feed.read(count - 1, 10);
    expect(last).toHaveLength(1);
    expect(last[0]!.event).toBeGreaterThanOrEqual(run.rows.first);
    const tail = frames.feed.tail();
    expect(tail.every(({ event }) => run.rows.has(event))).toBe(true);
  });

  test("another filter begins at what is left", () => {
    frames.setWatch({ ...frames.watch, feedFilter: { ...NO_FILTER, families: ["housekeeping"] } });
    frames.catchUp();
    expect(frames.feed.read(0, 1)[0]!.event).toBeGreaterThanOrEqual(run.rows.first);
    expect(frames.feed.count).toBeLessThanOrEqual(32_768);
  });

  test("frames and inspections go on; a message of the beginning is no longer there", () => {
    frames.setWatch({ ...frames.watch, inspect: { kind: "message", message: 0 } });
    expect(frames.build({ playing: false, speedUsPerS: 1, behind: false }).inspection).toBeNull();
    const newest = run.world.messageCount - 1;
    frames.setWatch({ ...frames.watch, inspect: { kind: "message", message: newest } });
    expect(frames.build({ playing: false, speedUsPerS: 1, behind: false }).inspection).toMatchObject({ message: newest, sentence: expect.stringContaining("PING") });
  });

  test("names that were told in the beginning are still known", () => {
    expect(run.chronicle.msgids.count).toBeGreaterThan(12);
    applied(run, { do: "heal", link: run.world.links[0]!.id });
    run.advanceTo(run.nowUs + 2_000_000);
    frames.setWatch({ ...frames.watch, feedFilter: { ...NO_FILTER, families: ["announcement"] } });
    frames.catchUp();
    expect(frames.feed.count).toBeGreaterThan(0);
    for (const { sentence } of frames.feed.read(0, 500)) expect(sentence).not.toContain("a PFS");
  });
});
