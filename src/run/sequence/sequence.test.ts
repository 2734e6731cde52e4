import { beforeAll, describe, expect, test } from "vitest";
import { NO_FILTER } from "../feed-filter.ts";
import { Row } from "../row.ts";
import { applied, ranTo, TALK } from "../run.testkit.ts";
import type { SequenceView } from "../shown-trio.ts";
import { BREAK_PLACES, BREAK_US } from "./axis.ts";

/** A to F, "talk" from A to pfsD, the link B-C cut beneath it. */
const made = ranTo(30_000);
const ALL: SequenceView = { columns: ["A", "B", "C", "D", "E", "F"], scale: "bursts", pings: false, filtered: "dim", filter: NO_FILTER };

const NOTHING = { event: null, cursor: null };

beforeAll(() => {
  applied(made.run, TALK);
  made.run.advanceTo(50_000);
  applied(made.run, { do: "cut", link: "B-C", how: "close" });
  made.run.advanceTo(1_500_000);
  made.frames.catchUp();
});

function whole(view: Partial<SequenceView> = {}) {
  return made.frames.trio.sequence({ ...ALL, ...view }, 0, 2 ** 40, NOTHING);
}

describe("the diagram", () => {
  test("has every message of its columns once, from the row that sent it to the one that ended it", () => {
    const { messages, behind, omitted } = whole({ pings: true });
    expect([behind, omitted]).toEqual([0, 0]);
    expect(messages.map(({ message }) => message).toSorted((a, b) => a - b)).toEqual(Array.from({ length: made.run.journal.counters.sent }, (_, at) => at + messages[0]!.message));
    for (const { message, row, endRow, fate, place, endPlace, from, to } of messages) {
      expect(made.run.journal.sentRow(message)).toBe(row);
      expect(endRow ?? -1).toBe(made.run.journal.endRow(message));
      expect(fate === "in flight").toBe(endRow === null);
      if (endPlace !== null) expect(endPlace).toBeGreaterThan(place);
      expect(from).not.toBe(to);
    }
    expect(whole().messages.length).toBe(messages.length - made.run.journal.counters.pings);
  });

  test("marks the cut across its two columns and the aborts where they were told", () => {
    const { marks } = whole();
    expect(marks.filter(({ kind }) => kind === "cut")).toMatchObject([{ column: 1, otherColumn: 2, link: "B-C" }]);
    const aborts = marks.filter(({ kind, transaction }) => kind === "abort" && transaction === "talk");
    expect(aborts.length).toBeGreaterThanOrEqual(3);
    expect(marks.filter(({ kind }) => kind === "command").length).toBe(2);
    expect(marks.map(({ place }) => place)).toEqual(marks.map(({ place }) => place).toSorted((a, b) => a - b));
  });

  test("a window has what the whole has there, and messages that only pass through it", () => {
    const { messages, marks, end } = whole();
    const windows = Array.from({ length: Math.ceil(end / 300) }, (_, at) => made.frames.trio.sequence(ALL, 300 * at, 300 * at + 299, NOTHING));
    for (const { from, to, messages: shown, marks: shownMarks } of windows) {
      const within = messages.filter(({ place, endPlace }) => place <= to && (endPlace ?? Infinity) >= from).map(({ message }) => message);
      expect(shown.map(({ message }) => message).toSorted((a, b) => a - b)).toEqual(within.toSorted((a, b) => a - b));
      expect(shownMarks.map(({ row }) => row)).toEqual(marks.filter(({ place }) => place >= from && place <= to).map(({ row }) => row));
    }
  });

  test("rows of a burst stand apart, and silence is short and marked with its length", () => {
    const { messages, breaks, ticks } = whole();
    const places = messages.flatMap(({ place, endPlace }) => (endPlace === null ? [place] : [place, endPlace])).toSorted((a, b) => a - b);
    expect(places.every((place, at) => at === 0 || place - places[at - 1]! >= 8)).toBe(true);
    expect(breaks.length).toBeGreaterThan(0);
    for (const { from, to, us } of breaks) {
      expect(to - from).toBe(BREAK_PLACES);
      expect(us).toBeGreaterThanOrEqual(BREAK_US);
    }
    expect(ticks.length).toBeGreaterThan(3);
  });

  test("linear, a place is a microsecond", () => {
    const { messages, breaks, end } = whole({ scale: "linear" });
    const row = new Row();
    for (const message of messages) {
      made.run.rows.read(message.row, row);
      expect(message.place).toBe(row.atUs);
    }
    expect(breaks).toEqual([]);
    expect(end).toBe(made.run.nowUs);
  });

  test("a choice of columns has the messages of these nodes, with what comes from beside them", () => {
    const { messages } = whole({ columns: ["C", "A"] });
    expect(messages.every(({ from, to, fromNode, toNode }) => (from >= 0 || to >= 0) && from === ["C", "A"].indexOf(fromNode) && to === ["C", "A"].indexOf(toNode))).toBe(true);
    expect(messages.length).toBeGreaterThan(4);
  });

  test("a filter dims what does not pass, or hides it", () => {
    const filter = { ...NO_FILTER, text: "transaction == talk" };
    const all = whole();
    const dimmed = whole({ filter });
    expect(dimmed.messages.length).toBe(all.messages.length);
    const bright = dimmed.messages.filter(({ dim }) => !dim);
    expect(bright.length).toBeGreaterThan(3);
    expect(bright.every(({ transaction }) => transaction === "talk")).toBe(true);
    const hidden = whole({ filter, filtered: "hide" });
    expect(hidden.messages.map(({ message }) => message)).toEqual(bright.map(({ message }) => message));
    expect(hidden.end).toBeLessThan(all.end);
    expect(hidden.marks.every(({ transaction }) => transaction === "talk")).toBe(true);
  });

  test("an event that is no mark stands there when the filter asks for it", () => {
    const { marks } = whole({ filter: { ...NO_FILTER, text: "event == bestChanged" }, filtered: "hide" });
    expect(marks.length).toBeGreaterThan(0);
    expect(new Set(marks.map(({ kind }) => kind))).toEqual(new Set(["event"]));
  });

  test("any row of the run has a place, in order", () => {
    let last = -1;
    for (let row = 0; row < made.run.rows.end; row += 7) {
      const { place } = made.frames.trio.sequence(ALL, 0, 1, { event: row, cursor: null });
      expect(place).toBeGreaterThanOrEqual(last);
      last = place!;
    }
  });
});

