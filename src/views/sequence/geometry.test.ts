import { expect, test } from "vitest";
import type { SequenceMark, SequenceMessage, SequenceWindow } from "../../port/messages.ts";
import { aside, axisPx, columnPxFor, type Geometry, GUTTER_PX, HEAD_PX, itemAt, itemsOf, lineOf, markPoint, placeAt, rangeBetween, scrollFor, SPACE_MAX_PX, topOf, xOf, yOf } from "./geometry.ts";

const G: Geometry = { width: 800, height: 400, origin: 100, zoom: 2, top: 50, left: 0, columnPx: 100 };
const M: SequenceMessage = { message: 1, row: 10, endRow: 12, from: 0, to: 2, fromNode: "A", toNode: "C", link: "A-C", transaction: null, place: 140, endPlace: 180, family: "data", reply: false, fate: "delivered", dim: false, atUs: 5, sentence: "" };
const K: SequenceMark = { kind: "cut", row: 11, place: 160, column: 1, otherColumn: 3, link: "B-D", transaction: null, message: null, dim: false, atUs: 5, sentence: "" };
const W: SequenceWindow = { origin: 100, end: 400, behind: 0, place: null, cursor: null, from: 0, to: 400, messages: [M], omitted: 0, marks: [K], breaks: [], ticks: [] };

test("places and heights are each other turned round, columns stand side by side", () => {
  expect(yOf(G, 140)).toBe(HEAD_PX + 30);
  expect(placeAt(G, yOf(G, 173))).toBe(173);
  expect(xOf(G, 1) - xOf(G, 0)).toBe(100);
  expect([columnPxFor(800, 6), columnPxFor(800, 200), columnPxFor(2_000, 2)]).toEqual([113, 64, 190]);
});

test("what is pointed at is the nearest mark, else the nearest message", () => {
  const { ax, ay, bx, by } = lineOf(G, M, 400);
  expect([ax, bx]).toEqual([xOf(G, 0), xOf(G, 2)]);
  expect(itemAt(G, W, (ax + bx) / 2, (ay + by) / 2 + 1)).toEqual({ is: "message", message: M });
  const { x, y } = markPoint(G, K);
  expect(x).toBe((xOf(G, 1) + xOf(G, 3)) / 2);
  expect(itemAt(G, W, x + 3, y)).toEqual({ is: "mark", mark: K });
  expect(itemAt(G, W, 790, 390)).toBeNull();
  expect(itemsOf(W).map(({ is }) => is)).toEqual(["message", "mark"]);
});

test("what is not delivered ends on its way; a node without a column is a stub aside", () => {
  const flying = lineOf(G, { ...M, endRow: null, endPlace: null, fate: "in flight" }, 400);
  expect(flying.bx).toBeLessThan(xOf(G, 2));
  const stub = lineOf(G, { ...M, to: -1 }, 400);
  expect(stub.bx - stub.ax).toBeLessThan(50);
});

test("a piece has the rows between its heights", () => {
  expect(rangeBetween(G, W, yOf(G, 150), yOf(G, 190))).toEqual({ fromRow: 11, toRow: 12 });
  expect(rangeBetween(G, W, yOf(G, 130), yOf(G, 145))).toEqual({ fromRow: 10, toRow: 10 });
  expect(rangeBetween(G, W, yOf(G, 300), yOf(G, 310))).toBeNull();
});

test("messages out of sight aside are counted", () => {
  expect(aside(G, W)).toEqual({ left: 0, right: 0 });
  expect(aside({ ...G, left: 1_000 }, W)).toEqual({ left: 1, right: 0 });
  expect(aside({ ...G, width: GUTTER_PX + 20 }, W)).toEqual({ left: 0, right: 1 });
});

test("an axis that is longer than a browser can lay out is scrolled all the same, from end to end", () => {
  const whole = axisPx({ origin: 0, end: 40_000_000 }, 1);
  expect(whole).toBeGreaterThan(SPACE_MAX_PX);
  expect(topOf(0, whole, 400)).toBe(0);
  expect(topOf(SPACE_MAX_PX - 400, whole, 400)).toBeCloseTo(whole - 400);
  expect(scrollFor(topOf(12_345, whole, 400), whole, 400)).toBeCloseTo(12_345);
  expect(topOf(77, 5_000, 400)).toBe(77);
});
