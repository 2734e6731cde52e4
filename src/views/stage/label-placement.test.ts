import fc from "fast-check";
import { expect, test } from "vitest";
import { topologyOf } from "./frames.testkit.ts";
import { aroundNode, awayFrom, boxOf, liesOnLink, overlap, placeLabels, type LabelWish, type Obstacles } from "./label-placement.ts";
import { lanesOf } from "./lanes.ts";

const x = Float64Array.of(200, 200);
const y = Float64Array.of(100, 300);
const lanes = lanesOf(topologyOf(["A", "B"], ["A-B"]), x, y, 20, 3);
const boxes = [0, 1].map((node) => ({ x: x[node] - 19, y: y[node] - 19, width: 38, height: 38 }));
const ground: Obstacles = { boxes, lanes, reach: [3], width: 400, height: 400 };

function wish(node: number, extra: Partial<LabelWish> = {}): LabelWish {
  return { width: 60, height: 15, candidates: aroundNode(x[node], y[node], 22, 60, 15), before: -1, optional: false, ...extra };
}

test("a text goes where it covers neither its link nor a node", () => {
  const upper = wish(0);
  const lower = wish(1);
  const placement = placeLabels([upper, lower], ground);
  expect(placement[0]).toBe(1); // above: below it runs the link
  expect(placement[1]).toBe(0);
  for (const [i, one] of [upper, lower].entries()) {
    const box = boxOf(one, placement[i]);
    expect(liesOnLink(box, lanes, 0, 3)).toBe(false);
    for (const node of boxes) expect(overlap(box, node)).toBe(false);
  }
});

test("a text that is never left out goes farther off rather than over a link", () => {
  const candidates = [{ x: 170, y: 200 }, ...Array.from({ length: 30 }, () => ({ x: 190, y: 200 })), { x: 260, y: 200 }];
  expect(placeLabels([wish(0, { candidates })], ground)[0]).toBe(31);
  expect(placeLabels([wish(0, { candidates: candidates.slice(0, -1) })], ground)[0], "where every place is over one, the first").toBe(0);
  expect(placeLabels([wish(0, { candidates: candidates.slice(0, -1), optional: true })], ground)[0]).toBe(0);
});

test.each([
  ["beside its lanes", 3, 207.5, false],
  ["on a lane, though not on its middle", 3, 206.5, true],
  ["beside a link of the watched transaction, on the line along its lanes", 8, 210, true],
])("a text %s", (_, reach, left, isOver) => {
  const candidates = [{ x: left, y: 200 }, { x: 300, y: 200 }];
  expect(placeLabels([wish(0, { candidates })], { ...ground, reach: [reach] })[0]).toBe(isOver ? 1 : 0);
});

test("a text lies on a link that stands at any angle as soon as it is near enough, and not before", () => {
  const angle = fc.double({ min: 0, max: 2 * Math.PI, noNaN: true });
  fc.assert(
    fc.property(angle, fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: -40, max: 40, noNaN: true }), (turned, part, away) => {
      const [ends, tops] = [Float64Array.of(0, 200 * Math.cos(turned)), Float64Array.of(0, 200 * Math.sin(turned))];
      const tilted = lanesOf(topologyOf(["A", "B"], ["A-B"]), ends, tops, 0, 3);
      const [alongX, alongY] = [Math.abs(tilted.ux[0]!), Math.abs(tilted.uy[0]!)];
      const box = { x: ends[1]! * part - tilted.uy[0]! * away - 30, y: tops[1]! * part + tilted.ux[0]! * away - 7.5, width: 60, height: 15 };
      const between = Math.abs(away) - (alongY * 30 + alongX * 7.5);
      fc.pre(Math.abs(between - 5) > 1e-6);
      expect(liesOnLink(box, tilted, 0, 5)).toBe(between < 5);
    }),
  );
});

test("two texts never lie upon each other while there is room", () => {
  const wishes = [wish(1), wish(1), wish(1), wish(1)];
  const placement = placeLabels(wishes, ground);
  const taken = wishes.map((one, i) => boxOf(one, placement[i]));
  taken.forEach((box, i) => taken.slice(i + 1).forEach((other) => expect(overlap(box, other)).toBe(false)));
});

test("two texts never touch: side by side they would read as one", () => {
  const at = (left: number, top: number, farther: { x: number; y: number }) => wish(0, { candidates: [{ x: left, y: top }, farther] });
  const placed = (second: LabelWish) => placeLabels([at(10, 10, { x: 300, y: 300 }), second], ground)[1];
  expect(placed(at(70, 10, { x: 300, y: 300 }))).toBe(1);
  expect(placed(at(10, 25, { x: 300, y: 300 }))).toBe(1);
  expect(placed(at(77, 10, { x: 300, y: 300 }))).toBe(0);
  expect(placed(at(10, 27, { x: 300, y: 300 }))).toBe(0);
});

test("a text is left out rather than put over another", () => {
  const only = { candidates: [{ x: 10, y: 10 }] };
  expect([...placeLabels([wish(0, only), wish(0, { ...only, optional: true })], ground)]).toEqual([0, -1]);
  expect([...placeLabels([wish(0, only), wish(0, only)], ground)]).toEqual([0, -1]);
});

test("a text stays where it was while another place is only a little better", () => {
  const free: Obstacles = { ...ground, boxes: [], lanes: lanesOf(topologyOf(["A", "B"], []), x, y, 20, 3) };
  expect(placeLabels([wish(0)], free)[0]).toBe(0);
  expect(placeLabels([wish(0, { before: 2 })], free)[0]).toBe(2);
});

test("a text does not leave the stage", () => {
  const edge: Obstacles = { ...ground, height: 330 };
  expect(placeLabels([wish(1)], edge)[0]).not.toBe(0);
});

test("no text lies upon another or upon a node, however crowded it is", () => {
  const place = fc.integer({ min: 0, max: 400 });
  const nodes = fc.array(fc.tuple(place, place), { minLength: 1, maxLength: 80 });
  fc.assert(
    fc.property(nodes, fc.integer({ min: 10, max: 90 }), fc.boolean(), (places, width, optional) => {
      const points = places.map(([left, top]) => ({ x: left - 4, y: top - 4, width: 8, height: 8 }));
      const wishes = places.map(([left, top]) => ({ width, height: 15, candidates: aroundNode(left, top, 4, width, 15), before: -1, optional }));
      const placed = [...placeLabels(wishes, { ...ground, boxes: points })].flatMap((candidate, i) => (candidate === -1 ? [] : [boxOf(wishes[i]!, candidate)]));
      placed.forEach((box, i) => {
        for (const other of [...placed.slice(i + 1), ...points]) expect(overlap(box, other)).toBe(false);
      });
    }),
  );
});

test("at the rim of a mesh a text stands outside", () => {
  const about = aroundNode(100, 100, 5, 40, 15);
  const best = (middle: { x: number; y: number }) => awayFrom(about, 40, 15, { x: 100, y: 100 }, middle)[0]!;
  expect(best({ x: 0, y: 100 })).toEqual({ x: 112, y: 92.5 }); // the middle lies left: to the right
  expect(best({ x: 100, y: 500 })).toEqual({ x: 80, y: 75 }); // it lies below: above
});