test("a window far behind has exactly the messages that are on their way there", () => {
  const { run, frames } = ranTo(60_000_000, { latencyUs: 300_000 });
  const view = { ...ALL, pings: true };
  const sent = run.journal.counters.sent;
  const first = frames.trio.sequence(view, 0, 1, NOTHING);
  expect([first.behind, sent]).toEqual([0, expect.any(Number)]);
  expect(frames.trio.sequence(view, 0, 1, { event: null, cursor: run.rows.end - 1 }).cursor).toBeGreaterThan(9_000);
  const placeOf = (row: number) => frames.trio.sequence(view, 0, 1, { event: row, cursor: null }).place!;
  const ways = Array.from({ length: sent }, (_, message) => ({ message, from: placeOf(run.journal.sentRow(message)), to: run.journal.endRow(message) < 0 ? Infinity : placeOf(run.journal.endRow(message)) }));
  for (let from = 0; from < first.end; from += 23) {
    const shown = frames.trio.sequence(view, from, from + 12, NOTHING).messages.map(({ message }) => message);
    expect(shown.toSorted((a, b) => a - b)).toEqual(ways.filter((way) => way.from <= from + 12 && way.to >= from).map(({ message }) => message));
  }
});

describe("the lanes", () => {
  const lanes = (view: Partial<SequenceView> = {}) => made.frames.trio.lanes({ ...ALL, ...view }, 0, 100, NOTHING, "talk");

  test("show both halves on the axis of the diagram, and where what was aborted", () => {
    const { lanes: [talk], count, index, end } = lanes();
    expect([count, index]).toEqual([1, 0]);
    expect(talk).toMatchObject({ line: { name: "talk", state: "aborted" }, dim: false, command: { aborted: true } });
    const opened = whole().marks.find(({ kind }) => kind === "opened")!;
    expect(talk!.row).toBe(opened.row);
    expect(talk!.command.from).toBeLessThanOrEqual(opened.place);
    expect(talk!.command.to).toBeLessThan(end);
    const places = new Map(whole().marks.map(({ row, place }) => [row, place]));
    expect(talk!.marks.length).toBeGreaterThanOrEqual(3);
    for (const { row, place } of talk!.marks) expect(place).toBe(places.get(row));
  });

  test("pass a filter when something of them does", () => {
    const filtered = (text: string) => ({ filter: { ...NO_FILTER, text }, filtered: "hide" }) as const;
    expect(lanes(filtered("node == C and transaction == talk")).count).toBe(1);
    expect(lanes(filtered("rule == SHM-01")).count).toBe(0);
    expect(lanes({ ...filtered("rule == SHM-01"), filtered: "dim" }).lanes).toMatchObject([{ dim: true }]);
  });
});

describe("causes and effects", () => {
  const { trio } = made.frames;

  test("each is the other turned round, over the whole run", () => {
    const row = new Row();
    let pairs = 0;
    for (let number = 0; number < made.run.rows.end; number += 3) {
      made.run.rows.read(number, row);
      const found = trio.causality(number, null)!;
      expect(found.row.event).toBe(number);
      expect(found.cause?.event ?? -1).toBe(row.cause);
      if (found.cause === null) continue;
      const back = trio.causality(found.cause.event, null)!;
      if (back.effectCount > back.effects.length) continue;
      expect(back.effects.map(({ event }) => event)).toContain(number);
      pairs++;
    }
    expect(pairs).toBeGreaterThan(50);
  });

  test("from an aborted transaction the chain leads to the cut", () => {
    const { chain } = trio.causality(null, { kind: "transaction", name: "talk" })!;
    expect(chain[0]!.sentence).toMatch(/B–C/);
    const cut = whole().marks.find(({ kind }) => kind === "cut")!;
    expect(chain.map(({ event }) => event)).toContain(cut.row);
  });

  test("what a node tells led to the messages that it made of it", () => {
    const dead = trio.causality(null, { kind: "transaction", name: "talk" })!;
    expect(dead.row.sentence).toMatch(/lost the way of transaction talk/);
    expect(dead.effects.map(({ sentence }) => sentence)).toEqual([expect.stringMatching(/abort of transaction talk/)]);
  });

  test("what is not there has none", () => {
    expect(trio.causality(10 ** 9, null)).toBeNull();
    expect(trio.causality(null, { kind: "transaction", name: "nobody" })).toBeNull();
  });
});
