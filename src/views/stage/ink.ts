import type { Palette } from "../theme/palette.ts";

/** Small strokes that several painters share. */

export type Ctx = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

/** A token (#rrggbb) made see-through; 1 = solid. */
export function faded(hex: string, alpha: number): string {
  const byte = Math.round(Math.min(Math.max(alpha, 0), 1) * 255);
  return hex + byte.toString(16).padStart(2, "0");
}

export const TEXT_PX = { small: 11, normal: 12, name: 13 } as const;
export const WEIGHT = { normal: 400, medium: 550, strong: 650 } as const;

export function fontOf(palette: Palette, px: number, weight: number): string {
  return `${weight} ${px}px ${palette.sans}`;
}

export function strokeLine(ctx: Ctx, ax: number, ay: number, bx: number, by: number): void {
  ctx.beginPath();
  ctx.moveTo(ax, ay);
  ctx.lineTo(bx, by);
  ctx.stroke();
}

/** Text on a rim of the ground's colour, so that a link beneath does not disturb it. */
export function rimmedText(ctx: Ctx, text: string, x: number, y: number, ground: string, ink: string): void {
  ctx.lineJoin = "round";
  ctx.lineWidth = 4;
  ctx.strokeStyle = ground;
  ctx.strokeText(text, x, y);
  ctx.fillStyle = ink;
  ctx.fillText(text, x, y);
}

/** A fixed number from 0 up to 1 for a whole number: scatter without chance. */
export function scatter(seed: number): number {
  let h = Math.imul(seed | 0, 0x9e3779b1);
  h ^= h >>> 15;
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  return (h >>> 0) / 0x1_0000_0000;
}
