import { expect, test } from "vitest";
import { createForceLayout, startPositions, type LayoutTask } from "./force-layout.ts";
import { chooseStart, tangle } from "./layout-choice.ts";

const PAIRS: readonly (readonly [number, number])[] = [[0, 1], [1, 2], [2, 3], [0, 4], [4, 5], [5, 3], [1, 4], [5, 6], [6, 7], [7, 8], [8, 5]];
const TASK: LayoutTask = {
  count: 9,
  ends: Int32Array.from(PAIRS.flat()),
  xy: new Float64Array(18).fill(NaN),
  fixed: new Uint8Array(9),
  aspect: 1.5,
  alpha: 1,
};

function settled(task: LayoutTask): Float64Array {
  const layout = createForceLayout(task);
  while (layout.tick());
  return layout.positions();
}

test("the same task gives the same places, twice", () => {
  expect([...settled(TASK)]).toEqual([...settled(TASK)]);
  expect([...settled(chooseStart(TASK))]).toEqual([...settled(chooseStart(TASK))]);
});

test("of several starts the least tangled is taken", () => {
  const chosen = settled(chooseStart(TASK));
  expect(tangle(TASK.ends, chosen)).toBeLessThanOrEqual(tangle(TASK.ends, settled(TASK)));
  expect(tangle(TASK.ends, chosen)).toBe(0); // it is planar, and small
});

test("it is wide on a wide stage, tall on a tall one", () => {
  const ratio = (aspect: number): number => {
    const xy = settled(chooseStart({ ...TASK, aspect }));
    const side = (odd: number): number[] => [...xy].filter((_, i) => i % 2 === odd);
    const extent = (values: number[]): number => Math.max(...values) - Math.min(...values);
    return extent(side(0)) / extent(side(1));
  };
  expect(ratio(1.8)).toBeGreaterThan(1.1);
  expect(ratio(0.6)).toBeLessThan(0.9);
});

test("what is fixed stays exactly, what is new comes beside its neighbours", () => {
  const xy = settled(TASK);
  xy[16] = NaN;
  xy[17] = NaN;
  const fixed = new Uint8Array(9).fill(1);
  fixed[8] = 0;
  const after = settled({ ...TASK, xy, fixed, alpha: 0.5 });
  for (let i = 0; i < 16; i += 1) expect(after[i]).toBeCloseTo(xy[i], 6);
  expect(Math.hypot(after[16] - after[10], after[17] - after[11])).toBeLessThan(400);
});

test("a held node is where it is held, and the others follow", () => {
  const layout = createForceLayout(TASK);
  while (layout.tick());
  const before = layout.positions();
  layout.hold(0, 900, 40);
  while (layout.tick());
  const after = layout.positions();
  expect([after[0], after[1]].map(Math.round)).toEqual([900, 40]);
  expect(Math.abs(after[2] - before[2])).toBeGreaterThan(10);
  layout.release(0);
  expect(layout.tick()).toBe(true);
});

test("parts that hang together with nothing have a place, too", () => {
  const xy = startPositions({ count: 3, ends: Int32Array.of(0, 1), xy: new Float64Array(6).fill(NaN) });
  expect(xy.some(Number.isNaN)).toBe(false);
});
