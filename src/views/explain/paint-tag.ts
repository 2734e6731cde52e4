import type { Palette } from "../theme/palette.ts";
import type { Ctx } from "../stage/ink.ts";

/** A few words on a small plate, centred at a point; the font is set already. */
export function paintTag(ctx: Ctx, palette: Palette, text: string, x: number, y: number, ink: string): void {
  const width = ctx.measureText(text).width + 10;
  ctx.textAlign = "center";
  ctx.textBaseline = "alphabetic";
  ctx.beginPath();
  ctx.roundRect(x - width / 2, y - 9, width, 17, 4);
  ctx.fillStyle = palette.stage;
  ctx.fill();
  ctx.strokeStyle = palette.line;
  ctx.lineWidth = 1;
  ctx.stroke();
  ctx.fillStyle = ink;
  ctx.fillText(text, x, y + 4);
}
