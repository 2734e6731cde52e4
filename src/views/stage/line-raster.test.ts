import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LineRaster } from "./line-raster.ts";

function rasterOf(width: number, height: number): LineRaster {
  const raster = new LineRaster();
  raster.resize({ width, height });
  return raster;
}

const SOLID = { color: "#102030", alpha: 1, width: 1 } as const;

/** Ink in whole pixels. */
function inkOf(raster: LineRaster): number {
  let sum = 0;
  for (let at = 3; at < raster.bytes.length; at += 4) sum += raster.bytes[at]! / 255;
  return sum;
}

describe("lines as pixels", () => {
  test("a line along a row of pixels fills them, in its colour, and nothing else", () => {
    const raster = rasterOf(10, 5);
    raster.line(2, 2.5, 7, 2.5, SOLID);
    expect(Array.from(raster.bytes.slice(4 * 22, 4 * 23))).toEqual([0x10, 0x20, 0x30, 255]);
    expect(inkOf(raster)).toBe(5);
  });

  test("between two rows each gets half", () => {
    const raster = rasterOf(6, 6);
    raster.line(0, 3, 6, 3, SOLID);
    expect([raster.alphaAt(2, 2), raster.alphaAt(2, 3)]).toEqual([128, 128]);
  });

  test("in any direction and from either end it has the ink of its length times its width", () => {
    const place = fc.double({ min: 20, max: 80, noNaN: true });
    fc.assert(
      fc.property(place, place, place, place, fc.double({ min: 0.8, max: 3, noNaN: true }), (ax, ay, bx, by, width) => {
        const length = Math.hypot(bx - ax, by - ay);
        fc.pre(length > 8);
        const raster = rasterOf(100, 100);
        raster.line(ax, ay, bx, by, { ...SOLID, width });
        const back = rasterOf(100, 100);
        back.line(bx, by, ax, ay, { ...SOLID, width });
        expect(Buffer.from(back.bytes.buffer).equals(Buffer.from(raster.bytes.buffer))).toBe(true);
        // it begins and ends with a whole pixel of its longer side
        expect(Math.abs(inkOf(raster) - length * width)).toBeLessThan(2.2 * width + 0.02 * length);
      }),
    );
  });

  test("what lies outside is cut off, however far it goes", () => {
    const raster = rasterOf(10, 10);
    raster.line(-1e6, 5.5, 1e6, 5.5, SOLID);
    raster.line(5.5, -1e6, 5.5, 1e6, SOLID);
    raster.line(-50, -50, -20, 900, SOLID);
    expect(inkOf(raster)).toBe(19);
  });

  test("the stronger stays, and of equals the later", () => {
    const raster = rasterOf(9, 9);
    raster.line(0, 4.5, 9, 4.5, SOLID);
    raster.line(4.5, 0, 4.5, 9, { ...SOLID, color: "#ff0000", alpha: 0.5 });
    expect(Array.from(raster.bytes.slice(4 * 40, 4 * 41))).toEqual([0x10, 0x20, 0x30, 255]);
    raster.line(4.5, 0, 4.5, 9, { ...SOLID, color: "#ff0000" });
    expect(Array.from(raster.bytes.slice(4 * 40, 4 * 41))).toEqual([255, 0, 0, 255]);
  });

  test("dashes leave gaps of their length", () => {
    const raster = rasterOf(20, 3);
    raster.line(0, 1.5, 20, 1.5, { ...SOLID, dash: [2, 4] });
    const drawn = Array.from({ length: 20 }, (_, x) => raster.alphaAt(x, 1) > 0);
    expect(drawn.slice(0, 8)).toEqual([true, true, false, false, false, false, true, true]);
  });

  test("no line at all leaves nothing", () => {
    const raster = rasterOf(5, 5);
    raster.line(2, 2, 2, 2, SOLID);
    raster.line(NaN, 2, 2, 2, SOLID);
    expect(inkOf(raster)).toBe(0);
  });
});
