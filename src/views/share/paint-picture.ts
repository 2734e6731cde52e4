import type { Palette } from "../theme/palette.ts";
import { paintNodeView } from "../explain/paint-node-view.ts";
import { drawFarLinks } from "../stage/far-links.ts";
import { drawFarNodes } from "../stage/far-nodes.ts";
import { TEXT_PX, WEIGHT, fontOf, type Ctx } from "../stage/ink.ts";
import { paintTexts } from "../stage/labels.ts";
import { drawHeat } from "../stage/paint-heat.ts";
import { paintLinks, paintPath } from "../stage/paint-links.ts";
import { paintMessages } from "../stage/paint-messages.ts";
import { paintNodes } from "../stage/paint-nodes.ts";
import { paintPointing } from "../stage/paint-overlay.ts";
import type { Picture } from "../stage/picture.ts";
import type { ShownPicture } from "../stage/shown-picture.ts";
import { SvgPen, xml } from "./svg-pen.ts";

/** What stands beneath a picture: which run it is, and when. */
export interface PictureCaption {
  readonly title: string;
  readonly stamp: string;
}

/** Height of the caption below the stage. */
export const CAPTION_PX = 52;
const EDGE_PX = 20;

type LineOf = ConstructorParameters<typeof SvgPen>[0];

/** The picture as an SVG file: vectors and texts, in the order in which the stage paints them. */
export function svgOf(shown: ShownPicture, caption: PictureCaption, measure: LineOf): string {
  const pen = new SvgPen(measure);
  paintAll(pen.ctx, pen, shown, caption);
  const { width, height, palette } = shown.picture;
  const full = height + CAPTION_PX;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${full}" viewBox="0 0 ${width} ${full}" role="img" aria-labelledby="title desc">`,
    `<title id="title">${xml(caption.title)}</title>`,
    `<desc id="desc">${xml(caption.stamp)}</desc>`,
    `<rect width="${width}" height="${full}" fill="${palette.stage}"/>`,
    // what lies outside the stage is drawn there, too, and not seen
    `<svg width="${width}" height="${full}" viewBox="0 0 ${width} ${full}" overflow="hidden">`,
    pen.content,
    `</svg>`,
    `</svg>`,
    "",
  ].join("\n");
}

/** The same on a canvas, `ratio` pixels to one of the stage. */
export function paintOn(ctx: OffscreenCanvasRenderingContext2D, shown: ShownPicture, caption: PictureCaption, ratio: number): void {
  const { width, height, palette } = shown.picture;
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  ctx.fillStyle = palette.stage;
  ctx.fillRect(0, 0, width, height + CAPTION_PX);
  paintAll(ctx, lineSink(ctx), shown, caption);
}

function paintAll(ctx: Ctx, lines: Pick<SvgPen, "line">, { picture, nowUs, pointing }: ShownPicture, caption: PictureCaption): void {
  const { explained = null } = picture.ui;
  if (explained?.kind === "view") {
    // what the node does not know is not in the file either
    paintNodeView(ctx, picture, explained);
    paintCaption(ctx, picture, caption);
    return;
  }
  const far = picture.metrics.level === "far";
  if (far) drawFarLinks(lines, picture, { ratio: 1, left: 0, top: 0 });
  else paintLinks(ctx, picture);
  paintPath(ctx, picture);
  if (far) {
    drawHeat(lines, picture);
    drawFarNodes(ctx, picture);
  } else paintNodes(ctx, picture);
  paintTexts(ctx, picture);
  paintPointing(ctx, picture, pointing);
  paintMessages(ctx, picture, nowUs);
  paintCaption(ctx, picture, caption);
}

function paintCaption(ctx: Ctx, { width, height, palette }: Picture, { title, stamp }: PictureCaption): void {
  ctx.setLineDash([]);
  ctx.fillStyle = palette.stage;
  ctx.fillRect(0, height, width, CAPTION_PX);
  ctx.fillStyle = palette.line;
  ctx.fillRect(0, height, width, 1);
  ctx.textAlign = "left";
  ctx.textBaseline = "alphabetic";
  text(ctx, palette, title, EDGE_PX, height + 22, TEXT_PX.name, WEIGHT.strong, palette.text, width);
  text(ctx, palette, stamp, EDGE_PX, height + 40, TEXT_PX.small, WEIGHT.normal, palette.muted, width);
}

/** Cut off where the picture ends. */
function text(ctx: Ctx, palette: Palette, whole: string, x: number, y: number, px: number, weight: number, ink: string, width: number): void {
  ctx.font = fontOf(palette, px, weight);
  ctx.fillStyle = ink;
  let shown = whole;
  while (shown.length > 1 && ctx.measureText(shown).width > width - 2 * EDGE_PX) shown = `${shown.slice(0, -2)}…`;
  ctx.fillText(shown, x, y);
}

/** The lines of the far view as strokes of a canvas. */
function lineSink(ctx: OffscreenCanvasRenderingContext2D): Pick<SvgPen, "line"> {
  return {
    line(ax, ay, bx, by, { color, alpha, width, dash }) {
      ctx.globalAlpha = alpha;
      ctx.strokeStyle = color;
      ctx.lineWidth = width;
      ctx.setLineDash([...(dash ?? [])]);
      ctx.beginPath();
      ctx.moveTo(ax, ay);
      ctx.lineTo(bx, by);
      ctx.stroke();
      ctx.globalAlpha = 1;
      ctx.setLineDash([]);
    },
  };
}
