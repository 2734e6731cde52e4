import type { TopologyView } from "../../port/messages.ts";

/** The outlines of nodes: role by shape (leaf circle, endpoint hexagon, controller rounded square, outside diamond). */

export type Role = TopologyView["nodes"][number]["role"];

/** Where outlines are traced: a canvas, or a Path2D. */
export interface Pen {
  moveTo(x: number, y: number): void;
  lineTo(x: number, y: number): void;
  arc(x: number, y: number, radius: number, from: number, to: number): void;
  roundRect(x: number, y: number, width: number, height: number, radius: number): void;
  closePath(): void;
}

/** A hexagon and a square of equal radius look smaller and larger than the circle; these make them weigh the same. */
const HEXAGON_REACH = 1.14;
const DIAMOND_REACH = 1.28;
const SQUARE_REACH = 0.95;
const SQUARE_CORNER = 0.48;
const HALF_SQRT3 = Math.sqrt(3) / 2;

export function traceShape(pen: Pen, role: Role, x: number, y: number, radius: number): void {
  if (role === "leaf") {
    pen.moveTo(x + radius, y);
    pen.arc(x, y, radius, 0, Math.PI * 2);
  } else if (role === "endpoint") {
    traceHexagon(pen, x, y, radius * HEXAGON_REACH);
  } else if (role === "outside") {
    traceDiamond(pen, x, y, radius * DIAMOND_REACH);
  } else {
    const half = radius * SQUARE_REACH;
    pen.roundRect(x - half, y - half, 2 * half, 2 * half, radius * SQUARE_CORNER);
  }
}

function traceHexagon(pen: Pen, x: number, y: number, reach: number): void {
  const side = reach * HALF_SQRT3;
  pen.moveTo(x, y - reach);
  pen.lineTo(x + side, y - reach / 2);
  pen.lineTo(x + side, y + reach / 2);
  pen.lineTo(x, y + reach);
  pen.lineTo(x - side, y + reach / 2);
  pen.lineTo(x - side, y - reach / 2);
  pen.closePath();
}

function traceDiamond(pen: Pen, x: number, y: number, reach: number): void {
  pen.moveTo(x, y - reach);
  pen.lineTo(x + reach, y);
  pen.lineTo(x, y + reach);
  pen.lineTo(x - reach, y);
  pen.closePath();
}

/** How far the outline is from the centre in the direction (ux, uy), a unit vector. */
export function reachOf(role: Role, radius: number, ux: number, uy: number): number {
  if (role === "leaf") return radius;
  if (role === "outside") return (radius * DIAMOND_REACH) / (Math.abs(ux) + Math.abs(uy));
  if (role === "endpoint") {
    const apothem = radius * HEXAGON_REACH * HALF_SQRT3;
    const slanted = Math.abs(ux) / 2 + Math.abs(uy) * HALF_SQRT3;
    return apothem / Math.max(Math.abs(ux), slanted);
  }
  return squareReach(radius, Math.abs(ux), Math.abs(uy));
}

function squareReach(radius: number, ux: number, uy: number): number {
  const half = radius * SQUARE_REACH;
  const corner = radius * SQUARE_CORNER;
  const flat = half / Math.max(ux, uy);
  const straight = half - corner;
  if (flat * Math.min(ux, uy) <= straight) return flat;
  // the ray leaves through the rounded corner, a circle about (straight, straight)
  const along = straight * (ux + uy);
  return along + Math.sqrt(Math.max(0, along * along - 2 * straight * straight + corner * corner));
}
