import { faded, fontOf, strokeLine, TEXT_PX, WEIGHT, type Ctx } from "../stage/ink.ts";
import type { Box } from "../stage/label-placement.ts";
import { linkIsNear, type Picture } from "../stage/picture.ts";
import { traceShape } from "../stage/shapes.ts";
import { paintTag } from "./paint-tag.ts";
import type { StagePreview } from "./stage-explained.ts";
import { TEXTS } from "../../texts/explain.ts";

/** What a cut would change, drawn over what is: broken strokes throughout, since nothing of it has happened. */
export function paintPreview(ctx: Ctx, picture: Picture, preview: StagePreview): void {
  ctx.font = fontOf(picture.palette, TEXT_PX.small, WEIGHT.medium);
  for (const { link, to } of preview.ways) paintWay(ctx, picture, link, to);
  if (preview.link >= 0) paintCut(ctx, picture, preview.link);
  if (preview.node >= 0) paintCrash(ctx, picture, preview.node);
  for (const end of preview.ends) ring(ctx, picture, end, picture.palette.red, 16, [2, 3]);
  for (const one of preview.nodes) paintChanged(ctx, picture, one);
  ctx.setLineDash([]);
}

/** By which link the lit PFS would be heard of, towards the node that hears. */
function paintWay(ctx: Ctx, picture: Picture, link: number, to: number): void {
  const { lanes, palette, topology, metrics } = picture;
  if (link >= lanes.length.length || !linkIsNear(picture, link)) return;
  const { ax, ay, bx, by } = lanes;
  ctx.strokeStyle = palette.teal;
  ctx.lineWidth = metrics.level === "far" ? 1.5 : 3;
  ctx.setLineDash([7, 5]);
  strokeLine(ctx, ax[link], ay[link], bx[link], by[link]);
  ctx.setLineDash([]);
  if (metrics.level === "far") return;
  const forward = topology.links[link]?.b === to;
  paintArrow(ctx, palette.teal, { x: (ax[link] + bx[link]) / 2, y: (ay[link] + by[link]) / 2 }, Math.atan2(by[link] - ay[link], bx[link] - ax[link]) + (forward ? 0 : Math.PI));
}

function paintArrow(ctx: Ctx, ink: string, at: { readonly x: number; readonly y: number }, angle: number): void {
  ctx.save();
  ctx.translate(at.x, at.y);
  ctx.rotate(angle);
  ctx.beginPath();
  ctx.moveTo(8, 0);
  ctx.lineTo(-6, -6);
  ctx.lineTo(-6, 6);
  ctx.closePath();
  ctx.fillStyle = ink;
  ctx.fill();
  ctx.restore();
}

function paintCut(ctx: Ctx, picture: Picture, link: number): void {
  const { lanes, palette } = picture;
  if (link >= lanes.length.length) return;
  const { ax, ay, bx, by } = lanes;
  const [x, y] = [(ax[link] + bx[link]) / 2, (ay[link] + by[link]) / 2];
  ctx.strokeStyle = faded(palette.red, 0.9);
  ctx.lineWidth = 5;
  ctx.setLineDash([4, 6]);
  strokeLine(ctx, ax[link], ay[link], bx[link], by[link]);
  ctx.setLineDash([]);
  ctx.lineWidth = 3;
  strokeLine(ctx, x - 9, y - 9, x + 9, y + 9);
  strokeLine(ctx, x - 9, y + 9, x + 9, y - 9);
}

function paintCrash(ctx: Ctx, picture: Picture, node: number): void {
  const { x, y, palette, metrics } = picture;
  ring(ctx, picture, node, palette.red, 5, [4, 4]);
  const reach = metrics.radius * 0.8;
  ctx.strokeStyle = palette.red;
  ctx.lineWidth = 3;
  ctx.setLineDash([]);
  strokeLine(ctx, x[node] - reach, y[node] - reach, x[node] + reach, y[node] + reach);
  strokeLine(ctx, x[node] - reach, y[node] + reach, x[node] + reach, y[node] - reach);
}

type Changed = StagePreview["nodes"][number];

function paintChanged(ctx: Ctx, picture: Picture, changed: Changed): void {
  const { palette } = picture;
  const { node, lost } = changed;
  if (picture.near[node] === 0) return;
  if (lost > 0) ring(ctx, picture, node, palette.red, awayOf(picture), [3, 4]);
  else ring(ctx, picture, node, palette.teal, awayOf(picture), [6, 4]);
  const tag = tagOf(picture, changed);
  if (tag !== null) paintTag(ctx, palette, tag.words, tag.x, tag.y, lost > 0 ? palette.textRed : palette.textTeal);
}

function awayOf({ metrics }: Picture): number {
  return metrics.level === "full" ? 10 : 4;
}

/** What is written over a node that changes, and where; null = there is no room for words at this size. */
function tagOf(picture: Picture, { node, lost, moved, text }: Changed): { readonly words: string; readonly x: number; readonly y: number } | null {
  const { x, y, metrics } = picture;
  if (metrics.level === "far" || (metrics.level === "mid" && metrics.radius <= 12)) return null;
  const words = [...(text === "" ? [] : [text]), ...(lost > 0 ? [TEXTS.stage.loses(lost)] : text === "" ? [TEXTS.stage.moves(moved)] : [])].join(" · ");
  return { words, x: x[node]!, y: y[node]! - metrics.radius - awayOf(picture) - 12 };
}

/** About as wide as a letter of a tag. */
const LETTER_PX = 6.6;

/** Where other texts must not stand: what is written over nodes that change. */
export function previewBoxes(picture: Picture): Box[] {
  const { explained = null } = picture.ui;
  if (explained?.kind !== "preview") return [];
  return explained.nodes.flatMap((changed) => {
    const tag = picture.near[changed.node] === 0 ? null : tagOf(picture, changed);
    if (tag === null) return [];
    const width = tag.words.length * LETTER_PX + 10;
    return [{ x: tag.x - width / 2, y: tag.y - 9, width, height: 18 }];
  });
}

function ring(ctx: Ctx, { x, y, metrics, topology }: Picture, node: number, ink: string, away: number, dash: number[]): void {
  const found = topology.nodes[node];
  if (found === undefined) return;
  ctx.strokeStyle = ink;
  ctx.lineWidth = metrics.level === "far" ? 1.5 : 2.5;
  ctx.setLineDash(dash);
  ctx.beginPath();
  traceShape(ctx, found.role, x[node], y[node], metrics.radius + away);
  ctx.stroke();
  ctx.setLineDash([]);
}
