import type { Family } from "../../port/messages.ts";
import type { Palette } from "../theme/palette.ts";
import { faded, scatter, type Ctx } from "./ink.ts";
import { pathOf } from "./mark-paths.ts";
import { BOLT, HUE, markOf } from "./marks.ts";

/** One mark of a message on canvas, in its states: whole, fading, broken up, corrupted, injected. */
export interface MarkLook {
  readonly family: Family;
  readonly reply: boolean;
  readonly alpha: number;
  readonly broken: number;
  readonly corrupted: boolean;
  readonly injected: boolean;
}

/** Paints about (x, y), flying along `angle`; leaves the context as it was. */
export function paintMark(
  ctx: Ctx,
  palette: Palette,
  look: MarkLook,
  at: { readonly x: number; readonly y: number; readonly angle: number; readonly scale: number; readonly seed: number },
): void {
  ctx.save();
  ctx.translate(at.x, at.y);
  ctx.scale(at.scale, at.scale);
  if (look.broken > 0) paintPieces(ctx, palette, look, at.seed, at.angle);
  else paintWhole(ctx, palette, look, at.angle, at.seed);
  ctx.restore();
}

function paintWhole(ctx: Ctx, palette: Palette, look: MarkLook, angle: number, seed: number): void {
  const mark = markOf(look.family, look.reply);
  const path = pathOf(mark.d);
  const hue = palette[HUE[look.family]];
  ctx.save();
  if (mark.turns) ctx.rotate(angle);
  ctx.lineJoin = "round";
  ctx.lineCap = "round";
  ctx.setLineDash([]);
  // a rim of the ground's colour sets it off from lanes and from its neighbours
  ctx.strokeStyle = palette.stage;
  ctx.lineWidth = mark.strokeWidth + 2.5;
  ctx.stroke(path);
  const ink = look.alpha < 1 ? faded(hue, look.alpha) : hue;
  ctx.fillStyle = mark.filled ? ink : palette.stage;
  if (look.family !== "abort") ctx.fill(path);
  ctx.strokeStyle = ink;
  ctx.lineWidth = mark.strokeWidth;
  ctx.stroke(path);
  if (look.corrupted) paintJitter(ctx, path, ink, seed);
  ctx.restore();
  if (look.injected) paintInjected(ctx, palette);
  if (look.corrupted) paintBolt(ctx, palette, 8, -8, 0.75);
}

/** The outline again, beside itself. */
function paintJitter(ctx: Ctx, path: Path2D, ink: string, seed: number): void {
  ctx.strokeStyle = ink;
  ctx.lineWidth = 1;
  for (const turn of [1, 2]) {
    ctx.save();
    ctx.translate((scatter(seed * 4 + turn) - 0.5) * 5, (turn === 1 ? -2.2 : 2.2) + (scatter(seed * 8 + turn) - 0.5));
    ctx.stroke(path);
    ctx.restore();
  }
}

export function paintBolt(ctx: Ctx, palette: Palette, x: number, y: number, scale: number): void {
  const path = pathOf(BOLT);
  ctx.save();
  ctx.translate(x, y);
  ctx.scale(scale, scale);
  ctx.lineJoin = "round";
  ctx.strokeStyle = palette.stage;
  ctx.lineWidth = 3;
  ctx.stroke(path);
  ctx.fillStyle = palette.red;
  ctx.fill(path);
  ctx.restore();
}

/** Somebody put it there by hand: a thin dashed ring. */
function paintInjected(ctx: Ctx, palette: Palette): void {
  ctx.strokeStyle = palette.text;
  ctx.lineWidth = 1.25;
  ctx.setLineDash([2.5, 2.5]);
  ctx.beginPath();
  ctx.arc(0, 0, 9.5, 0, Math.PI * 2);
  ctx.stroke();
  ctx.setLineDash([]);
}

const PIECES = 9;

/** Pieces drift on in the direction of flight and apart, in the message's own hue. */
function paintPieces(ctx: Ctx, palette: Palette, look: MarkLook, seed: number, angle: number): void {
  const gone = look.broken;
  ctx.fillStyle = faded(palette[HUE[look.family]], Math.min(1, look.alpha + 0.45) * (1 - gone) ** 0.7);
  for (let i = 0; i < PIECES; i += 1) {
    const way = angle + (scatter(seed * 16 + i) - 0.5) * 3.6;
    const far = (3 + 15 * scatter(seed * 32 + i)) * Math.sqrt(gone);
    const size = (3 + 2 * scatter(seed * 64 + i)) * (1 - gone * 0.5);
    const turn = scatter(seed * 128 + i) * Math.PI;
    ctx.save();
    ctx.translate(Math.cos(way) * far, Math.sin(way) * far);
    ctx.rotate(turn + gone);
    ctx.fillRect(-size / 2, -size / 2, size, size * 0.7);
    ctx.restore();
  }
}
