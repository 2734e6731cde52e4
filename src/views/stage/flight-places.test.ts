import { expect, test } from "vitest";
import { FAMILIES, FLIGHT_MARK } from "../../store/contract.ts";
import { deathPart, dyingLook, partOf, placeGlyphs, placeStill, type PlacingOptions } from "./flight-places.ts";
import { flightsOf, topologyOf, type FlightRow } from "./frames.testkit.ts";
import { lanesOf } from "./lanes.ts";

const lanes = lanesOf(topologyOf(["A", "B"], ["A-B"]), Float64Array.of(0, 300), Float64Array.of(0, 0), 20, 4);
const LENGTH = lanes.length[0];
const OPTIONS: PlacingOptions = { lanes, stateOf: () => "open", spacing: 12, wanted: () => true };
const [SPAN, TX] = FAMILIES.map((_, code) => code);

function row(message: number, extra: Partial<FlightRow> = {}): Partial<FlightRow> {
  return { message, departUs: 0, arriveUs: 1_000, ...extra };
}

test("a message moves linearly with simulated time, from one outline to the other", () => {
  const flights = flightsOf([row(1)]);
  expect([0, 250, 500, 1_000, 2_000].map((us) => partOf(flights, 0, us))).toEqual([0, 0.25, 0.5, 1, 1]);
  const along = [0, 250, 500, 750, 1_000].map((us) => placeGlyphs(flights, us, OPTIONS)[0].along);
  const steps = along.slice(1).map((px, i) => px - along[i]);
  for (const step of steps) expect(step).toBeCloseTo(steps[0], 9);
  expect(along[0]).toBeGreaterThan(0);
  expect(along[4]).toBeLessThan(LENGTH);
});

test("alike at one place are one glyph with a number; others line up behind", () => {
  const flights = flightsOf([row(1, { family: SPAN }), row(2, { family: SPAN }), row(3, { family: TX }), row(4, { family: SPAN, direction: 1 })]);
  const glyphs = placeGlyphs(flights, 500, OPTIONS);
  const forth = glyphs.filter(({ direction }) => direction === 0);
  expect(forth.map(({ count }) => count).toSorted((a, b) => a - b)).toEqual([1, 2]);
  expect(Math.abs(forth[0].along - forth[1].along)).toBeCloseTo(12);
  expect(glyphs.filter(({ direction }) => direction === 1)).toHaveLength(1);
});

test("the queued wait at the sender's end, the oldest in front, the rest as a number", () => {
  const flights = flightsOf(Array.from({ length: 9 }, (_, i) => row(i, { marks: FLIGHT_MARK.queued })));
  const glyphs = placeGlyphs(flights, 500, OPTIONS);
  expect(glyphs).toHaveLength(6);
  expect(glyphs[0].flight).toBe(0);
  expect(glyphs[0].along).toBeGreaterThan(glyphs[5].along);
  expect(glyphs[5].count).toBe(4);
  expect(placeGlyphs(flights, 900, OPTIONS)[0].along).toBe(glyphs[0].along);
});

test("a message that will be lost fades, breaks up where it dies, and is gone", () => {
  const death = deathPart(7, "open");
  expect(death).toBeGreaterThanOrEqual(0.5);
  expect(death).toBeLessThanOrEqual(0.78);
  expect(deathPart(7, "open")).toBe(death);
  expect(dyingLook(0.1, death)).toEqual({ part: 0.1, alpha: 1, broken: 0 });
  expect(dyingLook(0.45, death)?.alpha).toBeLessThan(1);
  const breaking = dyingLook(death + 0.08, death);
  expect(breaking?.part).toBe(death);
  expect(breaking?.broken).toBeCloseTo(0.5);
  expect(dyingLook(death + 0.17, death)).toBeNull();
  expect(placeGlyphs(flightsOf([row(7, { marks: FLIGHT_MARK.willBeLost })]), 990, OPTIONS)).toEqual([]);
});

test("on a silent link it dies in the middle", () => {
  expect(deathPart(3, "silent")).toBeLessThan(0.5);
});

test("columns of an older topology are skipped, not drawn elsewhere", () => {
  expect(placeGlyphs(flightsOf([row(1, { link: 5 })]), 500, OPTIONS)).toEqual([]);
});

test("without motion each kind on a lane stands once, with its number", () => {
  const flights = flightsOf([row(1), row(2), row(3, { family: TX }), row(4, { direction: 1 })]);
  const glyphs = placeStill(flights, 1, 16);
  expect(glyphs.map(({ count }) => count)).toEqual([2, 1, 1]);
  expect(glyphs[1].along - glyphs[0].along).toBe(16);
  expect(glyphs[2].along).toBe(glyphs[0].along);
});
