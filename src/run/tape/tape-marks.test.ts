import { expect, test } from "vitest";
import { EVENT } from "../../node/events.ts";
import { LINK_PHASE, TRACE } from "../../sim/trace.ts";
import { Row } from "../row.ts";
import { TAPE_MARKS, type TapeMark } from "../shown-tape.ts";
import { MarksOfRun } from "./tape-marks.ts";

function row(change: Partial<Row>): Row {
  return Object.assign(new Row(), change);
}

test("every kind of mark is counted in its stretch, and no count is lost when stretches become twice as long", () => {
  const marks = new MarksOfRun();
  const rows = [
    row({ kind: TRACE.command, atUs: 10 }),
    row({ kind: TRACE.linkState, value6: LINK_PHASE.closed, atUs: 10 }),
    row({ kind: TRACE.linkState, value6: LINK_PHASE.up, atUs: 10 }),
    row({ kind: TRACE.event, type: EVENT.announced, atUs: 70 }),
    row({ kind: TRACE.event, type: EVENT.relayClosed, atUs: 70 }),
    row({ kind: TRACE.event, type: EVENT.transactionAborted, atUs: 1_000_000 }),
    row({ kind: TRACE.event, type: EVENT.violation, atUs: 90_000_000 }),
  ];
  const total = (mark: TapeMark): number => {
    const { counts } = marks.view(90_000_000, new Float64Array(0));
    return counts.reduce((sum, count, at) => sum + (at % TAPE_MARKS.length === TAPE_MARKS.indexOf(mark) ? count : 0), 0);
  };
  for (const one of rows) marks.note(one);
  expect(TAPE_MARKS.map(total)).toEqual([1, 1, 1, 1, 0, 1, 1, 3]);
  const { bucketUs, buckets, counts } = marks.view(90_000_000, new Float64Array(0));
  expect([buckets <= 4_096, bucketUs * buckets > 90_000_000, counts.length]).toEqual([true, true, buckets * TAPE_MARKS.length]);
  expect(counts[Math.floor(1_000_000 / bucketUs) * TAPE_MARKS.length + TAPE_MARKS.indexOf("aborts")]).toBe(1);
});
