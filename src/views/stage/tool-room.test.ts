import { expect, test } from "vitest";
import { overlap } from "./label-placement.ts";
import type { Picture } from "./picture.ts";
import { insetsFor, toolBoxes } from "./tool-room.ts";

const PHONE = { width: 390, height: 566 };
const DESK = { width: 790, height: 528 };

function pictureOf({ width, height }: { readonly width: number; readonly height: number }, nodes: number): Picture {
  return { width, height, topology: { nodes: Array.from({ length: nodes }) }, ui: {} } as unknown as Picture;
}

test("a mesh that fills a phone stands above the search, with room for a name beneath its lowest node", () => {
  const searchTop = Math.min(...toolBoxes(pictureOf(PHONE, 200)).filter(({ x, y }) => x === 0 && y > 100).map(({ y }) => y));
  expect(PHONE.height - insetsFor(PHONE, 200).bottom).toBeLessThan(searchTop - 6);
  expect(insetsFor(PHONE, 6).bottom, "there is none beside a small one").toBeLessThan(insetsFor(PHONE, 200).bottom);
  expect(insetsFor(DESK, 200).bottom, "and here it is not beneath the mesh").toBe(92);
});

test("where a text would be hidden by the choice of the tree, or by the search of a large mesh, there is none", () => {
  const hidden = (size: typeof PHONE, nodes: number, x: number, fromBelow: number): boolean => toolBoxes(pictureOf(size, nodes)).some((box) => overlap(box, { x, y: size.height - fromBelow, width: 20, height: 15 }));
  expect(hidden(DESK, 6, 60, 35)).toBe(true);
  expect(hidden(PHONE, 6, 60, 78)).toBe(true);
  expect(hidden(PHONE, 6, 60, 130)).toBe(false);
  expect(hidden(PHONE, 200, 60, 130)).toBe(true);
  expect(hidden(PHONE, 200, 330, 78)).toBe(true);
  expect(hidden(PHONE, 200, 330, 130), "the overview is folded there").toBe(false);
  expect(hidden(DESK, 200, 600, 130), "and unfolded here").toBe(true);
});
